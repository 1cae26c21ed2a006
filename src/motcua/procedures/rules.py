"""What a procedure says: cases, papers, terms, fees, steps, legal basis. Parsed once into frozen values.

Pure: a document (as a file or the database holds it) goes in; a `Definition` or a list of problems comes out.
Knows nothing of versions' rows, of requests or of the clock.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from motcua.foundation import forms
from motcua.foundation.calendar import PausePolicy, Term
from motcua.foundation.forms import Wording
from motcua.foundation.forms.conditions import Condition
from motcua.foundation.refusal import Refusal
from motcua.foundation.refusal import gettext_noop as _
from motcua.people.rules import Role


class Status(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class Channel(StrEnum):
    """How a request comes in (the national codes are 1, 2, 3 in this order)."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class Level(StrEnum):
    FULL = "full"  # toàn trình: every step online, or the result by post
    PARTIAL = "partial"  # một phần: some step needs a visit


class PaperKind(StrEnum):
    ORIGINAL = "original"
    CERTIFIED = "certified"
    COPY = "copy"
    ELECTRONIC = "electronic"


class PaperWay(StrEnum):
    """How a paper comes to the dossier."""

    FILLED_IN = "filled-in"  # the form of this procedure
    HANDED_IN = "handed-in"  # uploaded or brought
    SHOWN = "shown"  # the original is shown and taken home again
    LOOKED_UP = "looked-up"  # the office looks it up; asked for only when that fails


# What a paper may say of a person, and the kinds of question that this answers.
PAPER_SAYS = {
    "name": frozenset({forms.Kind.NAME, forms.Kind.TEXT}),
    "identity": frozenset({forms.Kind.IDENTITY_NUMBER}),
    "birth": frozenset({forms.Kind.DATE}),
    "issued": frozenset({forms.Kind.DATE}),
}


class FeeKind(StrEnum):
    FEE = "phi"
    CHARGE = "le-phi"


class ProcedureKind(StrEnum):
    """Chronicle entries of this room."""

    LOADED = "procedure.loaded"
    PUBLISHED = "procedure.published"
    CLOSED = "procedure.closed"
    BEGAN = "procedure.began"
    TAKEN_BACK = "procedure.taken-back"


@dataclass(frozen=True)
class Paper:
    code: str
    name: Wording
    kind: PaperKind
    quantity: int
    required: bool
    way: PaperWay
    note: Wording
    when: Condition | None  # over the answers of the form; None: always
    pages: int = 0  # how many pages the paper is known to have; 0: not known
    valid_months: int = 0  # for how long it may be handed in after the date on it; 0: without limit
    fills: Mapping[str, str] = field(
        default_factory=dict
    )  # what it says → the field of the form that asks for it

    def applies(self, answers: Mapping[str, Any]) -> bool:
        return self.when is None or self.when.holds(answers)


@dataclass(frozen=True)
class Fee:
    code: str
    name: Wording
    kind: FeeKind
    amount: int
    unit: Wording
    channel: Channel | None  # None: the same for every channel
    exemptions: tuple[Wording, ...]


@dataclass(frozen=True)
class Case:
    """A case (trường hợp) has papers, terms and fees of its own."""

    code: str
    name: Wording
    papers: tuple[Paper, ...]
    terms: Mapping[Channel, Term]
    fees: tuple[Fee, ...]
    form: str  # "" when the case has no form

    @property
    def channels(self) -> tuple[Channel, ...]:
        return tuple(channel for channel in Channel if channel in self.terms)

    def fees_for(self, channel: Channel) -> tuple[Fee, ...]:
        return tuple(fee for fee in self.fees if fee.channel in (None, channel))

    def papers_for(self, answers: Mapping[str, Any]) -> tuple[Paper, ...]:
        return tuple(paper for paper in self.papers if paper.applies(answers))


@dataclass(frozen=True)
class LegalBasis:
    number: str
    name: str
    verified: bool


@dataclass(frozen=True)
class Result:
    kind: str  # Giấy chứng nhận, Quyết định, Bản sao …
    name: Wording
    is_document: bool


@dataclass(frozen=True)
class ExecutingAgency:
    level: str
    name: Wording


# Who can hold a request and hand it on; those who only watch, count or ask people hold none.
STEP_ROLES = frozenset(
    {Role.RECEPTION, Role.CASE_OFFICER, Role.UNIT_HEAD, Role.LEADER, Role.CLERK, Role.CASHIER, Role.RETURN}
)


@dataclass(frozen=True)
class Step:
    code: str
    name: Wording
    role: str  # one of STEP_ROLES
    share_percent: int  # share of the term; the steps' shares add up to 100
    agency: int  # index into Definition.agencies


@dataclass(frozen=True)
class Part:
    """One procedure within a bundle (liên thông): which one, in which case, and what it takes from the whole.

    A field or a paper of the same code in both needs no line: only what differs is named.
    """

    code: str
    procedure: str
    case: str
    needs: tuple[str, ...]  # parts whose result must be there before this one begins; they stand above it
    answers: Mapping[str, str]  # a field of the part ← the field of the bundle that answers it
    fixed: Mapping[str, Any]  # a field of the part ← what is always so in this bundle
    papers: Mapping[str, str]  # a paper of the part ← the paper of the bundle
    results: Mapping[str, str]  # a paper of the part ← the part whose result it is
    note: Wording  # why it waits, and on what basis

    def field_of(self, code: str) -> str:
        """The field of the bundle that answers this field of the part."""
        return self.answers.get(code, code)

    def paper_of(self, code: str) -> str:
        return self.papers.get(code, code)


@dataclass(frozen=True)
class Field:
    """Lĩnh vực: the field of administration a procedure belongs to."""

    code: str
    name: Wording


@dataclass(frozen=True, eq=False)
class Definition:
    code: str
    name: Wording
    field: Field
    summary: Wording
    audience: Wording
    level: Level
    keywords: tuple[str, ...]
    life_events: tuple[str, ...]
    minutes_to_fill: int
    cases: tuple[Case, ...]
    agencies: tuple[ExecutingAgency, ...]
    steps: tuple[Step, ...]
    conditions: tuple[Wording, ...]
    where: Wording
    result: Result
    legal_basis: tuple[LegalBasis, ...]
    pause_policy: PausePolicy
    supplement_window_days: int
    terms_verified: bool
    fees_verified: bool
    starts_on: str  # ISO date proposed by the file; "" when the publisher says
    source: str
    form_documents: Mapping[str, Mapping[str, Any]]
    parts: tuple[Part, ...] = ()  # of a bundle: the procedures it asks for at once

    @property
    def is_bundle(self) -> bool:
        return bool(self.parts)

    def part(self, code: str) -> Part | None:
        return next((part for part in self.parts if part.code == code), None)

    def case(self, code: str) -> Case:
        for case in self.cases:
            if case.code == code:
                return case
        raise KeyError(code)

    @cached_property
    def _forms(self) -> dict[str, forms.Form]:
        return {}

    def form(self, case: Case | str) -> forms.Form | None:
        """The form of a case, compiled on first use; None when nothing has to be filled in."""
        code = (self.case(case) if isinstance(case, str) else case).form
        if not code:
            return None
        if code not in self._forms:
            self._forms[code] = forms.load(self.form_documents[code])
        return self._forms[code]

    @property
    def is_verified(self) -> bool:
        return (
            self.terms_verified and self.fees_verified and all(basis.verified for basis in self.legal_basis)
        )


# Life events (sự kiện trong đời): the ways people look for a procedure. Slugs stand in addresses.
LIFE_EVENTS: Mapping[str, Wording] = {
    "sinh-con": Wording("Sinh con", "Having a child"),
    "ket-hon": Wording("Kết hôn", "Getting married"),
    "mo-cua-hang": Wording("Mở cửa hàng, kinh doanh", "Opening a shop or business"),
    "nha-dat": Wording("Nhà và đất", "House and land"),
    "chuyen-nha": Wording("Chuyển nơi ở", "Moving home"),
    "viec-lam": Wording("Đi làm, đi học, ra nước ngoài", "Work, study and going abroad"),
    "xe-co": Wording("Xe và bằng lái", "Vehicles and licences"),
    "nguoi-than-mat": Wording("Người thân qua đời", "A death in the family"),
    "giay-to": Wording("Sao, chứng thực giấy tờ", "Copies and certification"),
}


@dataclass(frozen=True)
class Card:
    """A procedure on a list: enough to choose it."""

    version_id: int
    code: str
    name: Wording
    field: Field
    summary: Wording
    level: Level
    keywords: tuple[str, ...]
    life_events: tuple[str, ...]
    is_verified: bool


def card_facts(definition: Definition) -> dict[str, Any]:
    """What is kept beside a version for its card."""
    return {
        "name": [definition.name.vi, definition.name.en],
        "field": [definition.field.code, definition.field.name.vi, definition.field.name.en],
        "summary": [definition.summary.vi, definition.summary.en],
        "level": definition.level.value,
        "keywords": list(definition.keywords),
        "life_events": list(definition.life_events),
        "verified": definition.is_verified,
    }


def card(version_id: int, code: str, facts: Mapping[str, Any]) -> Card:
    field_code, *field_name = facts["field"]
    return Card(
        version_id=version_id,
        code=code,
        name=Wording(*facts["name"]),
        field=Field(field_code, Wording(*field_name)),
        summary=Wording(*facts["summary"]),
        level=Level(facts["level"]),
        keywords=tuple(facts["keywords"]),
        life_events=tuple(facts["life_events"]),
        is_verified=bool(facts["verified"]),
    )


class FileRefused(Refusal):
    code = "procedures.file-refused"
    status = 422
    sentence = _("The procedure file has %(count)s errors.")
    next_step = _("Correct the places listed, then load the file again. Nothing was changed.")


class NoSuchProcedure(Refusal):
    code = "procedures.no-such-procedure"
    status = 404
    sentence = _("No procedure with the code %(code)s is offered on %(date)s.")
    next_step = _("Check the code, or search by name.")


class VersionNotDraft(Refusal):
    code = "procedures.version-not-draft"
    sentence = _(
        "Version %(number)s of %(code)s has already been published; a published version never changes."
    )
    next_step = _("Load a changed file: it becomes a new version.")


class VersionNotOpen(Refusal):
    code = "procedures.version-not-open"
    sentence = _("Version %(number)s of %(code)s is not in force, so it cannot be closed.")
    next_step = _("Look at the list of versions for the one in force.")


class DatesOutOfOrder(Refusal):
    code = "procedures.dates-out-of-order"
    sentence = _("%(date)s is not later than the start of the version before it (%(before)s).")
    next_step = _("Choose a later day.")


class SomeoneWasFaster(Refusal):
    code = "procedures.someone-was-faster"
    sentence = _("Another operator changed the versions of %(code)s at the same time.")
    next_step = _("Look at the list of versions again, then decide.")


class StartsInThePast(Refusal):
    code = "procedures.starts-in-the-past"
    sentence = _("%(date)s has passed. A changed procedure can bind nobody before it is published.")
    next_step = _("Choose today or a later day.")


class BundlesWouldBreak(Refusal):
    code = "procedures.bundles-would-break"
    sentence = _("With this, linked procedures that hand in %(code)s could not be sent from %(date)s on.")
    next_step = _("Change them first, or say that it is to be done all the same. Nothing was changed.")


class AlreadyInForce(Refusal):
    code = "procedures.already-in-force"
    sentence = _("Version %(number)s of %(code)s is in force since %(date)s and can no longer be taken back.")
    next_step = _("Publish a changed version from a later day, or close the procedure.")


class LaterVersionPublished(Refusal):
    code = "procedures.later-version-published"
    sentence = _("Version %(number)s of %(code)s is followed by a later one that is already published.")
    next_step = _("Take the later version back first.")


class NoSuchSuccessor(Refusal):
    code = "procedures.no-such-successor"
    status = 422
    sentence = _("%(successor)s is not offered on %(date)s, so it cannot take the place of %(code)s.")
    next_step = _("Write the code of a procedure that is in force on that day, or leave the field empty.")


class EditedMeanwhile(Refusal):
    code = "procedures.edited-meanwhile"
    sentence = _("%(who)s saved %(code)s while it was open here.")
    next_step = _("Look at both, then keep one. Nothing was changed.")


class CodeOfAnother(Refusal):
    code = "procedures.code-of-another"
    status = 422
    sentence = _("This working copy belongs to %(code)s, but its text says %(found)s.")
    next_step = _("Write the code back. Another procedure has a working copy of its own.")
