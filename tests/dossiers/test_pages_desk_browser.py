"""The officers' pages in a real browser: they read well to a screen reader, fit a phone, and answer to the keyboard."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Act
from motcua.procedures import actions as procedures
from tests.browser import WIDTHS, axe_violations, overflows, shoot
from tests.dossiers.build import act, approved, in_progress, issued, make_world, proposed, submitted, taken_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ASK = inputs.AskSupplement(
    reason="Bản chụp mờ, không đọc được trang 2.",
    papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh", what="Thiếu trang 2"),),
)


@pytest.fixture
def world():
    """The cast this morning by the clock of the server, which the browser cannot be told."""
    made = make_world()
    made.at = timezone.now() - timedelta(minutes=5)
    shipped = Path(procedures.__file__).parent / "data" / "1.001612.yaml"
    loaded = procedures.load(text=shipped.read_text(encoding="utf-8"), by="system:tests", at=made.at)
    procedures.publish(
        version_id=loaded.version_id, starts_on=date(2022, 7, 1), by="system:tests", at=made.at
    )
    return made


@pytest.fixture
def street(world):
    """Dossiers at every point of their life."""
    paused = in_progress(world)
    act(world, actions.ask_supplement, paused.number, world.cast.case, ASK)
    late = in_progress(world, at=world.at - timedelta(days=20))
    Dossier.objects.filter(pk=late.dossier_id).update(
        due_at=world.at - timedelta(days=3), desk_at=world.at - timedelta(days=3)
    )
    return {
        "late": late,
        "new": submitted(world),
        "taken": taken_in(world),
        "progress": in_progress(world),
        "paused": paused,
        "proposed": proposed(world),
        "approved": approved(world),
        "issued": issued(world),
    }


def pages(world, street):
    """Every page of this side of the room: name, address, who looks at it."""
    cast = world.cast

    def act_page(key, kind):
        return reverse("dossiers:act", args=[street[key].number, SLUGS[kind]])

    def dossier(key):
        return reverse("dossiers:dossier", args=[street[key].number])

    return [
        ("counter-choose", "/quay/", cast.stranger),
        ("counter", "/quay/?thu-tuc=1.001612", cast.stranger),
        ("counter-done", reverse("dossiers:counter-done", args=[street["taken"].number]), cast.reception),
        ("desk", "/ban-lam-viec/?xem=tat-ca", cast.head),
        ("desk-empty", "/ban-lam-viec/?xem=tre", cast.case),
        ("dossier-new", dossier("new"), cast.reception),
        ("dossier-progress", dossier("progress"), cast.head),
        ("dossier-paused", dossier("paused"), cast.reception),
        ("dossier-issued", dossier("issued"), cast.returner),
        ("take-in", act_page("new", Act.TAKE_IN), cast.reception),
        ("refuse", act_page("new", Act.REFUSE), cast.reception),
        ("ask-supplement", act_page("progress", Act.ASK_SUPPLEMENT), cast.case),
        ("supplement", act_page("paused", Act.SUPPLEMENT), cast.reception),
        ("assign", act_page("progress", Act.ASSIGN), cast.head),
        ("hand-over", act_page("taken", Act.HAND_OVER), cast.reception),
        ("propose", act_page("progress", Act.PROPOSE), cast.case),
        ("approve", act_page("proposed", Act.APPROVE), cast.leader),
        ("send-back", act_page("proposed", Act.SEND_BACK), cast.leader),
        ("mark-done", act_page("approved", Act.MARK_DONE), cast.clerk),
        ("give-back", act_page("issued", Act.GIVE_BACK), cast.returner),
        ("extend", act_page("progress", Act.EXTEND), cast.leader),
        ("stop", act_page("progress", Act.STOP), cast.leader),
        ("withdraw", act_page("progress", Act.WITHDRAW), cast.reception),
        ("note", act_page("progress", Act.NOTE), cast.case),
    ]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_page_is_clean_to_axe_and_fits_the_screen(live_browser, world, street, width, language):
    troubles = []
    for name, address, player in pages(world, street):
        page = live_browser.open(address, width=width, language=language, account=player.account)
        shoot(page, f"{name}-{width}-{language}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        troubles += [f"{name}: {found}" for found in (*axe_violations(page), *overflows(page))]
        troubles += [f"{name}: scrolls sideways by {wide}"] if wide > 0 else []
        page.context.close()
    assert not troubles, "\n".join(troubles)
