"""What came from the former system is told in the evidence packet, in the interface and on the pages for what it is."""

import hashlib
import io
import json
import zipfile

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers import evidence
from motcua.dossiers.models import Dossier, Paper
from tests.documents.samples import PDF
from tests.dossiers.test_evidence import sealed
from tests.operations.importing.bringing import bring, of
from tests.operations.importing.tables import dossier, written
from tests.portal.program import program

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def moved_in(world, settings, tmp_path):
    world.at = timezone.now()
    settings.FILES_DIR, settings.SEALS_DIR = tmp_path / "store", tmp_path / "seals"
    bring(written(tmp_path / "ho-so.csv", [dossier(**{"Điện thoại": "0905111222"})]))
    lines = [
        {"Mã hồ sơ": "H15-001", "Thời điểm": "10/03/2026 08:15", "Việc đã làm": "Tiếp nhận", "Ghi chú": "bà Lan"},
        {"Mã hồ sơ": "H15-001", "Thời điểm": "13/03/2026", "Việc đã làm": "Gọi cho ông Nam", "Ghi chú": ""},
    ]  # fmt: skip
    bring(written(tmp_path / "lich-su.csv", lines))
    (tmp_path / "tep").mkdir()
    (tmp_path / "tep" / "a.pdf").write_bytes(PDF)
    row = {"Mã hồ sơ": "H15-001", "Tệp": "a.pdf", "Tên giấy tờ": "Giấy chứng minh"}
    bring(written(tmp_path / "giay-to.csv", [row]), folder=tmp_path / "tep")
    return world


def packed(*, in_full):
    found = evidence.gather(of("H15-001"), in_full=in_full, at=timezone.now())
    return zipfile.ZipFile(io.BytesIO(b"".join(evidence.stream(found))))


def test_the_packet_holds_the_files_their_sealed_entry_and_the_story_marked_as_told(moved_in):
    sealed(moved_in)
    with packed(in_full=True) as zip:
        assert zip.read("giay-to/001-Giấy chứng minh.pdf") == PDF
        told = json.loads(zip.read("truoc-day/lich-su.json"))
        entries = [json.loads(line)["entry"] for line in zip.read("nhat-ky/muc.ndjson").splitlines()]
        assert "truoc-day/" in zip.read("README.txt").decode()
        assert "truoc-day/lich-su.json" in zip.read("SHA256SUMS").decode()
    assert told["sealed"] is False and "not sealed" in told["about"]
    assert [(line["at"], line["kind"]) for line in told["lines"]] == [
        ("2026-03-10T08:15:00+07:00", "received"),
        ("2026-03-13", "other"),
    ]
    assert told["lines"][0]["note"] == "bà Lan"
    files = [one["data"]["files"] for one in entries if one["kind"] == "dossier.papers-imported"]
    assert files == [[hashlib.sha256(PDF).hexdigest()]]


def test_the_persons_packet_has_none_of_the_offices_words(moved_in):
    with packed(in_full=False) as zip:
        told = zip.read("truoc-day/lich-su.json").decode()
    assert "received" in told and "bà Lan" not in told and "Gọi cho" not in told


def test_a_request_of_this_system_has_no_such_part(moved_in, tmp_path):
    bring(written(tmp_path / "hai.csv", [dossier("H15-002")]))
    found = evidence.gather(of("H15-002"), in_full=True, at=timezone.now())
    with zipfile.ZipFile(io.BytesIO(b"".join(evidence.stream(found)))) as zip:
        assert not [name for name in zip.namelist() if name.startswith("truoc-day")]


def test_a_program_of_the_office_reads_the_story_and_the_papers(moved_in):
    number = of("H15-001").number
    body = program(moved_in, moved_in.cast.case).get(f"/dossiers/{number}").body
    assert [(one["kind"], one["has_time"], one["note"]) for one in body["former_events"]] == [
        ("received", True, "bà Lan"),
        ("other", False, ""),
    ]
    paper = next(one for one in body["papers"] if one["id"])
    assert (paper["name"], paper["file"]) == ("Giấy chứng minh", "a.pdf")
    assert len(body["events"]) == 1  # nothing that was only told stands among what was done


def test_officers_and_whoever_follows_see_the_paper_on_the_page(client, moved_in):
    number = of("H15-001").number
    client.force_login(moved_in.cast.case.account)
    page = client.get(f"/ho-so/{number}/").content.decode()
    assert "a.pdf" in page and "Giấy chứng minh" in page and "từ hệ thống cũ" in page
    paper = Paper.objects.get(source="former")
    link = reverse("dossiers:paper-file", args=[number, paper.pk])
    assert link in page
    assert b"".join(client.get(link).streaming_content) == PDF
    Dossier.objects.filter(number=number).update(applicant=moved_in.cast.hoa.person)
    client.force_login(moved_in.cast.hoa.account)
    page = client.get(f"/ho-so-cua-toi/{number}/").content.decode()
    assert "Giấy chứng minh" in page
