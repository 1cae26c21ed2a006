"""The leader's page: what is counted, who sees which sums, and that no page counts by itself."""

from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from motcua.dossiers import actions, jobs
from motcua.dossiers.actions import counting
from motcua.dossiers.models import Dossier, Snapshot
from motcua.dossiers.pages import overview as page
from motcua.dossiers.pages import pictures
from motcua.dossiers.queries import overview
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.figures import nice_number, quantile
from motcua.foundation.shares import Share, wilson
from tests.dossiers.build import act, in_progress, issued, submitted, taken_in
from tests.dossiers.walking import signed_in

ADDRESS = "/lanh-dao/"


def count(world) -> None:
    counting.count_open(at=world.at)
    counting.count_settled(at=world.at)


def seen(world, player):
    return overview.overview(world.reach(player), at=world.at)


@given(st.integers(1, 5000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_the_interval_holds_the_share_and_stays_between_none_and_all(counts):
    part, whole = counts
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole <= high <= 1


def test_the_interval_is_wilsons():
    low, high = wilson(9, 10)
    assert (round(low, 3), round(high, 3)) == (0.596, 0.982)
    assert wilson(0, 10)[0] == 0 and wilson(10, 10)[1] == 1


def test_a_median_from_bins_is_the_bin_in_which_half_of_the_cases_lie():
    assert quantile({1: 5, 2: 4, 9: 1}, 0.5) == 1
    assert quantile({1: 5, 2: 4, 9: 1}, 0.9) == 2
    assert quantile({}, 0.5) is None


@given(st.floats(0.01, 1e6))
def test_a_nice_number_is_never_too_small_and_never_much_too_large(least):
    assert least <= nice_number(least) <= max(1, 2.5 * least)


def test_late_today_and_later_are_told_apart(world):
    first = in_progress(world)
    count(world)
    assert seen(world, world.cast.head).total("later") == 1
    due = Dossier.objects.get(number=first.number).due_at
    world.at = due - timedelta(hours=1)
    count(world)
    assert seen(world, world.cast.head).total("today") == 1
    world.at = due + timedelta(hours=1)
    count(world)
    found = seen(world, world.cast.head)
    assert found.total("late") == 1 and found.on_time == Share(0, 1), "unfinished and late is late"
    assert found.steps[0].late == 1


def test_a_finished_request_counts_as_on_time_and_is_no_longer_open(world):
    issued(world)
    world.later(minutes=1)
    count(world)
    found = seen(world, world.cast.leader)
    assert found.on_time == Share(1, 1)
    assert sum(unit.running for unit in found.units) == 0 and found.states == {9: 1}


def test_while_papers_are_awaited_no_clock_runs(world):
    done = taken_in(world)
    ask = inputs.AskSupplement(reason="Thiếu.", papers=(inputs.PaperAsked("giay-chung-minh", "Giấy"),))
    act(world, actions.ask_supplement, done.number, world.cast.reception, ask)
    count(world)
    found = seen(world, world.cast.watcher)
    assert sum(unit.running for unit in found.units) == 0 and found.states == {5: 1}


def test_counting_twice_gives_the_same_rows_and_what_is_gone_goes(world):
    in_progress(world)
    count(world)
    before = list(Snapshot.objects.order_by("scope", "kind").values_list("scope", "kind", "data"))
    count(world)
    assert list(Snapshot.objects.order_by("scope", "kind").values_list("scope", "kind", "data")) == before
    Dossier.objects.update(state=10)
    world.later(minutes=5)
    counting.count_open(at=world.at)
    assert not Snapshot.objects.filter(kind="open").exists()


def test_a_leader_sees_sums_of_the_own_reach_only(world):
    in_progress(world)
    count(world)
    assert sum(unit.running for unit in seen(world, world.cast.leader).units) == 1
    assert seen(world, world.cast.stranger) is None


def test_the_page_is_for_leaders_heads_watchers_and_auditors(world):
    in_progress(world)
    count(world)
    for player in (world.cast.leader, world.cast.head, world.cast.watcher, world.cast.auditor):
        assert signed_in(player).get(ADDRESS).status_code == 200
    for player in (
        world.cast.reception,
        world.cast.case,
        world.cast.operator,
        world.cast.former,
        world.cast.hoa,
    ):
        assert signed_in(player).get(ADDRESS).status_code == 403


def test_before_the_first_count_the_page_says_when_there_will_be_one(world):
    assert "năm phút" in signed_in(world.cast.leader).get(ADDRESS).text


def test_the_page_costs_few_questions_and_never_counts(world, django_assert_max_num_queries):
    for _n in range(3):
        in_progress(world)
    count(world)
    client = signed_in(world.cast.watcher)
    client.get(ADDRESS)
    with django_assert_max_num_queries(15) as asked:
        client.get(ADDRESS)
    assert not any('FROM "dossiers_dossier"' in query["sql"] for query in asked.captured_queries)


def test_the_heading_is_a_finding_and_each_figure_opens_to_its_requests(world):
    done = in_progress(world)
    world.at = Dossier.objects.get(number=done.number).due_at + timedelta(days=1)
    count(world)
    client = signed_in(world.cast.head)
    answer = client.get(ADDRESS)
    assert "1 hồ sơ trễ hạn" in answer.text
    late = next(figure for figure in answer.context["figures"] if figure["value"] == 1)
    assert done.number in client.get(late["url"]).text
    for step in answer.context["steps"]:
        assert done.number in client.get(step["url"]).text


def test_pictures_are_drawn_to_scale_and_inside_their_box(world):
    for _n in range(9):
        in_progress(world)
    count(world)
    found = seen(world, world.cast.head)
    scale = pictures.lane_scale(found.units)
    drawn = pictures.squares(found.units[0].left, scale=scale)
    assert scale == 5 and len(drawn) == 2
    assert all(0 <= float(square.y) <= 40 and 0 <= float(square.x) <= 605 for square in drawn)
    assert page.finding(found)


def test_the_room_asks_the_clock_for_its_counts_and_for_expired_drafts(world):
    submitted(world)
    assert {job.name for job in jobs.JOBS} >= {
        "dossiers.count-open",
        "dossiers.count-settled",
        "dossiers.expire-drafts",
    }
    for job in jobs.JOBS:
        job.run(world.at)
    assert Snapshot.objects.filter(kind="open").exists()


def test_public_figures_need_enough_cases(world):
    issued(world)
    world.later(minutes=1)
    count(world)
    few = overview.public_figures(world.at)
    assert few is not None and few.on_time is None and few.half_days_median is None
    for _n in range(10):
        issued(world)
    world.later(minutes=1)
    count(world)
    found = overview.public_figures(world.at)
    assert found.on_time == Share(11, 11) and found.half_days_median == 1
    assert found.answered == Share(11, 11)


def test_an_online_request_left_unanswered_counts_once_its_time_is_over(world):
    for _n in range(10):
        submitted(world)
    count(world)
    assert overview.public_figures(world.at).answered is None, "nothing is over yet"
    world.later(days=2)
    count(world)
    assert overview.public_figures(world.at).answered == Share(0, 10)


@pytest.mark.parametrize("name", ["overview", "register"])
def test_whoever_is_not_signed_in_is_sent_to_sign_in(client, db, name):
    assert "/dang-nhap/" in client.get(reverse(f"dossiers:{name}")).url
