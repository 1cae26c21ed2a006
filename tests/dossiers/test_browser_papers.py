"""Forms, the leader's page and the register in a real browser: both widths, both languages."""

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.actions import counting
from tests.browser import axe_violations, overflows, shoot
from tests.dossiers.build import approved, make_world, taken_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = [(390, "vi"), (1280, "vi"), (390, "en"), (1280, "en")]


def test_forms_register_and_the_leaders_page_read_well(live_browser):
    world = make_world()
    world.at = timezone.now()
    taken_in(world)
    number = approved(world).number
    counting.count_open(at=world.at)
    counting.count_settled(at=world.at)
    for name, path, player in (
        ("receipt", reverse("dossiers:paper", args=[number, "01"]), world.cast.hoa),
        ("slip", reverse("dossiers:paper", args=[number, "06"]), world.cast.clerk),
        ("overview", reverse("dossiers:overview"), world.cast.leader),
        ("register", reverse("dossiers:register"), world.cast.head),
        ("register-print", reverse("dossiers:register-print"), world.cast.head),
    ):
        for width, language in VIEWS:
            page = live_browser.open(path, width=width, language=language, account=player.account)
            shoot(page, f"papers-{name}-{width}-{language}")
            assert axe_violations(page) == [], f"{name} at {width} in {language}"
            assert overflows(page) == [], f"{name} at {width} in {language}"
