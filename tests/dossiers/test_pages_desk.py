"""The desk: what stands on it and in which order."""

from datetime import timedelta

import pytest
from django.db import connection

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import desk
from motcua.dossiers.queries.desk import Filter, View
from motcua.dossiers.queries.gate import PARTIES, load_parties, standing
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import State
from tests.dossiers.build import (
    MORNING,
    act,
    in_progress,
    issued,
    row,
    sent_for_child,
    sent_for_firm,
    submitted,
    taken_in,
)

DESK = "/ban-lam-viec/"
ASK = inputs.AskSupplement(
    reason="Bản chụp mờ.", papers=(inputs.PaperAsked(code="giay-chung-minh", name="Giấy chứng minh"),)
)


def numbers(page) -> list[str]:
    return [found.number for found in page.rows]


def test_the_desk_opens_with_ones_own_work_and_counts(at_desk, world):
    waiting = submitted(world)
    answer = at_desk(world.cast.reception).get(DESK)
    assert answer.status_code == 200
    assert numbers(answer.context["page"]) == [waiting.number]
    assert {tab.url.partition("xem=")[2]: tab.count for tab in answer.context["views"]}["cua-toi"] == "1"


def test_each_view_holds_what_its_name_says(world, monkeypatch):
    cast = world.cast
    new, mine, done = submitted(world), in_progress(world), issued(world)
    paused = in_progress(world)
    act(world, actions.ask_supplement, paused.number, cast.case, ASK)
    act(world, actions.assign, mine.number, cast.head, inputs.Assign(officer_id=cast.case.officer.pk))
    reach = world.reach(cast.case)

    def seen(view, at=MORNING):
        return set(numbers(desk.page(reach, at=at, wanted=Filter(view=view))))

    assert seen(View.MINE) == {mine.number, paused.number}
    assert seen(View.UNCLAIMED) == {new.number}
    assert seen(View.WAITING) == {paused.number}
    assert seen(View.DONE) == {done.number}
    assert seen(View.ALL) == {new.number, mine.number, paused.number}
    late = row(mine).due_at + (row(mine).due_at - row(mine).received_at)
    assert seen(View.LATE, at=late) == {new.number, mine.number}
    assert seen(View.TODAY, at=row(mine).due_at) == {mine.number}
    held = {view: len(seen(view)) for view in View}
    assert desk.counts(reach, at=MORNING) == held
    monkeypatch.setattr(desk, "ONE_READING_ROWS", held[View.ALL] - 1)  # a desk too long to be read in one go
    assert desk.counts(reach, at=MORNING) == held


@pytest.mark.parametrize("rows", [0, 10_000])
def test_a_desk_is_counted_alike_in_one_reading_and_view_by_view(world, monkeypatch, rows):
    monkeypatch.setattr(desk, "ONE_READING_ROWS", rows)
    for made in (submitted, taken_in, in_progress, issued):
        made(world)
    act(world, actions.ask_supplement, in_progress(world).number, world.cast.case, ASK)
    for player in (world.cast.reception, world.cast.head, world.cast.case, world.cast.leader):
        reach = world.reach(player)
        for at in (MORNING, MORNING + timedelta(days=3), MORNING + timedelta(days=90)):
            listed = {
                view: len(numbers(desk.page(reach, at=at, wanted=Filter(view=view), rows=100)))
                for view in View
            }
            assert desk.counts(reach, at=at) == listed


def test_rows_stand_by_working_time_left_and_what_waits_for_the_person_last(world):
    paused = in_progress(world)
    act(world, actions.ask_supplement, paused.number, world.cast.case, ASK)
    later = taken_in(world)
    soon = submitted(world)
    found = desk.page(world.reach(world.cast.head), at=MORNING, wanted=Filter(view=View.ALL))
    assert numbers(found) == [soon.number, later.number, paused.number]
    assert found.rows[0].minutes_left == 8 * 60
    assert found.rows[2].minutes_left is None and found.rows[2].paused_days == 0


def test_counts_stop_at_their_bound(world, monkeypatch):
    monkeypatch.setattr(desk, "COUNT_MAX", 2)
    for _ in range(5):
        submitted(world)
    assert desk.counts(world.reach(world.cast.reception), at=MORNING)[View.ALL] == 3


def test_a_count_past_the_bound_is_written_with_a_plus(at_desk, world, monkeypatch):
    monkeypatch.setattr(desk, "COUNT_MAX", 1)
    submitted(world), submitted(world)
    assert b'<span class="n">1+</span>' in at_desk(world.cast.reception).get(DESK).content


def test_pages_follow_one_another_without_gap_or_repeat_and_keep_the_filters(at_desk, world, monkeypatch):
    made = [submitted(world).number for _ in range(7)]
    monkeypatch.setattr(desk, "PAGE_ROWS", 3)
    client = at_desk(world.cast.reception)
    url, seen = f"{DESK}?xem=tat-ca&trang-thai=1", []
    while url:
        answer = client.get(url)
        seen += numbers(answer.context["page"])
        url = answer.context["next_url"]
        assert not url or ("trang-thai=1" in url and "xem=tat-ca" in url)
    assert seen == made


def test_long_pages_may_be_asked_for_and_stay_long(at_desk, world, monkeypatch):
    made = [submitted(world).number for _ in range(7)]
    monkeypatch.setattr(desk, "PAGE_ROWS", 3)
    monkeypatch.setattr(desk, "LONG_PAGE_ROWS", 6)
    client = at_desk(world.cast.reception)
    longer = client.get(DESK, {"xem": "tat-ca"}).context["length_url"]
    answer = client.get(longer)
    assert numbers(answer.context["page"]) == made[:6]
    rest = client.get(answer.context["next_url"])
    assert numbers(rest.context["page"]) == made[6:]
    assert "hien=100" in rest.context["first_url"] and "hien" not in rest.context["length_url"]


@pytest.mark.parametrize("cursor", ["x", "_", "99999999999999999999_1", "1_x", "-1_-1", "1e9_1"])
def test_a_broken_cursor_shows_the_first_page(at_desk, world, cursor):
    submitted(world)
    assert at_desk(world.cast.reception).get(f"{DESK}?sau={cursor}").status_code == 200


def test_the_filter_of_states_leaves_only_that_state(at_desk, world):
    submitted(world)
    taken = taken_in(world)
    client = at_desk(world.cast.head)
    url = client.post(DESK, {"tim": "", "xem": "tat-ca", "trang-thai": "2", "thu-tuc": "1.000001"}).url
    answer = client.get(url)
    assert numbers(answer.context["page"]) == [taken.number]
    assert numbers(client.get(f"{url}&thu-tuc=khong-co").context["page"]) == []


def test_an_empty_view_says_what_comes_next(at_desk, world):
    for slug, words in (("tre", b"Nothing is late"), ("cua-toi", b"Nothing is waiting for you")):
        client = at_desk(world.cast.case)
        client.cookies["django_language"] = "en"
        assert words in client.get(f"{DESK}?xem={slug}").content


def test_a_citizen_has_no_desk(at_desk, world):
    assert at_desk(world.cast.hoa).get(DESK).status_code == 403


def test_the_operator_has_a_desk_without_dossiers(at_desk, world):
    submitted(world)
    answer = at_desk(world.cast.operator).get(f"{DESK}?xem=tat-ca")
    assert numbers(answer.context["page"]) == []


def test_an_officers_own_request_elsewhere_is_not_on_the_desk(at_desk, world):
    submitted(world, by=world.cast.stranger, **own_request_of(world.cast.stranger))
    answer = at_desk(world.cast.stranger).get(f"{DESK}?xem=tat-ca")
    assert numbers(answer.context["page"]) == []


def own_request_of(player):
    return {
        "applicant": inputs.Applicant(name=player.person.full_name, person_id=player.person.pk),
        "submitted_by_id": player.person.pk,
    }


def test_the_watching_leader_of_the_province_begins_with_all_open_dossiers(at_desk, world):
    done = submitted(world)
    answer = at_desk(world.cast.watcher).get(DESK)
    assert answer.context["view"] == View.ALL
    assert numbers(answer.context["page"]) == [done.number]


def test_a_full_desk_costs_at_most_fifteen_questions(
    at_desk, world, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    for _ in range(12):
        taken_in(world)
    client = at_desk(world.cast.head)
    # A process reads a published version once and keeps it; the first page does that.
    with django_capture_on_commit_callbacks(execute=True):
        client.get(f"{DESK}?xem=tat-ca")
    with django_assert_max_num_queries(15):
        assert len(client.get(f"{DESK}?xem=tat-ca").context["page"].rows) == 12


def test_pages_of_the_desk_follow_each_other_without_a_gap_where_many_are_due_at_one_moment(world):
    for _ in range(5):
        taken_in(world)
    taken_in(world, at=world.later(days=1))
    reach, wanted = world.reach(world.cast.head), Filter(view=View.ALL)
    whole = [found.number for found in desk.page(reach, at=world.at, wanted=wanted).rows]
    walked, after = [], ""
    for _ in range(4):
        page = desk.page(reach, at=world.at, wanted=wanted, after=after, rows=2)
        walked += [found.number for found in page.rows]
        after = page.after
        if not after:
            break
    assert walked == whole
    assert len(set(walked)) == 6


def test_a_desk_knows_who_has_an_interest_by_one_question_a_table(world, django_assert_num_queries):
    for send in (submitted, sent_for_firm, sent_for_child, submitted):
        send(world)
    joined = {one.pk: standing(one) for one in Dossier.objects.select_related(*PARTIES)}
    rows = list(Dossier.objects.select_related("agency", "step_agency"))
    with django_assert_num_queries(3):  # whom they act for, organisations, persons
        load_parties(rows)
        assert {one.pk: standing(one) for one in rows} == joined
    plain = list(Dossier.objects.filter(representation__isnull=True))
    with django_assert_num_queries(1):
        load_parties(plain)


@pytest.mark.postgres
def test_a_deep_page_and_what_waits_to_be_collected_are_read_along_an_index(world):
    with connection.cursor() as cursor:
        for way in ("seqscan", "bitmapscan", "sort"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        cursor.execute("SET LOCAL enable_indexscan = on")
    deep = Dossier.objects.filter(desk.beyond(MORNING, 7), state__in=desk.OPEN_STATES)
    plan = deep.order_by("desk_at", "pk")[:26].explain()
    assert "desk_of_all" in plan and "Index Cond: (desk_at >=" in plan, plan
    plan = Dossier.objects.filter(state=State.DONE).order_by("desk_at", "pk")[:26].explain()
    assert "desk_of_done" in plan, plan
    before = Dossier.objects.filter(submitted_at__lt=MORNING)
    assert "register_of_all" in before.order_by("-submitted_at", "-pk")[:51].explain()
