"""Papers and files of open requests come along from a folder or a ZIP, checked as any other, and go with their request."""

import hashlib
import io
import os
import stat
import unicodedata
import zipfile
from datetime import UTC, date, datetime, timedelta

import pytest

from motcua.chronicle.models import Entry
from motcua.documents import actions as documents
from motcua.documents.models import File, Hold
from motcua.dossiers import actions, queries
from motcua.dossiers.models import Dossier, FormerNumber, FormerPaper, Paper
from motcua.dossiers.rules import inputs
from motcua.exchange.queries import portal_codes
from motcua.exchange.rules import portal_build
from motcua.law import actions as law
from motcua.operations.importing import folder, running
from motcua.operations.importing.cells import Cell
from motcua.operations.importing.checking import Around, Reading
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.files import Row
from motcua.operations.importing.papers import Papers
from motcua.operations.importing.reports import template
from motcua.operations.models import Import, ImportRow
from motcua.people.rules import Reach
from tests.documents.samples import INFECTED, PDF, PNG, pdf
from tests.operations.importing.bringing import bring, of, refused
from tests.operations.importing.tables import dossier, written

PAPERS = ("Mã hồ sơ", "Tệp", "Tên giấy tờ")
PROOF = ("H15-001", "H15-001/chung-minh.pdf", "Giấy chứng minh")
LETTER = ("H15-001", "thu.png", "Thư của ông Nam")


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "store"


@pytest.fixture
def moved_in(world, tmp_path):
    bring(written(tmp_path / "ho-so.csv", [dossier()]))
    return world


@pytest.fixture
def lying(tmp_path):
    """A folder with the two files that the rows above name."""
    root = tmp_path / "tep"
    (root / "H15-001").mkdir(parents=True)
    (root / "H15-001" / "chung-minh.pdf").write_bytes(PDF)
    (root / "thu.png").write_bytes(PNG)
    return root


def table(tmp_path, *rows, heads=PAPERS, name="giay-to.csv"):
    return written(tmp_path / name, [dict(zip(heads, row, strict=True)) for row in rows])


def of_files(count):
    return sorted((one.name, one.sha256) for one in File.objects.all())[:count]


def packed(tmp_path, entries, name="tep.zip"):
    with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as out:
        for path, content in entries:
            out.writestr(path, content)
    return tmp_path / name


def test_files_come_to_the_paper_they_are_and_lie_in_the_store_once(moved_in, tmp_path, lying):
    said = bring(table(tmp_path, PROOF, LETTER), folder=lying)
    assert "2 đã đưa vào" in said and "không có trong danh mục" in refused_notes(Kind.PAPERS)
    proof, letter = Paper.objects.order_by("pk")
    assert (proof.code, proof.name, proof.source) == ("giay-chung-minh", "Giấy chứng minh", "former")
    assert (letter.code, letter.name, letter.source) == ("khac", "Thư của ông Nam", "former")
    files = {file.pk: file for file in File.objects.all()}
    assert files[proof.file_id].sha256 == hashlib.sha256(PDF).hexdigest()
    assert files[letter.file_id].name == "thu.png"
    assert {hold.holder for hold in Hold.objects.all()} == {
        f"dossiers.paper:{one.pk}" for one in (proof, letter)
    }


def refused_notes(kind):
    from motcua.operations.importing import asking

    batch = Import.objects.get(kind=kind)
    from django.utils import translation

    with translation.override("vi"):
        return " ".join(note[1] for line in asking.lines(batch) for note in line.notes)


def test_the_chronicle_names_the_digests_of_what_came_and_no_name(moved_in, tmp_path, lying):
    bring(table(tmp_path, PROOF, LETTER), folder=lying)
    entry = Entry.objects.get(kind="dossier.papers-imported")
    assert entry.subject == f"dossier:{of('H15-001').key}"
    digests = [hashlib.sha256(content).hexdigest() for content in (PDF, PNG)]
    assert entry.data == {"import": str(Import.objects.get(kind="papers").key), "files": digests}
    assert {bytes(one.entry_hash) for one in FormerPaper.objects.all()} == {bytes(entry.hash)}
    assert of("H15-001").movements.count() == 1 and of("H15-001").revision == 1


def test_a_dry_run_looks_at_every_file_and_keeps_none(world, tmp_path, lying):
    (lying / "hong.pdf").write_bytes(PDF[:-30])
    (lying / "khong-ai-goi.pdf").write_bytes(PDF)
    (lying / "Thumbs.db").write_bytes(b"x")
    requests = written(tmp_path / "ho-so.csv", [dossier()])
    rows = (PROOF, LETTER, ("H15-001", "hong.pdf", "Khác"), ("LA", "thu.png", "Khác"))
    report = tmp_path / "thu.csv"
    said = refused(requests, table(tmp_path, *rows), folder=lying, dry_run=True, report=report)
    assert "2 sẽ được đưa vào, 2 không nhận được" in said and "khong-ai-goi.pdf" in said
    assert "Thumbs.db" not in said and "  hong.pdf" not in said
    assert "khong-ai-goi.pdf" in report.read_text()
    assert not File.objects.exists() and not Dossier.objects.exists() and not Import.objects.exists()
    assert not [path for path in (tmp_path / "store").rglob("*") if path.is_file() and path.name[0] != "."]


@pytest.mark.parametrize(
    "row, piece",
    [
        (("H15-001", "khong-co.pdf", "Khác"), "không gọi đúng tệp nào"),
        (("H15-001", "../ngoai.pdf", "Khác"), "ra ngoài thư mục"),
        (("H15-001", "..\\ngoai.pdf", "Khác"), "ra ngoài thư mục"),
        (("H15-001", "/etc/passwd", "Khác"), "ra ngoài thư mục"),
        (("H15-001", "C:\\ngoai.pdf", "Khác"), "ra ngoài thư mục"),
        (("H15-001", "a/../../ngoai.pdf", "Khác"), "ra ngoài thư mục"),
        (("H15-001", "noi.pdf", "Khác"), "liên kết"),
        (("H15-001", "ong.pdf", "Khác"), "liên kết"),
        (("H15-001", "noi-thu-muc/ngoai.pdf", "Khác"), "không gọi đúng tệp nào"),
        (("H15-001", "bang.pdf", "Khác"), "bên trong là"),
        (("H15-001", "bang.xlsx", "Khác"), "loại không nhận được"),
        (("H15-001", "rong.pdf", "Khác"), "không có nội dung"),
        (("H15-001", "to.pdf", "Khác"), "MB"),
        (("H15-001", "hai.pdf", "Khác"), "2 tệp"),
        (("H15-001", "", "Khác"), "không được để trống"),
        (("H15-001", "thu.png", ""), "không được để trống"),
        (("H15-001", "thu.png", "x" * 501), "500"),
        (("KHONG-CO", "thu.png", "Khác"), "không phải mã của hồ sơ"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_row_and_nothing_is_written(
    moved_in, tmp_path, lying, settings, row, piece
):
    settings.UPLOAD_SIZE_BYTES_MAX = 1024 * 1024
    (tmp_path / "ngoai.pdf").write_bytes(PDF)
    (tmp_path / "ngoai").mkdir()
    (tmp_path / "ngoai" / "ngoai.pdf").write_bytes(PDF)
    (lying / "noi.pdf").symlink_to(tmp_path / "ngoai.pdf")
    (lying / "noi-thu-muc").symlink_to(tmp_path / "ngoai")
    os.mkfifo(lying / "ong.pdf")
    (lying / "bang.pdf").write_bytes(b"PK\x03\x04" + bytes(50))
    (lying / "bang.xlsx").write_bytes(b"PK\x03\x04" + bytes(50))
    (lying / "rong.pdf").write_bytes(b"")
    (lying / "to.pdf").write_bytes(PDF + bytes(1024 * 1024))
    for part in ("a", "b"):
        (lying / part).mkdir()
        (lying / part / "hai.pdf").write_bytes(PDF)
    said = refused(table(tmp_path, PROOF, row), folder=lying)
    assert piece in said and "row 3" in said
    assert not Paper.objects.exists() and not File.objects.exists()
    assert not Import.objects.filter(kind="papers").exists()


def test_a_table_of_papers_without_its_files_is_refused(moved_in, tmp_path):
    assert "--files" in refused(table(tmp_path, PROOF))
    assert "không mở được" in refused(table(tmp_path, PROOF), folder=tmp_path / "khong-co")
    (tmp_path / "chu.txt").write_text("chu")
    assert "ZIP" in refused(table(tmp_path, PROOF), folder=tmp_path / "chu.txt")


def test_the_same_paper_twice_is_refused_and_the_same_content_is_said(moved_in, tmp_path, lying):
    assert "dòng 2" in refused(
        table(tmp_path, PROOF, (*PROOF[:1], "chung-minh.pdf", "GIẤY CHỨNG MINH")), folder=lying
    )
    (lying / "ban-hai.pdf").write_bytes(PDF)
    bring(table(tmp_path, PROOF, (*PROOF[:1], "ban-hai.pdf", "Bản hai")), folder=lying)
    assert "dòng 2" in refused_notes(Kind.PAPERS)
    assert len({file.sha256 for file in File.objects.all()}) == 1
    stored = [path for path in (tmp_path / "store").rglob("*") if path.name == File.objects.first().sha256]
    assert len(stored) == 1
    again = table(tmp_path, (*PROOF[:2], "giấy  chứng minh"), name="lai.csv")
    assert "đã có" in refused(again, folder=lying)
    said = bring(table(tmp_path, PROOF, LETTER, name="dai-hon.csv"), folder=lying)
    assert "1 đã có" in said and "chung-minh.pdf" not in said and "1 tệp không dòng nào" in said
    assert "chung-minh.pdf" not in bring(tmp_path / "dai-hon.csv", folder=lying)


def test_a_row_whose_file_has_changed_is_a_further_paper_once_and_the_first_stays(moved_in, tmp_path, lying):
    file = table(tmp_path, PROOF, LETTER)
    bring(file, folder=lying)
    scan = lying / "H15-001" / "chung-minh.pdf"
    scan.write_bytes(PDF + b"% scanned anew\n")
    looked = bring(file, folder=lying, dry_run=True)
    assert "1 sẽ được đưa vào, 1 đã có" in looked
    said = bring(file, folder=lying)
    assert "1 đã đưa vào" in said and "1 đã có" in said
    told = ImportRow.objects.filter(fate="done").order_by("of_id").last().notes
    assert [(note["column"], note["wrong"]) for note in told] == [("file", False)]
    proofs = Paper.objects.filter(code="giay-chung-minh").order_by("pk")
    assert len({File.objects.get(pk=one.file_id).sha256 for one in proofs}) == len(proofs) == 2
    assert "2 đã có" in bring(file, folder=lying) and Paper.objects.count() == 3
    scan.unlink()  # what is here is not asked for again
    assert "2 đã có" in bring(file, folder=lying) and Paper.objects.count() == 3


def test_a_zip_is_read_as_a_folder_and_nothing_of_it_is_unpacked_elsewhere(moved_in, tmp_path):
    path = packed(tmp_path, [("H15-001/chung-minh.pdf", PDF), ("thu.png", PNG), ("../ra.pdf", PDF)])
    rows = (PROOF, LETTER)
    said = bring(table(tmp_path, *rows), folder=path)
    assert "2 đã đưa vào" in said and "ra.pdf" in said
    assert Paper.objects.count() == 2 and not (tmp_path.parent / "ra.pdf").exists()


def test_files_of_a_zip_that_are_locked_linked_or_swell_are_refused(moved_in, tmp_path, settings):
    settings.UPLOAD_SIZE_BYTES_MAX = 1024 * 1024
    path = packed(tmp_path, [("no.pdf", PDF + bytes(60 * 1024 * 1024)), ("khoa.pdf", PDF)])
    content = bytearray(path.read_bytes())
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = content.rfind(sign)
        content[start + place] |= 1
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a") as out:
        link = zipfile.ZipInfo("noi.pdf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        out.writestr(link, "/etc/passwd")
    rows = [("H15-001", name, "Khác") for name in ("no.pdf", "khoa.pdf", "noi.pdf")]
    said = refused(table(tmp_path, *rows), folder=path)
    assert "1 MB" in said and "mật khẩu" in said and "liên kết" in said


def test_a_zip_whose_files_lie_over_each_other_is_refused(moved_in, tmp_path):
    path = packed(tmp_path, [("mot.pdf", PDF), ("hai.pdf", PDF)])
    content = bytearray(path.read_bytes())
    second = content.rfind(b"PK\x01\x02")
    content[second + 42 : second + 46] = bytes(4)  # the second begins where the first does
    path.write_bytes(content)
    assert "chồng lên nhau" in refused(table(tmp_path, ("H15-001", "mot.pdf", "Khác")), folder=path)


@pytest.mark.parametrize(
    "raw",
    [
        unicodedata.normalize("NFD", "Giấy khai sinh bé Hoà.pdf").encode(),
        "Giấy khai sinh bé Hoà.pdf".encode(),
        unicodedata.normalize("NFD", "Giấy khai sinh bé Hoà.pdf").replace("â\u0301", "â\u0301").encode(),
        "GiÊy khai sinh bÐ Hoµ.pdf".encode("cp1252"),
    ],
)
def test_names_in_pieces_and_in_old_codes_are_found_by_what_they_say(moved_in, tmp_path, lying, raw):
    with open(os.fsencode(lying) + b"/" + raw, "wb") as file:
        file.write(PDF)
    assert "1 đã đưa vào" in bring(
        table(tmp_path, ("H15-001", "Giấy khai sinh bé Hoà.pdf", "Khác")), folder=lying
    )
    assert File.objects.get().name == "Giấy khai sinh bé Hoà.pdf"


def test_a_locked_pdf_and_an_infected_file_are_refused_as_at_the_door(
    moved_in, tmp_path, lying, clamd, settings
):
    settings.CLAMD = clamd
    (lying / "chay.pdf").write_bytes(pdf(root=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"))
    assert "tự chạy" in refused(table(tmp_path, ("H15-001", "chay.pdf", "Khác")), folder=lying)
    (lying / "thu.png").write_bytes(INFECTED)
    said = refused(table(tmp_path, LETTER), folder=lying)
    assert "vi-rút" in said or "virus" in said.lower()
    assert not File.objects.exists()


def test_the_template_is_known_again(world, tmp_path, lying):
    file = tmp_path / "mau.xlsx"
    file.write_bytes(template(Kind.PAPERS, english=False))
    assert "papers" in bring(file, folder=lying, dry_run=True)


def test_told_again_over_the_service_bus_the_request_names_its_papers_and_the_state_has_no_place_for_them(
    moved_in, tmp_path, lying
):
    key = str(of("H15-001").key)

    def told():
        return portal_build.item(queries.portal_records([key])[key], codes=portal_codes(date(2026, 3, 17)))

    def state():
        return queries.sync_records(keys=[key], check=lambda _number, _secret: b"x")[key]

    law.load(at=datetime(2026, 3, 17, tzinfo=UTC))
    before = state()
    assert told()["TaiLieuNop"] == [] and told()["HoSoCoThanhPhanSoHoa"] == "0"
    bring(table(tmp_path, PROOF, LETTER), folder=lying)
    papers = [(one["MaThanhPhanHoSo"], one["TenTepDinhKem"]) for one in told()["TaiLieuNop"]]
    assert papers == [("giay-chung-minh", "Giấy chứng minh"), ("khac", "Thư của ông Nam")]
    assert told()["HoSoCoThanhPhanSoHoa"] == "1" and state() == before
    bring(undo=str(Import.objects.get(kind="papers").key))
    assert told()["TaiLieuNop"] == []


# Taken back -----------------------------------------------------------------------------------------------------


def test_they_are_taken_back_alone_and_only_the_files_that_nobody_else_holds_go(moved_in, tmp_path, lying):
    bring(table(tmp_path, PROOF, LETTER), folder=lying)
    kept = documents.store(
        content=io.BytesIO(PNG), name="thu.png", accept={"image/png"}, by="x:1", at=datetime.now(UTC)
    )
    documents.keep(file_id=kept.id, holder="dossiers.draft-paper:1")
    assert "2 đã rút lại" in bring(undo=str(Import.objects.get(kind="papers").key))
    assert not Paper.objects.exists() and not FormerPaper.objects.exists() and Dossier.objects.count() == 1
    assert Entry.objects.get(kind="dossier.papers-taken-back").data["papers"] == 2
    documents.clean(at=datetime.now(UTC) + timedelta(days=3))
    assert File.objects.get().pk == kept.id
    names = {path.name for path in (tmp_path / "store").rglob("*")}
    assert kept.sha256 in names and hashlib.sha256(PDF).hexdigest() not in names
    assert "2 đã đưa vào" in bring(table(tmp_path, PROOF, LETTER), folder=lying)


def test_they_go_with_their_request_and_may_come_in_again_with_it(moved_in, tmp_path, lying):
    bring(table(tmp_path, PROOF, LETTER), folder=lying)
    bring(undo=str(Import.objects.get(kind="dossiers").key))
    assert not Paper.objects.exists() and not Dossier.objects.exists() and not Hold.objects.exists()
    assert set(ImportRow.objects.filter(of__kind="papers").values_list("fate", flat=True)) == {"taken-back"}
    bring(tmp_path / "ho-so.csv")
    assert "2 đã đưa vào" in bring(tmp_path / "giay-to.csv", folder=lying)


def test_once_somebody_has_acted_on_the_request_they_stay(moved_in, tmp_path, lying):
    bring(table(tmp_path, PROOF), folder=lying)
    at = datetime.now(UTC)
    reach = moved_in.cast.reach(moved_in.cast.case, at=at)
    actions.note(number=of("H15-001").number, reach=reach, at=at, given=inputs.Words(text="Đã xem giấy tờ"))
    assert "1 giữ lại" in bring(undo=str(Import.objects.get(kind="papers").key))
    assert "1 giữ lại" in bring(undo=str(Import.objects.get(kind="dossiers").key))
    assert Paper.objects.count() == Hold.objects.count() == FormerNumber.objects.count() == 1


def test_a_folder_of_too_many_files_is_refused(moved_in, tmp_path, lying, monkeypatch):
    monkeypatch.setattr(folder, "FILES_MAX", 1)
    assert "nhiều hơn 1 tệp" in refused(table(tmp_path, PROOF), folder=lying)


# On the page ----------------------------------------------------------------------------------------------------


def test_what_the_command_brought_in_is_taken_back_by_the_job_too_once_somebody_asked(
    moved_in, tmp_path, lying
):
    bring(table(tmp_path, PROOF, LETTER), folder=lying)
    running.ask_back(Import.objects.get(kind="papers"), at=datetime.now(UTC))
    running.go_on(at=datetime.now(UTC))
    assert not Paper.objects.exists()
    assert Entry.objects.get(kind="dossier.papers-taken-back").actor == "system:operations"


def test_a_paper_of_today_is_not_of_a_day_ahead_in_the_first_hours_of_the_day(db, lying):
    with folder.Files(lying) as files:
        at = datetime(2026, 3, 17, 20, tzinfo=UTC)  # three in the morning of the 18th in Vietnam
        papers = Papers(Around(reach=Reach(None, None, "", None, ()), at=at, files=files))
        today, tomorrow = (Reading(Row(2, {"issued": Cell(said)})) for said in ("18/03/2026", "19/03/2026"))
        assert papers._issued(today) == date(2026, 3, 18) and today.is_good
        assert papers._issued(tomorrow) and not tomorrow.is_good
