"""A request that brings too much, or finds no room, is answered like any other refusal."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from motcua.documents import actions, rules
from tests.documents.samples import PDF
from tests.documents.test_actions import AT, on_disk

pytestmark = pytest.mark.django_db
MB = 1024 * 1024


def sent(content):
    request = RequestFactory().post("/", {"file": SimpleUploadedFile("a.pdf", content)})
    return request.FILES["file"]


def keep(upload):
    try:
        return actions.store(content=upload.file, name=upload.name, accept=rules.PAPERS, by="person:x", at=AT)
    finally:
        upload.close()


def test_an_upload_to_a_file_of_the_system_is_kept_whole():
    padded = PDF[: PDF.rfind(b"startxref")] + b"%" + b"x" * (3 * MB) + b"\n" + PDF[PDF.rfind(b"startxref") :]
    assert keep(sent(padded)).size_bytes == len(padded)


def test_no_room_for_what_is_sent_is_a_refusal_and_not_a_crash(settings, tmp_path, files):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "gone")
    upload = sent(bytes(3 * MB))
    with pytest.raises(rules.StoreUnreachable):
        keep(upload)
    assert on_disk(files) == []


def test_of_an_upload_that_is_too_large_no_more_is_written_than_is_needed(settings, files):
    settings.UPLOAD_SIZE_BYTES_MAX = 3 * MB
    upload = sent(bytes(9 * MB))
    assert upload.file.seek(0, io.SEEK_END) < 4 * MB
    upload.file.seek(0)
    with pytest.raises(rules.FileTooLarge):
        keep(upload)
    assert on_disk(files) == []
