"""Moving in by a page: the operator's own files, looked at, confirmed, taken back; and nobody else's."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from motcua.dossiers.models import Dossier
from motcua.operations.importing import pages, running
from motcua.operations.importing.rules import Fate
from motcua.operations.models import Import
from motcua.people.models import Mandate
from motcua.people.rules import Role
from tests.dossiers.build import make_world
from tests.operations.importing.tables import OFFICE, OFFICERS, dossier, written

HOME = "/quan-tri/nhap/"


@pytest.fixture
def operator(world, client):
    client.force_login(world.cast.operator.account)
    return client


def sent(client, path, **more):
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post(HOME, {"file": file, "kind": "", **more})
    assert answer.status_code == 302, answer.content.decode()
    return Import.objects.order_by("-pk").first(), answer["Location"]


def test_a_file_is_looked_at_confirmed_and_taken_back(operator, tmp_path, django_assert_max_num_queries):
    batch, address = sent(operator, written(tmp_path / "ho-so.csv", [dossier("A"), dossier("B")]))
    with django_assert_max_num_queries(15):
        page = operator.get(address).content.decode()
    assert "2 sẽ được đưa vào" in page and not Dossier.objects.exists()
    operator.post(address, {"do": "all"})
    assert Dossier.objects.count() == 2 and "2 đã đưa vào" in operator.get(address).content.decode()
    batch.refresh_from_db()
    assert batch.content is None
    operator.post(f"{address}rut-lai/")
    assert not Dossier.objects.exists() and "2 đã rút lại" in operator.get(address).content.decode()
    assert operator.post(f"{address}rut-lai/").status_code == 409


@pytest.mark.django_db(transaction=True)
def test_a_table_is_looked_at_before_the_transaction_that_notes_it_begins(client, tmp_path, monkeypatch):
    client.force_login(make_world().cast.operator.account)
    inside, look = [], running.checked

    def looking(*given):
        inside.append(
            connection.in_atomic_block
        )  # then nobody else would write until the last row is looked at
        return look(*given)

    monkeypatch.setattr(running, "checked", looking)
    batch, _address = sent(client, written(tmp_path / "ho-so.csv", [dossier("A"), dossier("B")]))
    assert inside == [False] and batch.checked_at and running.counts(batch) == {Fate.READY: 2}


def test_wrong_rows_keep_the_file_out_until_the_good_ones_alone_are_asked_for(operator, tmp_path):
    rows = [dossier("A"), dossier("B", **{"Mã thủ tục": "9.9"})]
    _batch, address = sent(operator, written(tmp_path / "ho-so.csv", rows))
    assert operator.post(address, {"do": "all"}).status_code == 422 and not Dossier.objects.exists()
    operator.post(address, {"do": "good"})
    assert Dossier.objects.count() == 1
    for ending, piece in (("csv", "9.9"), ("xlsx", "")):
        report = b"".join(operator.get(f"{address}bao-cao.{ending}").streaming_content)
        assert piece.encode() in report and b"Nam" not in report
    assert operator.get(f"{address}bao-cao.exe").status_code == 404


def test_a_table_of_which_no_row_can_be_brought_in_waits_for_no_yes_and_offers_to_send_it_mended(
    operator, tmp_path
):
    path = written(tmp_path / "ho-so.csv", [dossier("A", **{"Mã thủ tục": "9.9"})])
    _batch, address = sent(operator, path)
    page, listed = operator.get(address).content.decode(), operator.get(HOME).content.decode()
    assert "Không có dòng nào đưa vào được" in page and 'name="do"' not in page
    assert "Gửi tệp đã sửa" in page
    assert "không có dòng nào đưa vào được" in listed and "chờ anh, chị đồng ý" not in listed
    assert operator.post(address, {"do": "good"}).status_code == 409 and not Dossier.objects.exists()
    good = written(tmp_path / "tot.csv", [dossier("B")])
    sent(operator, good)
    assert "chờ anh, chị đồng ý" in operator.get(HOME).content.decode()


def test_rows_that_are_all_here_already_leave_nothing_to_do(operator, tmp_path):
    path = written(tmp_path / "ho-so.csv", [dossier("A")])
    _batch, address = sent(operator, path)
    operator.post(address, {"do": "all"})
    _batch, again = sent(operator, path)
    page = operator.get(again).content.decode()
    assert "Không còn việc gì phải làm với tệp này" in page and "Gửi tệp đã sửa" not in page


def test_a_large_file_is_left_to_the_job(operator, tmp_path, monkeypatch, world):
    monkeypatch.setattr(pages, "AT_ONCE_BYTES_MAX", 0)
    batch, address = sent(operator, written(tmp_path / "ho-so.csv", [dossier("A")]))
    assert "hx-get" in operator.get(address).content.decode()
    running.go_on(at=batch.asked_at)
    operator.post(address, {"do": "all"})
    assert not Dossier.objects.exists()
    running.go_on(at=batch.asked_at)
    assert Dossier.objects.count() == 1 and running.go_on(at=batch.asked_at) == 0


def test_what_cannot_be_read_says_why(operator, tmp_path):
    (tmp_path / "la.csv").write_text("xin,chào\n")
    _batch, address = sent(operator, tmp_path / "la.csv")
    assert "dòng tiêu đề" in operator.get(address).content.decode()
    assert operator.post(HOME, {"kind": ""}).status_code == 422


def test_nobody_gives_a_role_to_themselves_nor_outside_their_part_of_the_tree(operator, world, tmp_path):
    other = world.cast.commune
    Mandate.objects.filter(pk=world.cast.operator.mandate.pk).update(agency=world.cast.department)
    rows = [
        ("quantri", "Đinh Thị Quản", OFFICE, "Lãnh đạo", "QĐ 1"),
        ("moi.1", "Lê Thị Mới", other.code, "Văn thư", "QĐ 1"),
    ]
    _batch, address = sent(
        operator, written(tmp_path / "can-bo.csv", [dict(zip(OFFICERS, row, strict=True)) for row in rows])
    )
    page = operator.get(address).content.decode()
    assert "chính anh, chị" in page and "ngoài phạm vi" in page and "2 không nhận được" in page


def test_files_are_shown_to_whoever_brought_them_and_templates_to_operators(operator, world, tmp_path):
    _batch, address = sent(operator, written(tmp_path / "ho-so.csv", [dossier("A")]))
    assert operator.get(f"{HOME}mau/ho-so.xlsx").content.startswith(b"PK")
    assert operator.get(f"{HOME}mau/gi-do.xlsx").status_code == 404
    Mandate.objects.create(
        officer=world.cast.clerk.officer, agency=world.cast.province, role=Role.OPERATOR, starts_at=world.at, basis="x"
    )  # fmt: skip
    operator.force_login(world.cast.clerk.account)
    assert operator.get(HOME).status_code == 200 and "ho-so.csv" not in operator.get(HOME).content.decode()
    for path in (address, f"{address}bao-cao.csv"):
        assert operator.get(path).status_code == 404
    operator.force_login(world.cast.case.account)
    assert (
        operator.get(HOME).status_code == 403
        and operator.get(reverse("operations:import-template", args=["ho-so"])).status_code == 403
    )
