"""Finds the programs that some tests need, and starts a throw-away PostgreSQL."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

# The shell is the same engine without windows, and a fifth faster on our pages.
CHROMIUM = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
START_SECONDS_MAX = 60


def find(*names: str) -> str | None:
    """The full path of the first of these programs that is there; PostgreSQL's own folder of Debian is looked at too."""
    folders = [
        os.environ.get("PATH", ""),
        "/usr/sbin",  # daemons of Debian
        *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)),
    ]
    return next(
        (found for name in names if (found := shutil.which(name, path=os.pathsep.join(folders)))), None
    )


def chromium() -> str | None:
    return os.environ.get("MOTCUA_CHROMIUM") or find(*CHROMIUM)


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """A cluster of its own in a temporary folder, reached by socket only; gone at the end. Gives the address of a database."""
    initdb, pg_ctl = find("initdb"), find("pg_ctl")
    assert initdb and pg_ctl, "PostgreSQL is not installed"
    # PostgreSQL refuses to run as root: then its own user runs it.
    prefix = ["runuser", "-u", "postgres", "--"] if hasattr(os, "getuid") and os.getuid() == 0 else []
    folder = Path(tempfile.mkdtemp(prefix="motcua-pg-"))
    if prefix:
        shutil.chown(folder, "postgres")
    options = (
        f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off "
        "-c max_connections=60 -c shared_buffers=64MB"
    )
    try:
        _run(
            [
                *prefix,
                initdb,
                "-D",
                f"{folder}/data",
                "-U",
                "app",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ]
        )
        start = [
            pg_ctl,
            "-D",
            f"{folder}/data",
            "-o",
            options,
            "-l",
            f"{folder}/log",
            "-t",
            str(START_SECONDS_MAX),
        ]
        _run([*prefix, *start, "-w", "start"])
        try:
            yield f"postgresql://app@{quote(str(folder), safe='')}/motcua"
        finally:
            _run([*prefix, pg_ctl, "-D", f"{folder}/data", "-m", "immediate", "-w", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str]) -> None:
    # Its output goes nowhere but to the error: a server that kept our pipe open would make us wait for ever.
    with tempfile.TemporaryFile("w+") as said:
        done = subprocess.run(command, stdout=said, stderr=said, cwd="/", timeout=START_SECONDS_MAX * 2)
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{command}: {said.read()[-2000:]}")
