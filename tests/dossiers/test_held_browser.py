"""A person uses a paper we hold, sees where it was used, and erases it; the desk uses one with their consent. Looked at."""

import pytest
from django.urls import reverse

from motcua.dossiers.models import Held, Paper
from motcua.people import actions as people
from tests.browser import WIDTHS, axe_violations, expect, overflows, shoot, troubles_at_each_width
from tests.dossiers.build import taken_in
from tests.dossiers.stored import NUMBER, asked_for, begun, held_result, office_of_today

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office(settings, tmp_path):
    return office_of_today(settings, tmp_path)


def in_views(live_browser, path, name, account):
    for width in WIDTHS:
        for language in ("vi", "en"):
            page = live_browser.open(path, width=width, language=language, account=account)
            assert not axe_violations(page), name
            assert not overflows(page), f"{name} {width}"
            shoot(page, f"{name}-{width}-{language}")


def test_a_paper_is_used_again_by_its_owner_and_at_the_desk(live_browser, office):
    cast = office.cast
    hoa, reception = cast.hoa.account, cast.reception.account
    in_views(live_browser, reverse("dossiers:held"), "kho-trong", hoa)
    held_result(office, name="Giấy chứng minh", expires_on="2031-05-04")
    held_result(office, name="Bản sao được chứng thực", expires_on="2020-01-01")
    held_result(office)
    draft_id = begun(office)
    place = reverse("dossiers:draft-papers", args=[draft_id])
    in_views(live_browser, place, "kho-de-nghi", hoa)
    page = live_browser.open(place, width=390, account=hoa)
    page.click("button[name=_use] >> nth=0")
    page.wait_for_selector("button[name=_remove]")
    expect(page.locator("button[name=_use]")).to_have_count(0)
    shoot(page, "kho-da-dung")

    done = taken_in(office)
    paper = Paper.objects.get(dossier_id=done.dossier_id)
    desk = reverse("dossiers:reuse", args=[done.number, paper.pk])
    in_views(live_browser, desk, "kho-quay", reception)
    page = live_browser.open(desk, width=1280, account=reception)
    page.click("button[name=use] >> nth=0")
    expect(page.locator(".faults")).to_be_visible()
    shoot(page, "kho-quay-thieu")
    page.check("input[name=agreed]")
    page.click("button[name=use] >> nth=0")
    page.wait_for_url(f"**{reverse('dossiers:dossier', args=[done.number])}")
    shoot(page, "kho-quay-xong")

    in_views(live_browser, reverse("dossiers:held"), "kho", hoa)
    key = Held.objects.order_by("pk").first().key
    in_views(live_browser, reverse("dossiers:held-erase", args=[key]), "kho-xoa", hoa)
    page = live_browser.open(reverse("dossiers:held-erase", args=[key]), width=390, account=hoa)
    page.click("main button.act")
    page.wait_for_url(f"**{reverse('dossiers:held')}")
    assert Held.objects.get(key=key).file_id is None


def test_held_papers_are_offered_in_an_answer_and_at_the_counter(live_browser, office):
    """Both pages at their fullest: something that fits, something that does not, and one chosen."""
    cast = office.cast
    reception, hoa = cast.reception, cast.hoa
    people.check_identity(
        person_id=hoa.person.pk, identity_number=NUMBER, reach=office.reach(reception), at=office.at
    )
    held_result(office, name="Giấy chứng minh", expires_on="2031-05-04")
    held_result(office)
    place = reverse("dossiers:own-supplement", args=[asked_for(office).number])
    for language in ("vi", "en"):
        page = live_browser.open(place, language=language, account=hoa.account)
        assert troubles_at_each_width(page, f"kho-bo-sung-{language}", axe=language == "vi") == []
        page = live_browser.open("/quay/?thu-tuc=1.000001", language=language, account=reception.account)
        page.fill("input[name=ap-identity]", NUMBER)
        page.click("button[name=find-person]")
        page.check("input[name=held-agreed]")
        page.click("button[name=find-held]")
        page.select_option("select[name=held-giay-chung-minh]", index=1)
        assert troubles_at_each_width(page, f"kho-quay-nhan-{language}", axe=language == "vi") == []
    page.fill("input[name=ap-phone]", "0905000001")
    page.locator("main button[data-key=F9]").click()
    page.wait_for_url("**/quay/H15.15-**")  # the place of the papers may stand behind it
    assert Paper.objects.latest("pk").source == "result"
