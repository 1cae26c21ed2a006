"""How firmly the ranks of a round stand: who reads it from when on, what it says, and that it is worked out once."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.indices import actions, rounds
from motcua.indices.models import ScoreSheet
from motcua.indices.robustness import League, weight_influences
from motcua.indices.rounds import doubting
from tests.indices.league import make_league
from tests.indices.rounds import make_scoring
from tests.indices.test_round_pages import client_of, page


@pytest.fixture
def scoring(settings, tmp_path):
    settings.VAR = tmp_path
    doubting.doubts_of.cache_clear()
    held = make_scoring(at=timezone.now())
    for n in range(3):
        held.decided(n)
    held.bring_in()
    return held


def freeze(scoring, *, hours=0):
    computed = actions.compute_round(round_id=scoring.round.pk)
    given = {"reach": scoring.reach(scoring.appraiser), "at": scoring.at}
    actions.freeze_round(computed=computed, announce_at=scoring.at + timedelta(hours=hours), **given)


@pytest.mark.django_db
def test_the_owner_reads_it_before_the_sheet_everybody_from_its_hour_on(scoring):
    address = reverse("indices:round-robustness", args=[scoring.round.pk])
    shown = page(client_of(scoring.appraiser), "round-robustness", scoring.round.pk)
    assert "Phường Thử Lập" in shown and "Dữ liệu mô phỏng" in shown.replace("dữ", "Dữ")
    for stranger in (Client(), client_of(scoring.officers[0])):
        assert stranger.get(address).status_code == 404
    freeze(scoring, hours=1)
    # From the frozen sheet on it stands beside the sheet: the owner is sent there, others hear of nothing yet.
    there = reverse("indices:sheet-robustness", args=[ScoreSheet.objects.get().pk])
    owner = client_of(scoring.appraiser)
    assert owner.get(address)["Location"] == there and owner.get(there).status_code == 200
    for stranger in (Client(), client_of(scoring.officers[0])):
        assert stranger.get(address).status_code == stranger.get(there).status_code == 404


@pytest.mark.django_db
def test_an_announced_sheet_shows_ranges_to_everybody_and_is_worked_out_once(scoring, settings, monkeypatch):
    freeze(scoring)
    assert (rounds.work_out_doubts(), rounds.work_out_doubts()) == (1, 0)
    sheet = ScoreSheet.objects.get().pk
    first = page(Client(), "sheet-robustness", sheet)
    assert 'data-density="desk"' not in first
    assert "trong chín phần mười số lần thử" in first and "Tóm tắt" in first
    assert reverse("indices:sheet-robustness", args=[sheet]) in page(Client(), "sheet", sheet)
    assert len(list((settings.VAR / doubting.KEPT).iterdir())) == 1
    doubting.doubts_of.cache_clear()  # as another process would begin
    monkeypatch.setattr(doubting, "_worked_out", lambda league: pytest.fail("worked out twice"))
    assert page(Client(), "sheet-robustness", sheet).count("<svg") == first.count("<svg") >= 2


def test_the_weight_that_decides_is_named_and_one_that_all_share_moves_next_to_nothing():
    # Component 2 parts the units the other way round; component 3 gives everybody the same.
    league = League.of(
        units=list("abcd"),
        components=["1", "2", "3"],
        domains=["1", "1", "2"],
        maxima=[40, 40, 20],
        points=[[30, 10, 10], [20, 20.2, 10], [10, 30.3, 10], [15, 24, 10]],
    )
    found = {one.name: one.total for one in weight_influences(league, 0.25, count_log2=9)}
    assert min(found["1"], found["2"]) > 0.3 and found["3"] < 0.01


def test_a_large_league_is_drawn_less_finely_and_never_not_at_all():
    asked = doubting.CELLS_OF_WEIGHTS
    assert doubting._fineness(63 * 90, asked) == 10 and doubting._fineness(4000 * 90, asked) == 6
    league = make_league(30, 12)
    few = doubting._read(json.loads(doubting._worked_out(league)))
    assert few.draws == 10_000 and len(few.ranges) == 30
    assert all(1 <= one.low <= one.median <= one.high <= 30 for one in few.ranges)
