"""Where the simulation stands: a folder in memory, with each machine as it is on its first day."""

import logging
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections

from motcua.foundation import keys
from tests.exchange.simulator.machines import PROVINCES, Machine, furnish


@dataclass
class Place:
    folder: Path
    templates: Path


class _Nowhere:
    here = None


@pytest.fixture(scope="session")
def place(django_db_setup, django_db_blocker):
    """Machines without rows but the schema, on memory where there is a disk of it."""
    memory = Path("/dev/shm")
    root = Path(tempfile.mkdtemp(prefix="motcua-simulator-", dir=memory if memory.is_dir() else None))
    found = Place(root / "now", root / "templates")
    with django_db_blocker.unblock():
        for code in ("national", *PROVINCES):
            folder = found.templates / code
            folder.mkdir(parents=True)
            plain = connections["default"]
            plain.ensure_connection()
            with closing(sqlite3.connect(folder / "node.sqlite3")) as other:
                plain.connection.backup(other)
            for use in ("exchange", "exchange-check", "seal", "lookup"):
                keys.key(use, folder=folder / "keys")
            machine = Machine(code, folder, _Nowhere())
            if code != "national":
                with machine.use():
                    furnish(code)
            machine.close()
    yield found
    shutil.rmtree(root)


@pytest.fixture
def simulated(place, django_db_blocker):
    """The product's code is on its own here: no test database, and no log of what was meant to break."""
    loggers = [logging.getLogger(name) for name in ("motcua.exchange", "motcua", "django.request")]
    before = [one.disabled for one in loggers]
    for one in loggers:
        one.disabled = True
    with django_db_blocker.unblock():
        yield place
    for one, was in zip(loggers, before, strict=True):
        one.disabled = was
