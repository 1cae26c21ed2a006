"""The migrations of a run, run once: its other workers and parts copy the database that came of them.

tests/run.py names a folder for this in MOTCUA_TEST_MADE. A worker without one makes its database by itself, as ever.

    python -m tests.made FOLDER    makes it beforehand: workers that wait for it do nothing else
"""

import fcntl
import os
import shutil
import sys
from contextlib import contextmanager
from pathlib import Path

import django
from django.db import connection

NAME = "motcua_made"


def lay_down(folder: Path) -> None:
    """This worker's database as a copy of the one made by the first worker of this run that asked."""
    ours = connection.creation._get_test_db_name()
    with made_once(folder) as made:
        if connection.vendor == "sqlite":
            shutil.copyfile(made, ours)
        else:
            with connection.creation._nodb_cursor() as cursor:
                cursor.execute(f'CREATE DATABASE "{ours}" TEMPLATE {made}')


@contextmanager
def made_once(folder: Path):
    """The database that the first who asks makes; while one makes or copies it, the others wait."""
    made = str(folder / "made.sqlite3") if connection.vendor == "sqlite" else NAME
    mark = folder / f"{connection.vendor}.made"
    with open(folder / f"{connection.vendor}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            with named(made):
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
                connection.close()
            mark.touch()
        yield made


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


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    with made_once(Path(sys.argv[1])):
        pass
