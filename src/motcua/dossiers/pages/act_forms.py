"""The form of each act, field by field from its input, and what was typed read back into that input.

`fields(act, asking)` draws, `given(act, typed)` reads; a test holds both against the dataclass of the act.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from motcua.design import writing
from motcua.design.fields import DrawnChoice, DrawnField, Kind
from motcua.dossiers.pages import (
    check_forms,
    defect_words,
    duty_forms,
    giving_forms,
    opinion_forms,
    original_forms,
    signing_forms,
    uploads,
)
from motcua.dossiers.queries import Dossier, prepare, whole
from motcua.dossiers.rules import checks, inputs
from motcua.dossiers.rules.states import Act
from motcua.foundation.calendar import TZ
from motcua.foundation.refusal import gettext_noop
from motcua.foundation.typed import integer
from motcua.procedures import queries as procedures
from motcua.procedures.rules import Definition, PaperWay

TEXT_CHARACTERS_MAX = checks.TEXT_CHARACTERS_MAX
QUANTITY_MAX = 99  # of one paper
EnumType = TypeVar("EnumType", bound=StrEnum)

OUTCOME_WORDS: dict[inputs.Outcome, Promise] = {
    inputs.Outcome.GRANT: gettext_lazy("Grant"),
    inputs.Outcome.DENY: gettext_lazy("Deny"),
}
COLLECTOR_WORDS: dict[inputs.Collector, Promise] = {
    inputs.Collector.SELF: gettext_lazy("The applicant"),
    inputs.Collector.AUTHORISED: gettext_lazy("Somebody the applicant authorised"),
    inputs.Collector.POST: gettext_lazy("The public post"),
}
KIND_WORDS: dict[inputs.PaperKind, Promise] = {
    inputs.PaperKind.ORIGINAL: gettext_lazy("original"),
    inputs.PaperKind.CERTIFIED: gettext_lazy("certified copy"),
    inputs.PaperKind.COPY: gettext_lazy("copy"),
    inputs.PaperKind.ELECTRONIC: gettext_lazy("electronic"),
}
WAY_WORDS: dict[PaperWay | None, Promise] = {
    PaperWay.FILLED_IN: gettext_lazy("made from the answers"),
    PaperWay.SHOWN: gettext_lazy("to be shown at the desk"),
    PaperWay.LOOKED_UP: gettext_lazy("the office looks it up"),
}


# Drawing ---------------------------------------------------------------------------------------------------


@dataclass
class Asking:
    """Draws fields with what was typed before and what is wrong with it."""

    request: HttpRequest
    dossier: Dossier
    language: str
    faults: Mapping[str, str] = field(default_factory=dict)

    @property
    def definition(self) -> Definition:
        return procedures.definition(self.dossier.version_id)

    def typed(self, name: str, start: str = "") -> str:
        posted = self.request.POST
        return posted.get(name, start) if posted else start

    def draw(self, kind: Kind, name: str, label: str, *, start: str = "", **more: object) -> DrawnField:
        return DrawnField(
            kind=kind,
            name=name,
            label=label,
            value=self.typed(name, start),
            error=self.faults.get(name, ""),
            **more,  # type: ignore[arg-type]
        )

    def area(self, name: str, label: str, **more: object) -> DrawnField:
        return self.draw(Kind.TEXTAREA, name, label, **({"maxlength": TEXT_CHARACTERS_MAX} | more))

    def note(self) -> DrawnField:
        return self.area("note", _("Words for the colleague"), required=False)

    def choice(self, name: str, label: str, words: Mapping[EnumType, Promise], **more: object) -> DrawnField:
        choices = tuple(DrawnChoice(str(value), str(said)) for value, said in words.items())
        return self.draw(Kind.CHOICE, name, label, choices=choices, **more)

    def upload(self, name: str, label: str, **more: object) -> list[DrawnField]:
        """A file, and the one kept from before beside it."""
        kept = uploads.kept(self.request, name)
        drawn = self.draw(Kind.FILE, name, label, **more)
        found = [replace(drawn, value=kept.name if kept else "")]
        if kept:
            found.append(DrawnField(kind=Kind.HIDDEN, name=uploads.kept_name(name), value=kept.token))
        return found


def fields(act: Act, asking: Asking) -> list[DrawnField]:
    return _FIELDS[act](asking)


def _take_in(asking: Asking) -> list[DrawnField]:
    papers = papers_on_list(asking.dossier, asking.language)
    handed = {paper.code for paper in papers if paper.paper_id is not None}
    posted = asking.request.POST
    choices = tuple(DrawnChoice(code, name, hint) for code, (name, hint) in _by_code(papers).items())
    checks = DrawnField(
        kind=Kind.CHECKS,
        name="papers_checked",
        label=_("Papers you have checked"),
        hint=_("Tick each paper that is there and in order. What is missing: ask for supplements instead."),
        values=tuple(posted.getlist("papers_checked")) if posted else tuple(handed),
        choices=choices,
        required=False,
        error=asking.faults.get("papers_checked", ""),
    )
    return ([checks] if choices else []) + [asking.note()]


def _refuse(asking: Asking) -> list[DrawnField]:
    return [
        asking.area(
            "reason",
            _("Reason"),
            hint=_("The applicant reads it. It may stay empty when each line above says what is wrong."),
            required=False,
        ),
        _legal_ground(asking),
    ]


def _ask_supplement(asking: Asking) -> list[DrawnField]:
    """The list of papers is drawn by the page itself: a tick and what is wrong, one line a paper."""
    return [
        asking.area(
            "reason",
            _("Reason"),
            hint=_("The applicant reads it. It may stay empty when each line above says what is wrong."),
            required=False,
        )
    ]


def _supplement(asking: Asking) -> list[DrawnField]:
    """The list of papers brought is drawn by the page itself: a tick, how many, and a file, one line a paper."""
    return [asking.note()]


def _words(label: str, *, required: bool, hint: str = "") -> Callable[[Asking], list[DrawnField]]:
    return lambda asking: [asking.area("text", _(label), required=required, hint=_(hint) if hint else "")]


def _propose(asking: Asking) -> list[DrawnField]:
    return [
        asking.choice("outcome", _("What you propose"), OUTCOME_WORDS),
        asking.area("summary", _("Why"), hint=_("What you checked and found, and on which legal ground.")),
        *signing_forms.electronic(asking),
    ]


def _mark_done(asking: Asking) -> list[DrawnField]:
    return [
        asking.draw(
            Kind.TEXT,
            "number",
            _("Number of the document"),
            width="m",
            maxlength=checks.RESULT_NUMBER_CHARACTERS_MAX,
            spellcheck=False,
        ),
        asking.draw(Kind.DATE, "issued_on", _("Date of the document"), start=writing_day(asking.request.at)),
        *asking.upload(
            "file_id",
            _("File of the result"),
            hint=_("PDF. The applicant can download it once the result is handed over."),
            required=False,
            accept=".pdf",
        ),
        asking.area("summary", _("What it says, in one sentence"), required=False),
    ]


def _give_back(asking: Asking) -> list[DrawnField]:
    by_post = asking.dossier.delivery == inputs.Delivery.BY_POST
    start = inputs.Collector.POST if by_post else inputs.Collector.SELF
    return [
        asking.choice("collector", _("Who collects it"), COLLECTOR_WORDS, start=start),
        asking.draw(
            Kind.TEXT,
            "name",
            _("Name of who collects it"),
            hint=_(
                "Only when it is not the applicant: as on the identity card, or the number of the parcel."
            ),
            required=False,
            maxlength=checks.COLLECTOR_CHARACTERS_MAX,
        ),
        asking.draw(
            Kind.TEXT,
            "authorisation",
            _("Authorisation shown"),
            hint=_("Only for somebody authorised: which paper, of which date, by whom certified."),
            required=False,
            maxlength=checks.AUTHORISATION_CHARACTERS_MAX,
        ),
        *original_forms.why_they_stay(asking),
    ]


def _extend(asking: Asking) -> list[DrawnField]:
    first = prepare.first_new_date(asking.dossier, at=asking.request.at)
    hint = _("A working day, at the earliest %(day)s.") % {"day": writing.long_day(first)} if first else ""
    return [
        asking.draw(Kind.DATE, "new_due", _("New date"), hint=hint),
        asking.area(
            "reason", _("Why it takes longer"), hint=_("It stands in the letter of apology, form 04.")
        ),
    ]


def _stop(asking: Asking) -> list[DrawnField]:
    return [
        asking.area(
            "reason", _("Reason"), hint=_("The applicant reads it. Say what is wrong, in plain words.")
        ),
        _legal_ground(asking),
        asking.area(
            "consequence",
            _("What happens to money paid and papers handed in"),
            required=False,
        ),
    ]


def _withdraw(asking: Asking) -> list[DrawnField]:
    return [
        asking.area(
            "reason",
            _("Reason, if the applicant gives one"),
            hint=_("Note how the applicant asked for it: at the counter, in a letter of which date."),
            required=False,
        )
    ]


def _legal_ground(asking: Asking) -> DrawnField:
    """Prefilled with what the procedure itself rests on, for the officer to make precise."""
    bases = "; ".join(f"{basis.number} ({basis.name})" for basis in asking.definition.legal_basis)
    hint = _("Article, clause and instrument.")
    if bases:
        hint += " " + _("This procedure rests on: %(bases)s.") % {"bases": bases}
    return asking.draw(
        Kind.TEXT, "legal_ground", _("Legal ground"), hint=hint, maxlength=checks.LEGAL_GROUND_CHARACTERS_MAX
    )


_FIELDS: dict[Act, Callable[[Asking], list[DrawnField]]] = {
    Act.TAKE_IN: _take_in,
    Act.REFUSE: _refuse,
    Act.ASK_SUPPLEMENT: _ask_supplement,
    Act.SUPPLEMENT: _supplement,
    Act.ASK_DUTY: lambda asking: duty_forms.ask(asking),
    Act.CLEAR_DUTY: lambda asking: [*duty_forms.clear(asking), asking.note()],
    Act.ASK_OPINION: lambda asking: opinion_forms.ask(asking),
    Act.KEEP_ORIGINALS: lambda asking: [*original_forms.keep(asking), asking.note()],
    Act.RETURN_ORIGINALS: lambda asking: original_forms.give_back(asking),
    Act.CHECK_APPLICANT: lambda asking: [*check_forms.check_applicant(asking), asking.note()],
    Act.ASSIGN: giving_forms.assign,
    Act.HAND_OVER: giving_forms.hand_over,
    Act.NOTE: _words(
        gettext_noop("Note"), required=True, hint=gettext_noop("Colleagues read it; the applicant does not.")
    ),
    Act.PROPOSE: _propose,
    Act.STAMP: signing_forms.stamp,
    Act.RECALL: _words(gettext_noop("Why you take it back"), required=False),
    Act.SEND_BACK: _words(gettext_noop("What is to be done again, and why"), required=True),
    Act.APPROVE: _words(gettext_noop("Words for the colleague"), required=False),
    Act.MARK_DONE: _mark_done,
    Act.GIVE_BACK: _give_back,
    Act.EXTEND: _extend,
    Act.STOP: _stop,
    Act.WITHDRAW: _withdraw,
}


# The lists of papers ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PaperLine:
    """One line of a list of papers: ticked or not, what is wrong, how many, and its file."""

    code: str
    name: str
    hint: str
    ticked: bool
    what: str
    quantity: int
    file: DrawnField | None = None
    kept: DrawnField | None = None
    error: str = ""


def papers_on_list(dossier: Dossier, language: str) -> tuple[whole.HandedIn, ...]:
    return whole.papers_of(dossier, waits=whole.waits_of(dossier), events=(), language=language)


def _by_code(papers: tuple[whole.HandedIn, ...]) -> dict[str, tuple[str, str]]:
    """Name and hint of each paper; one handed in twice counts once, the newest."""
    return {paper.code: (paper.name, hint_of(paper)) for paper in papers}


def names_of_papers(dossier: Dossier) -> dict[str, str]:
    """Names as they are written in form 02: legal names stay Vietnamese."""
    return {code: name for code, (name, _hint) in _by_code(papers_on_list(dossier, "vi")).items()}


def hint_of(paper: whole.HandedIn) -> str:
    if paper.paper_id is None:
        return not_handed_in(paper)
    kind = str(KIND_WORDS[paper.kind]) if paper.kind else ""
    parts = [f"{paper.quantity} {kind}".strip(), paper.file.name if paper.file else _("no file")]
    return " · ".join(parts)


def not_handed_in(paper: whole.HandedIn) -> str:
    """Why a paper on the list is not among those handed in."""
    if paper.way in WAY_WORDS:
        return str(WAY_WORDS[paper.way])
    return _("not handed in") if paper.required else _("not handed in; not required")


def brought_lines(asking: Asking) -> list[PaperLine]:
    """What the office had asked for, to be ticked as it is brought."""
    posted = asking.request.POST
    ticked = set(posted.getlist("paper")) if posted else set()
    lines = []
    for item in open_items(asking.dossier):
        code = str(item["code"])
        file, *kept = asking.upload(f"file-{code}", _("File"), required=False, accept=".pdf,.jpg,.jpeg,.png")
        lines.append(
            PaperLine(
                code=code,
                name=str(item["name"]),
                hint=defect_words.what_of(item),
                ticked=code in ticked,
                what="",
                quantity=whole_number(asking.typed(f"quantity-{code}"), int(item.get("quantity", 1))),
                file=file,
                kept=kept[0] if kept else None,
            )
        )
    return lines


def open_items(dossier: Dossier) -> list[dict[str, object]]:
    return whole.papers_awaited(dossier)


def result_name(asking: Asking) -> str:
    """What the procedure ends in: a certificate, a decision …"""
    return asking.definition.result.name.in_language(asking.language)


def whole_number(typed: str, otherwise: int) -> int:
    """How many, for a list; what cannot be right is said by whoever reads the form."""
    return integer(typed, most=QUANTITY_MAX) or otherwise


def writing_day(at: datetime) -> str:
    """A day as it is typed into a date field."""
    return f"{at.astimezone(TZ):%d/%m/%Y}"
