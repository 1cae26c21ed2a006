"""The printed forms as values for their PDF: the same words as the pages in `templates/dossiers/papers`, field by field.

A sheet is a list of blocks, each with a name, so that an office's own template may put them in another order.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from motcua.design import counting, qr, writing
from motcua.dossiers.pages.act_forms import KIND_WORDS
from motcua.dossiers.queries import Dossier, papers
from motcua.dossiers.rules.forms import Form
from motcua.dossiers.rules.states import CHANNEL_NAMES, Channel

Block = dict[str, Any]


def sheet_of(
    form: str, dossier: Dossier, values: Mapping[str, Any], *, printed_at: datetime
) -> dict[str, Any]:
    """What the typesetter is given for one form; `values` are those of the page."""
    head: papers.Head = values["head"]
    blocks = [block for block in BLOCKS[Form(form)](dossier, values) if block]
    number = _("Form no. %(number)s") % {"number": head.name.number}
    printed = _("printed at %(moment)s") % {"moment": writing.moment(printed_at)}
    return {
        "title": head.name.title,
        "subtitle": f"{_('No.')} {head.number} · {writing.day(head.made_at)}",
        "lang": get_language() or "vi",
        "marks": marks(simulated=dossier.simulated),
        "parent": "",
        "agency": head.office.name,
        "blocks": blocks,
        "foot": f"{number}, {head.name.basis} · {_('entry in the chronicle')} {head.entry}… · {printed}",
    }


def marks(*, simulated: bool) -> list[str]:
    return [_("simulated data")] if simulated or settings.DEMO else []


# Blocks ----------------------------------------------------------------------------------------------------


def fact(label: str, value: object, *, strong: bool = False, note: str = "") -> Block:
    return {"label": str(label), "value": str(value), "strong": strong, "note": note}


def facts(name: str, rows: Iterable[Block | None]) -> Block:
    return {"kind": "facts", "name": name, "rows": [row for row in rows if row]}


def text(name: str, words: str) -> Block:
    return {"kind": "text", "name": name, "text": words}


def ledger(
    name: str, caption: str, head: list[str], rows: list[list[str]], numbers: list[int], widths: str
) -> Block:
    return {"kind": "ledger", "name": name, "caption": caption, "head": head, "rows": rows, "numbers": numbers, "widths": widths}  # fmt: skip


def signs(right: str, right_name: str, left: str = "", left_name: str = "") -> Block:
    pair = [{"role": left, "name": left_name} if left else None, {"role": right, "name": right_name}]
    return {"kind": "signs", "name": "signatures", "pair": pair, "hint": _("Signature, full name")}


def _applicant(dossier: Dossier) -> list[Block | None]:
    name = dossier.applicant_name
    if dossier.organisation:
        name = f"{name} · {dossier.organisation.name}"
    reach = " · ".join(part for part in (dossier.applicant_phone, dossier.applicant_email) if part)
    return [
        fact(_("Applicant"), name, strong=True),
        fact(_("Address"), dossier.applicant_address) if dossier.applicant_address else None,
        fact(_("Phone, e-mail"), reach) if reach else None,
        fact(_("Request"), dossier.procedure_name),
    ]


def _help(head: papers.Head, name: str) -> Block:
    return fact(_("Who can help"), f"{name} · {head.office.phone}" if head.office.phone else name)


def _receipt(dossier: Dossier, values: Mapping[str, Any]) -> Iterable[Block]:
    sheet: papers.Receipt = values["sheet"]
    head, secret = sheet.head, values["secret"]
    promised = (
        _("first promised for %(moment)s") % {"moment": writing.moment(dossier.promised_at)}
        if dossier.promised_at
        else ""
    )
    if dossier.state in (5, 6):
        due = fact(
            _("Date of return"),
            _("the clock stands; the date is counted on when the papers arrive"),
            strong=True,
            note=promised,
        )
    else:
        due = fact(
            _("Date of return"), writing.moment(sheet.due), strong=True, note=promised if sheet.moved else ""
        )
    yield facts(
        "request",
        [
            *_applicant(dossier),
            fact(_("Term"), values["term"]),
            fact(
                _("Received at"),
                f"{writing.moment(dossier.received_at)} · {_(CHANNEL_NAMES[Channel(dossier.channel)])}",
            ),
            due,
            fact(_("How the result comes"), values["delivery"]),
        ],
    )
    sets = ngettext("Papers received, %(n)s set", "Papers received, %(n)s sets", dossier.sets) % {
        "n": dossier.sets
    }
    rows = []
    for position, paper in enumerate(sheet.papers, 1):
        name = paper.name
        if paper.wait_id:
            day = _("supplemented on %(day)s") % {"day": writing.day(paper.added_at)}
            name = f"{name} ({day})"
        rows.append([str(position), name, str(paper.quantity), str(KIND_WORDS[paper.kind])])
    rows = rows or [["", _("The form alone; no paper was needed."), "", ""]]
    yield ledger(
        "papers", sets, [pgettext("row", "No."), _("Paper"), _("Quantity"), _("Kind")], rows, [2], "paper"
    )
    if sheet.count:
        yield _count(counting.count(sheet.count))
    side, path = qr.path(values["track_url"])
    words = (
        _("Scan to track it, or open “Track a request” and write the number and these eight characters.")
        if secret
        else _("Scan to track it; the eight characters stand on the receipt of the applicant.")
    )
    label = _("QR code that opens the page to track this request")
    code = {"side": side, "path": path, "label": label}
    yield {"kind": "code", "name": "tracking", "qr": code, "text": words, "secret": secret}
    yield signs(_("Received by"), head.officer, _("Applicant"), dossier.applicant_name)


def _count(found: counting.Count) -> Block:
    cells = [
        {
            "day": f"{writing.short_weekday(cell.date)} {writing.short_day(cell.date)}",
            "why": cell.why,
            "n": "" if cell.number is None else str(cell.number),
            "colour": cell.colour,
        }
        for cell in found.cells
    ]
    return {
        "kind": "count",
        "name": "count",
        "text": " ".join(found.sentences),
        "cells": cells,
        "start": found.start,
        "sums": [line.words for line in found.sums],
    }


def _supplement(dossier: Dossier, values: Mapping[str, Any]) -> Iterable[Block]:
    sheet: papers.SupplementRequest = values["sheet"]
    wait = sheet.wait
    yield facts("request", _applicant(dossier))
    yield text("lead", _("For the request to be handled on, please hand in or complete the following:"))
    rows = [
        [str(position), str(item["name"]), str(item["quantity"]), str(item["what"] or "–")]
        for position, item in enumerate(wait.items, 1)
    ]
    head = [pgettext("row", "No."), _("Paper"), _("Quantity"), _("What is missing")]
    yield ledger("papers", "", head, rows, [2], "paper")
    yield facts(
        "asked",
        [
            fact(_("Reason"), wait.reason),
            fact(_("To be handed in by"), writing.moment(wait.answer_by), strong=True),
            fact(_("Handed in"), writing.moment(wait.answered_at)) if wait.answered_at else None,
            _help(sheet.head, sheet.contact),
        ],
    )
    if dossier.received_at:
        words = _("The term stands still from the day of this paper until what is missing has arrived.")
        yield text("pause", words)
    yield signs(_("Guided by"), sheet.head.officer)


def _refusal(dossier: Dossier, values: Mapping[str, Any]) -> Iterable[Block]:
    sheet: papers.Decision = values["sheet"]
    head = sheet.head
    sent = fact(_("Sent at"), writing.moment(dossier.submitted_at))
    yield facts("request", [*_applicant(dossier), sent])
    lead = _("%(office)s has examined the request and may not take it in, for this reason:")
    yield text("lead", lead % {"office": head.office.name})
    yield text("reason", sheet.reason)
    yield facts("ground", [fact(_("Legal ground"), sheet.legal_ground), _help(head, head.officer)])
    yield text(
        "remedy",
        _("A complete request may be handed in again at any time. Whoever does not agree may complain to the head of this office."),
    )  # fmt: skip
    yield signs(_("Received by"), head.officer)


def _apology(dossier: Dossier, values: Mapping[str, Any]) -> Iterable[Block]:
    sheet: papers.Apology = values["sheet"]
    head, moved = sheet.head, sheet.extension
    yield facts(
        "request",
        [
            *_applicant(dossier),
            fact(_("Field"), sheet.field),
            fact(_("Received at"), writing.moment(dossier.received_at)),
            fact(_("Promised for"), writing.moment(moved.old_due)),
        ],
    )
    lead = (
        _("%(office)s has not finished the request on the promised day.")
        if moved.after_due
        else _("%(office)s will not be able to finish the request on the promised day.")
    )
    yield text("lead", lead % {"office": head.office.name})
    new = fact(_("New date"), writing.moment(moved.new_due), strong=True)
    yield facts("date", [fact(_("Reason"), moved.reason), new])
    yield text(
        "apology",
        _("We apologise for the delay and for the trouble it causes, and ask you to be so kind as to come on the new date. A date is put off once at most."),
    )  # fmt: skip
    recipients = _("Recipients: the applicant; the one-stop desk; the dossier.")
    yield text("recipients", f"{recipients} · {head.office.phone}" if head.office.phone else recipients)
    yield signs(_("Head of the unit"), head.officer)


def _stop(dossier: Dossier, values: Mapping[str, Any]) -> Iterable[Block]:
    sheet: papers.Decision = values["sheet"]
    head = sheet.head
    received = fact(_("Received at"), writing.moment(dossier.received_at))
    yield facts("request", [*_applicant(dossier), received])
    lead = _("%(office)s stopped handling the request at %(moment)s, for this reason:")
    yield text("lead", lead % {"office": head.office.name, "moment": writing.moment(head.made_at)})
    yield text("reason", sheet.reason)
    money = sheet.consequence or _("nothing was paid, or nothing follows")
    yield facts(
        "ground",
        [
            fact(_("Legal ground"), sheet.legal_ground),
            fact(_("Money paid"), money),
            _help(head, head.office.name),
        ],
    )
    yield text("remedy", _("Whoever does not agree may complain to the head of this office."))
    yield signs(_("Decided by"), head.officer)


def _slip(dossier: Dossier, values: Mapping[str, Any]) -> Iterable[Block]:
    from motcua.dossiers.templatetags.papers import pace_name

    sheet: papers.Slip = values["sheet"]
    promised = dossier.promised_at
    yield facts(
        "request",
        [*_applicant(dossier), fact(_("Date of return"), writing.moment(promised)) if promised else None],
    )
    rows = []
    for line in sheet.lines:
        row = line.row
        step = row.step.in_language(get_language() or "vi") if row.step else _("Paused: waiting for papers")
        people = [row.giver or "–", row.taker or "–", row.agency] if sheet.with_names else [row.agency or "–"]
        rows.append(
            [
                step,
                "\n".join(part for part in people if part),
                f"{writing.short_moment(row.since)}\n{writing.short_moment(row.until) if row.until else '–'}",
                f"{_minutes(row.allotted_minutes)}\n{_minutes(row.used_minutes)}",
                str(pace_name(line.pace)),
                "",
            ]
        )
    head = [
        _("Step"),
        f"{_('Given by')}\n{_('Taken by')}",
        f"{_('Given at')}\n{_('Finished at')}",
        f"{_('Allotted')}\n{_('Used')}",
        _("Outcome"),
        _("Signatures"),
    ]
    yield ledger("steps", "", head, rows, [3], "slip")
    yield text(
        "hint",
        _("Times are working hours; the time in which papers were awaited is nobody's. On time: finished in the last working hour of the step's share; with more left, early."),
    )  # fmt: skip


def _minutes(minutes: int | None) -> str:
    return "–" if minutes is None else writing.duration(minutes)


BLOCKS: dict[Form, Callable[[Dossier, Mapping[str, Any]], Iterable[Block]]] = {
    Form.RECEIPT: _receipt,
    Form.SUPPLEMENT: _supplement,
    Form.REFUSAL: _refusal,
    Form.APOLOGY: _apology,
    Form.STOP: _stop,
    Form.SLIP: _slip,
}
