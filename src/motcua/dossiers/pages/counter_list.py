"""The counter's screen for a list: who came and the papers as ever, and rows in place of the procedure's form.

Rows are written one by one on the keyboard, pasted, or read from a table; each may be another person's. Between the
pages they travel locked with the form; only the officer who looked at them can send them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import errors
from motcua.design.fields import DrawnFault, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.dossiers import queries, sealing
from motcua.dossiers.pages import counter_kinds, list_questions, list_tables
from motcua.dossiers.pages import counter_rows as writing
from motcua.dossiers.pages.counter_rows import Asked, Entry
from motcua.dossiers.pages.counter_screen import Screen
from motcua.dossiers.queries import lists
from motcua.dossiers.rules import inputs, list_rows
from motcua.dossiers.rules import list_persons as persons
from motcua.dossiers.rules import lists as rules
from motcua.dossiers.rules.list_rows import Rows
from motcua.dossiers.rules.lists import Column, ListRow, Trouble
from motcua.dossiers.rules.parties import RELATION_CHARACTERS_MAX
from motcua.foundation.forms import Form
from motcua.foundation.refusal import Fault, InvalidInput, gettext_noop
from motcua.foundation.secret_text import Tampered
from motcua.foundation.typed import integer
from motcua.notices import queries as notices
from motcua.procedures.rules import Channel as Way
from motcua.procedures.rules import Paper, PaperWay

ROWS = counter_kinds.ROWS
ROWS_CHARACTERS_MAX = 2_000_000
TEMPLATE = "mau"  # in the address: the template is asked for
# In the address: many at once, of one applicant or of one in each row.
LIST, ONE, EACH = "danh-sach", counter_kinds.LIST, counter_kinds.EACH
RELATION, PASTED = "list-relation", counter_kinds.PASTED
WITHOUT = "row-without-"  # and the code of a paper: the rows that came without it
PASTED_CHARACTERS_MAX = 200_000
FULL = gettext_noop("A list has at most %(most)s rows. Divide it into several lists.")
# Buttons that change the screen and send nothing.
STAYING = (
    *writing.BUTTONS,
    counter_kinds.CHANGE,
    "find-person",
    "find-organisation",
    "find-held",
    "change-case",
)


@dataclass(frozen=True)
class Written:
    """The rows after what the button asked for, and the row that is being written."""

    held: Rows
    entry: Entry
    troubles: tuple[Trouble, ...] = ()  # of the row being written
    goes_on: bool = False  # the next thing is to write a row


class ListScreen(Screen):
    """One list being taken in: every row is a request, and all are taken in together."""

    notes: tuple[Trouble, ...] = ()
    is_fresh = False  # rows came just now from elsewhere: they are looked at before anything is sent

    @cached_property
    def asked(self) -> Form | None:
        return queries.form_of(self.definition, self.case.code)

    @property
    def form(self) -> None:  # type: ignore[override]
        """Nothing is asked on the screen itself."""
        return None

    @property
    def papers(self) -> tuple[Paper, ...]:
        return self.case.papers

    @property
    def answer_way(self) -> str:
        return "take-in"

    @property
    def for_each(self) -> bool:
        """Whether each row is another person's."""
        return self.request.GET.get(LIST) == EACH

    @property
    def relation(self) -> str:
        return self.typed(RELATION)

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The questions alone: papers are brought here, and ticked once for all."""
        own = rules.columns(self.asked, ())
        if not self.for_each:
            return own
        return (
            *rules.columns(persons.FORM, ()),
            *(one for one in own if not persons.is_filled(one.question)),
        )

    @cached_property
    def row_asks(self) -> Asked:
        return writing.asked_of_row(self.asked, for_each=self.for_each)

    # The rows ------------------------------------------------------------------------------------------------

    @cached_property
    def written(self) -> Written:
        """Done once: what came with the page, then what was added, then what the button asked for."""
        posted = self.request.POST
        held = self._pasted(self._uploaded(self._carried()))
        entry = self.row_asks.read(posted)
        mend = integer(posted.get(writing.EDIT), most=writing.NUMBER_MAX)
        gone = integer(posted.get(writing.REMOVE), most=writing.NUMBER_MAX)
        if writing.UNDO in posted:
            held = held.undone()
        if gone is not None:
            held = held.without(gone)
        if entry.at is not None and held.row(entry.at) is None:
            entry = replace(entry, at=None)  # what was being mended is no row any more: a new one
        troubles: tuple[Trouble, ...] = ()
        if writing.ADD in posted or (
            not entry.is_blank and (mend is not None or not set(STAYING) & posted.keys())
        ):
            held, entry, troubles = self._taken(held, entry, for_good=mend is not None)
        row = held.row(mend) if mend is not None else None
        if row is not None:
            entry, troubles = writing.of_row(row), self._troubles(held, row)
        goes_on = bool({*writing.BUTTONS} & posted.keys())
        return Written(held, entry, troubles, goes_on)

    def _taken(self, held: Rows, entry: Entry, *, for_good: bool) -> tuple[Rows, Entry, tuple[Trouble, ...]]:
        """The row that was written joins the others, unless something is wrong with it: then it stays where it is.

        `for_good`: another row takes its place now, so it joins them as it is.
        """
        row = writing.as_row(entry, number=held.next_number)
        if held.is_full and entry.at is None:
            return held, entry, (Trouble(row.number, "", FULL, {"most": rules.ROWS_MAX}),)
        troubles = self._troubles(held.put(row), row)
        if troubles and not for_good:
            # A card that was scanned is read; what it does not say is written next.
            return held, entry, () if entry.from_card and writing.ADD in self.request.POST else troubles
        return held.put(row), Entry(), ()

    def _troubles(self, held: Rows, row: ListRow) -> tuple[Trouble, ...]:
        found = self._check(held.rows)
        return next((one.troubles for one in found.rows if one.row.number == row.number), ())

    def _uploaded(self, held: Rows) -> Rows:
        upload = self.request.FILES.get(rules.FIELD)
        if upload is None:
            return held
        try:
            rows, self.notes = list_tables.uploaded(upload, self.columns)
        except InvalidInput as refusal:
            self._refused(rules.FIELD, refusal)
            return held
        self.is_fresh = True
        return held.replaced(rows)

    def _pasted(self, held: Rows) -> Rows:
        text = self.request.POST.get(PASTED, "")
        if not text.strip():
            return held
        try:
            if len(text) > PASTED_CHARACTERS_MAX:
                sentence = gettext_noop("This is too much at once. Add it as a file.")
                raise InvalidInput(faults=[Fault(PASTED, sentence)])
            rows, self.notes = list_tables.pasted(text, self.columns)
            if len(held.rows) + len(rows) > rules.ROWS_MAX:
                raise InvalidInput(faults=[Fault(PASTED, FULL, {"most": rules.ROWS_MAX})])
        except InvalidInput as refusal:
            self._refused(PASTED, refusal)
            return held
        self.is_fresh = True
        return held.behind(rows)

    def _refused(self, place: str, refusal: InvalidInput) -> None:
        errors.note(refusal)
        self.faults[place] = " ".join(errors.fault_sentence(fault) for fault in refusal.faults)

    def _carried(self) -> Rows:
        locked = self.request.POST.get(ROWS, "")
        if not locked:
            return Rows()
        try:
            if len(locked) > ROWS_CHARACTERS_MAX:
                raise Tampered
            kept = sealing.unlock(locked, about=self._about)
        except Tampered:
            self.faults[rules.FIELD] = _("The rows that stood here cannot be read any more. Add them again.")
            return Rows()
        removed = tuple(self._fitted(rules.as_kept(gone)) for gone in kept.get("removed", ()))
        return Rows(self._fitted(rules.as_kept(kept.get("rows"))), removed)

    def _fitted(self, rows: Sequence[ListRow]) -> tuple[ListRow, ...]:
        """They may come from the other kind of list."""
        return tuple(persons.fitted(row, self.asked, for_each=self.for_each) for row in rows)

    @property
    def _about(self) -> str:
        return f"counter-list:{self.request.reach.account_id}:{self.version.id}"

    @property
    def rows(self) -> tuple[ListRow, ...]:
        return self.written.held.rows

    @cached_property
    def checked(self) -> lists.Checked:
        return self._check(self.rows)

    def _check(self, rows: Sequence[ListRow]) -> lists.Checked:
        return lists.check(
            rows,
            form=self.asked,
            case=self.case,
            today=self.today,
            language=self.language,
            for_each=self.for_each,
        )

    def check(self) -> bool:
        rows = self.checked.rows  # read first: what cannot be read says so
        sound = super().check()
        self._check_without()
        if not rows and not self.written.troubles and not {rules.FIELD, PASTED} & self.faults.keys():
            self.faults[rules.FIELD] = _("Write at least one row, or add a table.")
        if self.for_each and not 2 <= len(self.relation) <= RELATION_CHARACTERS_MAX:
            self.faults[RELATION] = _(persons.RELATION)
        return sound and not self.faults and not self.written.troubles and self.checked.is_sound

    @property
    def is_at_fault(self) -> bool:
        """Whether what was added or written is refused, for a page that sends nothing."""
        written = self.written  # says its faults
        return bool(written.troubles) or bool({rules.FIELD, PASTED} & self.faults.keys())

    def listed(self) -> tuple[inputs.ListedRow, ...]:
        rows = lists.listed(self.checked, names={})
        return tuple(
            replace(row, without=tuple(code for code, lack in self.without.items() if row.row in lack))
            for row in rows
        )

    # Papers that some rows have not --------------------------------------------------------------------------

    @cached_property
    def without(self) -> dict[str, frozenset[int]]:
        """By paper, the rows that came without it; what cannot be read says so at its field."""
        known = [row.number for row in self.rows]
        found = {}
        for paper in self.papers:
            name = f"{WITHOUT}{paper.code}"
            try:
                found[paper.code] = list_rows.rows_named(self.typed(name), known, field=name)
            except InvalidInput as refusal:
                self._refused(name, refusal)
        return {code: rows for code, rows in found.items() if rows}

    def _check_without(self) -> None:
        """A paper is there for the others only if it is ticked; one that is needed is waived by the officer."""
        there = self.ticked | set(self.kept)
        lacking = []
        for paper in self.papers:
            rows = self.without.get(paper.code)
            if rows and paper.code not in there:
                self.faults[f"{WITHOUT}{paper.code}"] = _("Tick the paper: the other rows have it.")
            elif rows and paper.required and paper.way is PaperWay.HANDED_IN and not self.goes_on_anyway:
                numbers = ", ".join(map(str, sorted(rows)))
                name = paper.name.in_language(self.language)
                lacking.append(_("%(paper)s (rows %(rows)s)") % {"paper": name, "rows": numbers})
        if lacking:
            words = _("Not there: %(names)s.") % {"names": "; ".join(lacking)}
            self.faults["paper-tick"] = f"{self.faults.get('paper-tick', '')} {words}".strip()

    def without_field(self, paper: Paper) -> DrawnField:
        name = f"{WITHOUT}{paper.code}"
        return DrawnField(
            kind=Drawn.TEXT,
            name=name,
            label=_("Not there for rows"),
            hint=_("Their numbers, for example 2, 5–7."),
            value=self.typed(name),
            required=False,
            maxlength=list_rows.ROWS_TYPED_CHARACTERS_MAX,
            error=self.faults.get(name, ""),
        )

    # What the page says of it --------------------------------------------------------------------------------

    def drawn(self) -> dict[str, Any]:
        written = self.written
        table = DrawnField(
            kind=Drawn.FILE,
            name=rules.FIELD,
            label=_("The filled-in table"),
            hint=_("Excel (.xlsx) or CSV. It takes the place of the table that is here."),
            accept=list_tables.ACCEPT,
            error=self.faults.get(rules.FIELD, ""),
            required=not self.rows,
        )
        kept = {
            "rows": rules.kept(written.held.rows),
            "removed": [rules.kept(gone) for gone in written.held.removed],
        }
        report = list_questions.report(self.checked, self.columns, notes=self.notes)
        pasted = self._pasted_field()
        relation = self._relation_field() if self.for_each else None
        values = {
            "table": table,
            "pasted": pasted,
            "relation": relation,
            "fields": [one for one in (relation, pasted, table) if one],
            "for_each": self.for_each,
            "entry": self._entry_fields(),
            "entry_at": written.entry.at,
            "entry_fault": " ".join(
                errors.sentence(one.sentence, one.facts) for one in written.troubles if not one.column
            ),
            "at_entry": written.goes_on,
            "lines": self._lines(),
            "gone": self._gone_words(),
            "not_asked": [
                persons.FORM.fields[code].label.in_language(self.language)
                for code in persons.not_asked(self.rows, self.asked, for_each=self.for_each)
            ],
            "rows_name": ROWS,
            "rows_kept": sealing.lock(kept, about=self._about) if any(kept.values()) else "",
            "rows_max": rules.ROWS_MAX,
            "template_url": f"{self.request.get_full_path()}&{TEMPLATE}=1",
            "fee_lines": [
                (fee.name.vi, fee.amount, fee.amount * len(self.rows))
                for fee in self.case.fees_for(Way.COUNTER)
            ]
            if self.rows
            else [],
            **report,
        }
        return values | {"of_rows": self._faults_drawn(values)}

    def _faults_drawn(self, drawn: dict[str, Any]) -> list[DrawnFault]:
        """What is wrong with the row being written, and in which rows of the list something is."""
        found = [DrawnFault(one.id, f"{one.label}: {one.error}") for one in drawn["entry"] if one.error]
        if drawn["entry_fault"]:
            found.append(DrawnFault("h-entry", drawn["entry_fault"]))
        for line in drawn["lines"]:
            if line["troubles"] and line["number"] != self.written.entry.at:
                words = _("Row %(row)s has to be corrected.") % {"row": line["number"]}
                found.append(DrawnFault(f"row-{line['number']}", words))
        return found

    def _entry_fields(self) -> list[DrawnField]:
        written = self.written
        drawn = self.row_asks.draw(written.entry, written.troubles, language=self.language)
        if not written.goes_on or not drawn:
            return drawn
        first = next(
            (n for n, one in enumerate(drawn) if written.entry.from_card and one.required and not one.value),
            0,
        )
        return [replace(one, autofocus=n == first) for n, one in enumerate(drawn)]

    def _relation_field(self) -> DrawnField:
        return DrawnField(
            kind=Drawn.TEXT,
            name=RELATION,
            label=_("As what whoever came acts for each of them"),
            hint=_("For example: class teacher, head of personnel. Each of them authorised it in writing."),
            value=self.relation,
            maxlength=RELATION_CHARACTERS_MAX,
            error=self.faults.get(RELATION, ""),
        )

    def _pasted_field(self) -> DrawnField:
        return DrawnField(
            kind=Drawn.TEXTAREA,
            name=PASTED,
            label=_("Rows copied out of a spreadsheet"),
            hint=_("With their headings, or in this order: %(columns)s.")
            % {"columns": ", ".join(column.heading.in_language(self.language) for column in self.columns)},
            value=self.request.POST.get(PASTED, "") if PASTED in self.faults else "",
            required=False,
            spellcheck=False,
            error=self.faults.get(PASTED, ""),
        )

    def _lines(self) -> list[dict[str, Any]]:
        """Each row with what it is, whether its person is told, and what to correct in it."""
        return [
            {
                "number": one.row.number,
                "label": one.label,
                "is_told": one.person is None
                or notices.reaches(email=one.person.email, phone=one.person.phone),
                "troubles": [list_questions.trouble_line(found, self.columns) for found in one.troubles],
            }
            for one in self.checked.rows
        ]

    def _gone_words(self) -> str:
        """Of what was taken out last and can be put back."""
        if not self.written.held.removed:
            return ""
        last = self.written.held.removed[-1]
        words = ngettext("%(n)s row was taken out.", "%(n)s rows were taken out.", len(last))
        return words % {"n": len(last)}


def template(request: HttpRequest, screen: ListScreen) -> HttpResponse:
    return list_tables.template(
        screen.columns, name=f"danh-sach-{screen.version.code}", language=screen.language
    )
