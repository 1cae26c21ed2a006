"""The same Idempotency-Key at the same moment, and two officers at once: really at once, on both databases."""

import threading

import pytest
from django.db import connections
from django.utils import timezone

from motcua.chronicle.models import Entry
from motcua.dossiers.models import Dossier, Movement
from motcua.people.models import AnsweredKey
from tests.dossiers.build import make_world, submitted
from tests.portal.program import Program, new_dossier, token

CALLERS = 6
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db):
    world = make_world()
    world.at = timezone.now()
    return world


def at_once(*calls):
    """Each call in a thread with a connection of its own, let go together."""
    gate, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def run(n, call):
        try:
            gate.wait()
            answers[n] = call()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert None not in answers
    return answers


def test_one_request_is_made_however_many_send_the_same_key_at_once(world):
    secret = token(world, world.cast.hoa)
    key = {"Idempotency-Key": "at-once"}
    answers = at_once(
        *[lambda: Program(secret).post("/dossiers", new_dossier(), **key) for _ in range(CALLERS)]
    )
    assert {answer.status_code for answer in answers} == {201}, [answer.body for answer in answers]
    assert len({answer.body["number"] for answer in answers}) == 1
    assert sorted(answer.body["repeated"] for answer in answers) == [False] + [True] * (CALLERS - 1)
    assert Dossier.objects.count() == Movement.objects.count() == AnsweredKey.objects.count() == 1
    assert Entry.objects.filter(kind="dossier.submitted").count() == 1


def test_the_same_key_with_two_bodies_at_once_makes_one_request_and_refuses_the_other(world):
    secret = token(world, world.cast.hoa)
    key = {"Idempotency-Key": "at-once"}
    answers = at_once(
        *[
            lambda language=language: Program(secret).post("/dossiers", new_dossier(language=language), **key)
            for language in ("vi", "en")
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [201, 422]
    assert Dossier.objects.count() == 1


def test_of_two_officers_with_the_same_etag_one_acts_and_the_other_is_told(world):
    number = submitted(world).number
    secret = token(world, world.cast.reception)
    head = {"If-Match": '"1"'}
    answers = at_once(
        *[
            lambda: Program(secret).post(f"/dossiers/{number}/acts/take-in", {}, **head)
            for _ in range(CALLERS)
        ]
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [200] + [412] * (CALLERS - 1), [answer.body for answer in answers]
    assert Movement.objects.filter(dossier__number=number).count() == 2


def test_numbers_are_whole_after_many_sent_at_once(world):
    secret = token(world, world.cast.hoa)
    answers = at_once(
        *[
            lambda n=n: Program(secret).post("/dossiers", new_dossier(), **{"Idempotency-Key": f"k-{n}"})
            for n in range(CALLERS)
        ]
    )
    numbers = sorted(int(answer.body["number"].rsplit("-", 1)[1]) for answer in answers)
    assert numbers == list(range(numbers[0], numbers[0] + CALLERS))


def test_an_act_whose_answer_was_lost_is_answered_to_the_same_key_and_not_refused_for_its_own_change(world):
    number = submitted(world).number
    desk = Program(token(world, world.cast.reception))
    asked = {"Idempotency-Key": "lost-answer", "If-Match": '"1"'}
    first, again = (desk.post(f"/dossiers/{number}/acts/take-in", {}, **asked) for _ in range(2))
    assert first.status_code == again.status_code == 200, again.body
    assert again.body == {**first.body, "repeated": True}
    assert Movement.objects.filter(act="dossier.taken-in").count() == 1
