import pytest

from tests.dossiers.build import make_world


@pytest.fixture
def world(db):
    return make_world()
