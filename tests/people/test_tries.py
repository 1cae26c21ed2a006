"""Tries are counted exactly, also when many come at once, and nothing stored says who tried."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from motcua.people import actions
from motcua.people.models import Throttle
from motcua.people.rules import TooManyTries

from .cast import NOW

WINDOW = timedelta(minutes=15)


def spend(key="hoa", at=NOW, limit=3):
    actions.spend_try(scope="sign-in", key=key, at=at, limit=limit, window=WINDOW)


def test_the_try_after_the_last_is_refused_and_says_until_when(db):
    for _ in range(3):
        spend()
    with pytest.raises(TooManyTries) as refusal:
        spend()
    assert refusal.value.facts == {"until": NOW + WINDOW}


def test_another_key_has_its_own_tries(db):
    for _ in range(3):
        spend()
    spend(key="nam")


def test_tries_come_back_when_the_window_has_passed(db):
    for _ in range(3):
        spend()
    with pytest.raises(TooManyTries):
        spend(at=NOW + WINDOW - timedelta(seconds=1))
    for _ in range(3):
        spend(at=NOW + WINDOW)
    with pytest.raises(TooManyTries):
        spend(at=NOW + WINDOW)


def test_neither_name_nor_address_is_stored(db):
    actions.spend_try(scope="sign-in", key="0905000001\n10.0.0.7", at=NOW, limit=3, window=WINDOW)
    row = Throttle.objects.get()
    assert "0905" not in row.key_hash and len(row.key_hash) == 64


def test_old_tries_are_forgotten(db):
    spend()
    assert actions.forget_old_tries(before=NOW) == 0
    assert actions.forget_old_tries(before=NOW + timedelta(days=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_exactly_as_many_as_the_limit_allows():
    outcomes = []

    def one():
        try:
            spend(limit=5)
            outcomes.append("spent")
        except TooManyTries:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused"] * 7 + ["spent"] * 5
