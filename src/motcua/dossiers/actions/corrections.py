"""Mending a wrong datum: proposed by an officer, confirmed or declined by the person, the old value kept for good."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua import database
from motcua.documents import queries as documents
from motcua.dossiers import queries, sealing
from motcua.dossiers.actions.moving import Case, Done, act, case_of
from motcua.dossiers.models import Correction, Dossier
from motcua.dossiers.queries import corrections as asked
from motcua.dossiers.queries import whole
from motcua.dossiers.rules import checks, inputs, refusals
from motcua.dossiers.rules import corrections as rules
from motcua.dossiers.rules.corrections import CorrectionState, Way
from motcua.dossiers.rules.states import TABLE, Act
from motcua.foundation.calendar import TZ
from motcua.foundation.forms import Wording
from motcua.foundation.refusal import Fault, InvalidInput, NotFound, Said, gettext_noop
from motcua.foundation.text import fold
from motcua.people.rules import Reach, digits, system
from motcua.procedures import queries as procedures


@act(Act.PROPOSE_CORRECTION)
def propose_correction(case: Case, given: inputs.ProposeCorrection) -> Done:
    """One field, what it should say and why; nothing changes until the person has confirmed it."""
    reason = checks.check_text(field="reason", text=given.reason, needed=True)
    if case.officer_id is None:
        raise refusals.NotYourRole(number=case.number, act=Said(TABLE[Act.PROPOSE_CORRECTION].name))
    open_ones = list(Correction.objects.filter(dossier=case.dossier, state=CorrectionState.OPEN))
    label = asked.label(case.dossier, given.field)
    if any(one.field == given.field for one in open_ones):
        raise rules.CorrectionOpen(field=label.in_language(case.dossier.language))
    if len(open_ones) >= rules.OPEN_MAX:
        sentence = gettext_noop("At most %(most)s corrections wait for an answer at once.")
        raise InvalidInput(faults=[Fault("field", sentence, {"most": rules.OPEN_MAX})])
    old, new = _values(case.dossier, given.field, given.new)
    row = Correction(
        dossier=case.dossier,
        field=given.field,
        reason=reason,
        proposed_at=case.at,
        proposed_by_id=case.officer_id,
    )
    row.sealed = sealing.lock({"old": old, "new": new}, about=f"correction:{row.key}")
    case.rows.append(row)
    case.facts = {"field": _words(label)}
    case.digested = f"{given.field}: {old} -> {new}"
    return case.move(text=reason, values={"field": _words(label)})


def _words(label: Wording) -> dict[str, str]:
    """In both languages, for timelines and for messages in the language their reader chose."""
    return {"vi": label.vi, "en": label.en or label.vi}


def _values(dossier: Dossier, name: str, typed: str) -> tuple[Any, Any]:
    """What stands there, and what should, as it would be kept; refused when it decides anything, or is not sound."""
    if len(typed) > rules.VALUE_CHARACTERS_MAX:
        raise InvalidInput(faults=[checks.too_long("new", most=rules.VALUE_CHARACTERS_MAX)])
    if name in rules.APPLICANT:
        old = str(getattr(dossier, name))
        return old, rules.check_applicant_value(name, typed, old)
    definition = procedures.definition(dossier.version_id)
    form, case = queries.form_of(definition, dossier.case), queries.case_of(definition, dossier.case)
    code, data = name.removeprefix(rules.FORM_SIGN), whole.data_of(dossier)
    if form is None or case is None or not name.startswith(rules.FORM_SIGN) or code not in form.fields:
        raise InvalidInput(faults=[Fault("field", gettext_noop("Choose one of the answers."))])
    item = next((one for one in rules.correctable(form, case, data) if one.code == code), None)
    if item is None:
        raise rules.FieldDecides(field=form.label(code, dossier.language))
    day = dossier.submitted_at.astimezone(TZ).date()
    return data.get(code), rules.check_value(item, typed, form, data, today=day)


# The person's answer ---------------------------------------------------------------------------------------------


def answer_correction(
    *, number: str, key: str, reach: Reach, at: datetime, given: inputs.AnswerCorrection
) -> Done:
    """Confirmed or declined, once: by the person with their account, or by an officer for whom they signed the sheet."""
    try:
        with transaction.atomic():
            dossier = queries.found_for(number, reach=reach)
            case = case_of(dossier, act=_kind(given), reach=reach, at=at)
            way = Way.COUNTER if case.grant is not None else Way.ACCOUNT
            if way is Way.COUNTER and not given.signed:
                sentence = gettext_noop(
                    "Tick that the person has signed the sheet: without it nothing is changed."
                )
                raise InvalidInput(faults=[Fault("signed", sentence)])
            return _answer(case, asked.of_key(dossier, key), given, way=way)
    except (database.NotAsRead, IntegrityError) as error:
        raise refusals.SomeoneWasFaster(number=number) from error


def answer_by_receipt(
    *, number: str, key: str, phone_end: str, at: datetime, given: inputs.AnswerCorrection
) -> Done:
    """By whoever holds the receipt and knows the end of the phone number on the request. The caller checked the secret."""
    try:
        with transaction.atomic():
            dossier = asked.by_receipt(number)
            if not rules.digits_fit(phone_end, dossier.applicant_phone):
                raise rules.WrongDigits(number=number)
            checks.check_state(act=_kind(given), standing=queries.standing(dossier))
            case = Case(
                dossier=dossier,
                definition=procedures.definition(dossier.version_id),
                rule=TABLE[_kind(given)],
                reach=system("dossiers"),
                grant=None,
                at=at,
            )
            return _answer(case, asked.of_key(dossier, key), given, way=Way.RECEIPT)
    except (database.NotAsRead, IntegrityError) as error:
        raise refusals.SomeoneWasFaster(number=number) from error


def _kind(given: inputs.AnswerCorrection) -> Act:
    return Act.CORRECT if given.agrees else Act.DROP_CORRECTION


def _answer(case: Case, row: Correction, given: inputs.AnswerCorrection, *, way: Way) -> Done:
    label = asked.label(case.dossier, row.field)
    old, new = asked.values(row)
    case.facts = {"field": _words(label), "way": way}
    changes: dict[str, object] = {}
    if given.agrees:
        changes = _changed(case.dossier, row.field, old, new, label.in_language(case.dossier.language))
    else:
        case.facts["by"] = "applicant"
    sheet = given.sheet_file_id if way is Way.COUNTER else None
    _settle(
        row,
        case,
        state=CorrectionState.CONFIRMED if given.agrees else CorrectionState.DECLINED,
        way=way,
        sheet=sheet,
    )
    case.digested = f"{row.field}: {old} -> {new}"
    if sheet is not None:
        case.store.hold(file_id=sheet, holder=f"dossiers.correction:{row.pk}")
        case.digested += f"\n{documents.facts([sheet])[sheet].sha256}"
    return case.move(values={"field": _words(label)}, changes=changes)


def _settle(
    row: Correction, case: Case, *, state: CorrectionState, way: Way | None, sheet: int | None = None
) -> None:
    changed = Correction.objects.filter(pk=row.pk, state=CorrectionState.OPEN).update(
        state=state,
        answered_at=case.at,
        answered_way=way or "",
        answered_by=case.officer_id,
        sheet_file_id=sheet,
    )
    if changed != 1:
        raise rules.CorrectionAnswered(number=case.number)


def _changed(dossier: Dossier, name: str, old: Any, new: Any, label: str) -> dict[str, object]:
    """The columns as they will stand; refused when the field no longer says what was proposed to be changed."""
    if name in rules.APPLICANT:
        if str(getattr(dossier, name)) != old:
            raise rules.CorrectionOutdated(field=label)
        value = digits(new) if name == "applicant_phone" else new
        folded = {"applicant_folded": fold(new)} if name == "applicant_name" else {}
        return {name: value, **folded}
    code, data = name.removeprefix(rules.FORM_SIGN), whole.data_of(dossier)
    if data.get(code) != old:
        raise rules.CorrectionOutdated(field=label)
    form = queries.form_of(procedures.definition(dossier.version_id), dossier.case)
    return sealing.parted({**data, code: new}, form=form, about=f"dossier:{dossier.key}")


# Taken back ------------------------------------------------------------------------------------------------------


def withdraw_correction(*, number: str, key: str, reach: Reach, at: datetime) -> Done:
    """By an officer who may propose one, while the person has not answered."""
    try:
        with transaction.atomic():
            dossier = queries.found_for(number, reach=reach)
            case = case_of(dossier, act=Act.DROP_CORRECTION, reach=reach, at=at)
            if case.grant is None:
                raise NotFound()
            row = asked.of_key(dossier, key)
            label = asked.label(dossier, row.field)
            case.facts = {"field": _words(label), "by": "office"}
            _settle(row, case, state=CorrectionState.WITHDRAWN, way=None)
            return case.move()
    except (database.NotAsRead, IntegrityError) as error:
        raise refusals.SomeoneWasFaster(number=number) from error
