"""Bounds, shapes and rules between answers as controls: what they show comes back, and rules speak for themselves."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation.forms import examine
from motcua.procedures import asked, editing, patterns, saying
from motcua.procedures.parts import FORM_WHOLE, Section, sections

WORDED = st.fixed_dictionaries({"vi": st.text("abđ ", max_size=4), "en": st.text("ab ", max_size=4)})
DAYS = st.just("today") | st.dates().map(lambda day: day.isoformat())
NUMBERS = st.integers(-99, 9_000_000) | st.sampled_from([0.5, 85.25, 1234.5])
ODD = st.none() | st.booleans() | st.text("a1 /[]\n", max_size=4) | st.lists(st.integers(), max_size=2)
KINDS = ("text", "name", "date", "integer", "number", "money", "year", "choice", "nonsense")


def bounds(days, numbers, shapes):
    return st.fixed_dictionaries(
        {"code": st.just("a"), "kind": st.sampled_from(KINDS)},
        optional={
            "low": numbers, "high": numbers, "earliest": days, "latest": days, "pattern": shapes,
            "pattern_says": WORDED, "unit": WORDED, "length_min": numbers, "decimals": numbers,
        },
    )  # fmt: skip


SOUND = bounds(DAYS, NUMBERS, st.sampled_from([*patterns.KNOWN, "[A-Z]{2}[0-9]{6}"]))


def file_with(field, rules=None):
    page = {"code": "p", "title": {"vi": "T", "en": "P"}, "fields": [field, *QUESTIONS]}
    form = {"title": {"vi": "Tờ", "en": "Form"}, "pages": [page]} | ({"rules": rules} if rules else {})
    return {"forms": {"f": form}}


QUESTIONS = [
    {"code": "begin", "kind": "date", "label": {"vi": "Ngày đi", "en": "Day of leaving"}},
    {"code": "end", "kind": "date", "label": {"vi": "Ngày về", "en": "Day of return"}},
    {"code": "total", "kind": "integer", "label": {"vi": "Tổng", "en": "Total"}},
    {"code": "both", "kind": "integer", "label": {"vi": "Cộng", "en": "Sum"}, "compute": {"sum": [{"field": "total"}, 1]}},
]  # fmt: skip


def page_of(document) -> Section:
    return next(each for each in sections(document) if each.slug == "to-khai-1-1")


def whole_of(document) -> Section:
    return next(each for each in sections(document) if each.parts is FORM_WHOLE)


def edit(document, section, **typed):
    kinds = asked.kinds(document, section)
    given = editing.typed_of(document, section, kinds)
    return editing.changed(
        document, section, given | {key.replace("__", "-"): said for key, said in typed.items()}, kinds
    )


def field_of(document):
    return document["forms"]["f"]["pages"][0]["fields"][0]


@given(SOUND | bounds(ODD, ODD, ODD))
def test_bounds_that_nobody_touched_stay_to_the_letter(field):
    document = file_with(field)
    assert json.dumps(edit(document, page_of(document))) == json.dumps(document)


@given(SOUND)
def test_bounds_are_built_again_from_their_controls_alone(field):
    document = file_with(field)
    typed = editing.typed_of(document, page_of(document), {})
    bare = file_with({key: field[key] for key in ("code", "kind")} | {"pattern_says": {"vi": "x", "en": "x"}})
    made = field_of(editing.changed(bare, page_of(bare), typed, {}))
    for key in ("low", "high", "earliest", "latest", "pattern"):
        assert json.dumps(made.get(key)) == json.dumps(field.get(key)), key


def test_a_number_and_a_day_are_written_as_people_write_them():
    document = file_with({"code": "a", "kind": "number"})
    made = field_of(edit(document, page_of(document), fields__0__low="0,5", fields__0__high="1.500"))
    assert (made["low"], made["high"]) == (0.5, 1500)
    document = file_with({"code": "a", "kind": "date"})
    made = edit(
        document, page_of(document), fields__0__earliest__day="2/9/1945", fields__0__latest__of="today"
    )
    assert (field_of(made)["earliest"], field_of(made)["latest"]) == ("1945-09-02", "today")
    free = field_of(edit(made, page_of(made), fields__0__earliest__of="", fields__0__latest__of=""))
    assert "earliest" not in free and "latest" not in free
    # What is no day and no number stays as it was typed, for the check to name.
    odd = field_of(edit(made, page_of(made), fields__0__earliest__day="31/2/2020"))
    assert odd["earliest"] == "31/2/2020"


def test_a_known_shape_brings_its_sentence_and_does_not_overwrite_one():
    document = file_with({"code": "a", "kind": "text"})
    made = field_of(edit(document, page_of(document), fields__0__pattern__known="[0-9]{5}"))
    assert made["pattern"] == "[0-9]{5}" and made["pattern_says"] == {"vi": "5 chữ số.", "en": "5 digits."}
    document = file_with({"code": "a", "kind": "text", "pattern_says": {"vi": "Mã", "en": "Code"}})
    made = edit(document, page_of(document), fields__0__pattern__known="[0-9]{4}")
    assert field_of(made)["pattern_says"] == {"vi": "Mã", "en": "Code"}
    own = edit(made, page_of(made), fields__0__pattern__known=":own")
    assert field_of(own)["pattern"] == ""  # asked for, and named until it is written
    own = edit(own, page_of(own), fields__0__pattern__own="[A-Z]{2}[0-9]{6}")
    assert field_of(own)["pattern"] == "[A-Z]{2}[0-9]{6}"
    assert "pattern" not in field_of(edit(own, page_of(own), fields__0__pattern__known=""))


@pytest.mark.parametrize("pattern", patterns.KNOWN)
def test_every_known_shape_is_one_the_form_takes(pattern):
    document = file_with({"code": "a", "kind": "text", "label": {"vi": "A", "en": "A"}, "pattern": pattern})
    assert examine(document["forms"]["f"])[1] == ()


def test_a_rule_between_two_dates_is_put_together_and_says_what_it_demands():
    document = file_with(QUESTIONS[2] | {"code": "other"})
    where = whole_of(document)
    added = edit(document, where, _add="rules")
    assert saying.ruled(added, where.path) == added  # half a rule demands nothing yet
    typed = {"rules__0__that__0__field": "end", "rules__0__that__0__verb": "at_least-field"}
    made = edit(edit(added, where, **typed), where, rules__0__that__0__value="begin")
    made = saying.ruled(made, where.path)
    rule = made["forms"]["f"]["rules"][0]
    assert rule["that"] == {"field": "end", "at_least": {"field": "begin"}} and rule["field"] == "end"
    assert rule["says"]["en"] == "This must hold: “Day of return” is on or after “Day of leaving”."
    assert rule["says"]["vi"] == "Cần bảo đảm: “Ngày về” từ “Ngày đi” trở đi."
    form, problems = examine(made["forms"]["f"])
    assert problems == () and len(form.rules) == 1
    # A sentence somebody wrote is theirs.
    mine = edit(made, where, rules__0__says__vi="Về sau khi đi.")
    assert saying.ruled(mine, where.path) == mine
    assert "rules" not in edit(document, where)["forms"]["f"]


def test_a_rule_can_demand_that_a_sum_equals_an_answer():
    that = {"field": "total", "is": {"field": "both"}}
    document = file_with(QUESTIONS[2] | {"code": "other"}, [{"that": that, "field": "total"}])
    said = saying.ruled(document, whole_of(document).path)["forms"]["f"]["rules"][0]["says"]
    assert said == {"vi": "Cần bảo đảm: “Tổng” là “Cộng”.", "en": "This must hold: “Total” is “Sum”."}
    assert examine(saying.ruled(document, ("forms", "f"))["forms"]["f"])[1] == ()
