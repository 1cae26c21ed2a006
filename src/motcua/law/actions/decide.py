"""What an operator decides: a new value from a day on, a day off or worked, opening hours; and what was verified."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction

from motcua.chronicle import actions as chronicle
from motcua.chronicle.rules import JSON as CODE
from motcua.foundation.calendar import TZ, YEAR_MAX, YEAR_MIN
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, gettext_noop
from motcua.foundation.text import nfc
from motcua.people import queries as people
from motcua.people.rules import Level, Reach, Role

from .. import rules, shipped
from ..models import CalendarOverride, DatedValue, OpeningHours
from ..rules import JSON, AlreadyVerified, DayAlreadySo, DayKind, HoursAlreadyFrom, Kind, ValueOutOfOrder
from .change import announce
from .load import load

# Law for the whole node is set by whoever runs the whole node.
_WHOLE = {Level.NATION, Level.MINISTRY, Level.PROVINCE}


@dataclass(frozen=True)
class ValueForm:
    """A new value of a known key, from a day on. The value that held until then ends the day before."""

    key: str
    value: JSON
    starts_on: date
    basis: str
    verified: bool = False
    note: str = ""


@dataclass(frozen=True)
class DayForm:
    """A day that is off or worked; without an agency, for everyone on this node."""

    date: date
    kind: DayKind
    name: str
    basis: str
    verified: bool = False
    agency_id: int | None = None


@dataclass(frozen=True)
class HoursForm:
    """Seven lists of openings like 07:00-11:30, Monday first; without a cut-off the dated value holds.

    Without a first day they hold since before anything was counted; with a last day what held before comes back.
    """

    week: Sequence[Sequence[str]]
    basis: str
    cut_off: time | None = None
    verified: bool = False
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def set_value(*, form: ValueForm, reach: Reach, at: datetime) -> int:
    check_whole(reach)
    # A key is kept either in the files or in the tables: its past comes along before it changes.
    load(at=at, actor=reach.actor)
    last = DatedValue.objects.filter(key=form.key).order_by("-starts_on").first()
    if last is None:
        raise NotFound
    faults = rules.basis_faults(form.basis) + rules.value_faults(form.value, last.value)
    if faults:
        raise InvalidInput(faults=faults)
    ends_on = last.ends_on or form.starts_on - timedelta(days=1)
    # The update that counts its rows: of two operators, one is told to look again.
    changed = DatedValue.objects.filter(
        pk=last.pk, starts_on__lt=form.starts_on, ends_on=last.ends_on
    ).update(ends_on=min(ends_on, form.starts_on - timedelta(days=1)), shipped=False)
    if changed != 1:
        raise ValueOutOfOrder(key=form.key, starts_on=last.starts_on)
    try:
        with transaction.atomic():
            row = DatedValue.objects.create(
                key=form.key,
                value=form.value,
                unit=last.unit,
                starts_on=form.starts_on,
                basis=nfc(form.basis).strip(),
                verified=form.verified,
                note=nfc(form.note).strip() or last.note,
            )
    except IntegrityError:
        raise ValueOutOfOrder(key=form.key, starts_on=form.starts_on) from None
    data: dict[str, CODE] = {"key": form.key, "starts_on": f"{form.starts_on}", "verified": form.verified}
    chronicle.append(kind=Kind.VALUE_SET, subject=f"law-value:{row.pk}", actor=reach.actor, at=at, data=data)
    announce()
    return row.pk


@transaction.atomic
def verify_value(*, key: str, starts_on: date, reach: Reach, at: datetime) -> None:
    """Someone has read the text of the law and found this value there."""
    check_whole(reach)
    load(at=at, actor=reach.actor)
    row = DatedValue.objects.filter(key=key, starts_on=starts_on).first()
    if row is None:
        raise NotFound
    changed = DatedValue.objects.filter(pk=row.pk, verified=False).update(verified=True, shipped=False)
    if changed != 1:
        raise AlreadyVerified
    chronicle.append(kind=Kind.VALUE_VERIFIED, subject=f"law-value:{row.pk}", actor=reach.actor, at=at)
    announce()


def check_day(*, form: DayForm, reach: Reach) -> str:
    """What `decide_day` would refuse before it looks whether the day is already so; answers the agency's code."""
    agency = _check_day_reach(form.agency_id, reach)
    faults = rules.day_faults(form.date, form.name, shipped.YEAR_FROM, shipped.YEAR_TO) + rules.basis_faults(
        form.basis
    )
    if faults:
        raise InvalidInput(faults=faults)
    return agency


@transaction.atomic
def decide_day(*, form: DayForm, reach: Reach, at: datetime) -> int:
    agency = check_day(form=form, reach=reach)
    facts: dict[str, str | bool] = {
        "kind": form.kind.value,
        "name": nfc(form.name).strip(),
        "basis": nfc(form.basis).strip(),
        "verified": form.verified,
    }
    if not _write_day(form, facts):
        raise DayAlreadySo(date=form.date)
    row_id = CalendarOverride.objects.values_list("pk", flat=True).get(date=form.date, agency=form.agency_id)
    data = {"date": f"{form.date}", "kind": form.kind.value}
    chronicle.append(
        kind=Kind.DAY_DECIDED, subject=f"law-day:{row_id}", actor=reach.actor, at=at, agency=agency, data=data
    )
    announce()
    return row_id


def _write_day(form: DayForm, facts: dict[str, str | bool]) -> bool:
    """Whether anything changed. Two who decide the same new day at once: the second changes nothing."""
    there = CalendarOverride.objects.filter(date=form.date, agency=form.agency_id)
    if there.exists():
        return bool(there.exclude(**facts).update(**facts, shipped=False, note=""))
    try:
        with transaction.atomic():
            CalendarOverride.objects.create(date=form.date, agency_id=form.agency_id, **facts)
    except IntegrityError:
        return False
    return True


@transaction.atomic
def set_hours(*, agency_id: int, form: HoursForm, reach: Reach, at: datetime) -> None:
    """Hours from a day on. What was entered ahead may be corrected until it begins; what has begun stays."""
    agency = _check_day_reach(agency_id, reach)
    faults = [*_hours_faults(form), *rules.basis_faults(form.basis)]
    if faults:
        raise InvalidInput(faults=faults)
    facts = {
        "ends_on": form.ends_on,
        "week": [[text.strip() for text in day] for day in form.week],
        "cut_off": form.cut_off,
        "basis": nfc(form.basis).strip(),
        "verified": form.verified,
    }
    today = at.astimezone(TZ).date()
    same = OpeningHours.objects.filter(agency_id=agency_id, starts_on=form.starts_on)
    if form.starts_on is None or form.starts_on <= today or not same.update(**facts):
        try:
            with transaction.atomic():
                OpeningHours.objects.create(agency_id=agency_id, starts_on=form.starts_on, **facts)
        except IntegrityError:
            raise HoursAlreadyFrom(starts_on=form.starts_on or "–") from None
    data: dict[str, CODE] = {"starts_on": f"{form.starts_on or ''}", "verified": form.verified}
    chronicle.append(
        kind=Kind.HOURS_SET, subject=f"agency:{agency_id}", actor=reach.actor, at=at, agency=agency, data=data
    )
    announce()


def _hours_faults(form: HoursForm) -> list[Fault]:
    faults = []
    try:
        rules.hours(form.week, form.cut_off or time(15))
    except ValueError:
        faults.append(Fault("week", HOURS_WRONG))
    for name, day in (("starts_on", form.starts_on), ("ends_on", form.ends_on)):
        if day and not YEAR_MIN < day.year < YEAR_MAX:
            faults.append(
                Fault(
                    name,
                    gettext_noop("The calendar holds the years %(first)s to %(last)s."),
                    {"first": YEAR_MIN + 1, "last": YEAR_MAX - 1},
                )
            )
    if form.ends_on and (form.starts_on is None or form.ends_on < form.starts_on):
        faults.append(
            Fault("ends_on", gettext_noop("Hours that end begin on a day, and end on it or later."))
        )
    return faults


HOURS_WRONG = gettext_noop(
    "Write openings like 07:00-11:30, 13:30-17:00, in order, and open on at least one day from Monday to Friday."
)


def check_whole(reach: Reach) -> None:
    places = {grant.agency_id for grant in reach.grants if grant.role is Role.OPERATOR}
    if reach.may(Role.OPERATOR, "/"):
        return
    if not any(facts.level in _WHOLE for facts in people.agencies(places).values()):
        raise Forbidden


def _check_day_reach(agency_id: int | None, reach: Reach) -> str:
    """The agency's code for the chronicle, when the operator reaches it."""
    if agency_id is None:
        check_whole(reach)
        return ""
    facts = people.agencies([agency_id]).get(agency_id)
    if facts is None or not reach.holds(Role.OPERATOR):
        raise NotFound
    if not reach.may(Role.OPERATOR, facts.path):
        raise Forbidden
    return facts.code or facts.code_new
