"""What each act is given: one dataclass an act. Forms, counter and API schema are built from these."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from motcua.dossiers.rules.defects import Defect
from motcua.dossiers.rules.states import Channel
from motcua.foundation.calendar import Unit


class PaperKind(StrEnum):
    ORIGINAL = "original"
    CERTIFIED = "certified"
    COPY = "copy"
    ELECTRONIC = "electronic"


class Delivery(StrEnum):
    AT_COUNTER = "at-counter"
    BY_POST = "by-post"
    ONLINE = "online"


def deliveries_offered(*, is_document: bool) -> tuple[Delivery, ...]:
    """What is no document cannot be downloaded."""
    return tuple(way for way in Delivery if way is not Delivery.ONLINE or is_document)


@dataclass(frozen=True)
class PaperGiven:
    code: str
    name: str
    kind: PaperKind = PaperKind.COPY
    quantity: int = 1
    file_id: int | None = None
    issued_on: date | None = None  # the date on the paper, as the person stated it
    held_id: int | None = None  # taken from the person's store


class Party(StrEnum):
    """Who asks, when somebody acts for them."""

    ORGANISATION = "organisation"
    PERSON = "person"


class Capacity(StrEnum):
    """As what somebody acts for another (Civil Code 2015, Articles 134-138; recalled)."""

    LEGAL = "legal"  # by law or charter: the director of a firm, a parent, a guardian
    AUTHORISED = "authorised"  # by a written authorisation


@dataclass(frozen=True)
class Behalf:
    """For whom somebody acts and as what, as stated; an officer checks it apart."""

    party: Party
    capacity: Capacity
    relation: str  # the post held in the organisation, or how the two persons belong together
    representative: str = ""  # the name of whoever acts
    code: str = ""  # of an organisation: enterprise or tax code
    identity_number: str = ""  # of a person
    birth_date: date | None = None


@dataclass(frozen=True)
class Applicant:
    """The person or firm as stated on this request; `behalf` when somebody else acts for them."""

    name: str
    person_id: int | None = None
    organisation_id: int | None = None
    behalf: Behalf | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    language: str = "vi"


@dataclass(frozen=True)
class Submit:
    submission: UUID  # the same submission sent twice is one dossier
    version_id: int
    agency_id: int
    case: str
    channel: Channel
    applicant: Applicant
    data: Mapping[str, object]
    papers: tuple[PaperGiven, ...] = ()
    delivery: Delivery = Delivery.AT_COUNTER
    sets: int = 1
    submitted_by_id: int | None = None  # the person who sends it, when acting for the applicant
    draft_id: UUID | None = None
    desk_id: int | None = None  # the desk that receives it, when another agency of the province decides
    collect_here: bool = False  # the result is collected at that desk
    kept_number: str = ""  # given out at a desk that had no line; else the next one of the day


@dataclass(frozen=True)
class RowPerson:
    """Whose request a row of a list is, where each is another's, as the sender states it."""

    name: str
    identity_number: str
    birth_date: date | None
    phone: str
    email: str = ""


@dataclass(frozen=True)
class ListedRow:
    """One request of a list: its row in the table, its answers, and the papers that are its own."""

    row: int
    data: Mapping[str, object]
    papers: tuple[PaperGiven, ...] = ()
    person: RowPerson | None = None
    without: tuple[str, ...] = ()  # codes of papers of all that this row has not


@dataclass(frozen=True)
class SubmitList:
    """Many requests of one procedure at once: what they have in common, and a row for each."""

    request: Submit  # its papers belong to all, but for those a row is without; its data are those of no row
    rows: tuple[ListedRow, ...]
    relation: str = ""  # where rows name persons: as what the sender acts for each of them


@dataclass(frozen=True)
class TakeIn:
    papers_checked: tuple[str, ...] = ()
    note: str = ""


# The code of a paper that is asked for and does not stand on the procedure's list.
OTHER_PAPER = "khac"


@dataclass(frozen=True)
class PaperAsked:
    """A paper or an answer sent back: what is wrong with it, and the instrument that asks for it as it should be."""

    code: str
    name: str
    quantity: int = 1
    what: str = ""
    defects: tuple[Defect, ...] = ()
    basis: str = ""


@dataclass(frozen=True)
class Refuse:
    """The reason may be left out when defects are named: they are the reason."""

    reason: str
    legal_ground: str
    papers: tuple[PaperAsked, ...] = ()


@dataclass(frozen=True)
class AskSupplement:
    reason: str
    papers: tuple[PaperAsked, ...]


@dataclass(frozen=True)
class Supplement:
    papers: tuple[PaperGiven, ...]
    note: str = ""


@dataclass(frozen=True)
class DutyLine:
    """One amount of money owed, in đồng."""

    name: str
    amount: int
    basis: str  # article and instrument that it rests on


@dataclass(frozen=True)
class AskDuty:
    """Tax, fee or rent that must be paid before the office goes on (nghĩa vụ tài chính)."""

    reason: str
    payee: str
    lines: tuple[DutyLine, ...]


@dataclass(frozen=True)
class ClearDuty:
    """What shows that it was paid: what stands on the receipt, and its file if there is one."""

    proof: str
    paid_amount: int  # in đồng
    payer: str = ""  # the name on the receipt, where it is not the applicant's
    paid_on: date | None = None  # None: today
    file_id: int | None = None
    note: str = ""


@dataclass(frozen=True)
class AskOpinion:
    """A question to another unit or agency, with the papers it is shown and a term of its own."""

    agency_id: int
    question: str
    amount: int
    unit: Unit = Unit.WORKING_DAYS
    papers: tuple[int, ...] = ()


@dataclass(frozen=True)
class GiveOpinion:
    answer: str
    file_id: int | None = None


@dataclass(frozen=True)
class KeepOriginals:
    """Originals taken from the person's hand, each by its name."""

    names: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class ReturnOriginals:
    originals: tuple[int, ...]
    to: str = ""  # empty: the applicant


@dataclass(frozen=True)
class CheckApplicant:
    """Read from the certificate or the card, not from the screen: the number, and the name as it stands there."""

    code: str  # enterprise or tax code, or identity number
    name: str
    note: str = ""
    is_representative: bool = (
        False  # the certificate names whoever sent this; they may read the firm's papers
    )


@dataclass(frozen=True)
class Assign:
    officer_id: int
    note: str = ""


@dataclass(frozen=True)
class HandOn:
    """To the next step, or to the same step at another agency."""

    note: str = ""
    agency_id: int | None = None
    officer_id: int | None = None


@dataclass(frozen=True)
class Words:
    """send_back, approve, note."""

    text: str = ""


class Outcome(StrEnum):
    GRANT = "grant"
    DENY = "deny"


@dataclass(frozen=True)
class Propose:
    outcome: Outcome
    summary: str
    electronic: bool = False  # the result is drawn as a file, to be signed there; what it says is `body`
    body: str = ""


@dataclass(frozen=True)
class Sign:
    """The leader's yes to exactly this file. Whoever calls has asked for the password again."""

    sha256: str


@dataclass(frozen=True)
class Stamp:
    number: str
    issued_on: date | None = None
    summary: str = ""
    expires_on: date | None = None


@dataclass(frozen=True)
class MarkDone:
    number: str
    issued_on: date | None = None  # the date on the document; None: today
    summary: str = ""
    file_id: int | None = None


class Collector(StrEnum):
    SELF = "self"
    AUTHORISED = "authorised"
    POST = "post"


@dataclass(frozen=True)
class GiveBack:
    collector: Collector
    name: str = ""
    authorisation: str = ""
    originals_reason: str = ""  # why originals stay at the office


@dataclass(frozen=True)
class Extend:
    new_due: datetime
    reason: str


@dataclass(frozen=True)
class Stop:
    reason: str
    legal_ground: str
    consequence: str = ""


@dataclass(frozen=True)
class Withdraw:
    reason: str = ""


@dataclass(frozen=True)
class ProposeCorrection:
    """A field that says something wrong, what it should say, and how that is known."""

    field: str  # "applicant_name" …, or "form." and the code of a question
    new: str
    reason: str


@dataclass(frozen=True)
class AnswerCorrection:
    agrees: bool
    signed: bool = False  # at the counter: the person signed the printed sheet
    sheet_file_id: int | None = None  # its scan, if the desk has one


@dataclass(frozen=True)
class EndResult:
    """Why an issued result no longer stands, and which request's result took its place, if one did."""

    reason: str
    basis: str
    replaced_by: str = ""


@dataclass(frozen=True)
class Register:
    """At the counter: who came, what they ask for, and what the desk says at once."""

    request: Submit  # the applicant's person is found or added from what stands here
    then: TakeIn | AskSupplement | Refuse
    identity_number: str = ""
    birth_date: date | None = None
    held: Mapping[str, UUID] = field(
        default_factory=dict
    )  # by code of a paper: what of their store takes its place
    has_agreed: bool = False  # the applicant, to exactly that
