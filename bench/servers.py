"""A PostgreSQL of its own with everything on that an office needs: fsync, synchronous commit, full pages."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.programs import find

OPTIONS = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c max_connections=60 -c shared_buffers=512MB"


@contextlib.contextmanager
def durable_postgres() -> Iterator[str]:
    """The socket folder of a running cluster with user `app`; stopped and removed at the end."""
    initdb, pg_ctl = find("initdb"), find("pg_ctl")
    assert initdb and pg_ctl, "PostgreSQL is not installed (apt-get install postgresql)"
    as_user = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
    if as_user:
        shutil.chown(folder, "postgres")
    data = f"{folder}/data"
    _run([*as_user, initdb, "-D", data, "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"])
    _run(
        [
            *as_user,
            pg_ctl,
            "-D",
            data,
            "-o",
            f"-k {folder} -c listen_addresses='' {OPTIONS}",
            "-l",
            f"{folder}/log",
            "-w",
            "start",
        ]
    )
    try:
        yield str(folder)
    finally:
        _run([*as_user, pg_ctl, "-D", data, "-m", "fast", "-w", "stop"])
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=120)
