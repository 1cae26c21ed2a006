"""A refusal carries a code, facts, a sentence and a next step; its facts fit its sentence."""

import re
from dataclasses import FrozenInstanceError

import pytest

from motcua.foundation.refusal import Fault, Forbidden, InvalidInput, NotFound, Refusal


class TooLate(Refusal):
    code = "test.too-late"
    sentence = "The term ended on %(day)s."


def test_a_refusal_keeps_its_facts_for_the_sentence():
    refusal = TooLate(day="19/04/2023")
    assert refusal.sentence % refusal.facts == "The term ended on 19/04/2023."
    assert str(refusal) == "test.too-late {'day': '19/04/2023'}"


def test_faults_are_kept_in_order_and_cannot_be_changed():
    faults = [Fault("name", "Write the name."), Fault("day", "There is no day %(text)s.", {"text": "31/02"})]
    refusal = InvalidInput(faults=faults)
    assert refusal.faults == tuple(faults)
    with pytest.raises(FrozenInstanceError):
        refusal.faults[0].field = "other"


def all_kinds(kind: type[Refusal]) -> list[type[Refusal]]:
    return [kind, *(deeper for below in kind.__subclasses__() for deeper in all_kinds(below))]


def test_every_refusal_of_the_house_has_a_code_a_sentence_and_a_next_step():
    for kind in all_kinds(Refusal):
        assert re.fullmatch(r"[a-z]+\.[a-z0-9-]+", kind.code), kind
        # 503: nothing is wrong with what was asked, only with the moment; programs ask again.
        assert 400 <= kind.status < 500 or kind.status == 503, kind
        assert kind.sentence.endswith((".", "?")), kind
        assert kind.next_step, kind


def test_the_four_that_every_room_uses_differ_in_status():
    assert [kind.status for kind in (NotFound, Forbidden, InvalidInput, Refusal)] == [404, 403, 422, 409]
