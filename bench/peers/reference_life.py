"""Six acts of five plain statements each, one by one through psycopg: what the database itself costs."""

import hashlib
import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path

import psycopg

LIVES = int(os.environ["BENCH_LIVES"])
SCHEMA = (Path(__file__).parent.parent / "reference_life.sql").read_text()
NOW = datetime(2026, 3, 18, 2, 30, tzinfo=UTC)


def main() -> None:
    with psycopg.connect(
        host=os.environ["BENCH_SERVER"], user="app", dbname="postgres", autocommit=True
    ) as admin:
        admin.execute("DROP DATABASE IF EXISTS reference")
        admin.execute("CREATE DATABASE reference")
    with psycopg.connect(host=os.environ["BENCH_SERVER"], user="app", dbname="reference") as connection:
        connection.execute(SCHEMA)
        connection.commit()
        for _ in range(20):
            life(connection)
        start = time.perf_counter()
        for _ in range(LIVES):
            life(connection)
        print(json.dumps({"per_second": LIVES / (time.perf_counter() - start)}))


def life(connection) -> None:
    number = submit(connection)
    for state in range(2, 7):
        act(connection, number, state)


def submit(connection) -> int:
    with connection.transaction(), connection.cursor() as cursor:
        row = cursor.execute(
            "INSERT INTO ref_dossier (state, step, revision, due, step_since, data) VALUES (1, 0, 1, %s, %s, %s) RETURNING id",
            (NOW, NOW, "{}"),
        ).fetchone()
        record(cursor, row[0], 1, 1)
        cursor.execute(
            "INSERT INTO ref_series VALUES (1, %s, 1) ON CONFLICT (agency, day) DO UPDATE SET last = ref_series.last + 1 RETURNING last",
            (NOW.date(),),
        )
        last = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE ref_dossier SET number = %s WHERE id = %s", (f"H15.15-20260318-{last:07d}", row[0])
        )
        return row[0]


def act(connection, dossier: int, state: int) -> None:
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ref_dossier WHERE id = %s", (dossier,))
        revision = cursor.fetchone()[4]
        cursor.execute(
            "UPDATE ref_dossier SET state = %s, step = step + 1, revision = revision + 1, step_since = %s WHERE id = %s AND revision = %s",
            (state, NOW, dossier, revision),
        )
        assert cursor.rowcount == 1
        record(cursor, dossier, state, revision + 1)


def record(cursor, dossier: int, state: int, seq: int) -> None:
    digest = hashlib.sha256(f"{dossier}{seq}".encode()).digest()
    cursor.execute(
        "INSERT INTO ref_movement (dossier, seq, act, at, actor, from_state, to_state, facts) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
        (dossier, seq, "dossier.act", NOW, "mandate:1", state - 1, state, '{"due": "2026-03-25"}'),
    )
    cursor.execute(
        "INSERT INTO ref_entry (uid, kind, subject, actor, at, data, hash) VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (digest.hex(), "dossier.act", f"dossier:{dossier}", "mandate:1", NOW, '{"to": 2}', digest),
    )
    cursor.execute(
        'INSERT INTO ref_notice (template, subject, email, "values", state, queued_at) VALUES (%s, %s, %s, %s, %s, %s)',
        ("dossiers/received", f"dossier:{dossier}", "a@example.vn", '{"number": "H15"}', "queued", NOW),
    )


if __name__ == "__main__":
    main()
