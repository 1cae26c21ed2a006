"""What the page about the table of a list asks and says: drawn on its page, and ahead of it where the line may go."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from motcua.design import errors
from motcua.design.fields import DrawnFault, DrawnField
from motcua.design.fields import Kind as Drawn
from motcua.dossiers.pages import attaching, list_device, list_tables, story
from motcua.dossiers.queries import lists
from motcua.dossiers.queries.filling import Filling
from motcua.dossiers.rules import filling as rules
from motcua.dossiers.rules import lists as list_rules
from motcua.dossiers.rules.lists import Column, Trouble
from motcua.foundation.refusal import NotFound

TROUBLES_SHOWN_MAX = 60


def questions(found: Filling, *, wrong: dict[str, str], notes: tuple[Trouble, ...] = ()) -> dict[str, object]:
    """The table, the files of single rows, and what is wrong in which row."""
    columns = columns_of(found)
    checked = found.checked_list
    own = found.attached(list_rules.OWN_FILE)
    table = DrawnField(
        kind=Drawn.FILE,
        name=list_rules.FIELD,
        label=_("The filled-in table"),
        hint=_("Excel (.xlsx) or CSV. It takes the place of the table that is here."),
        accept=list_tables.ACCEPT,
        error=wrong.get(list_rules.FIELD, ""),
        required=not checked.rows,
    )
    files = DrawnField(
        kind=Drawn.FILE,
        name="own",
        label=_("Files of single rows"),
        hint=_("Choose all of them at once. Each belongs to the row that names it."),
        accept=attaching.ACCEPT,
        multiple=True,
        required=False,
        error=wrong.get("own", ""),
    )
    return {
        "heading": _("The requests of the list"),
        "table": table,
        "files": files if lists.attachable(_case(found)) else None,
        "own": own,
        "unused": checked.unused,
        "columns": columns,
        "known_of_columns": list_device.knows(columns, today=found.today),
        "rows_max": list_rules.ROWS_MAX,
        "faults": [DrawnFault(f.anchor, f"{f.label}: {f.error}") for f in (table, files) if f.error],
        "file_name": found.answers.get(rules.TABLE_NAME, ""),
        **report(checked, columns, notes=notes),
    }


def report(
    checked: lists.Checked, columns: tuple[Column, ...], *, notes: tuple[Trouble, ...] = ()
) -> dict[str, Any]:
    """What every page about a table says: how many rows are sound, and what is wrong with the others."""
    troubles = checked.troubles
    count, wrong = len(checked.rows), checked.wrong
    told = ""
    if count:
        told = (
            ngettext("%(n)s row can be sent.", "All %(n)s rows can be sent.", count) % {"n": count}
            if not wrong
            else ngettext(
                "%(n)s of %(all)s rows has to be corrected.", "%(n)s of %(all)s rows have to be corrected.", wrong
            )
            % {"n": wrong, "all": count}
        )  # fmt: skip
    return {
        "checked": checked,
        "report": told,
        "troubles": [trouble_line(one, columns) for one in troubles[:TROUBLES_SHOWN_MAX]],
        "more": max(0, len(troubles) - TROUBLES_SHOWN_MAX),
        "notes": [errors.sentence(one.sentence, one.facts) for one in notes],
    }


def trouble_line(one: Trouble, columns: tuple[Column, ...]) -> dict[str, str]:
    """One thing that is wrong: the row, the column by its heading, what stands there, what to write instead."""
    column = next((column for column in columns if column.code == one.column), None)
    return {
        "row": str(one.row),
        "column": column.heading.in_language(story.language()) if column else "",
        "said": one.said,
        "sentence": errors.sentence(one.sentence, one.facts),
    }


def columns_of(found: Filling) -> tuple[Column, ...]:
    behalf = found.behalf_of_any
    return lists.columns(found.form, _case(found), behalf=behalf, for_each=found.for_each)


def _case(found: Filling) -> Any:
    if found.case is None:
        raise NotFound()
    return found.case
