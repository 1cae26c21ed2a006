import pytest
from django.utils import timezone

from tests.dossiers.build import make_world


@pytest.fixture
def world(db):
    """An office whose clock says what the server says: programs are answered by the server's."""
    world = make_world()
    world.at = timezone.now()
    return world
