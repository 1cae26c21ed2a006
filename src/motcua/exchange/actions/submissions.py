"""At the nation: a request is sent, given to its node, taken or refused there; late ones are told, old ones erased."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F

from motcua.chronicle import actions as chronicle
from motcua.chronicle.rules import JSON
from motcua.documents import actions as documents
from motcua.documents import queries as files
from motcua.dossiers import actions as dossiers
from motcua.dossiers.actions import drafts
from motcua.dossiers.rules import inputs
from motcua.exchange import sealing
from motcua.exchange.models import Series, Submission, SubmissionFile
from motcua.exchange.queries import submissions as queries
from motcua.exchange.rules import Entry, batch
from motcua.exchange.rules import submissions as rules
from motcua.exchange.rules.submissions import Content, PaperSent, Sender, Stage
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.notices import actions as notices
from motcua.people import queries as people
from motcua.people.rules import Reach, Role
from motcua.procedures import queries as procedures

OURS = "system:exchange"
LOT = 200
HOLDER = "exchange.submission"


@dataclass(frozen=True)
class Receipt:
    key: UUID
    code: str


def submit(*, reach: Reach, at: datetime, given: inputs.Submit) -> Receipt:
    """Send a request to the office that takes it. Sent twice, it is still one."""
    queries.check_national()
    earlier = _receipt_of(given.submission, reach=reach)
    if earlier is not None:
        return earlier
    try:
        return _submit(reach=reach, at=at, given=given)
    except IntegrityError:
        earlier = _receipt_of(given.submission, reach=reach)
        if earlier is None:
            raise
        return earlier


def _receipt_of(key: UUID, *, reach: Reach) -> Receipt | None:
    row = queries.mine(reach).filter(pk=key).first()
    return Receipt(row.key, row.code) if row else None


@transaction.atomic
def _submit(*, reach: Reach, at: datetime, given: inputs.Submit) -> Receipt:
    """Check it as an office would, lock it, and take the receipt code last."""
    given = _without_store(given)
    data = dossiers.check_submission(reach=reach, at=at, given=given)
    version = procedures.version(given.version_id)
    agency = people.agency(given.agency_id)
    route = queries.route(digest=version.digest, codes={agency.code, agency.code_new})
    if route is None:
        raise rules.NotRouted()
    assert reach.person_id is not None
    content, held = _content(given, data=data, person_id=reach.person_id)
    row = Submission.objects.create(
        key=given.submission,
        code=_code(at),
        node_id=route.node_id,
        procedure=version.code,
        version_id=version.id,
        digest=version.digest,
        place=route.place,
        place_name=route.name,
        place_name_en=route.name_en,
        agency_id=agency.id,
        case=given.case,
        person_id=reach.person_id,
        sealed=sealing.lock(content, key=given.submission),
        stage=Stage.WAITING,
        submitted_at=at,
    )
    for seq, file_id in held.items():
        SubmissionFile.objects.create(submission=row, seq=seq, file_id=file_id)
        documents.keep(file_id=file_id, holder=f"{HOLDER}:{row.key}")
    if given.draft_id is not None:
        drafts.spend(draft_id=given.draft_id)
    _tell(Entry.SUBMISSION_SENT, row, actor=f"person:{reach.person}", at=at, procedure=row.procedure)
    _speak("exchange/sent", row, content, at=at)
    return Receipt(row.key, row.code)


def _without_store(given: inputs.Submit) -> inputs.Submit:
    """A paper from the person's store travels as a file; the office does not know the store."""
    return replace(given, papers=tuple(replace(paper, held_id=None) for paper in given.papers))


def _content(
    given: inputs.Submit, *, data: dict[str, object], person_id: int
) -> tuple[Content, dict[int, int]]:
    """What travels, and the files by their place in it."""
    known = files.facts([paper.file_id for paper in given.papers if paper.file_id is not None])
    papers, held = [], {}
    for seq, paper in enumerate(given.papers, start=1):
        file = known.get(paper.file_id or 0)
        if file is not None:
            held[seq] = file.id
        papers.append(
            PaperSent(
                code=paper.code,
                name=paper.name,
                kind=paper.kind,
                quantity=paper.quantity,
                issued_on=paper.issued_on,
                seq=seq if file else None,
                file_name=file.name if file else "",
                media_type=file.media_type if file else "",
                size_bytes=file.size_bytes if file else 0,
                sha256=file.sha256 if file else "",
            )
        )
    applicant = replace(given.applicant, person_id=None, organisation_id=None)
    content = Content(
        sender=_sender(person_id),
        applicant=msgspec.to_builtins(applicant),
        data=data,
        papers=papers,
        delivery=given.delivery,
        sets=given.sets,
    )
    return content, held


def _sender(person_id: int) -> Sender:
    person = people.person(person_id)
    if person is None:
        raise NotFound()
    return Sender(
        id=person.public_id,
        full_name=person.full_name,
        # Their own number, which they send to their own office.
        identity_number=people.identity_number(person_id) if person.identity else "",
        is_checked=person.identity_checked,
        birth_date=person.birth_date,
        phone=person.phone,
        email=person.email,
        address=person.address,
    )


def _code(at: datetime) -> str:
    """The next receipt code of the day. The row of the day is held until the commit."""
    day = at.astimezone(TZ).date()
    Series.objects.bulk_create([Series(day=day)], ignore_conflicts=True)
    Series.objects.filter(day=day).update(last=F("last") + 1)
    return rules.code(day=day, running=Series.objects.values_list("last", flat=True).get(day=day))


# The node's questions ----------------------------------------------------------------------------------------


@transaction.atomic
def give(*, node: str, wish: rules.Wish, at: datetime) -> rules.Next:
    """The next submission for a node, and what is late. Given again until it is taken or refused."""
    late = queries.late_for(node)
    row = queries.waiting_for(node, leave_out=wish.leave_out)
    if row is None:
        return rules.Next(None, late)
    first = Submission.objects.filter(pk=row.pk, stage=Stage.WAITING).update(
        stage=Stage.FETCHED, fetched_at=at
    )
    if first:
        _tell(Entry.SUBMISSION_FETCHED, row, actor=OURS, at=at, node=node)
    else:
        Submission.objects.filter(pk=row.pk, stage=Stage.FETCHED).update(fetched_at=at)
    return rules.Next(queries.as_sent(row), late)


@transaction.atomic
def taken(*, node: str, key: UUID, number: str, at: datetime) -> None:
    """The office has it: it carries the local number from now on. Said twice, it is one."""
    row = _of_node(node, key)
    if not batch.belongs(number.partition("-")[0], frozenset(row.node.scopes)):
        raise rules.NumberNotYours(number=number)
    changed = Submission.objects.filter(pk=row.pk, stage__in=rules.OPEN).update(
        stage=Stage.TAKEN, number=number, settled_at=at
    )
    if changed:
        _tell(Entry.SUBMISSION_TAKEN, row, actor=OURS, at=at, node=node, number=number)
        return
    row.refresh_from_db(fields=["stage", "number"])
    if (row.stage, row.number) != (Stage.TAKEN, number):
        raise rules.TakenOtherwise(code=row.code)


@transaction.atomic
def give_again(*, node: str, landed: rules.Landed, at: datetime) -> rules.Again:
    """A restored node asks for what it took and lost. What it has after all, it finds when it is given it."""
    rows = Submission.objects.filter(node__code=node, stage=Stage.TAKEN).exclude(pk__in=landed.known)
    if landed.since is not None:
        rows = rows.filter(settled_at__gte=landed.since)
    erased, count = [], 0
    for row in rows.order_by("settled_at", "key"):
        if row.erased_at is not None:
            erased.append(row.code)
            continue
        changed = Submission.objects.filter(pk=row.pk, stage=Stage.TAKEN, number=row.number).update(
            stage=Stage.FETCHED, number="", settled_at=None, alarmed_at=None
        )
        if changed:
            count += 1
            _tell(Entry.SUBMISSION_AGAIN, row, actor=OURS, at=at, node=node, number=row.number)
    return rules.Again(count, erased)


@transaction.atomic
def refused(*, node: str, key: UUID, code: str, words: str, at: datetime) -> None:
    """The office's system cannot take it: the person is told in the words of the refusal."""
    row = _of_node(node, key)
    changed = Submission.objects.filter(pk=row.pk, stage__in=rules.OPEN).update(
        stage=Stage.REFUSED, refused_code=code, refused_words=words, settled_at=at
    )
    if changed:
        _tell(Entry.SUBMISSION_REFUSED, row, actor=OURS, at=at, node=node, code=code)
        content = sealing.unlock(row.sealed, key=row.key)
        _speak("exchange/refused", row, content, at=at, words=words)
        return
    row.refresh_from_db(fields=["stage"])
    if row.stage != Stage.REFUSED:
        raise rules.TakenOtherwise(code=row.code)


def _of_node(node: str, key: UUID) -> Submission:
    row = Submission.objects.select_related("node").filter(pk=key, node__code=node).first()
    if row is None:
        raise NotFound()
    return row


# Late and old ------------------------------------------------------------------------------------------------


def alarm_unrouted(*, at: datetime) -> int:
    """Tell the nation's operators, once, what did not reach its office in time. Returns how many."""
    if not queries.is_national():
        return 0
    return sum(_alarm(row, at=at) for row in queries.unrouted(at=at, limit=LOT))


@transaction.atomic
def _alarm(row: Submission, *, at: datetime) -> int:
    changed = Submission.objects.filter(pk=row.pk, stage__in=rules.OPEN, alarmed_at=None).update(
        alarmed_at=at
    )
    if not changed:
        return 0
    _tell(Entry.SUBMISSION_UNROUTED, row, actor=OURS, at=at, procedure=row.procedure)
    for officer in people.officers_over("/", at=at, roles=[Role.OPERATOR]):
        notices.queue(
            to=notices.Recipient(
                email=officer.email, name=officer.name, language="vi", person_id=officer.person_id
            ),
            template="exchange/unrouted",
            values={
                "code": row.code,
                "place": row.place_name,
                "node": row.node.name,
                "since": f"{row.submitted_at.astimezone(TZ):%H:%M, %d/%m/%Y}",
            },
            subject=f"submission:{row.key}",
            at=at,
        )
    return 1


def erase(*, at: datetime) -> int:
    """Forget answers, applicant and files of what was settled long enough ago. Returns how many."""
    return sum(_erase(row, at=at) for row in queries.to_erase(at=at, limit=LOT))


@transaction.atomic
def _erase(row: Submission, *, at: datetime) -> int:
    if not Submission.objects.filter(pk=row.pk, erased_at=None).update(erased_at=at, sealed=""):
        return 0
    for paper in row.files.all():
        documents.release(file_id=paper.file_id, holder=f"{HOLDER}:{row.key}")
    row.files.all().delete()
    _tell(Entry.SUBMISSION_ERASED, row, actor=OURS, at=at)
    return 1


def _tell(kind: Entry, row: Submission, *, actor: str, at: datetime, **data: JSON) -> None:
    chronicle.append(
        kind=kind,
        subject=f"submission:{row.key}",
        actor=actor,
        at=at,
        agency=row.place,
        data={"receipt": row.code, **data},
    )


def _speak(template: str, row: Submission, content: Content, *, at: datetime, **values: object) -> None:
    applicant = content.applicant
    language = str(applicant.get("language", "vi"))
    notices.queue(
        to=notices.Recipient(
            email=str(applicant.get("email", "")), name=str(applicant["name"]), language=language
        ),
        template=template,
        values={
            "code": row.code,
            "procedure": procedures.version(row.version_id).name.in_language(language),
            "place": row.place_name_en if language == "en" and row.place_name_en else row.place_name,
            "since": f"{row.submitted_at.astimezone(TZ):%H:%M, %d/%m/%Y}",
            "base_url": settings.BASE_URL,
            **values,
        },
        subject=f"submission:{row.key}",
        at=at,
    )
