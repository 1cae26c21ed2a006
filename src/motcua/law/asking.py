"""A question about a due date as someone types it: read, checked, refused with one sentence. Plain values only."""

import re
from collections.abc import Sequence
from datetime import datetime, time

from motcua.foundation.calendar import AMOUNT_MAX, TZ, YEAR_MAX, YEAR_MIN, Hours, Pause, Term, Unit
from motcua.foundation.refusal import Refusal, gettext_noop

from . import rules


class BadQuestion(Refusal):
    """What was typed cannot be counted; each kind is a subclass."""

    code = "law.bad-question"
    status = 422
    next_step = gettext_noop(
        "For example: motcua due-date --received 2024-04-24T09:00 --term 5 --unit working-days"
    )


class NoSuchDay(BadQuestion):
    code = "law.no-such-day"
    sentence = gettext_noop(
        "There is no moment %(text)s: write year-month-day, T and the time, for example 2024-04-24T09:00."
    )


class NoTimeOfDay(BadQuestion):
    code = "law.no-time-of-day"
    sentence = gettext_noop(
        "%(text)s has no time of day: write when it was received, for example %(text)sT09:00."
    )


class YearTooFar(BadQuestion):
    code = "law.year-too-far"
    sentence = gettext_noop("The calendar counts from %(first)s to %(last)s; the year %(year)s is outside.")


class UnknownUnit(BadQuestion):
    code = "law.unknown-unit"
    sentence = gettext_noop(
        "%(text)s is not a unit: choose working-hours, working-days, calendar-days or months."
    )


class BadAmount(BadQuestion):
    code = "law.bad-amount"
    sentence = gettext_noop("A term in %(unit)s is a whole number from 1 to %(most)s, not %(text)s.")


class BadPause(BadQuestion):
    code = "law.bad-pause"
    sentence = gettext_noop(
        "A pause is written START..END and ends after it starts, "
        "for example 2024-04-25T10:00..2024-04-26T09:00; %(text)s is not."
    )


class BadHours(BadQuestion):
    code = "law.bad-hours"
    sentence = gettext_noop(
        "Opening hours are written like 07:00-11:30,13:30-17:00, in order and without overlap; %(text)s is not."
    )


class UnknownAgency(BadQuestion):
    code = "law.unknown-agency"
    sentence = gettext_noop("There is no agency with the code %(text)s.")


class NoDatabase(BadQuestion):
    code = "law.no-database"
    sentence = gettext_noop(
        "The agencies are in a database that cannot be opened now: leave --agency out, or start it."
    )


_SHAPE = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?")


def moment(text: str) -> datetime:
    """2024-04-24T09:00, on the clocks of Viet Nam unless it names another offset."""
    text = text.strip()
    found = _SHAPE.fullmatch(text)
    try:
        read = datetime.fromisoformat(text) if found else None
    except ValueError:
        read = None
    if read is None or found is None:
        raise NoSuchDay(text=_short(text))
    if not found[1]:
        raise NoTimeOfDay(text=text)
    if not YEAR_MIN < read.year < YEAR_MAX:
        raise YearTooFar(year=read.year, first=YEAR_MIN + 1, last=YEAR_MAX - 1)
    return read.replace(tzinfo=TZ) if read.tzinfo is None else read.astimezone(TZ)


def term(amount: str, unit: str) -> Term:
    try:
        named = Unit(unit.strip())
    except ValueError:
        raise UnknownUnit(text=_short(unit)) from None
    most = AMOUNT_MAX[named]
    if not re.fullmatch(r"[0-9]{1,6}", amount.strip()) or not 1 <= int(amount) <= most:
        raise BadAmount(unit=named.value, most=most, text=_short(amount))
    return Term(int(amount), named)


def pause(text: str) -> Pause:
    """START..END; an end left out means that it still lasts."""
    start, dots, end = text.partition("..")
    if not dots:
        raise BadPause(text=_short(text))
    began, ended = moment(start), moment(end) if end.strip() else None
    if ended is not None and ended < began:
        raise BadPause(text=_short(text))
    return Pause(began, ended, "supplement")


def hours(*, weekday: str, saturday: str, cut_off: time) -> Hours:
    """The same openings from Monday to Friday, and those of Saturday if any."""
    try:
        return rules.hours([_openings(weekday)] * 5 + [_openings(saturday), []], cut_off)
    except ValueError:
        raise BadHours(text=_short(f"{weekday} {saturday}".strip())) from None


def clock(text: str) -> time:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text.strip()):
        raise BadHours(text=_short(text))
    return time.fromisoformat(text.strip())


def _openings(text: str) -> Sequence[str]:
    return [part for part in text.split(",") if part.strip()]


def _short(text: str) -> str:
    return text.strip()[:60] or "–"
