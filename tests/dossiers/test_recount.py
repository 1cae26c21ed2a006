"""A day off that is decided late: which dates move, which never do, and that each person is told once."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from motcua.chronicle.models import Entry
from motcua.dossiers import actions
from motcua.dossiers.actions import recounting
from motcua.dossiers.models import Dossier, Movement, Recount, RecountDay, Wait
from motcua.dossiers.queries import count_of, due_after_wait, recount
from motcua.dossiers.queries.timeline import timeline
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules import recount as rules
from motcua.dossiers.rules.recount import DayOff
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.calendar import (
    TZ,
    Hours,
    Opening,
    Pause,
    PausePolicy,
    Term,
    Unit,
    WorkCalendar,
    due_at,
)
from motcua.law import actions as law
from motcua.law import queries as law_queries
from motcua.law.rules import DayKind
from motcua.notices.models import Notice
from motcua.procedures import queries as procedures
from tests.chronicle.acts import seal_all
from tests.dossiers.build import MORNING, act, in_progress, issued, make_world, row, submitted, taken_in

FRIDAY = date(2026, 3, 20)
DUE = date(2026, 3, 25)  # of what is taken in on MORNING
LATER = timedelta(hours=1)
ASK = inputs.AskSupplement(
    reason="Thiếu.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh"),)
)


@pytest.fixture
def world(transactional_db):
    """The job reads what is sealed, the sealer what is committed."""
    made = make_world()
    yield made
    law_queries.forget()


def decide(world, day=FRIDAY, *, kind=DayKind.OFF, agency=None, at=None):
    form = law.DayForm(day, kind, "Nghỉ tránh bão", "CĐ 21/CĐ-TTg", agency_id=agency.pk if agency else None)
    law.decide_day(form=form, reach=world.reach(world.cast.operator), at=at or world.at)


def read(world):
    seal_all(now=world.at)
    recounting.read_decisions()


def count_again(world, **how):
    """What the jobs do from the decision to the last lot."""
    read(world)
    looked = 0
    while found := recounting.go_on(at=world.at + LATER, **how):
        looked += found
    recounting.go_on(at=world.at + LATER, **how)
    return looked


def due_day(done):
    return row(done).due_at.astimezone(TZ).date()


# The rule ---------------------------------------------------------------------------------------------------

WEEK = tuple((Opening(time(8), time(12)), Opening(time(13), time(17))) for _ in range(5)) + ((), ())
DAYS = st.dates(date(2026, 3, 2), date(2026, 5, 29))


def calendar(off):
    return WorkCalendar(hours=Hours(week=WEEK), off=dict.fromkeys(off, "nghỉ"), worked={})


def by_hand(received, days, off):
    """The slow oracle: walk day by day, counting those on which somebody works, from the first on which it could lie there."""
    day = received.date()
    while day.weekday() > 4 or day in off:
        day += timedelta(days=1)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5 and day not in off
    return day


@given(DAYS, st.integers(1, 15), st.sets(DAYS, max_size=6), st.sets(DAYS, min_size=1, max_size=6))
def test_a_date_moves_to_where_walking_day_by_day_leads_and_never_earlier(start, days, before, decided):
    received = datetime.combine(start, time(9), TZ)
    term = Term(days, Unit.WORKING_DAYS)
    old = due_at(received=received, term=term, calendar=calendar(before))
    now = calendar(before | decided)
    new = rules.counted_again(
        due=old, counted=due_at(received=received, term=term, calendar=now), calendar=now
    )
    assert new >= old
    assert new.date() == by_hand(received, days, before | decided)
    reasons = rules.touched_by([DayOff(day) for day in decided], received=received, due=old, path="/1/")
    assert bool(reasons) or new == old, "what moves a date is named"


@given(st.datetimes(datetime(2026, 3, 2), datetime(2026, 5, 1)), st.sets(DAYS, max_size=9))
def test_a_date_that_was_named_by_hand_moves_only_off_a_day_off(moment, off):
    promised, now = moment.replace(tzinfo=TZ), calendar(off)
    moved = rules.counted_again(due=promised, counted=None, calendar=now)
    assert now.is_working_day(moved.date())
    assert (moved == promised) is now.is_working_day(promised.date())


def test_a_day_off_touches_what_was_received_before_its_end_and_is_due_on_it_or_later():
    day = DayOff(FRIDAY, "/1/2/")
    due = datetime.combine(FRIDAY, time(17), TZ)
    assert day.touches(received=due - timedelta(days=3), due=due, path="/1/2/3/")
    assert not day.touches(received=due - timedelta(days=3), due=due, path="/1/3/")
    assert not day.touches(received=due - timedelta(days=3), due=due - timedelta(days=1), path="/1/2/")
    assert not day.touches(received=due + timedelta(days=1), due=due + timedelta(days=9), path="/1/2/")


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 1),  # days that pass before it
        st.sampled_from(["decided", "taken back", "asked", "answered"]),
        st.integers(0, 9),  # how many days ahead a decided day lies, or which one is taken back
    ),
    max_size=25,
)


@given(DAYS, st.integers(1, 10), EVENTS, st.sampled_from(PausePolicy))
@example(
    date(2026, 3, 2), 1,
    [(0, "decided", 1), (0, "asked", 0), (0, "taken back", 0), (0, "answered", 0)], PausePolicy.RESUME,
)  # fmt: skip
def test_no_date_goes_back_however_days_are_decided_and_taken_back_between_waits(start, days, events, policy):
    """Every date that a person was ever told, in order; each new one beside what a plain count gives."""
    at = datetime.combine(start, time(9), TZ)
    definition = term_of_days(days, policy)
    off: set[date] = set()
    first = due_at(received=at, term=Term(days, Unit.WORKING_DAYS), calendar=calendar(off))
    dossier = Dossier(received_at=at, promised_at=first, due_at=first, case="chung", channel=1)
    told, waits = [first], []
    for passed, event, ahead in events:
        at += timedelta(days=passed, minutes=7)
        day = at.date() + timedelta(days=ahead)
        if event == "decided":
            off.add(day)
        elif event == "taken back" and off:
            off.remove(sorted(off)[ahead % len(off)])
        elif event == "asked" and dossier.due_at is not None:
            waits.append(Wait(kind="supplement", asked_at=at, due_before=dossier.due_at))
            dossier.due_at = None
        elif event == "answered" and dossier.due_at is None:
            waits[-1].answered_at = at
            dossier.due_at = counted_with(dossier, waits, definition, calendar(off))
        if event == "decided" and dossier.due_at is not None:
            found = counted_with(dossier, waits, definition, calendar(off))
            dossier.due_at = rules.counted_again(due=dossier.due_at, counted=found, calendar=calendar(off))
        if dossier.due_at is not None:
            plain = due_at(
                received=dossier.received_at, term=Term(days, Unit.WORKING_DAYS), calendar=calendar(off),
                pauses=[Pause(one.asked_at, one.answered_at, one.kind) for one in waits], policy=policy,
            )  # fmt: skip
            assert dossier.due_at >= max(told)
            assert dossier.due_at >= plain or event == "taken back"
            told.append(dossier.due_at)


def term_of_days(days, policy):
    """As much of a procedure as the count of a date asks for."""
    return SimpleNamespace(
        case=lambda code: SimpleNamespace(terms={"counter": Term(days, Unit.WORKING_DAYS)}),
        pause_policy=policy,
    )


def counted_with(dossier, waits, definition, calendar):
    return due_after_wait(dossier, waits=waits, extension=None, definition=definition, calendar=calendar)


# The pass ---------------------------------------------------------------------------------------------------


def test_a_late_holiday_moves_the_date_and_leaves_one_entry_one_movement_and_one_notice(world):
    done = in_progress(world)
    before = row(done)
    decide(world)
    assert due_day(done) == DUE, "nothing moves inside the decision itself"
    assert count_again(world) == 1
    after = row(done)
    assert due_day(done) == date(2026, 3, 26) and after.desk_at == after.due_at
    assert after.promised_at == before.promised_at, "what the receipt says stays on record"
    assert after.revision == before.revision + 1
    movement = Movement.objects.get(dossier_id=done.dossier_id, act=Act.RECOUNT)
    assert movement.facts["old_due"].startswith("2026-03-25") and movement.facts["due"].startswith(
        "2026-03-26"
    )
    assert movement.facts["days"] == [
        {"date": "2026-03-20", "name": "Nghỉ tránh bão", "basis": "CĐ 21/CĐ-TTg"}
    ]
    entry = Entry.objects.get(kind=Act.RECOUNT)
    assert bytes(entry.hash) == bytes(movement.entry_hash) and entry.actor == "system:dossiers"
    notice = Notice.objects.get(template="dossiers/counted-again")
    assert notice.values["old"] == {"moment": "2026-03-25T17:00:00+07:00"}
    assert notice.values["due"] == {"moment": "2026-03-26T17:00:00+07:00"}
    assert notice.values["days"] == "20/03/2026" and notice.values["basis"] == "CĐ 21/CĐ-TTg"


def test_the_explained_date_and_the_timeline_say_why(world):
    done = in_progress(world)
    decide(world)
    count_again(world)
    dossier = row(done)
    count = count_of(
        dossier,
        definition=procedures.definition(world.version_id),
        calendar=law_queries.calendar(dossier.agency_id),
    )
    assert count.due == dossier.due_at
    assert [day.name for day in count.days if day.date == FRIDAY] == ["Nghỉ tránh bão"]
    told = [event for event in timeline(dossier, in_full=False) if event.act is Act.RECOUNT]
    assert told and told[0].facts["days"]


def test_running_twice_and_reading_twice_changes_nothing_more(world):
    done = in_progress(world)
    decide(world)
    count_again(world)
    first = row(done)
    assert count_again(world) == 0
    assert (
        row(done).revision == first.revision
        and Notice.objects.filter(template="dossiers/counted-again").count() == 1
    )
    assert Recount.objects.get().moved == 1 and RecountDay.objects.count() == 1


def test_days_decided_one_after_the_other_are_counted_in_one_pass_and_told_once(world):
    done = in_progress(world)
    decide(world, FRIDAY)
    read(world)
    decide(world, date(2026, 3, 23), at=world.at + timedelta(seconds=20))
    read(world)
    assert recounting.go_on(at=world.at + timedelta(seconds=70)) == 0, "the second day began the minute anew"
    count_again(world)
    assert due_day(done) == date(2026, 3, 27)
    assert Notice.objects.filter(template="dossiers/counted-again").count() == 1
    assert Notice.objects.get(template="dossiers/counted-again").values["days"] == "20/03/2026, 23/03/2026"


def test_nothing_is_counted_before_the_minute_for_further_days_is_over(world):
    in_progress(world)
    decide(world)
    read(world)
    assert recounting.go_on(at=world.at + timedelta(seconds=59)) == 0
    assert Recount.objects.get().started_at is None
    assert recounting.go_on(at=world.at + timedelta(seconds=60)) == 1


def test_a_day_decided_while_a_pass_runs_gets_a_pass_of_its_own(world):
    dones = [in_progress(world), in_progress(world)]
    decide(world, FRIDAY)
    read(world)
    recounting.go_on(at=world.at + LATER, lots=1, lot_rows=1)
    decide(world, date(2026, 3, 23))
    count_again(world)
    assert Recount.objects.count() == 2
    assert {due_day(done) for done in dones} == {date(2026, 3, 27)}


def test_a_day_worked_moves_no_promised_date_earlier(world):
    decide(world, FRIDAY)
    done = in_progress(world)
    assert due_day(done) == date(2026, 3, 26)
    decide(world, FRIDAY, kind=DayKind.WORK)
    count_again(world)
    assert due_day(done) == date(2026, 3, 26)
    assert not Movement.objects.filter(act=Act.RECOUNT).exists()


def test_a_saturday_off_and_a_day_beyond_the_date_move_nothing(world):
    done = in_progress(world)
    before = row(done)
    decide(world, date(2026, 3, 21))
    decide(world, date(2026, 3, 26))
    count_again(world)
    assert row(done).revision == before.revision and due_day(done) == DUE
    assert not Notice.objects.filter(template="dossiers/counted-again").exists()


def test_a_day_taken_back_while_the_request_waits_leaves_the_date_that_the_person_was_told(world):
    done = in_progress(world)
    first = due_day(done)
    decide(world)
    count_again(world)
    told = due_day(done)
    assert told > first
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    decide(world, kind=DayKind.WORK)
    count_again(world)
    world.later(minutes=5)
    paper = inputs.Supplement(papers=(inputs.PaperGiven("giay-chung-minh", "Giấy chứng minh"),))
    act(world, actions.supplement, done.number, world.cast.hoa, paper)
    assert due_day(done) == told


def test_closed_requests_and_those_of_other_offices_stay_as_they_are(world):
    closed, far = issued(world), in_progress(world)
    before = row(closed), row(far)
    decide(world, agency=world.cast.commune)
    count_again(world)
    assert (row(closed).revision, row(far).revision) == (before[0].revision, before[1].revision)
    decide(world)
    count_again(world)
    assert row(closed).due_at == before[0].due_at and row(closed).revision == before[0].revision
    assert due_day(far) == date(2026, 3, 26)


def test_what_is_late_because_of_a_day_decided_afterwards_is_late_no_longer(world):
    done = in_progress(world)
    world.at = row(done).due_at + timedelta(hours=2)
    decide(world, DUE)
    count_again(world)
    assert due_day(done) == date(2026, 3, 26) and row(done).due_at > world.at


def test_a_term_for_an_answer_that_ends_on_the_day_goes_to_the_next_working_day(world):
    done = in_progress(world)
    act(world, actions.ask_supplement, done.number, world.cast.case, ASK)
    wait = Wait.objects.get()
    day = wait.answer_by.astimezone(TZ).date()
    decide(world, day)
    count_again(world)
    moved = Wait.objects.get()
    assert moved.answer_by > wait.answer_by and moved.answer_by.astimezone(TZ).date() > day
    assert row(done).due_at is None and row(done).state == State.SUPPLEMENT
    assert Notice.objects.get(template="dossiers/counted-again").values["waits"] is True


def test_a_date_promised_with_an_apology_moves_only_when_it_falls_on_the_day(world):
    inside, onto = in_progress(world), in_progress(world)
    for done, new in ((inside, date(2026, 4, 2)), (onto, date(2026, 4, 3))):
        given = inputs.Extend(new_due=datetime.combine(new, time(9), TZ), reason="Cần xác minh.")
        act(world, actions.extend, done.number, world.cast.head, given)
    decide(world, FRIDAY)
    decide(world, date(2026, 4, 3))
    count_again(world)
    assert due_day(inside) == date(2026, 4, 2)
    assert due_day(onto) == date(2026, 4, 6)


def test_what_was_not_taken_in_yet_only_takes_its_new_place_on_the_desk(world):
    world.at = datetime(2026, 3, 19, 16, 0, tzinfo=TZ)
    done = submitted(world)
    before = row(done)
    decide(world)
    count_again(world)
    assert row(done).desk_at > before.desk_at and row(done).revision == before.revision
    assert not Notice.objects.filter(template="dossiers/counted-again").exists()


def test_taken_in_before_and_after_the_decision_end_on_the_same_day(world):
    before = taken_in(world)
    decide(world)
    after = taken_in(world)
    count_again(world)
    assert due_day(before) == due_day(after) == date(2026, 3, 26)
    assert Movement.objects.filter(act=Act.RECOUNT).count() == 1


def test_the_number_shown_beforehand_is_the_number_that_moves(world):
    dones = [in_progress(world) for _ in range(3)]
    issued(world)
    world.at = MORNING + timedelta(days=1)
    act(world, actions.ask_supplement, dones[0].number, world.cast.case, ASK)
    touched = recount.would_touch(DayOff(FRIDAY), agency_id=None)
    assert (touched.running, touched.due_that_day, touched.waiting) == (2, 0, 0)
    assert touched.places == ((world.cast.department.name, 2),) and not touched.is_free_already
    decide(world)
    count_again(world)
    assert Recount.objects.get().moved == touched.running


def test_lots_are_small_and_the_place_is_kept_between_them(world):
    dones = [in_progress(world) for _ in range(5)]
    decide(world)
    read(world)
    assert recounting.go_on(at=world.at + LATER, lots=1, lot_rows=2) == 2
    running = Recount.objects.get()
    assert (running.seen, running.moved, running.total) == (2, 2, 5) and running.is_running
    assert count_again(world, lot_rows=2) == 3
    assert {due_day(done) for done in dones} == {date(2026, 3, 26)}
    finished = Recount.objects.get()
    assert (finished.seen, finished.moved) == (5, 5) and finished.finished_at
    assert Dossier.objects.filter(movements__act=Act.RECOUNT).distinct().count() == 5


def test_a_lot_is_never_larger_than_a_thousand(world):
    with pytest.raises(AssertionError):
        recounting.go_on(at=world.at, lot_rows=1001)


def test_a_lot_costs_few_questions_however_many_it_holds(world, django_assert_max_num_queries):
    for _ in range(12):
        in_progress(world)
    decide(world)
    read(world)
    recounting.go_on(at=world.at + LATER, lots=1, lot_rows=2)
    with django_assert_max_num_queries(22):
        recounting.go_on(at=world.at + LATER, lots=1, lot_rows=10)
