"""An office moves in: by the command, from agencies to the register."""

from datetime import UTC, date, datetime

import pytest

from motcua.chronicle.models import Entry
from motcua.dossiers.models import Dossier, FormerNumber, Movement
from motcua.dossiers.queries import follow
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.calendar import TZ
from motcua.operations.importing import running
from motcua.operations.models import Import
from motcua.people.models import Account, Agency, Mandate, Officer
from tests.operations.importing.bringing import agencies, bring, counted, of, officers, refused
from tests.operations.importing.tables import OFFICE, REGISTER, dossier, written

# Agencies and officers ------------------------------------------------------------------------------------------


def test_agencies_come_in_whatever_their_order_and_stand_below_the_ones_they_name(world, tmp_path):
    file = agencies(
        tmp_path,
        ("000.02.16.H15", "Phòng Hộ tịch", "000.00.16.H15", "Phòng"),
        ("000.00.16.H15", "Sở Tài chính", "000.00.00.H15", "Sở, ban, ngành"),
    )
    assert "2 đã đưa vào" in bring(file)
    unit = Agency.objects.get(code="000.02.16.H15")
    assert unit.parent.code == "000.00.16.H15" and unit.parent.parent == world.cast.province
    assert unit.path == f"{world.cast.province.path}{unit.parent_id}/{unit.pk}/"
    entry = Entry.objects.get(kind="people.agency-added", subject=f"agency:{unit.pk}")
    assert entry.data == {"import": str(Import.objects.get().key)}


def test_a_ring_an_unknown_parent_and_what_hangs_on_them_are_refused_together(world, tmp_path):
    before = counted()
    said = refused(
        agencies(
            tmp_path,
            ("000.01.20.H15", "Vòng một", "000.02.20.H15", "Phòng"),
            ("000.02.20.H15", "Vòng hai", "000.01.20.H15", "Phòng"),
            ("000.03.20.H15", "Lạc", "000.99.99.H99", "Phòng"),
            ("000.04.20.H15", "Con của lạc", "000.03.20.H15", "Phòng"),
            ("000.05.20.H15", "Cấp lạ", OFFICE, "Tổ"),
            ("000.06.20.H15", "Con của cấp lạ", "000.05.20.H15", "Phòng"),
            ("000.00.15.H15", "Đã có", "000.00.00.H15", "Sở"),
        )
    )
    for piece in ("000.01.20.H15 → 000.02.20.H15", "dòng 6", "Tổ", "Sở Tư pháp"):
        assert piece in said
    assert counted() == before and not Import.objects.exists()


def test_officers_come_in_with_their_roles_and_an_account_nobody_can_open(world, tmp_path):
    file = officers(
        tmp_path,
        ("Hoa.NT", "Nguyễn Thị Hoa Mai", OFFICE, "Tiếp nhận; Trả kết quả", "QĐ 1/QĐ-STP"),
        ("hoa.nt", "Nguyễn Thị Hoa Mai", "Sở Tư pháp", "Văn thư", "QĐ 2/QĐ-STP"),
        ("thuly", "Phạm Văn Dũng", OFFICE, "Kế toán", "QĐ 3/QĐ-STP"),
    )
    bring(file)
    new = Officer.objects.get(code="hoa.nt")
    assert {m.role for m in new.mandates.all()} == {"reception", "return", "clerk"}
    assert not Account.objects.get(person=new.person).has_usable_password()
    assert {m.role for m in world.cast.case.officer.mandates.all()} == {"case-officer", "cashier"}


@pytest.mark.parametrize(
    "row, piece",
    [
        (("abc", "Lê Thị Mới", "000.99.99.H99", "Văn thư", "QĐ 1"), "000.99.99.H99"),
        (("abc", "Lê Thị Mới", OFFICE, "Trùm", "QĐ 1"), "Trùm"),
        (("abc", "Lê Thị Mới", OFFICE, "Quản trị", "QĐ 1"), "Quản trị"),
        (("abc", "Lê Thị Mới", OFFICE, "Văn thư", ""), "không được để trống"),
        (("thuly", "Người Khác", OFFICE, "Văn thư", "QĐ 1"), "tên khác"),
        (("thuly", "Phạm Văn Dũng", OFFICE, "Thụ lý", "QĐ 1"), "rồi"),
        (("1", "Lê Thị Mới", OFFICE, "Văn thư", "QĐ 1"), "bắt đầu bằng chữ"),
    ],
)
def test_an_officer_of_whom_something_is_wrong_is_refused(world, tmp_path, row, piece):
    before = counted()
    assert piece in refused(officers(tmp_path, row))
    assert counted() == before


# Requests -------------------------------------------------------------------------------------------------------


def test_an_open_request_goes_on_here_with_what_was_promised(world, tmp_path):
    row = dossier(
        **{
            "Ngày hẹn trả": "17/03/2026 16:30",
            "Mã cán bộ thụ lý": "thuly",
            "Số CCCD": "000203000123",
            "Điện thoại": "905111222",
            "Bước": "Thẩm định",
        }
    )
    said = bring(written(tmp_path / "ho-so.csv", [row]))
    assert "1 đã đưa vào" in said
    found = of("H15-001")
    assert found.state == State.IN_PROGRESS and found.number.startswith("H15.15-")
    assert found.promised_at == found.due_at == found.desk_at == datetime(2026, 3, 17, 16, 30, tzinfo=TZ)
    assert found.step == 1 and found.step_role == "case-officer" and found.holder == world.cast.case.officer
    assert found.applicant_phone == "0905111222" and found.applicant.identity_checked_at is None
    movement = Movement.objects.get(dossier=found)
    assert movement.act == Act.IMPORT and movement.facts["former"] == "H15-001"
    entry = Entry.objects.get(subject=f"dossier:{found.key}")
    assert bytes(entry.hash) == bytes(movement.entry_hash)
    assert entry.kind == "dossier.imported" and entry.data["import"] == str(Import.objects.get().key)
    assert "Nam" not in str(entry.data)


def test_it_is_worked_on_like_any_other(world, tmp_path):
    bring(written(tmp_path / "ho-so.csv", [dossier(**{"Trạng thái": "Đã tiếp nhận"})]))
    found = of("H15-001")
    from motcua.dossiers import actions
    from motcua.dossiers.rules import inputs

    at = datetime.now(UTC)
    reach = world.cast.reach(world.cast.reception, at=at)
    done = actions.hand_over(number=found.number, reach=reach, at=at, given=inputs.HandOn())
    assert done.revision == 2


@pytest.mark.parametrize(
    "said, changes, state, waits",
    [
        (
            "chờ bổ sung",
            {"Ngày yêu cầu bổ sung": "12/03/2026", "Hạn bổ sung": "10/04/2026"},
            State.SUPPLEMENT,
            1,
        ),
        (
            "ĐANG XỬ LÝ",
            {"Ngày yêu cầu bổ sung": "11/03/2026", "Ngày bổ sung": "12/03/2026"},
            State.IN_PROGRESS,
            1,
        ),
        (
            "Yêu cầu thực hiện nghĩa vụ tài chính",
            {"Ngày yêu cầu bổ sung": "12/03/2026", "Số tiền": "250.000"},
            State.DUTY,
            1,
        ),
        ("Mới đăng ký", {"Ngày tiếp nhận": "", "Ngày hẹn trả": "", "Ngày nộp": "10/03/2026"}, State.NEW, 0),
        ("9", {"Ngày hoàn thành": "16/03/2026"}, State.DONE, 0),
    ],
)
def test_states_and_pauses_of_the_old_system_are_kept(world, tmp_path, said, changes, state, waits):
    bring(written(tmp_path / "ho-so.csv", [dossier(**{"Trạng thái": said, **changes})]))
    found = of("H15-001")
    assert found.state == state and found.waits.count() == waits == found.supplements + found.duties
    assert (found.due_at is None) == (state in (State.NEW, State.SUPPLEMENT, State.DUTY))


def test_a_pause_that_ends_here_never_makes_the_date_earlier(world, tmp_path):
    changes = {
        "Trạng thái": "chờ bổ sung",
        "Ngày yêu cầu bổ sung": "12/03/2026",
        "Ngày hẹn trả": "30/06/2026",
    }
    bring(written(tmp_path / "ho-so.csv", [dossier(**changes)]))
    from motcua.dossiers import actions
    from motcua.dossiers.rules import inputs

    at = datetime.now(UTC)
    reach = world.cast.reach(world.cast.reception, at=at)
    actions.supplement(
        number=of("H15-001").number, reach=reach, at=at, given=inputs.Supplement(papers=(), note="đủ")
    )
    assert of("H15-001").due_at >= datetime(2026, 6, 30, 17, tzinfo=TZ)


def test_the_desk_says_beside_its_count_which_date_came_along(client, world, tmp_path):
    bring(
        written(
            tmp_path / "ho-so.csv",
            [
                dossier(**{"Ngày hẹn trả": "30/03/2026"}),
                dossier(**{"Mã hồ sơ": "H15-002", "Ngày hẹn trả": ""}),
            ],
        )
    )
    client.force_login(world.cast.case.account)
    client.cookies["django_language"] = "en"
    pages = [client.get(f"/ho-so/{of(old).number}/").content.decode() for old in ("H15-001", "H15-002")]
    assert ["The system used before promised" in page for page in pages] == [True, False]
    assert "30 March 2026" in pages[0]


def test_without_a_promise_the_date_is_counted_and_the_report_says_so(world, tmp_path):
    report = tmp_path / "bao-cao.csv"
    bring(written(tmp_path / "ho-so.csv", [dossier(**{"Ngày hẹn trả": ""})]), report=report)
    assert of("H15-001").promised_at.astimezone(TZ).date() == date(2026, 3, 17)
    assert "17/03/2026" in report.read_text(encoding="utf-8")


def test_the_register_is_known_by_its_dates(world, tmp_path):
    rows = [
        dict(zip(REGISTER, row, strict=True))
        for row in (
            (
                "S1",
                "Xác nhận thử nghiệm",
                "Sở Tư pháp",
                "02/03/2026",
                "09/03/2026",
                "06/03/2026",
                "09/03/2026",
                "Lê Văn Bảy",
            ),
            ("S2", "1.000001", OFFICE, "02/03/2026", "09/03/2026", "10/03/2026", "", "Cty X"),
        )
    ]
    said = bring(written(tmp_path / "so.csv", rows, separator=";", below=[["", "Tổng cộng", "2"]]))
    assert "register" in said and "2 đã đưa vào" in said
    first, second = of("S1"), of("S2")
    assert (first.state, first.late, second.state, second.late) == (State.RETURNED, False, State.DONE, True)
    assert first.closed_at and first.desk_at == first.due_at


@pytest.mark.parametrize(
    "changes, piece",
    [
        ({"Mã thủ tục": "9.999999"}, "9.999999"),
        ({"Mã cơ quan": "000.00.77.H15"}, "không tiếp nhận thủ tục"),
        ({"Ngày tiếp nhận": "01/01/2099"}, "tương lai"),
        ({"Ngày hẹn trả": "01/03/2026"}, "trước ngày tiếp nhận"),
        ({"Trạng thái": "Bay màu"}, "Bay màu"),
        (
            {
                "Trạng thái": "Đã trả kết quả",
                "Ngày hoàn thành": "11/03/2026",
                "Ngày trả kết quả": "12/03/2026",
            },
            "sổ theo dõi",
        ),
        ({"Trạng thái": "chờ bổ sung"}, "cần có với trạng thái"),
        ({"Ngày tiếp nhận": "03/18/2026"}, "tháng đứng trước"),
        ({"Số CCCD": "66203000123"}, "số 0 ở đầu"),
        ({"Mã cán bộ thụ lý": "khong.co"}, "khong.co"),
        ({"Mã cán bộ thụ lý": "thulyxa"}, "nơi hồ sơ đang nằm"),
        ({"Trường hợp": "lạ"}, "chung"),
        ({"Bước": "lạ"}, "tham-dinh"),
        ({"Họ tên người nộp": ""}, "không được để trống"),
        ({"Mã số thuế": "6000123456"}, "Tên tổ chức"),
    ],
)
def test_a_request_of_which_something_is_wrong_is_refused_and_nothing_is_written(
    world, tmp_path, changes, piece
):
    before = counted()
    said = refused(written(tmp_path / "ho-so.csv", [dossier("H15-000"), dossier(**changes)]))
    assert piece in said and "row 3" in said
    assert counted() == before and not Entry.objects.filter(kind="dossier.imported").exists()


def test_the_good_rows_alone_come_in_when_that_is_asked_for(world, tmp_path):
    file = written(
        tmp_path / "ho-so.csv", [dossier("A"), dossier("B", **{"Mã thủ tục": "9.9"}), dossier("A")]
    )
    said = bring(file, good_rows=True)
    assert "1 đã đưa vào" in said and "2 không nhận được" in said
    assert [former.number for former in FormerNumber.objects.all()] == ["A"]


def test_the_same_file_twice_changes_nothing(world, tmp_path):
    file = written(tmp_path / "ho-so.csv", [dossier("A"), dossier("B")])
    bring(file)
    before = counted()
    assert "đã có ở đây" in bring(file) or counted() == before
    other = written(tmp_path / "lai.csv", [dossier("B"), dossier("C")], separator=";", encoding="utf-16")
    said = bring(other)
    assert "1 đã đưa vào" in said and "1 đã có ở đây" in said and Dossier.objects.count() == 3


def test_a_number_that_is_here_with_other_facts_is_refused(world, tmp_path):
    bring(written(tmp_path / "ho-so.csv", [dossier("A")]))
    assert of("A").number in refused(
        written(tmp_path / "hai.csv", [dossier("a ", **{"Ngày hẹn trả": "20/03/2026"})])
    )


def test_a_dry_run_writes_nothing_and_sees_the_agencies_of_the_same_run(world, tmp_path):
    before, entries = counted(), Entry.objects.count()
    files = [
        officers(tmp_path, ("moi.nv", "Lê Thị Mới", "000.00.16.H15", "Văn thư", "QĐ 1")),
        agencies(tmp_path, ("000.00.16.H15", "Sở Tài chính", "000.00.00.H15", "Sở")),
    ]
    said = bring(*files, dry_run=True)
    assert said.count("1 sẽ được đưa vào") == 2
    assert counted() == before and Entry.objects.count() == entries
    bring(*files)
    assert Mandate.objects.filter(agency__code="000.00.16.H15").count() == 1


# Looking up -----------------------------------------------------------------------------------------------------


def test_the_old_number_is_found_at_the_desk_and_on_the_tracking_page(world, tmp_path, client):
    bring(
        written(
            tmp_path / "ho-so.csv",
            [dossier("BN 77/2026", **{"Số CCCD": "000203000123", "Điện thoại": "0905111222"})],
        )
    )
    found = of("BN 77/2026")
    client.force_login(world.cast.reception.account)
    assert (
        found.number
        in client.post("/ban-lam-viec/", {"tim": "bn 77/2026", "xem": "tat-ca"}, follow=True).content.decode()
    )
    client.logout()
    for typed in ("000 203 000 123", "0905 111 222", follow.secret_of_number(found.number)):
        answer = client.post("/tra-cuu/", {"number": "bn77/2026", "secret": typed})
        assert answer.status_code == 302 and found.number in answer["Location"], typed
        client.session.flush()
    for typed in ("000203000124", "0905111223"):
        assert client.post("/tra-cuu/", {"number": "BN 77/2026", "secret": typed}).status_code == 422, typed
    page = client.post(
        "/tra-cuu/", {"number": found.number, "secret": "0905111222"}, follow=True
    ).content.decode()
    assert "BN 77/2026" in page and "Nam" not in page


def test_the_telephone_opens_nothing_that_was_handed_in_here(world, client):
    from tests.dossiers.build import submitted

    done = submitted(world)
    assert (
        client.post("/tra-cuu/", {"number": done.number, "secret": world.cast.hoa.person.phone}).status_code
        == 422
    )


# Lots -----------------------------------------------------------------------------------------------------------


def test_what_was_interrupted_goes_on_where_it_stood(world, tmp_path, monkeypatch):
    monkeypatch.setattr(running, "LOT_ROWS", 2)
    monkeypatch.setattr(running.lots, "__kwdefaults__", {"size": 2})
    monkeypatch.setattr(running.write, "__kwdefaults__", {**running.write.__kwdefaults__, "size": 2})
    file = written(tmp_path / "ho-so.csv", [dossier(f"N{n}") for n in range(7)])
    whole, calls = running._lot, []

    def dies(*args, **options):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return whole(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(running, "_lot", dies)
        with pytest.raises(KeyboardInterrupt):
            bring(file)
    assert Dossier.objects.count() == 4
    bring(file)
    assert Dossier.objects.count() == 7 and Import.objects.count() == 1
    assert Entry.objects.filter(kind="dossier.imported").count() == 7
    assert sorted(Dossier.objects.values_list("number", flat=True))[-1].endswith("-0000007")
