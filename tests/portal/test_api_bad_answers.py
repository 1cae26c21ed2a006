"""Each wrong value once in each kind of question, online and at the counter: refused at its field, or taken as words."""

import json
from typing import Any

import pytest
from django.utils import timezone

from motcua.dossiers.models import Dossier
from motcua.foundation.forms import Kind
from tests.dossiers.build import PROCEDURE, make_world
from tests.foundation.form_documents import field, form, group, options, page
from tests.portal.program import new_dossier, program
from tests.portal.test_api_bad_values import HOSTILE, HTML, INSTEAD, LONG, is_problem

pytestmark = pytest.mark.django_db


def codes(before: str) -> dict[Kind, str]:
    return {kind: f"{before}_{kind.replace('-', '_')}" for kind in Kind}


ASKED, COLUMNS = codes("q"), codes("c")


def questions(of: dict[Kind, str]) -> list[dict[str, Any]]:
    chosen = {"options": options("mot", "hai")}
    more = {Kind.CHOICE: chosen, Kind.CHOICES: chosen, Kind.LISTED: {"table": "provinces"}}
    return [field(code, kind, required=True, **more.get(kind, {})) for kind, code in of.items()]


FORM = form(page("mot-trang", *questions(ASKED), group("rows", *questions(COLUMNS), rows_max=3)))
TEXT = (
    PROCEDURE.replace("    terms:\n", "    form: phieu\n    terms:\n", 1)
    + f"forms:\n  phieu: {json.dumps(FORM)}\n"
)


@pytest.fixture
def world(db, settings):
    settings.API_CALLS_A_MINUTE_MAX = 10**9
    found = make_world(text=TEXT)
    found.at = timezone.now()  # the interface reads the real clock
    return found


WORDS = {Kind.TEXT, Kind.PARAGRAPH}
# Which kinds take it as an answer; the others refuse it. `None`: a way of leaving the answer out.
TAKEN: dict[str, set[Kind] | None] = {
    "": None, "None": None, HTML: WORDS, HOSTILE: WORDS, LONG: set(), "1e309": WORDS, "-1": set(), "1.5": {Kind.NUMBER},
    "True": {Kind.YES_NO}, "[None]": WORDS, "{'': ''}": WORDS,
}  # fmt: skip


def send(world, channel: str, answers: dict[str, Any]):
    """The answers in a row online, in the form itself at the counter."""
    if channel == "online":
        return program(world, world.cast.hoa).post("/dossiers", new_dossier(answers={"rows": [answers]}))
    given = new_dossier(channel=channel, answers=answers, applicant="Nguyễn Thị Hoa")
    return program(world, world.cast.reception).post("/dossiers", given)


@pytest.mark.parametrize("channel", ["online", "counter"])
def test_each_wrong_value_is_refused_at_its_field_in_each_kind_of_question(world, channel):
    """What is missing may come later at the counter; what is wrong is refused there as it is online."""
    asked = COLUMNS if channel == "online" else ASKED
    for value in (value for value in INSTEAD if str(value) in TAKEN):
        answer, taken = send(world, channel, dict.fromkeys(asked.values(), value)), TAKEN[str(value)]
        if taken is None and channel == "counter":
            assert answer.status_code == 201, (value, answer.body)
            continue
        assert answer.status_code == 422 and not is_problem(answer), (value, answer.body)
        if taken is not None:
            named = {fault["field"].rpartition(".")[2] for fault in answer.body["faults"]}
            assert {kind for kind, code in asked.items() if code not in named} == taken, value
    assert Dossier.objects.count() == (2 if channel == "counter" else 0)


def test_what_the_form_does_not_ask_or_offer_is_refused_at_the_counter_and_the_rest_may_wait(world):
    for answers, field_named in (
        ({"q_choice": "ba"}, "q_choice"),
        ({"q_choices": ["mot", "ba"]}, "q_choices"),
        ({"q_integer": "hai"}, "q_integer"),
        ({"khac": "x"}, "khac"),
        ({"rows": "x"}, "rows"),
        ({"rows": [{"c_choice": "ba"}]}, "rows.0.c_choice"),
    ):
        answer = send(world, "counter", answers)
        assert (answer.status_code, answer.body["code"]) == (422, "motcua.invalid-input"), answers
        assert [fault["field"] for fault in answer.body["faults"]] == [field_named], answer.body
    assert not Dossier.objects.exists()
    for value in ("\ud800", 9223372036854775808):  # no text, and no number, that a database holds
        assert (
            is_problem(answer := send(world, "counter", {"q_text": value})) == "" and answer.status_code < 500
        )
    sent = send(world, "counter", {"q_choice": "mot"})
    assert sent.status_code == 201 and Dossier.objects.get(number=sent.body["number"]).data == {
        "q_choice": "mot"
    }
