"""Handing in: submit, and the papers that come with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from motcua import database, rows
from motcua.chronicle.actions import NewEntry
from motcua.dossiers import queries, sealing
from motcua.dossiers.actions import drafts, held, helping, parties, reserving, telling
from motcua.dossiers.actions.moving import PAUSED_AT, Done
from motcua.dossiers.actions.store import ROWS, InTheWay, NewDossier, Store
from motcua.dossiers.models import Dossier, Movement, Paper
from motcua.dossiers.rules import checks, inputs, lookup, refusals, reserved
from motcua.dossiers.rules.digital import PaperSource
from motcua.dossiers.rules.parties import behalf_faults
from motcua.dossiers.rules.states import TABLE, Act, Channel, State
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, Refusal, Said, gettext_noop
from motcua.foundation.text import fold, nfc
from motcua.law import queries as law
from motcua.notices import actions as notices
from motcua.people import queries as people
from motcua.people.rules import Reach, Role, digits
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition

APPLICANT_CHARACTERS_MAX = 200


def submit(*, reach: Reach, at: datetime, given: inputs.Submit) -> Done:
    """Send a request. Sent twice, it is still one: the second call answers what the first one left.

    It is looked for only when something is in the way: the row itself, or what changed since (a draft that is spent).
    The number is taken last, because it holds a row that every submission to this agency needs.
    """
    # Agencies seldom change: the one at hand is compared where the number is taken, which spares a trip to read it.
    held = None if given.kept_number else people.agency_held(given.agency_id)
    if held is not None:
        try:
            return _submit(held, reach=reach, at=at, given=given)
        except (InTheWay, Refusal):
            pass  # sent before, or refused by what may have changed: the agency as it is now tells
    try:
        return _submit(people.hold_agency(given.agency_id), reach=reach, at=at, given=given)
    except (InTheWay, Refusal) as refused:
        earlier = _done_of(given)
        if earlier is None and given.kept_number and isinstance(refused, InTheWay):
            raise reserved.NumberNotFree(number=given.kept_number) from None
        if earlier is None:
            raise
        return earlier


def _done_of(given: inputs.Submit) -> Done | None:
    found = queries.of_submission(given.submission)
    return Done(dossier_id=found[0], number=found[1], revision=1, entry_hash=found[2]) if found else None


@database.act()
def _submit(agency: people.AgencyFacts | None, *, reach: Reach, at: datetime, given: inputs.Submit) -> Done:
    if agency is None:
        raise refusals.NotOffered()
    return submit_into(ROWS, agency=agency, reach=reach, at=at, given=given)[0]


def check_submission(*, reach: Reach, at: datetime, given: inputs.Submit) -> dict[str, object]:
    """Everything that `submit` checks, and the answers it would keep; for what is sent on to another node."""
    agency = people.agency_if(given.agency_id)
    if agency is None:
        raise refusals.NotOffered()
    definition = procedures.definition(given.version_id)
    return _check(definition, agency, agency, reach=reach, at=at, given=given, is_checked=False)


@dataclass(frozen=True)
class Within:
    """A request that is handed in with others under one receipt."""

    bundle_id: int
    key: UUID
    part: str
    awaits: bool
    desk: people.AgencyFacts | None  # where it is handed in, when another agency handles it
    known: parties.Known | None = None  # whom the register knows of its applicant, when all have the same
    tells: str = ""  # the notice of this one, when its applicant is not who is told of all


def check_whole(
    definition: Definition, agency: people.AgencyFacts, *, reach: Reach, at: datetime, given: inputs.Submit
) -> dict[str, object]:
    """The same for a bundle as a whole, at the desk where it is handed in; each part is checked apart."""
    if not definition.is_bundle:
        raise refusals.NotOffered()
    return _check(definition, agency, agency, reach=reach, at=at, given=given, is_checked=False, whole=True)


def check_listed(
    agency: people.AgencyFacts, *, reach: Reach, at: datetime, given: inputs.Submit
) -> dict[str, object]:
    """One row of a list. A table is typed at leisure, so at the counter, too, its answers are whole."""
    definition = procedures.definition(given.version_id)
    data = _check(definition, agency, agency, reach=reach, at=at, given=given, is_checked=False)
    form = queries.form_of(definition, given.case)
    faults = form.check(given.data, today=at.astimezone(TZ).date()) if form else ()
    if faults:
        raise InvalidInput(faults=faults)
    return data


def submit_into(
    store: Store,
    *,
    agency: people.AgencyFacts,
    reach: Reach,
    at: datetime,
    given: inputs.Submit,
    is_checked: bool = False,
    within: Within | None = None,
) -> tuple[Done, Dossier]:
    """The act itself; the set form calls it with a store of its own, and says when answers were checked before."""
    definition = procedures.definition(given.version_id)
    desk = (within.desk if within else None) or _desk(given, agency, at=at)
    data = _check(definition, agency, desk, reach=reach, at=at, given=given, is_checked=is_checked)
    actor, at_desk = actor_of(reach, desk, given), given.channel is not Channel.ONLINE
    held.check_given(given.papers, reach=reach, at=at, as_officer=at_desk)
    given = helping.as_if_by_themselves(given, reach=reach, store=store)
    given, representation = parties.settle(given, actor=actor, at=at, found=within.known if within else None)
    dossier = _row(definition, data=data, at=at, given=given, within=within)
    parties.represent(store, dossier, representation)
    entry = NewEntry(
        kind=Act.SUBMIT,
        subject=f"dossier:{dossier.key}",
        actor=actor,
        at=at,
        agency=agency.code,
        data={
            "revision": 1,
            "to": int(State.NEW),
            "channel": int(given.channel),
            "procedure": definition.code,
            **({"bundle": str(within.key)} if within else {}),
            **(helping.entry(reach.helping) if reach.helping else {}),
        },
    )
    movement = rows.new(
        Movement, seq=1, act=Act.SUBMIT, at=at, actor=actor, officer_id=reach.officer_id if at_desk else None,
        agency_id=desk.id if at_desk else None, to_state=State.NEW, to_step=0, salt=b"",
        facts=helping.facts(reach.helping) if reach.helping else {},
    )  # fmt: skip
    new = NewDossier(
        dossier=dossier,
        papers=papers_of(dossier_id=0, given=given.papers, at=at),
        movement=movement,
        entry=entry,
        agency=agency,
        at=at,
        told=telling.stated(dossier) if within else telling.applicant_of(dossier),
        # One receipt for all of a bundle: its parts are not told of one by one.
        template=within.tells if within else f"dossiers/{TABLE[Act.SUBMIT].notice}",
        values={"procedure": dossier.procedure_name, "office": agency.name, "phone": agency.phone}
        | (_of_sender(dossier) if within and within.tells else {}),
    )
    entry_hash = store.hand_in(new, last=_last(new, given, reach, store=store))
    assert dossier.number is not None
    done = Done(dossier.pk, number=dossier.number, revision=1, entry_hash=entry_hash, salt=dossier.salt)
    return done, dossier


def _of_sender(dossier: Dossier) -> dict[str, object]:
    """What somebody is told for whom another has sent a request: who, and how to follow it without them."""
    acting = dossier.representation
    return {
        "sender": acting.representative if acting else "",
        "secret": notices.sealed(lookup.secret(salt=bytes(dossier.salt), key=sealing.lookup_key())),
    }


def _desk(given: inputs.Submit, agency: people.AgencyFacts, *, at: datetime) -> people.AgencyFacts:
    """Where it is handed in: at the agency that decides, or at any desk of the same province, since the law says so."""
    if given.desk_id is None or given.desk_id == agency.id:
        return agency
    desk = people.agency_if(given.desk_id)
    if desk is None or not queries.may_receive_for(desk, agency, at=at):
        raise refusals.NotOffered()
    return desk


def _last(new: NewDossier, given: inputs.Submit, reach: Reach, *, store: Store) -> Callable[[], None] | None:
    """What else is written with a new request: its draft is spent, and stored papers count as used."""
    draft_id, kept = given.draft_id, given.kept_number
    if (
        draft_id is None
        and not kept
        and reach.helping is None
        and all(paper.held_id is None for paper in new.papers)
    ):
        return None

    def write() -> None:
        held.note_reuses(new.papers, new.dossier, actor=new.entry.actor, agency=new.entry.agency, at=new.at)
        if kept:
            reserving.use(number=kept, submission=given.submission, at=new.at)
        if reach.helping is not None:
            helping.note(new.dossier, reach.helping, at=new.at, store=store)
        if draft_id is not None:
            drafts.spend(draft_id=draft_id)

    return write


def _check(
    definition: Definition,
    agency: people.AgencyFacts,
    desk: people.AgencyFacts,
    *,
    reach: Reach,
    at: datetime,
    given: inputs.Submit,
    is_checked: bool,
    whole: bool = False,
) -> dict[str, object]:
    """Everything a person may get wrong, before anything is written; answers the cleaned form data."""
    _check_sender(desk, reach=reach, given=given)
    helping.check_sending(reach, procedure=definition.code, behalf=given.applicant.behalf)
    case = queries.case_of(definition, given.case)
    if case is None:
        raise refusals.NoSuchCase()
    if (
        definition.is_bundle is not whole
        or not queries.is_office(agency, definition)
        or not queries.offered_on(case, given.channel)
    ):
        raise refusals.NotOffered()
    form = None if is_checked else queries.form_of(definition, given.case)
    data, day = dict(given.data), at.astimezone(TZ).date()
    faults = list(_applicant_faults(given.applicant, on=day))
    if not is_checked and given.delivery not in inputs.deliveries_offered(
        is_document=definition.result.is_document
    ):
        faults.append(
            Fault(
                "delivery",
                gettext_noop(
                    "The result of this procedure is no document to download. Choose another way to receive it."
                ),
            )
        )
    if form is not None:
        # At a counter what is missing may be asked for later; what is wrong is refused, from a page and a program alike.
        looks = form.check if given.channel is Channel.ONLINE else form.unsound
        faults += looks(data, today=day)
    if form is not None and not faults:
        data = form.clean(data, today=day)
    if faults:
        raise InvalidInput(faults=faults)
    if given.channel is Channel.ONLINE and not is_checked:
        missing = queries.papers_missing(
            case, data=data, given=[paper.code for paper in given.papers], behalf=given.applicant.behalf
        )
        if missing:
            raise refusals.PapersMissing(
                faults=[
                    Fault(f"paper-{paper.code}", gettext_noop("Attach: %(name)s"), {"name": paper.name.vi})
                    for paper in missing
                ]
            )
    return data


def _check_sender(desk: people.AgencyFacts, *, reach: Reach, given: inputs.Submit) -> None:
    """Who may hand it in: a desk that receives, or online the person themselves."""
    if given.channel is not Channel.ONLINE:
        if not reach.may(Role.RECEPTION, desk.path):
            raise refusals.NotYourRole(number="", act=Said(TABLE[Act.SUBMIT].name))
    elif reach.person_id is None or reach.person_id != (given.submitted_by_id or given.applicant.person_id):
        raise refusals.NotYourRole(number="", act=Said(TABLE[Act.SUBMIT].name))
    elif (given.applicant.person_id != reach.person_id) == (given.applicant.behalf is None):
        # Online nobody names another as the applicant without saying so, nor says so about oneself.
        raise refusals.NotForSomebodyElse()


def _applicant_faults(applicant: inputs.Applicant, *, on: date) -> list[Fault]:
    if applicant.behalf is not None:
        faults = list(behalf_faults(applicant, applicant.behalf, on=on))
        if faults:
            return faults
    elif not 2 <= len(applicant.name.strip()) <= APPLICANT_CHARACTERS_MAX:
        return [Fault("applicant_name", gettext_noop("Write the full name of the applicant."))]
    too_long = {
        "phone": (digits(applicant.phone), 20),
        "email": (applicant.email, 254),
        "address": (applicant.address, 300),
    }
    return [
        checks.too_long(name, most=most)
        for name, (text, most) in too_long.items()
        if len(text.strip()) > most
    ]


def _row(
    definition: Definition,
    *,
    data: dict[str, object],
    at: datetime,
    given: inputs.Submit,
    within: Within | None,
) -> Dossier:
    form = queries.form_of(definition, given.case)
    key = uuid4()
    calendar = law.calendar(given.agency_id)
    return rows.new(
        Dossier,
        submission=given.submission,
        version_id=given.version_id,
        procedure_name=definition.name.vi[:500],
        case=given.case,
        agency_id=given.agency_id,
        # It lies where it was received until that desk passes it on.
        step_agency_id=given.desk_id or given.agency_id,
        desk_agency_id=given.desk_id,
        collect_agency_id=given.desk_id if given.collect_here else None,
        channel=given.channel,
        state=State.NEW,
        state_since=at,
        step=0,
        step_role=Role.RECEPTION,
        step_since=at,
        sets=given.sets,
        delivery=given.delivery,
        sender_id=given.submitted_by_id,
        **applicant_columns(given.applicant),
        **sealing.parted(data, form=form, about=f"dossier:{key}"),
        key=key,
        number=given.kept_number or None,
        submitted_at=at,
        desk_at=PAUSED_AT if within and within.awaits else queries.acknowledge_by(calendar, at=at),
        bundle_id=within.bundle_id if within else None,
        part=within.part if within else "",
        awaits_part=bool(within and within.awaits),
    )


def applicant_columns(applicant: inputs.Applicant) -> dict[str, object]:
    """Whose request it is, as stated."""
    return {
        "applicant_id": applicant.person_id,
        "organisation_id": applicant.organisation_id,
        "applicant_name": nfc(applicant.name.strip()),
        "applicant_folded": fold(applicant.name),
        "applicant_phone": digits(applicant.phone),
        "applicant_email": applicant.email.strip(),
        "applicant_address": nfc(applicant.address.strip()),
        "language": applicant.language,
    }


def papers_of(
    *, dossier_id: int, given: Sequence[inputs.PaperGiven], at: datetime, wait_id: int | None = None
) -> list[Paper]:
    """Rows of the papers handed in; the bytes of each file are held for as long as its row lives."""
    sources = held.sources([paper.held_id for paper in given if paper.held_id is not None])
    return [
        rows.new(
            Paper,
            dossier_id=dossier_id,
            wait_id=wait_id,
            code=paper.code,
            name=paper.name[:500],
            kind=paper.kind,
            quantity=paper.quantity,
            file_id=paper.file_id,
            issued_on=paper.issued_on,
            source=sources.get(paper.held_id or 0, PaperSource.HANDED_IN),
            held_id=paper.held_id,
            added_at=at,
        )
        for paper in given
    ]


def actor_of(reach: Reach, agency: people.AgencyFacts, given: inputs.Submit) -> str:
    if given.channel is Channel.ONLINE:
        return f"person:{reach.person}"
    grant = reach.grant(Role.RECEPTION, agency.path)
    assert grant is not None
    return f"mandate:{grant.mandate_id}"
