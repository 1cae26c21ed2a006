"""The word of the morning: who is told what, once a day and officer, whatever happens to the worker."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers import actions, jobs
from motcua.dossiers.actions import digests
from motcua.dossiers.models import Digest, Dossier
from motcua.dossiers.queries import day as asked
from motcua.dossiers.queries import desk
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.day import Hand, Matter, Pile, Piles
from motcua.law import actions as law
from motcua.law.rules import DayKind
from motcua.notices import actions as notices
from motcua.notices import jobs as delivery
from motcua.notices.models import Notice
from motcua.notices.rules import Channel, Reaching
from motcua.people import actions as people
from motcua.people.models import Person
from motcua.people.rules import Role
from tests.chronicle.processes import in_threads
from tests.dossiers.build import act, in_progress, make_world, submitted
from tests.people.cast import make_officer

# Friday 27 March 2026, seven in the morning in Viet Nam: what came in on the 18th is due on the 25th.
SEVEN = datetime(2026, 3, 27, 0, 0, tzinfo=UTC)
ROLES = st.sampled_from([Role.CASE_OFFICER, Role.UNIT_HEAD, Role.LEADER, Role.RECEPTION])
PATHS = st.sampled_from(["/1/", "/1/2/", "/1/2/3/", "/1/22/"])
PILES = st.lists(
    st.builds(
        Pile,
        unit_id=st.integers(1, 3),
        path=PATHS,
        role=ROLES,
        holder_id=st.none() | st.integers(1, 3),
        counts=st.dictionaries(st.sampled_from(Matter), st.integers(1, 5), max_size=3),
    ),
    max_size=8,
)
HANDS = st.lists(st.builds(Hand, ROLES, PATHS), max_size=4)


@given(PILES, HANDS, st.integers(1, 3))
def test_whose_a_request_is_is_what_a_slow_look_at_each_finds(piles, hands, officer):
    found = Piles(piles)
    slow = {
        n
        for n, pile in enumerate(piles)
        if pile.holder_id == officer
        or (pile.holder_id is None and any(hand.reaches(pile.role, pile.path) for hand in hands))
    }
    assert found.of(officer, hands) == slow
    for matter in Matter:
        assert found.total(slow)[matter] == sum(piles[n].counts.get(matter, 0) for n in slow)
    below = {n for n, pile in enumerate(piles) if pile.path.startswith("/1/2/")}
    assert found.under(["/1/2/"]) == below
    units = found.units(below)
    assert sum((counts for _, counts in units), start=found.total([])) == found.total(below)


def make_office():
    """Officers have a mail address, but for one."""
    made = make_world()
    for player in made.cast.everyone:
        if player.officer and player is not made.cast.clerk:
            Person.objects.filter(pk=player.person.pk).update(email=f"p{player.person.pk}@example.vn")
    return made


@pytest.fixture
def world(db):
    return make_office()


def held(world, player=None):
    done = in_progress(world)
    given_ = inputs.Assign(officer_id=(player or world.cast.case).officer.pk)
    act(world, actions.assign, done.number, world.cast.head, given_)
    return done


def words():
    """What each was told, by their address."""
    rows = Notice.objects.filter(template="dossiers/digest")
    return {row.person_id: row.values for row in rows}


def counted(rows):
    return {row["what"]: row["n"] for row in rows}


def test_an_officer_is_told_what_is_late_in_their_hands_and_a_head_by_unit(world):
    held(world), held(world)
    submitted(world)
    told = digests.send_digests(at=SEVEN)
    found = words()
    assert told == len(found) == Digest.objects.filter(was_told=True).count()
    assert world.cast.clerk.person.pk not in found, "no address, so no letter that fails each morning"
    assert counted(found[world.cast.case.person.pk]["rows"]) == {"late": 2}
    assert found[world.cast.case.person.pk]["units"] == []
    (unit,) = found[world.cast.head.person.pk]["units"]
    assert unit["name"] == world.cast.department.name and counted(unit["rows"])["late"] >= 2
    assert world.cast.watcher.person.pk not in found and world.cast.stranger.person.pk not in found


def test_a_message_names_no_applicant_and_no_number_and_leads_to_what_it_counts(world, client):
    done = held(world)
    digests.send_digests(at=SEVEN)
    assert delivery.deliver(SEVEN) >= 2
    letters = [one for one in mail.outbox if one.subject.startswith("Việc ngày")]
    assert letters
    for letter in letters:
        text = letter.subject + letter.body
        assert done.number not in text and world.cast.hoa.person.full_name not in text
    (own,) = [one for one in mail.outbox if world.cast.case.person.full_name in one.body]
    assert own.subject.startswith("Việc ngày 27/03/2026: 1 hồ sơ trễ")
    assert "- 1 trễ hạn: " in own.body and "/ban-lam-viec/?xem=tat-ca&viec=tre&nguoi=toi" in own.body
    wanted = desk.Filter(view=desk.View.ALL, matter=Matter.LATE, mine=True)
    rows = desk.page(world.cast.reach(world.cast.case, at=SEVEN), at=SEVEN, wanted=wanted).rows
    assert [row.number for row in rows] == [done.number]
    client.force_login(world.cast.case.account)
    page = client.get(reverse("dossiers:desk"), {"xem": "tat-ca", "viec": "tre", "nguoi": "toi"})
    assert page.status_code == 200 and 'name="viec" value="tre"' in page.content.decode()


def test_it_is_said_once_however_often_the_job_runs(world):
    held(world)
    first = digests.send_digests(at=SEVEN)
    assert first and not digests.send_digests(at=SEVEN + timedelta(minutes=5))
    assert Notice.objects.filter(template="dossiers/digest").count() == first
    assert digests.send_digests(at=SEVEN + timedelta(days=3)) == first, "the next morning of work, anew"


def test_a_worker_that_is_killed_half_way_leaves_nobody_out_and_tells_nobody_twice(world, monkeypatch):
    held(world)
    queue, left = notices.queue, 2

    def dying(**given_):
        nonlocal left
        if not left:
            raise SystemExit  # as a signal ends it, in the middle of somebody's transaction
        left -= 1
        queue(**given_)

    monkeypatch.setattr(notices, "queue", dying)
    with pytest.raises(SystemExit):
        digests.send_digests(at=SEVEN)
    monkeypatch.setattr(notices, "queue", queue)
    assert len(words()) == 2
    digests.send_digests(at=SEVEN + timedelta(minutes=10))
    rows = Notice.objects.filter(template="dossiers/digest")
    assert rows.count() == len(words()) == Digest.objects.filter(was_told=True).count() > 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_each_officer_once():
    world = make_office()
    held(world)
    in_threads(*[lambda: digests.send_digests(at=SEVEN)] * 4)
    rows = Notice.objects.filter(template="dossiers/digest")
    assert rows.count() == len(words()) == Digest.objects.filter(was_told=True).count() >= 2


def test_nothing_is_said_on_a_day_off_before_seven_after_noon_or_to_who_has_nothing(world):
    assert digests.send_digests(at=SEVEN) == 0 and Digest.objects.exists(), "nothing lies there"
    held(world)
    for at in (SEVEN - timedelta(minutes=1), SEVEN + timedelta(hours=5), SEVEN + timedelta(days=1)):
        assert digests.send_digests(at=at) == 0
    monday = SEVEN + timedelta(days=3)
    form = law.DayForm(date=monday.date(), kind=DayKind.OFF, name="Nghỉ", basis="Quyết định")
    law.decide_day(form=form, reach=world.cast.reach(world.cast.operator, at=SEVEN), at=SEVEN)
    assert digests.send_digests(at=monday) == 0
    assert digests.send_digests(at=monday + timedelta(days=1)) > 0


def test_who_is_away_is_told_nothing_and_who_stands_in_is_told_for_whom(world):
    colleague = make_officer(
        full_name="Lý Thay", code="thay", role="case-officer", agency=world.cast.department,
        email="thay@example.vn",
    )  # fmt: skip
    held(world)
    day = SEVEN.date()
    people.record_absence(
        form=people.NewAbsence(world.cast.case.officer.pk, colleague.officer.pk, day, day),
        reach=world.reach(world.cast.head), at=world.at,
    )  # fmt: skip
    digests.send_digests(at=SEVEN)
    found = words()
    assert world.cast.case.person.pk not in found
    (other,) = found[colleague.person.pk]["covered"]
    assert other["name"] == world.cast.case.person.full_name and counted(other["rows"]) == {"late": 1}
    assert found[colleague.person.pk]["rows"] == []


def test_who_wants_none_gets_none_and_a_chosen_language_counts(world):
    held(world)
    ways = (Channel.EMAIL,)
    notices.choose_reaching(person_id=world.cast.head.person.pk, given=Reaching(order=ways, digest=False))
    notices.choose_reaching(person_id=world.cast.case.person.pk, given=Reaching(order=ways, language="en"))
    digests.send_digests(at=SEVEN)
    assert world.cast.head.person.pk not in words()
    delivery.deliver(SEVEN)
    (own,) = [one for one in mail.outbox if world.cast.case.person.full_name in one.body]
    assert own.subject == "Work of 27 March 2026: 1 late, 0 due today"


def test_what_waits_past_its_last_day_is_counted_and_rows_of_last_month_go(world):
    done = in_progress(world)
    given_ = inputs.AskSupplement(
        reason="x", papers=(inputs.PaperAsked("giay-chung-minh", "Giấy chứng minh"),)
    )
    act(world, actions.ask_supplement, done.number, world.cast.case, given_)
    late = Dossier.objects.get(number=done.number).waits.get().answer_by + timedelta(minutes=1)
    assert [dict(pile.counts) for pile in asked.piles(at=late)] == [{Matter.PAST: 1}]
    Digest.objects.create(officer=world.cast.case.officer, day=date(2026, 1, 5), at=SEVEN, was_told=False)
    digests.send_digests(at=SEVEN)
    assert not Digest.objects.filter(day=date(2026, 1, 5)).exists()


def test_the_clock_does_it():
    assert "dossiers.digest" in {job.name for job in jobs.JOBS}
