"""Mending what was written wrong in a request that was taken in: which fields, and what has to be so. Pure.

An officer proposes, the person confirms. What decides which case, which term, which papers or which office a request
has is no slip of the pen: it is mended by taking it back and handing it in anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from motcua.foundation.forms import Field, Form
from motcua.foundation.refusal import Fault, InvalidInput, Refusal, gettext_noop
from motcua.foundation.text import nfc
from motcua.procedures.rules import Case

OPEN_MAX = 10
VALUE_CHARACTERS_MAX = 3000


class CorrectionState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Way(StrEnum):
    """How the person answered."""

    ACCOUNT = "account"
    RECEIPT = "receipt"  # by number, secret and the last digits of their phone
    COUNTER = "counter"  # on a printed sheet, signed; an officer recorded it


class SheetAct(StrEnum):
    """Kind of chronicle entry about a scan that came after the answer."""

    ADDED = "dossier.correction-sheet-added"


# What stands about the applicant, beside the form: the name of the column and how long it may be.
APPLICANT: Mapping[str, int] = {"applicant_name": 200, "applicant_phone": 20, "applicant_address": 300}
APPLICANT_NAMES = {
    "applicant_name": gettext_noop("Name of the applicant"),
    "applicant_phone": gettext_noop("Phone number"),
    "applicant_address": gettext_noop("Postal address"),
}
FORM_SIGN = "form."  # before the code of a question


class FieldDecides(Refusal):
    code = "dossiers.field-decides"
    sentence = gettext_noop(
        "“%(field)s” decides which questions, papers or term this request has, so it is not corrected."
    )
    next_step = gettext_noop("The person withdraws the request and hands it in anew. Nothing was changed.")


class CorrectionOpen(Refusal):
    code = "dossiers.correction-open"
    sentence = gettext_noop("A correction of “%(field)s” waits for the person's answer already.")
    next_step = gettext_noop("Wait for it, or take it back first. Nothing was changed.")


class CorrectionAnswered(Refusal):
    code = "dossiers.correction-answered"
    sentence = gettext_noop("This correction of request %(number)s was answered or taken back already.")
    next_step = gettext_noop("Look at the request as it stands now. Nothing was changed.")


class CorrectionOutdated(Refusal):
    code = "dossiers.correction-outdated"
    sentence = gettext_noop("“%(field)s” has changed since this correction was proposed.")
    next_step = gettext_noop(
        "The officer proposes it once more with what stands there now. Nothing was changed."
    )


class NoSheetWanted(Refusal):
    code = "dossiers.no-sheet-wanted"
    sentence = gettext_noop("This correction has its scan already, or was not answered by signing a sheet.")
    next_step = gettext_noop("Look at the page of corrections as it stands now. Nothing was changed.")


class WrongDigits(Refusal):
    code = "dossiers.wrong-digits"
    status = 422
    sentence = gettext_noop("These four digits do not fit the phone number of request %(number)s.")
    next_step = gettext_noop("Check them, sign in, or answer at the one-stop desk.")


@dataclass(frozen=True)
class Choice:
    """One field that may be corrected, as it stands."""

    name: str
    label: str
    value: str
    sensitive: bool = False


def deciding(form: Form, case: Case) -> frozenset[str]:
    """Codes of questions on whose answer another question, a paper, a rule or a computed value depends."""
    names: set[str] = set()
    for page in form.pages:
        names |= page.when.names if page.when else set()
        for item in page.items:
            names |= item.when.names if item.when else set()
            if isinstance(item, Field) and item.compute is not None:
                names |= item.compute.names
    for paper in case.papers:
        names |= paper.when.names if paper.when else set()
    return frozenset(names)


def correctable(form: Form | None, case: Case, data: Mapping[str, Any]) -> tuple[Field, ...]:
    """Questions that were asked and decide nothing; groups and computed values are not among them."""
    if form is None:
        return ()
    decides = deciding(form, case)
    return tuple(
        item
        for item in form.fields.values()
        if isinstance(item, Field) and item.compute is None and item.code in data and item.code not in decides
    )


def check_value(item: Field, typed: str, form: Form, data: Mapping[str, Any], *, today: date) -> Any:
    """The new answer as the form keeps it; refused at the field when the form would not take it."""
    answers = {**data, item.code: typed.split("; ") if item.kind == "choices" else typed}
    settled = form.settle(answers, today)
    faults = [fault for fault in settled.faults if fault.field == item.code]
    if faults:
        raise InvalidInput(faults=[Fault("new", fault.sentence, fault.facts) for fault in faults])
    value = settled.values.get(item.code)
    if value == data.get(item.code):
        raise InvalidInput(faults=[Fault("new", gettext_noop("This is what stands there already."))])
    return value


def check_applicant_value(name: str, typed: str, before: str) -> str:
    value = " ".join(nfc(typed).split())
    if not value:
        raise InvalidInput(faults=[Fault("new", gettext_noop("Write what it should say."))])
    if len(value) > APPLICANT[name] or (name == "applicant_name" and len(value) < 2):
        sentence = gettext_noop("Write from 2 to %(most)s characters.")
        raise InvalidInput(faults=[Fault("new", sentence, {"most": APPLICANT[name]})])
    if value == before:
        raise InvalidInput(faults=[Fault("new", gettext_noop("This is what stands there already."))])
    return value


def digits_fit(typed: str, phone: str) -> bool:
    """The last four digits of the phone on the request; a request without one is answered otherwise."""
    digits = "".join(char for char in phone if char.isascii() and char.isdigit())
    return len(digits) >= 8 and typed.strip() == digits[-4:]
