"""What happened to open requests in the old system comes along, stands apart from what happens here, and goes with them."""

from datetime import UTC, datetime

import pytest

from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, FormerEvent, FormerNumber
from motcua.dossiers.queries.history import former_events
from motcua.dossiers.rules import inputs
from motcua.foundation.calendar import TZ
from motcua.operations.importing.columns import Kind
from motcua.operations.importing.reports import template
from motcua.operations.models import Import, ImportRow
from tests.operations.importing.bringing import bring, of, refused
from tests.operations.importing.tables import dossier, workbook, written

HISTORY = ("Mã hồ sơ", "Thời điểm", "Việc đã làm", "Người hoặc đơn vị thực hiện", "Ghi chú")
RECEIVED = ("H15-001", "10/03/2026 08:15", "Tiếp nhận", "Bộ phận Một cửa", "")
MOVED = ("H15-001", "11/03/2026", "Chuyển xử lý", "Phòng Hộ tịch", "")
ASKED = ("H15-001", "12/03/2026 14:00", "Yêu cầu bổ sung", "Phòng Hộ tịch", "Thiếu giấy khai sinh của bà Lan")
CALLED = ("H15-001", "13/03/2026", "Gọi điện cho ông Nam", "Trần Thị Mai", "không nghe máy")
STORY = (RECEIVED, MOVED, ASKED, CALLED)


@pytest.fixture
def moved_in(world, tmp_path):
    bring(written(tmp_path / "ho-so.csv", [dossier()]))
    return world


def history(tmp_path, *rows, heads=HISTORY, name="lich-su.csv"):
    return written(tmp_path / name, [dict(zip(heads, row, strict=True)) for row in rows])


def test_the_office_reads_all_of_it_and_the_applicant_only_what_it_means(moved_in, tmp_path):
    assert "4 đã đưa vào" in bring(history(tmp_path, *reversed(STORY)))
    full = former_events(of("H15-001"), in_full=True)
    assert [(line.what, line.who, line.note) for line in full] == [row[2:] for row in STORY]
    assert full[0].at == datetime(2026, 3, 10, 8, 15, tzinfo=TZ)
    assert [line.has_clock for line in full] == [True, False, True, False]
    shown = former_events(of("H15-001"), in_full=False)
    assert [line.name for line in shown] == [
        "The request was received",
        "The request was passed on",
        "Papers were asked for",
    ]
    assert not any(line.what or line.who or line.note for line in shown)


def test_the_chronicle_says_that_it_came_and_nothing_of_what_it_says(moved_in, tmp_path):
    bring(history(tmp_path, *STORY))
    found = of("H15-001")
    entry = Entry.objects.get(kind="dossier.history-imported")
    assert entry.subject == f"dossier:{found.key}"
    assert entry.data == {"import": str(Import.objects.get(kind="history").key), "lines": 4}
    assert found.movements.count() == 1 and found.revision == 1


def test_an_english_workbook_is_read_as_well(moved_in, tmp_path):
    heads = ("Number", "When", "What happened", "By whom", "Note")
    rows = [heads, ("H15-001", datetime(2026, 3, 10, 8, 15), "Received", "One-stop desk", None)]
    assert "1 đã đưa vào" in bring(workbook(tmp_path / "history.xlsx", rows))
    assert former_events(of("H15-001"), in_full=False)[0].name == "The request was received"


def test_the_template_is_known_again(world, tmp_path):
    file = tmp_path / "mau.xlsx"
    file.write_bytes(template(Kind.HISTORY, english=False))
    assert "history" in bring(file, dry_run=True)


@pytest.mark.parametrize(
    "row, piece",
    [
        (("KHONG-CO", *RECEIVED[1:]), "không phải mã của hồ sơ"),
        (("", *RECEIVED[1:]), "không được để trống"),
        ((*RECEIVED[:1], "", *RECEIVED[2:]), "không được để trống"),
        ((*RECEIVED[:2], "", *RECEIVED[3:]), "không được để trống"),
        ((*RECEIVED[:1], "09/03/2026", *RECEIVED[2:]), "10/03/2026"),
        ((*RECEIVED[:1], "10/03/2090", *RECEIVED[2:]), "tương lai"),
        ((*RECEIVED[:1], "03/23/2026", *RECEIVED[2:]), "tháng"),
        ((*RECEIVED[:2], "x" * 201, *RECEIVED[3:]), "200"),
        ((*RECEIVED[:4], "x" * 2001), "2000"),
    ],
)
def test_a_line_that_cannot_be_true_is_refused_and_nothing_is_written(moved_in, tmp_path, row, piece):
    assert piece in refused(history(tmp_path, MOVED, row))
    assert not FormerEvent.objects.exists() and not Import.objects.filter(kind="history").exists()


def test_what_happened_since_it_came_is_told_by_the_chronicle_alone(world, tmp_path, monkeypatch):
    bring(written(tmp_path / "ho-so.csv", [dossier()]))
    came = datetime(2026, 3, 12, 3, tzinfo=UTC)
    of("H15-001").movements.update(at=came)
    late = (*RECEIVED[:1], "12/03/2026 10:01", *RECEIVED[2:])
    assert "12/03/2026" in refused(history(tmp_path, late))
    assert "1 đã đưa vào" in bring(history(tmp_path, (*RECEIVED[:1], "12/03/2026", *RECEIVED[2:])))


def test_a_line_that_stands_twice_or_is_here_is_refused(moved_in, tmp_path):
    said = refused(history(tmp_path, RECEIVED, (*RECEIVED[:2], "TIẾP NHẬN", *RECEIVED[3:])))
    assert "dòng 2" in said
    bring(history(tmp_path, RECEIVED))
    again = bring(history(tmp_path, RECEIVED, MOVED, name="dai-hon.csv"))
    assert "1 đã có" in again and "1 đã đưa vào" in again
    other = (*RECEIVED[:2], "TIẾP NHẬN", *RECEIVED[3:])
    assert "đã có" in refused(history(tmp_path, other))
    assert FormerEvent.objects.count() == 2


def test_requests_that_ended_and_requests_of_this_system_take_none(moved_in, tmp_path):
    found = of("H15-001")
    assert "không phải mã" in refused(history(tmp_path, (found.number, *RECEIVED[1:])))
    Dossier.objects.filter(pk=found.pk).update(state=8)
    assert "đã kết thúc" in refused(history(tmp_path, RECEIVED))


def test_a_number_of_two_agencies_needs_the_agency(moved_in, tmp_path):
    former = FormerNumber.objects.get()
    other = moved_in.cast.province
    bring(written(tmp_path / "hai.csv", [dossier("H15-002")]))
    FormerNumber.objects.filter(number="H15-002").update(agency=other, number="H15-001", tidy=former.tidy)
    assert "2 hồ sơ" in refused(history(tmp_path, RECEIVED))
    heads = (*HISTORY, "Mã cơ quan")
    assert "1 đã đưa vào" in bring(history(tmp_path, (*RECEIVED, former.agency.code), heads=heads))
    assert FormerEvent.objects.get().dossier == former.dossier


def test_a_request_takes_two_hundred_lines_and_no_more(moved_in, tmp_path):
    rows = [(*RECEIVED[:4], f"lần {n}") for n in range(201)]
    assert "200" in refused(history(tmp_path, *rows))
    assert "200 đã đưa vào" in bring(history(tmp_path, *rows), good_rows=True)


def test_a_dry_run_knows_the_requests_of_the_file_before(world, tmp_path):
    files = [history(tmp_path, RECEIVED, ("LA", *RECEIVED[1:])), written(tmp_path / "ho-so.csv", [dossier()])]
    said = refused(*files, dry_run=True)
    assert "1 sẽ được đưa vào, 1 không nhận được" in said
    assert not Dossier.objects.exists()
    bring(*files[1:], history(tmp_path, RECEIVED))
    assert FormerEvent.objects.count() == 1


def test_old_fonts_and_hostile_words_are_read_as_words(moved_in, tmp_path):
    old = ("H15-001", "10/03/2026", "TiÕp nhËn hå s¬", "NguyÔn ThÞ Hoµ", "<script>alert(1)</script>")
    bring(history(tmp_path, old), encoding="tcvn3")
    line = former_events(of("H15-001"), in_full=True)[0]
    assert (line.what, line.who, line.note) == (
        "Tiếp nhận hồ sơ",
        "Nguyễn Thị Hoà",
        "<script>alert(1)</script>",
    )


def test_the_pages_say_it_apart_and_escaped(client, moved_in, tmp_path):
    hostile = (*CALLED[:4], "<script>alert(1)</script>")
    bring(history(tmp_path, RECEIVED, hostile))
    client.force_login(moved_in.cast.case.account)
    client.cookies["django_language"] = "en"
    page = client.get(f"/ho-so/{of('H15-001').number}/").content.decode()
    assert "What happened before, in the former system" in page and "not part of the sealed record" in page
    assert "Gọi điện cho ông Nam" in page and "<script>alert" not in page and "&lt;script&gt;" in page


def test_whoever_follows_it_with_the_old_receipt_reads_no_words_of_it(client, world, tmp_path):
    bring(written(tmp_path / "ho-so.csv", [dossier(**{"Điện thoại": "0905111222"})]))
    bring(history(tmp_path, *STORY))
    client.cookies["django_language"] = "en"
    page = client.post(
        "/tra-cuu/", {"number": "H15-001", "secret": "0905111222"}, follow=True
    ).content.decode()
    assert "What happened before" in page and "Papers were asked for" in page
    for word in ("bà Lan", "Gọi điện", "Trần Thị Mai", "Phòng Hộ tịch"):
        assert word not in page
    assert "The system used before promised" not in page, "its date is the one counted here"


def test_a_date_that_the_old_system_promised_is_explained_to_whoever_follows_it(client, world, tmp_path):
    bring(
        written(
            tmp_path / "ho-so.csv", [dossier(**{"Điện thoại": "0905111222", "Ngày hẹn trả": "30/12/2099"})]
        )
    )
    client.cookies["django_language"] = "en"
    page = client.post("/tra-cuu/", {"number": "H15-001", "secret": "0905111222"}, follow=True).text
    assert "The system used before promised Wednesday 30 December 2099" in page
    assert "How the return date was counted" in page and "Why the 17 March?" not in page


# Taken back -----------------------------------------------------------------------------------------------------


def test_it_is_taken_back_alone(moved_in, tmp_path):
    file = history(tmp_path, *STORY)
    bring(file)
    assert "4 đã rút lại" in bring(undo=str(Import.objects.get(kind="history").key))
    assert not FormerEvent.objects.exists() and Dossier.objects.count() == 1
    assert Entry.objects.get(kind="dossier.history-taken-back").data["lines"] == 4
    assert "4 đã đưa vào" in bring(file)


def test_it_goes_with_its_request_and_may_come_in_again_with_it(moved_in, tmp_path):
    file = history(tmp_path, *STORY)
    bring(file)
    bring(undo=str(Import.objects.get(kind="dossiers").key))
    assert not FormerEvent.objects.exists() and not Dossier.objects.exists()
    assert set(ImportRow.objects.filter(of__kind="history").values_list("fate", flat=True)) == {"taken-back"}
    bring(tmp_path / "ho-so.csv")
    assert "4 đã đưa vào" in bring(file)


def test_once_somebody_has_acted_on_the_request_it_stays(moved_in, tmp_path):
    bring(history(tmp_path, *STORY))
    at = datetime.now(UTC)
    reach = moved_in.cast.reach(moved_in.cast.case, at=at)
    actions.note(number=of("H15-001").number, reach=reach, at=at, given=inputs.Words(text="Đã xem lịch sử"))
    assert "4 giữ lại" in bring(undo=str(Import.objects.get(kind="history").key))
    assert FormerEvent.objects.count() == 4
