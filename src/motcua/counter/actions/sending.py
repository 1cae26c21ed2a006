"""Receipts written while the line was down: each becomes one request under its kept number, however often it is sent."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from motcua.dossiers import actions as dossiers
from motcua.dossiers.rules import Channel, inputs, refusals
from motcua.foundation.calendar import TZ
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures


@dataclass(frozen=True)
class Receipt:
    """What the desk wrote down, and the receipt that the person carries home."""

    submission: UUID
    number: str
    written_at: datetime  # by the clock of the device
    agency_id: int
    procedure: str
    case: str
    name: str
    identity_number: str = ""
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    papers: tuple[str, ...] = ()
    note: str = ""


def send(*, given: Receipt, reach: Reach, at: datetime) -> dossiers.Done:
    """Received at the moment the receipt says, so that the date it promises holds."""
    moment = dossiers.check_free(
        number=given.number,
        submission=given.submission,
        agency_id=given.agency_id,
        said=given.written_at,
        at=at,
    )
    version = procedures.in_force(given.procedure, moment.astimezone(TZ).date())
    case = next((one for one in version.definition.cases if one.code == given.case), None)
    if case is None:
        raise refusals.NotOffered()
    papers = tuple(
        inputs.PaperGiven(
            code=paper.code,
            name=paper.name.vi,
            kind=inputs.PaperKind(paper.kind.value),
            quantity=paper.quantity,
        )
        for paper in case.papers
        if paper.code in given.papers
    )
    return dossiers.register(
        reach=reach,
        at=moment,
        given=inputs.Register(
            request=inputs.Submit(
                submission=given.submission,
                version_id=version.id,
                agency_id=given.agency_id,
                case=case.code,
                channel=Channel.COUNTER,
                applicant=inputs.Applicant(
                    name=given.name, phone=given.phone, email=given.email, address=given.address
                ),
                data={},
                papers=papers,
                kept_number=given.number,
            ),
            then=inputs.TakeIn(papers_checked=tuple(paper.code for paper in papers), note=given.note),
            identity_number=given.identity_number,
            birth_date=given.birth_date,
        ),
    )
