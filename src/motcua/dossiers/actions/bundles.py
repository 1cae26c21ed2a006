"""Bundles (liên thông): one request handed in once, each part a dossier at its own agency; and a part that begins later.

The parts are handed in by the same act as any request. What a part needs of another comes by a job: it looks at where
the others stand, so it does not matter by which act, or by which worker, a result came.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid5

from django.db import IntegrityError, transaction

from motcua import database
from motcua.documents import actions as documents
from motcua.dossiers import queries
from motcua.dossiers.actions import drafts
from motcua.dossiers.actions.counter import with_person
from motcua.dossiers.actions.hand_in import Within, check_whole, submit_into
from motcua.dossiers.actions.moving import Case, Done, stamp
from motcua.dossiers.actions.store import ROWS, InTheWay
from motcua.dossiers.actions.take_in import take_in
from motcua.dossiers.models import Bundle, Dossier, Paper, Result
from motcua.dossiers.queries import bundles as asked
from motcua.dossiers.rules import bundles as rules
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.bundles import BundleKind, PartDoesNotFit
from motcua.dossiers.rules.digital import PaperSource
from motcua.dossiers.rules.states import TABLE, Act, Channel, State
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, Said
from motcua.foundation.text import nfc
from motcua.notices import actions as notices
from motcua.notices.rules import moment
from motcua.people import queries as people
from motcua.people.rules import Reach, Role, system
from motcua.procedures import queries as procedures
from motcua.procedures.bundles import answers_for, field_in_bundle
from motcua.procedures.rules import Definition, Part

AT_ONCE_MAX = 200


@dataclass(frozen=True)
class Sent:
    """What was handed in at once: its code, and a dossier for each part in the order of the bundle."""

    number: str
    dossiers: tuple[Done, ...]
    is_new: bool = True


# Handing in --------------------------------------------------------------------------------------------------


def submit_bundle(*, reach: Reach, at: datetime, given: inputs.Submit) -> Sent:
    """One request, several dossiers, or none. Sent twice, it is still one."""
    try:
        with transaction.atomic():
            return _submit(reach=reach, at=at, given=given, desk=None)
    except (IntegrityError, InTheWay, refusals.Refusal):
        earlier = asked.of_submission(given.submission)
        if earlier is None:
            raise
        return sent(earlier)


def sent(bundle: Bundle) -> Sent:
    """What was left by the first time."""
    rows = Dossier.objects.filter(bundle=bundle).order_by("id").values_list("id", "number", "revision")
    done = tuple(Done(dossier_id=row[0], number=row[1], revision=row[2], entry_hash=b"") for row in rows)
    return Sent(number=bundle.number or "", dossiers=done, is_new=False)


def _submit(*, reach: Reach, at: datetime, given: inputs.Submit, desk: people.AgencyFacts | None) -> Sent:
    agency = people.agency_if(given.agency_id)
    if agency is None:
        raise refusals.NotOffered()
    whole = procedures.definition(given.version_id)
    data = check_whole(whole, agency, reach=reach, at=at, given=given)
    places = asked.placed(whole, agency, at=at)
    bundle = begun(given, kind=BundleKind.LINKED, name=whole.name.vi, agency_id=agency.id, at=at)
    done: dict[str, Done] = {}
    # In the order of the agencies, which is that of the rows that give numbers: two bundles never wait for each other.
    for place in sorted(places, key=lambda one: (one.office.id, one.code)):
        part = whole.part(place.code)
        assert part is not None
        done[part.code] = _part(
            part, place, bundle, whole=whole, data=data, reach=reach, at=at, given=given, desk=desk
        )
    ordered = tuple(done[part.code] for part in whole.parts)
    number = ended(bundle, given, first=ordered[0].number)
    _tell(bundle, number, places, agency, given, at=at)
    return Sent(number=number, dossiers=ordered)


def begun(
    given: inputs.Submit,
    *,
    kind: BundleKind,
    name: str,
    agency_id: int,
    at: datetime,
    for_each: bool = False,
) -> Bundle:
    """The row of what is handed in under one receipt, before its dossiers; its code follows from the first of them."""
    return Bundle.objects.create(
        submission=given.submission,
        kind=kind,
        version_id=given.version_id,
        name=name[:500],
        agency_id=agency_id,
        channel=given.channel,
        applicant_id=given.applicant.person_id,
        sender_id=given.submitted_by_id,
        for_each=for_each,
        language=given.applicant.language,
        submitted_at=at,
    )


def ended(bundle: Bundle, given: inputs.Submit, *, first: str) -> str:
    """All its dossiers are there: its code, after the number of the first one, and the draft is spent."""
    number = rules.code(BundleKind(bundle.kind), first)
    Bundle.objects.filter(pk=bundle.pk).update(number=number)
    if given.draft_id is not None:
        drafts.spend(draft_id=given.draft_id)
    return number


def _part(
    part: Part,
    place: asked.Placed,
    bundle: Bundle,
    *,
    whole: Definition,
    data: dict[str, object],
    reach: Reach,
    at: datetime,
    given: inputs.Submit,
    desk: people.AgencyFacts | None,
) -> Done:
    """One part as a dossier at its own agency, under its own version; its answers and papers are those of the whole."""
    case = place.definition.case(part.case)
    form = place.definition.form(case)
    day = at.astimezone(TZ).date()
    answers = answers_for(part, form, data)
    if form is not None:
        faults = (form.check if given.channel is Channel.ONLINE else form.unsound)(answers, today=day)
        if faults:
            _explain(part, place, faults, whole)
        answers = form.clean(answers, today=day)
    names = {paper.code: paper.name.vi for paper in case.papers}
    papers = tuple(
        replace(paper, code=code, name=names[code])
        for paper in given.papers
        for code in names
        if part.paper_of(code) == paper.code and code not in part.results
    )
    known = {part.paper_of(code) for code in names}
    listed = {paper.code for paper in whole.cases[0].papers}
    others = tuple(paper for paper in given.papers if paper.code not in known | listed)
    request = replace(
        given,
        submission=uuid5(given.submission, part.code),
        version_id=place.version_id,
        agency_id=place.office.id,
        case=part.case,
        data=answers,
        papers=(*papers, *others),
        draft_id=None,
    )
    within = Within(bundle.pk, bundle.key, part.code, awaits=bool(part.needs), desk=desk)
    return submit_into(
        ROWS, agency=place.office, reach=reach, at=at, given=request, is_checked=True, within=within
    )[0]


def _explain(part: Part, place: asked.Placed, faults: tuple[Fault, ...], whole: Definition) -> None:
    """A person mends it where it was asked; what nobody asked for is the bundle's fault, not theirs."""
    form = whole.form(whole.cases[0])
    at_home = [replace(fault, field=field_in_bundle(part, fault.field)) for fault in faults]
    if form is None or any(form.place(fault.field) is None for fault in at_home):
        raise PartDoesNotFit(part=place.definition.name.vi)
    raise InvalidInput(faults=at_home)


def _tell(
    bundle: Bundle,
    number: str,
    places: tuple[asked.Placed, ...],
    agency: people.AgencyFacts,
    given: inputs.Submit,
    *,
    at: datetime,
) -> None:
    language = given.applicant.language
    notices.queue(
        to=notices.Recipient(
            email=given.applicant.email.strip(), name=nfc(given.applicant.name.strip()), language=language
        ),
        template="dossiers/bundle-submitted",
        values={
            "number": number,
            "procedure": bundle.name,
            "office": agency.name,
            "phone": agency.phone,
            "lines": [
                f"{place.definition.name.in_language(language)}: {place.office.named(language)}"
                for place in places
            ],
        },
        subject=f"bundle:{bundle.key}",
        at=at,
    )


# At the counter ----------------------------------------------------------------------------------------------


def register_bundle(*, reach: Reach, at: datetime, given: inputs.Register) -> Sent:
    """At the counter: handed in once, and the parts of this desk that need nothing else are taken in at once."""
    try:
        with transaction.atomic():
            return _register(reach=reach, at=at, given=given)
    except (IntegrityError, InTheWay):
        earlier = asked.of_submission(given.request.submission)
        if earlier is None:
            raise
        return sent(earlier)


def _register(*, reach: Reach, at: datetime, given: inputs.Register) -> Sent:
    request = given.request
    agency = people.agency_if(request.agency_id)
    grant = reach.grant(Role.RECEPTION, agency.path) if agency else None
    if agency is None or grant is None:
        raise refusals.NotYourRole(number="", act=Said(TABLE[Act.SUBMIT].name))
    earlier = asked.of_submission(request.submission)
    if earlier is not None:
        return sent(earlier)
    request = with_person(given, by=f"mandate:{grant.mandate_id}", at=at)
    found = _submit(reach=reach, at=at, given=request, desk=agency)
    for done in found.dossiers:
        _take_in(done, desk=agency, given=given, reach=reach, at=at)
    return found


def _take_in(
    done: Done, *, desk: people.AgencyFacts, given: inputs.Register, reach: Reach, at: datetime
) -> None:
    dossier = Dossier.objects.get(pk=done.dossier_id)
    if dossier.awaits_part or dossier.agency_id != desk.id or not isinstance(given.then, inputs.TakeIn):
        return
    case = procedures.definition(dossier.version_id).case(dossier.case)
    known = {paper.code for paper in case.papers}
    checked = tuple(code for code in given.then.papers_checked if code in known)
    take_in(number=done.number, reach=reach, at=at, given=replace(given.then, papers_checked=checked))


# Beginning what waited ---------------------------------------------------------------------------------------


def begin_parts(*, at: datetime) -> int:
    """Every part whose results are there, or will not come. Returns how many began."""
    begun = 0
    for dossier in asked.waiting(AT_ONCE_MAX):
        try:
            with transaction.atomic():
                begun += _begin(dossier, at=at)
        except database.NotAsRead:
            continue  # somebody acted on it at the same moment; the next run looks again
    return begun


def _begin(dossier: Dossier, *, at: datetime) -> bool:
    assert dossier.bundle is not None
    whole = procedures.definition(dossier.bundle.version_id)
    part = whole.part(dossier.part)
    assert part is not None
    others = {
        row.part: row for row in Dossier.objects.filter(bundle_id=dossier.bundle_id, part__in=part.needs)
    }
    needed = [
        rules.Needed(code, State(row.state), row.done_at, row.closed_at) for code, row in others.items()
    ]
    undo = timedelta(minutes=queries.limit("undo-minutes", on=at))
    begin = rules.begins(needed, at=at, undo=undo)
    if begin is None:
        return False
    _bring_results(dossier, part, others, at=at)
    _move(dossier, begin, others, at=at)
    return True


def _bring_results(dossier: Dossier, part: Part, others: dict[str, Dossier], *, at: datetime) -> None:
    """A result that another part needs is a paper of that part: nobody brings what an office has just issued."""
    names = {
        paper.code: paper.name.vi
        for paper in procedures.definition(dossier.version_id).case(dossier.case).papers
    }
    for code, source in part.results.items():
        result = Result.objects.filter(dossier=others[source]).first()
        if result is None:
            continue
        name = f"{names[code]} ({result.number})" if result.number else names[code]
        row = Paper.objects.create(
            dossier=dossier,
            code=code,
            name=name[:500],
            kind=inputs.PaperKind.ELECTRONIC if result.file_id else inputs.PaperKind.COPY,
            file_id=result.file_id,
            source=PaperSource.RESULT,
            added_at=at,
        )
        if row.file_id is not None:
            documents.keep(file_id=row.file_id, holder=f"dossiers.paper:{row.pk}")


def _move(dossier: Dossier, begin: rules.Begin, others: dict[str, Dossier], *, at: datetime) -> None:
    lacks = [procedures.definition(others[code].version_id).name for code in begin.without]
    case = Case(
        dossier=dossier,
        definition=procedures.definition(dossier.version_id),
        rule=TABLE[Act.BEGIN_PART],
        reach=system("dossiers"),
        grant=None,
        at=at,
    )
    case.facts = {
        "counts_from": stamp(begin.counts_from) if begin.counts_from else "",
        "without": [name.vi for name in lacks],
    }
    case.move(
        values={
            "lacks": [name.in_language(dossier.language) for name in lacks],
            "answer_by": moment(queries.acknowledge_by(case.calendar, at=at)),
        },
        changes={
            "awaits_part": False,
            "counts_from": begin.counts_from,
            "state_since": at,
            "step_since": at,
            "desk_at": queries.acknowledge_by(case.calendar, at=at),
        },
    )
