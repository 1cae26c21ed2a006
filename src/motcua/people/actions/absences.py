"""An officer is away on some days, and a colleague stands in for them on these days only."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from motcua.chronicle import actions as chronicle
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, gettext_noop

from ..models import Absence, Officer
from ..queries import standing_in as asked
from ..queries.reach import in_force
from ..rules import Kind, Reach
from ..rules.absences import (
    OF_ANOTHER,
    AbsenceOver,
    AbsenceTwice,
    CoverAway,
    CoverNamed,
    absence_faults,
    stand_near,
)


@dataclass(frozen=True)
class NewAbsence:
    """Both days included. Without a cover nobody stands in, and what lies with the officer is found to stand still."""

    officer_id: int
    cover_id: int | None
    starts_on: date | None
    ends_on: date | None


@transaction.atomic
def record_absence(*, form: NewAbsence, reach: Reach, at: datetime) -> int:
    """By the officer, or by who heads their unit. The right to act moves by itself and comes back by itself."""
    _check_may(form.officer_id, reach, at=at)
    faults = absence_faults(
        starts_on=form.starts_on,
        ends_on=form.ends_on,
        today=at.astimezone(TZ).date(),
        officer_id=form.officer_id,
        cover_id=form.cover_id,
    )
    if faults:
        raise InvalidInput(faults=faults)
    assert form.starts_on is not None and form.ends_on is not None
    agency = _check_cover(form, at=at)
    # One officer's absences are recorded one after the other, those of the cover too, always in one order.
    for officer_id in sorted(one for one in (form.officer_id, form.cover_id) if one is not None):
        Officer.objects.filter(pk=officer_id).update(code=F("code"))
    days = asked.on_days(form.starts_on, form.ends_on)
    if Absence.objects.filter(days, officer_id=form.officer_id).exists():
        raise AbsenceTwice
    if form.cover_id is not None and Absence.objects.filter(days, officer_id=form.cover_id).exists():
        raise CoverAway
    recorded = _write(form, reach=reach, at=at)
    chronicle.append(
        kind=Kind.ABSENCE_RECORDED,
        subject=f"absence:{recorded}",
        actor=reach.actor,
        at=at,
        agency=agency,
        data={
            "officer": form.officer_id,
            "cover": form.cover_id,
            "starts_on": f"{form.starts_on}",
            "ends_on": f"{form.ends_on}",
        },
    )
    return recorded


@transaction.atomic
def end_absence(*, absence_id: int, reach: Reach, at: datetime) -> None:
    """Back earlier: from now on the colleague no longer stands in."""
    row = Absence.objects.filter(pk=absence_id).first()
    if row is None:
        raise NotFound
    _check_may(row.officer_id, reach, at=at)
    running = Absence.objects.filter(
        pk=absence_id, ended_at__isnull=True, ends_on__gte=at.astimezone(TZ).date()
    )
    if running.update(ended_at=at) != 1:
        raise AbsenceOver
    chronicle.append(kind=Kind.ABSENCE_ENDED, subject=f"absence:{row.pk}", actor=reach.actor, at=at)


@transaction.atomic
def name_cover(*, absence_id: int, cover_id: int, reach: Reach, at: datetime) -> int:
    """Name or change who stands in, from now on. Of an absence that has begun the days so far stay as they were.

    What has begun ends, and goes on as an absence of its own from today; answers which one the colleague has.
    """
    row = Absence.objects.filter(pk=absence_id).first()
    if row is None:
        raise NotFound
    _check_may(row.officer_id, reach, at=at)
    today = at.astimezone(TZ).date()
    if row.ended_at is not None or row.ends_on < today:
        raise AbsenceOver
    form = NewAbsence(row.officer_id, cover_id, max(row.starts_on, today), row.ends_on)
    agency = _check_new_cover(form, row, at=at)
    as_read = Absence.objects.filter(pk=row.pk, ended_at__isnull=True, cover_id=row.cover_id)
    if row.starts_on > today:
        changed, named = as_read.update(cover_id=cover_id), row.pk
    else:
        changed, named = as_read.update(ended_at=at), 0
    if changed != 1:
        raise CoverNamed
    named = named or _write(form, reach=reach, at=at)
    chronicle.append(
        kind=Kind.COVER_NAMED,
        subject=f"absence:{named}",
        actor=reach.actor,
        at=at,
        agency=agency,
        data={
            "officer": row.officer_id,
            "cover": cover_id,
            "before": row.cover_id,
            "of": f"absence:{row.pk}",
        },
    )
    return named


def _check_new_cover(form: NewAbsence, row: Absence, *, at: datetime) -> str:
    assert form.cover_id is not None and form.starts_on is not None and form.ends_on is not None
    if form.cover_id == row.cover_id:
        sentence = gettext_noop("This colleague stands in already.")
        raise InvalidInput(faults=[Fault("cover", sentence)])
    if form.cover_id == form.officer_id:
        raise InvalidInput(faults=[Fault("cover", OF_ANOTHER)])
    agency = _check_cover(form, at=at)
    for officer_id in sorted((form.officer_id, form.cover_id)):
        Officer.objects.filter(pk=officer_id).update(code=F("code"))
    if Absence.objects.filter(asked.on_days(form.starts_on, form.ends_on), officer_id=form.cover_id).exists():
        raise CoverAway
    return agency


def _write(form: NewAbsence, *, reach: Reach, at: datetime) -> int:
    assert form.starts_on is not None and form.ends_on is not None
    return Absence.objects.create(
        officer_id=form.officer_id,
        cover_id=form.cover_id,
        starts_on=form.starts_on,
        ends_on=form.ends_on,
        recorded_by=reach.actor,
        recorded_at=at,
    ).pk


def _check_may(officer_id: int, reach: Reach, *, at: datetime) -> None:
    """Strangers are not told that an officer exists; colleagues without the right are told that they may not."""
    if asked.may_record(officer_id, reach, at=at):
        return
    colleagues = {one.id for one in asked.may_stand_in(reach, at=at)}
    raise Forbidden if officer_id in colleagues else NotFound


def _check_cover(form: NewAbsence, *, at: datetime) -> str:
    """The agency's code, when the colleague serves where the absent one does, or in a part of it, or nobody stands in."""
    if form.cover_id is None:
        serving = (
            in_force(at).filter(officer_id=form.officer_id).select_related("agency").order_by("pk").first()
        )
        return (serving.agency.code or serving.agency.code_new or "") if serving else ""
    mandates = asked.covered_mandates(form.officer_id, at=at)
    if not mandates:
        sentence = gettext_noop("None of this officer's roles can be done by a colleague in their place.")
        raise InvalidInput(faults=[Fault("officer", sentence)])
    paths = in_force(at).filter(officer_id=form.cover_id).values_list("agency__path", flat=True)
    for mandate in mandates:
        if any(stand_near(mandate.agency.path, path) for path in paths):
            return mandate.agency.code or mandate.agency.code_new or ""
    sentence = gettext_noop("Choose a colleague who serves at the same agency or in one of its units.")
    raise InvalidInput(faults=[Fault("cover", sentence)])
