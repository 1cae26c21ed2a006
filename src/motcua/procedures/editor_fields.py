"""A section of the editor as fields, lines and rows for its page, each problem at its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from motcua.design.fields import DrawnChoice, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.foundation.forms import Group, examine, tables
from motcua.foundation.forms import Kind as FormKind
from motcua.foundation.forms.conditions import VERBS
from motcua.foundation.forms.fields import TODAY
from motcua.foundation.refusal import Fault
from motcua.procedures import asked, comparing, drawing, parts, patterns, reckoning
from motcua.procedures.builders import Builder, Builders
from motcua.procedures.editing import DAY, at, control, typed_of
from motcua.procedures.parts import Part, Path, Section, Shape

UNFOLDED_MAX = 3
_INPUTS = {Shape.NUMBER: "numeric", Shape.AMOUNT: "decimal"}
_WORDED = (Shape.WORDS, Shape.WORDING, Shape.LONG, Shape.WORDINGS, Shape.OPTIONS)
SHORT = (Shape.NUMBER, Shape.AMOUNT, Shape.CHOICE, Shape.FLAG)


@dataclass(frozen=True)
class Line:
    """Fields that stand side by side where there is room."""

    fields: tuple[DrawnField, ...]
    is_short: bool = False
    template: ClassVar[str] = "procedures/_editor_line.html"


@dataclass(frozen=True)
class Row:
    number: int
    kind: str  # what it is: a question, a repeated group
    name: str
    lines: "tuple[Line | Rows | Builder, ...]"
    note: str  # why it is not edited here
    said: str = ""  # in a few words, while it is folded
    is_open: bool = True
    address: str = ""  # where another kind of answer is sent to be drawn


@dataclass(frozen=True)
class Rows:
    name: str
    label: str
    adds: tuple[tuple[str, str], ...]  # what can be added: value of the button, its words
    rows: tuple[Row, ...]
    error: str = ""
    is_inner: bool = False
    folds: bool = False  # so many rows that each is opened when it is wanted
    template: ClassVar[str] = "procedures/_editor_rows.html"
    is_short: ClassVar[bool] = False


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
    names = {
        section.slug: typed_of(document, section, asked.kinds(document, section)).keys() for section in found
    }
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
                drawing.sentence(fault, get_language() or "vi"),
            )
        )
    return told


_BUILT = ("when", "that", "compute")
_INNER = {"where": "-where", "when": "-when", "on": "-1", "otherwise": "-else"}
_ONE = (*reckoning.OVER_ONE, reckoning.LOOKUP, "age")
_ENDINGS = ("-field", "-0-field", "-rows", "-of", "-fn", "-join")


def _control_at(path: Path, names: Any) -> str:
    """The control nearest to a place: of a wording its Vietnamese, of rows their list."""
    root = next((index for index, step in enumerate(path) if step in _BUILT), None)
    if root is not None:
        return _built_at(path[: root + 1], path[root + 1 :], names)
    while path:
        for ending in ("", "-vi", "-unit", "-n", "-own", "-day"):
            if (name := control(*path) + ending) in names:
                return name
        path = path[:-1]
    return ""


def _built_at(path: Path, inner: Path, names: Any) -> str:
    """The control within a condition or a computed value; "" when it is not shown and so mended in the text."""
    here, verb, table = control(*path), False, False
    for number, step in enumerate(inner):
        if isinstance(step, int):
            here += f"-{step}"
        elif step in _INNER:
            here += _INNER[step]
        elif step in _ONE and inner[number + 1 :]:
            here += "-0"
        verb, table = verb or step in VERBS, table or step == "table"
    ones = ("-0-of",) if inner and inner[-1] in _ONE else ()
    valued = ("-value", "-0-value") if verb else ("-t-0-key",) if table else ()
    for ending in (*valued, *ones, *_ENDINGS):
        if here + ending in names:
            return here + ending
    return ""


# Drawing ------------------------------------------------------------------------------------------------------


Block = Line | Rows | Builder


def place_of(pressed: str, *, moved: bool) -> str:
    """Where a page goes on after a button was pressed: the row that moved, otherwise what has a part more or less."""
    name, _dot, number = pressed.partition(".")
    name = name.partition(":")[0]
    if moved and number:
        return f"row-{name}-{number}"
    root = next((index for index, step in enumerate(name.split("-")) if step in _BUILT), None)
    return f"rows-{name}" if root is None else f"b-{'-'.join(name.split('-')[: root + 1])}"


def as_seen(document: Mapping[str, Any], section: Section) -> list[DrawnField]:
    """The questions of a page as people will see them, all of them; nothing while the form cannot be read."""
    form_document = asked.form_of(document, section) if section.path[2:3] == ("pages",) else None
    if form_document is None:
        return []
    form, problems = examine(form_document)
    number = int(section.path[3])
    if problems or number >= len(form.pages):
        return []
    page = form.pages[number]
    items = tuple(
        replace(item, when=None, rows_min=max(1, item.rows_min), fields=tuple(replace(one, when=None) for one in item.fields))
        if isinstance(item, Group)
        else replace(item, when=None)
        for item in page.items
    )  # fmt: skip
    drawn = drawing.draw(form, replace(page, items=items), {}, language=get_language() or "vi")
    return [_renamed(field) for field in drawn]


def _renamed(field: DrawnField) -> DrawnField:
    """Under a name of its own, so that nothing on the page has two meanings."""
    rows = tuple(replace(row, fields=tuple(_renamed(one) for one in row.fields)) for row in field.rows)
    by = f"xem-{field.by}" if field.by else ""
    return replace(field, name=f"xem-{field.name}", by=by, when="", rows=rows, add_label="", removable=False)


def blocks(
    document: Mapping[str, Any], section: Section, found: Sequence[Problem], address: str = ""
) -> list[Block]:
    """What the page of a section holds, in order. `address`: where a change is sent to be drawn anew."""
    place = at(document, section.path)
    draw = _Drawer(document, section, {each.anchor: each.sentence for each in found}, address)
    return draw.parts(place if isinstance(place, Mapping) else {}, section.parts, "", ())


class _Drawer:
    def __init__(
        self, document: Mapping[str, Any], section: Section, errors: Mapping[str, str], address: str
    ) -> None:
        self.document, self.section, self.errors = document, section, errors
        self.every = asked.asked(document, section)
        self.typed = typed_of(document, section, asked.kinds(document, section))
        form = asked.form_of(document, section)
        language = get_language() or "vi"
        self.builders = Builders(self.every, errors, examine(form)[0] if form else None, language, address)

    def parts(
        self, place: Mapping[str, Any], wanted: tuple[Part, ...], before: str, spot: tuple[int, ...]
    ) -> list[Block]:
        drawn: list[Block] = []
        before_it = Part("", "")
        for part in wanted:
            name = control(*filter(None, (before, part.key)))
            value = at(place, tuple(part.key.split(".")))
            if value is None and (
                (part.kinds and place.get("kind") not in part.kinds)
                or (part.needs and part.needs not in place)
            ):
                continue
            if part.shape is Shape.ROWS:
                drawn.append(self._rows(part, name, value, spot))
                continue
            if part.shape in (Shape.CONDITION, Shape.COMPUTED):
                drawn.append(self._built(part, name, place, value, spot))
                continue
            line = self._line(part, name, value, in_row=bool(before))
            if part.key == "options_by":
                line = self._first(line, spot)
            # Short answers stand side by side, so that a row is read at a glance.
            # What only some kinds of answers have begins a line of its own.
            joins = line.is_short and bool(part.kinds) == bool(before_it.kinds)
            if joins and drawn and isinstance(last := drawn[-1], Line) and last.is_short:
                drawn.pop()
                line = replace(line, fields=(*last.fields, *line.fields))
            drawn.append(line)
            before_it = part
        return drawn

    def _rows(self, part: Part, name: str, value: Any, spot: tuple[int, ...]) -> Rows:
        language = get_language() or "vi"
        rows: list[Row] = []
        found = value if isinstance(value, list) else []
        folds = len(found) > UNFOLDED_MAX
        for number, row in enumerate(found):
            kind = parts.of_row(part, row)
            sound = isinstance(row, Mapping)
            lines = self.parts(row, kind.parts, control(name, number), (*spot, number)) if sound else []
            note = "" if sound else _("This is no block of the file; it is edited in its text.")
            name_of_row = comparing.name_of(row, language)
            wrong = any(key.startswith(f"{control(name, number)}-") for key in self.errors)
            said = (
                str(_(dict(parts.KINDS).get(str(row.get("kind")), ""))) if sound and row.get("kind") else ""
            )
            is_open = not folds or wrong or not name_of_row or not (row.get("code") or row.get("group") or row.get("number"))  # fmt: skip
            rows.append(
                Row(
                    number + 1,
                    _(kind.row),
                    name_of_row,
                    tuple(lines),
                    note,
                    said,
                    is_open,
                    self.builders.address,
                )
            )
        adds = ((name, _(part.add)), *((f"{name}:{key}", _(other.add)) for key, other in part.others.items()))
        error = self.errors.get(f"{name}-n", "")
        return Rows(name, _(part.label), adds, tuple(rows), error, bool(spot), folds)

    def _here(self, spot: tuple[int, ...]) -> tuple[tuple[int, ...] | None, str]:
        """Where a part stands in its form, and in which group."""
        page = self.section.path[3] if self.section.path[2:3] == ("pages",) else None
        here = (int(page), *spot) if page is not None else None
        group = next(
            (each.code for each in self.every if each.is_group and here and each.spot == here[:2]), ""
        )
        return here, group if len(spot) > 1 else ""

    def _first(self, line: Line, spot: tuple[int, ...]) -> Line:
        """The questions of one choice that stand before this one."""
        scope = [each for each in asked.before(self.every, *self._here(spot)) if each.kind == FormKind.CHOICE]
        choices = (("", _("none: every option is always offered")), *self.builders.named(scope))
        drawn = tuple(DrawnChoice(value, words) for value, words in self._with_present(choices, line.fields[0].name))  # fmt: skip
        return Line((replace(line.fields[0], choices=drawn),))

    def _built(
        self, part: Part, name: str, place: Mapping[str, Any], value: Any, spot: tuple[int, ...]
    ) -> Builder:
        label = str(_(part.label))
        here, group = self._here(spot)
        if part.shape is Shape.COMPUTED:
            return self.builders.computed(name, label, value, group, str(place.get("code", "")))
        scope = asked.before(self.every, here, group)
        return self.builders.condition(name, label, value, scope, optional=part.required is False)

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
            case Shape.DAY:
                choices = (
                    ("", _("no bound")),
                    (TODAY, _("the day of filling in")),
                    (DAY, _("a day written here")),
                )
                of = self._field(part, f"{name}-of", label, kind=Drawn.SELECT, choices=choices)
                return Line((of, self._field(part, f"{name}-day", _("%(bound)s: which day") % {"bound": label}, hint=_("Like 19/04/2023"), width="s")))  # fmt: skip
            case Shape.PATTERN:
                return self._pattern(part, name, label)
        return Line(
            (self._plain(part, name, label, in_row),), is_short=part.shape in SHORT or bool(part.width)
        )

    def _pattern(self, part: Part, name: str, label: str) -> Line:
        """A list of shapes; the field for a shape of one's own only where that was chosen."""
        known = tuple((pattern, one.name) for pattern, one in patterns.KNOWN.items())
        choices = (("", _("any text")), *known, (patterns.OWN, _("a shape written here (for experts)")))
        fields = [self._field(part, f"{name}-known", label, kind=Drawn.SELECT, choices=choices)]
        if self.typed.get(f"{name}-known") == patterns.OWN:
            hint = _("A regular expression, like [A-Z]{2}[0-9]{6}")
            fields.append(self._field(part, f"{name}-own", _("The shape itself"), hint=hint))
        return Line(tuple(fields))

    def _plain(self, part: Part, name: str, label: str, in_row: bool) -> DrawnField:
        hint = str(_(part.hint)) if part.hint else ""
        match part.shape:
            case Shape.FLAG:
                return self._field(part, name, label, kind=Drawn.TICK)
            case Shape.CHOICE:
                choices = part.choices or (self._tables() if part.key == "table" else self._forms())
                kind = Drawn.SELECT if in_row or len(choices) > 3 or not part.required else Drawn.CHOICE
                return self._field(part, name, label, kind=kind, choices=self._with_present(choices, name))
            case Shape.QUESTION:
                choices = (
                    ("", _("– choose –")),
                    *self.builders.named([each for each in self.every if not each.group]),
                )
                return self._field(
                    part, name, label, kind=Drawn.SELECT, choices=self._with_present(choices, name)
                )
            case Shape.CHECKS:
                field = self._field(part, name, label, kind=Drawn.CHECKS, choices=self._events(part))
                return replace(field, values=tuple(field.value.split(", ")), value="")
            case Shape.WORDINGS:
                return self._field(
                    part, name, label, kind=Drawn.TEXTAREA, hint=_("One a line: Vietnamese | English")
                )
            case Shape.OPTIONS:
                hint = _("One a line: code | Vietnamese | English | the answers it goes with, if it depends on another answer. A table can be pasted: answer, option.")  # fmt: skip
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
            inputmode=_INPUTS.get(part.shape, ""),
            spellcheck=part.shape in _WORDED,
        )

    def _with_present(self, choices: Any, name: str) -> Any:
        """What the file says stays in sight even when it is none of the choices."""
        present = self.typed.get(name, "")
        return choices if present in dict(choices) else ((present, present), *choices)

    def _events(self, part: Part) -> Any:
        language = get_language() or "vi"
        return tuple((slug, parts.LIFE_EVENTS[slug].in_language(language)) for slug, _words in part.choices)

    def _tables(self) -> Any:
        language = get_language() or "vi"
        return tuple((key, name.in_language(language)) for key, name in tables.names().items())

    def _forms(self) -> Any:
        forms = self.document.get("forms")
        codes = forms if isinstance(forms, Mapping) else {}
        return (("", _("No form")), *((str(code), str(code)) for code in codes))
