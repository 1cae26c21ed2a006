"""Every page of the people in a real browser: both widths, both languages, nothing sideways, nothing axe would mind."""

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import follow
from motcua.dossiers.rules import inputs
from tests.browser import axe_violations, overflows, shoot
from tests.dossiers.build import act
from tests.dossiers.online import PAGES, more_offices, online_world
from tests.dossiers.walking import begin

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VIEWS = [(390, "vi"), (1280, "en")]
ASKED = inputs.AskSupplement(
    reason="Ảnh chụp trang 2 của hợp đồng bị mờ, không đọc được thời hạn thuê.",
    papers=(
        inputs.PaperAsked("hop-dong", "Hợp đồng thuê nhà", what="Chụp lại trang 2, đọc rõ thời hạn thuê"),
    ),
)


@pytest.fixture
def world():
    return online_world()


def look(live_browser, name: str, path: str, account=None, views=VIEWS, then=None) -> None:
    """Opens one page at each width and in each language, and looks at it."""
    for width, language in views:
        page = live_browser.open(path, width=width, language=language, account=account)
        if then:
            then(page)
        shoot(page, f"people-{name}-{width}-{language}")
        assert axe_violations(page) == [], f"{name} at {width} in {language}"
        assert overflows(page) == [], f"{name} at {width} in {language}"


def test_the_pages_of_a_draft_read_well(live_browser, world):
    hoa = world.cast.hoa.account
    look(live_browser, "mine-empty", reverse("dossiers:mine"), hoa)
    look(live_browser, "start", reverse("dossiers:start", args=["1.000002"]), hoa)
    walker = begin(world)
    look(live_browser, "draft-case", walker.url("draft-case"), hoa)
    walker.post("draft-case", data={"case": "mot-nguoi"})
    for page in PAGES:
        look(live_browser, f"draft-{page}", walker.url("draft-page", page), hoa)
        walker.answer(page)
    look(live_browser, "draft-papers", walker.url("draft-papers"), hoa)
    walker.attach("hop-dong", _next="1")
    look(live_browser, "draft-papers-attached", walker.url("draft-papers"), hoa)
    look(live_browser, "draft-delivery", walker.url("draft-delivery"), hoa)
    walker.post("draft-delivery", data={"delivery": "by-post"})
    look(live_browser, "draft-contact", walker.url("draft-contact"), hoa)
    walker.post(
        "draft-contact",
        data={
            "phone": "0905000001",
            "email": "hoa@example.vn",
            "address": "24 Trần Nhật Duật, Buôn Ma Thuột",
        },
    )
    look(live_browser, "draft-check", walker.url("draft-check"), hoa)
    look(live_browser, "draft-delete", walker.url("draft-delete"), hoa)
    look(live_browser, "mine-draft", reverse("dossiers:mine"), hoa)


def test_an_office_is_found_among_many(live_browser, world):
    more_offices(world, 30)
    walker = begin(world)
    look(live_browser, "draft-office", walker.url("draft-office"), world.cast.hoa.account)
    look(live_browser, "draft-office-none", walker.url("draft-office") + "?q=khongco", world.cast.hoa.account)


def test_the_pages_of_a_request_read_well(live_browser, world):
    hoa = world.cast.hoa.account
    dossier = begin(world).sent()
    own = reverse("dossiers:own", args=[dossier.number])
    receipt = reverse("dossiers:receipt", args=[dossier.number])
    look(live_browser, "sent", receipt, hoa)
    look(live_browser, "own-new", own, hoa)
    world.at = timezone.now()
    act(world, actions.take_in, dossier.number, world.cast.reception, inputs.TakeIn())
    look(live_browser, "receipt", receipt, hoa)
    act(world, actions.ask_supplement, dossier.number, world.cast.reception, ASKED)
    look(live_browser, "own-asked", own, hoa)
    look(live_browser, "supplement", reverse("dossiers:own-supplement", args=[dossier.number]), hoa)
    look(live_browser, "withdraw", reverse("dossiers:own-withdraw", args=[dossier.number]), hoa)
    act(
        world,
        actions.supplement,
        dossier.number,
        world.cast.hoa,
        inputs.Supplement(papers=(inputs.PaperGiven("hop-dong", "Hợp đồng thuê nhà"),)),
    )
    act(world, actions.hand_over, dossier.number, world.cast.reception, inputs.HandOn())
    look(live_browser, "own-handled", own, hoa)
    look(live_browser, "mine", reverse("dossiers:mine"), hoa)


def test_the_pages_without_an_account_read_well(live_browser, world):
    dossier = begin(world).sent()
    world.at = timezone.now()
    act(world, actions.take_in, dossier.number, world.cast.reception, inputs.TakeIn())
    act(world, actions.ask_supplement, dossier.number, world.cast.reception, ASKED)
    track = reverse("dossiers:track")
    look(live_browser, "track", track)

    def wrong(page):
        page.fill("#f-number", dossier.number)
        page.fill("#f-secret", "AAAA0000")
        page.locator("main button").click()

    look(live_browser, "track-wrong", track, then=wrong)
    secret = follow.secret_of(Dossier.objects.get())

    def right(page):
        page.fill("#f-number", dossier.number.lower())
        page.fill("#f-secret", secret.lower())
        page.locator("main button").click()

    look(live_browser, "tracked", track, then=right)
