"""`national`: prepares and serves the nation, and starts `H15` as a child, which fills a province and sends it."""

import io
import json
import os
import socket
import subprocess
import sys
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import django

AT = datetime(2026, 11, 26, 2, tzinfo=UTC)


def national() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    os.environ["MOTCUA_BASE_URL"] = url
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    server = subprocess.Popen(
        [sys.executable, "-m", "motcua.cli", "serve", "--port", str(port), "--workers", "1", "--quiet"],
        stdout=sys.stderr,
    )
    place, database = os.environ["BENCH_PLACE"], quote(os.environ["BENCH_SERVER"], safe="")
    child = {
        **os.environ, "MOTCUA_NODE": "H15", "MOTCUA_NATION": url, "MOTCUA_BASE_URL": "http://127.0.0.1:9",
        "MOTCUA_VAR": f"{place}/province", "MOTCUA_DATABASE": f"postgresql://app@{database}/province",
    }  # fmt: skip
    try:
        words = [sys.executable, "-m", "bench.peers.ours_backlog"]
        key = json.loads(subprocess.run([*words, "fill"], env=child, stdout=subprocess.PIPE, text=True, check=True).stdout.strip().splitlines()[-1])  # fmt: skip
        register(key)
        sent = json.loads(subprocess.run([*words, "send"], env=child, stdout=subprocess.PIPE, text=True, check=True).stdout.strip().splitlines()[-1])  # fmt: skip
        from motcua.exchange.models import State

        print(json.dumps(sent | {"states": State.objects.count()}))
    finally:
        server.terminate()
        server.wait(30)


def register(key: dict[str, str]) -> None:
    from base64 import b64decode

    from motcua.exchange.models import Node, NodeKey

    node = Node.objects.create(code="H15", kind="province", name="Bench", scopes=["H15"], registered_at=AT)
    NodeKey.objects.create(
        node=node, key=key["id"], use="exchange", public=b64decode(key["public"]), starts_at=AT - timedelta(days=9999)
    )  # fmt: skip


def fill() -> None:
    """Dossiers and their entries, as many as the backlog has, straight into the tables."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from motcua.foundation import keys
    from motcua.people.models import Agency
    from motcua.procedures.models import Version

    call_command("migrate", verbosity=0)
    for room in ("people", "law", "procedures"):
        call_command(room, "load", verbosity=0, stdout=io.StringIO())
    agency = Agency.objects.filter(code="000.00.00.H15", valid_until=None).get()
    version = Version.objects.filter(status="published").first() or Version.objects.first()
    count = int(os.environ["BENCH_BACKLOG"])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE chronicle_entry DISABLE TRIGGER USER")
        cursor.execute(
            """INSERT INTO dossiers_dossier (key, number, submission, revision, version_id, procedure_name, "case", agency_id,
            channel, state, state_since, sets, delivery, applicant_name, applicant_folded, applicant_phone, applicant_email,
            applicant_address, language, data, sealed, salt, step, step_role, step_since, step_agency_id, outcome, electronic,
            submitted_at, received_at, desk_at, supplements, extended, simulated)
            SELECT md5(n::text)::uuid, '000.00.00.H15-' || to_char(date '2022-01-01' + (n / 5000)::int, 'YYMMDD') || '-'
              || lpad((n %% 5000 + 1)::text, 4, '0'), md5('s' || n)::uuid, 2, %s, 'x', 'chung', %s, 2, 2, now(), 1,
              'at-counter', 'x', 'x', '', '', '', 'vi', '{}', '', decode(md5(n::text), 'hex'), 0, 'reception', now(), %s,
              '', '', now(), now(), now(), 0, 0, true
            FROM generate_series(1::bigint, %s::bigint) n""",
            [version.pk, agency.pk, agency.pk, count],
        )
        cursor.execute(
            """INSERT INTO chronicle_entry (uid, kind, subject, actor, agency, at, data, hash)
            SELECT md5('e' || n)::uuid, 'dossier.taken-in', 'dossier:' || md5(n::text)::uuid, 'mandate:1', 'H15', now(), '{}',
              decode(md5(n::text) || md5(n::text), 'hex') FROM generate_series(1::bigint, %s::bigint) n ORDER BY n""",
            [count],
        )
        cursor.execute(
            """INSERT INTO chronicle_leaf (position, entry_id, hash, seal_id)
            SELECT row_number() OVER (ORDER BY id), id, hash, 1 FROM chronicle_entry"""
        )
        cursor.execute(
            """INSERT INTO dossiers_movement (dossier_id, seq, act, at, actor, to_state, to_step, text, facts, salt, entry_hash)
            SELECT d.id, 2, 'dossier.taken-in', now(), 'mandate:1', 2, 0, '', '{}', decode(md5(n::text), 'hex'),
              decode(md5(n::text) || md5(n::text), 'hex')
            FROM generate_series(1::bigint, %s::bigint) n JOIN dossiers_dossier d ON d.key = md5(n::text)::uuid""",
            [count],
        )
        cursor.execute("VACUUM ANALYZE")
    key = keys.key("exchange", folder=Path(settings.KEYS_DIR))
    public = b64encode(keys.ed25519(key).public_key().public_bytes_raw()).decode()
    print(json.dumps({"id": key.id, "public": public}))


def send() -> None:
    django.setup()
    from django.utils import timezone

    from motcua.exchange.actions import Step, send_next
    from motcua.exchange.jobs import states as jobs
    from motcua.exchange.models import Outbox

    Outbox.objects.get_or_create(pk=1)
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here
    idle = kilobytes("VmRSS")
    began = time.perf_counter()
    way = jobs.sender(os.environ["MOTCUA_NODE"], os.environ["MOTCUA_NATION"])
    while (step := send_next(sender=way, at=timezone.now())) is not Step.IDLE:
        assert step is not Step.FAILED, Outbox.objects.values().get()
        if step is Step.PAUSED:
            time.sleep(0.1)
    seconds = time.perf_counter() - began
    most = kilobytes("VmHWM")
    print(json.dumps({"seconds": seconds, "megabytes": (most - idle) / 1024}))


def kilobytes(name: str) -> int:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


if __name__ == "__main__":
    {"national": national, "fill": fill, "send": send}[sys.argv[1]]()
