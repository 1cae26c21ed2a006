"""Appends, seals and checks entries; prints how many a second. `plain` is the same row by the same driver, no more."""

import json
import os
import time
from datetime import UTC, datetime
from enum import StrEnum

os.environ["BENCH_LIVES"] = "0"  # ours_life reads it; only its preparation is used here

from bench.peers.ours_life import prepared

ENTRIES = int(os.environ["BENCH_ENTRIES"])
SINGLE = 3_000
PART = 50_000
NOW = datetime(2026, 3, 18, 2, 30, tzinfo=UTC)
PLAIN = (
    "INSERT INTO chronicle_entry (uid, kind, subject, actor, agency, at, data, hash)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)


class Kind(StrEnum):
    TAKEN_IN = "dossier.taken-in"


FACTS = {"kind": Kind.TAKEN_IN, "subject": "000.00.15.H15-260318-0001", "actor": "mandate:17", "at": NOW}
DATA = {"from": "submitted", "to": "accepted", "step": 2}


def main() -> None:
    with prepared():
        from django.core.management import call_command
        from django.db import connection, transaction

        from motcua.chronicle import actions, jobs, queries

        call_command("migrate", "chronicle", verbosity=0)

        def plain() -> None:
            row = (
                "0" * 32,
                "a.b",
                FACTS["subject"],
                "mandate:17",
                "H15",
                "2026-03-18 02:30:00",
                json.dumps(DATA),
                b"x" * 32,
            )
            with transaction.atomic():
                cursor = connection.connection.cursor()  # the driver itself, without Django's
                raw = PLAIN if connection.vendor == "postgresql" else PLAIN.replace("%s", "?")
                for _ in range(SINGLE):
                    cursor.execute(raw, row)
                transaction.set_rollback(True)

        def ours() -> None:
            with transaction.atomic():
                for step in range(SINGLE):
                    actions.append(**FACTS, agency="H15", data=DATA | {"step": step})

        def many() -> None:
            for start in range(0, ENTRIES, PART):
                with transaction.atomic():
                    actions.append_many(
                        actions.NewEntry(**FACTS, agency="H15", data=DATA | {"step": step})
                        for step in range(start, min(start + PART, ENTRIES))
                    )

        def check() -> None:
            keys = {key.id: key.public for key in queries.public_keys()}
            assert not queries.verify(public_keys=keys).findings

        answer = {
            "plain": SINGLE / timed(plain),
            "append": SINGLE / timed(ours),
            "append_many": ENTRIES / timed(many),
        }
        answer["seal"] = (ENTRIES + SINGLE) / timed(lambda: jobs.seal(now=NOW))
        answer["verify"] = (ENTRIES + SINGLE) / timed(check)
        print(json.dumps(answer))


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
