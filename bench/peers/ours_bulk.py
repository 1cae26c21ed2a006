"""Ours and raw SQL in turn on one database: each run asks 500 people to complete what they sent.

The raw half copies, set by set, the rows that ours wrote for one request, with the columns that differ filled in:
the fewest statements that leave the same rows behind, entries hashed by the database. It decides and checks nothing.
"""

import json
import os
import time
from collections.abc import Mapping
from typing import Any

from bench.peers.ours_life import prepared

RUNS = int(os.environ["BENCH_LIVES"])
MANY = 500
SUBJECT = "'dossier:' || d.key"
# By table: how the rows of one request are found, and what differs in those of another.
COPIED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "dossiers_wait": ("dossier_id", {"dossier_id": "d.id"}),
    "dossiers_movement": (
        "dossier_id",
        {"dossier_id": "d.id", "entry_hash": "sha256(convert_to(d.key::text, 'UTF8'))"},
    ),
    "chronicle_entry": (
        "subject",
        {
            "uid": "gen_random_uuid()",
            "subject": SUBJECT,
            "hash": "sha256(convert_to(d.key::text, 'UTF8'))",
            "xid": "DEFAULT",
        },
    ),
    "notices_notice": (
        "subject",
        {"subject": SUBJECT, "values": "p.\"values\" || jsonb_build_object('number', d.number)"},
    ),
}


def main() -> None:
    with prepared():
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        office = Office(lots=RUNS * 2 + 2)
        office.ours()  # the first fills what is kept, and leaves the rows that the raw half copies
        office.raw()
        found: dict[str, list[float]] = {"asked": [], "ours": [], "raw": []}
        for _ in range(RUNS):
            looked, took = office.ours()
            found["asked"].append(MANY / looked)
            found["ours"].append(MANY / took)
            found["raw"].append(MANY / office.raw())
        office.check()
        print(json.dumps(found))


class Office:
    """Requests in the hands of a case officer, 500 a lot."""

    def __init__(self, *, lots: int) -> None:
        from django.db import connection
        from tests.dossiers.build import in_progress, make_world

        self.world, self.connection = make_world(), connection
        self.ids = [in_progress(self.world).dossier_id for _ in range(lots * MANY)]
        self.first = self.ids[0]
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")  # as autovacuum would

    def lot(self) -> list[int]:
        lot, self.ids = self.ids[:MANY], self.ids[MANY:]
        return lot

    def ours(self) -> tuple[float, float]:
        """Seconds of the look before, and of the act."""
        from motcua.dossiers.actions import bulk
        from motcua.dossiers.rules import inputs
        from motcua.dossiers.rules.bulk import LineState
        from motcua.dossiers.rules.states import Act

        ids, at = self.lot(), self.world.later(minutes=1)
        reach = self.world.reach(self.world.cast.case)
        began = time.perf_counter()
        asked = bulk.ask(act=Act.ASK_SUPPLEMENT, ids=ids, reach=reach, at=at)
        looked = time.perf_counter() - began
        paper = inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh", what="bản rõ hơn")
        given = inputs.AskSupplement(reason="Bản chụp không đọc được", papers=(paper,))
        asked = bulk.confirm(key=asked.key, given=given, reach=reach, at=at)
        began = time.perf_counter()
        assert bulk.go_on_with(asked, at=at) == MANY
        took = time.perf_counter() - began
        assert asked.lines.filter(state=LineState.DONE).count() == MANY
        self.bulk = asked.pk
        return looked, took

    def raw(self) -> float:
        from django.db import transaction

        ids = self.lot()
        began = time.perf_counter()
        with transaction.atomic(), self.connection.cursor() as cursor:
            cursor.execute("SELECT id FROM dossiers_dossier WHERE id = ANY(%s) ORDER BY id FOR UPDATE", [ids])
            cursor.fetchall()
            cursor.execute(self.update(), [self.first, ids])
            for table in COPIED:
                cursor.execute(self.insert(table), [ids])
            cursor.execute(
                "UPDATE dossiers_bulkline SET state = 'done', revision = seen WHERE bulk_id = %s", [self.bulk]
            )
        return time.perf_counter() - began

    def update(self) -> str:
        same = ("state", "state_since", "supplements", "due_at", "desk_at")
        sets = ", ".join(f"{name} = p.{name}" for name in same)
        return (
            f"UPDATE dossiers_dossier AS d SET revision = d.revision + 1, {sets} "
            "FROM dossiers_dossier AS p WHERE p.id = %s AND d.id = ANY(%s)"
        )

    def insert(self, table: str) -> str:
        by, differs = COPIED[table]
        with self.connection.cursor() as cursor:
            columns = [one.name for one in self.connection.introspection.get_table_description(cursor, table)]
            cursor.execute("SELECT key FROM dossiers_dossier WHERE id = %s", [self.first])
            pattern = self.first if by == "dossier_id" else f"'dossier:{cursor.fetchone()[0]}'"
        kept = [name for name in columns if name != "id" and differs.get(name) != "DEFAULT"]
        into = ", ".join(f'"{name}"' for name in kept)
        values = ", ".join(differs.get(name, f'p."{name}"') for name in kept)
        return (
            f"INSERT INTO {table} ({into}) SELECT {values} FROM dossiers_dossier d, "
            f"(SELECT * FROM {table} WHERE {by} = {pattern} ORDER BY id DESC LIMIT 1) p WHERE d.id = ANY(%s)"
        )

    def check(self) -> None:
        """Both halves left as many rows of each kind."""
        expected: dict[str, Any] = {"dossiers_wait": (RUNS * 2 + 2) * MANY}
        with self.connection.cursor() as cursor:
            for table, rows in expected.items():
                cursor.execute(f"SELECT count(*) FROM {table}")
                assert cursor.fetchone()[0] == rows, table


if __name__ == "__main__":
    main()
