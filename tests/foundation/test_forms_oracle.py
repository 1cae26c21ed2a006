"""The forms engine against a slow, obvious oracle, on forms and answers made by chance."""

import json

from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from motcua.foundation import forms
from tests.foundation import form_oracle as oracle
from tests.foundation.form_documents import choice, field, form, group, page, small_documents

MANY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**18) | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def without_dead_conditions(document):
    """The form without the conditions that decide nothing: they are refused at load. What else is wrong stays."""
    while True:
        loaded, problems = forms.examine(document)
        dead = [problem for problem in problems if problem.path[-1] == "when"]
        if not dead:
            return loaded
        for problem in dead:
            place = document
            for part in problem.path[:-1]:
                place = place[part]
            place.pop("when")


def answers_for(document):
    fields = [each for one in document["pages"] for each in one["fields"]]
    nearly = st.sampled_from([None, "", True, False, 0, 1, 2, 3, 4, "a", "b", "c", "x"])
    return st.fixed_dictionaries(
        {}, optional={each["code"]: st.sampled_from(oracle.everything(each)) | nearly for each in fields}
    )


@MANY
@given(st.data())
def test_faults_and_kept_answers_are_those_of_the_oracle(data):
    document = data.draw(small_documents())
    loaded = without_dead_conditions(document)
    answers = data.draw(answers_for(document))
    # A yes-no typed as 0 or 1 would equal False or True for Python; the oracle is not asked about that.
    assume(
        not any(
            isinstance(value, int) and not isinstance(value, bool) and _is_yes_no(document, code)
            for code, value in answers.items()
        )
    )
    assert [fault.field for fault in loaded.check(answers)] == oracle.faulty(document, answers)
    _fields, kept = oracle.visible_fields(document, answers)
    assert loaded.clean(answers) == kept


def _is_yes_no(document, code):
    return any(
        each["code"] == code and each["kind"] != "integer"
        for one in document["pages"]
        for each in one["fields"]
    )


@MANY
@given(small_documents(pages_max=2, fields_max=2))
def test_a_condition_is_reported_exactly_when_it_decides_nothing(document):
    _loaded, problems = forms.examine(document)
    reported = set()
    for problem in problems:
        place = document
        for part in problem.path[:-1]:
            place = place[part]
        reported.add(place["code"])
    conditioned = {
        each["code"] for one in document["pages"] for each in (one, *one["fields"]) if "when" in each
    }
    found = oracle.deciding(document)
    assert reported == {code for code in conditioned if len(found.get(code, set())) < 2}


@MANY
@given(st.data())
def test_checked_answers_always_meet_the_published_schema(data):
    document = data.draw(small_documents())
    loaded = without_dead_conditions(document)
    answers = data.draw(answers_for(document))
    Draft202012Validator.check_schema(loaded.schema)
    if not loaded.check(answers):
        Draft202012Validator(loaded.schema).validate(loaded.clean(answers))


EVERY_KIND = form(
    page(
        "one",
        field("text"), field("paragraph", "paragraph"), field("name", "name"), field("identity", "identity-number"), field("tax", "tax-code"),
        field("phone", "phone"), field("email", "email"), field("born", "date", latest="today"), field("month", "month"), field("year", "year"),
        field("count", "integer"), field("area", "number"), field("price", "money"), field("sure", "yes-no"), choice("one_of", "a", "b"),
        field("some_of", "choices", options=choice("x", "a", "b")["options"]),
        field("age", "integer", compute={"age": {"field": "born"}}), field("sum", "number", compute={"sum": [{"field": "count"}, {"field": "area"}]}),
        field("words", compute={"words": {"field": "price"}}), field("late", "integer", compute={"days": [{"field": "born"}, {"today": True}]}),
        group("rows", field("row_text"), field("row_number", "integer"), field("row_when", when={"field": "row_number", "more_than": 3}), rows_max=4),
        field("row_sum", "integer", compute={"sum": {"group": "rows", "field": "row_number"}}),
        field("row_names", compute={"concat": {"group": "rows", "field": "row_text"}, "separator": "; "}),
    )
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(data=st.dictionaries(st.sampled_from([*forms.load(EVERY_KIND).codes, "other"]), ANYTHING, max_size=12))
@example(
    data={"text": {"\N{CJK COMPATIBILITY IDEOGRAPH-2F800}": None}}
)  # what is written out is put in the one normal form too
def test_whatever_is_sent_gets_an_answer_and_what_is_kept_is_plain_data(data):
    from datetime import date

    loaded = forms.load(EVERY_KIND)
    faults = loaded.check(data, today=date(2026, 3, 18))
    kept = loaded.clean(data, today=date(2026, 3, 18))
    json.dumps(kept, allow_nan=False)
    assert kept.keys() <= loaded.fields.keys()
    for fault in faults:
        assert fault.sentence % fault.facts
    # What was kept once is kept the same again: nothing is lost or changed by saving twice.
    assert loaded.clean(kept, today=date(2026, 3, 18)) == kept
