"""The register (form 07) as values for its PDF: the same words as its print page."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from motcua.design import writing
from motcua.dossiers.pages import sheets
from motcua.dossiers.pages.papers import DELIVERY_WORDS
from motcua.dossiers.queries.register import Line
from motcua.dossiers.rules.inputs import Delivery


def sheet_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the typesetter is given; `values` are those of the print page."""
    form = values["form"]
    rows = [_row(position, line) for position, line in enumerate(values["lines"], 1)]
    rows = rows or [["", _("No request fits this choice"), *[""] * 11]]
    said = [str(part) for part in (values["by_words"], values["period"], values["pace_words"]) if part]
    number = _("Form no. %(number)s") % {"number": form.number}
    printed = _("printed at %(moment)s") % {"moment": writing.moment(values["printed_at"])}
    return {
        "title": form.title,
        "subtitle": " · ".join(said),
        "lang": get_language() or "vi",
        "marks": sheets.marks(simulated=values["simulated"]),
        "parent": "",
        "agency": values["office"],
        "blocks": [sheets.ledger("register", "", _head(), rows, [3], "register")],
        "foot": f"{number}, {form.basis} · {printed}",
    }


def _head() -> list[str]:
    return [
        pgettext("row", "No."),
        _("Code"),
        _("Procedure"),
        _("Sets"),
        _("Applicant"),
        _("Address, phone"),
        _("Competent office"),
        _("received"),
        _("due"),
        _("result made"),
        _("returned"),
        _("How it is returned; signature"),
        _("Notes"),
    ]


def _row(position: int, line: Line) -> list[str]:
    return [
        str(position),
        line.number,
        line.procedure,
        str(line.sets),
        line.applicant,
        "; ".join(part for part in (line.address, line.phone) if part),
        line.agency,
        writing.day(line.received_at),
        writing.day(line.due_at),
        writing.day(line.done_at),
        writing.day(line.returned_at),
        str(DELIVERY_WORDS[Delivery(line.delivery)]),
        _("late") if line.late else "",
    ]
