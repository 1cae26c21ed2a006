"""Corrections of one request: what may be corrected, what waits for the person, what was corrected when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, override

from motcua.dossiers import sealing
from motcua.dossiers.models import Correction, Dossier
from motcua.dossiers.queries.gate import PARTIES, standing
from motcua.dossiers.queries.offer import case_of, form_of
from motcua.dossiers.queries.whole import data_of
from motcua.dossiers.rules import checks
from motcua.dossiers.rules import corrections as rules
from motcua.dossiers.rules.corrections import Choice, CorrectionState, Way
from motcua.dossiers.rules.states import Act
from motcua.foundation.forms import Wording
from motcua.foundation.refusal import NotFound, Refusal
from motcua.people.rules import Reach
from motcua.procedures import queries as procedures


def label(dossier: Dossier, name: str) -> Wording:
    """A field by its name in words."""
    if name in rules.APPLICANT_NAMES:
        said = rules.APPLICANT_NAMES[name]
        with override("vi"):
            vi = gettext(said)
        return Wording(vi, said)
    form = form_of(procedures.definition(dossier.version_id), dossier.case)
    item = form.fields.get(name.removeprefix(rules.FORM_SIGN)) if form else None
    return item.label if item else Wording(name, name)


def choices(dossier: Dossier, *, language: str) -> tuple[Choice, ...]:
    """Every field that may be corrected, as it stands; the caller masks what is sensitive."""
    found = [
        Choice(name, label(dossier, name).in_language(language), str(getattr(dossier, name)))
        for name in rules.APPLICANT
    ]
    definition = procedures.definition(dossier.version_id)
    form, case = form_of(definition, dossier.case), case_of(definition, dossier.case)
    data = data_of(dossier)
    for item in rules.correctable(form, case, data) if case else ():
        shown = item.show(data.get(item.code), language)
        found.append(
            Choice(rules.FORM_SIGN + item.code, item.label.in_language(language), shown, item.sensitive)
        )
    return tuple(found)


def may_propose(dossier: Dossier, reach: Reach) -> bool:
    try:
        return (
            checks.check_act(act=Act.PROPOSE_CORRECTION, standing=standing(dossier), reach=reach) is not None
        )
    except Refusal:
        return False


def of(dossier: Dossier) -> Sequence[Correction]:
    return list(
        Correction.objects.filter(dossier=dossier)
        .select_related("proposed_by__person", "sheet_added_by__person")
        .order_by("-id")
    )


def wants_sheet(row: Correction) -> bool:
    """Answered by signing a sheet of which there is no scan yet."""
    return row.answered_way == Way.COUNTER and row.sheet_file_id is None


def with_sheet(dossier: Dossier) -> Sequence[Correction]:
    """Those whose signed sheet was scanned, the oldest first."""
    return list(Correction.objects.filter(dossier=dossier, sheet_file_id__isnull=False).order_by("id"))


def waiting(dossier: Dossier) -> Sequence[Correction]:
    """What the person is asked."""
    return list(Correction.objects.filter(dossier=dossier, state=CorrectionState.OPEN).order_by("id"))


def of_key(dossier: Dossier, key: str) -> Correction:
    try:
        wanted = UUID(str(key))
    except ValueError:
        raise NotFound() from None
    found = Correction.objects.filter(dossier=dossier, key=wanted).first()
    if found is None:
        raise NotFound()
    return found


def values(row: Correction) -> tuple[Any, Any]:
    """Old and new, as they are kept."""
    kept = sealing.unlock(row.sealed, about=f"correction:{row.key}")
    return kept.get("old"), kept.get("new")


def shown(row: Correction, dossier: Dossier, *, language: str) -> tuple[str, str]:
    """The same in words."""
    old, new = values(row)
    if row.field in rules.APPLICANT:
        return str(old), str(new)
    form = form_of(procedures.definition(dossier.version_id), dossier.case)
    item = form.fields.get(row.field.removeprefix(rules.FORM_SIGN)) if form else None
    if item is None or not hasattr(item, "show"):
        return str(old), str(new)
    return item.show(old, language), item.show(new, language)


def is_sensitive(row: Correction, dossier: Dossier) -> bool:
    form = form_of(procedures.definition(dossier.version_id), dossier.case)
    return form is not None and row.field.removeprefix(rules.FORM_SIGN) in form.sensitive


def corrected_at(dossier: Dossier) -> tuple[datetime, ...]:
    """When something in this request was corrected, the first time first: its receipt is printed again since."""
    rows = Correction.objects.filter(dossier=dossier, state=CorrectionState.CONFIRMED)
    return tuple(rows.order_by("answered_at").values_list("answered_at", flat=True))


def by_receipt(number: str) -> Dossier:
    """For whoever has shown the secret a moment ago; the caller checked that."""
    found = Dossier.objects.select_related("agency", "step_agency", *PARTIES).filter(number=number).first()
    if found is None:
        raise NotFound()
    return found


def knows_phone(dossier: Dossier, typed: str) -> bool:
    return rules.digits_fit(typed, dossier.applicant_phone)


def has_phone(dossier: Dossier) -> bool:
    """Whether somebody without an account can answer from afar."""
    return rules.digits_fit(dossier.applicant_phone[-4:], dossier.applicant_phone)
