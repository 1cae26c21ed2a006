"""Other processes and threads on the test's own database."""

import os
import subprocess
import sys
from threading import Thread
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def address() -> str:
    """The running test's database, as MOTCUA_DATABASE says it."""
    facts = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{facts['NAME']}"
    place = f"{quote(facts['HOST'], safe='')}:{facts['PORT']}"
    who = quote(facts["USER"]) + (f":{quote(facts['PASSWORD'])}" if facts["PASSWORD"] else "")
    return f"postgresql://{who}@{place}/{facts['NAME']}"


def environment(database: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "motcua.settings",
        "MOTCUA_DATABASE": database,
        "MOTCUA_KEYS": str(settings.KEYS_DIR),
        "MOTCUA_SEALS": str(settings.SEALS_DIR),
        "MOTCUA_DEMO": "",
    }


def motcua(*words, database):
    """Run the product's own command; the answer is its end code and all it said."""
    done = subprocess.run(
        [sys.executable, "-m", "motcua.cli", *words],
        env=environment(database),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout


def in_threads(*works):
    """Run all at once, each with a connection of its own; the first failure is raised here."""
    failures = []

    def run(work):
        try:
            work()
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
        assert not thread.is_alive()
    if failures:
        raise failures[0]
