"""Conditions and computed values as controls: what they show comes back exactly, what they cannot show stays."""

import copy
import json

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.forms import examine
from motcua.foundation.forms.conditions import VERBS
from motcua.procedures import asked, composing, editing, reckoning, saying
from motcua.procedures.parts import sections
from tests.procedures.test_editing import SHIPPED, document

KINDS = {
    "age": "integer", "area": "number", "fee": "money", "born": "date", "married": "yes-no", "name": "text",
    "why": "choice", "papers": "choices", "people": "group",
}  # fmt: skip
WORDS = st.text("abcđ", min_size=1, max_size=4)
VALUES = {
    "integer": st.integers(-9, 2_000_000), "money": st.integers(0, 9_000_000),
    "number": st.integers(-9, 9999) | st.sampled_from([0.5, 1234.25]),
    "date": st.dates().map(lambda day: day.isoformat()), "yes-no": st.booleans(), "text": WORDS,
    "choice": WORDS, "choices": WORDS,
}  # fmt: skip


@st.composite
def single(draw):
    """One test that a form could hold, in the words of the file."""
    code = draw(st.sampled_from(sorted(KINDS)))
    kind = KINDS[code]
    verb = draw(st.sampled_from(composing.verbs_for(kind)))
    if verb in ("filled", "empty"):
        return {"field": code, "filled": verb == "filled"}
    if verb.endswith("-field"):
        return {"field": code, verb.removesuffix("-field"): {"field": draw(st.sampled_from(sorted(KINDS)))}}
    if verb in composing.LISTING:
        return {"field": code, verb: draw(st.lists(VALUES[kind], max_size=3))}
    return {"field": code, verb: draw(VALUES[kind])}


def joined(part):
    several = st.lists(part, min_size=2, max_size=3)
    return (
        several.map(lambda parts: {"all": parts})
        | several.map(lambda parts: {"any": parts})
        | several.map(lambda parts: {"not": {"any": parts}})
        | single().map(lambda one: {"not": one})
    )


SHOWN = single() | joined(single() | joined(single()))
ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.text("a ,;\n", max_size=3),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["all", "any", "not", "field", *VERBS, "sum", "group", "on"]), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


def same(one, other):
    """Alike to the letter, also in the order of keys, and 1 is not True."""
    return json.dumps(one) == json.dumps(other)


@given(SHOWN)
def test_a_condition_of_one_nested_level_is_shown_and_built_again_from_its_controls_alone(condition):
    typed = dict(composing.typed_of("when", condition, KINDS))
    assert typed
    # Every line is typed anew, as if the file had said something else: nothing is copied from what was.
    was = replaced(condition)
    given_ = typed | dict(_untouched(was, typed))
    assert same(composing.read("when", given_, was, KINDS), condition)


def replaced(condition):
    """The same lines with other contents."""
    if "field" in condition:
        return {"field": "x", "is": "y"}
    ((join, parts),) = condition.items()
    return {join: [replaced(part) for part in parts] if isinstance(parts, list) else replaced(parts)}


def _untouched(was, typed):
    return [(key, value) for key, value in composing.typed_of("when", was, KINDS) if key not in typed]


@given(SHOWN | ODD)
def test_what_nobody_touched_is_as_it_was_whatever_it_is(value):
    before = copy.deepcopy(value)
    assert same(composing.read("w", dict(composing.typed_of("w", value, KINDS)), value, KINDS), before)
    assert same(reckoning.read("c", dict(reckoning.typed_of("c", value, KINDS)), value, KINDS), before)
    assert same(composing.read("w", {"_add": "w", "w-join": "any"}, value, KINDS), before) or composing.seen(
        value, KINDS
    )


OPERANDS = {
    "numbers": st.sampled_from(["age", "area", "fee"]).map(lambda code: {"field": code})
    | st.integers(0, 2000)
    | st.just({"count": "people"}),
    "days": st.sampled_from([{"field": "born"}, {"today": True}]),
    "texts": st.sampled_from(["age", "name"]).map(lambda code: {"field": code}) | WORDS,
}


@st.composite
def reckoned(draw):
    within = (reckoning.CHOOSE, reckoning.LOOKUP)  # tests/procedures/test_steps.py
    function = draw(st.sampled_from([one for one in reckoning.FUNCTIONS if one not in within]))
    where = draw(st.none() | SHOWN)
    if function in reckoning.OVER_ROWS:
        operator, named = reckoning.OVER_ROWS[function]
        inner = (
            {"group": "people"} | ({"field": "age"} if named else {}) | ({"where": where} if where else {})
        )
        return {operator: inner if named or where else "people"}
    if function == "age":
        on = draw(st.none() | OPERANDS["days"])
        return {"age": draw(OPERANDS["days"])} | ({"on": on} if on else {})
    sort = "days" if function == "days" else "texts" if function in reckoning.OF_TEXTS else "numbers"
    if function == "field":
        return {"field": "age"}
    if function in reckoning.OVER_ONE:
        return {function: draw(OPERANDS[sort])}
    size = 2 if function in reckoning.OVER_TWO else draw(st.integers(1, 4))
    values = [draw(OPERANDS[sort]) for _ in range(size)]
    separator = draw(st.sampled_from(sorted(reckoning.SEPARATORS))) if function == "concat" else ""
    said = reckoning.SEPARATORS[separator]
    return {function: values} | ({} if said is None else {"separator": said})


@given(reckoned())
def test_a_computed_value_of_the_short_list_is_shown_and_built_again(value):
    found = reckoning.seen(value, KINDS)
    assert found is not None
    typed = dict(reckoning.typed_of_seen("c", found, KINDS))
    where = value[next(iter(value))].get("where") if found.where else None
    # From another function with as many values, so that nothing is copied from what was.
    was = {"sum": [{"field": "zzz"}] * max(1, len(found.values))}
    if where is not None:
        was = {"count": {"group": "zzz", "where": where}} if found.function != "count" else was
        if found.function == "count":
            return
    assert same(reckoning.read("c", typed, was, KINDS), value)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_condition_and_every_computed_value_we_ship_is_shown_and_said(path):
    found = document(path.read_text(encoding="utf-8"))
    for section in sections(found):
        form_document = asked.form_of(found, section)
        kinds = asked.kinds(found, section)
        if form_document is None:
            continue
        form = examine(form_document)[0]
        assert saying.kinds_of(form) == kinds
        for key, value in _every(editing.at(found, section.path), ("when", "compute")):
            if key == "when":
                assert composing.seen(value, kinds) and saying.condition(value, form, "vi")
            else:
                assert reckoning.seen(value, kinds) and saying.computed(value, form, "en")
                assert "%" not in saying.computed(value, form, "en")


def _every(place, keys):
    for key, value in (
        place.items() if isinstance(place, dict) else enumerate(place if isinstance(place, list) else ())
    ):
        if key in keys:
            yield key, value
        else:
            yield from _every(value, keys)


def read(value, **typed):
    controls = {key.replace("__", "-"): said for key, said in typed.items()}
    return composing.read("when", dict(composing.typed_of("when", value, KINDS)) | controls, value, KINDS)


MARRIED, GROWN = {"field": "married", "is": True}, {"field": "age", "at_least": 18}


def test_a_second_line_makes_a_list_and_taking_it_away_makes_one_line_again():
    two = read(MARRIED, _add="when")
    assert two == {"all": [MARRIED, {"field": "", "is": ""}]}
    filled = read(two, when__1__field="age", when__1__verb="at_least", when__1__value="18")
    assert filled == {"all": [MARRIED, GROWN]}
    assert read(filled, when__join="any") == {"any": [MARRIED, GROWN]}
    assert read(filled, when__join="none") == {"not": {"any": [MARRIED, GROWN]}}
    assert read(filled, _remove="when.0") == GROWN
    assert read(filled, _remove="when.7") == filled and read(filled, when__join="x") == filled


def test_several_together_stand_within_and_go_again():
    inner = read(read(MARRIED, _add="when"), _add="when:lines", _remove="when.1")
    assert inner == {"all": [MARRIED, {"any": [{"field": "", "is": ""}] * 2}]}
    typed = {"when__1__0__field": "age", "when__1__0__verb": "at_least", "when__1__0__value": "18"}
    one = read(inner, **typed, _remove="when-1.1")
    assert one == {"all": [MARRIED, GROWN]}


def test_another_question_asks_for_another_comparison():
    assert read(GROWN, when__0__field="married") == MARRIED
    assert read(GROWN, when__0__field="papers") == {"field": "papers", "has": ""}
    assert read(GROWN, when__0__field="people") == {"field": "people", "filled": True}
    assert read(GROWN, when__0__field="") is None
    assert read(None, when__0__field="born", when__0__verb="is", when__0__value="19/4/2023") == {
        "field": "born",
        "is": "2023-04-19",
    }


def test_deeper_nesting_stays_text_and_no_button_touches_it():
    deep = {"all": [MARRIED, {"any": [GROWN, {"all": [MARRIED, GROWN]}]}]}
    assert composing.seen(deep, KINDS) is None
    assert composing.read("when", {"_add": "when", "when-join": "any"}, deep, KINDS) is deep


def compute(value, **typed):
    controls = {key.replace("__", "-"): said for key, said in typed.items()}
    return reckoning.read("c", dict(reckoning.typed_of("c", value, KINDS)) | controls, value, KINDS)


def test_a_function_is_chosen_and_its_values_named():
    days = compute(reckoning.BLANK, c__fn="days")
    assert days == {"days": [{"field": ""}, {"field": ""}]}
    days = compute(days, c__0__of="born", c__1__of=":today")
    assert days == {"days": [{"field": "born"}, {"today": True}]}
    count = compute(days, c__fn="count", c__rows="people")
    assert count == {"count": "people"}
    where = {"c__where__0__field": "age", "c__where__0__verb": "at_least", "c__where__0__value": "18"}
    assert compute(count, **where) == {"count": {"group": "people", "where": GROWN}}
    total = compute(reckoning.BLANK, c__fn="sum-rows", c__rows="people.age")
    assert total == {"sum": {"group": "people", "field": "age"}}
    sums = compute({"sum": [{"field": "age"}, 1]}, _add="c", c__1__written="1.500")
    assert sums == {"sum": [{"field": "age"}, 1500, {"field": ""}]}
    assert compute(sums, _remove="c.2") == {"sum": [{"field": "age"}, 1500]}
    assert compute(sums, c__fn="nonsense") == sums


def test_sentences_keep_and_and_or_apart():
    form = examine({
        "title": {"vi": "Tờ", "en": "Form"},
        "pages": [{"code": "a", "title": {"vi": "A", "en": "A"}, "fields": [
            {"code": "married", "kind": "yes-no", "label": {"vi": "Đã cưới?", "en": "Married?"}},
            {"code": "age", "kind": "integer", "label": {"vi": "Tuổi", "en": "Age"}},
        ]}],
    })[0]  # fmt: skip
    condition = {"all": [MARRIED, {"any": [GROWN, {"field": "gone", "filled": True}]}]}
    with override("en"):
        said = saying.condition(condition, form, "en")
        assert said.startswith("“Married” is “Yes” and (“Age” is at least 18 or ") and "gone" in said
        assert saying.computed({"sum": [{"field": "age"}, 1]}, form, "en") == "the sum of “Age”, 1"
