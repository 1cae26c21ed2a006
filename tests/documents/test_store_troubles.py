"""A full disk and a store that goes away while a file comes: one clear refusal, and nothing half-written."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from motcua.documents import actions, queries, rules, whereabouts
from motcua.documents.models import File
from motcua.documents.store.mark import MARK
from tests.documents.samples import PDF, PNG
from tests.documents.test_actions import AT, on_disk, take

pytestmark = pytest.mark.django_db

LIMITED = """
import errno, io, resource, signal, sys
from pathlib import Path
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
from motcua.documents.store import guarded, receive
from motcua.documents.rules import StoreFull
root = Path(sys.argv[1])
try:
    with guarded("a.pdf"):
        receive(root, io.BytesIO(b"x" * 300_000), limit_bytes=1_000_000)
except StoreFull as refusal:
    left = [path.name for path in root.rglob("*") if path.is_file()]
    print(refusal.code, left)
"""


def test_a_disk_that_is_full_is_a_refusal_and_leaves_nothing(tmp_path):
    """The kernel itself refuses the write: a process may write no file beyond 100 kB."""
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)],
        capture_output=True, text=True, timeout=60, env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert done.stdout.strip() == "documents.store-full []", done.stderr


def test_a_store_that_cannot_be_written_is_a_refusal_and_leaves_nothing(files):
    files.write_bytes(b"")  # where the folder should be stands a file
    with pytest.raises(rules.StoreUnreachable):
        take(PDF)
    assert File.objects.count() == 0


def test_a_store_that_vanishes_while_a_file_comes_leaves_no_row(files):
    class Vanishing(io.BytesIO):
        def read(self, size=-1):
            block = super().read(size)
            if not block:  # everything has come; now the place under it goes
                for path in sorted(files.rglob("*"), reverse=True):
                    path.unlink() if path.is_file() else path.rmdir()
                files.rmdir()
                files.write_bytes(b"")
            return block

    with pytest.raises(rules.StoreUnreachable):
        actions.store(content=Vanishing(PNG), name="a.png", accept=rules.PAPERS, by="person:x1", at=AT)
    assert File.objects.count() == 0


def test_what_was_kept_before_stays_as_it_was(files):
    kept = take(PDF)

    class Breaking(io.BytesIO):
        def read(self, size=-1):
            raise OSError(28, "No space left on device")

    with pytest.raises(rules.StoreFull):
        actions.store(content=Breaking(), name="b.pdf", accept=rules.PAPERS, by="person:x1", at=AT)
    assert File.objects.count() == 1 and on_disk(files) == [kept.sha256]


# The disk is not mounted, and an empty folder stands in its place ------------------------------------------


def unmounted(files: Path) -> Path:
    """What a machine looks like whose disk is gone: the folder is there, and empty. Answers where the disk lies."""
    disk = files.rename(files.with_name("disk"))
    files.mkdir()
    return disk


def test_an_empty_folder_where_the_files_were_takes_nothing_in(files):
    kept = take(PDF)
    disk = unmounted(files)
    with pytest.raises(rules.StoreElsewhere):
        take(PNG, name="a.png")
    with pytest.raises(rules.StoreElsewhere):
        actions.store_own(paper=PDF, name="b.pdf", by="system:tests", at=AT)
    assert File.objects.count() == 1 and on_disk(files) == [], "nothing was kept beside the disk"
    files.rmdir()
    disk.rename(files)
    take(PNG, name="a.png")
    assert kept.sha256 in on_disk(files) and File.objects.count() == 2


def test_what_lies_on_a_disk_that_is_gone_is_not_answering_rather_than_lost(files):
    """A result that waits for its signature is tried again when the disk is back, and not given up."""
    kept = take(PDF)
    unmounted(files)
    with pytest.raises(rules.StoreUnreachable):
        queries.open(kept.id)


def test_a_folder_without_a_mark_that_holds_what_is_known_is_marked(files):
    """An office that upgrades, and one that brought its files back, need not do anything."""
    take(PDF)
    (files / MARK).unlink()
    assert whereabouts.state() is whereabouts.Marked.OURS
    take(PNG, name="a.png")
    assert (files / MARK).exists()


@pytest.mark.parametrize("said", ['{"node": "H99"}', "{", "[]", '"H15"'])
def test_a_folder_of_another_node_takes_nothing_in(files, said):
    files.mkdir()
    (files / MARK).write_text(said)
    with pytest.raises(rules.StoreElsewhere):
        take(PDF)
    assert on_disk(files) == []


def test_an_operator_may_say_that_a_folder_is_the_right_one(files, capsys):
    actions.keep(file_id=take(PDF).id, holder="dossiers.paper:1")
    unmounted(files)
    with pytest.raises(CommandError, match="is not the folder"):
        call_command("documents", "verify")
    call_command("documents", "folder")
    assert "from now on" in capsys.readouterr().out
    take(PNG, name="a.png")
    with pytest.raises(CommandError, match=r"missing in the store: \[\d+\]"):
        call_command("documents", "verify")
