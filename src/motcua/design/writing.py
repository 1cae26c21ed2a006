"""Numbers, dates and spans of time as each language writes them."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext

from motcua.foundation import money

NARROW = "\u00a0"
WORKDAY_MINUTES = 8 * 60
_VI_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_VI_SHORT = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")
_EN_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EN_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def _vietnamese() -> bool:
    return (get_language() or "vi").startswith("vi")


def _local(value: date | datetime) -> date | datetime:
    """A moment is written in the time zone of the house; a plain day has none."""
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def day(value: date | datetime | None) -> str:
    """19/04/2023, or 19 April 2023."""
    if not value:
        return ""
    value = _local(value)
    if _vietnamese():
        return f"{value:%d/%m/%Y}"
    return f"{value.day} {_EN_MONTHS[value.month - 1]} {value.year}"


def short_day(value: date | datetime | None) -> str:
    """19/4, or 19 Apr: for narrow cells."""
    if not value:
        return ""
    value = _local(value)
    return f"{value.day}/{value.month}" if _vietnamese() else f"{value.day} {_EN_MONTHS[value.month - 1][:3]}"


def weekday(value: date | datetime | None) -> str:
    """thứ Tư, or Wednesday."""
    if not value:
        return ""
    return (_VI_WEEKDAYS if _vietnamese() else _EN_WEEKDAYS)[_local(value).weekday()]


def short_weekday(value: date | datetime | None) -> str:
    """T4, or Wed."""
    if not value:
        return ""
    return _VI_SHORT[_local(value).weekday()] if _vietnamese() else _EN_WEEKDAYS[_local(value).weekday()][:3]


def long_day(value: date | datetime | None) -> str:
    """thứ Tư 19/04/2023, or Wednesday 19 April 2023."""
    return f"{weekday(value)} {day(value)}" if value else ""


def paper_day(value: date | datetime | None) -> str:
    """ngày 05 tháng 4 năm 2023: as papers of the state write it, whatever the reader's language (Decree 30/2020)."""
    if not value:
        return ""
    local = _local(value)
    month = f"{local.month:02}" if local.month < 3 else str(local.month)
    return f"ngày {local.day:02} tháng {month} năm {local.year}"


def paper_moment(value: datetime | None) -> str:
    """09 giờ 14 phút, ngày 05 tháng 4 năm 2023."""
    return f"{_local(value):%H giờ %M phút}, {paper_day(value)}" if value else ""


def clock(value: datetime | None) -> str:
    """09:14."""
    return f"{_local(value):%H:%M}" if value else ""


def moment(value: datetime | None) -> str:
    """09:14, thứ Tư 19/04/2023."""
    return f"{clock(value)}, {long_day(value)}" if value else ""


def short_moment(value: datetime | None) -> str:
    """19/04 09:14: for columns, where the year is clear."""
    if not value:
        return ""
    local = _local(value)
    shown = f"{local:%d/%m}" if _vietnamese() else short_day(local)
    return f"{shown} {local:%H:%M}"


def number(value: int | float | Decimal | str | None, places: int | None = None) -> str:
    """1.234,5, or 1,234.5. Without `places` a whole number stays whole and a fraction keeps its digits, at most two."""
    if value is None or value == "":
        return ""
    exact = Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP)
        text = f"{exact:,f}"
    else:
        text = f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():,f}"
    return text.translate(_SWAP) if _vietnamese() else text


def exact(value: Decimal) -> str:
    """A number as somebody wrote it: every digit, no groups, 181,5 or 181.5."""
    text = f"{value:f}"
    return text.translate(_SWAP) if _vietnamese() else text


_SWAP = str.maketrans(",.", ".,")


def percent(value: float | Decimal | None, places: int = 1) -> str:
    """A share between 0 and 1 as 96,4 %, or 96.4%."""
    if value is None:
        return ""
    return number(Decimal(str(value)) * 100, places) + (NARROW + "%" if _vietnamese() else "%")


def dong(value: int | None) -> str:
    """100.000 đ, or VND 100,000."""
    return "" if value is None else money.dong(int(value), "vi" if _vietnamese() else "en")


def duration(minutes: int | None) -> str:
    """A span of working minutes in words: 40 phút, 1,5 giờ, 3 ngày.

    Up to five days of eight hours in hours, as the desk counts; longer spans in days.
    """
    if minutes is None:
        return ""
    minutes = abs(int(minutes))
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": number(minutes)}
    if minutes <= 5 * WORKDAY_MINUTES:
        hours = _halves(minutes, 60)
        return ngettext("%(n)s hour", "%(n)s hours", _plural(hours)) % {"n": number(hours)}
    days = _halves(minutes, WORKDAY_MINUTES)
    return ngettext("%(n)s day", "%(n)s days", _plural(days)) % {"n": number(days)}


def working_days(half_days: int | None) -> str:
    """Half working days in words: nửa ngày làm việc, 1 ngày làm việc, 2,5 ngày làm việc."""
    if half_days is None:
        return ""
    if half_days == 1:
        return gettext("half a working day")
    days = Decimal(half_days) / 2
    return ngettext("%(n)s working day", "%(n)s working days", _plural(days)) % {"n": number(days)}


def time_left(minutes: int) -> str:
    """What remains of the time allowed, or by how much it was missed; at the end of a day that was the last one, neither."""
    if minutes == 0:
        return gettext("time is up")
    return gettext("%(span)s late") % {"span": duration(minutes)} if minutes < 0 else duration(minutes)


def _halves(minutes: int, unit: int) -> Decimal:
    return Decimal(minutes * 2 // unit) / 2


def _plural(amount: Decimal) -> int:
    return 1 if amount == 1 else 2
