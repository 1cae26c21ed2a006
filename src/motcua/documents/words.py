"""Words for what was found about files, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from motcua.design import errors, writing
from motcua.documents.rules import ScanState
from motcua.documents.rules.copies import PAGES_MAX, PROBLEMS, PROGRAMS
from motcua.documents.rules.findings import WORDS, Finding, Signature


@dataclass(frozen=True)
class Note:
    """One warning as a page shows it: what was found, and what helps."""

    sentence: str
    fix: str


def notes(findings: Iterable[Finding]) -> tuple[Note, ...]:
    """Warnings in the reader's language; the same about many pages is said once for the first of them."""
    told: dict[str, Note] = {}
    for found in findings:
        if not found.stops and found.code not in told:
            sentence, fix = WORDS[found.code]
            told[found.code] = Note(errors.sentence(sentence, found.facts), errors.sentence(fix, found.facts))
    return tuple(told.values())


def signature_words(one: Signature) -> str:
    """One signature in a line: who, when, and whether it holds."""
    state = (
        _(WORDS[one.finding][0])
        if one.finding
        else _("The signature holds, and who issued it is known here.")
    )
    if not one.signer:
        return str(state)
    if not one.signed_at:
        return f"{one.signer}: {state}"
    return f"{one.signer}, {writing.moment(datetime.fromisoformat(one.signed_at))}: {state}"


def scan_words(state: ScanState) -> str:
    """What the virus scanner said of a file."""
    return {
        ScanState.NOT_SCANNED: _("not scanned for viruses"),
        ScanState.CLEAN: _("no virus found"),
        ScanState.INFECTED: _("shut away: virus found"),
    }[state]


def copy_problem(code: str) -> Note:
    """Why a searchable copy was not made, and what helps."""
    sentence, fix = PROBLEMS.get(code, PROBLEMS["crash"])
    facts = {"command": "; ".join(PROGRAMS.values()), "most": PAGES_MAX}
    return Note(_(sentence) % facts, _(fix) % facts)
