"""Moments that PostgreSQL answers, read by the parser in C of Python's `datetime`.

A page of the desk reads some seven hundred; the loader that Django sets is Python and takes six times as long.
"""

from datetime import datetime
from functools import cache
from typing import Any

from psycopg import Connection, pq
from psycopg.abc import Buffer
from psycopg.adapt import Loader


def read_quickly(connection: "Connection[Any]") -> None:
    """From now on this connection reads its moments so; a pool hands it out many times, and it is asked once."""
    adapters = connection.adapters
    oid = adapters.types["timestamptz"].oid
    usual = adapters.get_loader(oid, pq.Format.TEXT)
    assert usual is not None
    if not getattr(usual, "is_quick", False):
        adapters.register_loader(oid, _quick(usual))


@cache
def _quick(usual: type[Loader]) -> type[Loader]:
    """Django's loader, in the zone it says; years that Python has not are still refused by it in its words."""

    class Quick(usual):  # type: ignore[misc, valid-type]
        is_quick = True

        def load(self, data: Buffer) -> Any:
            try:
                read = datetime.fromisoformat(str(data, "ascii"))
            except ValueError:
                return super().load(data)
            return read.replace(tzinfo=self.timezone)

    return Quick
