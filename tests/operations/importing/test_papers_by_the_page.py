"""Files of a table of papers come by the page too, in a ZIP or chosen: bounded, looked at first, kept after the yes, taken back."""

import io
import stat
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from motcua.documents.models import File, Hold
from motcua.dossiers.models import Paper
from motcua.operations.importing import parts, running
from motcua.operations.models import Import, ImportPart, ImportRow
from tests.documents.samples import INFECTED, PDF, PNG, pdf
from tests.operations.importing.bringing import bring
from tests.operations.importing.tables import dossier, written
from tests.operations.importing.test_papers import LETTER, PROOF, table

HOME = "/quan-tri/nhap/"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "store"


@pytest.fixture
def operator(world, client, tmp_path):
    bring(written(tmp_path / "ho-so.csv", [dossier()]))
    client.force_login(world.cast.operator.account)
    return client


def up(name, content):
    return SimpleUploadedFile(name, content)


def packed(*entries, name="tep.zip"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for path, content in entries:
            file.writestr(path, content)
    return up(name, out.getvalue())


BOTH = (("H15-001/chung-minh.pdf", PDF), ("thu.png", PNG))


def send(client, path, *files):
    sent = {"file": up(path.name, path.read_bytes()), "kind": ""}
    return client.post(HOME, sent | ({"packed": list(files)} if files else {}))


def job():
    return running.go_on(at=timezone.now())


def text(client, address):
    return client.get(address).content.decode()


def fates():
    return sorted(ImportRow.objects.filter(of__kind="papers").values_list("fate", flat=True))


def papers_of():
    return Import.objects.exclude(kind="dossiers").get()


def test_a_zip_beside_the_table_is_looked_at_kept_after_the_yes_and_taken_back(
    operator, tmp_path, django_assert_max_num_queries
):
    answer = send(operator, table(tmp_path, PROOF, LETTER), packed(*BOTH, ("khong-ai.pdf", PDF)))
    address = answer["Location"]
    assert "hx-get" in text(operator, address) and not Paper.objects.exists()
    job()
    with django_assert_max_num_queries(15):
        page = text(operator, address)
    assert "2 sẽ được đưa vào" in page and "khong-ai.pdf" in page
    assert "khong-ai.pdf" in b"".join(operator.get(f"{address}bao-cao.csv").streaming_content).decode()
    assert not Paper.objects.exists() and File.objects.count() == 1  # the ZIP, put aside
    operator.post(address, {"do": "all"})
    job()
    assert "2 đã đưa vào" in text(operator, address) and Paper.objects.count() == 2
    assert {hold.holder.partition(":")[0] for hold in Hold.objects.all()} == {"dossiers.paper"}
    batch = papers_of()
    assert not ImportPart.objects.exists() and (batch.content, batch.unnamed) == (None, [])
    operator.post(f"{address}rut-lai/")
    job()
    assert not Paper.objects.exists() and not Hold.objects.exists()


def test_chosen_files_come_to_a_table_that_waits_for_them_and_a_missing_one_afterwards(operator, tmp_path):
    rows = (("H15-001", "chung-minh.pdf", "Giấy chứng minh"), LETTER)
    address = send(operator, table(tmp_path, *rows))["Location"]
    assert "Tiếp theo là các tệp" in text(operator, address) and "hx-get" not in text(operator, address)
    assert job() == 0  # it waits, and nobody reads it again and again
    assert "chờ tệp kèm theo" in text(operator, HOME)
    assert operator.post(f"{address}tep/").status_code == 422
    assert operator.post(f"{address}tep/", {"packed": [up("chung-minh.pdf", PDF)]}).status_code == 302
    job()
    assert fates() == ["ready", "wrong"] and "không gọi đúng tệp nào" in text(operator, address)
    operator.post(f"{address}tep/", {"packed": [up("thu.png", PNG), up("chung-minh.pdf", PDF)]})
    job()
    assert fates() == ["ready", "ready"] and ImportPart.objects.count() == 2
    operator.post(f"{address}tep/", {"do": "drop"})
    assert not ImportPart.objects.exists() and not Hold.objects.exists() and fates() == []
    assert "Tiếp theo là các tệp" in text(operator, address)


def test_chosen_files_of_one_name_that_differ_are_never_guessed_between(operator, tmp_path):
    rows = (("H15-001", "chung-minh.pdf", "Giấy chứng minh"),)
    send(operator, table(tmp_path, *rows), up("chung-minh.pdf", PDF), up("chung-minh.pdf", PDF + b"%\n"))
    job()
    assert fates() == ["wrong"] and "2 tệp" in text(operator, f"{HOME}{papers_of().key}/")


def more():
    return {"packed": [up("thu.png", PNG)]}


def _link():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        link = zipfile.ZipInfo("noi.pdf")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        file.writestr(link, "/etc/passwd")
    return up("noi.zip", out.getvalue())


def _over():
    content = bytearray(packed(("mot.pdf", PDF), ("hai.pdf", PDF)).read())
    second = content.rfind(b"PK\x01\x02")
    content[second + 42 : second + 46] = bytes(4)
    return up("chong.zip", bytes(content))


@pytest.mark.parametrize(
    "made, piece",
    [
        (lambda: packed(("../ra.pdf", PDF), *BOTH), "ra ngoài thư mục"),
        (lambda: packed(("a/../../ra.pdf", PDF)), "ra ngoài thư mục"),
        (lambda: packed(("/etc/ra.pdf", PDF)), "ra ngoài thư mục"),
        (lambda: packed(("C:\\ra.pdf", PDF)), "ra ngoài thư mục"),
        (_link, "liên kết"),
        (_over, "chồng lên nhau"),
        (lambda: packed(("no.pdf", bytes(3 * 1024 * 1024))), "giải nén vượt quá"),
        (lambda: packed(*((f"{n}.pdf", b"x") for n in range(6))), "nhiều hơn 5 tệp"),
        (lambda: packed(), "không có tệp nào"),
        (lambda: up("khong.zip", b"PK\x03\x04 khong phai"), "ZIP"),
        (lambda: up("rong.zip", b""), "không có nội dung"),
        (lambda: up("to.pdf", PDF + bytes(1024 * 1024)), "1 MB"),
    ],
)
def test_what_deceives_or_is_too_much_is_refused_in_words_and_nothing_is_kept(
    operator, tmp_path, settings, monkeypatch, made, piece
):
    settings.UPLOAD_SIZE_BYTES_MAX = 1024 * 1024
    monkeypatch.setattr(parts, "SWELLS_TO_BYTES_MAX", 2 * 1024 * 1024)
    monkeypatch.setattr(parts, "ENTRIES_MAX", 5)
    answer = send(operator, table(tmp_path, PROOF), up("tot.pdf", PDF), made())
    is_large = piece == "1 MB"  # one file alone, as at every other door
    assert answer.status_code == (413 if is_large else 422) and piece in answer.content.decode()
    assert not Import.objects.filter(kind="").exists() and not ImportPart.objects.exists()
    assert not Hold.objects.exists() and not Paper.objects.exists()


def test_more_than_may_be_put_aside_is_refused_and_what_was_there_stays(operator, tmp_path, monkeypatch):
    monkeypatch.setattr(parts, "PARTS_MAX", 2)
    address = send(operator, table(tmp_path, PROOF, LETTER), up("a.pdf", PDF))["Location"]
    job()
    answer = operator.post(f"{address}tep/", {"packed": [up("b.pdf", PDF), up("c.pdf", PNG)]})
    assert answer.status_code == 422 and "2 tệp" in answer.content.decode()
    assert ImportPart.objects.count() == Hold.objects.count() == 1 and papers_of().checked_at


def test_each_file_goes_through_the_door_and_its_row_says_what_is_wrong(operator, tmp_path, clamd, settings):
    settings.CLAMD = clamd
    rows = [("H15-001", name, f"Giấy {name}") for name in ("tot.pdf", "chay.pdf", "nhiem.png", "hong.pdf")]
    script = pdf(root=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>")
    files = (("tot.pdf", PDF), ("chay.pdf", script), ("nhiem.png", INFECTED), ("hong.pdf", PDF[:-30]))
    address = send(operator, table(tmp_path, *rows), packed(*files))["Location"]
    job()
    assert fates() == ["ready", "wrong", "wrong", "wrong"] and "vi-rút" in text(operator, address)
    assert operator.post(address, {"do": "all"}).status_code == 422 and not Paper.objects.exists()
    operator.post(address, {"do": "good"})
    job()
    assert Paper.objects.get().name == "Giấy tot.pdf"


def test_files_of_another_table_than_one_of_papers_are_refused_with_it(operator, tmp_path):
    address = send(operator, written(tmp_path / "moi.csv", [dossier("B")]), up("a.pdf", PDF))["Location"]
    job()
    assert "Chỉ bảng giấy tờ" in text(operator, address) and not ImportPart.objects.exists()


def test_files_are_added_by_whoever_brought_the_table_and_not_once_it_is_confirmed(operator, world, tmp_path):
    address = send(operator, table(tmp_path, PROOF), packed(*BOTH))["Location"]
    assert operator.post(f"{address}tep/", more()).status_code == 409  # it is being looked at
    job()
    operator.post(address, {"do": "all"})
    for said in (more(), {"do": "drop"}):
        assert operator.post(f"{address}tep/", said).status_code == 409
    assert ImportPart.objects.count() == 1
    operator.force_login(world.cast.case.account)
    assert operator.post(f"{address}tep/", more()).status_code == 403


def test_one_worker_looks_at_the_files_and_one_that_died_leaves_them_to_the_next(operator, tmp_path):
    send(operator, table(tmp_path, PROOF), packed(*BOTH))
    batch = papers_of()
    Import.objects.filter(pk=batch.pk).update(busy_at=timezone.now())
    assert job() == 0 and fates() == []
    Import.objects.filter(pk=batch.pk).update(busy_at=timezone.now() - timedelta(minutes=6))
    assert job() == 1 and fates() == ["ready"]
    batch.refresh_from_db()
    assert (batch.busy_at, batch.looked) == (None, 1)


def test_what_nobody_says_yes_to_is_forgotten_after_a_day_with_its_files(operator, tmp_path):
    send(operator, table(tmp_path, PROOF), packed(*BOTH))
    running.clear(at=timezone.now() + timedelta(hours=25))
    assert not Import.objects.exclude(kind="dossiers").exists() and not Hold.objects.exists()


def test_a_table_beyond_the_limit_for_uploads_is_refused_and_not_cut(operator, tmp_path, settings):
    settings.UPLOAD_SIZE_BYTES_MAX = 3 * 1024 * 1024
    big = SimpleUploadedFile("to.csv", table(tmp_path, PROOF).read_bytes() + b"\n" * (4 * 1024 * 1024))
    answer = operator.post(HOME, {"file": big, "kind": ""})
    assert answer.status_code == 422 and "3 MB" in answer.content.decode()


def test_a_zip_larger_than_one_file_may_be_comes_in_whole(operator, tmp_path, settings):
    settings.UPLOAD_SIZE_BYTES_MAX = 3 * 1024 * 1024
    settings.PACKED_SIZE_BYTES_MAX = 10 * 1024 * 1024
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        file.writestr("to.bin", bytes(4 * 1024 * 1024))
        for path, content in BOTH:
            file.writestr(path, content)
    send(operator, table(tmp_path, PROOF, LETTER), up("to.zip", out.getvalue()))
    job()
    assert fates() == ["ready", "ready"]


def test_no_other_table_can_be_made_to_wait_for_files(operator, tmp_path):
    path = written(tmp_path / "them.csv", [dossier("H15-002")])
    address = operator.post(HOME, {"file": up(path.name, path.read_bytes()), "kind": ""}).url
    for said in ({"do": "drop"}, {"packed": [packed(*BOTH)]}):
        assert operator.post(f"{address}tep/", said).status_code == 409
    batch = Import.objects.latest("pk")
    assert batch.checked_at is not None and not batch.lacks_files and batch.rows.count() == 1
