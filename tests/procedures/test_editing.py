"""A part of a file as controls and back: what nobody touched stays, what was typed arrives, nothing typed is lost."""

import copy
from pathlib import Path

import pytest

from motcua.procedures import actions, editing, files
from motcua.procedures.parts import Section, Shape, section_of, sections

SHIPPED = sorted((Path(actions.__file__).parents[1] / "data").glob("*.yaml"))
BIRTH = next(path for path in SHIPPED if path.stem == "1.001193").read_text(encoding="utf-8")


def document(text=BIRTH):
    return files.read(text).document


def section(found, slug) -> Section:
    return next(each for each in sections(found) if each.slug == slug)


def edit(found, slug, kinds=None, **typed):
    where = section(found, slug)
    given = editing.typed_of(found, where, kinds or {}) | {
        key.replace("__", "-"): value for key, value in typed.items()
    }
    return editing.changed(found, where, given, kinds or {})


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_saving_every_section_untouched_leaves_the_file_as_it_was(path):
    text = path.read_text(encoding="utf-8")
    found = document(text)
    for where in sections(found):
        found = editing.changed(found, where, editing.typed_of(found, where, {}), {})
    assert files.write(found) == text


def test_a_browser_that_sends_other_line_ends_changes_nothing():
    found = document()
    where = section(found, "truong-hop-1")
    typed = {
        key: value.replace("\n", "\r\n") + " " for key, value in editing.typed_of(found, where, {}).items()
    }
    assert editing.changed(found, where, typed, {}) == found


def test_a_name_a_term_a_fee_and_a_flag_arrive_where_they_belong():
    found = edit(document(), "chung", name__vi="Khai sinh", minutes_to_fill="15", terms_verified="")
    assert found["name"] == {"vi": "Khai sinh", "en": "Register a birth"}
    assert found["minutes_to_fill"] == 15 and found["terms_verified"] is False
    found = edit(found, "truong-hop-1", terms__post__unit="", terms__online__unit="working-days",
                 terms__online__amount="5", fees__0__amount="1.500.000")  # fmt: skip
    case = found["cases"][0]
    assert case["terms"] == {"counter": {"same_day": True}, "online": {"amount": 5, "unit": "working-days"}}
    assert case["fees"][0]["amount"] == 1_500_000


def test_what_is_no_number_stays_as_typed_for_the_check_to_name():
    found = edit(document(), "truong-hop-1", fees__0__amount="tám nghìn")
    assert found["cases"][0]["fees"][0]["amount"] == "tám nghìn"
    faults = actions.check(text=files.write(found)).faults
    assert [fault.field for fault in faults] == ["cases.1.fees.1.amount"]


def test_rows_are_added_moved_and_removed():
    found = edit(document(), "truong-hop-1", _add="papers")
    papers = found["cases"][0]["papers"]
    assert len(papers) == 5 and papers[4]["code"] == ""
    up = edit(found, "truong-hop-1", _up="papers.1")["cases"][0]["papers"]
    assert [one["code"] for one in up[:2]] == ["giay-chung-sinh", "to-khai"]
    gone = edit(found, "truong-hop-1", _remove="papers.4")["cases"][0]["papers"]
    assert len(gone) == 4
    for nonsense in ("papers.99", "papers.", "papers.x", "papers.²", "fees.-1", "x"):
        assert edit(found, "truong-hop-1", _remove=nonsense) == found


def test_a_condition_is_read_by_the_kind_of_the_question_it_asks_about():
    kinds = {"parents_married": "yes-no", "copies": "integer"}
    found = edit(document(), "truong-hop-1", kinds, papers__3__when__0__value="false")
    assert found["cases"][0]["papers"][3]["when"] == {"field": "parents_married", "is": False}
    found = edit(found, "truong-hop-1", kinds, papers__3__when__0__field="copies", papers__3__when__0__verb="in",
                 papers__3__when__0__value="1, 2")  # fmt: skip
    assert found["cases"][0]["papers"][3]["when"] == {"field": "copies", "in": [1, 2]}
    found = edit(found, "truong-hop-1", kinds, papers__3__when__0__field="")
    assert "when" not in found["cases"][0]["papers"][3]


def test_a_composed_condition_that_the_page_does_not_show_stays():
    found = document()
    where = next(each for each in sections(found) if each.name("vi")[0] == "Cha mẹ đã đăng ký kết hôn?")
    typed = {
        key: value for key, value in editing.typed_of(found, where, {}).items() if not key.startswith("when-")
    }
    assert editing.changed(found, where, typed, {}) == found


def test_every_problem_leads_to_the_page_that_holds_its_place():
    found = document()
    every = sections(found)
    for path, slug in (
        (("name", "en"), "chung"), (("cases", 0, "papers", 2, "kind"), "truong-hop-1"), (("steps", 1), "thuc-hien"),
        (("legal_basis", 0, "number"), "can-cu"), (("forms", "to-khai", "pages", 1, "fields", 0), "to-khai-1-2"),
    ):  # fmt: skip
        assert section_of(every, path).slug == slug
    assert section_of(every, ("forms", "to-khai", "rules", 0)).slug == "ca-to-khai-1"
    assert section_of(every, ("nonsense",)) is None


@pytest.mark.parametrize(
    "wrong", [None, 5, "x", [1], {"cases": 5, "forms": [1]}, {"cases": [1], "forms": {"a": 1}}]
)
def test_a_file_of_any_shape_has_pages_and_loses_nothing(wrong):
    found = {
        **document(),
        **(wrong if isinstance(wrong, dict) else {"cases": wrong, "steps": wrong, "name": wrong}),
    }
    before = copy.deepcopy(found)
    for where in sections(found):
        found = editing.changed(found, where, editing.typed_of(found, where, {}), {})
    assert found == before


def test_every_part_of_the_editor_has_a_shape_that_is_drawn():
    shapes = {part.shape for each in sections(document()) for part in each.parts}
    assert {Shape.ROWS, Shape.TERM, Shape.CONDITION} <= shapes
