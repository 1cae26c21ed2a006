"""Runs inside the environment of a nation: fills, starts the real server, sends signed batches, and a bare COPY beside."""

import contextlib
import json
import os
import random
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

import django

from bench import servers

CODE, BATCH, ROUNDS, COLD = "H15", 5_000, 15, 3
WARM_MIN, RECENT = 4, 200_000
NEW_FROM = 50_000_000  # numbers of new dossiers, behind all that are stored
AT = datetime(2026, 11, 26, 2, tzinfo=UTC)


def main() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    os.environ["MOTCUA_BASE_URL"] = f"http://127.0.0.1:{port}"
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    node = register()
    sizes, filled, position = [], 0, 0
    with serving(port):
        for size in json.loads(os.environ["BENCH_SIZES"]):
            fill(node, filled, size)
            filled = size
            found, position = measure(node, size, position)
            sizes.append(found)
    emptied = servers.restart_cold(os.environ["BENCH_SERVER"], os.environ["BENCH_OPTIONS"])
    connection.close()
    with serving(port):
        cold, rng = [], random.Random(1)
        for _ in range(COLD):
            batch, upto = records(rng, range(filled), position, revision=position + 2)
            cold.append(BATCH / send(batch, position, upto))
            position = upto
    print(json.dumps({"sizes": sizes, "cold": cold, "emptied": emptied}))


@contextlib.contextmanager
def serving(port: int):
    """The product's own server, one worker, until the end of the block."""
    server = subprocess.Popen(
        [sys.executable, "-m", "motcua.cli", "serve", "--port", str(port), "--workers", "1", "--quiet"],
        stdout=sys.stderr,
    )
    try:
        wait(port)
        yield
    finally:
        server.terminate()
        server.wait(30)


def register():
    from django.conf import settings

    from motcua.exchange.models import Node, NodeKey
    from motcua.foundation import keys

    node = Node.objects.create(code=CODE, kind="province", name="Bench", scopes=[CODE], registered_at=AT)
    key = keys.key("exchange", folder=Path(settings.KEYS_DIR))
    NodeKey.objects.create(
        node=node, key=key.id, use="exchange", public=keys.ed25519(key).public_key().public_bytes_raw(), starts_at=AT - timedelta(days=9999)
    )  # fmt: skip
    return node


def wait(port: int) -> None:
    from motcua.operations import demo

    end = time.monotonic() + 60
    while not demo.answers(f"http://127.0.0.1:{port}"):
        assert time.monotonic() < end, "the server does not answer"
        time.sleep(0.2)


def number(n: int) -> str:
    return f"000.00.{n % 90 + 10}.H15-{handed_in(n):%y%m%d}-{n % 5_000 + 1:04d}"


def handed_in(n: int) -> datetime:
    """The morning on which a dossier was handed in, which no later state changes."""
    return datetime(2022, 1, 1, 2, tzinfo=UTC) + timedelta(days=n // 5_000)


def fill(node, start: int, stop: int) -> None:
    """Straight into the table, as no node would: only to have so many."""
    from django.db import connection

    lot = 500_000
    for low in range(start, stop, lot):
        with connection.cursor() as cursor:
            cursor.execute(
                """INSERT INTO exchange_state (number, node_id, day, epoch, revision, position, procedure, agency, place,
                channel, state, since, submitted, received, promised, due, done, returned, late, electronic, simulated,
                check_hash, times)
                SELECT '000.00.' || (n %% 90 + 10) || '.H15-' || to_char(date '2022-01-01' + (n / 5000)::int, 'YYMMDD') || '-'
                  || lpad((n %% 5000 + 1)::text, 4, '0'), %s, date '2022-01-01' + (n / 5000)::int, 1, 1, 1, '1.001193',
                  '000.00.' || (n %% 90 + 10) || '.H15', '000.00.' || (n %% 90 + 10) || '.H15', 2, 2, now(), now(), now(),
                  now(), now(), NULL, NULL, NULL, false, true, decode(md5(n::text), 'hex'), 1
                FROM generate_series(%s::bigint, %s::bigint) n""",
                [node.pk, low, min(low + lot, stop) - 1],
            )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE exchange_state")
        cursor.execute("CHECKPOINT")


def records(rng: random.Random, among: range, position: int, revision: int):
    """80 % updates of dossiers drawn evenly among these, 20 % new."""
    from motcua.exchange.rules.batch import Record

    chosen = rng.sample(among, BATCH * 4 // 5)
    new = [NEW_FROM + position + n for n in range(BATCH - len(chosen))]
    made = []
    for n in [*chosen, *new]:
        position += 1
        code = f"000.00.{n % 90 + 10}.H15"
        made.append(
            Record(
                position, 1, number(n), revision, "1.001193", code, code, 2, 4, AT, handed_in(n), AT, AT, AT, None, None, None,
                False, True, os.urandom(16),
            )
        )  # fmt: skip
    return made, position


def measure(node, stored: int, position: int):
    """Warm first: until a page of the table, wherever an update falls, has most likely been written since it was loaded."""
    rng, whole = random.Random(stored), range(stored)
    for turn in range(max(WARM_MIN, pages() // BATCH * 2)):
        batch, upto = records(rng, whole, position, revision=position + 2)
        send(batch, position, upto) if turn == 0 else copy(node, batch)
        position = skip(upto)
    before = written()
    speeds: dict[str, list[float]] = {"ours": [], "bare": [], "recent": []}
    for _ in range(ROUNDS):
        for kind, among in (("ours", whole), ("bare", whole), ("recent", whole[-RECENT:])):
            batch, upto = records(rng, among, position, revision=position + 2)
            took = copy(node, batch) if kind == "bare" else send(batch, position, upto)
            position = skip(upto) if kind == "bare" else upto
            speeds[kind].append(BATCH / took)
    after = written()
    updates, unmoved, log = (late - early for late, early in zip(after, before, strict=True))
    return {
        "stored": stored, **speeds, "lookup_ms": lookup(rng, stored), "bytes": weigh("exchange_state") / stored,
        "moved_no_index": unmoved / updates, "log_bytes": log / (3 * ROUNDS * BATCH),
        "batch_bytes": weigh("exchange_batch") / max(1, batches() * BATCH),
    }, position  # fmt: skip


def pages() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('exchange_state') / 8192")
        return int(cursor.fetchone()[0])


def written() -> tuple[int, int, int]:
    """Rows updated, those of them without moving an index, and bytes of the log, so far."""
    from django.db import connection

    time.sleep(1.5)  # until the counts of other connections have arrived
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT n_tup_upd, n_tup_hot_upd, wal_bytes::bigint FROM pg_stat_user_tables, pg_stat_wal"
            " WHERE relname = 'exchange_state'"
        )
        return cursor.fetchone()


def batches() -> int:
    from motcua.exchange.models import Batch

    return Batch.objects.count()


def skip(upto: int) -> int:
    """What the bare COPY wrote stands in the stream too, so that the next batch is in order."""
    from motcua.exchange.models import Stream

    Stream.objects.filter(epoch=1).update(position=upto)
    return upto


def send(batch, after: int, upto: int) -> float:
    """One signed batch over HTTP to the real server; seconds until it is acknowledged. Made and signed before."""
    from django.conf import settings

    from motcua.exchange.rules import batch as lines
    from motcua.exchange.ways import signing
    from motcua.foundation import keys, outgoing

    head = lines.Head(lines.FORMAT, CODE, [[1, 0]], after, upto, len(batch), upto, AT)
    body = lines.write(head, batch)
    url = settings.BASE_URL + "/exchange/v1/batches"
    headers = signing.sign(
        url=url, body=body, node=CODE, key=keys.key("exchange", folder=Path(settings.KEYS_DIR)), at=AT,
        media_type="application/x-ndjson", encoding="zstd",
    )  # fmt: skip
    began = time.perf_counter()
    answer = outgoing.send("POST", url, body=body, headers=headers, trusted=True, seconds=60)
    took = time.perf_counter() - began
    assert answer.status == 200, answer
    assert json.loads(answer.body)["applied"] == BATCH, answer.body
    return took


def copy(node, batch) -> float:
    """The same merge, fed by COPY of text that was made before: nothing is verified, checked, logged or kept."""
    import psycopg

    from motcua.exchange.actions.merge import _row
    from motcua.exchange.sql import statement

    def text(value) -> str:
        if value is None:
            return "\\N"
        if isinstance(value, bytes):
            return "\\\\x" + value.hex()
        if isinstance(value, bool):
            return "t" if value else "f"
        return str(value)

    lines = ("\n".join("\t".join(map(text, _row(record))) for record in batch) + "\n").encode()
    with contextlib.closing(
        psycopg.connect(host=os.environ["BENCH_SERVER"], user="app", dbname="nation")
    ) as own:
        cursor = own.cursor()
        cursor.execute("SELECT 1")
        own.commit()
        began = time.perf_counter()
        cursor.execute(statement("staging.postgresql"))
        with cursor.copy("COPY exchange_staging FROM STDIN") as to:
            to.write(lines)
        cursor.execute(statement("merge"), {"node": node.pk})
        assert cursor.rowcount == len(batch)
        own.commit()
        return time.perf_counter() - began


def weigh(table: str) -> int:
    """Bytes of a table with its indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size(%s)", [table])
        return int(cursor.fetchone()[0])


def lookup(rng: random.Random, stored: int) -> float:
    """The 95th percentile of 1,000 look-ups by code, as the page asks, in milliseconds."""
    from motcua.exchange.models import State

    took = []
    for n in rng.choices(range(stored), k=1_000):
        began = time.perf_counter()
        State.objects.select_related("node").get(number=number(n))
        took.append((time.perf_counter() - began) * 1e3)
    return quantiles(took, n=20)[-1]


if __name__ == "__main__":
    main()
