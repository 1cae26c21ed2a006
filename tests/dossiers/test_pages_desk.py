"""The desk: what stands on it, in which order, how it is found, and what may be done with several at once."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import reverse

from motcua.dossiers import actions
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import desk
from motcua.dossiers.queries.desk import Filter, View
from motcua.dossiers.queries.gate import PARTIES, load_parties, standing
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import State
from motcua.foundation.text import fold
from motcua.people import identity
from motcua.people.models import AccessLook
from motcua.people.rules import Look
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


@pytest.fixture
def at_desk(client, world):
    """A client signed in as one of the cast."""

    def sign_in(player):
        client.force_login(player.account)
        return client

    return sign_in


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


def found_by(client, text):
    answer = client.post(DESK, {"tim": text, "xem": "cua-toi"})
    assert answer.status_code == 302
    return answer.url


def test_a_whole_code_opens_the_dossier_itself(at_desk, world):
    done = submitted(world)
    assert found_by(at_desk(world.cast.reception), done.number.lower()) == f"/ho-so/{done.number}/"


def test_a_code_of_another_office_is_only_searched_for_and_not_found(at_desk, world):
    done = submitted(world)
    client = at_desk(world.cast.stranger)
    answer = client.get(found_by(client, done.number))
    assert answer.status_code == 200
    assert numbers(answer.context["page"]) == []


@pytest.mark.parametrize("text", ["hoa", "NGUYEN THI", "Nguyễn Thị Hoa", "0905 000 001", "1"])
def test_a_search_finds_by_name_without_marks_by_phone_and_by_the_end_of_the_code(at_desk, world, text):
    done = submitted(world)
    if text == "1":
        # The end of the code as the new layout writes it.
        text = done.number.rpartition("-")[2]
    client = at_desk(world.cast.reception)
    answer = client.get(found_by(client, text))
    assert numbers(answer.context["page"]) == [done.number]


def test_what_was_searched_for_never_stands_in_an_address(at_desk, world):
    submitted(world)
    url = found_by(at_desk(world.cast.reception), "Nguyễn Thị Hoa")
    assert "Nguy" not in url and "Hoa" not in url and "tim=" in url


def test_an_address_with_somebody_elses_search_finds_nothing_of_it(at_desk, world):
    submitted(world)
    url = found_by(at_desk(world.cast.reception), "Hoa")
    answer = at_desk(world.cast.returner).get(url)
    assert answer.context["wanted"].text == ""


def give_identity(person, number="066190000123"):
    person.identity_hash = identity.fingerprint(number)
    person.identity_locked = identity.lock(number, public_id=person.public_id)
    person.identity_checked_at = MORNING
    person.save()
    return number


def test_searching_a_person_by_identity_number_is_a_look_the_person_can_read(at_desk, world):
    done = submitted(world)
    number = give_identity(world.cast.hoa.person)
    client = at_desk(world.cast.reception)
    answer = client.get(found_by(client, f"{number[:3]} {number[3:]}"))
    assert numbers(answer.context["page"]) == [done.number]
    look = AccessLook.objects.get()
    assert (look.what, look.person_id, look.subject) == (Look.SEARCH, world.cast.hoa.person.pk, "")


def test_a_search_for_a_name_is_not_a_look(at_desk, world):
    submitted(world)
    found_by(at_desk(world.cast.reception), "Hoa")
    assert not AccessLook.objects.exists()


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


def test_one_or_two_letters_find_the_beginning_of_a_word(world):
    an, hoang, duyen = (submitted(world) for _ in range(3))
    for done, name in ((an, "Lê An"), (hoang, "Hoàng Văn Bình"), (duyen, "H’Duyên Êban")):
        Dossier.objects.filter(number=done.number).update(applicant_name=name, applicant_folded=fold(name))
    reach = world.reach(world.cast.reception)

    def found(text):
        return set(numbers(desk.page(reach, at=MORNING, wanted=Filter(text=text))))

    assert found("an") == {an.number}
    assert found("H") == {hoang.number, duyen.number}
    assert found("eb") == {duyen.number}
    assert found("oan") == {hoang.number}


def test_the_end_of_a_number_is_found_in_both_layouts_short_or_long(world):
    old, new, long = "000.00.15.H15-260318-0023", "H15.15-20260318-0000024", "000.00.15.H15-260318-10023"
    for number in (old, new, long):
        Dossier.objects.filter(number=submitted(world).number).update(number=number)
    reach = world.reach(world.cast.reception)

    def found(text):
        return numbers(desk.page(reach, at=MORNING, wanted=Filter(text=text)))

    assert found("23") == found("0023") == [old]
    assert found("24") == found("0000024") == [new]
    assert found("10023") == [long]
    assert found("3") == found("0") == []


@pytest.mark.postgres
def test_the_end_of_a_number_is_found_by_an_index_the_newest_first(world):
    one = row(submitted(world))  # of a few only, any index is as good
    same = {field.attname: getattr(one, field.attname) for field in Dossier._meta.concrete_fields}
    for name in ("id", "key", "submission", "number"):
        del same[name]
    Dossier.objects.bulk_create(
        Dossier(**same, submission=uuid4(), number=f"H15.15-20260318-{n:07}") for n in range(100, 600)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dossiers_dossier")
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    plan = Dossier.objects.filter(desk.text_match("7")).order_by("-pk")[:26].explain()
    assert "Scan Backward using dossiers_by_end" in plan, plan


@pytest.mark.postgres
def test_any_part_of_a_name_is_found_by_an_index(world):
    with connection.cursor() as cursor:
        # A small table is read faster than any index: what is asked is whether the index can answer.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    for text in ("quach tinh", "an", "y"):
        plan = Dossier.objects.filter(desk.text_match(text)).explain()
        assert "dossiers_name_parts" in plan, plan


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


# Several at once -------------------------------------------------------------------------------------------


def picked(*dones):
    return [f"{done.number}@{Dossier.objects.get(pk=done.dossier_id).revision}" for done in dones]


def chosen(client, slug, *dones):
    """The page that asks, for these."""
    return client.post(reverse("dossiers:bulk", args=[slug]), {"h": picked(*dones)}).url


def done(client, page, **typed):
    assert client.post(page, typed).url == page
    return client.get(page).context


def test_several_are_given_to_one_officer_each_by_an_act_of_its_own(at_desk, world):
    first, second = in_progress(world), in_progress(world)
    client = at_desk(world.cast.head)
    page = chosen(client, "giao-viec", first, second)
    assert len(client.get(page).context["rows"]) == 2
    officer = world.cast.case.officer.pk
    answer = done(client, page, officer_id=officer)
    assert answer["went"] == 2 and not answer["refused"]
    assert row(first).holder_id == row(second).holder_id == officer


def test_what_was_unticked_is_left_out(at_desk, world):
    first, second = in_progress(world), in_progress(world)
    client = at_desk(world.cast.head)
    page = chosen(client, "giao-viec", first, second)
    officer = world.cast.case.officer.pk
    assert done(client, page, officer_id=officer, ticked=1, h=first.number)["went"] == 1
    assert (row(first).holder_id, row(second).holder_id) == (officer, None)


def test_what_cannot_be_done_is_listed_with_its_reason_and_the_rest_is_done(at_desk, world):
    good, ended = in_progress(world), issued(world)
    client = at_desk(world.cast.head)
    answer = done(client, chosen(client, "giao-viec", good, ended), officer_id=world.cast.case.officer.pk)
    assert [one.number for one in answer["rows"]] == [good.number]
    (refused,) = answer["refused"]
    assert refused.dossiers[0].number == ended.number and refused.sentence and refused.next_step


def test_giving_to_nobody_asks_again_and_changes_nothing(at_desk, world):
    one = in_progress(world)
    client = at_desk(world.cast.head)
    assert client.post(chosen(client, "giao-viec", one), {}).status_code == 422
    assert row(one).holder_id is None


def test_sending_the_same_selection_twice_hands_each_over_once(at_desk, world):
    one = taken_in(world)
    client = at_desk(world.cast.reception)
    pages = [chosen(client, "chuyen-buoc", one) for _ in range(2)]
    assert done(client, pages[0])["went"] == 1
    assert done(client, pages[0])["went"] == 1, "the second press shows what the first did"
    assert len(done(client, pages[1])["refused"]) == 1
    assert row(one).step == 1


def test_a_dossier_of_another_office_cannot_be_picked(at_desk, world):
    one = in_progress(world)
    client = at_desk(world.cast.stranger)
    assert client.post(reverse("dossiers:bulk", args=["giao-viec"]), {"h": picked(one)}).url == DESK
    assert row(one).holder_id is None


@pytest.mark.parametrize("slug", ["tiep-nhan", "khong-co"])
def test_an_act_that_needs_the_single_dossier_is_not_offered_for_several(at_desk, world, slug):
    done = submitted(world)
    url = reverse("dossiers:bulk", args=[slug])
    assert at_desk(world.cast.reception).post(url, {"h": picked(done)}).status_code == 404


def test_nothing_picked_leads_back_to_the_desk(at_desk, world):
    assert at_desk(world.cast.head).post(reverse("dossiers:bulk", args=["giao-viec"])).url == DESK
