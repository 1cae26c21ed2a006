"""The printed forms as values for their PDF: the same words as the pages in `templates/dossiers/papers`, field by field.

A sheet is a list of blocks, each with a name, so that an office's own template may put them in another order.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from motcua.design import counting, qr, writing
from motcua.design.context import LETTERHEAD
from motcua.dossiers.pages.act_forms import KIND_WORDS
from motcua.dossiers.pages.defect_words import what_of
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
        "subtitle": reprint(values.get("corrected", ())),
        "number": f"{LETTERHEAD['number']} {head.number}",
        "dated": ", ".join(part for part in (head.place, writing.paper_day(head.made_at)) if part),
        "lang": get_language() or "vi",
        "marks": marks(simulated=dossier.simulated),
        "parent": head.authority if head.desk else "",
        "agency": head.desk or head.authority,
        "blocks": blocks,
        "foot": f"{number}, {head.name.basis} · {_('entry in the chronicle')} {head.entry}… · {printed}",
    }


def reprint(corrected: Sequence[datetime]) -> str:
    """Under the title of a receipt that says something else than the first one."""
    return _("Reprint, corrected on %(day)s") % {"day": writing.day(corrected[-1])} if corrected else ""


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


def signs(
    right: str, right_name: str, left: str = "", left_name: str = "", *, recipients: bool = False
) -> Block:
    pair = [{"role": left, "name": left_name} if left else None, {"role": right, "name": right_name}]
    to = (_("the applicant, as above;"), _("the one-stop desk;"), _("kept: the dossier."))
    return {
        "kind": "signs",
        "name": "signatures",
        "pair": pair,
        "hint": _("Signature, full name"),
        "recipients": [_("Recipients:"), *to] if recipients else [],
    }


def _applicant(dossier: Dossier) -> list[Block | None]:
    from motcua.dossiers.templatetags.desk import acts_as

    stated = dossier.representation
    code = dossier.organisation.tax_code if dossier.organisation else ""
    firm = f"{_('Enterprise or tax code')} {code}" if code else ""
    reach = " · ".join(part for part in (dossier.applicant_phone, dossier.applicant_email) if part)
    return [
        fact(_("Applicant"), dossier.applicant_name, strong=True, note=firm),
        fact(_("Represented by"), f"{stated.representative} · {acts_as(stated)}") if stated else None,
        fact(_("Address"), dossier.applicant_address or "–"),
        fact(_("Phone, e-mail"), reach or "–"),
        fact(_("Request"), dossier.procedure_name),
        fact(_("Dossier code"), dossier.number),
    ]


def _desk(head: papers.Head) -> str:
    place = ", ".join(part for part in (head.desk or head.office.name, head.office.address) if part)
    return f"{place} · {head.office.phone}" if head.office.phone else place


def _help(head: papers.Head, name: str) -> Block:
    return fact(_("Who can help"), f"{name} · {head.office.phone}" if head.office.phone else name)


def _receipt(dossier: Dossier, values: Mapping[str, Any]) -> Iterable[Block]:
    sheet: papers.Receipt = values["sheet"]
    head, secret = sheet.head, values["secret"]
    yield facts(
        "request",
        [
            *_applicant(dossier),
            fact(_("Term"), values["term"]),
            fact(
                _("Received at"),
                f"{writing.moment(dossier.received_at)} · {_(CHANNEL_NAMES[Channel(dossier.channel)])}",
            ),
            _due(dossier, sheet),
            fact(_("Received at the desk of"), dossier.desk_agency.name) if dossier.desk_agency else None,
            fact(
                _("Place of return"),
                values["delivery"],
                note=dossier.collect_agency.name if dossier.collect_agency else _desk(head),
            ),
            fact(
                _("Entered in the register"),
                _("book of %(book)s, under the dossier's code") % {"book": sheet.book},
            ),
            fact(_("Originals kept"), "; ".join(sheet.originals)) if sheet.originals else None,
        ],
    )
    yield _papers(dossier, sheet)
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
    yield signs(_("Received by"), head.officer, _("Applicant"), values["signer"])


def _due(dossier: Dossier, sheet: papers.Receipt) -> Block:
    promised = (
        _("first promised for %(moment)s") % {"moment": writing.moment(dossier.promised_at)}
        if dossier.promised_at
        else ""
    )
    if dossier.state in (5, 6):
        return fact(
            _("Date of return"),
            _("the clock stands; the date is counted on when the papers arrive"),
            strong=True,
            note=promised,
        )
    return fact(
        _("Date of return"), writing.moment(sheet.due), strong=True, note=promised if sheet.moved else ""
    )


def _papers(dossier: Dossier, sheet: papers.Receipt) -> Block:
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
    return ledger(
        "papers", sets, [pgettext("row", "No."), _("Paper"), _("Quantity"), _("Kind")], rows, [2], "paper"
    )


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
        [
            str(position),
            "\n".join(part for part in (line.name, what_of(line.item, with_basis=True)) if part),
            *(_quantity(line, kind) for kind in ("original", "certified", "copy")),
        ]
        for position, line in enumerate(sheet.lines, 1)
    ]
    kinds = [pgettext("form of a paper", words) for words in ("original", "certified copy", "copy")]
    head = [pgettext("row", "No."), _("Paper"), *kinds]
    yield ledger("papers", _("Quantity"), head, rows, [2, 3, 4], "asked")
    yield facts(
        "asked",
        [
            fact(_("Reason"), wait.reason) if wait.reason else None,
            fact(_("To be handed in by"), writing.moment(wait.answer_by), strong=True),
            fact(_("Handed in"), writing.moment(wait.answered_at)) if wait.answered_at else None,
            _help(sheet.head, sheet.contact),
        ],
    )
    if dossier.received_at:
        words = _("The term stands still from the day of this paper until what is missing has arrived.")
        yield text("pause", words)
    yield signs(_("Guided by"), sheet.head.officer)


def _quantity(line: papers.Asked, kind: str) -> str:
    """The quantity in the column of its form; a file counts as a copy and says that it is one."""
    if line.kind == "electronic" and kind == "copy":
        return f"{line.quantity} ({pgettext('form of a paper', 'electronic')})"
    return str(line.quantity) if line.kind == kind else ""


def _refusal(dossier: Dossier, values: Mapping[str, Any]) -> Iterable[Block]:
    sheet: papers.Decision = values["sheet"]
    head = sheet.head
    sent = fact(_("Sent at"), writing.moment(dossier.submitted_at))
    yield facts("request", [*_applicant(dossier), sent])
    lead = _("%(office)s has examined the request and may not take it in, for this reason:")
    yield text("lead", lead % {"office": head.office.name})
    for position, line in enumerate(sheet.sent_back, 1):
        said = what_of(line.item, with_basis=True)
        words = f"{line.name}: {said}" if said else line.name
        yield text(f"wrong-{position}", f"{position}. {words}")
    if sheet.reason:
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
    yield text(
        "addressee",
        _("To: <b>%(name)s</b>").replace("<b>", "").replace("</b>", "") % {"name": dossier.applicant_name},
    )
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
    if head.office.phone:
        yield text("phone", _("For any question please call %(phone)s.") % {"phone": head.office.phone})
    yield signs(_("Head of the unit"), head.officer, recipients=True)


def _stop(dossier: Dossier, values: Mapping[str, Any]) -> Iterable[Block]:
    sheet: papers.Decision = values["sheet"]
    head = sheet.head
    received = fact(_("Received at"), writing.moment(dossier.received_at))
    yield facts("request", [*_applicant(dossier), received])
    lead = _("%(office)s stopped handling the request at %(moment)s.")
    yield text("lead", lead % {"office": head.office.name, "moment": writing.moment(head.made_at)})
    stage = sheet.stage.in_language(get_language() or "vi") if sheet.stage else ""
    money = sheet.consequence or _("nothing was paid, or nothing follows")
    yield facts(
        "ground",
        [
            fact(
                pgettext("a stop", "Asked for by"),
                _("the applicant") if sheet.by_applicant else _("the office that handles the request"),
            ),
            fact(_("Stage"), stage) if stage else None,
            fact(_("Reason"), sheet.reason or _("the applicant gives none")),
            fact(
                _("Decision"),
                _("Handling ends at the applicant's wish. The papers handed in are given back.")
                if sheet.by_applicant
                else _("Handling ends without a result."),
            ),
            fact(_("Legal ground"), sheet.legal_ground) if sheet.legal_ground else None,
            fact(_("Money paid"), money),
            _help(head, head.office.name),
        ],
    )
    yield text("remedy", _("Whoever does not agree may complain to the head of this office."))
    yield signs(_("Decided by"), head.officer, recipients=True)


def _named(name: str, absent: str) -> str:
    return _("%(name)s for %(absent)s") % {"name": name, "absent": absent} if absent else name


def _slip(dossier: Dossier, values: Mapping[str, Any]) -> Iterable[Block]:
    from motcua.dossiers.templatetags.papers import pace_name

    sheet: papers.Slip = values["sheet"]
    promised = dossier.promised_at
    yield facts(
        "request",
        [
            *_applicant(dossier),
            fact(_("Field"), sheet.field),
            fact(_("Date of return"), writing.moment(promised)) if promised else None,
        ],
    )
    rows = []
    for line in sheet.lines:
        row = line.row
        giver = f" ({_named(row.giver, row.giver_for)})" if sheet.with_names and row.giver else ""
        taker = f" ({_named(row.taker, row.taker_for)})" if sheet.with_names and row.taker else ""
        giving = f"{row.giving_agency}{giver}" if row.giving_agency else _("Applicant")
        taking = f"{row.agency or '–'}{taker}" if row.step else _("Applicant")
        note = row.step.in_language(get_language() or "vi") if row.step else _("Paused: waiting for papers")
        if not row.step and row.until:
            note += "\n" + _("until %(until)s") % {"until": writing.short_moment(row.until)}
        pace = str(pace_name(line.pace))
        if row.used_minutes is not None:
            pace += "\n" + _used(row.used_minutes, row.allotted_minutes)
        rows.append([f"1. {giving}\n2. {taking}", writing.paper_moment(row.since), "", "", pace, note])
    roles = f"1. {pgettext('a dossier', 'giving')} · 2. {pgettext('a dossier', 'taking')}"
    head = [
        f"{_('Office')}\n{roles}",
        _("Given and taken at"),
        _("Signature of giver"),
        _("Signature of taker"),
        _("Outcome"),
        _("Notes"),
    ]
    yield ledger("steps", "", head, rows, [], "slip")
    yield text(
        "hint",
        _("Times are working hours; the time in which papers were awaited is nobody's. On time: finished in the last working hour of the step's share; with more left, early."),
    )  # fmt: skip


def _used(used: int, allotted: int | None) -> str:
    if allotted is None:
        return writing.duration(used)
    words = {"used": writing.duration(used), "allotted": writing.duration(allotted)}
    return _("%(used)s of %(allotted)s") % words


BLOCKS: dict[Form, Callable[[Dossier, Mapping[str, Any]], Iterable[Block]]] = {
    Form.RECEIPT: _receipt,
    Form.SUPPLEMENT: _supplement,
    Form.REFUSAL: _refusal,
    Form.APOLOGY: _apology,
    Form.STOP: _stop,
    Form.SLIP: _slip,
}
