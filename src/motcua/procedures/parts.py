"""The parts of a procedure file that are edited with ordinary forms: which questions, in which order, of what shape.

Pure. What is not named here (how wide a field is, which fact of a person fills it first) is edited in the text
and never touched by the forms.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from motcua.foundation.calendar import PausePolicy, Unit
from motcua.foundation.forms import Kind
from motcua.foundation.refusal import gettext_noop as _
from motcua.people.rules import Level as AgencyLevel
from motcua.procedures import reckoning
from motcua.procedures.rules import LIFE_EVENTS, STEP_ROLES, Channel, FeeKind, Level, PaperKind, PaperWay

Path = tuple[str | int, ...]


class Shape(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"  # with decimals where there are any
    DAY = "day"  # a day, or that of filling in
    PATTERN = "pattern"
    QUESTION = "question"  # one of those the form asks
    FLAG = "flag"
    CHOICE = "choice"
    CHECKS = "checks"  # several of a few
    WORDS = "words"  # a list of texts, separated by commas
    WORDING = "wording"  # in both languages
    LONG = "long"  # the same over several lines
    WORDINGS = "wordings"  # a list of wordings, one a line: Vietnamese | English
    OPTIONS = "options"  # of a question: code | Vietnamese | English
    CONDITION = "condition"
    COMPUTED = "computed"  # a value that the form works out
    TERM = "term"
    ROWS = "rows"


@dataclass(frozen=True)
class Part:
    """One question of the editor. `default` is what the file means when it says nothing."""

    key: str
    label: str
    shape: Shape = Shape.TEXT
    required: bool = True
    default: Any = None
    choices: tuple[tuple[str, str], ...] = ()
    hint: str = ""
    width: str = ""
    parts: "tuple[Part, ...]" = ()  # of ROWS
    row: str = ""  # what one row is called
    add: str = ""
    blank: Mapping[str, Any] | None = None  # a new row
    kinds: tuple[str, ...] = ()  # of answers for which this is asked; none: for all
    needs: str = ""  # what the row must say for this to be asked
    others: "Mapping[str, Part]" = field(
        default_factory=dict
    )  # rows of another kind, by the key that tells them


@dataclass(frozen=True)
class Section:
    """One page of the editor: where it stands in the file, and what it asks."""

    slug: str
    title: str
    path: Path
    parts: tuple[Part, ...]
    wording: Any = None  # the name of the case or page, as the file has it

    def name(self, language: str) -> tuple[str, str]:
        """The name in a language, and in which it is: in Vietnamese where there is no other."""
        said = self.wording if isinstance(self.wording, Mapping) else {}
        return next(((str(said[one]), one) for one in (language, "vi") if said.get(one)), ("", "vi"))


def _wording() -> dict[str, str]:
    return {"vi": "", "en": ""}


UNITS = (
    (Unit.WORKING_DAYS.value, _("working days")),
    (Unit.WORKING_HOURS.value, _("working hours")),
    (Unit.CALENDAR_DAYS.value, _("days")),
    (Unit.MONTHS.value, _("months")),
)
SAME_DAY = "same-day"
TERMS = (("", _("Not offered")), *UNITS, (SAME_DAY, _("the same day")))
CHANNELS = (
    (Channel.COUNTER.value, _("at the counter")),
    (Channel.ONLINE.value, _("online")),
    (Channel.POST.value, _("by public post")),
)
LEVELS = ((Level.FULL.value, _("Fully online")), (Level.PARTIAL.value, _("Partly online")))
PAPER_KINDS = (
    (PaperKind.ORIGINAL.value, _("original")),
    (PaperKind.CERTIFIED.value, _("certified copy")),
    (PaperKind.COPY.value, _("copy")),
    (PaperKind.ELECTRONIC.value, _("electronic")),
)
PAPER_WAYS = (
    (PaperWay.HANDED_IN.value, _("to hand in")),
    (PaperWay.FILLED_IN.value, _("filled in here")),
    (PaperWay.SHOWN.value, _("to show")),
    (PaperWay.LOOKED_UP.value, _("looked up by us")),
)
FEE_KINDS = ((FeeKind.FEE.value, _("fee")), (FeeKind.CHARGE.value, _("charge")))
PAUSES = (
    (PausePolicy.RESUME.value, _("The term goes on where it stopped")),
    (PausePolicy.RESTART.value, _("The term begins again")),
)
_ROLES = {
    "reception": _("Reception"),
    "case-officer": _("Case officer"),
    "unit-head": _("Unit head"),
    "leader": _("Leader"),
    "clerk": _("Clerk"),
    "cashier": _("Cashier"),
    "return": _("Return of results"),
}
ROLES = tuple((role, words) for role, words in _ROLES.items() if role in STEP_ROLES)
_AGENCIES = {
    "nation": _("Nation"),
    "ministry": _("Ministry"),
    "province": _("Province"),
    "department": _("Department"),
    "district": _("District"),
    "commune": _("Commune"),
    "branch": _("Branch"),
    "unit": _("Unit"),
}
AGENCY_LEVELS = tuple((level.value, _AGENCIES.get(level.value, level.value)) for level in AgencyLevel)
KINDS = (
    (Kind.TEXT.value, _("One line of text")),
    (Kind.PARAGRAPH.value, _("Several lines of text")),
    (Kind.NAME.value, _("Name of a person")),
    (Kind.IDENTITY_NUMBER.value, _("Identity number")),
    (Kind.TAX_CODE.value, _("Tax code")),
    (Kind.PHONE.value, _("Phone number")),
    (Kind.EMAIL.value, _("E-mail address")),
    (Kind.DATE.value, _("Date")),
    (Kind.MONTH.value, _("Month and year")),
    (Kind.YEAR.value, _("Year")),
    (Kind.INTEGER.value, _("Whole number")),
    (Kind.NUMBER.value, _("Number with decimals")),
    (Kind.MONEY.value, _("Amount in dong")),
    (Kind.YES_NO.value, _("Yes or no")),
    (Kind.CHOICE.value, _("One of several")),
    (Kind.CHOICES.value, _("Several of several")),
    (Kind.LISTED.value, _("One line of a named table")),
)

_ASKED = (
    Kind.CHOICE.value,
    Kind.CHOICES.value,
    Kind.YES_NO.value,
    Kind.LISTED.value,
)  # kinds that only a person can answer

_WRITTEN = (
    Kind.TEXT.value, Kind.PARAGRAPH.value, Kind.NAME.value, Kind.IDENTITY_NUMBER.value, Kind.TAX_CODE.value,
    Kind.PHONE.value, Kind.EMAIL.value,
)  # fmt: skip
_FREE = _WRITTEN[:3]  # texts of no shape of their own
_COUNTED = (Kind.INTEGER.value, Kind.NUMBER.value, Kind.MONEY.value, Kind.YEAR.value)

_CODE = Part(
    "code",
    _("Code in the file"),
    hint=_("Small letters, digits and hyphens; it stays when names change."),
    width="m",
)
_NAME = Part("name", _("Name people read"), Shape.WORDING)

GENERAL = (
    Part("name", _("Name of the procedure"), Shape.WORDING),
    Part("field.code", _("Code of the field"), width="m"),
    Part("field.name", _("Field"), Shape.WORDING),
    Part("summary", _("In one or two sentences"), Shape.LONG),
    Part("audience", _("Who can ask"), Shape.LONG),
    Part("level", _("Level of the online service"), Shape.CHOICE, choices=LEVELS),
    Part("keywords", _("Words people search by"), Shape.WORDS, required=False, default=[], hint=_("Separated by commas")),
    Part("life_events", _("Events of a life"), Shape.CHECKS, required=False, default=[],
         choices=tuple((slug, words.en) for slug, words in LIFE_EVENTS.items())),
    Part("minutes_to_fill", _("Minutes to fill in"), Shape.NUMBER, required=False, default=10, width="xs"),
    Part("where", _("Where to go"), Shape.LONG),
    Part("conditions", _("Conditions"), Shape.WORDINGS, required=False, default=[]),
    Part("result.kind", _("Kind of result, as the law calls it"), width="m"),
    Part("result.name", _("Result"), Shape.WORDING),
    Part("result.is_document", _("The result is a document"), Shape.FLAG),
    Part("pause_policy", _("After a wait for the person"), Shape.CHOICE, choices=PAUSES),
    Part("supplement_window_days", _("Days to supplement a request"), Shape.NUMBER, width="xs"),
    Part("terms_verified", _("The terms were compared with the text of the law"), Shape.FLAG),
    Part("fees_verified", _("The fees were compared with the text of the law"), Shape.FLAG),
    Part("source", _("Where these facts come from"), required=False),
)  # fmt: skip

PAPERS = Part(
    "papers", _("Papers"), Shape.ROWS, required=False, row=_("Paper"), add=_("Add a paper"), default=[],
    blank={"code": "", "name": _wording(), "kind": "copy"},
    parts=(
        _CODE, _NAME,
        Part("kind", _("Kind of paper"), Shape.CHOICE, choices=PAPER_KINDS),
        Part("way", _("How it comes"), Shape.CHOICE, required=False, default="handed-in", choices=PAPER_WAYS),
        Part("quantity", _("How many"), Shape.NUMBER, required=False, default=1, width="xs"),
        Part("required", _("Always required"), Shape.FLAG, required=False, default=True),
        Part("note", _("Note"), Shape.LONG, required=False),
        Part("when", _("Needed only when"), Shape.CONDITION, required=False),
    ),
)  # fmt: skip
FEES = Part(
    "fees", _("Fees and charges"), Shape.ROWS, required=False, row=_("Fee line"), add=_("Add a fee line"), default=[],
    blank={"code": "", "name": _wording(), "kind": "le-phi", "amount": 0, "unit": _wording()},
    parts=(
        _CODE, _NAME,
        Part("kind", _("Kind of fee"), Shape.CHOICE, choices=FEE_KINDS),
        Part("amount", _("Amount in dong"), Shape.NUMBER, width="m"),
        Part("unit", _("For each"), Shape.WORDING),
        Part("channel", _("Only for requests that come"), Shape.CHOICE, required=False, default="",
             choices=(("", _("by any way")), *CHANNELS)),
        Part("exemptions", _("Exemptions and reductions"), Shape.WORDINGS, required=False, default=[]),
    ),
)  # fmt: skip
CASE = (
    _CODE,
    Part("name", _("Name of the case"), Shape.WORDING),
    Part("form", _("Form"), Shape.CHOICE, required=False, default=""),
    *(Part(f"terms.{channel}", words, Shape.TERM, required=False) for channel, words in CHANNELS),
    PAPERS,
    FEES,
)
HANDLING = (
    Part("agencies", _("Executing agencies"), Shape.ROWS, row=_("Agency"), add=_("Add an agency"),
         blank={"level": "commune", "name": _wording()},
         parts=(Part("level", _("Level of the agency"), Shape.CHOICE, choices=AGENCY_LEVELS), _NAME)),
    Part("steps", _("Steps"), Shape.ROWS, row=_("Step"), add=_("Add a step"),
         blank={"code": "", "name": _wording(), "role": "case-officer", "share_percent": 0},
         parts=(
             _CODE, _NAME,
             Part("role", _("Who does it"), Shape.CHOICE, choices=ROLES),
             Part("share_percent", _("Share of the term, percent"), Shape.NUMBER, width="xs"),
             Part("agency", _("At which of the agencies"), Shape.NUMBER, required=False, default=1, width="xs"),
         )),
)  # fmt: skip
BASIS = (
    Part("legal_basis", _("Basis in law"), Shape.ROWS, row=_("Document"), add=_("Add a document"),
         blank={"number": "", "name": "", "verified": False},
         parts=(
             Part("number", _("Number and sign"), width="m"),
             Part("name", _("Title")),
             Part("verified", _("Compared with the text of the law"), Shape.FLAG),
         )),
)  # fmt: skip
_FIELD_CODE = Part("code", _("Code in the file"), hint=_("Small letters, digits and underscores"), width="m")
_WHEN = Part("when", _("Asked only when"), Shape.CONDITION, required=False)
QUESTION = (
    _FIELD_CODE,
    Part("kind", _("Kind of answer"), Shape.CHOICE, choices=KINDS),
    Part("label", _("Question"), Shape.WORDING),
    Part("hint", _("Hint"), Shape.WORDING, required=False),
    Part("required", _("Must be answered"), Shape.FLAG, required=False, default=True),
    Part("sensitive", _("Sensitive: kept locked, shown on request only"), Shape.FLAG, required=False, default=False),
    Part("options_by", _("Options depend on the answer to"), Shape.QUESTION, required=False,
         kinds=(Kind.CHOICE.value, Kind.CHOICES.value)),
    Part("options", _("Options"), Shape.OPTIONS, required=False, kinds=(Kind.CHOICE.value, Kind.CHOICES.value)),
    Part("table", _("Table the answers come from"), Shape.CHOICE, kinds=(Kind.LISTED.value,)),
    Part("length_min", _("Least characters"), Shape.NUMBER, required=False, width="xs", kinds=_FREE),
    Part("length_max", _("Most characters"), Shape.NUMBER, required=False, width="xs", kinds=_FREE),
    Part("low", _("The least"), Shape.AMOUNT, required=False, width="s", kinds=_COUNTED),
    Part("high", _("The most"), Shape.AMOUNT, required=False, width="s", kinds=_COUNTED),
    Part("decimals", _("Decimals"), Shape.NUMBER, required=False, default=2, width="xs", kinds=(Kind.NUMBER.value,)),
    Part("unit", _("Unit it is counted in"), Shape.WORDING, required=False, kinds=_COUNTED[:3]),
    Part("earliest", _("Not before"), Shape.DAY, required=False, kinds=(Kind.DATE.value,)),
    Part("latest", _("Not after"), Shape.DAY, required=False, kinds=(Kind.DATE.value,)),
    Part("pattern", _("Shape of the text"), Shape.PATTERN, required=False, kinds=_FREE[:1]),
    Part("pattern_says", _("What is said when the shape is another"), Shape.WORDING, required=False,
         kinds=_WRITTEN, needs="pattern"),
    _WHEN,
)  # fmt: skip
COMPUTED = Part(
    "compute", _("Computed value"), Shape.ROWS, row=_("Computed value"), add=_("Add a computed value"),
    blank={"code": "", "kind": "integer", "label": _wording(), "compute": reckoning.BLANK},
    parts=(
        _FIELD_CODE,
        Part("kind", _("Kind of value"), Shape.CHOICE, choices=tuple(one for one in KINDS if one[0] not in _ASKED)),
        Part("label", _("Name of the value"), Shape.WORDING),
        Part("hint", _("Hint"), Shape.WORDING, required=False),
        Part("compute", _("How it is worked out"), Shape.COMPUTED),
        _WHEN,
    ),
)  # fmt: skip
GROUP = Part(
    "group", _("Repeated group"), Shape.ROWS, row=_("Repeated group"), add=_("Add a repeated group"),
    blank={"group": "", "label": _wording(), "row_label": _wording(),
           "fields": [{"code": "", "kind": "text", "label": _wording()}]},
    parts=(
        Part("group", _("Code in the file"), hint=_("Small letters, digits and underscores"), width="m"),
        Part("label", _("Name of the group"), Shape.WORDING),
        Part("row_label", _("What one of them is called"), Shape.WORDING),
        Part("hint", _("Hint"), Shape.WORDING, required=False),
        Part("rows_min", _("At least"), Shape.NUMBER, required=False, default=0, width="xs"),
        Part("rows_max", _("At most"), Shape.NUMBER, required=False, default=10, width="xs"),
        _WHEN,
        Part("fields", _("Questions for each"), Shape.ROWS, row=_("Question"), add=_("Add a question"),
             blank={"code": "", "kind": "text", "label": _wording()}, parts=QUESTION, others={"compute": COMPUTED}),
    ),
)  # fmt: skip
FORM_PAGE = (
    Part("code", _("Code of the page"), width="m"),
    Part("title", _("Title"), Shape.WORDING),
    Part("text", _("Words above the questions"), Shape.LONG, required=False),
    Part("when", _("Asked only when"), Shape.CONDITION, required=False),
    Part("fields", _("Questions"), Shape.ROWS, row=_("Question"), add=_("Add a question"),
         blank={"code": "", "kind": "text", "label": _wording()}, parts=QUESTION,
         others={"group": GROUP, "compute": COMPUTED}),
)  # fmt: skip
FORM_WHOLE = (
    Part("title", _("Title of the form"), Shape.WORDING),
    Part("rules", _("Rules between answers"), Shape.ROWS, required=False, default=[], row=_("Rule of the form"), add=_("Add a rule"),
         blank={"that": {"field": "", "is": ""}, "field": "", "says": _wording()},
         parts=(
             Part("that", _("What has to hold"), Shape.CONDITION),
             Part("field", _("At which question it is said"), Shape.QUESTION),
             Part("says", _("What is said otherwise"), Shape.LONG),
         )),
)  # fmt: skip


def of_row(part: Part, row: Any) -> Part:
    """The part that asks about a row: its own, or that of a row of another kind."""
    return next(
        (other for key, other in part.others.items() if isinstance(row, Mapping) and key in row), part
    )


TEXT_SLUG = "tep"


def sections(document: Mapping[str, Any]) -> tuple[Section, ...]:
    """The pages of the editor for a file as it stands; what is not a list or a block has no page of its own."""
    found = [Section("chung", _("Names and facts"), (), GENERAL)]
    for index, case in enumerate(_mappings(document.get("cases"))):
        found.append(Section(f"truong-hop-{index + 1}", _("Case"), ("cases", index), CASE, case.get("name")))
    found.append(Section("thuc-hien", _("Agencies and steps"), (), HANDLING))
    found.append(Section("can-cu", _("Basis in law"), (), BASIS))
    forms = document.get("forms")
    for number, (code, form) in enumerate(forms.items() if isinstance(forms, Mapping) else ()):
        for index, page in enumerate(_mappings(form.get("pages") if isinstance(form, Mapping) else None)):
            path: Path = ("forms", str(code), "pages", index)
            slug = f"to-khai-{number + 1}-{index + 1}"
            found.append(Section(slug, _("Page of the form"), path, FORM_PAGE, page.get("title")))
        if isinstance(form, Mapping):
            # Last, so that what is wrong on a page is mended on that page.
            whole: Path = ("forms", str(code))
            found.append(Section(f"ca-to-khai-{number + 1}", _("The form as a whole"), whole, FORM_WHOLE, form.get("title")))  # fmt: skip
    return tuple(found)


def section_of(found: tuple[Section, ...], path: Path) -> Section | None:
    """The page on which a place of the file is edited; None: in the text."""
    best = None
    for section in found:
        if section.path and path[: len(section.path)] == section.path:
            return section
        if not section.path and path and path[0] in {part.key.split(".")[0] for part in section.parts}:
            best = best or section
    return best


def _mappings(value: Any) -> list[Mapping[str, Any]]:
    """All or none: with a stranger among them the numbers of the pages would lead elsewhere."""
    sound = isinstance(value, list) and all(isinstance(one, Mapping) for one in value)
    return value if sound else []
