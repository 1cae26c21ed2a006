"""Requests of another system brought in, in lots: rows, one entry and one movement each. And taken back while untouched.

The caller has checked each of them; nobody is sent a message, because nothing has happened to anybody's request.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Model, ProtectedError
from django.db.models.deletion import RestrictedError

from motcua import bulk, database, rows
from motcua.chronicle import actions as chronicle
from motcua.chronicle.actions import NewEntry
from motcua.dossiers.actions import former_papers
from motcua.dossiers.actions.moving import PAUSED_AT, stamp
from motcua.dossiers.actions.store import number_form
from motcua.dossiers.models import Dossier, FormerNumber, Movement, NumberSeries, Paper, Wait, WaitKind
from motcua.dossiers.models.kinds import new_salt
from motcua.dossiers.rules.digital import PaperSource
from motcua.dossiers.rules.importing import Kind, Pause
from motcua.dossiers.rules.inputs import Delivery
from motcua.dossiers.rules.numbers import tidy
from motcua.dossiers.rules.states import PAUSED, Act, Channel, State
from motcua.foundation.calendar import TZ
from motcua.foundation.text import fold
from motcua.people import actions as people
from motcua.people.queries import AgencyFacts


@dataclass(frozen=True, slots=True)
class Former:
    """One request as it stands in the old system, with what it is here: version, agency, step."""

    number: str
    version_id: int
    procedure_name: str
    procedure_code: str
    case: str
    agency: AgencyFacts
    channel: Channel
    state: State
    step: int
    step_role: str
    place: AgencyFacts
    holder_id: int | None
    applicant_name: str
    phone: str
    email: str
    address: str
    submitted_at: datetime
    received_at: datetime | None
    promised_at: datetime | None
    due_at: datetime | None
    acknowledge_by: datetime
    applicant_id: int | None = None
    organisation_id: int | None = None
    done_at: datetime | None = None
    returned_at: datetime | None = None
    closed_at: datetime | None = None
    late: bool | None = None
    outcome: str = ""
    first_promised_at: datetime | None = None  # when it was put off later
    pauses: tuple[Pause, ...] = ()

    @property
    def since(self) -> datetime:
        """When it came into its state, as far as the dates say."""
        said = [self.submitted_at, self.received_at, self.done_at, self.returned_at, self.closed_at]
        said += [moment for pause in self.pauses for moment in (pause.asked_at, pause.answered_at)]
        return max(moment for moment in said if moment is not None)

    @property
    def desk_at(self) -> datetime:
        """Its place on the desk."""
        return PAUSED_AT if self.state in PAUSED else self.due_at or self.closed_at or self.acknowledge_by


@transaction.atomic
def bring_in(*, lot: Sequence[Former], batch: str, by: str, at: datetime) -> list[str]:
    """Their names in the chronicle, in the order given."""
    numbers = _numbers(lot, at=at)
    dossiers = [_row(one, number, at=at) for one, number in zip(lot, numbers, strict=True)]
    _insert(Dossier, dossiers)
    entries = [_entry(one, dossier, batch, by, at=at) for dossier, one in zip(dossiers, lot, strict=True)]
    hashes = chronicle.append_many(entries)
    movements = [
        _movement(one, dossier, digest, by, at=at)
        for one, dossier, digest in zip(lot, dossiers, hashes, strict=True)
    ]
    bulk.insert(Movement, movements)
    bulk.insert(
        Wait, [wait for one, dossier in zip(lot, dossiers, strict=True) for wait in _waits(one, dossier)]
    )
    bulk.insert(
        FormerNumber,
        [
            FormerNumber(
                dossier_id=dossier.pk, agency_id=one.agency.id, number=one.number, tidy=tidy(one.number)
            )
            for one, dossier in zip(lot, dossiers, strict=True)
        ],
    )
    return [entry.subject for entry in entries]


def _insert(model: type[Model], made: Sequence[Model]) -> None:
    for row, id in zip(made, bulk.next_ids(model, len(made)), strict=True):
        row.pk = id
    bulk.insert(model, made)


def _numbers(lot: Sequence[Former], *, at: datetime) -> list[str]:
    """The next numbers of this day; agencies in order, so that two lots never wait for each other in a ring."""
    day = at.astimezone(TZ).date()
    wanted: dict[int, list[int]] = defaultdict(list)
    for place, one in enumerate(lot):
        wanted[one.agency.id].append(place)
    found = [""] * len(lot)
    for agency_id in sorted(wanted):
        places = wanted[agency_id]
        first = _take(agency_id, day, len(places))
        form = number_form(lot[places[0]].agency, day_at=at)
        for offset, place in enumerate(places):
            found[place] = form.number(first + offset)
    return found


_TAKE = f"""
INSERT INTO {NumberSeries._meta.db_table} (agency_id, day, last) VALUES (%s, %s, %s)
ON CONFLICT (agency_id, day) DO UPDATE SET last = {NumberSeries._meta.db_table}.last + %s
RETURNING last
"""  # noqa: S608  own names


def _take(agency_id: int, day: object, count: int) -> int:
    """The first of so many numbers."""
    found = database.ask(_TAKE, [agency_id, str(day), count, count])
    assert found is not None
    return int(found[0]) - count + 1


def _row(one: Former, number: str, *, at: datetime) -> Dossier:
    kinds = [pause.kind for pause in one.pauses]
    return rows.new(
        Dossier,
        key=uuid4(),
        number=number,
        submission=uuid4(),
        version_id=one.version_id,
        procedure_name=one.procedure_name[:500],
        case=one.case,
        agency_id=one.agency.id,
        channel=int(one.channel),
        state=int(one.state),
        state_since=one.since,
        delivery=Delivery.AT_COUNTER.value,
        applicant_id=one.applicant_id,
        organisation_id=one.organisation_id,
        applicant_name=one.applicant_name,
        applicant_folded=fold(one.applicant_name),
        applicant_phone=one.phone,
        applicant_email=one.email,
        applicant_address=one.address,
        salt=new_salt(),
        step=one.step,
        step_role=one.step_role,
        step_since=min(at, one.since),
        step_agency_id=one.place.id,
        holder_id=one.holder_id,
        outcome=one.outcome,
        submitted_at=one.submitted_at,
        received_at=one.received_at,
        promised_at=one.promised_at,
        due_at=one.due_at,
        desk_at=one.desk_at,
        done_at=one.done_at,
        returned_at=one.returned_at,
        closed_at=one.closed_at,
        late=one.late,
        supplements=kinds.count(WaitKind.SUPPLEMENT),
        duties=kinds.count(WaitKind.DUTY),
        approved_at=one.done_at,
    )


def _entry(one: Former, dossier: Dossier, batch: str, by: str, *, at: datetime) -> NewEntry:
    return NewEntry(
        kind=Act.IMPORT,
        subject=f"dossier:{dossier.key}",
        actor=by,
        at=at,
        agency=one.agency.code,
        data={
            "revision": 1,
            "to": int(one.state),
            "step": one.step,
            "channel": int(one.channel),
            "procedure": one.procedure_code,
            "import": batch,
        },
    )


def _movement(one: Former, dossier: Dossier, digest: bytes, by: str, *, at: datetime) -> Movement:
    facts: dict[str, object] = {"former": one.number}
    if one.promised_at:
        facts["due"] = stamp(one.promised_at)
    if one.first_promised_at:
        facts["first_due"] = stamp(one.first_promised_at)
    return rows.new(
        Movement,
        dossier_id=dossier.pk,
        seq=1,
        act=Act.IMPORT,
        at=at,
        actor=by,
        to_state=int(one.state),
        to_step=one.step,
        facts=facts,
        salt=b"",
        entry_hash=digest,
    )


def _waits(one: Former, dossier: Dossier) -> list[Wait]:
    seen: dict[str, int] = defaultdict(int)
    made = []
    for pause in one.pauses:
        seen[pause.kind] += 1
        made.append(
            rows.new(
                Wait,
                dossier_id=dossier.pk,
                kind=pause.kind,
                number=seen[pause.kind],
                from_state=int(State.IN_PROGRESS if one.received_at else State.NEW),
                asked_at=pause.asked_at,
                reason=pause.reason,
                items=[dict(item) for item in pause.items],
                answer_by=pause.answer_by,
                answered_at=pause.answered_at,
            )
        )
    return made


# Taking back -------------------------------------------------------------------------------------------------


@transaction.atomic
def take_back_import(
    *, subjects: Sequence[str], batch: str, by: str, at: datetime, since: datetime
) -> set[str]:
    """Of these, the requests that nobody has touched are gone, with who was only stated on them since then.

    Answers which are gone; the others stay as they are.
    """
    keys = [key for subject in subjects if (key := subject.removeprefix("dossier:"))]
    held = (
        Dossier.objects.select_for_update(of=("self",))
        .filter(key__in=keys, revision=1, former__isnull=False)
        .order_by("pk")
    )
    dossiers = {dossier.pk: dossier for dossier in held.select_related("agency")}
    gone = [dossiers[id] for id in sorted(_gone_of(sorted(dossiers)))]
    chronicle.append_many(
        NewEntry(
            kind=Kind.TAKEN_BACK,
            subject=f"dossier:{dossier.key}",
            actor=by,
            at=at,
            agency=dossier.agency.code,
            data={"import": batch, "number": dossier.number},
        )
        for dossier in gone
    )
    people.forget_stated(
        persons=[dossier.applicant_id for dossier in gone if dossier.applicant_id],
        organisations=[dossier.organisation_id for dossier in gone if dossier.organisation_id],
        since=since,
    )
    return {f"dossier:{dossier.key}" for dossier in gone}


def _gone_of(ids: Sequence[int]) -> set[int]:
    """Deleted with the rows that came with them, unless anything else holds on to one: then somebody has touched it.

    Halved until those are found.
    """
    if not ids:
        return set()
    try:
        with transaction.atomic():
            Movement.objects.filter(dossier__in=ids).delete()
            Wait.objects.filter(dossier__in=ids).delete()
            papers = Paper.objects.filter(dossier__in=ids, source=PaperSource.FORMER)
            brought = list(papers.values_list("pk", flat=True))
            papers.delete()
            former_papers.release(brought)
            Dossier.objects.filter(pk__in=ids).delete()
    except (ProtectedError, RestrictedError):
        half = len(ids) // 2
        return _gone_of(ids[:half]) | _gone_of(ids[half:]) if half else set()
    return set(ids)
