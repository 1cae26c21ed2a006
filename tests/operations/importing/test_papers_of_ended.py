"""Papers of requests that ended come with the time of keeping that the law counts from that day; those past it stay away."""

from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.documents.models import File, Hold
from motcua.dossiers.actions.keeping import note_keeping
from motcua.dossiers.models import Dossier, Paper
from motcua.operations.models import ImportRow
from tests.chronicle.acts import seal_all
from tests.documents.samples import PDF, PNG
from tests.operations.importing.bringing import bring, of, refused
from tests.operations.importing.tables import CODE, OFFICE, REGISTER, dossier, written
from tests.operations.importing.test_papers import LETTER, PROOF, table

NAMES = ("Trần Văn Nam",)


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "store"


@pytest.fixture
def lying(tmp_path):
    root = tmp_path / "tep"
    (root / "H15-001").mkdir(parents=True)
    (root / "H15-001" / "chung-minh.pdf").write_bytes(PDF)
    (root / "thu.png").write_bytes(PNG)
    return root


def register(tmp_path, *lines):
    """Number and the day on which the result was given back."""
    rows = []
    for number, day in lines:
        said = (
            number,
            CODE,
            OFFICE,
            f"{day:%d/%m/%Y}",
            f"{day:%d/%m/%Y}",
            f"{day:%d/%m/%Y}",
            f"{day:%d/%m/%Y}",
        )
        rows.append(dict(zip(REGISTER, (*said, *NAMES), strict=True)))
    return written(tmp_path / "so.csv", rows)


def ago(**span):
    return timezone.localdate() - timedelta(**span)


def years_on(day, years):
    return day.replace(year=day.year + years)


@pytest.mark.django_db(transaction=True)  # the job reads what is sealed, the sealer what is committed
def test_papers_of_a_request_that_ended_are_kept_from_the_day_of_its_end(world, tmp_path, lying):
    ended = ago(days=400)
    bring(register(tmp_path, ("H15-001", ended)))
    assert "2 đã đưa vào" in bring(table(tmp_path, PROOF, LETTER), folder=lying)
    assert Paper.objects.filter(dossier=of("H15-001")).count() == 2
    seal_all(now=timezone.now())
    note_keeping()
    assert {(one.ended_on, one.until) for one in Hold.objects.all()} == {(ended, years_on(ended, 10))}
    assert note_keeping() == 0


@pytest.mark.django_db(transaction=True)
def test_papers_that_come_when_a_request_waits_to_be_collected_count_too(world, tmp_path, lying):
    done = ago(days=3)
    day = f"{done:%d/%m/%Y}"
    bring(written(tmp_path / "ho-so.csv", [
        dossier(**{"Trạng thái": "Đã xử lý xong", "Ngày tiếp nhận": day, "Ngày hẹn trả": day, "Ngày hoàn thành": day})
    ]))  # fmt: skip
    bring(table(tmp_path, PROOF), folder=lying)
    seal_all(now=timezone.now())
    note_keeping()
    assert Hold.objects.get().ended_on == done


def test_what_is_past_its_time_is_left_out_said_in_the_report_and_holds_up_nobody(world, tmp_path, lying):
    edge, past = ago(days=0), ago(days=1)
    lines = [("H15-001", years_on(edge, -10)), ("H15-002", years_on(past, -10)), ("H15-003", ago(days=8000))]
    bring(register(tmp_path, *lines))
    rows = (PROOF, ("H15-002", "thu.png", "Thư"), ("H15-003", "thu.png", "Thư"))
    file, report = table(tmp_path, *rows), tmp_path / "bao-cao.csv"
    assert "1 sẽ được đưa vào, 2 không lấy" in bring(file, folder=lying, dry_run=True, report=report)
    assert f"{past:%d/%m/%Y}" in report.read_text() and not File.objects.exists()
    assert "1 đã đưa vào" in bring(file, folder=lying, report=report)
    assert f"{past:%d/%m/%Y}" in report.read_text()
    assert Paper.objects.get().dossier == of("H15-001") and File.objects.get().name == "chung-minh.pdf"
    assert sorted(ImportRow.objects.filter(of__kind="papers").values_list("fate", flat=True)) == [
        "done",
        "past",
        "past",
    ]


def test_a_dry_run_of_the_register_with_its_papers_knows_what_is_past_too(world, tmp_path, lying):
    file = register(tmp_path, ("H15-001", ago(days=30)), ("H15-002", ago(days=8000)))
    rows = (PROOF, ("H15-002", "thu.png", "Thư"))
    said = bring(file, table(tmp_path, *rows), folder=lying, dry_run=True)
    assert "1 sẽ được đưa vào, 1 không lấy" in said and not Dossier.objects.exists()


def test_only_papers_that_are_past_bring_nothing_in(world, tmp_path, lying):
    bring(register(tmp_path, ("H15-001", ago(days=8000))))
    assert "nothing was brought in" in bring(table(tmp_path, PROOF), folder=lying)
    assert not File.objects.exists() and not Paper.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_where_nobody_said_when_it_ended_it_is_kept_from_the_day_on_which_it_came(world, tmp_path, lying):
    bring(register(tmp_path, ("H15-001", ago(days=8000))))
    Dossier.objects.update(done_at=None, closed_at=None)
    assert "1 đã đưa vào" in bring(table(tmp_path, PROOF), folder=lying)
    assert [note["column"] for note in ImportRow.objects.get(of__kind="papers").notes] == ["number"]
    seal_all(now=timezone.now())
    note_keeping()
    assert Hold.objects.get().ended_on == timezone.localdate()


def test_history_of_a_request_that_ended_is_refused_as_before(world, tmp_path):
    bring(register(tmp_path, ("H15-001", ago(days=30))))
    heads = ("Mã hồ sơ", "Thời điểm", "Việc đã làm", "Người hoặc đơn vị thực hiện", "Ghi chú")
    line = ("H15-001", f"{ago(days=30):%d/%m/%Y}", "Tiếp nhận", "", "")
    file = written(tmp_path / "lich-su.csv", [dict(zip(heads, line, strict=True))])
    assert "đã kết thúc" in refused(file)
