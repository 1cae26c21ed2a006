"""Pressing the button of an act on its page, for the tests of these pages."""

import pytest
from django.urls import reverse

from motcua.dossiers import actions
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.rules import inputs
from tests.dossiers.build import act, in_progress, just_now, make_world, row

ASK = inputs.AskSupplement(
    reason="Bản chụp mờ.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh"),)
)


@pytest.fixture
def world(db):
    """The cast today: pages read the clock, so the dossiers were made a little while ago."""
    made = make_world()
    made.at = just_now()
    return made


def paused(world):
    done = in_progress(world)
    return act(world, actions.ask_supplement, done.number, world.cast.case, ASK)


def address(done, kind) -> str:
    return reverse("dossiers:act", args=[done.number, SLUGS[kind]])


@pytest.fixture
def send(client, world):
    """Post the form of an act as somebody who had just opened it."""

    def sent(player, done, kind, **typed):
        client.force_login(player.account)
        typed.setdefault("seen", row(done).revision)
        return client.post(address(done, kind), typed)

    return sent
