import pytest
from django.utils import timezone

from tests.dossiers.build import make_world
from tests.dossiers.walking import signed_in


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def at_desk(client, world):
    """A client signed in as one of the cast."""

    def sign_in(player):
        client.force_login(player.account)
        return client

    return sign_in


@pytest.fixture
def desk(db):
    """Reception at the counter, where a list is written row by row, each for another person; `desk.world` is the world."""
    from tests.dossiers.test_lists_for_each import FILLED

    world = make_world(text=FILLED)
    world.at = timezone.now()  # pages read the real clock
    found = signed_in(world.cast.reception)
    found.world = world
    return found
