"""The workers of the server are forks: nothing of a database may be open in the process they come from."""

import pytest
from django.db import connection

from motcua.operations.management.commands.serve import forget_connections


@pytest.mark.django_db(transaction=True)
def test_no_connection_and_no_pool_is_left_when_the_workers_begin():
    connection.ensure_connection()
    forget_connections()
    assert connection.connection is None
    assert not getattr(connection, "_connection_pools", {}).get(connection.alias)
