"""Requests that nobody moves: found with a reason, said once to whoever stands above and to the person, mended by one act."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers import actions, jobs
from motcua.dossiers.actions import stuck as acts
from motcua.dossiers.models import Movement, Stuck
from motcua.dossiers.queries import prepare
from motcua.dossiers.queries import stuck as asked
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import Act, State
from motcua.dossiers.rules.stuck import Hand, Lying, Reason, Staff, reasons
from motcua.notices import actions as notices
from motcua.notices import jobs as delivery
from motcua.notices.models import Notice
from motcua.notices.rules import Channel, Reaching
from motcua.people import actions as people
from motcua.people.models import Mandate, Person
from tests.chronicle.processes import in_threads
from tests.dossiers.build import act, in_progress, make_world, row, submitted, taken_in
from tests.people.cast import make_officer

DAY = datetime(2026, 3, 2, tzinfo=UTC)
MOMENTS = st.integers(0, 20).map(lambda days: DAY + timedelta(days=days))
PATHS = st.sampled_from(["/1/", "/1/2/", "/1/2/3/", "/1/22/"])
ROLES = st.sampled_from(["case-officer", "unit-head", "leader", "reception"])
HANDS = st.lists(st.builds(Hand, st.integers(1, 4), ROLES, PATHS, st.none() | MOMENTS), max_size=6)
LYING = st.builds(
    Lying,
    state=st.sampled_from(State),
    step=st.integers(0, 2),
    role=ROLES,
    path=PATHS,
    holder_id=st.none() | st.integers(1, 4),
    step_since=MOMENTS,
    received_at=st.none() | MOMENTS,
    untold_since=st.none() | MOMENTS,
)


@given(LYING, HANDS, MOMENTS)
def test_the_reasons_are_those_that_a_slow_look_at_every_officer_finds(lying, hands, passed_on):
    found = reasons(lying, staff=Staff(hands), passed_on=passed_on)
    runs = lying.state in (1, 2, 4)
    can = []
    for hand in hands:
        same = hand.role == lying.role or (lying.role == "case-officer" and hand.role == "unit-head")
        if same and lying.path[: len(hand.path)] == hand.path:
            can.append(hand)
    here = [hand for hand in can if hand.empty_since is None]
    assert (Reason.NOBODY in found) == (runs and not here)
    holds = lying.holder_id in {hand.officer_id for hand in here}
    assert (Reason.HOLDER in found) == (runs and bool(here) and lying.holder_id is not None and not holds)
    unrouted = lying.state == 2 and lying.step == 0 and lying.received_at and lying.received_at < passed_on
    assert (Reason.UNROUTED in found) == bool(unrouted)
    assert (Reason.UNTOLD in found) == (lying.untold_since is not None and lying.state in (1, 2, 4, 5, 6, 9))
    for reason in found.keys() & {Reason.NOBODY, Reason.HOLDER}:
        assert found[reason] >= lying.step_since


def look(world, **kind):
    return acts.watch_stuck(at=world.later(**kind))


def now(world, player=None, at=None):
    page = asked.page(world.cast.reach(player or world.cast.head, at=at or world.at), at=at or world.at)
    return [(one.row.number, one.reason) for one in page.rows]


def held(world):
    done = in_progress(world)
    given_ = inputs.Assign(officer_id=world.cast.case.officer.pk)
    act(world, actions.assign, done.number, world.cast.head, given_)
    return done


def leaves(player, world):
    Mandate.objects.filter(officer=player.officer).update(ends_at=world.at)


def test_what_moves_is_not_on_the_list(world):
    submitted(world)
    held(world)
    in_progress(world)
    assert look(world, hours=1) == 0
    assert not Stuck.objects.exists() and now(world) == []


def test_what_was_taken_in_and_not_passed_on_is_passed_on_from_the_list(world):
    done = taken_in(world)
    look(world, days=1)
    assert now(world) == [(done.number, Reason.UNROUTED)]
    (line,) = asked.page(world.cast.reach(world.cast.reception, at=world.at), at=world.at).rows
    assert line.act is Act.HAND_OVER
    act(world, actions.hand_over, done.number, world.cast.reception, inputs.HandOn())
    assert now(world) == [], "looked at again, before the clock does"
    look(world, minutes=10)
    assert Stuck.objects.get().ended_at == world.at


def test_the_superior_is_told_in_the_language_they_chose(world):
    head = world.cast.head.person
    Person.objects.filter(pk=head.pk).update(email="hanh@example.vn")
    notices.choose_reaching(person_id=head.pk, given=Reaching(order=(Channel.EMAIL,), language="en"))
    taken_in(world)
    at = world.later(days=9)
    acts.watch_stuck(at=at)
    delivery.deliver(at)
    (letter,) = [one for one in mail.outbox if one.to == ["hanh@example.vn"]]
    assert letter.subject.startswith("A request that nobody moves") and " March 2026" in letter.body


def test_a_holder_whose_mandate_ended_is_replaced_from_the_list(world):
    make_officer(full_name="Lý Văn Mới", code="moi", role="case-officer", agency=world.cast.department)
    done = held(world)
    leaves(world.cast.case, world)
    gone = world.at
    look(world, hours=1)
    assert now(world) == [(done.number, Reason.HOLDER)]
    (line,) = asked.page(world.cast.reach(world.cast.head, at=world.at), at=world.at).rows
    assert line.act is Act.ASSIGN and line.since == gone and line.minutes == 60


def test_a_holder_who_is_away_is_missed_only_while_nobody_stands_in(world):
    colleague = make_officer(
        full_name="Lý Thay", code="thay", role="case-officer", agency=world.cast.department
    )
    done = held(world)
    today = world.at.date()
    form = people.NewAbsence(
        world.cast.case.officer.pk, colleague.officer.pk, today, today + timedelta(days=3)
    )
    people.record_absence(form=form, reach=world.cast.reach(world.cast.case, at=world.at), at=world.at)
    look(world, hours=1)
    assert now(world) == []
    leaves(colleague, world)
    look(world, hours=1)
    assert now(world) == [(done.number, Reason.HOLDER)]


def test_what_lies_with_somebody_away_whom_nobody_stands_in_for_is_told_and_assigned_anew(world, at_desk):
    """From the first day in the list; after eight working hours head and person hear of it; assigning proposes a colleague."""
    colleague = make_officer(
        full_name="Lý Mới", code="moi", role="case-officer", agency=world.cast.department
    )
    done = held(world)
    case, today = world.cast.case, world.at.date()
    form = people.NewAbsence(case.officer.pk, None, today, today + timedelta(days=5))
    people.record_absence(form=form, reach=world.cast.reach(case, at=world.at), at=world.at)
    look(world, hours=1)
    assert now(world) == [(done.number, Reason.HOLDER)]
    assert look(world, days=2) == 1, "after the hours, once"
    assert {one.template for one in Notice.objects.filter(template__startswith="dossiers/stuck")} == {
        "dossiers/stuck",
        "dossiers/stuck-person",
    }
    page = at_desk(world.cast.head, reverse("dossiers:stuck")).text
    assert case.person.full_name in page and f"/{done.number}/" in page
    found = prepare.unit_of(row(done), at=world.at)
    chosen, _why = prepare.proposed(row(done), found, step=row(done).step, at=world.at)
    assert chosen.id != case.officer.pk
    act(world, actions.assign, done.number, world.cast.head, inputs.Assign(officer_id=colleague.officer.pk))
    assert now(world) == []
    act(world, actions.propose, done.number, colleague, inputs.Propose(inputs.Outcome.GRANT, "Đủ điều kiện."))
    assert "for" not in Movement.objects.get(act=Act.PROPOSE).facts, "nobody's place was taken"


def test_a_step_whose_only_officers_are_away_without_cover_lies_with_nobody_until_they_are_back(world):
    done, leader, head = in_progress(world), world.cast.leader, world.cast.head
    Person.objects.filter(pk=leader.person.pk).update(email="lanhdao@example.vn")
    today = world.at.date()
    for one in (world.cast.case, head):
        form = people.NewAbsence(one.officer.pk, None, today, today + timedelta(days=1))
        people.record_absence(form=form, reach=world.cast.reach(one, at=world.at), at=world.at)
    look(world, hours=1)
    assert now(world, leader) == [(done.number, Reason.NOBODY)]
    look(world, days=1, hours=2)
    told = list(Notice.objects.filter(template="dossiers/stuck").values_list("email", flat=True))
    assert "lanhdao@example.vn" in told and head.person.email not in told
    look(world, days=1)
    assert now(world, leader) == [] and Stuck.objects.get().ended_at == world.at


def test_a_step_with_nobody_is_listed_until_somebody_is_given_the_role(world):
    done = in_progress(world)
    leaves(world.cast.case, world)
    look(world, hours=1)
    assert now(world) == [], "the head of the unit can do it"
    leaves(world.cast.head, world)
    look(world, hours=1)
    assert now(world, world.cast.leader) == [(done.number, Reason.NOBODY)]
    make_officer(full_name="Lý Văn Mới", code="moi", role="case-officer", agency=world.cast.department)
    assert now(world, world.cast.leader) == []


def test_a_notice_that_did_not_arrive_is_sent_again_from_the_list(world, client):
    done = in_progress(world)
    Notice.objects.filter(subject__startswith="dossier:").update(state="gave-up", last_error="unsendable")
    look(world, hours=1)
    assert now(world) == [(done.number, Reason.UNTOLD)]
    client.force_login(world.cast.head.account)
    page = client.get(reverse("dossiers:stuck"))
    assert page.status_code == 200 or page.status_code == 403
    notice = Notice.objects.order_by("pk").first()
    Notice.objects.update(state="sent")
    assert now(world) == []
    look(world, hours=1)
    assert Stuck.objects.get().ended_at and notice


def test_who_gave_no_address_does_not_stand_still_by_that(world):
    in_progress(world)
    Notice.objects.update(state="failed", last_error="no-address", email="")
    look(world, hours=1)
    assert not Stuck.objects.exists()


def test_after_some_working_hours_the_head_and_the_person_hear_of_it_once(world):
    taken_in(world)
    assert look(world, hours=15) == 0, "from Wednesday morning to the night: less than eight working hours"
    before = Notice.objects.count()
    assert look(world, days=1) == 1
    superior = Notice.objects.get(template="dossiers/stuck")
    assert superior.email == world.cast.head.person.email and superior.subject.startswith("stuck:")
    person = Notice.objects.get(template="dossiers/stuck-person")
    assert person.email == "hoa@example.vn"
    assert look(world, days=1) == 0 and Notice.objects.count() == before + 2
    found = Stuck.objects.get()
    assert (found.told, found.told_person) == (1, True) and found.told_at


def test_who_cannot_be_reached_is_not_written_to_again_but_the_head_is(world):
    in_progress(world)
    Notice.objects.filter(subject__startswith="dossier:").update(
        state="failed", last_error="refused-by-server"
    )
    assert look(world, days=2) == 1
    assert Notice.objects.filter(template="dossiers/stuck").count() == 1
    assert not Notice.objects.filter(template="dossiers/stuck-person").exists()


def test_what_stood_still_moved_and_stands_again_is_said_again(world):
    done = held(world)
    make_officer(full_name="Lý Văn Mới", code="moi", role="case-officer", agency=world.cast.department)
    leaves(world.cast.case, world)
    assert look(world, days=2) == 1
    Mandate.objects.filter(officer=world.cast.case.officer).update(ends_at=None)
    assert look(world, hours=1) == 0
    leaves(world.cast.case, world)
    assert look(world, days=3) == 1
    assert Stuck.objects.filter(dossier_id=done.dossier_id).count() == 2


def test_it_changes_nothing_of_the_request(world):
    done = taken_in(world)
    before = row(done).revision
    look(world, days=2)
    assert row(done).revision == before


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_find_and_say_it_once():
    world = make_world()
    for _ in range(3):
        taken_in(world)
    at = world.later(days=3)
    in_threads(lambda: acts.watch_stuck(at=at), lambda: acts.watch_stuck(at=at))
    assert Stuck.objects.count() == 3 == Notice.objects.filter(template="dossiers/stuck-person").count()


@pytest.mark.django_db(transaction=True)
def test_each_is_told_though_somebody_else_writes_between_two_of_them(monkeypatch):
    world = make_world()
    for _ in range(3):
        taken_in(world)
    monkeypatch.setattr(asked, "ROWS_AT_ONCE", 1)
    tell = acts._tell

    def meanwhile(found, *, at):
        # A question still open when another has written: SQLite would not begin the act, however long it may wait.
        in_threads(lambda: Person.objects.filter(pk=world.cast.nam.person.pk).update(phone="0905000009"))
        return tell(found, at=at)

    monkeypatch.setattr(acts, "_tell", meanwhile)
    assert look(world, days=3) == 3
    assert Notice.objects.filter(template="dossiers/stuck-person").count() == 3


def test_looking_at_many_costs_few_questions(world, django_assert_max_num_queries):
    for _ in range(6):
        in_progress(world)
    with django_assert_max_num_queries(16):
        look(world, hours=1)
    assert any(job.name == "dossiers.watch-stuck" for job in jobs.JOBS)


@pytest.fixture
def at_desk(client, monkeypatch, world):
    def open_as(player, path):
        monkeypatch.setattr("django.utils.timezone.now", lambda: world.at)
        if client.session.get("_auth_user_id") != str(player.account.pk):
            client.force_login(player.account)
        return client.get(path)

    return open_as


def test_the_page_says_why_how_long_and_what_mends_it(at_desk, world):
    done = taken_in(world)
    look(world, days=2)
    page = at_desk(world.cast.head, reverse("dossiers:stuck")).content.decode()
    assert done.number in page and "Đã tiếp nhận mà chưa chuyển" in page and "16 giờ" in page
    other = at_desk(world.cast.head, reverse("dossiers:stuck") + "?vi-sao=khong-co-nguoi").content.decode()
    assert done.number not in other and "Không có hồ sơ nào đứng yên" in other


def test_a_page_of_the_list_costs_at_most_fifteen_questions(
    at_desk, world, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    for _ in range(4):
        taken_in(world)
    look(world, days=2)
    with django_capture_on_commit_callbacks(execute=True):  # a published version is kept
        at_desk(world.cast.head, reverse("dossiers:stuck"))
    with django_assert_max_num_queries(15):
        assert at_desk(world.cast.head, reverse("dossiers:stuck")).status_code == 200


def test_desk_and_overview_lead_heads_and_leaders_there_and_nobody_else(at_desk, world):
    taken_in(world)
    look(world, days=2)
    line = reverse("dossiers:stuck")
    assert line in at_desk(world.cast.head, reverse("dossiers:desk")).content.decode()
    assert line not in at_desk(world.cast.case, reverse("dossiers:desk")).content.decode()
    assert at_desk(world.cast.case, line).status_code == 403
    assert at_desk(world.cast.hoa, line).status_code in (403, 404)
