"""A PostgreSQL of its own with everything on that an office needs: fsync, synchronous commit, full pages."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.programs import find

DURABLE = "-c fsync=on -c synchronous_commit=on -c full_page_writes=on -c max_connections=60"
OPTIONS = f"{DURABLE} -c shared_buffers=512MB"
DROP_CACHES = Path("/proc/sys/vm/drop_caches")


@contextlib.contextmanager
def durable_postgres(options: str = OPTIONS) -> Iterator[str]:
    """The socket folder of a running cluster with user `app`; stopped and removed at the end."""
    assert find("initdb") and find("pg_ctl"), "PostgreSQL is not installed (apt-get install postgresql)"
    folder = Path(tempfile.mkdtemp(prefix="motcua-bench-"))
    if os.getuid() == 0:
        shutil.chown(folder, "postgres")
    _as_user("initdb", "-D", f"{folder}/data", "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
    _start(folder, options)
    try:
        yield str(folder)
    finally:
        _stop(folder)
        shutil.rmtree(folder, ignore_errors=True)


def restart_cold(folder: str, options: str) -> bool:
    """Start the cluster anew, with nothing of its tables in memory; False where the system's cache may not be emptied."""
    _stop(Path(folder))
    os.sync()
    try:
        DROP_CACHES.write_text("3")
    except OSError:
        return False
    finally:
        _start(Path(folder), options)
    return True


def crash(folder: str, options: str) -> None:
    """The cluster stops as if the power had gone, and starts again from its log."""
    _stop(Path(folder), how="immediate")
    _start(Path(folder), options)


def _start(folder: Path, options: str) -> None:
    where = f"-k {folder} -c listen_addresses='' {options}"
    _as_user("pg_ctl", "-D", f"{folder}/data", "-o", where, "-l", f"{folder}/log", "-w", "start")


def _stop(folder: Path, *, how: str = "fast") -> None:
    _as_user("pg_ctl", "-D", f"{folder}/data", "-m", how, "-w", "-t", "600", "stop")


def _as_user(program: str, *rest: str) -> None:
    """PostgreSQL refuses to run as root."""
    command = [*(["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []), str(find(program)), *rest]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=900)
