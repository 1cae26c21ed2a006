"""Invented values for the pattern page, so that every part can be looked at in one place."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from django.contrib.staticfiles import finders
from django.utils.translation import get_language

from motcua.design.fields import DrawnChoice, DrawnField, DrawnRow, Kind
from motcua.foundation.calendar import TZ, Due, Hours, Opening, Pause, Term, Unit, WorkCalendar, due
from motcua.portal import pattern_charts

SWATCHES = (
    ("paper", "ink"), ("sheet", "ink-soft"), ("wash", "ink-soft"), ("ink", "on-ink"), ("act", "on-act"),
    ("act-tint", "act-text"), ("done", "on-done"), ("done-tint", "done-text"), ("soon-tint", "soon-text"),
    ("info-tint", "info-text"), ("seq-1", "on-seq-1"), ("seq-2", "on-seq-2"), ("seq-3", "on-seq-3"),
    ("seq-4", "on-seq-4"), ("seq-5", "on-seq-5"),
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One dossier on the desk's list."""

    code: str
    what: str
    who: str
    state: int
    step: str
    holder: str
    due_at: datetime
    minutes: int | None
    total: int
    paused_days: int | None = None


def values() -> dict[str, object]:
    """Everything the page shows."""
    return {
        "swatches": SWATCHES,
        "states": range(1, 11),
        "icons": _icons(),
        "fields": _fields(wrong=False),
        "wrong": _fields(wrong=True),
        "due": _due(),
        "short": _due(amount=3),
        "paused": _due(open_pause=True),
        "rows": _rows(),
        "letters": (
            "Nguyễn Thuỵ Ưởng",
            "Đường Trần Hưng Đạo, phường Ỷ La",
            "Giấy xác nhận tình trạng hôn nhân",
        ),
        "marks": "ẤẦẨẪẬ ắằẳẵặ ẾỀỂỄỆ ốồổỗộ ƯỨỪỬỮỰ ỵỷỹ đĐ · H’Wĭn Kbuôr, Čư̆ Mgar",
        "address": "http://127.0.0.1:8000/tra-cuu/",
        "at": datetime(2026, 11, 23, 9, 14, tzinfo=TZ),
        "papers": (
            "Giấy đề nghị đăng ký hộ kinh doanh",
            "Giấy tờ tùy thân của chủ hộ",
            "Hợp đồng thuê địa điểm",
        ),
        "charts": pattern_charts.values(),
        "bars": [
            (66 * n, f"T{n + 1}", 74 - height, height) for n, height in enumerate((40, 52, 31, 64, 58, 22))
        ],
    }


def _icons() -> list[str]:
    path = finders.find("design/icons.svg")
    assert isinstance(path, str), "the sprite belongs to the room design"
    with open(path, encoding="utf-8") as sprite:
        return re.findall(r'id="i-([a-z]+)"', sprite.read())


def _two(vi: str, en: str) -> str:
    return vi if get_language() == "vi" else en


def _fields(*, wrong: bool) -> list[DrawnField]:
    """One field of each kind; the wrong ones carry a sentence that says what to write."""
    choices = (
        DrawnChoice("nha", _two("Nhà của tôi", "My own house")),
        DrawnChoice(
            "thue",
            _two("Nhà thuê, mượn", "Rented or lent"),
            _two("Giữ hợp đồng để xuất trình", "Keep the contract to show"),
        ),
        DrawnChoice("cho", _two("Chợ, trung tâm thương mại", "Market or mall")),
    )
    name = DrawnField(
        Kind.TEXT, "w" * wrong + "name", _two("Họ, chữ đệm và tên", "Full name"), autocomplete="name"
    )
    street = _two(
        "Điền số nhà và tên đường, hoặc tên buôn, thôn.",
        "Write the house number and street, or the name of the hamlet.",
    )
    if wrong:
        return [
            replace(name, label=_two("Số nhà, tên đường", "House number and street"), error=street,
                    hint=_two("Ví dụ: 24 Trần Nhật Duật", "For example: 24 Trần Nhật Duật")),
            DrawnField(Kind.DATE, "wday", _two("Ngày bắt đầu kinh doanh", "First day of business"), value="31/04/2026",
                       error=_two("Tháng 4 chỉ có 30 ngày. Sửa thành 30/04 hoặc 01/05.", "April has only 30 days. Write 30/04 or 01/05.")),
            DrawnField(Kind.CHOICE, "wplace", _two("Loại địa điểm", "Kind of place"), choices=choices,
                       error=_two("Chọn một trong ba.", "Choose one of the three.")),
        ]  # fmt: skip
    return [
        name,
        DrawnField(Kind.TEXT, "phone", _two("Điện thoại", "Phone"), _two("Để báo tin về hồ sơ", "For news about the request"),
                   type="tel", width="m", required=False),
        DrawnField(Kind.DATE, "day", _two("Ngày sinh", "Date of birth")),
        DrawnField(Kind.NUMBER, "money", _two("Vốn", "Capital"), value="80.000.000", suffix="đ", width="m"),
        DrawnField(Kind.CHOICE, "place", _two("Loại địa điểm", "Kind of place"), choices=choices, value="thue"),
        DrawnField(Kind.SELECT, "ward", _two("Xã, phường", "Commune or ward"),
                   choices=(DrawnChoice("", "–"), DrawnChoice("1", "Phường Tân Lợi"), DrawnChoice("2", "Xã Ea Kao"))),
        DrawnField(Kind.CHECKS, "days", _two("Mở cửa", "Open on"), values=("a",), required=False,
                   choices=(DrawnChoice("a", _two("Ngày thường", "Weekdays")), DrawnChoice("b", _two("Cuối tuần", "Weekends")))),
        DrawnField(Kind.TEXTAREA, "why", _two("Lý do", "Reason"), maxlength=500, counted=True),
        DrawnField(Kind.FILE, "file", _two("Hợp đồng thuê nhà", "Rental contract"), accept=".pdf,.jpg,.png",
                   hint=_two("PDF hoặc ảnh, đến 20 MB", "PDF or picture, up to 20 MB")),
        DrawnField(Kind.COMPUTED, "fee", _two("Lệ phí", "Fee"), value="100.000 đ"),
        DrawnField(Kind.GROUP, "members", _two("Thành viên", "Member"), required=False, add_label=_two("Thêm thành viên", "Add a member"),
                   rows=(DrawnRow(1, (DrawnField(Kind.TEXT, "members.0.name", _two("Họ và tên", "Full name"), value="H’Duyên Êban"),)),)),
        DrawnField(Kind.TICK, "true", _two("Tôi cam đoan những điều khai trên là đúng.", "I declare that what I wrote is true.")),
    ]  # fmt: skip


def _due(*, amount: int = 9, open_pause: bool = False) -> Due:
    """Around the long holiday of April 2026, with a pause when the term is long enough for one."""
    day = (Opening(time(7), time(11, 30)), Opening(time(13, 30), time(17)))
    hours = Hours(week=(day,) * 5 + ((), ()))
    off = {
        date(2026, 4, 27): "Nghỉ bù Giỗ Tổ",
        date(2026, 4, 30): "Ngày Chiến thắng",
        date(2026, 5, 1): "Quốc tế Lao động",
    }
    end = None if open_pause else datetime(2026, 4, 28, 14, 20, tzinfo=TZ)
    pauses = [Pause(datetime(2026, 4, 24, 10, 5, tzinfo=TZ), end, "supplement")] if amount > 3 else []
    return due(
        received=datetime(2026, 4, 22, 9, 14, tzinfo=TZ),
        term=Term(amount, Unit.WORKING_DAYS),
        calendar=WorkCalendar(hours=hours, off=off, worked={}),
        pauses=pauses,
    )


def _rows() -> list[Row]:
    at = datetime(2026, 11, 24, 11, 10, tzinfo=TZ)
    return [
        Row("000.00.15.H15-261112-0032", "Cấp giấy phép xây dựng nhà ở riêng lẻ", "Nguyễn Văn Thắng", 4, "Trình ký", "Phạm Hồng Minh", at, -390, 4800),
        Row("000.17.15.H15-261123-0003", "Trích lục khai sinh (bản sao)", "Đặng Thị Ngọc Ánh", 2, "Ký số", "Lê Thị Kim Oanh", at, 90, 480),
        Row("000.17.15.H15-261121-0051", "Đăng ký thành lập hộ kinh doanh", "H’Duyên Êban", 4, "Thẩm định", "Trần Quốc Bảo", at, 780, 1440),
        Row("000.00.15.H15-261117-0044", "Đăng ký kết hôn", "Y Wăn Niê và H’Loan Mlô", 5, "Chờ bổ sung", "Lê Thị Kim Oanh", at, 600, 1440, 3),
    ]  # fmt: skip
