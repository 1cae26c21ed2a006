"""What if, on its page: who sees places and who only points, and what a moved component does."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from motcua.indices import actions, frameworks
from tests.indices.rounds import CODE, make_scoring
from tests.indices.test_round_pages import client_of, page

QUERIES_MAX = 15


@pytest.fixture(scope="module")
def kept(once_for_the_file):
    with once_for_the_file() as kept:
        kept.scoring = decided()
        yield kept


@pytest.fixture
def scoring(kept, db):
    cache.clear()
    return kept.copy().scoring


def decided():
    """Three decided units with their figures; the third is the best, the first the last."""
    held = make_scoring(at=timezone.now())
    for n in range(3):
        held.decided(n)
    held.bring_in()
    return held


def freeze(scoring, *, hours=0):
    computed = actions.compute_round(round_id=scoring.round.pk)
    given = {"reach": scoring.reach(scoring.appraiser), "at": scoring.at}
    actions.freeze_round(computed=computed, announce_at=scoring.at + timedelta(hours=hours), **given)


def answer(client, scoring, n=0, status=200, **moved):
    address = reverse("indices:round-whatif-answer", kwargs=scoring.of(n))
    response = client.get(address, {f"p-{code}": points for code, points in moved.items()})
    assert response.status_code == status, response.content
    return response.json() if status == 200 else {}


def test_the_owner_moves_a_component_and_the_page_says_the_same_as_the_script_is_told(scoring):
    client = client_of(scoring.appraiser)
    today = answer(client, scoring)
    assert (today["rank"], today["change"]) == ("3", "±0,00")
    moved = answer(client, scoring, **{"2.1": "6", "4.1": "12"})
    assert moved["rank"] == "1" and moved["change"].startswith("+") and moved["chance"].endswith("%")
    shown = client.get(
        reverse("indices:round-whatif", kwargs=scoring.of()), {"p-2.1": "6", "p-4.1": "12"}
    ).content.decode()
    assert f'data-say="total">{moved["total"]}<' in shown and 'data-say="rank">1<' in shown


def test_before_the_announcement_a_unit_sees_its_own_points_and_no_place_that_would_tell_of_others(scoring):
    client = client_of(scoring.officers[0])
    assert "rank" not in answer(client, scoring) and 'data-say="rank"' not in page(
        client, "round-whatif", *scoring.of().values()
    )
    freeze(scoring, hours=1)
    assert "rank" not in answer(client, scoring)


def test_from_the_announced_sheet_on_a_unit_sees_its_place(scoring):
    freeze(scoring)
    assert answer(client_of(scoring.officers[0]), scoring)["rank"] == "3"


def test_a_neighbour_is_not_told_that_the_unit_is_there(scoring):
    client = client_of(scoring.officers[1])
    for name in ("round-whatif", "round-whatif-answer"):
        assert client.get(reverse(f"indices:{name}", kwargs=scoring.of(0))).status_code == 404


def test_points_above_the_maximum_and_words_are_named_at_their_fields(scoring):
    client = client_of(scoring.appraiser)
    address = reverse("indices:round-whatif", kwargs=scoring.of())
    response = client.get(address, {"p-1.1": "nhiều", "p-2.2.3": "99"})
    shown = response.content.decode()
    assert response.status_code == 422
    assert 'id="f-p-1-1-f"' in shown and 'id="f-p-2-2-3-f"' in shown and 'value="99"' in shown
    answer(client, scoring, status=422, **{"1.1": "99"})


def test_points_that_the_rule_does_not_give_become_the_nearest_and_the_page_says_so(scoring):
    """1.3.1 is yes or no, 1.1 a list, 1.2 a ratio with a floor; all have points today."""
    client = client_of(scoring.appraiser)
    parts = {one.code: one for one in frameworks.shipped(CODE).components}
    most = parts["1.3.1"].maximum
    told = answer(client, scoring, **{"1.3.1": str(most / 10)})
    nothing = answer(client, scoring, **{"1.3.1": "0"})
    value, words = told["taken"]["p-1.3.1"]
    assert value == "0" and told["total"] == nothing["total"] and not nothing["taken"]
    typed = str((most / 10).normalize()).replace(".", ",")
    assert (
        words == f"Quy tắc cho 0 hoặc {str(most.normalize()).replace('.', ',')} điểm; lấy 0 thay cho {typed}."
    )
    assert words in told["said"]
    shown = client.get(reverse("indices:round-whatif", kwargs=scoring.of()), {"p-1.3.1": str(most / 10)})
    assert shown.status_code == 200 and words in shown.content.decode()
    assert (
        'name="p-1.3.1" type="text" inputmode="decimal" autocomplete="off" value="0"'
        in shown.content.decode()
    )
    ratio = parts["2.2.1"]
    floor = (ratio.maximum * ratio.rule.floor / ratio.rule.cap).quantize(Decimal("0.01"))
    for typed, expected in {floor - Decimal("0.01"): floor, Decimal("0.01"): 0}.items():
        value, words = answer(client, scoring, **{"2.2.1": str(typed)})["taken"]["p-2.2.1"]
        assert Decimal(value.replace(",", ".")) == expected and "Dưới mức sàn" in words


def test_a_drag_asks_few_questions_of_the_database(scoring, django_assert_max_num_queries):
    client = client_of(scoring.appraiser)
    answer(client, scoring)
    with django_assert_max_num_queries(QUERIES_MAX):
        answer(client, scoring, **{"1.1": "1"})
    with django_assert_max_num_queries(QUERIES_MAX):
        page(client, "round-whatif", *scoring.of().values())
