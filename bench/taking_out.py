"""24,000 requests with their papers taken out through the register's page: how much memory above idle that takes.

The requests are copies of one that was taken in, written by the set; the page is asked by a process of its own,
whose peak is read from the kernel after it was set back at idle.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bench.rows import Row, limit_row

ROOM = "dossiers"
REQUESTS, PAPERS_EACH, LOT = 24_000, 3, 4_000
RUNS = 3
LIMIT_MB = 200
SECONDS_MAX = 300


def run() -> list[Row]:
    import django

    django.setup()
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        account = _filled()
        place = f"sqlite:///{connection.settings_dict['NAME']}"
        found = [_asked(place, account) for _ in range(RUNS)]
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
    assert all(one["lines"] == REQUESTS for one in found)
    return [
        limit_row(
            f"{REQUESTS:,} requests with {REQUESTS * PAPERS_EACH:,} papers taken out, peak above idle", "MB",
            [one["above_mb"] for one in found], limit=LIMIT_MB,
        ),
        Row("the same, a second", "requests/s", *_middle([one["per_second"] for one in found]), "–", 0.0, 1.0, None, RUNS),
    ]  # fmt: skip


def _middle(values: list[float]) -> tuple[float, float]:
    middle = sorted(values)[len(values) // 2]
    return middle, (max(values) - min(values)) / middle


def _filled() -> int:
    """The database filled; the id of the account whose office keeps this register."""
    from uuid import uuid4

    from django.db import transaction
    from tests.dossiers.build import MORNING, make_world, taken_in

    from motcua.documents.models import File
    from motcua.dossiers.models import Dossier, Paper

    world = make_world()
    one = Dossier.objects.get(pk=taken_in(world).dossier_id)
    copied = {field.attname: getattr(one, field.attname) for field in Dossier._meta.concrete_fields}
    del copied["id"]
    Paper.objects.all().delete()
    for start in range(1, REQUESTS, LOT):
        many = range(start, min(start + LOT, REQUESTS))
        with transaction.atomic():
            rows = [
                Dossier(**copied | {"key": uuid4(), "submission": uuid4(), "number": f"H15.15-260318-{number:06d}"})
                for number in many
            ]  # fmt: skip
            Dossier.objects.bulk_create(rows)
    ids = list(Dossier.objects.values_list("pk", flat=True))
    for start in range(0, REQUESTS, LOT):
        with transaction.atomic():
            files = File.objects.bulk_create(
                File(
                    sha256=f"{number:064x}", media_type="application/pdf", size_bytes=120_000, name=f"giay-to-{number}.pdf",
                    stored_by="system:bench", stored_at=MORNING,
                )
                for number in range(start * PAPERS_EACH, min(start + LOT, REQUESTS) * PAPERS_EACH)
            )  # fmt: skip
            Paper.objects.bulk_create(
                Paper(
                    dossier_id=ids[start + number // PAPERS_EACH], code=f"giay-to-{number % PAPERS_EACH}", name="Giấy chứng minh",
                    kind="copy", file_id=file.pk, added_at=MORNING,
                )
                for number, file in enumerate(files)
            )  # fmt: skip
    return int(world.cast.head.account.pk)


def _asked(place: str, account: int) -> dict[str, float]:
    environment = {**os.environ, "MOTCUA_TEST_DATABASE": place, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.taking_out", str(account)],
        env=environment, capture_output=True, text=True, timeout=SECONDS_MAX, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def _take_out(account: int) -> None:
    """In a process of its own: the register's page makes it warm, then everything is taken out and thrown away."""
    import django

    django.setup()
    from django.test import Client
    from django.test.utils import setup_test_environment
    from django.urls import reverse

    from motcua.people.models import Account

    setup_test_environment()
    client = Client()
    client.force_login(Account.objects.get(pk=account))
    period = {"tu": "2026-03-01", "den": "2026-03-31"}
    assert client.get(reverse("dossiers:register"), period).status_code == 200
    Path("/proc/self/clear_refs").write_text("5")  # sets the peak back to what is used now
    idle = _memory_kb("VmRSS")
    began = time.perf_counter()
    answer = client.get(reverse("dossiers:register-papers"), period)
    lines = sum(part.count(b"\n") for part in answer.streaming_content)
    seconds = time.perf_counter() - began
    above = (_memory_kb("VmHWM") - idle) / 1024
    print(json.dumps({"lines": lines, "above_mb": above, "per_second": lines / seconds}))


def _memory_kb(name: str) -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    raise KeyError(name)


if __name__ == "__main__":
    _take_out(int(sys.argv[1]))
