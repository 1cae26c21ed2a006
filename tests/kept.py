"""What all tests of a file begin with, made once for the file: each test gets a copy of it, and what it does is put back.

    @pytest.fixture(scope="module")
    def kept(once_for_the_file):
        with once_for_the_file() as made:
            made.world = make_world()
            yield made

    @pytest.fixture
    def world(kept, db):
        return kept.copy().world

The rows stand in a transaction around those of the tests. So no test of the file may have real transactions or look
from another connection, nor expect an empty database.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from types import SimpleNamespace

from django.db import connection, transaction


class Kept(SimpleNamespace):
    """What was made: rows as the tests before left them in memory would not be those of the database."""

    def copy(self) -> "Kept":
        return deepcopy(self)


@contextmanager
def kept() -> Iterator[Kept]:
    """Inside, rows are written that are there until the end, and then never were."""
    around = transaction.atomic()
    around._from_testcase = True  # what must be outermost may be inside this, as inside a test
    with around:
        yield Kept()
        transaction.set_rollback(True)
    connection.close()
