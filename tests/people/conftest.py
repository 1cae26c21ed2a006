import pytest

from .cast import make_cast


@pytest.fixture
def cast(db):
    return make_cast()
