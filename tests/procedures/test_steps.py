"""Steps within steps, values chosen by conditions, tables: shown, built again, said; what is deeper stays text."""

import json

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.forms import examine
from motcua.procedures import composing, reckoning, saying
from motcua.procedures.asked import Asked
from motcua.procedures.builders import Builders
from tests.procedures.test_composing import KINDS, SHOWN, WORDS, replaced, same

FIELD = st.sampled_from(["age", "area", "fee"]).map(lambda code: {"field": code})
PLAIN = FIELD | st.integers(-5, 2000) | st.just({"count": "people"})
KEYS = {
    "why": st.text("abcd-", min_size=1, max_size=5), "married": st.sampled_from(["yes", "no"]),
    "age": st.integers(0, 2_000), "born": st.dates().map(lambda day: day.isoformat()),
}  # fmt: skip


@st.composite
def tables(draw):
    asked = draw(st.sampled_from(sorted(KEYS)))
    sort = draw(st.sampled_from([st.integers(0, 9_000_000) | st.just(0.5), WORDS]))
    made = {
        "lookup": {"field": asked},
        "table": draw(st.dictionaries(KEYS[asked], sort, min_size=1, max_size=4)),
    }
    return made | ({"otherwise": draw(sort)} if draw(st.booleans()) else {})  # fmt: skip


def steps(part):
    several = st.lists(part, min_size=1, max_size=3)
    return (
        several.map(lambda values: {"sum": values})
        | st.tuples(part, part).map(lambda pair: {"quotient": list(pair)})
        | st.tuples(part, st.none() | st.integers(0, 6)).map(
            lambda pair: {"round": pair[0]} | ({} if pair[1] is None else {"decimals": pair[1]})
        )
        | st.tuples(st.lists(st.tuples(SHOWN, part), min_size=1, max_size=2), st.none() | part).map(
            lambda pair: (
                {"choose": [{"when": when, "then": then} for when, then in pair[0]]}
                | ({} if pair[1] is None else {"otherwise": pair[1]})
            )
        )
        | SHOWN.map(lambda where: {"count": {"group": "people", "where": where}})
        | tables()
    )


NESTED = steps(PLAIN | steps(PLAIN | steps(PLAIN)))


def scrambled(value, *, inner=True):
    """The same controls with other contents, so that nothing of the value itself can be copied from it."""
    if not isinstance(value, dict):
        return 77
    if inner and (value.keys() <= {"field", "today"} or isinstance(value.get("count"), str)):
        return {"field": "zzz"}
    operator, said = next(iter(value.items()))
    if operator == "choose":
        branches = [{"when": replaced(one["when"]), "then": scrambled(one["then"])} for one in said]
        made = {"choose": branches}
        return made | ({"otherwise": scrambled(value["otherwise"])} if "otherwise" in value else {})
    if operator == "lookup":
        return {"lookup": scrambled(said), "table": {f"?{n}": 77 for n in range(len(value["table"]))}}
    if operator == "count":
        return {"count": {"group": "zzz", "where": replaced(said["where"])}}
    return {operator: [scrambled(one) for one in said] if isinstance(said, list) else scrambled(said)}


@given(NESTED)
def test_steps_choices_and_tables_are_shown_and_built_again_from_their_controls_alone(value):
    found = reckoning.seen(value, KINDS)
    assert found is not None
    typed = dict(reckoning.typed_of_seen("c", found, KINDS))
    assert len(typed) == len(reckoning.typed_of_seen("c", found, KINDS)), "each control has a name of its own"
    assert same(reckoning.read("c", typed, scrambled(value), KINDS), value)
    assert reckoning.read("c", typed, value, KINDS) is value


@given(NESTED)
def test_a_step_too_deep_stays_text_and_no_button_touches_it(value):
    deep = {"sum": [{"round": {"sum": [{"product": [value, 1]}]}}, 1]}
    assert reckoning.seen(deep, KINDS) is None
    assert reckoning.read("c", {"c-fn": "sum", "_add": "c"}, deep, KINDS) is deep


@pytest.mark.parametrize(
    "value",
    [
        {"choose": [{"when": None, "then": 1}]}, {"choose": [{"when": {"field": "age", "is": 1}}]}, {"choose": []},
        {"lookup": {"field": "why"}}, {"lookup": {"field": "why"}, "table": {True: 1}}, {"lookup": {"field": "why"}, "table": {}},
        {"lookup": {"field": "why"}, "table": {"a": [1]}}, {"lookup": {"field": "why"}, "table": {"a": 1}, "otherwise": None},
        {"round": {"field": "area"}, "decimals": 7}, {"round": {"field": "area"}, "decimals": True}, {"round": 1, "on": 1},
    ],
)  # fmt: skip
def test_what_the_form_itself_would_refuse_stays_text(value):
    assert reckoning.seen(value, KINDS) is None


def edited(value, **typed):
    controls = {key.replace("__", "-"): said for key, said in typed.items()}
    return reckoning.read("c", dict(reckoning.typed_of("c", value, KINDS)) | controls, value, KINDS)


GROWN, MARRIED = {"field": "age", "at_least": 18}, {"field": "married", "is": True}
BLANK = dict(composing.BLANK)


def test_a_value_is_chosen_by_conditions():
    one = edited({"difference": [{"field": "fee"}, 50]}, c__fn="choose")
    assert one == {"choose": [{"when": BLANK, "then": {"field": "fee"}}], "otherwise": 50}
    typed = {"c__0__when__0__field": "age", "c__0__when__0__verb": "at_least", "c__0__when__0__value": "18"}
    grown = edited(one, **typed)
    assert grown["choose"] == [{"when": GROWN, "then": {"field": "fee"}}]
    two = edited(grown, _add="c")
    assert two["choose"][1] == {"when": BLANK, "then": {"field": ""}}
    both = edited(grown, _add="c-0-when")
    assert both["choose"][0]["when"] == {"all": [GROWN, BLANK]}
    assert edited(two, _remove="c.1") == grown and edited(grown, _remove="c.0") == grown
    assert edited(grown, _remove="c-0-when.0")["choose"][0]["when"] == BLANK
    assert "otherwise" not in edited(grown, c__else__of="")
    assert edited(grown, c__else__of=":written", c__else__written="Không")["otherwise"] == "Không"
    assert edited(grown, c__fn="field") == {"field": "fee"}


def test_a_step_begins_with_the_value_that_stood_there_and_goes_again():
    value = {"product": [{"field": "area"}, 100]}
    step = edited(value, c__0__of=":step")
    assert step == {"product": [{"sum": [{"field": "area"}, {"field": ""}]}, 100]}
    # Its controls are read also while the file still says what stood there before.
    typed = {"c__0__of": ":step", "c__0__fn": "product", "c__0__1__of": ":written", "c__0__1__written": "2"}
    assert edited(value, **typed) == {"product": [{"product": [{"field": "area"}, 2]}, 100]}
    quotient = edited(step, c__0__fn="quotient", c__0__1__of="fee")
    assert quotient == {"product": [{"quotient": [{"field": "area"}, {"field": "fee"}]}, 100]}
    assert edited(quotient, c__0__of="age") == {"product": [{"field": "age"}, 100]}
    three = edited(step, _add="c-0")
    assert len(three["product"][0]["sum"]) == 3 and len(three["product"]) == 2
    assert edited(three, _remove="c-0.2") == step
    assert edited({"round": {"field": "area"}}, c__decimals="2") == {
        "round": {"field": "area"},
        "decimals": 2,
    }
    assert edited({"concat": ["a"]}, c__0__of=":step") == {"concat": [{"concat": ["a", {"field": ""}]}]}


def test_lines_that_a_button_names_go_at_once_and_no_others():
    table = {"lookup": {"field": "why"}, "table": {"shop": 1, "gone": 2, "away": 3}, "otherwise": 4}
    assert edited(table, _drop='c-t:["gone", "away"]')["table"] == {"shop": 1}
    assert edited({**table, "table": {"gone": 2}}, _drop='c-t:["gone"]')["table"] == {"": ""}
    for nonsense in ("c-t", "c-t:", "c-t:{", "c-t:5", "c-t:[5]", 'd-t:["gone"]', 'c-t:["shop "]'):
        assert edited(table, _drop=nonsense) == table


def test_a_table_is_filled_line_by_line_and_no_line_is_lost():
    table = edited({"field": "why"}, c__fn="lookup")
    assert table == {"lookup": {"field": "why"}, "table": {"": ""}}
    one = edited(table, c__t__0__key="market", c__t__0__value="1.500")
    assert one == {"lookup": {"field": "why"}, "table": {"market": 1500}}
    two = edited(edited(one, _add="c-t"), c__t__1__key="shop", c__t__1__value="0,5", c__else__written="7")
    assert two == {"lookup": {"field": "why"}, "table": {"market": 1500, "shop": 0.5}, "otherwise": 7}
    # The answer of another line is not taken over: both lines stay.
    assert edited(two, c__t__1__key="market", c__t__1__value="9")["table"] == {"market": 1500, "shop": 9}
    assert edited(two, c__t__0__key="shop", c__t__1__key="market")["table"] == two["table"]
    assert edited(two, _remove="c-t.0")["table"] == {"shop": 0.5} and edited(one, _remove="c-t.0") == one
    # One word among them, and new ones are words too.
    assert edited(one, c__t__0__value="Khu A")["table"] == {"market": "Khu A"}
    coded = {"lookup": {"field": "why"}, "table": {"a": "01", "b": "02"}}
    assert edited(coded, c__t__1__value="03")["table"] == {"a": "01", "b": "03"}
    years = edited({"lookup": {"field": "age"}, "table": {1: 5}}, c__t__0__key="2.000")
    assert years["table"] == {2000: 5}


def form_with(compute, kind="number"):
    said = lambda word: {"vi": word, "en": word}  # noqa: E731
    return examine({
        "title": said("Form"),
        "pages": [{"code": "a", "title": said("A"), "fields": [
            {"code": "why", "kind": "choice", "label": said("Place"), "options": [
                {"code": "shop", "name": said("Shop")}, {"code": "market", "name": said("Market")}]},
            {"code": "age", "kind": "integer", "label": said("Age")},
            {"code": "got", "kind": kind, "label": said("Got"), "compute": compute},
        ]}],
    })  # fmt: skip


def names(step):
    """The controls of a step as it is drawn, and of all steps within."""
    found = [field.name for field in step.fields]
    for line in (*step.values, *step.table, *((step.otherwise,) if step.otherwise else ())):
        found += [field.name for field in line.fields]
        found += lines_of(line.when) if line.when else []
        found += names(line.step) if line.step else []
    return found + (lines_of(step.lines) if step.lines else [])


def lines_of(drawn):
    found = [drawn.join.name] if drawn.join else []
    for line in drawn.lines:
        found += lines_of(line) if line.is_nested else [field.name for field in line.fields]
    return found


@given(NESTED)
def test_everything_that_is_shown_is_drawn_by_controls_that_are_read(value):
    every = tuple(Asked(code, kind, {}, (0, n)) for n, (code, kind) in enumerate(KINDS.items()))
    drawn = Builders(every, {}, None, "vi", "").computed("c", "Value", value, "", "own")
    found = names(drawn.step)
    assert len(found) == len(set(found))
    assert set(found) <= {key for key, _value in reckoning.typed_of("c", value, KINDS)}


@pytest.mark.parametrize(("value", "words"), [
    ({"lookup": {"field": "why"}, "table": {"shop": 0.5, "market": 2}},
     "by “Place”: 0.5 for “Shop”; 2 for “Market”; otherwise nothing"),
    ({"choose": [{"when": {"field": "why", "is": "shop"}, "then": {"product": [{"field": "age"}, 2]}}], "otherwise": 7},
     "(the product of “Age”, 2) when “Place” is “Shop”; otherwise 7"),
    ({"round": {"quotient": [{"product": [{"field": "age"}, 100]}, 3]}, "decimals": 1},
     "((the product of “Age”, 100) divided by 3), rounded to 1 decimal"),
])  # fmt: skip
def test_what_is_worked_out_is_said_in_one_sentence(value, words):
    form, problems = form_with(value)
    assert problems == ()
    with override("en"):
        assert saying.computed(value, form, "en") == words


def test_a_table_that_names_no_option_of_its_question_is_named_by_the_check():
    for key in ("stall", ""):
        _form, problems = form_with({"lookup": {"field": "why"}, "table": {"shop": 1, key: 2}})
        assert [problem.place.split(".")[-1] for problem in problems] == ["table"], json.dumps(key)
