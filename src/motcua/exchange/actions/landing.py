"""At a local node: a submission from the nation becomes one dossier, exactly once, at the nation's legal moment.

Each step may be cut after any statement and done again: `Landing` says how far it came, `Dossier.submission` is unique.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import BinaryIO
from uuid import UUID

import msgspec
from django.db import transaction
from django.db.models import F

from motcua.chronicle import actions as chronicle
from motcua.chronicle import queries as chronicle_queries
from motcua.chronicle.rules import JSON
from motcua.documents import actions as documents
from motcua.dossiers import actions as dossiers
from motcua.dossiers import queries as dossier_queries
from motcua.dossiers.actions import drafts
from motcua.dossiers.rules import inputs, states
from motcua.exchange.models import Landing
from motcua.exchange.rules import Entry, pace
from motcua.exchange.rules import submissions as rules
from motcua.exchange.rules.submissions import PaperSent, Sender, Sent
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import NotFound
from motcua.foundation.text import fold
from motcua.notices import actions as notices
from motcua.people import actions as people_actions
from motcua.people import queries as people
from motcua.people.rules import Reach, Role
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Status

OURS = "system:exchange"


def hear(*, sent: Sent, at: datetime) -> None:
    """Note that a submission is on its way here. Heard again, nothing changes."""
    _note(sent.key, sent.code, sent.procedure, sent.place, sent.submitted_at, at=at)
    Landing.objects.filter(pk=sent.key, sender="").update(sender=sent.content.sender.id)


def _note(key: UUID, code: str, procedure: str, place: str, submitted_at: datetime, *, at: datetime) -> None:
    row = Landing(
        key=key, code=code, procedure=procedure, place=place, submitted_at=submitted_at, heard_at=at
    )
    Landing.objects.bulk_create([row], ignore_conflicts=True)


def number_of(key: UUID) -> str:
    """The number of the dossier that a submission became here, if it did."""
    found = dossier_queries.of_submission(key)
    return str(found[1]) if found else ""


def keep_file(*, paper: PaperSent, content: BinaryIO, at: datetime) -> int:
    """Store a paper as it came, checked like any upload; what differs from what was sent is not kept."""
    stored = documents.store(content=content, name=paper.file_name, accept=drafts.ACCEPTED, by=OURS, at=at)
    if stored.sha256 != paper.sha256:
        raise rules.FileDiffers()  # nobody holds it: the next cleaning removes it
    return stored.id


def land(*, sent: Sent, files: Mapping[int, int], at: datetime) -> str:
    """Make the dossier, or find the one that was made; answer its number. `files` are ids by place."""
    number = number_of(sent.key)
    if not number:
        version_id = _version(sent)
        agency_id = _agency(sent)
        person_id = _person(sent, at=at)
        given = _given(sent, version_id=version_id, agency_id=agency_id, person_id=person_id, files=files)
        reach = _reach(person_id)
        number = dossiers.submit(reach=reach, at=sent.submitted_at, given=given).number
    Landing.objects.filter(pk=sent.key, settled_at=None).update(
        number=number, settled_at=at, problem="", failures=0, next_at=None
    )
    return number


def _version(sent: Sent) -> int:
    """The version with exactly the text that the person filled in, if it held here on that day."""
    day = sent.submitted_at.astimezone(TZ).date()
    for version in procedures.versions_of(sent.procedure):
        holds = (
            version.status is not Status.DRAFT
            and version.starts_on is not None
            and version.starts_on <= day
            and (version.ends_on is None or day < version.ends_on)
        )
        if version.digest == sent.digest and holds:
            return version.id
    raise rules.VersionNotHere()


def _agency(sent: Sent) -> int:
    found = people.agency_of_code(sent.place, on=sent.submitted_at.astimezone(TZ).date())
    if found is None:
        raise rules.PlaceNotHere(place=sent.place)
    return found


@transaction.atomic
def _person(sent: Sent, *, at: datetime) -> int:
    """Who sent it, as a person of this node; written down once for each person of the nation."""
    sender = sent.content.sender
    row = Landing.objects.get(pk=sent.key)
    if row.person_id is not None:
        return int(row.person_id)
    known = Landing.objects.filter(sender=sender.id, person__isnull=False).order_by("heard_at", "key")
    person_id = (
        _checked(sender)
        or known.values_list("person_id", flat=True).first()
        or people_actions.find_or_add_person(
            full_name=sender.full_name,
            identity_number=sender.identity_number,
            birth_date=sender.birth_date,
            phone=sender.phone,
            email=sender.email,
            address=sender.address,
            by=OURS,
            at=at,
        )
    )
    if Landing.objects.filter(pk=sent.key, person=None).update(person_id=person_id) != 1:
        raise SomebodyElseLands()
    return person_id


class SomebodyElseLands(Exception):
    """Another worker lands the same submission at this moment; what this one wrote is rolled back."""


def _checked(sender: Sender) -> int | None:
    """The person here whose card an officer saw, when the nation's officer saw the same number with the same name."""
    if not sender.is_checked or not sender.identity_number:
        return None
    found = people.person_checked(sender.identity_number)
    facts = people.person(found) if found is not None else None
    return facts.id if facts and fold(facts.full_name) == fold(sender.full_name) else None


def _reach(person_id: int) -> Reach:
    person = people.person(person_id)
    if person is None:
        raise NotFound()
    return Reach(None, person_id, f"person:{person.public_id}", None, (), person=person.public_id)


def _given(
    sent: Sent, *, version_id: int, agency_id: int, person_id: int, files: Mapping[int, int]
) -> inputs.Submit:
    content = sent.content
    applicant = msgspec.convert(content.applicant, inputs.Applicant)
    if applicant.behalf is None:
        applicant = replace(applicant, person_id=person_id)
    return inputs.Submit(
        submission=sent.key,
        version_id=version_id,
        agency_id=agency_id,
        case=sent.case,
        channel=states.Channel.ONLINE,
        applicant=applicant,
        data=content.data,
        papers=tuple(
            inputs.PaperGiven(
                code=paper.code,
                name=paper.name,
                kind=inputs.PaperKind(paper.kind),
                quantity=paper.quantity,
                file_id=files[paper.seq] if paper.seq is not None else None,
                issued_on=paper.issued_on,
            )
            for paper in content.papers
        ),
        delivery=inputs.Delivery(content.delivery),
        sets=content.sets,
        submitted_by_id=person_id,
    )


@transaction.atomic
def refuse(*, key: UUID, code: str, words: str, at: datetime) -> None:
    """It cannot become a dossier here. What is a dossier already is not refused."""
    assert not number_of(key)
    row = Landing.objects.get(pk=key)
    changed = Landing.objects.filter(pk=key, settled_at=None).update(
        refused_code=code, refused_words=words, settled_at=at, problem="", failures=0, next_at=None
    )
    if changed:
        _tell(Entry.LANDING_REFUSED, row, at=at, code=code)


def told(*, key: UUID, at: datetime) -> None:
    """The nation knows what became of it."""
    Landing.objects.filter(pk=key, told_at=None).update(told_at=at)


def put_off(*, key: UUID, problem: str, chance: float, at: datetime) -> None:
    """It did not work this time: again after a while that grows, while others go on."""
    row = Landing.objects.filter(pk=key).first()
    if row is None:
        return
    pause = timedelta(seconds=pace.pause_seconds(row.failures + 1, chance=chance))
    Landing.objects.filter(pk=key).update(
        failures=F("failures") + 1, problem=problem[:60], next_at=at + pause
    )


def lineage_asked() -> tuple[int, bool]:
    """The present epoch of this node, and whether it needs to ask the nation for what a restore lost."""
    epochs = chronicle_queries.lineage()
    epoch, began_after = epochs[-1]
    if len(epochs) == 1:
        return epoch, True
    said = chronicle_queries.follow(kinds=[Entry.LANDINGS_ASKED], after=began_after, limit=1)
    return epoch, bool(said)


def landed(*, margin: timedelta) -> rules.Landed:
    """What this node still has of what it landed."""
    rows = Landing.objects.filter(settled_at__isnull=False).order_by("-settled_at", "key")
    newest = rows.values_list("settled_at", flat=True).first()
    if newest is None:
        return rules.Landed(None)
    # The nation's clock is another one: a little more is asked for than is missing.
    since = newest - margin
    known = rows.filter(settled_at__gte=since).values_list("key", flat=True)
    return rules.Landed(since, list(known[: rules.KNOWN_MAX]))


@transaction.atomic
def asked_again(*, epoch: int, answer: rules.Again, at: datetime) -> None:
    """Note in the chronicle that this epoch has asked, and what the nation can give no more."""
    chronicle.append(
        kind=Entry.LANDINGS_ASKED,
        subject="exchange:landings",
        actor=OURS,
        at=at,
        data={"epoch": epoch, "count": answer.count, "erased": list(answer.erased)},
    )


@transaction.atomic
def alarm(*, late: rules.Late, at: datetime) -> bool:
    """The nation says that this one is late: tell the leaders of the office and the operators here, once."""
    _note(late.key, late.code, late.procedure, late.place, late.submitted_at, at=at)
    if not Landing.objects.filter(pk=late.key, told_at=None, alarmed_at=None).update(alarmed_at=at):
        return False
    row = Landing.objects.get(pk=late.key)
    agency_id = people.agency_of_code(late.place, on=at.astimezone(TZ).date())
    agency = people.agency(agency_id) if agency_id is not None else None
    _tell(Entry.LANDING_UNROUTED, row, at=at)
    for officer in people.officers_over(
        agency.path if agency else "/", at=at, roles=[Role.LEADER, Role.OPERATOR]
    ):
        notices.queue(
            to=notices.Recipient(
                email=officer.email, name=officer.name, language="vi", person_id=officer.person_id
            ),
            template="exchange/not-landed",
            values={
                "code": late.code,
                "place": agency.name if agency else late.place,
                "since": f"{late.submitted_at.astimezone(TZ):%H:%M, %d/%m/%Y}",
            },
            subject=f"submission:{late.key}",
            at=at,
        )
    return True


def _tell(kind: Entry, row: Landing, *, at: datetime, **data: JSON) -> None:
    chronicle.append(
        kind=kind,
        subject=f"submission:{row.key}",
        actor=OURS,
        at=at,
        agency=row.place,
        data={"receipt": row.code, **data},
    )
