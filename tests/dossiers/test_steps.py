"""Each step has a share of the term: early, on time or late; warned before, the head of the unit told after, once."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers import actions, jobs
from motcua.dossiers.actions import counting, watching
from motcua.dossiers.models import Dossier, StepAlert
from motcua.dossiers.queries import overview
from motcua.dossiers.queries.slip import Verdict, control_slip, shares
from motcua.dossiers.queries.timeline import timeline
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.steps import Alert, Pace, alert_due, pace_of
from motcua.notices.models import Notice
from motcua.people.models import Mandate
from tests.chronicle.processes import in_threads
from tests.dossiers.build import act, approved, in_progress, issued, make_world, row, submitted

MINUTES = st.integers(0, 10_000)


@given(MINUTES, MINUTES)
def test_a_step_is_late_beyond_its_share_and_on_time_in_its_last_hour(used, allotted):
    left = allotted - used
    expected = Pace.LATE if left < 0 else Pace.ON_TIME if left <= 60 else Pace.EARLY
    assert pace_of(used_minutes=used, allotted_minutes=allotted) is expected


@given(st.integers(1, 3000), st.integers(1, 99), st.lists(st.integers(0, 6000), min_size=1, max_size=12))
def test_however_often_one_looks_each_alert_is_given_once_and_in_order(allotted, percent, looks):
    """The slow oracle: the first look past the share is a breach; the first past the percentage before it, a warning."""
    given_, said = [], []
    for used in sorted(looks):
        if found := alert_due(
            used_minutes=used, allotted_minutes=allotted, percent=percent, given=tuple(given_)
        ):
            given_.append(found)
            said.append((used, found))
    late = [used for used in sorted(looks) if used > allotted]
    near = [used for used in sorted(looks) if allotted * percent <= used * 100 and used <= allotted]
    expected = [(near[0], Alert.WARNING)] if near else []
    expected += [(late[0], Alert.BREACH)] if late else []
    assert said == expected


# The case officer's step has 60 % of five working days: 24 hours.


def after(world, **kind):
    return watching.watch_steps(at=world.later(**kind))


def test_whoever_holds_it_is_warned_before_and_the_head_of_the_unit_told_once_it_is_late(world):
    done = in_progress(world)
    act(
        world,
        actions.assign,
        done.number,
        world.cast.head,
        inputs.Assign(officer_id=world.cast.case.officer.pk),
    )
    before = row(done)
    assert after(world, days=2) == 0
    assert after(world, hours=6.5) == 1
    warned = Notice.objects.get(template="dossiers/step-warning")
    assert warned.name == world.cast.case.person.full_name or not warned.email
    assert after(world, minutes=20) == 0, "said once"
    assert after(world, days=4) == 1
    breach = Notice.objects.get(template="dossiers/step-breach")
    assert breach.email == world.cast.head.person.email
    assert after(world, days=3) == 0
    assert list(StepAlert.objects.values_list("kind", "told")) == [("warning", 1), ("breach", 1)]
    assert row(done).revision == before.revision, "it is no act and changes nothing"


def test_what_nobody_holds_is_the_head_of_the_units_to_hear_of(world):
    in_progress(world)
    assert after(world, days=2, hours=6.5) == 1
    assert Notice.objects.get(template="dossiers/step-warning").subject.startswith("step:")
    assert StepAlert.objects.get().told == 1


def test_a_unit_without_a_head_tells_whoever_stands_above(world):
    Mandate.objects.filter(officer=world.cast.head.officer).update(ends_at=world.at)
    in_progress(world)
    assert after(world, days=12) == 1
    assert StepAlert.objects.get().kind == Alert.BREACH and StepAlert.objects.get().told == 1


def test_while_the_clock_stands_nobody_is_warned(world):
    done = in_progress(world)
    ask = inputs.AskSupplement(
        reason="Thiếu.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy"),)
    )
    act(world, actions.ask_supplement, done.number, world.cast.case, ask)
    assert after(world, days=12) == 0


def test_the_next_step_begins_anew_and_what_is_finished_is_left_alone(world):
    approved(world)
    issued(world)
    assert after(world, hours=1) == 0
    assert after(world, days=9) == 1, "the clerk's step of the first; the second is done"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_say_it_once():
    world = make_world()
    for _ in range(5):
        in_progress(world)
    at = world.later(days=12)
    in_threads(lambda: watching.watch_steps(at=at), lambda: watching.watch_steps(at=at))
    assert StepAlert.objects.count() == 5 == Notice.objects.filter(template="dossiers/step-breach").count()


def test_looking_at_many_costs_few_questions(world, django_assert_max_num_queries):
    for _ in range(8):
        in_progress(world)
    with django_assert_max_num_queries(12):
        watching.watch_steps(at=world.later(hours=2))


def test_the_dossier_page_and_the_slip_say_early_on_time_or_late(client, world):
    done = in_progress(world)
    world.later(days=9)
    given = inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ.")
    act(world, actions.propose, done.number, world.cast.case, given)
    dossier = Dossier.objects.select_related("step_agency", "holder").get(pk=done.dossier_id)
    events = timeline(dossier, in_full=True)
    assert Verdict.LATE in [line.verdict for line in control_slip(dossier, events, at=world.at)]
    found = {share.name.vi: share.verdict for share in shares(dossier, events, at=world.at)}
    assert found["Thẩm định"] is Verdict.LATE and found["Lãnh đạo ký"] is Verdict.RUNNING
    watching.watch_steps(at=world.later(days=5))
    client.force_login(world.cast.leader.account)
    page = client.get(f"/ho-so/{done.number}/")
    assert page.context["alerts"][0].kind == Alert.BREACH


def test_the_leaders_page_counts_stays_by_pace(client, world):
    done = in_progress(world)
    world.later(days=9)
    for function, player, given_ in (
        (actions.propose, world.cast.case, inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ.")),
        (actions.approve, world.cast.leader, inputs.Words()),
        (actions.mark_done, world.cast.clerk, inputs.MarkDone(number="1/XN")),
    ):
        act(world, function, done.number, player, given_)
    submitted(world)
    counting.count_settled(at=world.later(minutes=1))
    paces = {
        one.role: (one.early, one.on_time, one.late)
        for one in overview.overview(world.reach(world.cast.leader), at=world.at).paces
    }
    assert paces == {"case-officer": (0, 0, 1), "leader": (1, 0, 0), "clerk": (1, 0, 0)}
    client.force_login(world.cast.leader.account)
    assert client.get("/lanh-dao/").context["paces"][0][1].late == 1


def test_the_job_is_registered_once():
    assert [job.name for job in jobs.JOBS].count("dossiers.watch-steps") == 1
    assert timedelta(
        seconds=next(job.every_seconds for job in jobs.JOBS if job.name == "dossiers.watch-steps")
    ) == timedelta(minutes=10)
