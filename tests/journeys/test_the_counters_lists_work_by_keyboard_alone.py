"""Taking a number, handing over to the unit, appointments, and a list of other persons, with a keyboard and no mouse."""

import pytest

from motcua.counter.models import HandOverSheet
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, ReservedNumber
from tests.browser import axe_violations, expect, shoot
from tests.counter.build import make_hall
from tests.dossiers.build import in_progress, just_now, make_world
from tests.dossiers.test_lists_for_each import FILLED
from tests.journeys.test_the_counter_works_by_keyboard_alone import CARD, strike

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABS_MAX = 30
RINGED = "document.activeElement.matches(':focus-visible') && getComputedStyle(document.activeElement).outlineStyle !== 'none'"


def a_while_ago(made):
    made.at = just_now()
    return made


@pytest.fixture
def world():
    return a_while_ago(make_world())


def tab_to(page, wanted) -> None:
    """Forward until it has the focus; whatever has it on the way shows a ring."""
    for _ in range(TABS_MAX):
        page.keyboard.press("Tab")
        assert page.evaluate(RINGED), page.evaluate("document.activeElement.outerHTML")[:200]
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
    raise AssertionError(f"more than {TABS_MAX} steps away")


def test_a_number_is_taken_and_the_board_opened(live_browser, world):
    office = make_hall(world).world.cast.department.pk
    page = live_browser.open(f"/lay-so/{office}/", language="en")
    tab_to(page, page.locator(".kiosk-line").first)
    page.keyboard.press("Enter")
    page.wait_for_url("**/lay-so/phieu/**")
    expect(page.locator(".ticket-number")).to_have_text("A001")
    tab_to(page, page.get_by_role("link", name="Show the board"))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/bang-goi/{office}/")
    expect(page.locator(".board-next")).to_contain_text("A001")


def test_the_desk_hands_over_and_the_unit_counts(live_browser, world):
    first, second = sorted((in_progress(world) for _ in range(2)), key=lambda one: one.number)
    page = live_browser.open("/quay/ban-giao/", language="en", account=world.cast.reception.account)
    strike(page, "j", "x")
    expect(page.locator("[name=dossier]:not(:checked)")).to_have_count(1)
    shoot(page, "handing-by-keyboard")
    strike(page, "b")
    expect(page.get_by_text("Handed over. The unit counts and confirms it.")).to_be_visible()
    expect(page.get_by_text(first.number)).to_be_visible()  # the one that stays
    # Which day is chosen by a key, a date and Enter.
    strike(page, "/")
    expect(page.get_by_label("Day")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("01/01/2026")
    page.keyboard.press("Enter")
    page.wait_for_url("**ngay=01**")
    expect(page.get_by_text("Nothing is to be handed over")).to_be_visible()
    strike(page, "/")
    expect(page.get_by_label("Day")).to_be_focused()
    page = live_browser.open("/quay/ban-giao/", language="en", account=world.cast.case.account)
    strike(page, "c")
    expect(page.get_by_label("Counted")).to_be_focused()
    page.keyboard.type("1")
    tab_to(page, page.get_by_role("button", name="Confirm"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("The sheet is confirmed by both sides.")).to_be_visible()
    assert HandOverSheet.objects.get().counted == 1 and second.number


def test_kept_numbers_that_nobody_has_are_voided(live_browser, world):
    reach = world.reach(world.cast.reception)
    kept = actions.reserve_numbers(
        agency_id=world.cast.department.pk, desk="Quầy 1", count=2, reach=reach, at=world.at
    )
    page = live_browser.open("/quay/so-giu/", language="en", account=world.cast.reception.account)
    strike(page, "j", "x", "F2")
    expect(page.get_by_label("Why nobody has them")).to_be_focused()
    page.keyboard.press("Enter")  # a reason first
    expect(page.locator("[aria-invalid=true]")).to_be_visible()
    strike(page, "F2")
    page.keyboard.type("Spoiled in the printer")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 number is voided.")).to_be_visible()
    expect(page.get_by_text("voided: Spoiled in the printer")).to_be_visible()
    voided = ReservedNumber.objects.filter(voided_at__isnull=False).values_list("number", flat=True)
    assert list(voided) == [kept[0].number]


def test_who_comes_on_a_day_is_asked_by_its_date(live_browser, world):
    make_hall(world)
    page = live_browser.open("/quay/lich-hen/", language="en", account=world.cast.reception.account)
    strike(page, "/")
    expect(page.get_by_label("Day")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("02/01/2026")
    page.keyboard.press("Enter")
    page.wait_for_url("**ngay=02**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("2 January 2026")


def test_a_list_of_other_persons_is_written_row_by_row(live_browser):
    world = a_while_ago(make_world(text=FILLED))
    address = "/quay/?thu-tuc=1.000001&danh-sach=tung-nguoi"
    page = live_browser.open(address, language="en", account=world.cast.reception.account)
    expect(page.get_by_label("Identity card")).to_be_focused()
    strike(page)
    page.keyboard.insert_text(CARD)
    page.keyboard.press("Enter")
    expect(page.get_by_label("Full name", exact=True)).to_have_value("Nguyễn Thị Hoa")
    first = page.get_by_label("Applicant: full name")
    relation = page.get_by_label("As what whoever came acts for each of them")
    tab_to(page, relation)
    page.keyboard.insert_text("Trưởng phòng nhân sự")
    rows = page.locator("[data-row]")
    for n, (name, number) in enumerate((("Trần Thị Hai", "066310000002"), ("Lê Văn Ba", "066210000003"))):
        strike(page, "F2")
        expect(first).to_be_focused()
        for said in (name, number, "01/09/2010", "0905000102", "", number, "01/09/2010"):
            page.keyboard.insert_text(said)
            page.keyboard.press("Tab")
        page.keyboard.press("Space")  # the first of the choices
        page.keyboard.press("Enter")  # adds the row
        expect(rows).to_have_count(n + 1)
        expect(first).to_have_value("")
        expect(first).to_be_focused()
    assert axe_violations(page) == []
    strike(page, "Escape", "j", "d")
    expect(page.get_by_text("1 row was taken out.")).to_be_visible()
    expect(first).to_be_focused()
    strike(page, "Escape", "u")
    expect(rows).to_have_count(2)
    expect(first).to_be_focused()
    strike(page, "Escape", "j", "s")
    expect(first).to_have_value("Trần Thị Hai")
    expect(first).to_be_focused()
    expect(relation).to_have_value("Trưởng phòng nhân sự")
    strike(page, "Enter")
    expect(page.get_by_role("heading", name="Write a row")).to_be_visible()
    expect(first).to_be_focused()
    strike(page, "Escape", "2", "F9")
    page.wait_for_url("**/quay/bo/NL-*/")
    expect(page.get_by_text("No message reaches 2 persons")).to_be_visible()
    shoot(page, "counter-list-by-keyboard")
    assert Dossier.objects.count() == 2
    strike(page, "u")
    page.wait_for_url("**/phieu/?chua-bao=1")
    expect(page.get_by_role("heading", name="Lê Văn Ba")).to_be_visible()
