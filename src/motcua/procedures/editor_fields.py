"""A section of the editor as fields, lines and rows for its page, each problem at its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design.fields import DrawnChoice, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.foundation.forms.conditions import VERBS
from motcua.foundation.refusal import Fault, gettext_noop
from motcua.procedures import comparing, parts
from motcua.procedures.drawing import sentence
from motcua.procedures.editing import NO, YES, at, control, is_guided, simple_condition, typed_of
from motcua.procedures.parts import Part, Path, Section, Shape

VERB_WORDS = {
    "is": gettext_noop("is"),
    "is_not": gettext_noop("is not"),
    "in": gettext_noop("is one of"),
    "not_in": gettext_noop("is none of"),
    "filled": gettext_noop("is filled in"),
    "more_than": gettext_noop("is more than"),
    "less_than": gettext_noop("is less than"),
    "at_least": gettext_noop("is at least"),
    "at_most": gettext_noop("is at most"),
    "has": gettext_noop("includes"),
    "lacks": gettext_noop("does not include"),
}


SHORT = (Shape.NUMBER, Shape.CHOICE, Shape.FLAG)


@dataclass(frozen=True)
class Line:
    """Fields that stand side by side where there is room."""

    fields: tuple[DrawnField, ...]
    note: str = ""
    is_short: bool = False
    is_rows = False


@dataclass(frozen=True)
class Row:
    number: int
    name: str
    lines: tuple[Line, ...]
    note: str  # why it is not edited here


@dataclass(frozen=True)
class Rows:
    name: str
    label: str
    row: str
    add: str
    rows: tuple[Row, ...]
    error: str = ""
    is_rows = True


@dataclass(frozen=True)
class Problem:
    """One thing to mend: on which page, at which control, in which line of the file."""

    slug: str
    anchor: str
    place: str
    line: int
    sentence: str


def path_of(place: str) -> Path:
    """The path of a place as people read it: cases.1.name → ("cases", 0, "name")."""
    return tuple(
        int(step) - 1 if step.isdigit() and step != "0" else step for step in place.split(".") if step
    )


def problems(document: Mapping[str, Any], faults: Sequence[Fault]) -> list[Problem]:
    """Each fault of the whole file, linked to where it is mended."""
    found = parts.sections(document)
    names = {section.slug: typed_of(document, section).keys() for section in found}
    told = []
    for fault in faults:
        path = path_of(fault.field)
        section = parts.section_of(found, path)
        name = _control_at(path[len(section.path) :], names[section.slug]) if section else ""
        labels, _part = comparing.place(document, path, get_language() or "vi")
        told.append(
            Problem(
                section.slug if section and name else parts.TEXT_SLUG,
                name,
                " · ".join(labels),
                int(str(fault.facts.get("line", 1))),
                sentence(fault, get_language() or "vi"),
            )
        )
    return told


def _control_at(path: Path, names: Any) -> str:
    """The control nearest to a place: of a wording its Vietnamese, of rows their list."""
    while path:
        for ending in ("", "-vi", "-unit", "-field", "-n"):
            if (name := control(*path) + ending) in names:
                return name
        path = path[:-1]
    return ""


# Drawing ------------------------------------------------------------------------------------------------------


def blocks(document: Mapping[str, Any], section: Section, found: Sequence[Problem]) -> list[Line | Rows]:
    place = at(document, section.path)
    draw = _Drawer(
        document, section, typed_of(document, section), {each.anchor: each.sentence for each in found}
    )
    return draw.parts(place if isinstance(place, Mapping) else {}, section.parts, "")


class _Drawer:
    def __init__(
        self,
        document: Mapping[str, Any],
        section: Section,
        typed: Mapping[str, str],
        errors: Mapping[str, str],
    ) -> None:
        self.document, self.typed, self.errors = document, typed, errors
        self.questions = questions(document, section)

    def parts(self, place: Mapping[str, Any], asked: tuple[Part, ...], before: str) -> list[Any]:
        drawn: list[Any] = []
        for part in asked:
            name = control(*filter(None, (before, part.key)))
            value = at(place, tuple(part.key.split(".")))
            if part.shape is Shape.ROWS:
                drawn.append(self._rows(part, name, value))
                continue
            line = self._line(part, name, value, in_row=bool(before))
            # Short answers stand side by side, so that a row is read at a glance.
            if part.shape in SHORT and drawn and getattr(drawn[-1], "is_short", False):
                line = replace(line, fields=(*drawn.pop().fields, *line.fields))
            drawn.append(line)
        return drawn

    def _rows(self, part: Part, name: str, value: Any) -> Rows:
        language = get_language() or "vi"
        rows = tuple(
            Row(
                number + 1,
                comparing.name_of(row, language),
                tuple(self.parts(row, part.parts, control(name, number))) if is_guided(row) else (),
                "" if is_guided(row) else _("Repeated or computed: edited in the text of the file."),
            )
            for number, row in enumerate(value if isinstance(value, list) else [])
        )
        return Rows(name, _(part.label), _(part.row), _(part.add), rows, self.errors.get(f"{name}-n", ""))

    def _line(self, part: Part, name: str, value: Any, *, in_row: bool) -> Line:
        label = str(_(part.label))
        match part.shape:
            case Shape.WORDING | Shape.LONG:
                kind = Drawn.TEXTAREA if part.shape is Shape.LONG else Drawn.TEXT
                return Line(
                    tuple(
                        self._field(part, f"{name}-{language}", f"{label}, {words}", kind=kind)
                        for language, words in (("vi", _("in Vietnamese")), ("en", _("in English")))
                    )
                )
            case Shape.TERM:
                unit = self._field(part, f"{name}-unit", _("Term %(channel)s") % {"channel": label}, kind=Drawn.SELECT, choices=parts.TERMS)  # fmt: skip
                amount = self._field(part, f"{name}-amount", _("How many, %(channel)s") % {"channel": label}, width="xs")  # fmt: skip
                return Line((unit, amount))
            case Shape.CONDITION:
                return self._condition(part, name, label, value)
        return Line((self._plain(part, name, label, in_row),), is_short=part.shape in SHORT)

    def _plain(self, part: Part, name: str, label: str, in_row: bool) -> DrawnField:
        hint = str(_(part.hint)) if part.hint else ""
        match part.shape:
            case Shape.FLAG:
                return self._field(part, name, label, kind=Drawn.TICK)
            case Shape.CHOICE:
                choices = part.choices or self._forms()
                kind = Drawn.SELECT if in_row or len(choices) > 3 or not part.required else Drawn.CHOICE
                return self._field(part, name, label, kind=kind, choices=self._with_present(choices, name))
            case Shape.CHECKS:
                field = self._field(part, name, label, kind=Drawn.CHECKS, choices=self._events(part))
                return replace(field, values=tuple(field.value.split(", ")), value="")
            case Shape.WORDINGS:
                return self._field(
                    part, name, label, kind=Drawn.TEXTAREA, hint=_("One a line: Vietnamese | English")
                )
            case Shape.OPTIONS:
                hint = _("One a line: code | Vietnamese | English. Only for questions with options.")
                return self._field(part, name, label, kind=Drawn.TEXTAREA, hint=hint)
        return self._field(part, name, label, hint=hint, width=part.width)

    def _field(
        self, part: Part, name: str, label: str, *, kind: Drawn = Drawn.TEXT, choices: Any = (), hint: str = "", width: str = ""
    ) -> DrawnField:  # fmt: skip
        return DrawnField(
            kind=kind,
            name=name,
            label=label,
            hint=hint,
            width=width,
            value=self.typed.get(name, ""),
            error=self.errors.get(name, ""),
            choices=tuple(DrawnChoice(value, str(_(words)) if words else "") for value, words in choices),
            required=part.required or part.shape is Shape.FLAG,
            inputmode="numeric" if part.shape is Shape.NUMBER else "",
            spellcheck=part.shape not in (Shape.TEXT, Shape.NUMBER),
        )

    def _with_present(self, choices: Any, name: str) -> Any:
        """What the file says stays in sight even when it is none of the choices."""
        present = self.typed.get(name, "")
        return choices if present in dict(choices) else ((present, present), *choices)

    def _events(self, part: Part) -> Any:
        language = get_language() or "vi"
        return tuple((slug, parts.LIFE_EVENTS[slug].in_language(language)) for slug, _words in part.choices)

    def _forms(self) -> Any:
        forms = self.document.get("forms")
        codes = forms if isinstance(forms, Mapping) else {}
        return (("", _("No form")), *((str(code), str(code)) for code in codes))

    def _condition(self, part: Part, name: str, label: str, value: Any) -> Line:
        if value is not None and simple_condition(value) is None:
            words = _("%(label)s: composed of several conditions; edited in the text of the file.")
            return Line((), words % {"label": label})
        asked = (("", _("always")), *self.questions)
        verbs = tuple((verb, VERB_WORDS[verb]) for verb in VERBS)
        field = self._field(part, f"{name}-field", label, kind=Drawn.SELECT, choices=self._with_present(asked, f"{name}-field"))  # fmt: skip
        verb = self._field(part, f"{name}-verb", _("How it compares"), kind=Drawn.SELECT, choices=verbs)
        hint = _("%(yes)s, %(no)s, the code of an option or a number")
        wanted = self._field(
            part, f"{name}-value", _("With what"), hint=hint % {"yes": YES, "no": NO}, width="m"
        )
        return Line((field, replace(verb, required=True), replace(wanted, required=True)))


def questions(document: Mapping[str, Any], section: Section) -> list[tuple[str, str]]:
    """The questions of the form that a section can ask about: code, and code with the words of the question."""
    language = get_language() or "vi"
    return [
        (code, f"{code}: {comparing.name_of(field, language)}")
        for code, field in _fields(document, section).items()
    ]


def kinds(document: Mapping[str, Any], section: Section) -> dict[str, str]:
    return {code: str(field.get("kind", "")) for code, field in _fields(document, section).items()}


def _fields(document: Mapping[str, Any], section: Section) -> dict[str, Mapping[str, Any]]:
    code = section.path[1] if section.path[:1] == ("forms",) else at(document, (*section.path, "form"))
    pages = at(document, ("forms", str(code), "pages")) if code else None
    return {
        str(field["code"]): field
        for page in (pages if isinstance(pages, list) else [])
        if isinstance(page, Mapping) and isinstance(page.get("fields"), list)
        for field in page["fields"]
        if isinstance(field, Mapping) and field.get("code")
    }
