"""People rate a request once its result is there; offices read ratings by lots, and nobody reads whose one is."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers import queries as dossiers
from motcua.dossiers.models import Dossier
from motcua.dossiers.queries import follow
from motcua.feedback import actions, queries, rules
from motcua.feedback.models import Rated, Rating
from motcua.feedback.rules import Given, Level, Wish
from motcua.foundation.shares import wilson
from tests.dossiers.build import World, issued, make_world, submitted
from tests.dossiers.walking import signed_in

GOOD = Given(Level.SATISFIED)


@pytest.fixture
def world(db) -> World:
    made = make_world()
    made.at = timezone.now()
    return made


def settled(world: World) -> dossiers.Settled:
    return dossiers.settled_of(Dossier.objects.get(number=issued(world).number))


def rated(world: World, *levels: Level) -> None:
    for level in levels:
        actions.rate(settled=settled(world), given=Given(level), at=world.at)


def test_a_settled_request_is_rated_once(world):
    one = settled(world)
    actions.rate(settled=one, given=Given(Level.DISSATISFIED, (Wish.OFFICIALS,)), at=world.at)
    with pytest.raises(rules.AlreadyRated):
        actions.rate(settled=one, given=GOOD, at=world.at)
    kept = Rating.objects.get()
    assert (kept.level, kept.wishes, kept.agency_id) == (2, ["officials"], one.agency_id)


def test_neither_too_early_nor_too_late(world):
    sent = dossiers.settled_of(Dossier.objects.get(number=submitted(world).number))
    with pytest.raises(rules.NotSettled):
        actions.rate(settled=sent, given=GOOD, at=world.at)
    with pytest.raises(rules.TooLate):
        actions.rate(settled=settled(world), given=GOOD, at=world.at + timedelta(days=91))
    assert not Rating.objects.exists() and not Rated.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_leave_one_rating():
    world = make_world()
    one = settled(world)

    def press(_number: int) -> str:
        try:
            actions.rate(settled=one, given=GOOD, at=world.at)
        except rules.AlreadyRated as refusal:
            return refusal.code
        finally:
            connections.close_all()
        return "rated"

    with ThreadPoolExecutor(4) as pool:
        said = Counter(pool.map(press, range(4)))
    assert said == {"rated": 1, "feedback.already-rated": 3}
    assert Rating.objects.count() == Rated.objects.count() == 1


def test_no_column_of_a_rating_leads_to_its_request(world):
    one = settled(world)
    actions.rate(settled=one, given=GOOD, at=world.at)
    (rating,), (mark,) = Rating.objects.values(), Rated.objects.values()
    said = f"{rating} {mark}"
    dossier = Dossier.objects.get(key=one.key)
    assert not [word for word in (str(one.key), one.number, dossier.applicant_name) if word in said]
    # No time finer than the day: nothing to sort both tables by.
    assert rating["given_on"] == timezone.localdate(world.at) and set(mark) == {"mark"}


def test_an_office_sees_nothing_before_the_next_day_and_before_there_are_five(world):
    rated(world, *[Level.SATISFIED] * 4)
    tomorrow = world.at + timedelta(days=1)
    assert actions.show_lots(at=tomorrow) == 0
    rated(world, Level.VERY_DISSATISFIED)
    assert actions.show_lots(at=world.at) == 0, "today's are for tomorrow"
    assert actions.show_lots(at=tomorrow) == 5
    assert actions.show_lots(at=tomorrow) == 0, "asked again it changes nothing"


def test_figures_move_by_whole_lots_and_leave_by_whole_lots(world):
    reach = world.reach(world.cast.leader)
    rated(world, *[Level.SATISFIED] * 4, Level.NEUTRAL)
    first = world.at + timedelta(days=1)
    actions.show_lots(at=first)
    whole = queries.ratings(reach, at=first).whole
    assert (whole.count, whole.satisfied) == (5, 4)
    rated(world, Level.VERY_DISSATISFIED)
    actions.show_lots(at=first + timedelta(days=1))
    assert queries.ratings(reach, at=first + timedelta(days=1)).whole.count == 5, "one alone would be known"
    last = first + timedelta(days=queries.DAYS - 1)
    assert queries.ratings(reach, at=last).whole.count == 5
    assert queries.ratings(reach, at=last + timedelta(days=1)).whole.count == 0


@pytest.mark.parametrize("good, whole", [(0, 5), (5, 5), (5, 9), (523, 650)])
def test_the_range_of_a_share_ends_where_the_share_would_be_just_possible(good, whole):
    """The oracle is the equation that Wilson solved: at a bound the share is 1.96 errors of that bound away."""
    for bound in wilson(good, whole):
        distance = abs(good / whole - bound)
        assert distance == pytest.approx(1.959964 * (bound * (1 - bound) / whole) ** 0.5, abs=1e-9)


def test_only_heads_and_watchers_read_and_only_their_own_offices(world):
    rated(world, *[Level.SATISFIED] * 5)
    tomorrow = world.at + timedelta(days=1)
    actions.show_lots(at=tomorrow)
    cast = world.cast
    seen = {
        player.account.name: queries.ratings(world.reach(player), at=tomorrow).whole.count
        for player in (cast.leader, cast.watcher, cast.case, cast.stranger, cast.hoa)
    }
    assert list(seen.values()) == [5, 5, 0, 0, 0]


# In the browser's place ------------------------------------------------------------------------------------


def test_the_owner_rates_from_the_page_of_the_request(world):
    number = issued(world).number
    hoa = signed_in(world.cast.hoa)
    address = reverse("feedback:rate", args=[number])
    assert address in hoa.get(reverse("dossiers:own", args=[number])).content.decode()
    assert "Rất hài lòng" in hoa.get(address).content.decode()
    empty = hoa.post(address, {})
    assert empty.status_code == 422 and "Chọn một trong năm" in empty.content.decode()
    wrong = hoa.post(address, {"level": "9", "wishes": "gì khác"})
    assert wrong.status_code == 422 and not Rating.objects.exists()
    assert hoa.post(address, {"level": "5", "wishes": ["result"]}).status_code == 302
    assert "đã được đánh giá" in hoa.get(address).content.decode()
    again = hoa.post(address, {"level": "1"})
    assert again.status_code == 409 and Rating.objects.get().level == 5


def test_the_holder_of_the_receipt_rates_without_an_account(world):
    number = issued(world).number
    client, address = Client(), reverse("feedback:rate", args=[number])
    assert client.get(address).url.startswith(reverse("dossiers:track"))
    secret = follow.secret_of(Dossier.objects.get(number=number))
    client.post(reverse("dossiers:track"), {"number": number, "secret": secret})
    assert client.post(address, {"level": "4"}).status_code == 302
    assert Rating.objects.get().level == 4


def test_somebody_else_s_request_does_not_exist(world):
    number = issued(world).number
    nam = signed_in(world.cast.nam)
    address = reverse("feedback:rate", args=[number])
    assert nam.get(address).status_code == 404
    assert nam.post(address, {"level": "1"}).status_code == 404
    assert not Rating.objects.exists()


def test_a_request_without_a_result_says_when_it_can_be_rated(world):
    number = submitted(world).number
    hoa = signed_in(world.cast.hoa)
    answer = hoa.get(reverse("feedback:rate", args=[number]))
    assert answer.status_code == 409 and "chưa có kết quả" in answer.content.decode()
    assert (
        reverse("feedback:rate", args=[number])
        not in hoa.get(reverse("dossiers:own", args=[number])).content.decode()
    )


def test_the_page_of_an_office_names_what_could_be_better(world, django_assert_max_num_queries):
    for level, wishes in ((5, ()), (4, ()), (2, (Wish.RESULT,)), (1, (Wish.RESULT, Wish.ACCESS)), (4, ())):
        actions.rate(settled=settled(world), given=Given(Level(level), wishes), at=world.at)
    Rating.objects.update(given_on=timezone.localdate(world.at) - timedelta(days=1))
    leader = signed_in(world.cast.leader)
    address = reverse("indices:ratings")
    assert "Chưa có gì để xem" in leader.get(address).content.decode()
    actions.show_lots(at=world.at)
    with django_assert_max_num_queries(15):
        page = leader.get(address).content.decode()
    assert "3 trong 5 đánh giá là hài lòng" in page and "Thời gian giải quyết hoặc kết quả" in page
    assert signed_in(world.cast.case).get(address).status_code == 403
