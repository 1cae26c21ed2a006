"""Corrections: proposed by an officer, confirmed by the person, the old value kept; and everything that is refused."""

import json

import pytest

from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.models import Correction, Dossier, Movement
from motcua.dossiers.queries import corrections as asked
from motcua.dossiers.queries import whole
from motcua.dossiers.rules import corrections as rules
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.corrections import CorrectionState, Way
from motcua.dossiers.rules.states import Act
from motcua.foundation.refusal import InvalidInput, NotFound
from motcua.notices.models import Notice
from motcua.procedures import files, parsing
from tests.dossiers.build import act, issued, request, taken_in
from tests.dossiers.listed import TEXT, make_listing, row

pytestmark = pytest.mark.django_db
NAME = "form.worker"
YES, NO = inputs.AnswerCorrection(agrees=True), inputs.AnswerCorrection(agrees=False)


@pytest.fixture
def world(db):
    return make_listing()


@pytest.fixture
def number(world):
    return taken_in(world, data=row(0)).number


def propose(world, number, *, field=NAME, new="Nguyễn Văn Mốt", by=None, **more):
    given = inputs.ProposeCorrection(field=field, new=new, reason="Ghi sai so với căn cước.")
    reach = world.reach(by or world.cast.reception)
    return actions.propose_correction(number=number, reach=reach, at=world.at, given=given, **more)


def answer(world, number, given=YES, *, by=None):
    key = str(Correction.objects.order_by("-id").first().key)
    reach = world.reach(by or world.cast.hoa)
    return actions.answer_correction(number=number, key=key, reach=reach, at=world.at, given=given)


def stands(number):
    dossier = Dossier.objects.get(number=number)
    return {**whole.data_of(dossier), "applicant_name": dossier.applicant_name}


def test_nothing_changes_until_the_person_confirms_and_then_the_old_value_is_kept(world, number):
    propose(world, number)
    assert stands(number)["worker"] == "Nguyễn Văn Một"
    assert Notice.objects.filter(template="dossiers/correction").count() == 1
    answer(world, number)
    assert stands(number)["worker"] == "Nguyễn Văn Mốt"
    kept = Correction.objects.get()
    assert asked.values(kept) == ("Nguyễn Văn Một", "Nguyễn Văn Mốt")
    assert (kept.state, kept.answered_way, kept.answered_at) == (
        CorrectionState.CONFIRMED,
        Way.ACCOUNT,
        world.at,
    )
    assert Notice.objects.filter(template="dossiers/corrected").count() == 1
    assert asked.corrected_at(Dossier.objects.get(number=number)) == (world.at,)


def test_neither_chronicle_nor_timeline_nor_message_says_the_values(world, number):
    propose(world, number)
    answer(world, number)
    said = [json.dumps(entry.data) for entry in Entry.objects.all()]
    said += [json.dumps(one.facts) + one.text for one in Movement.objects.exclude(act=Act.SUBMIT)]
    said += [json.dumps(one.values) for one in Notice.objects.filter(template__startswith="dossiers/correct")]
    assert not any(
        "Mốt" in one or "Một" in one
        for one in (text.encode().decode("unicode_escape", "ignore") for text in said)
    )
    assert not any("M\\u1ed9t" in one or "M\\u1ed1t" in one for one in said)
    assert "change" in Entry.objects.get(kind=Act.CORRECT).data, "a digest of both"
    assert "Nguyễn" not in Correction.objects.get().sealed


@pytest.mark.parametrize("field", ["applicant_name", "applicant_phone", "applicant_address"])
def test_what_stands_about_the_applicant_is_corrected_too(world, number, field):
    new = {
        "applicant_name": "Nguyễn Thị Hoà",
        "applicant_phone": "0905 000 009",
        "applicant_address": "Số 2",
    }[field]
    propose(world, number, field=field, new=new)
    answer(world, number)
    dossier = Dossier.objects.get(number=number)
    assert getattr(dossier, field) == new.replace(" ", "") if "phone" in field else new
    if field == "applicant_name":
        assert dossier.applicant_folded == "nguyen thi hoa"


def test_a_sensitive_answer_stays_encrypted(world, number):
    propose(world, number, field="form.identity", new="066203099999")
    answer(world, number)
    dossier = Dossier.objects.get(number=number)
    assert stands(number)["identity"] == "066203099999" and "identity" not in dossier.data


def test_declined_or_taken_back_everything_stays_as_it_was(world, number):
    propose(world, number)
    answer(world, number, NO)
    assert Correction.objects.get().state == CorrectionState.DECLINED
    propose(world, number)
    key = str(Correction.objects.order_by("-id").first().key)
    desk = world.reach(world.cast.reception)
    with pytest.raises(NotFound):
        actions.withdraw_correction(number=number, key=key, reach=world.reach(world.cast.hoa), at=world.at)
    actions.withdraw_correction(number=number, key=key, reach=desk, at=world.at)
    assert Correction.objects.get(key=key).state == CorrectionState.WITHDRAWN
    assert stands(number)["worker"] == "Nguyễn Văn Một"
    for late in (YES, NO):
        with pytest.raises(rules.CorrectionAnswered):
            answer(world, number, late)


def test_at_the_counter_the_signed_sheet_is_what_confirms(world, number):
    propose(world, number)
    with pytest.raises(InvalidInput) as refused:
        answer(world, number, YES, by=world.cast.reception)
    assert refused.value.faults[0].field == "signed"
    answer(world, number, inputs.AnswerCorrection(agrees=True, signed=True), by=world.cast.reception)
    kept = Correction.objects.get()
    assert kept.answered_way == Way.COUNTER and kept.answered_by == world.cast.reception.officer
    assert stands(number)["worker"] == "Nguyễn Văn Mốt"


def test_whoever_holds_the_receipt_and_knows_the_phone_confirms_without_an_account(world, number):
    propose(world, number)
    key = str(Correction.objects.get().key)
    phone = Dossier.objects.get(number=number).applicant_phone
    for wrong in ("0000", "", phone[-3:], "٠٠٠١"):
        with pytest.raises(rules.WrongDigits):
            actions.answer_by_receipt(number=number, key=key, phone_end=wrong, at=world.at, given=YES)
    actions.answer_by_receipt(number=number, key=key, phone_end=phone[-4:], at=world.at, given=YES)
    assert Correction.objects.get().answered_way == Way.RECEIPT
    assert Entry.objects.get(kind=Act.CORRECT).actor == "system:dossiers"


def test_a_question_that_decides_is_not_corrected(world, number):
    with pytest.raises(rules.FieldDecides):
        propose(world, number, field="form.purpose", new="hoc-tap")
    for unknown in ("form.nothing", "state", "form.school"):
        with pytest.raises((InvalidInput, rules.FieldDecides)):
            propose(world, number, field=unknown, new="x")


def test_what_the_form_would_not_take_is_refused_at_the_field(world, number):
    for new in ("", "Tên 123", "Nguyễn Văn Một", "x" * 4000):
        with pytest.raises(InvalidInput) as refused:
            propose(world, number, new=new)
        assert refused.value.faults[0].field == "new"
    with pytest.raises(InvalidInput):
        propose(world, number, field="form.born", new="31/02/1990")
    assert not Correction.objects.exists()


def test_one_field_has_one_open_correction(world, number):
    propose(world, number)
    with pytest.raises(rules.CorrectionOpen):
        propose(world, number, new="Nguyễn Văn Hai")
    propose(world, number, field="form.born", new="07/05/1990")
    assert Correction.objects.count() == 2


def test_whoever_decided_on_an_older_state_is_told(world, number):
    seen = Dossier.objects.get(number=number).revision
    propose(world, number, seen=seen)
    with pytest.raises(refusals.SomeoneWasFaster):
        propose(world, number, field="form.born", new="07/05/1990", seen=seen)


def test_a_field_that_changed_meanwhile_is_not_overwritten(world, number):
    propose(world, number)
    Dossier.objects.filter(number=number).update(
        data={**Dossier.objects.get(number=number).data, "worker": "Khác"}
    )
    with pytest.raises(rules.CorrectionOutdated):
        answer(world, number)
    assert stands(number)["worker"] == "Khác" and Correction.objects.get().state == CorrectionState.OPEN


def test_who_may_not(world, number):
    for stranger in (world.cast.nam, world.cast.stranger):
        with pytest.raises(NotFound):
            propose(world, number, by=stranger)
    with pytest.raises(refusals.NotYourRole):
        propose(world, number, by=world.cast.hoa)
    propose(world, number)
    with pytest.raises(NotFound):
        answer(world, number, by=world.cast.nam)
    with pytest.raises(NotFound):
        actions.answer_correction(
            number=number, key="nonsense", reach=world.reach(world.cast.hoa), at=world.at, given=YES
        )


def test_neither_a_new_request_nor_one_with_its_result_is_corrected(world):
    fresh = actions.submit(
        reach=world.reach(world.cast.hoa), at=world.at, given=request(world, data=row(1))
    ).number
    with pytest.raises(refusals.StepNotAllowed):
        propose(world, fresh)
    done = issued(world, data=row(2)).number
    with pytest.raises(refusals.StepNotAllowed):
        propose(world, done)


def test_what_waits_for_an_answer_when_the_result_is_issued_can_no_longer_be_confirmed(world):
    number = taken_in(world, data=row(0)).number
    propose(world, number)
    act(world, actions.withdraw, number, world.cast.hoa, inputs.Withdraw())
    with pytest.raises(refusals.StepNotAllowed):
        answer(world, number)


def test_questions_that_decide_are_those_on_which_something_depends():
    definition = parsing.definition(files.read(TEXT).document)
    case = definition.cases[0]
    form = definition.form(case)
    assert rules.deciding(form, case) == {"purpose"}
    names = [item.code for item in rules.correctable(form, case, {**row(0)})]
    assert names == ["worker", "identity", "born"]
