"""What was typed into the form of an act, read back into its input."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from typing import TypeVar

from django.http import HttpRequest

from motcua.documents.rules import PAPERS, MediaType
from motcua.dossiers.pages import defect_forms, duty_forms, opinion_forms, original_forms, uploads
from motcua.dossiers.pages.act_forms import QUANTITY_MAX, open_items
from motcua.dossiers.queries import Dossier
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.typed import integer
from motcua.people.rules import BadDate, read_date

PDF = frozenset({MediaType.PDF})
EnumType = TypeVar("EnumType", bound=StrEnum)


@dataclass
class Typed:
    """What a form brought, read field by field; what cannot be read is collected, so that all of it is said at once."""

    request: HttpRequest
    dossier: Dossier
    language: str
    faults: list[Fault] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.request.POST.get(name, "").strip()

    def needed(self, name: str) -> str:
        text = self.text(name)
        if not text:
            self.faults.append(Fault(name, gettext_noop("Write this in one or two sentences.")))
        return text

    def one_of(self, name: str, kind: type[EnumType]) -> EnumType:
        typed = self.text(name)
        if typed not in set(kind):
            self.faults.append(Fault(name, gettext_noop("Choose one of the answers shown.")))
            return next(iter(kind))
        return kind(typed)

    def number(self, name: str) -> int | None:
        return integer(self.text(name))

    def quantity(self, name: str) -> int:
        """How many of one paper; the list has one place for what is wrong."""
        text = self.text(name)
        found = integer(text, most=QUANTITY_MAX) if text else 1
        if not found:
            sentence = gettext_noop("Write a whole number from 1 to %(most)s.")
            self.faults.append(Fault("papers", sentence, {"most": QUANTITY_MAX}))
        return found or 1

    def officer(self, name: str) -> int:
        found = self.number(name)
        if found is None:
            self.faults.append(Fault(name, gettext_noop("Choose who is to handle it.")))
        return found or 0

    def day(self, name: str) -> datetime:
        """A day as typed, at its noon; the act moves it to closing time."""
        try:
            found = read_date(self.text(name))
        except BadDate as bad:
            self.faults.append(Fault(name, str(bad)))
            return self.request.at
        return datetime.combine(found, time(12), TZ)

    def file(self, name: str, *, accept: frozenset[MediaType]) -> int | None:
        kept = uploads.taken(self.request, name, accept=accept)
        if kept is None:
            return None
        # The token stands in the form from now on, should anything else be wrong.
        posted = self.request.POST.copy()
        posted[uploads.kept_name(name)] = kept.token
        self.request.POST = posted  # type: ignore[assignment]
        return kept.file_id

    def done(self) -> None:
        if self.faults:
            raise InvalidInput(faults=self.faults)


def given(act: Act, typed: Typed) -> object:
    """The input of the act; raises InvalidInput with everything that cannot be read."""
    found = _READERS[act](typed)
    typed.done()
    return found


def _read_brought(typed: Typed) -> inputs.Supplement:
    papers = []
    ticked = set(typed.request.POST.getlist("paper"))
    for item in open_items(typed.dossier):
        code = str(item["code"])
        file_id = typed.file(f"file-{code}", accept=PAPERS)
        if code in ticked or file_id is not None:
            papers.append(
                inputs.PaperGiven(
                    code=code,
                    name=str(item["name"]),
                    quantity=typed.quantity(f"quantity-{code}"),
                    file_id=file_id,
                )
            )
    if not papers and not typed.text("note"):
        typed.faults.append(Fault("papers", gettext_noop("Tick at least one paper that was brought.")))
    return inputs.Supplement(papers=tuple(papers), note=typed.text("note"))


def _read_issued(typed: Typed) -> inputs.MarkDone:
    number = typed.text("number")
    if not number:
        typed.faults.append(
            Fault("number", gettext_noop("Write the number of the document, for example 12/QĐ-UBND."))
        )
    return inputs.MarkDone(
        number=number,
        issued_on=typed.day("issued_on").date(),
        summary=typed.text("summary"),
        file_id=typed.file("file_id", accept=PDF),
    )


def _read_stamp(typed: Typed) -> inputs.Stamp:
    return inputs.Stamp(
        number=typed.text("number"),
        issued_on=typed.day("issued_on").date(),
        summary=typed.text("summary"),
    )


_READERS: dict[Act, Callable[[Typed], object]] = {
    Act.TAKE_IN: lambda typed: inputs.TakeIn(
        papers_checked=tuple(typed.request.POST.getlist("papers_checked")), note=typed.text("note")
    ),
    Act.REFUSE: lambda typed: defect_forms.read_refused(typed),
    Act.ASK_SUPPLEMENT: lambda typed: defect_forms.read_asked(typed),
    Act.SUPPLEMENT: _read_brought,
    Act.ASK_DUTY: lambda typed: duty_forms.read_asked(typed),
    Act.CLEAR_DUTY: lambda typed: duty_forms.read_cleared(typed),
    Act.ASK_OPINION: lambda typed: opinion_forms.read(typed),
    Act.KEEP_ORIGINALS: lambda typed: original_forms.read_kept(typed),
    Act.RETURN_ORIGINALS: lambda typed: original_forms.read_returned(typed),
    Act.CHECK_APPLICANT: lambda typed: inputs.CheckApplicant(
        code=typed.text("code"),
        name=typed.text("name"),
        note=typed.text("note"),
        is_representative=bool(typed.text("is_representative")),
    ),
    Act.ASSIGN: lambda typed: inputs.Assign(officer_id=typed.officer("officer_id"), note=typed.text("note")),
    Act.HAND_OVER: lambda typed: inputs.HandOn(
        note=typed.text("note"), agency_id=typed.number("agency_id"), officer_id=typed.number("officer_id")
    ),
    Act.NOTE: lambda typed: inputs.Words(text=typed.needed("text")),
    Act.PROPOSE: lambda typed: inputs.Propose(
        outcome=typed.one_of("outcome", inputs.Outcome),
        summary=typed.needed("summary"),
        electronic=bool(typed.text("electronic")),
        body=typed.text("body"),
    ),
    Act.STAMP: _read_stamp,
    Act.RECALL: lambda typed: inputs.Words(text=typed.text("text")),
    Act.SEND_BACK: lambda typed: inputs.Words(text=typed.needed("text")),
    Act.APPROVE: lambda typed: inputs.Words(text=typed.text("text")),
    Act.MARK_DONE: _read_issued,
    Act.GIVE_BACK: lambda typed: inputs.GiveBack(
        collector=typed.one_of("collector", inputs.Collector),
        name=typed.text("name"),
        authorisation=typed.text("authorisation"),
        originals_reason=typed.text("originals_reason"),
    ),
    Act.EXTEND: lambda typed: inputs.Extend(new_due=typed.day("new_due"), reason=typed.needed("reason")),
    Act.STOP: lambda typed: inputs.Stop(
        reason=typed.needed("reason"),
        legal_ground=typed.needed("legal_ground"),
        consequence=typed.text("consequence"),
    ),
    Act.WITHDRAW: lambda typed: inputs.Withdraw(reason=typed.text("reason")),
}
