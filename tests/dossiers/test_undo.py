"""One's own last act, taken back a moment later: all stands as it stood, both stay in the log, and nobody was told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.dossiers import actions, queries
from motcua.dossiers.actions.undo import undoable
from motcua.dossiers.models import Dossier, Extension, Movement, Passage, Wait
from motcua.dossiers.queries import papers, slip, timeline, whole
from motcua.dossiers.queries.sync import sync_records
from motcua.dossiers.rules import inputs, refusals
from motcua.dossiers.rules.states import Act, State
from motcua.dossiers.rules.undoing import FINAL, UNDOABLE
from motcua.foundation.refusal import NotFound
from motcua.law import queries as law
from motcua.notices.models import Notice
from motcua.procedures import queries as procedures
from tests.dossiers.build import (
    act,
    approved,
    in_progress,
    issued,
    make_world,
    proposed,
    row,
    submitted,
    taken_in,
)
from tests.dossiers.walking import signed_in

ASK = inputs.AskSupplement(reason="Mờ.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy"),))
OWED = inputs.AskDuty("Nộp.", "Kho bạc", (inputs.DutyLine("Lệ phí", 150_000, "Điều 3"),))
STOP = inputs.Stop(reason="Tranh chấp.", legal_ground="Điều 2")


def paused(world):
    return act(world, actions.ask_supplement, in_progress(world).number, world.cast.case, ASK)


def extending(world, done):
    return inputs.Extend(new_due=row(done).due_at + timedelta(days=7), reason="Xác minh.")


# The act, at which point of life, by whom, what is given.
WAYS = {
    Act.REFUSE: (
        submitted,
        actions.refuse,
        "reception",
        inputs.Refuse(reason="Sai nơi.", legal_ground="Điều 1"),
    ),
    Act.ASK_SUPPLEMENT: (in_progress, actions.ask_supplement, "case", ASK),
    Act.ASK_DUTY: (in_progress, actions.ask_duty, "case", OWED),
    Act.ASSIGN: (in_progress, actions.assign, "head", None),
    Act.HAND_OVER: (taken_in, actions.hand_over, "reception", inputs.HandOn(note="Đủ.")),
    Act.PROPOSE: (in_progress, actions.propose, "case", inputs.Propose(inputs.Outcome.GRANT, "Đủ.")),
    Act.SEND_BACK: (proposed, actions.send_back, "leader", inputs.Words(text="Xem lại.")),
    Act.APPROVE: (proposed, actions.approve, "leader", inputs.Words()),
    Act.EXTEND: (in_progress, actions.extend, "leader", None),
    Act.STOP: (in_progress, actions.stop, "leader", STOP),
}


def done_once(world, kind):
    """The dossier as it stood, and the act done on it."""
    make, function, who, given = WAYS[kind]
    done = make(world)
    world.later(minutes=7)
    if kind is Act.ASSIGN:
        given = inputs.Assign(officer_id=world.cast.case.officer.pk)
    if kind is Act.EXTEND:
        given = extending(world, done)
    before = whole_row(done)
    act(world, function, done.number, getattr(world.cast, who), given)
    return done, before, getattr(world.cast, who)


def whole_row(done) -> dict[str, object]:
    found = Dossier.objects.filter(pk=done.dossier_id).values().get()
    found.pop("revision")
    return {name: bytes(value) if isinstance(value, memoryview) else value for name, value in found.items()}


def undo(world, done, player, **more):
    return actions.undo(number=done.number, reach=world.reach(player), at=world.at, **more)


def test_every_act_that_can_be_taken_back_is_tried_here():
    assert set(WAYS) == UNDOABLE


@pytest.mark.parametrize("kind", sorted(UNDOABLE), ids=lambda kind: kind.slug)
def test_the_dossier_stands_exactly_as_before_and_both_acts_stay(world, kind):
    done, before, player = done_once(world, kind)
    assert whole_row(done) != before
    revision = row(done).revision
    world.later(minutes=3)
    undone = undo(world, done, player)
    assert whole_row(done) == before
    assert row(done).revision == undone.revision == revision + 1
    acts = list(
        Movement.objects.filter(dossier_id=done.dossier_id).order_by("-seq").values_list("act", flat=True)[:2]
    )
    assert acts == [Act.UNDO, kind]
    entry = Entry.objects.get(kind=Act.UNDO)
    assert entry.data["to"] == int(before["state"]) and bytes(entry.hash) == undone.entry_hash


@pytest.mark.parametrize("kind", sorted(UNDOABLE), ids=lambda kind: kind.slug)
def test_the_same_act_can_be_done_again_afterwards(world, kind):
    done, _, player = done_once(world, kind)
    world.later(minutes=3)
    undo(world, done, player)
    _, function, _, given = WAYS[kind]
    if kind is Act.ASSIGN:
        given = inputs.Assign(officer_id=world.cast.case.officer.pk)
    if kind is Act.EXTEND:
        given = extending(world, done)
    act(world, function, done.number, player, given)
    assert Movement.objects.filter(dossier_id=done.dossier_id, act=kind).count() == 2


@pytest.mark.parametrize("kind", sorted(UNDOABLE), ids=lambda kind: kind.slug)
def test_when_the_while_is_over_the_act_stands(world, kind):
    done, _, player = done_once(world, kind)
    world.later(minutes=10)
    with pytest.raises(refusals.UndoTooLate):
        undo(world, done, player)
    assert not Entry.objects.filter(kind=Act.UNDO).exists()


def test_a_notice_waits_for_the_while_and_never_goes_out_when_taken_back(world):
    done, _, player = done_once(world, Act.STOP)
    notice = Notice.objects.get(template="dossiers/stopped")
    assert notice.next_try_at == world.at + timedelta(minutes=10)
    undo(world, done, player)
    notice.refresh_from_db()
    assert notice.state == "recalled" and notice.email == "" and notice.values == {}


@pytest.mark.parametrize("told", [{"state": "sent"}, {"attempts": 1}, {"state": "gave-up"}])
def test_whoever_was_told_or_is_being_told_keeps_what_they_were_told(world, told):
    done, _, player = done_once(world, Act.STOP)
    Notice.objects.filter(template="dossiers/stopped").update(**told)
    with pytest.raises(refusals.AlreadyTold):
        undo(world, done, player)
    assert row(done).state == State.STOPPED


def test_an_applicant_without_an_address_is_told_by_nobody_and_the_act_can_go(world):
    done = in_progress(world, applicant=inputs.Applicant(name="Hoa", person_id=world.cast.hoa.person.pk))
    act(world, actions.stop, done.number, world.cast.leader, STOP)
    undo(world, done, world.cast.leader)
    assert row(done).state == State.IN_PROGRESS


def test_after_a_further_act_nothing_is_taken_back(world):
    done, _, player = done_once(world, Act.HAND_OVER)
    act(world, actions.note, done.number, world.cast.case, inputs.Words(text="Đã nhận."))
    with pytest.raises(refusals.NothingToUndo):
        undo(world, done, player)


def test_a_page_that_is_older_than_the_last_act_takes_nothing_back(world):
    done, _, player = done_once(world, Act.HAND_OVER)
    with pytest.raises(refusals.SomeoneWasFaster):
        undo(world, done, player, seen=row(done).revision - 1)


def test_nobody_takes_back_what_a_colleague_did_and_a_stranger_sees_nothing(world):
    done, _, _ = done_once(world, Act.HAND_OVER)
    with pytest.raises(refusals.NothingToUndo):
        undo(world, done, world.cast.case)
    with pytest.raises(NotFound):
        undo(world, done, world.cast.stranger)
    assert not Entry.objects.filter(kind=Act.UNDO).exists()


def test_what_was_taken_back_is_not_taken_back_again(world):
    done, _, player = done_once(world, Act.APPROVE)
    undo(world, done, player)
    with pytest.raises(refusals.NothingToUndo):
        undo(world, done, player)


@pytest.mark.parametrize(
    ("make", "who"),
    [(submitted, "hoa"), (taken_in, "reception"), (issued, "clerk")],
    ids=["submit", "take-in", "issue"],
)
def test_a_receipt_and_an_issued_result_are_not_taken_back(world, make, who):
    with pytest.raises(refusals.NothingToUndo):
        undo(world, make(world), getattr(world.cast, who))


def test_a_wait_that_was_taken_back_never_stopped_the_clock(world):
    """Beside a twin that was never asked in vain: the same days waited, the same date."""
    done, twin, case = in_progress(world), in_progress(world), world.cast.case
    world.later(days=1)
    act(world, actions.ask_supplement, done.number, case, ASK)
    world.later(minutes=9)
    undo(world, done, case)
    assert Wait.objects.get().undone_at == world.at
    world.later(days=1)
    for one in (done, twin):
        act(world, actions.ask_supplement, one.number, case, ASK)
    world.later(days=4)
    for one in (done, twin):
        brought = inputs.Supplement(papers=(), note="Đủ.")
        act(world, actions.supplement, one.number, world.cast.reception, brought)
    assert row(done).due_at == row(twin).due_at and row(done).supplements == 1
    dossier = queries.opened(done.number, reach=world.reach(case), at=world.at)
    assert len(whole.waits_of(dossier)) == 1
    count = queries.count_of(
        dossier,
        definition=procedures.definition(dossier.version_id),
        calendar=law.calendar(dossier.agency_id),
    )
    assert count.due == row(twin).due_at


def test_a_stop_taken_back_lets_a_wait_go_on(world):
    done = paused(world)
    world.later(hours=1)
    act(world, actions.stop, done.number, world.cast.leader, STOP)
    undo(world, done, world.cast.leader)
    assert Wait.objects.get().answered_at is None and row(done).state == State.SUPPLEMENT


def test_an_apology_taken_back_leaves_its_line_and_no_extension(world):
    done, _, player = done_once(world, Act.EXTEND)
    undo(world, done, player)
    assert not Extension.objects.exists()
    assert Movement.objects.get(act=Act.EXTEND).text == "Xác minh."


def test_the_slip_and_the_papers_know_nothing_of_what_was_taken_back(world):
    done, _, player = done_once(world, Act.HAND_OVER)
    world.later(minutes=5)
    undo(world, done, player)
    dossier = queries.opened(done.number, reach=world.reach(player), at=world.at)
    events = timeline.timeline(dossier, in_full=True)
    assert [event.is_undone for event in events] == [False, False, True, False]
    rows = slip.control_slip(dossier, events, at=world.at)
    assert len(rows) == 1 and rows[0].used_minutes == 12
    stopped, _, leader = done_once(world, Act.STOP)
    undo(world, stopped, leader)
    after = queries.opened(stopped.number, reach=world.reach(leader), at=world.at)
    made = papers.made(timeline.timeline(after, in_full=True), received=True)
    assert papers.Form.STOP not in {form for form, _name in made}


def test_the_person_reads_that_something_was_taken_back(client, world):
    done, _, leader = done_once(world, Act.STOP)
    undo(world, done, leader)
    client.force_login(world.cast.hoa.account)
    text = client.get(reverse("dossiers:own", args=[done.number]), headers={"accept-language": "en"}).text
    assert "taken back" in text or "rút lại" in text


def test_the_office_that_had_it_for_a_moment_reads_it_no_longer(world):
    done, _, player = done_once(world, Act.HAND_OVER)
    undo(world, done, player)
    assert not Passage.objects.filter(dossier_id=done.dossier_id).exists()


def test_the_nation_hears_of_the_state_after_the_one_it_may_have_heard(world):
    done, _, player = done_once(world, Act.STOP)
    key = str(row(done).key)
    told = sync_records(check=lambda *_: b"", keys=[key])[key]
    undo(world, done, player)
    now = sync_records(check=lambda *_: b"", keys=[key])[key]
    assert (told.state, now.state) == (State.STOPPED, State.IN_PROGRESS)
    assert now.revision == told.revision + 1 and now.number == told.number


@pytest.mark.django_db(transaction=True)
def test_taking_back_needs_no_transaction_around_it():
    world = make_world()
    done, before, player = done_once(world, Act.STOP)
    undo(world, done, player)
    assert whole_row(done) == before


def test_the_button_stands_on_the_dossier_for_whoever_acted_and_works(client, db):
    world = make_world()
    world.at = timezone.now() - timedelta(minutes=4)
    done = proposed(world)
    act(world, actions.approve, done.number, world.cast.leader, inputs.Words())
    address = reverse("dossiers:dossier", args=[done.number])
    client.force_login(world.cast.clerk.account)
    assert client.get(address).context["undoable"] is None
    client.force_login(world.cast.leader.account)
    page = client.get(address)
    assert page.context["undoable"].minutes_left in (6, 7) and 'data-key="z"' in page.text
    sent = client.post(reverse("dossiers:undo", args=[done.number]), {"seen": row(done).revision})
    assert sent.status_code == 302 and sent.url == address
    assert row(done).approved_at is None
    again = client.post(reverse("dossiers:undo", args=[done.number]), {"seen": row(done).revision})
    assert again.status_code == 409 and "dossiers.nothing-to-undo" in again.text


def test_undoable_says_nothing_of_a_dossier_that_was_only_read(world):
    dossier = queries.opened(approved(world).number, reach=world.reach(world.cast.clerk), at=world.at)
    assert undoable(dossier, reach=world.reach(world.cast.clerk), at=world.at) is None


def test_what_cannot_be_taken_back_says_why_to_whoever_did_it_and_for_that_while_only(world):
    world.at = timezone.now()
    done = taken_in(world)
    why = "This cannot be taken back"
    reception, case = world.cast.reception, world.cast.case
    assert why in _page(reception, done.number), "the receipt may be in a hand"
    assert why not in _page(case, done.number), "a colleague did nothing to take back"
    Movement.objects.filter(dossier_id=done.dossier_id).update(at=world.at - timedelta(minutes=11))
    assert why not in _page(reception, done.number)
    given_out = issued(world)
    assert "A result that is wrong is replaced or revoked" in _page(world.cast.clerk, given_out.number)


def test_each_act_says_whether_it_can_be_taken_back_or_why_not():
    assert not set(FINAL) & UNDOABLE
    assert {Act.TAKE_IN, Act.MARK_DONE, Act.GIVE_BACK} == set(FINAL)


def _page(player, number: str) -> str:
    client = signed_in(player)
    client.cookies["django_language"] = "en"
    return client.get(reverse("dossiers:dossier", args=[number])).content.decode()
