"""Terms and dates of one dossier, from its procedure version, its waits and its extensions."""

from collections.abc import Sequence
from datetime import datetime

from motcua import database
from motcua.dossiers.models import Dossier, Extension, Movement, Wait, WaitKind
from motcua.dossiers.queries.found import sql
from motcua.dossiers.queries.limits import limit
from motcua.dossiers.queries.offer import WAYS
from motcua.dossiers.rules.states import Act, Channel
from motcua.foundation import calendar as deadlines
from motcua.law.rules import NoValue
from motcua.procedures.rules import Definition

DAY_MINUTES = 8 * 60  # a working day is eight hours by convention, whatever the opening hours
_MONTH_WORKDAYS = 22  # only to share a term in months out over steps; never to promise a date


def term_minutes(term: deadlines.Term) -> int:
    """About how many working minutes a term holds, to share it out over steps."""
    if term.unit is deadlines.Unit.WORKING_HOURS:
        return term.amount * 60
    if term.unit is deadlines.Unit.MONTHS:
        return term.amount * _MONTH_WORKDAYS * DAY_MINUTES
    if term.unit is deadlines.Unit.CALENDAR_DAYS:
        return term.amount * 5 * DAY_MINUTES // 7
    return max(term.amount, 1) * DAY_MINUTES


def pauses_of(dossier: Dossier, waits: Sequence[Wait]) -> list[deadlines.Pause]:
    """Waits since it was received; a wait before that has no clock to stop."""
    received = dossier.received_at
    return [
        deadlines.Pause(start=wait.asked_at, end=wait.answered_at, reason=wait.kind)
        for wait in waits
        if received is not None and wait.asked_at >= received
    ]


def step_minutes(
    dossier: Dossier, *, at: datetime, calendar: deadlines.WorkCalendar, waits: Sequence[Wait] | None = None
) -> int:
    """Working minutes spent in the present step; the time in which the clock stood is not the step's."""
    spent = deadlines.working_minutes(start=dossier.step_since, end=at, calendar=calendar)
    for wait in waits_of(dossier) if waits is None else waits:
        start, end = max(wait.asked_at, dossier.step_since), min(wait.answered_at or at, at)
        if start < end:
            spent -= deadlines.working_minutes(start=start, end=end, calendar=calendar)
    return spent


def due_after_wait(
    dossier: Dossier,
    *,
    waits: Sequence[Wait],
    extension: Extension | None,
    definition: Definition,
    calendar: deadlines.WorkCalendar,
) -> datetime | None:
    """The date in force once the last wait has been answered; None when it was not received yet.

    After an extension, the date that was promised then moves on by the working time that stood still.
    Never earlier than the first promise, nor than a date that was in force when the clock stopped: a day off may have
    moved it and been taken back since.
    """
    if dossier.received_at is None or dossier.promised_at is None:
        return None
    promised = max([dossier.promised_at, *(wait.due_before for wait in waits if wait.due_before)])
    pauses = pauses_of(dossier, waits)
    later = [pause for pause in pauses if extension is not None and pause.start >= extension.at]
    if extension is not None and later:
        due = extension.new_due
        for pause in later:
            assert pause.end is not None
            stood = deadlines.working_minutes(start=pause.start, end=pause.end, calendar=calendar)
            days = max(1, -(-stood // DAY_MINUTES))
            by = deadlines.Term(days, deadlines.Unit.WORKING_DAYS)
            due = deadlines.extend(due=due, by=by, calendar=calendar)
        return max(due, promised)
    found = deadlines.due_at(
        received=dossier.received_at,
        term=term_of(dossier, definition),
        calendar=calendar,
        pauses=pauses,
        policy=definition.pause_policy,
    )
    assert found is not None
    latest = max(found, promised)
    return max(latest, extension.new_due) if extension is not None else latest


def owed(dossier: Dossier) -> int:
    """In đồng, what is awaited now."""
    wait = Wait.objects.filter(dossier=dossier, answered_at=None, kind=WaitKind.DUTY).first()
    return wait.total if wait else 0


def waits_of(dossier: Dossier) -> list[Wait]:
    """For what its clock stood, in order; most never waited, and cost no question."""
    return (
        list(Wait.objects.filter(dossier=dossier, undone_at=None).order_by("id"))
        if dossier.has_waited
        else []
    )


def count_of(
    dossier: Dossier,
    *,
    definition: Definition,
    calendar: deadlines.WorkCalendar,
    waits: Sequence[Wait] | None = None,
) -> deadlines.Due | None:
    """The explained date: the count day by day, as it stands now."""
    if dossier.received_at is None:
        return None
    return deadlines.due(
        received=dossier.received_at,
        term=term_of(dossier, definition),
        calendar=calendar,
        pauses=pauses_of(dossier, waits_of(dossier) if waits is None else waits),
        policy=definition.pause_policy,
    )


def acknowledge_by(
    calendar: deadlines.WorkCalendar, *, at: datetime, today: datetime | None = None
) -> datetime:
    """When a submission must have been answered: eight working hours after it arrived (dated value).

    For one of another system that is older than the rule, that of `today` counts.
    """
    try:
        hours = limit("acknowledge-hours", on=at)
    except NoValue:
        if today is None:
            raise
        hours = limit("acknowledge-hours", on=today)
    due = deadlines.due_at(
        received=at, term=deadlines.Term(hours, deadlines.Unit.WORKING_HOURS), calendar=calendar
    )
    assert due is not None
    return due


def officer_of_act(dossier: Dossier, act: Act) -> database.Asked:
    """The officer who did this act last; the database looks them up while it writes what names them."""
    return database.Asked(sql("officer_of_act").strip(), (dossier.pk, act))


def officer_of_step(dossier: Dossier, step: int) -> int | None:
    """Who had it in hand when it last left this step."""
    left = Movement.objects.filter(dossier=dossier, from_step=step).exclude(to_step=step)
    return left.order_by("-seq").values_list("officer_id", flat=True).first()


def term_of(dossier: Dossier, definition: Definition) -> deadlines.Term:
    """The term promised for its case and channel."""
    return term_for(definition, case=dossier.case, channel=dossier.channel)


def term_for(definition: Definition, *, case: str, channel: int) -> deadlines.Term:
    """A channel that is no longer offered counts as the counter's."""
    terms = definition.case(case).terms
    found = terms.get(WAYS[Channel(channel)]) or terms.get(WAYS[Channel.COUNTER])
    return found or next(iter(terms.values()))


def share_minutes(definition: Definition, *, case: str, channel: int, share: int) -> int:
    """Working minutes of a step with this share of the term, in per cent."""
    return term_minutes(term_for(definition, case=case, channel=channel)) * share // 100
