"""A round is planned, drawn, opened and answered – once by a phone that lost its network –, closed, estimated and frozen."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.foundation.calendar import TZ
from motcua.people.rules import Role
from motcua.surveys import actions, questionnaires
from motcua.surveys.models import Answer, PoolAnswer, SampleUnit, Survey
from tests.browser import expect, shoot, wait_for
from tests.people.cast import make_cast, make_officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIST = "\n".join(
    ["tinh;xa;thon;nguoi"]
    + [f"{province};Xã {c};Thôn {c}.{v};{150 + 20 * v}" for province in ("54", "66") for c in range(4) for v in range(3)]
)  # fmt: skip
SATISFIED = {"54": 0.6, "66": 0.9}


def test_a_survey_goes_from_design_to_a_frozen_sheet(live_browser):
    cast = make_cast()
    officer = make_officer(
        full_name="Cao Thị Sáu", code="noivu", role=Role.HOME_AFFAIRS, agency=cast.province
    )
    now = timezone.now()
    actions.publish_version(text=questionnaires.shipped("sipas-2022"), reach=cast.reach(officer), at=now)
    page = live_browser.open(reverse("surveys:plan"), width=1280, account=officer.account)

    def press(words: str) -> None:
        with page.expect_navigation():
            page.click(f"main :is(a, button):text-is('{words}')")

    today = now.astimezone(TZ).date()
    page.fill("[name=name]", "Khảo sát hài lòng")
    page.fill("[name=name_en]", "Satisfaction survey")
    page.fill("[name=year]", str(today.year))
    page.fill("[name=opens_on]", f"{today:%d/%m/%Y}")
    page.fill("[name=closes_on]", f"{today + timedelta(days=20):%d/%m/%Y}")
    press("Lập đợt")
    press("Rút mẫu")
    for name, value in {
        "list": LIST,
        "communes": "2",
        "villages": "2",
        "people": "10",
        "seed": "2022",
    }.items():
        page.fill(f"[name={name}]", value)
    press("Xem sẽ chọn những nơi nào")
    expect(page.locator("main")).to_contain_text("Sẽ chọn 8 thôn của 4 xã, mời 80 người", use_inner_text=True)
    press("Rút mẫu này")
    press("Mở đợt khảo sát")
    press("Mở đợt khảo sát")
    survey = Survey.objects.get()
    page.goto(live_browser.address + reverse("surveys:invitations", args=[survey.pk]))
    first = page.get_attribute("main .ledger a", "href").partition("noi=")[2]
    press(page.inner_text("main .ledger a"))
    card = re.sub("[^0-9A-Z]", "", page.inner_text(".invitation-card p:nth-of-type(3)"))
    officers_page = page

    page = live_browser.open(f"{reverse('surveys:begin')}?tieng=vi#{card}", width=390)
    page.wait_for_selector("form[data-survey].stepping")
    page.wait_for_load_state("networkidle")  # what the page loads behind itself is there, too
    page.context.set_offline(True)
    while page.is_visible("[data-next]"):
        for fieldset in page.query_selector_all("[data-step]:not([hidden]) fieldset:not([hidden])"):
            if control := fieldset.query_selector("input[value='4'], input[value='yes'], input[value='3']"):
                control.check()
        page.click("[data-next]")
    page.click("[data-send]")
    wait_for(page, lambda: "Không có mạng" in page.inner_text("[data-says]"))
    assert not PoolAnswer.objects.exists()
    page.context.set_offline(False)
    page.wait_for_url("**/khao-sat/cam-on/**")

    answered = 1
    for unit in SampleUnit.objects.filter(survey=survey, cell__isnull=False).select_related("cell"):
        for number in range(10):
            code = actions.code_of(sample_unit=unit.pk, number=number)
            if str(unit.pk) == first and code == card:
                continue
            level = "4" if number < 10 * SATISFIED[unit.cell.province] else "2"
            data = {"v_used": False, **{f"p_health_{part}": level for part in ("part", "quality", "result")}}
            actions.answer(code=code, data={**data, "p_water_result": level}, at=timezone.now())
            answered += 1
    page = officers_page
    page.goto(live_browser.address + reverse("surveys:round", args=[survey.pk]))
    expect(page.locator("main")).to_contain_text("80", use_inner_text=True)
    press("Đóng đợt khảo sát")
    press("Đóng đợt khảo sát")
    assert Answer.objects.count() == answered == 80 and not PoolAnswer.objects.exists()

    said = StringIO()
    call_command("indices", "freeze", "--survey", str(survey.pk), "--announce", f"{today}T00:00", stdout=said)
    digest = re.search(r"[0-9a-f]{64}", said.getvalue())[0]
    again = StringIO()
    call_command("indices", "freeze", "--survey", str(survey.pk), "--dry-run", stdout=again)
    assert digest in again.getvalue(), "the same answers give the same sheet"
    shown = Client().get("/chi-so/khao-sat/", follow=True).content.decode()
    assert f"SIPAS {today.year}" in shown
    page.goto(live_browser.address + re.search(r"/chi-so/khao-sat/\d+/", shown)[0])
    assert digest in page.inner_text("main").replace("\u200b", "")
    shoot(page, "survey-frozen-sheet")
