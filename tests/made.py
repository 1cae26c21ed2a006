"""The migrations of a run, run once: its other workers and parts copy the database that came of them.

And what the real programs made of a file, once a run (`Said`): the parts on another database ask nothing else of them.

tests/run.py names a folder for this in MOTCUA_TEST_MADE. A worker without one makes its database by itself, as ever.

    python -m tests.made FOLDER    makes it beforehand: workers that wait for it do nothing else
"""

import fcntl
import hashlib
import os
import pickle
import shutil
import sys
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


class Said:
    """What a program of this run answered to a question: kept by this process, and for the others of the run in its folder."""

    def __init__(self) -> None:
        made = os.environ.get("MOTCUA_TEST_MADE")
        self._folder = Path(made) / "said" if made else None
        self._known: dict[Any, Any] = {}

    def once(self, key: tuple[Any, ...], work: Callable[[], Any]) -> Any:
        if key not in self._known:
            self._known[key] = self._of_the_run(key, work) if self._folder else work()
        return self._known[key]

    def _of_the_run(self, key: tuple[Any, ...], work: Callable[[], Any]) -> Any:
        assert self._folder is not None
        self._folder.mkdir(exist_ok=True)
        place = self._folder / hashlib.sha256(repr(key).encode()).hexdigest()
        if place.exists():
            return pickle.loads(place.read_bytes())
        answer = work()
        beside = place.with_name(f"{place.name}.{os.getpid()}")
        beside.write_bytes(pickle.dumps(answer))
        beside.replace(place)
        return answer


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    with made_once(Path(sys.argv[1])):
        pass
