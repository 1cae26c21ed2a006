"""`motcua import` of papers killed in a process of its own, between a file's bytes and its row and inside a lot: nothing is lost or twice.

The ledger stands outside: what lies in the folder, and what the killed process said it had kept.
"""

import hashlib
import os
import subprocess
import sys

import pytest
from django.db import connection

from motcua.chronicle.models import Entry
from motcua.documents.models import File, Hold
from motcua.dossiers.models import FormerPaper, Paper
from motcua.operations.models import Import, ImportRow
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
from django.core.management import call_command
call_command('import', {table!r}, folder=Path({folder!r}))
"""


def run(table, folder, *, point):
    from django.conf import settings

    code = CODE.format(
        name=str(connection.settings_dict["NAME"]),
        keys=str(settings.KEYS_DIR),
        store=str(settings.FILES_DIR),
        lot=LOT,
        point=point,
        table=str(table),
        folder=str(folder),
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize("point", ["file", "lot"])
def test_killed_it_goes_on_until_every_file_is_there_once(world, settings, tmp_path, point):
    settings.FILES_DIR = tmp_path / "store"
    bring(written(tmp_path / "ho-so.csv", [dossier("N1"), dossier("N2")]))
    folder = tmp_path / "tep"
    folder.mkdir()
    ledger = {}
    for n in range(FILES):
        (folder / f"{n}.png").write_bytes(png(width=2 + n))
        ledger[f"Giấy {n}"] = hashlib.sha256(png(width=2 + n)).hexdigest()
    rows = [
        {"Mã hồ sơ": f"N{1 + n % 2}", "Tệp": f"{n}.png", "Tên giấy tờ": f"Giấy {n}"} for n in range(FILES)
    ]
    table = written(tmp_path / "giay-to.csv", rows)

    killed = run(table, folder, point=point)
    assert killed.returncode == -9, killed.stdout + killed.stderr
    assert Paper.objects.count() == Hold.objects.count() == FormerPaper.objects.count() == LOT
    assert ImportRow.objects.filter(of__kind="papers", fate="done").count() == LOT
    told = killed.stdout.count("kept")
    assert told > LOT and File.objects.count() == told  # kept, and held by nobody yet: the cleaning's

    again = run(table, folder, point="")
    assert again.returncode == 0, again.stdout + again.stderr
    papers = dict(Paper.objects.values_list("name", "file_id"))
    files = dict(File.objects.values_list("pk", "sha256"))
    assert {name: files[id] for name, id in papers.items()} == ledger
    assert Paper.objects.count() == Hold.objects.count() == FILES
    lying = [
        path.name for path in settings.FILES_DIR.rglob("*") if path.is_file() and path.name in files.values()
    ]
    assert sorted(lying) == sorted(ledger.values())
    assert Import.objects.filter(kind="papers").count() == 1
    sealed = [entry.data["files"] for entry in Entry.objects.filter(kind="dossier.papers-imported")]
    assert sorted(one for files in sealed for one in files) == sorted(ledger.values())
