"""What changed between two files: nothing when nothing did, each change once, in words that an office reads."""

import copy
import json

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from motcua.procedures import comparing
from motcua.procedures.comparing import Kind, changes
from tests.procedures.test_editing import SHIPPED, document


def tell(before, after, language="en"):
    with override(language):
        return [
            (one.place, one.kind, one.before, one.after) for one in comparing.told(before, after, language)
        ]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_file_does_not_differ_from_itself(path):
    found = document(path.read_text(encoding="utf-8"))
    assert list(changes(found, copy.deepcopy(found))) == []


def test_a_shorter_term_a_paper_more_and_a_changed_fee_are_told_in_words():
    before, after = document(), document()
    case = after["cases"][0]
    case["terms"]["online"] = {"amount": 3, "unit": "working-days"}
    case["papers"].insert(1, {"code": "anh", "name": {"vi": "Ảnh", "en": "Photo"}, "kind": "copy"})
    case["fees"][0]["amount"] = 8000
    after["legal_basis"] = after["legal_basis"][:-1]
    told = tell(before, after)
    case_name = "Case “Birth in the country”"
    assert (
        f"{case_name} · online",
        Kind.CHANGED,
        "the same day; what comes after 15:00, the next working day",
        "3 working days",
    ) in told
    assert (f"{case_name} · Paper “Photo”", Kind.ADDED, "", "Photo") in told
    assert any(
        place.startswith(f"{case_name} · Fee line") and (was, now) == ("VND\xa00", "VND\xa08,000")
        for place, _, was, now in told
    )
    assert sum(kind is Kind.REMOVED for _, kind, _, _ in told) == 1
    assert len(told) == 4


def test_a_question_that_is_asked_under_another_condition_is_told_with_the_condition():
    before, after = document(), document()
    page = after["forms"]["to-khai"]["pages"][0]
    before["forms"]["to-khai"]["pages"][0]["fields"][0].pop("when", None)
    page["fields"][0]["when"] = {"field": "wants_copies", "is": True}
    ((place, kind, was, now),) = tell(before, after)
    assert kind is Kind.ADDED and was == "" and now == "“Copies of the extract are requested” is “Yes”"
    assert place.startswith("Page of the form “") and place.endswith("Asked only when")


GROUPED = next(path for path in SHIPPED if path.stem == "1.001612").read_text(encoding="utf-8")


def test_columns_of_a_group_that_came_went_or_changed_are_told_like_other_questions():
    before, after = document(GROUPED), document(GROUPED)
    (group,) = (
        item
        for page in after["forms"]["ca-nhan"]["pages"]
        for item in page["fields"]
        if item.get("group") == "lines"
    )
    code, name, _main = group["fields"]
    code["kind"], name["required"] = "paragraph", False
    name["label"]["en"] = "What is done"
    name["when"] = {"field": "line_code", "is": "4711"}
    added = {
        "code": "line_scale",
        "kind": "choice",
        "label": {"vi": "Quy mô", "en": "Scale"},
        "options": [
            {"code": "nho", "name": {"vi": "Nhỏ", "en": "Small"}},
            {"code": "lon", "name": {"vi": "Lớn", "en": "Large"}},
        ],
    }
    group["fields"] = [name, code, added]
    lines = "Repeated group “Lines of business” · Question"
    told = [(place.split(" · ", 1)[1], *rest) for place, *rest in tell(before, after)]
    assert told == [
        (f"{lines} “What is done” · Question · in English", Kind.CHANGED, "Name of the line", "What is done"),
        (f"{lines} “What is done” · Must be answered", Kind.ADDED, "", "no"),
        (f"{lines} “What is done” · Asked only when", Kind.ADDED, "", "“VSIC code” is “4711”"),
        (f"{lines} “VSIC code” · Kind of answer", Kind.CHANGED, "One line of text", "Several lines of text"),
        (f"{lines} “Scale”", Kind.ADDED, "", "Scale"),
        (f"{lines} “Main line?”", Kind.REMOVED, "Main line?", ""),
        ("Repeated group “Lines of business” · Questions for each", Kind.MOVED, "VSIC code; Name of the line", "What is done; VSIC code"),
    ]  # fmt: skip


def test_rows_that_only_changed_places_are_told_as_moved():
    before, after = document(), document()
    after["steps"].reverse()
    ((_place, kind, _was, now),) = tell(before, after)
    assert kind is Kind.MOVED and now.split("; ")[0] == "Register, stamp or seal"


def test_true_is_not_one():
    assert [change.kind for change in changes({"a": 1}, {"a": True})] == [Kind.CHANGED]


SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.text("ab", max_size=2)
ROWS = st.lists(st.fixed_dictionaries({"code": st.sampled_from("abcd"), "n": SCALARS}), max_size=4)
FILES = st.dictionaries(
    st.sampled_from(["name", "terms", "cases", "when", "forms", "x"]),
    SCALARS | ROWS | st.dictionaries(st.sampled_from(["vi", "en", "counter", "pages"]), SCALARS | ROWS, max_size=3)
    | st.lists(SCALARS, max_size=3),
    max_size=4,
)  # fmt: skip


@given(FILES, FILES)
def test_files_differ_exactly_when_a_change_is_told(before, after):
    """The oracle: two files say the same when they are written the same, whatever the order of their keys."""
    same = json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
    assert (list(changes(before, after)) == []) is same
    for language in ("vi", "en"):
        assert len(tell(before, after, language)) == len(list(changes(before, after)))
