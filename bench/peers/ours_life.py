"""Six acts through `motcua.dossiers.actions`: submit, take in, hand over, approve, issue, give back."""

import json
import os
import tempfile
import time
from urllib.parse import quote

LIVES = int(os.environ["BENCH_LIVES"])
PLACE = tempfile.mkdtemp(prefix="motcua-life-")


def main() -> None:
    with prepared():
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from bench.office import Office

        office = Office()
        for _ in range(20):
            office.life()
        start = time.perf_counter()
        for _ in range(LIVES):
            office.life()
        print(json.dumps({"per_second": LIVES / (time.perf_counter() - start)}))


def prepared():
    """Settings of a real node, on a fresh database of the bench's server."""
    import contextlib
    import shutil

    on_sqlite = os.environ["BENCH_NAME"].endswith("sqlite")
    if not on_sqlite:
        import psycopg

        with psycopg.connect(
            host=os.environ["BENCH_SERVER"], user="app", dbname="postgres", autocommit=True
        ) as admin:
            admin.execute("DROP DATABASE IF EXISTS ours WITH (FORCE)")
            admin.execute("CREATE DATABASE ours")
    os.environ.update(
        MOTCUA_VAR=PLACE,
        MOTCUA_DATABASE=f"sqlite:///{PLACE}/ours.sqlite3"
        if on_sqlite
        else f"postgresql://app@{quote(os.environ['BENCH_SERVER'], safe='')}/ours",
        DJANGO_SETTINGS_MODULE="motcua.settings",
    )
    import django

    django.setup()
    stack = contextlib.ExitStack()
    stack.callback(shutil.rmtree, PLACE, ignore_errors=True)
    return stack


if __name__ == "__main__":
    main()
