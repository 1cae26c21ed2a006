"""The counter's screen for a list: the person and the papers as ever, and a table in place of the procedure's form.

Between the pages the rows travel locked with the form; only the officer who looked at them can send them.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from motcua.design import errors
from motcua.design.fields import DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.dossiers import queries, sealing
from motcua.dossiers.pages import list_tables
from motcua.dossiers.pages import lists as list_pages
from motcua.dossiers.pages.counter_screen import Screen
from motcua.dossiers.queries import lists
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules import lists as rules
from motcua.dossiers.rules.lists import Column, ListRow, Trouble
from motcua.foundation.forms import Form
from motcua.foundation.refusal import InvalidInput
from motcua.foundation.secret_text import Tampered
from motcua.procedures.rules import Paper

ROWS = "list-rows"
ROWS_CHARACTERS_MAX = 2_000_000
TEMPLATE = "mau"  # in the address: the template is asked for


class ListScreen(Screen):
    """One list being taken in: every row is a request, and all are taken in together."""

    notes: tuple[Trouble, ...] = ()
    is_fresh = False  # a table came just now: it is looked at before anything is sent

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

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The questions alone: papers are brought here, and ticked once for all."""
        return rules.columns(self.asked, ())

    @cached_property
    def rows(self) -> tuple[ListRow, ...]:
        upload = self.request.FILES.get(rules.FIELD)
        if upload is None:
            return self._carried()
        try:
            rows, self.notes = list_tables.uploaded(upload, self.columns)
        except InvalidInput as refusal:
            errors.note(refusal)
            self.faults[rules.FIELD] = " ".join(errors.fault_sentence(fault) for fault in refusal.faults)
            return ()
        self.is_fresh = True
        return rows

    def _carried(self) -> tuple[ListRow, ...]:
        locked = self.request.POST.get(ROWS, "")
        if not locked or len(locked) > ROWS_CHARACTERS_MAX:
            return ()
        try:
            return rules.as_kept(sealing.unlock(locked, about=self._about).get("rows"))
        except Tampered:
            return ()

    @property
    def _about(self) -> str:
        return f"counter-list:{self.request.reach.account_id}:{self.version.id}"

    @cached_property
    def checked(self) -> lists.Checked:
        return lists.check(
            self.rows, form=self.asked, case=self.case, today=self.today, language=self.language
        )

    def check(self) -> bool:
        sound = super().check()
        if not self.checked.rows and rules.FIELD not in self.faults:
            self.faults[rules.FIELD] = _("Fill in the template and add it here.")
        return sound and not self.faults and self.checked.is_sound

    def listed(self) -> tuple[inputs.ListedRow, ...]:
        return lists.listed(self.checked, names={})

    def drawn(self) -> dict[str, Any]:
        """What the page says of the table."""
        table = DrawnField(
            kind=Drawn.FILE,
            name=rules.FIELD,
            label=_("The filled-in table"),
            hint=_("Excel (.xlsx) or CSV. It takes the place of the table that is here."),
            accept=list_tables.ACCEPT,
            error=self.faults.get(rules.FIELD, ""),
            required=not self.rows,
        )
        kept = sealing.lock({"rows": rules.kept(self.rows)}, about=self._about) if self.rows else ""
        return {
            "table": table,
            "rows_name": ROWS,
            "rows_kept": kept,
            "rows_max": rules.ROWS_MAX,
            "template_url": f"{self.request.get_full_path()}&{TEMPLATE}=1",
            **list_pages.report(self.checked, self.columns, notes=self.notes),
        }


def template(request: HttpRequest, screen: ListScreen) -> HttpResponse:
    return list_tables.template(
        screen.columns, name=f"danh-sach-{screen.version.code}", language=screen.language
    )
