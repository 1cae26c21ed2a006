"""The migrations of a run, run once: its other workers and parts copy the database that came of them.

tests/run.py names a folder for this in MOTCUA_TEST_MADE. A worker without one makes its database by itself, as ever.
"""

import fcntl
import shutil
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

NAME = "motcua_made"


def lay_down(folder: Path) -> None:
    """This worker's database as a copy of the one made by the first worker of this run that asked."""
    is_file = connection.vendor == "sqlite"
    made = str(folder / "made.sqlite3") if is_file else NAME
    mark = folder / f"{connection.vendor}.made"
    ours = connection.creation._get_test_db_name()
    with open(folder / f"{connection.vendor}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            with named(made):
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
                connection.close()
            mark.touch()
        if is_file:
            shutil.copyfile(made, ours)
        else:
            with connection.creation._nodb_cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{ours}" TEMPLATE {NAME}')


@contextmanager
def named(name: str):
    """Inside, the test's database is the one of this name."""
    facts = connection.settings_dict
    before = facts["NAME"], dict(facts["TEST"])
    facts["TEST"]["NAME"] = name
    try:
        yield
    finally:
        facts["NAME"] = before[0]
        facts["TEST"].update(before[1])
