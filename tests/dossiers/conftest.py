import pytest

from tests.dossiers.build import make_world


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
