"""A second verifier, which knows none of our code, reads what the commands write."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command

from motcua.chronicle import actions, jobs, queries
from tests.chronicle import attacker
from tests.chronicle.acts import NOW, seal_all, write_some

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("seals_dir")]
VERIFIER = Path(__file__).parents[2] / "docs/reference/verify_chronicle.py"


@pytest.fixture
def export(tmp_path, capsys):
    """Ten entries under three seals, exported; the folder."""
    write_some(10)
    for _ in range(3):
        actions.seal_lot(at=NOW, lot_max=4)
    jobs.publish()
    return write(tmp_path, capsys)


def write(folder, capsys):
    call_command("chronicle", "export", str(folder / "entries.ndjson"))
    (folder / "seals.ndjson").write_bytes(queries.seals_path().read_bytes())
    capsys.readouterr()
    call_command("chronicle", "keys")
    (folder / "keys.json").write_text(capsys.readouterr().out)
    return folder


def check(folder):
    files = [folder / name for name in ("entries.ndjson", "seals.ndjson", "keys.json")]
    done = subprocess.run([sys.executable, "-I", VERIFIER, *files], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def edit(path, change):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(change(lines)))


def test_the_second_verifier_uses_none_of_our_code():
    assert "import motcua" not in VERIFIER.read_text()
    assert "from motcua" not in VERIFIER.read_text()


def test_an_untouched_export_passes(export):
    assert check(export) == (0, "3 seals and their entries are whole; 0 seals were lost in a restore\n")


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: [*lines[:5], lines[5].replace(b"mandate:17", b"mandate:66"), *lines[6:]],
        lambda lines: [*lines[:5], *lines[6:]],
        lambda lines: [
            *lines[:4],
            lines[5].replace(b'"position":6', b'"position":5'),
            lines[4].replace(b'"position":5', b'"position":6'),
            *lines[6:],
        ],
    ],
)
def test_a_changed_removed_or_reordered_entry_fails_its_lot(export, change):
    edit(export / "entries.ndjson", change)
    code, said = check(export)
    assert code == 1
    assert "positions 5-8" in said


def test_a_cut_tail_fails_against_the_seals(export):
    edit(export / "entries.ndjson", lambda lines: lines[:8])
    assert "positions 9-10 are not what was sealed; missing: [9, 10]" in check(export)[1]


def test_a_forged_seal_fails(export):
    edit(export / "seals.ndjson", lambda lines: [lines[0].replace(b'"count":4', b'"count":3'), *lines[1:]])
    assert "InvalidSignature" in check(export)[1]


def test_a_removed_seal_fails(export):
    edit(export / "seals.ndjson", lambda lines: [lines[0], lines[2]])
    assert "a seal is missing" in check(export)[1]


def test_a_restore_shows_as_lost_seals(export, capsys):
    with attacker.owning_the_database():
        attacker.cut(from_seal=3)
    actions.begin_epoch(reason="restore", at=NOW)
    seal_all()
    assert check(write(export, capsys)) == (
        0,
        "3 seals and their entries are whole; 1 seals were lost in a restore\n",
    )
