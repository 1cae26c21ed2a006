"""Cells as spreadsheets write them: days, identity numbers, telephones, amounts. Against a slow reader of days."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from motcua.operations.importing import cells
from motcua.operations.importing.cells import Cell, Moment, Nature, WrongCell

DAYS = st.dates(cells.FIRST_DAY, cells.LAST_DAY - timedelta(days=1))
CLOCKS = st.none() | st.times(min_value=time(0, 1)).map(lambda t: t.replace(second=0, microsecond=0))


def spelled(day: date, clock: time | None) -> list[str]:
    """Every way in which offices write this moment."""
    days = [f"{day.day:02}/{day.month:02}/{day.year}", f"{day.day}/{day.month}/{day.year}"]
    days += [one.replace("/", mark) for one in days for mark in ".-"]
    days += [day.isoformat(), f"{day:%Y/%m/%d}"]
    if clock is None:
        return days
    clocks = [
        f"{clock:%H:%M}",
        f"{clock:%H:%M}:00",
        f"{clock:%H}h{clock:%M}",
        f"{clock:%H} giờ {clock:%M}".replace(" ", ""),
    ]
    return [
        text for d in days for c in clocks for text in (f"{d} {c}", f"{c} {d}", f"{c}, ngày {d}", f"{c}  {d}")
    ]


@given(DAYS, CLOCKS)
def test_every_way_of_writing_a_moment_is_read_alike(day, clock):
    for text in spelled(day, clock):
        assert cells.moment(Cell(text)) == Moment(day, clock), text


@given(DAYS, CLOCKS)
def test_a_day_of_a_spreadsheet_is_read_as_the_day_it_shows(day, clock):
    at = datetime.combine(day, clock or time())
    assert cells.moment(Cell(at.isoformat(), Nature.DATE)) == Moment(day, clock)
    assert cells.moment(Cell(day.isoformat(), Nature.DATE)) == Moment(day)


@given(DAYS, CLOCKS)
def test_the_count_of_days_is_read_to_the_minute(day, clock):
    if not 10_000 <= (day - cells.EPOCH).days < 100_000:
        return
    minutes = (clock.hour * 60 + clock.minute) if clock else 0
    counted = (day - cells.EPOCH).days + minutes / 1440
    assert cells.moment(Cell(repr(counted), Nature.NUMBER)) == Moment(day, clock)


def slow_day(text: str) -> date | None:
    """The plainest reader there is: split, count, build."""
    for mark in "/.-":
        parts = text.strip().split(mark)
        if len(parts) == 3 and all(part.isascii() and part.isdigit() for part in parts):
            if len(parts[0]) == 4 and mark in "-/":
                parts.reverse()
            if len(parts[2]) != 4 or not all(1 <= len(part) <= 2 for part in parts[:2]):
                return None
            try:
                found = date(int(parts[2]), int(parts[1]), int(parts[0]))
            except ValueError:
                return None
            return found if cells.FIRST_DAY <= found < cells.LAST_DAY else None
    return None


@given(
    st.text("0123456789/.- ", max_size=12) | st.from_regex(r"\d{1,4}([/.-])\d{1,2}\1\d{1,4}", fullmatch=True)
)
@example("1/1/1꧙50")
def test_what_is_no_day_is_refused_and_never_guessed(text):
    try:
        found = cells.moment(Cell(text))
    except WrongCell:
        found = None
    assert (found.day if found else None) == slow_day(text)


@pytest.mark.parametrize(
    "text, sentence",
    [
        ("03/18/2026", cells.SWAPPED),
        ("18/03/26", cells.SHORT_YEAR),
        ("45999", cells.SERIAL),
        ("31/02/2026", cells.DAY_FIRST),
        ("18/03/2126", cells.FAR),
        ("hôm qua", cells.DAY_FIRST),
        ("18/03/2026 25:61", cells.DAY_FIRST),
    ],
)
def test_a_wrong_day_says_how_to_write_it(text, sentence):
    with pytest.raises(WrongCell) as wrong:
        cells.moment(Cell(text))
    assert wrong.value.sentence == sentence


def test_an_identity_number_that_lost_its_zero_is_named_and_not_mended():
    assert cells.identity_number(Cell("000 203 000 123")) == "000203000123"
    assert cells.identity_number(Cell("101203000123", Nature.NUMBER)) == "101203000123"
    for text, sentence in (
        ("66203000123", cells.ZEROS_LOST),
        ("2.03E+11", cells.SHORTENED),
        ("2,03E+11", cells.SHORTENED),
        ("024123456", cells.IDENTITY),
        ("٠٠٠٢٠٣٠٠٠١٢٣", cells.IDENTITY),
    ):
        with pytest.raises(WrongCell) as wrong:
            cells.identity_number(Cell(text))
        assert wrong.value.sentence == sentence, text


def test_a_telephone_that_lost_its_zero_gets_it_back_and_says_so():
    assert cells.phone(Cell("905123456", Nature.NUMBER)) == ("0905123456", cells.ZERO_ADDED)
    assert cells.phone(Cell("+84 905 123 456")) == ("0905123456", "")
    with pytest.raises(WrongCell):
        cells.phone(Cell("12345"))


def test_amounts_may_have_marks_between_thousands_and_nothing_else():
    assert [cells.amount(Cell(text)) for text in ("250000", "250.000", "1,250,000 đ")] == [
        250_000,
        250_000,
        1_250_000,
    ]
    assert cells.amount(Cell("250000.0", Nature.NUMBER)) == 250_000
    for text in ("25.00", "-5", "1e9", "mười"):
        with pytest.raises(WrongCell):
            cells.amount(Cell(text))


def test_formulas_and_errors_are_not_read():
    with pytest.raises(WrongCell) as wrong:
        cells.value(Cell("", Nature.FORMULA))
    assert wrong.value.sentence == cells.FORMULA
    for cell in (Cell("#REF!", Nature.ERROR), Cell("#N/A"), Cell("#DIV/0!")):
        with pytest.raises(WrongCell):
            cells.value(cell)
