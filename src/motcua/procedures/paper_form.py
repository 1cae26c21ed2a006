"""The paper twin of a form: every field of the form as a blank to fill by hand, under the same code."""

from dataclasses import dataclass

from motcua.foundation.forms import Field, Form, Group, Kind, Option, Page
from motcua.procedures.showing import describe

BLANK_ROWS_MAX = 4
# Where a declaration is signed and dated; on paper it is Vietnamese in every language.
SIGNED = "………, ngày …… tháng …… năm ……"
LINES = {Kind.PARAGRAPH: 3}
WRITTEN_SHORT = frozenset(
    {Kind.DATE, Kind.MONTH, Kind.YEAR, Kind.INTEGER, Kind.NUMBER, Kind.MONEY, Kind.TAX_CODE}
)
BOXES = {Kind.IDENTITY_NUMBER: 12}


@dataclass(frozen=True)
class Blank:
    """One field on paper: boxes to tick, cells for digits, or lines to write on."""

    code: str
    label: str
    hint: str
    when: str
    optional: bool
    computed: bool
    options: tuple[str, ...] = ()
    cells: int = 0
    lines: int = 1
    short: bool = False
    unit: str = ""
    is_date: bool = False


@dataclass(frozen=True)
class Table:
    """A group on paper: a table with blank rows."""

    code: str
    label: str
    hint: str
    when: str
    columns: tuple[Blank, ...]
    rows: range


@dataclass(frozen=True)
class Part:
    number: int
    title: str
    text: str
    when: str
    blanks: tuple[Blank | Table, ...]


@dataclass(frozen=True)
class PaperSheet:
    title: str
    parts: tuple[Part, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes on paper in the words of the form: columns as group.field."""
        found: list[str] = []
        for part in self.parts:
            for blank in part.blanks:
                found.append(blank.code)
                if isinstance(blank, Table):
                    found += [f"{blank.code}.{column.code}" for column in blank.columns]
        return tuple(found)


def sheet(form: Form, language: str) -> PaperSheet:
    return PaperSheet(
        form.title.in_language(language),
        tuple(_part(number, page, form, language) for number, page in enumerate(form.pages, 1)),
    )


def _part(number: int, page: Page, form: Form, language: str) -> Part:
    return Part(
        number=number,
        title=page.title.in_language(language),
        text=page.text.in_language(language),
        when=describe(page.when, form, language) if page.when else "",
        blanks=tuple(
            _table(item, form, language) if isinstance(item, Group) else _blank(item, form, language)
            for item in page.items
        ),
    )


def _table(group: Group, form: Form, language: str) -> Table:
    return Table(
        code=group.code,
        label=group.label.in_language(language),
        hint=group.hint.in_language(language),
        when=describe(group.when, form, language) if group.when else "",
        columns=tuple(_blank(field, form, language) for field in group.fields),
        rows=range(1, min(group.rows_max, BLANK_ROWS_MAX) + 1),
    )


def _option(option: Option, field: Field, form: Form, language: str) -> str:
    """With the answers it goes with, where it depends on another question."""
    name = option.name.in_language(language)
    if not option.under:
        return name
    first = form.question(field.options_by)
    return f"{name} ({', '.join(first.option_name(answer, language) for answer in option.under)})"


def _blank(field: Field, form: Form, language: str) -> Blank:
    options = tuple(_option(option, field, form, language) for option in field.options)
    if field.kind is Kind.YES_NO:
        options = (field.show(True, language), field.show(False, language))
    return Blank(
        code=field.code,
        label=field.label.in_language(language),
        hint=field.hint.in_language(language),
        when=describe(field.when, form, language) if field.when else "",
        optional=not field.required and field.compute is None,
        computed=field.compute is not None,
        options=options,
        cells=BOXES.get(field.kind, 0),
        lines=LINES.get(field.kind, 1),
        short=field.kind in WRITTEN_SHORT,
        unit=field.unit.in_language(language) or ("đồng" if field.kind is Kind.MONEY else ""),
        is_date=field.kind is Kind.DATE,
    )
