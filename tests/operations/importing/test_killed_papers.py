"""`motcua import` and the page's job killed in a process of its own, between a file's bytes and its row and inside a lot: nothing is lost or twice.

The ledger stands outside: what lies in the folder, and what the killed process said it had kept.
"""

import hashlib
import io
import os
import subprocess
import sys
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.documents.models import File, Hold
from motcua.dossiers.models import FormerPaper, Paper
from motcua.operations.importing import running
from motcua.operations.models import Import, ImportPart, ImportRow
from tests.documents.samples import png
from tests.operations.importing.bringing import bring
from tests.operations.importing.tables import dossier, written

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FILES, LOT = 10, 4
# Lots of 4: the process dies after the sixth file is kept, or when the second lot is written and not committed.
CODE = """
import django, os, signal, sys
from pathlib import Path
from django.conf import settings
django.setup()
from django.db import connection
settings.DATABASES['default']['NAME'] = connection.settings_dict['NAME'] = {name!r}
settings.KEYS_DIR, settings.FILES_DIR = Path({keys!r}), Path({store!r})
from motcua.documents import actions as documents
from motcua.dossiers import actions as dossiers
from motcua.operations.importing import running
running.LOT_FILES = {lot}
point, kept, lots, store, bring = {point!r}, [], [], documents.store, dossiers.bring_papers
def die():
    os.kill(os.getpid(), signal.SIGKILL)
def keep(**given):
    file = store(**given)
    kept.append(file.sha256)
    print('kept', file.sha256, flush=True)
    if point == 'file' and len(kept) == 6:
        die()
    return file
def written(**given):
    made = bring(**given)
    lots.append(made)
    if point == 'lot' and len(lots) == 2:
        die()
    return made
documents.store, dossiers.bring_papers = keep, written
{act}
"""
BY_COMMAND = """
from django.core.management import call_command
call_command('import', {table!r}, folder=Path({folder!r}))
"""
BY_JOB = """
from motcua.operations import jobs, work
raise SystemExit(not work.Worker(jobs.JOBS[:1]).run_once())
"""


def run(act, *, point):
    from django.conf import settings

    code = CODE.format(
        name=str(connection.settings_dict["NAME"]),
        keys=str(settings.KEYS_DIR),
        store=str(settings.FILES_DIR),
        lot=LOT,
        point=point,
        act=act,
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120
    )


def brought(tmp_path):
    """What each paper holds, the table that names them, and the folder where they lie."""
    folder = tmp_path / "tep"
    folder.mkdir()
    ledger = {}
    for n in range(FILES):
        (folder / f"{n}.png").write_bytes(png(width=2 + n))
        ledger[f"Giấy {n}"] = hashlib.sha256(png(width=2 + n)).hexdigest()
    rows = [
        {"Mã hồ sơ": f"N{1 + n % 2}", "Tệp": f"{n}.png", "Tên giấy tờ": f"Giấy {n}"} for n in range(FILES)
    ]
    return ledger, written(tmp_path / "giay-to.csv", rows), folder


@pytest.mark.parametrize("point", ["file", "lot"])
def test_killed_it_goes_on_until_every_file_is_there_once(world, settings, tmp_path, point):
    settings.FILES_DIR = tmp_path / "store"
    bring(written(tmp_path / "ho-so.csv", [dossier("N1"), dossier("N2")]))
    ledger, table, folder = brought(tmp_path)
    act = BY_COMMAND.format(table=str(table), folder=str(folder))
    killed = run(act, point=point)
    assert killed.returncode == -9, killed.stdout + killed.stderr
    assert Paper.objects.count() == Hold.objects.count() == FormerPaper.objects.count() == LOT
    assert ImportRow.objects.filter(of__kind="papers", fate="done").count() == LOT
    told = killed.stdout.count("kept")
    assert told > LOT and File.objects.count() == told  # kept, and held by nobody yet: the cleaning's

    again = run(act, point="")
    assert again.returncode == 0, again.stdout + again.stderr
    each_is_there_once(ledger, settings.FILES_DIR)


def each_is_there_once(ledger, store):
    papers = dict(Paper.objects.values_list("name", "file_id"))
    files = dict(File.objects.values_list("pk", "sha256"))
    assert {name: files[id] for name, id in papers.items()} == ledger
    assert Paper.objects.count() == Hold.objects.count() == FILES
    lying = [
        path.name
        for path in store.rglob("*")
        if path.is_file() and path.name in files.values() and path.name in ledger.values()
    ]
    assert sorted(lying) == sorted(ledger.values())
    assert Import.objects.filter(kind="papers").count() == 1
    sealed = [entry.data["files"] for entry in Entry.objects.filter(kind="dossier.papers-imported")]
    assert sorted(one for files in sealed for one in files) == sorted(ledger.values())


def test_a_worker_killed_while_it_brings_in_what_a_page_sent_leaves_the_rest_to_the_next(
    world, client, settings, tmp_path
):
    settings.FILES_DIR = tmp_path / "store"
    bring(written(tmp_path / "ho-so.csv", [dossier("N1"), dossier("N2")]))
    ledger, table, folder = brought(tmp_path)
    client.force_login(world.cast.operator.account)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as out:
        for path in folder.iterdir():
            out.write(path, path.name)
    table, packed = (
        SimpleUploadedFile("giay-to.csv", table.read_bytes()),
        SimpleUploadedFile("tep.zip", packed.getvalue()),
    )
    address = client.post("/quan-tri/nhap/", {"file": table, "packed": packed, "kind": ""})["Location"]
    running.go_on(at=timezone.now())
    assert client.post(address, {"do": "all"}).status_code == 302
    batch = Import.objects.get(kind="papers")

    killed = run(BY_JOB, point="lot")
    assert killed.returncode == -9, killed.stdout + killed.stderr
    assert Paper.objects.count() == FormerPaper.objects.count() == LOT
    assert ImportRow.objects.filter(of=batch, fate="done").count() == LOT
    # Whoever died said that they were at it: another waits until it is sure, and then goes on.
    assert running.go_on(at=timezone.now()) == 0 and Paper.objects.count() == LOT
    Import.objects.filter(pk=batch.pk).update(busy_at=timezone.now() - running.SILENT_MAX * 1.1)
    again = run(BY_JOB, point="")
    assert again.returncode == 0, again.stdout + again.stderr
    each_is_there_once(ledger, settings.FILES_DIR)
    batch.refresh_from_db()
    assert batch.finished_at and batch.content is None and not ImportPart.objects.exists()
