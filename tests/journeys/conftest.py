import pytest

from tests.journeys.wrong import Scene, make_scene


@pytest.fixture
def office(db) -> Scene:
    """An office with a request at each stage, and a draft, to which wrong things are sent."""
    return make_scene()
