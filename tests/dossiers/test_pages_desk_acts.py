"""The page of each act: done once, refused with its reason, and nothing typed is lost."""

from dataclasses import fields as fields_of
from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier, Extension, Movement, Original
from motcua.dossiers.pages import act_forms
from motcua.dossiers.pages.slugs import SLUGS
from motcua.dossiers.queries import prepare
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import TABLE, Act, State
from motcua.foundation.calendar import TZ
from motcua.people.models import Mandate
from tests.dossiers import pressing
from tests.dossiers.build import (
    CHILD_NUMBER,
    FIRM,
    FIRM_CODE,
    act,
    approved,
    in_progress,
    issued,
    proposed,
    row,
    sent_for_child,
    sent_for_firm,
    submitted,
    taken_in,
)
from tests.dossiers.pressing import address, paused

send = pressing.send
world = pressing.world


def next_working_day(done, days=3):
    dossier = Dossier.objects.get(pk=done.dossier_id)
    return prepare.first_new_date(dossier, at=dossier.due_at + timedelta(days=days))


def owing(world):
    done = in_progress(world)
    line = inputs.DutyLine(name="Lệ phí trước bạ", amount=1_500_000, basis="Nghị định 10/2022/NĐ-CP, Điều 8")
    given = inputs.AskDuty(reason="Nộp trước khi ký.", payee="Kho bạc", lines=(line,))
    return act(world, actions.ask_duty, done.number, world.cast.case, given)


def keeping(world):
    given = inputs.KeepOriginals(names=("Giấy chứng nhận CH 01234",))
    return act(world, actions.keep_originals, taken_in(world).number, world.cast.reception, given)


# act: (dossier at that point, who, what is typed, what is the case afterwards)
WAYS = {
    Act.TAKE_IN: (submitted, "reception", {"papers_checked": "giay-chung-minh"}, State.RECEIVED),
    Act.REFUSE: (submitted, "reception", {"reason": "Không thuộc thẩm quyền.", "legal_ground": "Điều 4"}, State.NOT_RECEIVED),
    Act.ASK_SUPPLEMENT: (in_progress, "case", {"reason": "Mờ.", "paper": "giay-chung-minh", "what-giay-chung-minh": "Trang 2"}, State.SUPPLEMENT),
    Act.SUPPLEMENT: (paused, "reception", {"paper": "giay-chung-minh", "quantity-giay-chung-minh": "2"}, State.IN_PROGRESS),
    Act.ASK_DUTY: (in_progress, "case", {"reason": "Nộp trước khi ký.", "payee": "Kho bạc", "owed-name-1": "Lệ phí", "owed-amount-1": "1.500.000", "owed-basis-1": "Điều 8"}, State.DUTY),
    Act.CLEAR_DUTY: (owing, "reception", {"proof": "BL-0012", "paid_amount": "1.500.000", "paid_on": "01/03/2026"}, State.IN_PROGRESS),
    Act.ASK_OPINION: (in_progress, "case", {"question": "Đất có tranh chấp không?", "amount": "3", "unit": "working-days"}, State.IN_PROGRESS),
    Act.KEEP_ORIGINALS: (taken_in, "reception", {"names": "Giấy chứng nhận CH 01234\nHộ chiếu"}, State.RECEIVED),
    Act.RETURN_ORIGINALS: (keeping, "reception", {"to": "Trần Văn Nam"}, State.RECEIVED),
    Act.CHECK_APPLICANT: (sent_for_firm, "reception", {"code": FIRM_CODE, "name": FIRM}, State.NEW),
    Act.ASSIGN: (in_progress, "head", {}, State.IN_PROGRESS),
    Act.HAND_OVER: (taken_in, "reception", {"note": "Đủ giấy tờ."}, State.IN_PROGRESS),
    Act.NOTE: (in_progress, "case", {"text": "Đã gọi điện."}, State.IN_PROGRESS),
    Act.PROPOSE: (in_progress, "case", {"outcome": "grant", "summary": "Đủ điều kiện."}, State.IN_PROGRESS),
    Act.SEND_BACK: (proposed, "leader", {"text": "Thẩm định lại."}, State.IN_PROGRESS),
    Act.APPROVE: (proposed, "leader", {}, State.IN_PROGRESS),
    Act.MARK_DONE: (approved, "clerk", {"number": "12/XN-STP"}, State.DONE),
    Act.GIVE_BACK: (issued, "returner", {"collector": "self"}, State.RETURNED),
    Act.EXTEND: (in_progress, "leader", {"reason": "Chờ ý kiến."}, State.IN_PROGRESS),
    Act.STOP: (in_progress, "leader", {"reason": "Không đủ điều kiện.", "legal_ground": "Điều 9"}, State.STOPPED),
    Act.WITHDRAW: (in_progress, "reception", {"reason": "Theo đơn."}, State.WITHDRAWN),
}  # fmt: skip


def typed_for(world, kind, done):
    typed = dict(WAYS[kind][2])
    if kind is Act.ASSIGN:
        typed["officer_id"] = world.cast.case.officer.pk
    if kind is Act.ASK_OPINION:
        typed["agency_id"] = world.cast.unit.pk
    if kind is Act.RETURN_ORIGINALS:
        typed["originals"] = [one.pk for one in Original.objects.filter(dossier_id=done.dossier_id)]
    if kind is Act.EXTEND:
        typed["new_due"] = f"{next_working_day(done):%d/%m/%Y}"
    if kind is Act.MARK_DONE:
        typed["issued_on"] = f"{timezone.now().astimezone(TZ):%d/%m/%Y}"
    return typed


def test_every_act_but_submitting_has_a_page():
    signed_elsewhere = {Act.SIGN, Act.STAMP, Act.RECALL}  # need keys and files: test_electronic.py does them
    at_the_scan = {Act.FILL}  # when a paper is signed off: test_from_papers.py does it
    on_the_question = {Act.GIVE_OPINION}  # on the page of the question: test_opinions.py gives it
    on_the_dossier = {Act.UNDO}  # a button there: test_undo.py presses it
    # After a day off was decided late (test_recount.py), once the result a part waits for is there (test_bundles.py).
    by_a_job = {Act.RECOUNT, Act.BEGIN_PART}
    # Fields and answers of their own: test_pages_corrections.py.
    corrected = {Act.PROPOSE_CORRECTION, Act.CORRECT, Act.DROP_CORRECTION}
    when_moving_in = {Act.IMPORT}  # by a whole file: tests/operations/importing does it
    elsewhere = corrected | at_the_scan | on_the_question | on_the_dossier | by_a_job | when_moving_in
    assert set(SLUGS) == set(TABLE) - {Act.SUBMIT} - elsewhere == set(WAYS) | signed_elsewhere


@pytest.mark.parametrize("kind", list(WAYS), ids=lambda kind: kind.slug)
def test_an_act_is_asked_for_and_done(client, world, kind):
    make, who, _, after = WAYS[kind]
    done, player = make(world), getattr(world.cast, who)
    client.force_login(player.account)
    page = client.get(address(done, kind))
    assert page.status_code == 200
    sent = client.post(address(done, kind), {"seen": row(done).revision, **typed_for(world, kind, done)})
    assert sent.status_code == 302, sent.context["faults"]
    assert sent.url == f"/ho-so/{done.number}/?xong=1"
    assert row(done).state == after
    assert Movement.objects.filter(dossier_id=done.dossier_id).latest("seq").act == kind


WHILE_NEW = {
    Act.TAKE_IN,
    Act.REFUSE,
    Act.WITHDRAW,
    Act.ASK_SUPPLEMENT,
    Act.NOTE,
    Act.CHECK_APPLICANT,
    Act.KEEP_ORIGINALS,
}


# Originals go back in every state: test_originals.py refuses to give back what does not lie here.
@pytest.mark.parametrize("kind", sorted(set(WAYS) - {Act.RETURN_ORIGINALS}), ids=lambda kind: kind.slug)
def test_an_act_out_of_order_is_refused_before_anything_is_typed(client, world, kind):
    _, who, _, _ = WAYS[kind]
    done = submitted(world) if kind not in WHILE_NEW else None
    if done is None:
        done = issued(world)
        act(
            world,
            actions.give_back,
            done.number,
            world.cast.returner,
            inputs.GiveBack(collector=inputs.Collector.SELF),
        )
    client.force_login(getattr(world.cast, who).account)
    page = client.get(address(done, kind))
    assert page.status_code == 409
    assert "dossiers.step-not-allowed" in page.text
    sent = client.post(address(done, kind), {"seen": row(done).revision, **WAYS[kind][2]})
    assert sent.status_code in (409, 422)
    assert row(done).revision == done.revision or row(done).state == State.RETURNED


@pytest.mark.parametrize("kind", list(WAYS), ids=lambda kind: kind.slug)
def test_a_colleague_without_the_role_is_refused_with_the_way_out(client, world, kind):
    make, _, typed, _ = WAYS[kind]
    done = make(world)
    other = world.cast.watcher if kind in (Act.NOTE, Act.CLEAR_DUTY) else world.cast.cashier
    client.force_login(other.account)
    before = row(done).revision
    page = client.get(address(done, kind))
    assert page.status_code == 403 and "dossiers.not-your-role" in page.text
    assert client.post(address(done, kind), {"seen": before, **typed}).status_code in (403, 422)
    assert row(done).revision == before


@pytest.mark.parametrize("kind", list(WAYS), ids=lambda kind: kind.slug)
def test_another_office_gets_not_found_for_reading_and_for_doing(client, world, kind):
    make, _, typed, _ = WAYS[kind]
    done = make(world)
    before = row(done).revision
    for player in (world.cast.stranger, world.cast.stranger_case):
        client.force_login(player.account)
        assert client.get(address(done, kind)).status_code == 404
        assert client.post(address(done, kind), {"seen": before, **typed}).status_code == 404
    assert row(done).revision == before


@pytest.mark.parametrize("kind", list(WAYS), ids=lambda kind: kind.slug)
def test_an_officer_whose_mandate_ended_can_do_nothing(client, world, kind):
    make, who, typed, _ = WAYS[kind]
    done, player = make(world), getattr(world.cast, who)
    client.force_login(player.account)
    before = row(done).revision
    Mandate.objects.filter(pk=player.mandate.pk).update(ends_at=world.at)
    assert client.post(address(done, kind), {"seen": before, **typed}).status_code in (302, 403, 404)
    assert row(done).revision == before


@pytest.mark.parametrize("kind", list(WAYS), ids=lambda kind: kind.slug)
def test_the_second_press_of_ones_own_button_shows_what_the_first_did(client, world, kind):
    make, who, _, _ = WAYS[kind]
    done = make(world)
    client.force_login(getattr(world.cast, who).account)
    typed = {"seen": row(done).revision, **typed_for(world, kind, done)}
    first, second = client.post(address(done, kind), typed), client.post(address(done, kind), typed)
    assert first.url == second.url
    assert Movement.objects.filter(dossier_id=done.dossier_id, act=kind).count() == 1


def test_an_act_that_does_not_exist_is_not_found(client, world):
    done = submitted(world)
    client.force_login(world.cast.reception.account)
    assert client.get(f"/ho-so/{done.number}/khong-co/").status_code == 404


def test_every_field_of_an_acts_input_is_asked_for(rf, world):
    """What the form does not ask, nobody can give: fields and inputs may not drift apart."""
    drawn_elsewhere = {"papers", "lines"}
    asked_when_several = {"agency_id", "officer_id"}
    for kind, (make, _, _, _) in WAYS.items():
        dossier = Dossier.objects.select_related("agency", "step_agency").get(pk=make(world).dossier_id)
        request = rf.get("/")
        request.at, request.reach = world.at, world.reach(world.cast.reception)
        drawn = act_forms.fields(kind, act_forms.Asking(request, dossier, "vi"))
        asked = {one.name for one in drawn} - drawn_elsewhere
        wanted = {one.name for one in fields_of(INPUTS[kind])} - drawn_elsewhere
        wanted -= {"originals_reason"}  # asked where originals lie at the office: test_originals.py
        if kind is Act.HAND_OVER:
            wanted -= asked_when_several
            asked -= asked_when_several
        assert asked == wanted, kind


INPUTS = {
    Act.TAKE_IN: inputs.TakeIn,
    Act.REFUSE: inputs.Refuse,
    Act.ASK_SUPPLEMENT: inputs.AskSupplement,
    Act.SUPPLEMENT: inputs.Supplement,
    Act.ASK_DUTY: inputs.AskDuty,
    Act.CLEAR_DUTY: inputs.ClearDuty,
    Act.ASK_OPINION: inputs.AskOpinion,
    Act.KEEP_ORIGINALS: inputs.KeepOriginals,
    Act.RETURN_ORIGINALS: inputs.ReturnOriginals,
    Act.CHECK_APPLICANT: inputs.CheckApplicant,
    Act.ASSIGN: inputs.Assign,
    Act.HAND_OVER: inputs.HandOn,
    Act.NOTE: inputs.Words,
    Act.PROPOSE: inputs.Propose,
    Act.SEND_BACK: inputs.Words,
    Act.APPROVE: inputs.Words,
    Act.MARK_DONE: inputs.MarkDone,
    Act.GIVE_BACK: inputs.GiveBack,
    Act.EXTEND: inputs.Extend,
    Act.STOP: inputs.Stop,
    Act.WITHDRAW: inputs.Withdraw,
}

# What is missing or wrong ----------------------------------------------------------------------------------

EMPTY = [
    (Act.REFUSE, submitted, "reception", {"reason": "Không đúng."}, "legal_ground"),
    (Act.ASK_SUPPLEMENT, in_progress, "case", {"reason": "Mờ."}, "papers"),
    (Act.ASK_SUPPLEMENT, in_progress, "case", {"paper": "giay-chung-minh"}, "reason"),
    (Act.SUPPLEMENT, paused, "reception", {}, "papers"),
    (Act.ASK_DUTY, in_progress, "case", {"reason": "Nộp.", "payee": "Kho bạc"}, "papers"),
    (
        Act.ASK_DUTY,
        in_progress,
        "case",
        {
            "reason": "Nộp.",
            "payee": "Kho bạc",
            "owed-name-1": "Lệ phí",
            "owed-amount-1": "một triệu",
            "owed-basis-1": "Điều 8",
        },
        "papers",
    ),
    (
        Act.ASK_DUTY,
        in_progress,
        "case",
        {
            "reason": "Nộp.",
            "payee": "Kho bạc",
            "owed-name-1": "Lệ phí",
            "owed-amount-1": "0",
            "owed-basis-1": "Điều 8",
        },
        "papers",
    ),
    (
        Act.ASK_DUTY,
        in_progress,
        "case",
        {"reason": "Nộp.", "payee": "Kho bạc", "owed-name-1": "Lệ phí", "owed-amount-1": "5.000"},
        "papers",
    ),
    (
        Act.ASK_DUTY,
        in_progress,
        "case",
        {"reason": "Nộp.", "owed-name-1": "Lệ phí", "owed-amount-1": "5.000", "owed-basis-1": "Điều 8"},
        "payee",
    ),
    (
        Act.ASK_OPINION,
        in_progress,
        "case",
        {"question": "Đất?", "amount": "3", "unit": "working-days"},
        "agency_id",
    ),
    (
        Act.ASK_OPINION,
        in_progress,
        "case",
        {"question": "Đất?", "amount": "ba", "unit": "working-days"},
        "amount",
    ),
    (Act.KEEP_ORIGINALS, taken_in, "reception", {"names": " \n "}, "names"),
    (Act.RETURN_ORIGINALS, keeping, "reception", {"to": "Nam"}, "originals"),
    (Act.CLEAR_DUTY, owing, "reception", {"paid_amount": "1500000", "paid_on": "01/03/2026"}, "proof"),
    (
        Act.CLEAR_DUTY,
        owing,
        "reception",
        {"proof": "BL-0012", "paid_amount": "1.499.999", "paid_on": "01/03/2026"},
        "paid_amount",
    ),
    (Act.CLEAR_DUTY, owing, "reception", {"proof": "BL-0012", "paid_on": "01/03/2026"}, "paid_amount"),
    (
        Act.CLEAR_DUTY,
        owing,
        "reception",
        {"proof": "BL-0012", "paid_amount": "1.500.000", "paid_on": "01/03/2099"},
        "paid_on",
    ),
    (Act.ASSIGN, in_progress, "head", {"note": "Gấp."}, "officer_id"),
    (Act.CHECK_APPLICANT, sent_for_firm, "reception", {"code": "6000123457", "name": FIRM}, "code"),
    (Act.CHECK_APPLICANT, sent_for_child, "reception", {"code": CHILD_NUMBER, "name": " "}, "name"),
    (Act.NOTE, in_progress, "case", {"text": "   "}, "text"),
    (Act.PROPOSE, in_progress, "case", {"summary": "Đủ."}, "outcome"),
    (Act.PROPOSE, in_progress, "case", {"outcome": "grant"}, "summary"),
    (Act.PROPOSE, in_progress, "case", {"outcome": "maybe", "summary": "Đủ."}, "outcome"),
    (Act.SEND_BACK, proposed, "leader", {}, "text"),
    (Act.MARK_DONE, approved, "clerk", {"issued_on": "18/11/2026"}, "number"),
    (Act.MARK_DONE, approved, "clerk", {"number": "1", "issued_on": "31/02/2026"}, "issued_on"),
    (Act.MARK_DONE, approved, "clerk", {"number": "1", "issued_on": "01/01/2020"}, "issued_on"),
    (Act.MARK_DONE, approved, "clerk", {"number": "1", "issued_on": "01/01/2099"}, "issued_on"),
    (Act.GIVE_BACK, issued, "returner", {"collector": "authorised", "name": "Trần Văn Nam"}, "authorisation"),
    (Act.EXTEND, in_progress, "leader", {"reason": "Chờ.", "new_due": "30/02/2027"}, "new_due"),
    (Act.EXTEND, in_progress, "leader", {"reason": "Chờ.", "new_due": "01/01/2020"}, "new_due"),
    (Act.STOP, in_progress, "leader", {"legal_ground": "Điều 9"}, "reason"),
    (Act.NOTE, in_progress, "case", {"text": "x" * 2001}, "text"),
]


@pytest.mark.parametrize(("kind", "make", "who", "typed", "field"), EMPTY)
def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_is_kept(
    send, world, kind, make, who, typed, field
):
    done = make(world)
    before = row(done).revision
    page = send(getattr(world.cast, who), done, kind, **typed)
    assert page.status_code == 422
    assert page.context["faults"]
    drawn = {one.name: one for one in page.context["fields"]}
    if field == "papers":
        assert page.context["lines_fault"]
    else:
        assert drawn[field].error
    for name, value in typed.items():
        if name in drawn and drawn[name].kind != "choice":
            assert drawn[name].value == value
    assert row(done).revision == before


def test_a_new_date_on_a_day_off_is_refused_beside_the_date(send, world):
    done = in_progress(world)
    day = next_working_day(done)
    while day.weekday() != 6:
        day += timedelta(days=1)
    page = send(world.cast.leader, done, Act.EXTEND, new_due=f"{day:%d/%m/%Y}", reason="Chờ.")
    assert page.status_code == 422
    assert {one.name: one.error for one in page.context["fields"]}["new_due"]
    assert not Extension.objects.exists()


def test_extending_twice_is_refused_before_anything_is_typed(send, client, world):
    done = in_progress(world)
    day = f"{next_working_day(done):%d/%m/%Y}"
    assert send(world.cast.leader, done, Act.EXTEND, new_due=day, reason="Chờ.").status_code == 302
    page = client.get(address(done, Act.EXTEND))
    assert page.status_code == 409 and "dossiers.already-extended" in page.text
    late = send(world.cast.leader, done, Act.EXTEND, new_due=day, reason="Chờ nữa.")
    assert late.status_code in (409, 422) and Extension.objects.count() == 1


def test_asking_for_supplements_a_second_time_is_refused_before_anything_is_typed(client, world):
    done = paused(world)
    brought = inputs.Supplement(papers=(inputs.PaperGiven(code="giay-chung-minh", name="Giấy chứng minh"),))
    act(world, actions.supplement, done.number, world.cast.hoa, brought)
    client.force_login(world.cast.case.account)
    page = client.get(address(done, Act.ASK_SUPPLEMENT))
    assert page.status_code == 409 and "dossiers.supplements-used-up" in page.text


def test_an_officer_of_another_office_cannot_be_given_the_dossier(send, world):
    done = in_progress(world)
    page = send(world.cast.head, done, Act.ASSIGN, officer_id=world.cast.stranger_case.officer.pk)
    assert page.status_code == 422
    assert {one.name: one.error for one in page.context["fields"]}["officer_id"]
    assert row(done).holder_id is None


def test_the_list_of_officers_shows_the_open_work_in_each_hand(client, world):
    officer = world.cast.case.officer
    for _ in range(2):
        done = in_progress(world)
        act(world, actions.assign, done.number, world.cast.head, inputs.Assign(officer_id=officer.pk))
    client.force_login(world.cast.head.account)
    client.cookies["django_language"] = "en"
    page = client.get(address(in_progress(world), Act.ASSIGN))
    choices = {choice.value: choice.label for choice in page.context["fields"][0].choices}
    assert "2 open dossiers" in choices[str(officer.pk)]
    assert str(world.cast.stranger_case.officer.pk) not in choices
