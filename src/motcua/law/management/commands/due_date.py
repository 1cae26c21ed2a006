"""`motcua due-date`: when a request is due, and how that was counted, day by day. Needs no database."""

import json
import sys
from datetime import date, datetime
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from motcua.design import counting, errors, writing
from motcua.foundation import calendar as deadlines
from motcua.foundation.refusal import Refusal
from motcua.law import asking, queries, shipped
from motcua.people import queries as people

NOTES = {
    "forecast": gettext_noop(
        "Some public holidays of this count are forecasts: they were not announced yet."
    ),
    "holidays-unknown": gettext_noop(
        "Some years of this count have no public holidays in the calendar: weekends only."
    ),
    "not-verified": gettext_noop("A swapped day of this count was not compared with the decision itself."),
}


class Command(BaseCommand):
    help = "count a due date and explain it day by day"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        # Everything is read as text: what is wrong with it is said in one sentence by law.asking.
        parser.add_argument("--received", metavar="2024-04-24T09:00", help="when it was received")
        parser.add_argument("--term", metavar="5", help="how many")
        parser.add_argument(
            "--unit", default="working-days", help="working-hours, working-days, calendar-days, months"
        )
        parser.add_argument(
            "--same-day", action="store_true", help="due today, after the cut-off the next working day"
        )
        parser.add_argument(
            "--agency", metavar="CODE", help="count by the calendar of this agency (asks the database)"
        )
        parser.add_argument(
            "--hours", metavar="07:00-11:30,13:30-17:00", help="openings from Monday to Friday"
        )
        parser.add_argument("--saturday", metavar="07:30-11:30", help="openings on Saturday")
        parser.add_argument("--cut-off", metavar="15:00", help="until when a same-day request is due today")
        parser.add_argument(
            "--pause", metavar="START..END", action="append", default=[], help="may be repeated"
        )
        parser.add_argument(
            "--restart", action="store_true", help="after a pause the whole term is counted afresh"
        )
        parser.add_argument("--json", action="store_true", help="one object instead of sentences")
        parser.add_argument("--lang", default="vi", choices=["vi", "en"])

    def handle(self, *args: Any, **given: Any) -> None:
        with translation.override(given["lang"]):
            try:
                received = asking.moment(given["received"] or "")
                due = _count(given, received)
            except Refusal as refusal:
                self._refuse(refusal)
            notes = _notes(due)
            if given["json"]:
                self.stdout.write(json.dumps(_as_json(received, due, notes), ensure_ascii=False, indent=1))
            else:
                self.stdout.write("\n".join(_as_text(received, due, notes)))

    def _refuse(self, refusal: Refusal) -> NoReturn:
        self.stderr.write(errors.sentence(refusal.sentence, refusal.facts))
        sys.exit(2)


def _count(given: dict[str, Any], received: datetime) -> deadlines.Due:
    if given["same_day"]:
        term = deadlines.Term(1, deadlines.Unit.WORKING_DAYS, same_day=True)
    else:
        term = asking.term(given["term"] or "", given["unit"])
    try:
        return deadlines.due(
            received=received,
            term=term,
            calendar=_calendar(given, received.date()),
            pauses=[asking.pause(text) for text in given["pause"]],
            policy=deadlines.PausePolicy.RESTART if given["restart"] else deadlines.PausePolicy.RESUME,
        )
    except deadlines.OfficeClosed:
        raise asking.YearTooFar(
            year=received.year, first=deadlines.YEAR_MIN + 1, last=deadlines.YEAR_MAX - 1
        ) from None


def _calendar(given: dict[str, Any], on: date) -> deadlines.WorkCalendar:
    if given["agency"]:
        return _calendar_of(given["agency"], on)
    hours = shipped.national_hours(on)
    if given["hours"] or given["saturday"] or given["cut_off"]:
        hours = asking.hours(
            weekday=given["hours"] or ",".join(shipped.default_hours().week[0]),
            saturday=given["saturday"] or "",
            cut_off=asking.clock(given["cut_off"]) if given["cut_off"] else hours.cut_off,
        )
    return shipped.national_calendar(hours=hours)


def _calendar_of(code: str, on: date) -> deadlines.WorkCalendar:
    try:
        agency_id = people.agency_of_code(code.strip(), on=on)
        if agency_id is None:
            raise asking.UnknownAgency(text=code)
        return queries.calendar(agency_id)
    except DatabaseError:
        raise asking.NoDatabase from None


def _notes(due: deadlines.Due) -> list[str]:
    dates = {day.date for day in due.days}
    unverified = {day.override.date for day in shipped.days() if not day.verified}
    found = []
    if any(shipped.ANNOUNCED_UNTIL < day.year <= shipped.YEAR_TO for day in dates):
        found.append("forecast")
    if any(not shipped.YEAR_FROM <= day.year <= shipped.YEAR_TO for day in dates):
        found.append("holidays-unknown")
    if dates & unverified:
        found.append("not-verified")
    return found


def _as_json(received: datetime, due: deadlines.Due, notes: list[str]) -> dict[str, object]:
    return {
        "due": due.due.isoformat() if due.due else None,
        "received": received.astimezone(deadlines.TZ).isoformat(),
        "term": {"amount": due.term.amount, "unit": due.term.unit.value, "same_day": due.term.same_day},
        "days": [
            {
                "date": cell.date.isoformat(),
                "counted": cell.number is not None,
                "reason": cell.code,
                "number": cell.number,
                "name": cell.name,
            }
            for cell in deadlines.explain(due).cells
        ],
        "notes": notes,
    }


def _as_text(received: datetime, due: deadlines.Due, notes: list[str]) -> list[str]:
    count = counting.count(due)
    lines = [
        _("Due: %(moment)s") % {"moment": writing.moment(due.due)}
        if due.due
        else _("No due date while the clock stands still."),
        _("Received: %(moment)s") % {"moment": writing.moment(received.astimezone(deadlines.TZ))},
        *count.sentences,
        "",
    ]
    for cell in count.cells:
        number = "" if cell.number is None else str(cell.number)
        lines.append(
            f"  {writing.short_weekday(cell.date):<4}{cell.date:%d/%m/%Y}  {number:>4}  {cell.why}".rstrip()
        )
    lines += ["", " · ".join(line.words for line in count.sums)]
    return lines + [_(NOTES[note]) for note in notes]
