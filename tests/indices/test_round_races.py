"""Many at once, on both databases: the last second before the lock, and one component filled in by two."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections

from motcua.foundation.refusal import Refusal
from motcua.indices import actions
from motcua.indices.models import Mark
from motcua.indices.rules import round_refusals as refusals
from motcua.indices.rules.points import Given
from motcua.indices.rules.rounds import Stage, Voice
from tests.indices.rounds import given, make_scoring, self_scored

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts) -> list[object]:
    """What each answered, or the refusal it met; all of them begin together."""
    start = Barrier(len(acts))

    def run(act) -> object:
        try:
            start.wait(timeout=60)
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_at_the_deadline_second_each_score_is_in_before_the_lock_or_refused_whole():
    scoring = make_scoring()
    until = scoring.round.locks_at
    codes = self_scored()[:6]
    reach, of = scoring.reach(scoring.officers[0]), scoring.of()
    word = {code: actions.Word(given(code), "Giờ chót.") for code in codes}

    def fill(code):
        moment = until - timedelta(microseconds=1)
        return lambda: actions.fill_in(**of, code=code, word=word[code], reach=reach, at=moment)

    late = lambda: actions.fill_in(**of, code=codes[0], word=word[codes[0]], reach=reach, at=until)  # noqa: E731
    came = at_once(*(fill(code) for code in codes), lambda: actions.lock_overdue(at=until), late)
    assert isinstance(came[-1], refusals.DeadlinePassed)
    saved = {mark.component for mark in came[:-2] if isinstance(mark, Mark)}
    refused = [one for one in came[:-2] if not isinstance(one, Mark)]
    assert all(isinstance(one, refusals.StageMoved) for one in refused)
    assert set(Mark.objects.values_list("component", flat=True)) == saved
    assert scoring.unit().stage == Stage.LOCKED and scoring.unit().locked_at == until
    assert scoring.unit().revision == 1 + len(saved) + 1


def test_two_who_fill_in_the_same_component_from_the_same_page_do_not_write_over_each_other():
    scoring = make_scoring()
    reach, of = scoring.reach(scoring.officers[0]), scoring.of()

    def fill(yes):
        word = actions.Word(Given(yes=yes), "Có.")
        return lambda: actions.fill_in(**of, code="1.3.1", word=word, reach=reach, at=scoring.at, seen=0)

    came = at_once(fill(True), fill(False))
    assert sorted(type(one).__name__ for one in came) == ["ChangedMeanwhile", "Mark"]
    assert Mark.objects.filter(voice=Voice.SELF).count() == 1
