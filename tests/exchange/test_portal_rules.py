"""The national portal's first format: what it says of a request, and what is read out of it."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers.rules import Channel, Digital, PortalPaper, PortalRecord, PortalStep, PortalWait, State
from motcua.exchange.rules import portal, portal_build, portal_read
from motcua.exchange.rules.portal import BadItem, Codes

AT = datetime(2026, 11, 26, 2, 15, 7, tzinfo=UTC)
NUMBER = "000.00.15.H15-261126-0001"
CODES = Codes(
    citizen="1", business="2", submitted_at="2", no_account="0", citizen_number="1", old_number="2", at_counter="0",
    by_post="1",
)  # fmt: skip


def request(**changed) -> PortalRecord:
    values = {
        "key": "k", "person_id": 7, "number": NUMBER, "procedure": "1.001193", "procedure_name": "Đăng ký khai sinh",
        "field": "ho-tich", "field_name": "Hộ tịch", "channel": Channel.ONLINE, "is_organisation": False,
        "identity": "066190000001", "applicant": "Trần Thị Mẫu", "phone": "0905000001", "email": "mau@example.vn",
        "by_post": False, "address": "12 Lê Duẩn", "state": State.IN_PROGRESS, "submitted_at": AT,
        "received_at": AT + timedelta(hours=1), "promised_at": AT + timedelta(days=5), "due_at": AT + timedelta(days=6),
        "refused_at": None, "closed_at": None, "returned_at": None, "agency": "000.00.15.H15", "unit": "Sở Tư pháp",
        "result": "", "result_code": "", "simulated": True,
    }  # fmt: skip
    return PortalRecord(**{**values, **changed})


def said(**changed):
    return {**portal_build.item(request(), codes=CODES), **changed}


# -- what is written -------------------------------------------------------------------------------------------------


def test_an_item_has_every_field_of_the_format_in_its_order_and_only_texts_and_lists():
    item = portal_build.item(request(), codes=CODES)
    assert tuple(item) == portal.SYNC_FIELDS and len(portal.SYNC_FIELDS) == 37
    assert portal.missing(item) == ()
    assert all(isinstance(item[name], list) for name in portal.LISTS)
    assert all(isinstance(item[name], str) for name in portal.TEXTS), "flags and numbers are strings too"
    assert (item["KenhThucHien"], item["TrangThaiHoSo"], item["HinhThuc"]) == ("2", "4", "0")
    assert (item["NgayNopHoSo"], item["NgayTiepNhan"]) == ("20261126091507", "20261126101507")
    assert item["DinhDanhCHS"] == [{"LoaiDinhDanh": "1", "SoDinhDanh": "066190000001"}]


def test_papers_waits_and_results_have_the_names_of_the_format():
    paper = PortalPaper(5, "to-khai", "Tờ khai", "electronic", 1, Digital.DIGITISED, False, None)
    reused = PortalPaper(6, "cccd", "Căn cước", "copy", 1, Digital.REUSED, True, None)
    on_paper = PortalPaper(7, "khac", "Giấy khác", "original", 2, Digital.NOT, False, None)
    wait = PortalWait(3, "Lê Văn Mẫu", "Ảnh mờ", AT, None, (("Tờ khai", 1),))
    item = portal_build.item(
        request(
            papers=(paper, reused, on_paper), waits=(wait,), result="Giấy khai sinh", result_code="12/KS"
        ),
        codes=CODES,
    )
    for name, inner in portal.LISTS.items():
        for row in item[name]:
            assert tuple(row) == inner, name
    first, second = item["TaiLieuNop"]
    assert (first["DuocSoHoa"], first["DuocTaiSuDung"], first["IsDeleted"]) == ("1", "0", "False")
    assert (second["DuocSoHoa"], second["DuocTaiSuDung"], second["DuocLayTuKhoDMQG"]) == ("0", "1", "1")
    assert item["HoSoCoThanhPhanSoHoa"] == "1"
    (other,) = item["DanhSachTepDinhKemKhac"]
    assert (other["TenGiayTo"], other["SoLuong"]) == ("Giấy khác", "2")
    (asked,) = item["DanhSachHoSoBoSung"]
    assert (asked["TrangThaiBoSung"], asked["NgayTiepNhanBoSung"]) == ("0", "")
    assert item["DanhSachGiayToKetQua"][0]["MaGiayToKetQua"] == "12/KS"


def test_a_firm_is_named_by_its_code_and_has_no_identity_of_a_citizen():
    item = portal_build.item(request(is_organisation=True, identity="6000123456"), codes=CODES)
    assert (item["LoaiDoiTuong"], item["SoGiayToChuHoSo"], item["DinhDanhCHS"]) == ("2", "6000123456", [])


def test_codes_that_sources_know_differently_come_from_outside():
    other = Codes("0", "1", "2", "0", "1", "2", "0", "1")
    assert portal_build.item(request(), codes=other)["LoaiDoiTuong"] == "0"


def test_each_step_has_the_names_of_the_format():
    step = PortalStep("Lê Văn Mẫu", "Chuyên viên", "Sở Tư pháp", "Đã chuyển", State.IN_PROGRESS, AT, AT)
    (row,) = portal_build.progress(request(steps=(step,)))
    assert tuple(row) == portal.PROGRESS_FIELDS and all(isinstance(value, str) for value in row.values())
    assert (row["ThoiDiemXuLy"], row["NgayKetThucTheoQuyDinh"]) == ("20261126091507", "20261202091507")


def test_a_request_without_an_identity_number_is_named_as_incomplete():
    assert portal.missing(portal_build.item(request(identity=""), codes=CODES)) == ("SoGiayToChuHoSo",)


@pytest.mark.parametrize(("state", "expected"), [(State.NEW, ()), (State.RECEIVED, ("NgayTiepNhan",))])
def test_only_what_was_taken_in_has_a_moment_of_that(state, expected):
    item = portal_build.item(request(state=state, received_at=None), codes=CODES)
    assert portal.missing(item) == expected


def test_what_people_wrote_is_in_no_trace():
    held = [request(), PortalStep("Lê Văn Mẫu", "", "", "", State.NEW, AT, AT)]
    held.append(PortalWait(3, "Lê Văn Mẫu", "Ảnh mờ", AT, None, ()))
    assert not any(word in repr(held) for word in ("Trần", "066190000001", "Lê Văn", "Ảnh"))


# -- dates, flags, envelopes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "20261126091507", "2026-11-26 09:15:07", "2026-11-26T09:15:07", "2026-11-26T02:15:07Z", "26/11/2026 09:15:07",
        " 20261126091507 ", "2026-11-26T04:15:07+02:00", 20261126091507,
    ],
)  # fmt: skip
def test_dates_are_read_in_every_form_that_was_seen(written):
    assert portal.moment(written) == AT


def test_a_day_and_a_minute_are_read_and_no_date_is_none():
    assert portal.stamp(portal.moment("20261126")) == "20261126000000"
    assert portal.stamp(portal.moment("26/11/2026 9:15")) == "20261126091500"
    assert [portal.moment(none) for none in ("", None, "0", "00000000000000", "  ")] == [None] * 5


@pytest.mark.parametrize("written", ["hôm nay", "20261326000000", "2026112", "31/02/2026", "٢٠٢٦١١٢٦", "99999999999999"])  # fmt: skip
def test_what_is_no_date_is_told(written):
    with pytest.raises(ValueError):
        portal.moment(written)


@given(st.datetimes(min_value=datetime(1900, 1, 2), max_value=datetime(9998, 1, 1)), st.integers(-14, 14))
def test_a_written_date_is_read_as_the_same_second(naive, hours):
    there = naive.replace(microsecond=0, tzinfo=timezone(timedelta(hours=hours)))
    written = portal.stamp(there)
    assert len(written) == 14 and portal.moment(written) == there


@pytest.mark.parametrize(("code", "ok"), [("00", True), ("0", True), (0, True), (-1, False), ("-1", False), (None, False), (True, False), ("", False)])  # fmt: skip
def test_only_zero_says_that_it_was_done(code, ok):
    assert portal.is_ok({"error_code": code}) is ok


def test_flags_are_strings():
    assert (portal.flag(True), portal.truth(True), portal.truth(False)) == ("1", "True", "False")


def test_a_call_is_an_envelope_of_session_unit_and_service():
    call = portal.question(session="s", unit="000.00.00.H15", service=portal.Service.SYNC, isUpdating="False", data=[])  # fmt: skip
    assert json.loads(json.dumps(call)) == {
        "session": "s", "madonvi": "000.00.00.H15", "service": "DongBoHoSoMC", "isUpdating": "False", "data": [],
    }  # fmt: skip
    assert portal.items_of({"data": {"MaHoSo": "1"}}) == [{"MaHoSo": "1"}]
    assert portal.items_of({"data": ["x", {"MaHoSo": "1"}, 3]}) == [{"MaHoSo": "1"}]
    assert portal.items_of({}) == portal.items_of({"data": "x"}) == []


# -- what is read out of it ------------------------------------------------------------------------------------------


def test_an_item_becomes_the_record_of_states_1():
    made, place = portal_read.record(said(), position=9)
    assert (made.number, made.procedure, made.agency, made.state, made.channel) == (
        NUMBER, "1.001193", "000.00.15.H15", 4, 2,
    )  # fmt: skip
    assert (made.submitted, made.received, made.promised) == (
        AT,
        AT + timedelta(hours=1),
        AT + timedelta(days=5),
    )
    assert (made.position, made.epoch, made.done, made.late) == (9, 0, None, None)
    assert (place.code, place.name) == ("000.00.15.H15", "Sở Tư pháp")


def test_no_name_number_or_address_of_anybody_is_in_the_record():
    full = said(TrichYeuHoSo="của Trần Thị Mẫu", GhiChu="Trần Thị Mẫu")
    text = repr(portal_read.record(full, position=1))
    assert not any(word in text for word in ("Trần", "066190000001", "0905000001", "mau@", "Lê Duẩn"))


def test_what_a_local_variant_of_a_procedure_is_called_is_read_as_the_national_one():
    made, _ = portal_read.record(said(MaTTHC="3.000181.000.00.00.H22"), position=1)
    assert made.procedure == "3.000181"


@pytest.mark.parametrize("name", portal.REQUIRED)
@pytest.mark.parametrize("nothing", ["", None, [], {}])
def test_each_required_field_that_is_missing_is_named(name, nothing):
    with pytest.raises(BadItem) as refused:
        portal_read.record(said(**{name: nothing}), position=1)
    assert refused.value.missing == (name,) and name in refused.value.sentence


def test_a_refusal_names_fields_and_never_what_stood_in_them():
    with pytest.raises(BadItem) as refused:
        portal_read.record(said(NgayNopHoSo="066190000001", TrangThaiHoSo="11", ChuHoSo="Trần"), position=1)
    assert refused.value.unreadable == ("NgayNopHoSo", "TrangThaiHoSo")
    assert "066190000001" not in refused.value.sentence and "Trần" not in refused.value.sentence


@pytest.mark.parametrize("number", ["../../etc", "H15", "000.00.15.H15-261126", "x" * 90])
def test_what_is_no_dossier_number_is_refused(number):
    with pytest.raises(BadItem) as refused:
        portal_read.record(said(MaHoSo=number), position=1)
    assert refused.value.unreadable == ("MaHoSo",)


def test_a_result_is_late_after_the_promised_moment():
    done = portal.stamp(AT + timedelta(days=5, seconds=1))
    made, _ = portal_read.record(said(TrangThaiHoSo=9, NgayKetThucXuLy=done), position=1)
    assert made.late is True and made.done == AT + timedelta(days=5, seconds=1) == made.since


def test_messages_in_any_order_end_in_the_same_record():
    first = said(TrangThaiHoSo="2")
    last = said(TrangThaiHoSo="9", NgayKetThucXuLy=portal.stamp(AT + timedelta(days=2)))
    one, two = (portal_read.record(item, position=1)[0] for item in (first, last))
    assert one.revision < two.revision, "the later moment is the newer record, whichever came first"
    assert portal_read.record(first, position=2)[0].revision == one.revision, "sent twice is the same record"


def test_a_step_moves_what_is_known_and_an_old_step_does_not():
    known, _ = portal_read.record(said(), position=1)
    step = {"MaHoSo": NUMBER, "TrangThai": "9", "ThoiDiemXuLy": portal.stamp(AT + timedelta(days=6))}
    after = portal_read.advanced(known, step, position=2)
    assert (after.state, after.since, after.done, after.late) == (
        9,
        AT + timedelta(days=6),
        after.since,
        True,
    )
    old = {**step, "ThoiDiemXuLy": portal.stamp(AT - timedelta(days=1))}
    assert portal_read.advanced(after, old, position=3) is after
    with pytest.raises(BadItem) as refused:
        portal_read.advanced(known, {"MaHoSo": NUMBER, "TrangThai": "x"}, position=2)
    assert (refused.value.missing, refused.value.unreadable) == (("ThoiDiemXuLy",), ("TrangThai",))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(portal.SYNC_FIELDS), anything, max_size=8))
def test_whatever_is_sent_becomes_a_record_or_is_refused_by_name(strange):
    try:
        made, _ = portal_read.record(said(**strange), position=1)
    except BadItem as refused:
        assert refused.missing or refused.unreadable
    else:
        assert 1 <= made.state <= 10 and made.revision >= 1 and len(made.check) == 16


@given(st.sampled_from(list(State)), st.sampled_from(list(Channel)))
def test_what_we_write_of_a_request_is_read_back_as_the_same_request(state, channel):
    told = request(
        state=state, channel=channel, refused_at=AT if state is State.NOT_RECEIVED else None,
        closed_at=AT + timedelta(days=1) if state >= State.DONE else None,
        returned_at=AT + timedelta(days=2) if state is State.RETURNED else None,
    )  # fmt: skip
    made, _ = portal_read.record(portal_build.item(told, codes=CODES), position=1)
    assert (made.state, made.channel, made.number) == (int(state), int(channel), told.number)
    assert (made.done, made.returned) == (told.closed_at, told.returned_at)
