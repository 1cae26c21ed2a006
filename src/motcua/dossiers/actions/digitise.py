"""A paper becomes electronic at the counter: scanned, recognised by a job, compared with the paper and signed off."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction

from motcua import database
from motcua.chronicle import actions as chronicle
from motcua.documents import actions as documents
from motcua.documents import queries as files
from motcua.documents import rules as file_rules
from motcua.dossiers import queries, sealing
from motcua.dossiers.actions import holding
from motcua.dossiers.actions.moving import case_of
from motcua.dossiers.models import Digitisation, Dossier, Paper
from motcua.dossiers.queries import digitising, whole
from motcua.dossiers.rules import from_papers, refusals
from motcua.dossiers.rules.digital import AlreadyDigital, NotYoursToDigitise, PaperAct, PaperSource
from motcua.dossiers.rules.from_papers import Match
from motcua.dossiers.rules.recognised import Said
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.people.rules import Grant, Reach, Role
from motcua.procedures import queries as procedures

ROLES = (Role.RECEPTION, Role.CASE_OFFICER)
VALUE_CHARACTERS_MAX = 200


def digitise(
    *, number: str, paper_id: int, reach: Reach, at: datetime, content: BinaryIO, name: str
) -> Digitisation:
    """Take a scan of one paper and ask for its searchable copy. A new scan replaces one that nobody signed off."""
    dossier, paper, _grant = opened_at_desk(number, paper_id, reach=reach, at=at)
    stored = documents.store(content=content, name=name, accept=file_rules.PAPERS, by=reach.actor, at=at)
    with transaction.atomic():
        grant = opened_at_desk(number, paper_id, reach=reach, at=at)[2]
        drop_scan(paper)
        documents.keep(file_id=stored.id, holder=f"dossiers.scan:{paper.pk}")
        copy_id = documents.copy(file_id=stored.id, by=reach.actor, at=at)
        row = Digitisation.objects.create(
            paper=paper, scan_id=stored.id, copy_id=copy_id, scanned_at=at, scanned_by_id=reach.officer_id
        )
        _record(PaperAct.SCANNED, dossier, paper, grant, at=at)
    return row


def recognise_again(*, number: str, paper_id: int, reach: Reach, at: datetime) -> None:
    """The same scan once more, when its writing could not be recognised. Not an act: nothing about the paper changes."""
    _dossier, paper, _grant = opened_at_desk(number, paper_id, reach=reach, at=at)
    row = Digitisation.objects.filter(paper=paper, signed_off_at=None).first()
    if row is None:
        raise NotFound()
    documents.copy(file_id=row.scan_id, by=reach.actor, at=at)


def sign_off(
    *,
    number: str,
    paper_id: int,
    reach: Reach,
    at: datetime,
    confirmed: Mapping[Said, str],
    choices: Mapping[Said, bool] | None = None,
    seen: int | None = None,
    expires_on: date | None = None,
) -> tuple[Match, ...]:
    """The officer has compared scan and recognised text with the paper: from now on the copy is the paper's file.

    What was confirmed fills the gaps of the form; where the form says otherwise, `choices` says whether the paper's
    value is taken (and `seen`, which revision that was decided on). Answers with what was filled in.
    """
    try:
        with transaction.atomic():
            return _sign_off(
                number, paper_id, reach=reach, at=at, confirmed=confirmed, choices=choices or {}, seen=seen,
                expires_on=expires_on,
            )  # fmt: skip
    except database.NotAsRead as error:
        raise refusals.SomeoneWasFaster(number=number) from error


def _sign_off(
    number: str,
    paper_id: int,
    *,
    reach: Reach,
    at: datetime,
    confirmed: Mapping[Said, str],
    choices: Mapping[Said, bool],
    seen: int | None,
    expires_on: date | None,
) -> tuple[Match, ...]:
    dossier, paper, grant = opened_at_desk(number, paper_id, reach=reach, at=at)
    taken = {said for said, is_taken in choices.items() if is_taken}
    if taken and seen is not None and seen != dossier.revision:
        raise refusals.SomeoneWasFaster(number=number)
    row = Digitisation.objects.filter(paper=paper, signed_off_at=None).first()
    if row is None:
        raise NotFound()
    copy = files.copy_of(row.copy_id)
    if copy.result_id is None:
        raise file_rules.CopyNotReady()
    values = {
        said: value.strip()[:VALUE_CHARACTERS_MAX] for said, value in confirmed.items() if value.strip()
    }
    found = digitising.compared(dossier, paper_code=paper.code, confirmed=values, reach=reach)
    faults = from_papers.to_choose(found, chosen=choices.keys())
    if faults:
        raise InvalidInput(faults=faults)
    before = {f"{one.said}-before": one.form for one in found if one.said in taken}
    sealed = sealing.lock(
        {**{str(said): value for said, value in values.items()}, **before}, about=f"digitisation:{row.pk}"
    )
    won = Digitisation.objects.filter(pk=row.pk, signed_off_at=None).update(
        signed_off_at=at, signed_off_by_id=reach.officer_id, sealed=sealed, expires_on=expires_on
    )
    if won != 1:
        raise refusals.SomeoneWasFaster(number=number)
    documents.keep(file_id=copy.result_id, holder=f"dossiers.paper:{paper.pk}")
    Paper.objects.filter(pk=paper.pk).update(file_id=copy.result_id, source=PaperSource.SCANNED)
    _record(PaperAct.SIGNED_OFF, dossier, paper, grant, at=at)
    holding.fill_from(dossier, at=at)
    return _fill(dossier, paper, found, taken=taken, reach=reach, at=at)


def _fill(
    dossier: Dossier,
    paper: Paper,
    found: tuple[Match, ...],
    *,
    taken: Collection[Said],
    reach: Reach,
    at: datetime,
) -> tuple[Match, ...]:
    """An act of its own in the timeline: which questions were filled in, from which paper. Nothing to fill is no act."""
    definition = procedures.definition(dossier.version_id)
    form = queries.form_of(definition, dossier.case)
    if not found or form is None:
        return ()
    day = dossier.submitted_at.astimezone(TZ).date()
    answers, used, faults = from_papers.filled(
        found=found, form=form, data=whole.data_of(dossier), taken=taken, today=day
    )
    if faults:
        raise InvalidInput(faults=faults)
    if not used:
        return ()
    case = case_of(dossier, act=Act.FILL, reach=reach, at=at)
    case.facts = {
        "paper": paper.code,
        "paper_name": paper.name,
        "filled": [
            {"code": one.field.code, "vi": one.field.label.vi, "en": one.field.label.en, "replaced": bool(one.form)}
            for one in used
        ],
    }  # fmt: skip
    case.move(changes=sealing.parted(answers, form=form, about=f"dossier:{dossier.key}"))
    return used


def drop_scan(paper: Paper) -> None:
    """A scan that nobody signed off gives way to what comes in its place."""
    earlier = Digitisation.objects.filter(paper=paper, signed_off_at=None).first()
    if earlier is not None:
        documents.release(file_id=earlier.scan_id, holder=f"dossiers.scan:{paper.pk}")
        documents.drop_copy(copy_id=earlier.copy_id)
        earlier.delete()


def opened_at_desk(number: str, paper_id: int, *, reach: Reach, at: datetime) -> tuple[Dossier, Paper, Grant]:
    """A paper without a file, for an officer who may make it electronic."""
    dossier = queries.opened(number, reach=reach, at=at)
    paper = Paper.objects.filter(dossier=dossier, pk=paper_id).first()
    if paper is None:
        raise NotFound()
    grant = _may_digitise(dossier, reach)
    if paper.file_id is not None:
        raise AlreadyDigital()
    return dossier, paper, grant


def _may_digitise(dossier: Dossier, reach: Reach) -> Grant:
    """The hat under which this person may; nobody handles a request of their own or of their household."""
    standing = queries.standing(dossier)
    if reach.has_interest(standing.interested, standing.households):
        raise refusals.OwnDossier(number=standing.number)
    for role in ROLES:
        for place in (standing.path, standing.step_path):
            grant = reach.grant(role, place)
            if grant is not None:
                return grant
    raise NotYoursToDigitise()


def _record(kind: PaperAct, dossier: Dossier, paper: Paper, grant: Grant, *, at: datetime) -> None:
    chronicle.append(
        kind=kind,
        subject=f"dossier:{dossier.key}",
        actor=f"mandate:{grant.mandate_id}",
        at=at,
        agency=dossier.agency.code,
        data={"paper": paper.code},
    )
