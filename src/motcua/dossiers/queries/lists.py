"""A list of requests of one procedure before it is sent: each row with what it would become, or what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from motcua.dossiers.queries.offer import TO_ATTACH, papers_missing, papers_of_list
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules import list_persons as persons
from motcua.dossiers.rules import lists as rules
from motcua.dossiers.rules.inputs import Behalf
from motcua.dossiers.rules.lists import Column, ListRow, Trouble
from motcua.foundation.forms import Form
from motcua.foundation.refusal import gettext_noop
from motcua.procedures.rules import Case


@dataclass(frozen=True)
class CheckedRow:
    """One row as it would be sent."""

    row: ListRow
    label: str
    data: Mapping[str, object] = field(repr=False)
    person: inputs.RowPerson | None = field(default=None, repr=False)
    own: tuple[tuple[str, int, str], ...] = ()  # paper, file, its name: of this row alone
    troubles: tuple[Trouble, ...] = ()

    @property
    def is_sound(self) -> bool:
        return not any(one.stops for one in self.troubles)


@dataclass(frozen=True)
class Checked:
    rows: tuple[CheckedRow, ...] = ()
    unused: tuple[str, ...] = ()  # files that no row names

    @property
    def troubles(self) -> tuple[Trouble, ...]:
        return tuple(one for row in self.rows for one in row.troubles)

    @property
    def wrong(self) -> int:
        return sum(not row.is_sound for row in self.rows)

    @property
    def is_sound(self) -> bool:
        return bool(self.rows) and not self.wrong


def columns(
    form: Form | None, case: Case, *, behalf: Behalf | None = None, for_each: bool = False
) -> tuple[Column, ...]:
    """With `for_each` the row's person comes first, and what is filled from them is no column."""
    found = rules.columns(form, papers_of_list(case, behalf=behalf))
    if not for_each:
        return found
    own = tuple(one for one in found if not persons.is_filled(one.question))
    return (*rules.columns(persons.FORM, ()), *own)


def check(
    rows: Sequence[ListRow],
    *,
    form: Form | None,
    case: Case,
    today: date,
    language: str,
    behalf: Behalf | None = None,
    common: Sequence[str] = (),
    files: Mapping[str, int] | None = None,
    for_each: bool = False,
) -> Checked:
    """Every row against the form and the list of papers. `files` is None where papers are brought, not attached."""
    twice = {one.row: one for one in rules.twice(rows)}
    used: set[str] = set()
    found = []
    for row in rows:
        said, typed = persons.parted(row.data)
        whose = persons.FORM.settle(said, today) if for_each else None
        answers = {**typed, **persons.filled(form, whose.values)} if whose else typed
        settled = form.settle(answers, today) if form else None
        data = settled.values if settled else {}
        troubles = rules.errors(row)
        shown = {one.column for one in troubles}
        troubles += [
            Trouble(row.number, fault.field, fault.sentence, fault.facts, _said(row, fault.field))
            for fault in (*(whose.faults if whose else ()), *(settled.faults if settled else ()))
            if fault.field not in shown
            and not (whose and form and persons.is_filled(form.fields.get(fault.field)))
        ]
        own: list[tuple[str, int, str]] = []
        if files is not None:
            troubles += _attach(row, files, own, used)
            given = {*common, *(code for code, _file, _name in own)}
            troubles += [
                Trouble(
                    row.number,
                    paper.code,
                    gettext_noop(
                        "This paper is lacking: attach it for all, or write the name of its file here."
                    ),
                )
                for paper in papers_missing(case, data=data, given=given, behalf=behalf)
                if paper.code not in row.files
            ]
        if row.number in twice:
            troubles.append(twice[row.number])
        person = persons.person(whose.values) if whose and not whose.faults else None
        label = str(whose.values.get(persons.NAME, "")) if whose else rules.label(form, data, language)
        found.append(CheckedRow(row, label, data, person, tuple(own), tuple(troubles)))
    return Checked(tuple(found), tuple(name for name in files or {} if name not in used))


def _attach(
    row: ListRow, files: Mapping[str, int], own: list[tuple[str, int, str]], used: set[str]
) -> list[Trouble]:
    """The files a row names; a name without a file is told with the name."""
    troubles = []
    for code, names in row.files.items():
        if len(names) > rules.FILES_A_CELL_MAX:
            sentence = gettext_noop("At most %(most)s files fit in one cell.")
            troubles.append(Trouble(row.number, code, sentence, {"most": rules.FILES_A_CELL_MAX}))
            continue
        for name in names:
            known = rules.file_named(name, list(files))
            if known is None:
                sentence = gettext_noop("No file of this name is here yet. Add it below, or mend the name.")
                troubles.append(Trouble(row.number, code, sentence, {}, name[: rules.CELL_SHOWN_MAX]))
            else:
                used.add(known)
                own.append((code, files[known], known))
    return troubles


def _said(row: ListRow, path: str) -> str:
    value = row.data.get(path.split(".")[0])
    return str(value)[: rules.CELL_SHOWN_MAX] if isinstance(value, str) else ""


def listed(checked: Checked, *, names: Mapping[str, str]) -> tuple[inputs.ListedRow, ...]:
    """Rows as they are sent; `names` are those of the papers."""
    return tuple(
        inputs.ListedRow(
            row=one.row.number,
            data=one.data,
            person=one.person,
            papers=tuple(
                inputs.PaperGiven(
                    code=code, name=names[code], kind=inputs.PaperKind.ELECTRONIC, file_id=file_id
                )
                for code, file_id, _name in one.own
            ),
        )
        for one in checked.rows
    )


def attachable(case: Case) -> bool:
    return any(paper.way in TO_ATTACH for paper in case.papers)
