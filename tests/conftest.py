"""What every room's tests share."""

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations

from tests.chronicle.guard import lifted


@pytest.fixture(scope="session", autouse=True)
def emptying_the_tables_lifts_the_guard():
    """Tests with real transactions empty every table afterwards, which the chronicle refuses to everyone else."""
    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(operations, statements):
        with lifted(operations.connection):
            plain(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)
        yield
