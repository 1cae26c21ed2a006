"""One dossier as the person it belongs to follows it: where it is, until when, who answers for it, what comes next.

`own` is behind the gate. `found_by_secret` is the other door: whoever holds the receipt may follow, and sees no name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Value
from django.db.models.functions import Concat

from motcua import database
from motcua.documents import queries as documents
from motcua.dossiers import sealing
from motcua.dossiers.models import Dossier, Draft, Paper, Result, Wait, WaitKind
from motcua.dossiers.queries.former import SAME_MAX, fits_old_receipt
from motcua.dossiers.queries.gate import PARTIES, key_of, visible_to
from motcua.dossiers.queries.limits import limit
from motcua.dossiers.queries.offer import WAYS, case_of, form_of
from motcua.dossiers.queries.terms import acknowledge_by, count_of, waits_of
from motcua.dossiers.queries.timeline import Event, timeline
from motcua.dossiers.rules import lookup
from motcua.dossiers.rules.bundles import PREFIX, BundleKind, code
from motcua.dossiers.rules.numbers import tidy
from motcua.dossiers.rules.route import Stop, route
from motcua.dossiers.rules.states import HANDLED, OPEN, PAUSED, Channel, State
from motcua.foundation import calendar as deadlines
from motcua.foundation import forms
from motcua.foundation.refusal import NotFound
from motcua.foundation.typed import integer
from motcua.law import queries as law
from motcua.people import queries as people
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition
from motcua.rows import one

PAGE_ROWS = 20
# Compared when no dossier has the number, so that unknown and wrong take the same time.
_NOBODYS_SALT = b"\0" * 16


@dataclass(frozen=True)
class Asked:
    """What the office waits for."""

    reason: str
    papers: tuple[dict[str, object], ...]  # code, name, quantity, what
    owed: tuple[dict[str, object], ...]  # name, amount, basis
    payee: str
    asked_at: datetime
    answer_by: datetime


@dataclass(frozen=True)
class Followed:
    """Everything a page about one dossier tells the person it belongs to."""

    dossier: Dossier
    definition: Definition
    state: State
    office: people.AgencyFacts  # where it was received
    place: people.AgencyFacts  # where it is now
    stop: Stop
    to_come: tuple[Stop, ...]
    events: tuple[Event, ...]
    count: deadlines.Due | None
    acknowledge_by: datetime
    acknowledge_hours: int
    asked: Asked | None
    minutes_left: int | None  # working minutes until the date in force; None while no date runs

    @property
    def number(self) -> str:
        return self.dossier.number or ""


# Through the gate ------------------------------------------------------------------------------------------


def own(*, number: str, reach: Reach, at: datetime) -> Dossier:
    """One's own dossier: as applicant, or as the person who sent it. For everybody else it does not exist."""
    if reach.person_id is None:
        raise NotFound()
    mine = Q(applicant_id=reach.person_id) | Q(sender_id=reach.person_id)
    found = one(visible_to(reach, at=at).filter(mine, number=number).select_related(*_WITH))
    if found is None:
        raise NotFound()
    return found


_WITH = ("agency", "step_agency", "desk_agency", "bundle", *PARTIES, "holder__person")


def number_of(subject: str) -> str:
    """The number of a dossier by its name in the chronicle, for whoever is on the mandate that names it."""
    key = key_of(subject)
    return Dossier.objects.filter(key=key).values_list("number", flat=True).first() or "" if key else ""


@dataclass(frozen=True)
class OwnPage:
    rows: tuple[Dossier, ...]
    after: str  # cursor of the next page, empty at the end


def own_dossiers(*, reach: Reach, at: datetime, after: str = "", lists_as_one: bool = False) -> OwnPage:
    """One's own dossiers, the latest first; of a list perhaps only the first, and what waits for its person."""
    if reach.person_id is None:
        return OwnPage((), "")
    mine = Q(applicant_id=reach.person_id) | Q(sender_id=reach.person_id)
    found = visible_to(reach, at=at).filter(mine)
    if lists_as_one:
        first = Q(bundle__number=Concat(Value(PREFIX[BundleKind.MANY]), "number"))
        alone = Q(bundle=None) | ~Q(bundle__kind=BundleKind.MANY)
        found = found.filter(alone | first | Q(state__in=PAUSED))
    if (before := integer(after)) is not None:
        # Ids grow with the moment of sending, which is what people expect to read.
        found = found.filter(pk__lt=before)
    rows = list(found.select_related("agency", "step_agency", "bundle").order_by("-pk")[: PAGE_ROWS + 1])
    more = len(rows) > PAGE_ROWS
    return OwnPage(tuple(rows[:PAGE_ROWS]), str(rows[PAGE_ROWS - 1].pk) if more else "")


def lists_of(dossiers: Sequence[Dossier]) -> dict[int, tuple[int, int]]:
    """How many requests the lists have that begin with one of these, and how many are still at work."""
    wanted = {row.bundle_id for row in dossiers if begins_list(row)}
    rows = Dossier.objects.filter(bundle_id__in=wanted).values("bundle_id")
    counted = rows.annotate(n=Count("pk"), left=Count("pk", filter=Q(state__in=OPEN))) if wanted else ()
    return {row["bundle_id"]: (row["n"], row["left"]) for row in counted}


def begins_list(dossier: Dossier) -> bool:
    """Whether it stands for its whole list."""
    bundle = dossier.bundle
    return bundle is not None and bundle.number == code(BundleKind.MANY, dossier.number or "")


def open_waits(dossiers: tuple[Dossier, ...]) -> dict[int, datetime]:
    """Until when the office waits, for each of these that it waits for."""
    rows = Wait.objects.filter(
        dossier__in=[row.pk for row in dossiers if row.state in PAUSED], answered_at=None
    )
    return dict(rows.values_list("dossier_id", "answer_by"))


def asked_of(dossiers: Sequence[Dossier]) -> dict[int, Asked]:
    """What the offices wait for now, of each of these; one question for all."""
    rows = Wait.objects.filter(
        dossier__in=[row.pk for row in dossiers if row.state in PAUSED], answered_at=None, undone_at=None
    ).order_by("id")
    found = {row.dossier_id: _asked([row]) for row in rows}
    return {key: asked for key, asked in found.items() if asked is not None}


def papers_of(dossier: Dossier, *, with_files: bool = False) -> list[Paper]:
    """The papers handed in; with what is known of their files, as `paper.file`, when a page shows it."""
    rows = list(Paper.objects.filter(dossier=dossier).select_related("wait").order_by("id"))
    if with_files:
        files = documents.facts([row.file_id for row in rows if row.file_id is not None])
        for row in rows:
            row.file = files.get(row.file_id) if row.file_id is not None else None  # type: ignore[attr-defined]
    return rows


def result_of(dossier: Dossier) -> Result | None:
    return Result.objects.filter(dossier=dossier).first()


def answer_begun(dossier: Dossier, *, reach: Reach) -> Draft | None:
    """The answer this person has begun to what the office waits for."""
    if reach.person_id is None:
        return None
    return Draft.objects.filter(
        wait__dossier=dossier, wait__answered_at=None, person_id=reach.person_id
    ).first()


def answers_given(dossier: Dossier, *, language: str) -> tuple[forms.Row, ...]:
    """The answers of the form as they are read back, hidden ones opened: the page masks them."""
    form = form_of(procedures.definition(dossier.version_id), dossier.case)
    if form is None:
        return ()
    hidden = sealing.unlock(dossier.sealed, about=f"dossier:{dossier.key}")
    return form.rows({**dossier.data, **hidden}, language)


def secret_of(dossier: Dossier) -> str:
    """The look-up secret, for the receipt of its owner."""
    return secret_of_salt(dossier.salt)


def secret_of_salt(salt: bytes) -> str:
    return lookup.secret(salt=bytes(salt), key=sealing.lookup_key())


_SALT = f"SELECT salt FROM {Dossier._meta.db_table} WHERE number = %s"  # noqa: S608  own names


def secret_of_number(number: str) -> str:
    """The same by number, for a program that has just sent it: one small question."""
    found = database.ask(_SALT, [number])
    if found is None:
        raise NotFound()
    return secret_of_salt(found[0])


# By number and secret --------------------------------------------------------------------------------------


def found_by_secret(*, number: str, typed: str) -> str:
    """The number if the secret fits, else nothing. Unknown and wrong cost one query and one comparison alike.

    The number of the system before finds it too; with it goes what that system held, since its receipts have no secret.
    """
    asked = tidy(number)
    named = Q(number=asked) | Q(former__tidy=asked)
    rows = Dossier.objects.filter(named).select_related("former").order_by("pk")
    for found in list(rows[:SAME_MAX]):
        if lookup.matches(typed=typed, salt=bytes(found.salt), key=sealing.lookup_key()):
            return found.number or ""
        if hasattr(found, "former") and fits_old_receipt(found, typed):
            return found.number or ""
    lookup.matches(typed=typed, salt=_NOBODYS_SALT, key=sealing.lookup_key())
    return ""


def by_number(number: str) -> Dossier:
    """For whoever has shown the secret a moment ago; the caller checked that."""
    found = Dossier.objects.filter(number=number).select_related(*_WITH).first()
    if found is None:
        raise NotFound()
    return found


# What there is to tell -------------------------------------------------------------------------------------


def followed(dossier: Dossier, *, at: datetime) -> Followed:
    """Where it is, in values; words are the page's."""
    definition = procedures.definition(dossier.version_id)
    state = State(dossier.state)
    calendar = law.calendar(dossier.agency_id)
    stops = route(definition)
    places = people.agencies({dossier.agency_id, dossier.step_agency_id})
    runs = state in HANDLED and dossier.due_at is not None
    waits = waits_of(dossier)
    return Followed(
        dossier=dossier,
        definition=definition,
        state=state,
        office=places[dossier.agency_id],
        place=places[dossier.step_agency_id],
        stop=stops[min(dossier.step, len(stops) - 1)],
        to_come=stops[dossier.step + 1 :] if state in HANDLED else (),
        events=timeline(dossier, in_full=False),
        count=count_of(dossier, definition=definition, calendar=calendar, waits=waits),
        acknowledge_by=acknowledge_by(calendar, at=dossier.submitted_at),
        acknowledge_hours=acknowledge_hours(at=dossier.submitted_at),
        asked=_asked(waits) if state in PAUSED else None,
        minutes_left=deadlines.working_minutes(start=at, end=dossier.due_at, calendar=calendar)
        if runs and dossier.due_at
        else None,
    )


def acknowledge_hours(*, at: datetime) -> int:
    """Within how many working hours the desk answers a request that was just sent (dated value)."""
    return limit("acknowledge-hours", on=at)


def _asked(waits: Sequence[Wait]) -> Asked | None:
    """What the office waits for now: the last that is not answered."""
    wait = next((wait for wait in reversed(waits) if wait.answered_at is None), None)
    if wait is None:
        return None
    is_owed = wait.kind == WaitKind.DUTY
    return Asked(
        reason=wait.reason,
        papers=() if is_owed else tuple(wait.items),
        owed=tuple(wait.items) if is_owed else (),
        payee=wait.payee,
        asked_at=wait.asked_at,
        answer_by=wait.answer_by,
    )


def expected_due(definition: Definition, *, case: str, agency_id: int, at: datetime) -> deadlines.Due | None:
    """The date if it were sent online and taken in at this moment; a hint, never a promise."""
    found = case_of(definition, case)
    term = found.terms.get(WAYS[Channel.ONLINE]) if found else None
    if term is None:
        return None
    return deadlines.due(
        received=at, term=term, calendar=law.calendar(agency_id), policy=definition.pause_policy
    )
