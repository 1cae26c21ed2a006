"""Pages on which somebody acts for another, in a real browser: phone and desk, both languages."""

import pytest
from django.urls import reverse

from motcua.dossiers.rules.parties import AUTHORISATION
from tests.browser import axe_violations, overflows, shoot
from tests.dossiers.build import CHILD, CHILD_NUMBER, FIRM
from tests.dossiers.online import online_world
from tests.dossiers.walking import begin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = [(390, "vi"), (1280, "en")]


def look(live_browser, name, path, account, then=None):
    for width, language in VIEWS:
        page = live_browser.open(path, width=width, language=language, account=account)
        if then:
            then(page)
        shoot(page, f"parties-{name}-{width}-{language}")
        assert axe_violations(page) == [], f"{name} at {width} in {language}"
        assert overflows(page) == [], f"{name} at {width} in {language}"


def test_applying_for_others_reads_well_from_the_choice_to_the_check_at_the_desk(live_browser):
    world = online_world()
    hoa, tam = world.cast.hoa.account, world.cast.reception.account
    walker = begin(world)
    look(live_browser, "choice", walker.url("draft-applicant"), hoa)
    walker.post("draft-applicant", data={"party": "organisation"})
    look(live_browser, "firm", walker.url("draft-applicant"), hoa, then=lambda page: page.click(".acts .act"))
    walker.post("draft-applicant", data={"party": "person"})
    typed = {"party": "person", "party_code": CHILD_NUMBER, "party_name": CHILD, "birth_date": "06/05/2014"}
    walker.post("draft-applicant", data=typed | {"capacity": "legal", "relation": "mẹ"})
    look(live_browser, "child", walker.url("draft-applicant"), hoa)
    walker.to_check()
    look(live_browser, "papers", walker.url("draft-papers"), hoa)
    walker.attach(AUTHORISATION, _next="1")
    look(live_browser, "check", walker.url("draft-check"), hoa)
    number = walker.send().url.split("/")[2]
    look(live_browser, "own", reverse("dossiers:own", args=[number]), hoa)
    look(live_browser, "receipt", reverse("dossiers:receipt", args=[number]), hoa)
    look(live_browser, "mine", reverse("dossiers:mine"), hoa)
    look(live_browser, "desk", reverse("dossiers:desk") + "?xem=tat-ca", tam)
    look(live_browser, "dossier", reverse("dossiers:dossier", args=[number]), tam)
    look(live_browser, "act", reverse("dossiers:act", args=[number, "doi-chieu"]), tam)

    def for_a_firm(page):
        page.fill("[name=org-name]", FIRM)
        page.click("[data-key=F9]")

    look(live_browser, "counter", "/quay/?thu-tuc=1.000002", tam, then=for_a_firm)
