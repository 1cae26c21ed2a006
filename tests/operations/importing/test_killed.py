"""`motcua import` killed in the middle of its work, in a process of its own: asked again, nothing is lost or twice."""

import os
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection

from motcua.chronicle.models import Entry
from motcua.dossiers.models import Dossier, FormerNumber, Movement
from motcua.operations.models import Import, ImportRow
from tests.operations.importing.tables import dossier, written

ROWS = 2_400
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def started(file):
    """The command on the tests' own database, with the tests' keys."""
    from django.conf import settings

    name = str(connection.settings_dict["NAME"])
    code = (
        "import django, sys; from django.conf import settings\n"
        "django.setup(); from django.db import connection\n"
        f"settings.DATABASES['default']['NAME'] = connection.settings_dict['NAME'] = {name!r}\n"
        f"from pathlib import Path; settings.KEYS_DIR = Path({str(settings.KEYS_DIR)!r})\n"
        f"from django.core.management import call_command; call_command('import', {str(file)!r})"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def test_killed_between_and_within_lots_it_goes_on_until_every_row_is_there_once(world, tmp_path):
    file = written(tmp_path / "ho-so.csv", [dossier(f"N{n}") for n in range(ROWS)])
    connection.commit() if not connection.get_autocommit() else None
    process = started(file)
    until = time.monotonic() + 120
    while not Dossier.objects.exists() and process.poll() is None and time.monotonic() < until:
        time.sleep(0.02)
    assert process.poll() is None, process.stdout.read().decode()
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    held = Dossier.objects.count()
    assert held % 1_000 == 0 and 0 < held < ROWS
    assert ImportRow.objects.filter(fate="done").count() == held
    again = started(file)
    said = again.communicate(timeout=120)[0].decode()
    assert again.returncode == 0, said
    assert Dossier.objects.count() == FormerNumber.objects.count() == Movement.objects.count() == ROWS
    assert Import.objects.count() == 1 and Entry.objects.filter(kind="dossier.imported").count() == ROWS
    numbers = sorted(
        int(number.rsplit("-", 1)[1]) for number in Dossier.objects.values_list("number", flat=True)
    )
    assert numbers == list(range(1, ROWS + 1))
