import io
from datetime import UTC, datetime

import pytest

from motcua.documents import actions, queries, rules
from motcua.documents.models import File, Hold
from motcua.documents.store.disk import place_of
from tests.documents.samples import JPEG, PDF, PNG

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def take(content, name="giay-to.pdf", accept=rules.PAPERS):
    return actions.store(content=io.BytesIO(content), name=name, accept=accept, by="person:x1", at=AT)


def on_disk(root):
    return sorted(p.name for p in root.rglob("*") if p.is_file() and not p.name.startswith("."))


def test_a_stored_file_opens_with_the_same_bytes():
    stored = take(PDF, name="Tờ khai.pdf")
    file = queries.open(stored.id)
    with file.stream:
        assert file.stream.read() == PDF
    assert (file.name, file.media_type, file.size_bytes) == ("Tờ khai.pdf", "application/pdf", len(PDF))


def test_the_same_content_twice_is_two_rows_and_one_file_on_disk(files):
    one, two = take(PNG, "a.png"), take(PNG, "b.png")
    assert one.id != two.id and one.sha256 == two.sha256
    assert on_disk(files) == [one.sha256]
    assert place_of(files, one.sha256).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("content", "name", "refusal"),
    [
        (b"", "a.pdf", rules.EmptyFile),
        (PDF + b" " * 200, "a.pdf", rules.FileTooLarge),
        (PNG, "a.pdf", rules.NameLies),
        (b"MZ" + b"\0" * 100, "a.jpg", rules.NameLies),
        (PDF, "a.exe", rules.NameLies),
        (b"GIF89a" + b"\0" * 100, "a.gif", rules.UnsupportedType),
        (PDF[:-40], "a.pdf", rules.DamagedFile),
        (JPEG[:-2], "a.jpg", rules.DamagedFile),
        (PNG[:-5], "a.png", rules.DamagedFile),
    ],
)
def test_a_wrong_file_is_refused_and_leaves_nothing(files, settings, content, name, refusal):
    settings.UPLOAD_SIZE_BYTES_MAX = len(PDF) + 100
    with pytest.raises(refusal):
        take(content, name)
    assert File.objects.count() == 0 and on_disk(files) == []


def test_a_kind_that_this_place_does_not_take_is_refused():
    with pytest.raises(rules.UnsupportedType) as refused:
        take(PNG, "a.png", accept={"application/pdf"})
    assert refused.value.facts["accepted"] == "PDF"


def test_holding_twice_counts_once_and_releasing_lets_go():
    stored = take(JPEG, "anh.jpg")
    actions.keep(file_id=stored.id, holder="dossiers.paper:1")
    actions.keep(file_id=stored.id, holder="dossiers.paper:1")
    actions.keep(file_id=stored.id, holder="dossiers.paper:2")
    assert Hold.objects.count() == 2
    actions.release(file_id=stored.id, holder="dossiers.paper:1")
    assert [hold.holder for hold in Hold.objects.all()] == ["dossiers.paper:2"]


def test_a_row_without_bytes_is_told_plainly(files):
    stored = take(PDF)
    place_of(files, stored.sha256).unlink()
    with pytest.raises(rules.BytesMissing):
        queries.open(stored.id)
