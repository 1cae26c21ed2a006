"""Options that depend on another answer, as an officer writes, pastes, previews and compares them."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from motcua.foundation.text import fold
from motcua.procedures import actions, editor_fields, files, paper_form, parsing, queries, tied
from motcua.procedures.parts import sections
from tests.dossiers.test_offered import TEXT
from tests.people.cast import make_cast
from tests.procedures.test_comparing import tell
from tests.procedures.test_editing import document, edit, section
from tests.procedures.test_versions import AT, load

NOI_O, WARD = "to-khai-1-1", "fields__1__options"


def found():
    return document(TEXT)


def ward(whole):
    return whole["forms"]["phieu"]["pages"][0]["fields"][1]


def codes(whole):
    return [(one["code"], one["name"]["vi"], one.get("under")) for one in ward(whole)["options"]]


def test_a_file_with_tied_options_is_left_as_it_was_when_nobody_touches_it():
    whole = found()
    for where in sections(whole):
        whole = edit(whole, where.slug)
    assert files.write(whole) == files.write(found())


def test_a_line_says_behind_a_third_bar_with_which_answers_the_option_goes_by_code_or_by_name():
    whole = edit(
        found(),
        NOI_O,
        **{WARD: "x | Hòa Vang | Hoa Vang | Đà Nẵng\ny | Khác | Other | hue, da nang\nz | Mới | New"},
    )
    assert codes(whole) == [
        ("x", "Hòa Vang", ["da-nang"]),
        ("y", "Khác", ["hue", "da-nang"]),
        ("z", "Mới", None),
    ]


def test_what_is_no_answer_stays_as_typed_and_is_named_at_the_options():
    whole = edit(found(), NOI_O, **{WARD: "x | Hòa Vang | Hoa Vang | Hà Nội\nz | Mới | New"})
    assert codes(whole)[0][2] == ["Hà Nội"]
    told = editor_fields.problems(whole, actions.check(text=files.write(whole)).faults)
    assert [(one.slug, one.anchor) for one in told] == [(NOI_O, "fields-1-options")]


def test_a_table_of_an_office_is_pasted_as_it_is():
    table = "Đà Nẵng\tHải Châu\nĐà Nẵng\tPhú Xuân\nHuế\tPhú Xuân\nHUE\tThuận Hóa\tThuan Hoa\nHuế\tPhú Xuân"
    whole = edit(found(), NOI_O, **{WARD: table})
    assert codes(whole) == [
        ("hai-chau", "Hải Châu", ["da-nang"]),
        ("phu-xuan", "Phú Xuân", ["da-nang"]),
        ("hue-phu-xuan", "Phú Xuân", ["hue"]),
        ("thuan-hoa", "Thuận Hóa", ["hue"]),
    ]
    assert actions.check(text=files.write(whole)).faults == ()


def test_a_question_is_made_to_depend_on_another_and_freed_again_by_a_list():
    whole = found()
    plain = {"code": "k", "kind": "choice", "label": {"vi": "K", "en": "K"}}
    whole["forms"]["phieu"]["pages"][0]["fields"].append(plain)
    whole = edit(whole, NOI_O, fields__2__options_by="ward", fields__2__options="hai châu\tA\nPhú Xuân\tB")
    made = whole["forms"]["phieu"]["pages"][0]["fields"][2]
    assert made["options_by"] == "ward" and made["options"][0]["under"] == ["dn-hai-chau"]
    freed = edit(whole, NOI_O, fields__2__options_by="", fields__2__options="a | A | A\nb | B | B")
    made = freed["forms"]["phieu"]["pages"][0]["fields"][2]
    assert "options_by" not in made and not any("under" in one for one in made["options"])


def test_only_choices_that_stand_before_are_offered_to_depend_on():
    blocks = editor_fields.blocks(found(), section(found(), "to-khai-1-3"), [])
    row = blocks[-1].rows[0]
    first = next(line for line in row.lines if getattr(line, "fields", [None])[0].name.endswith("options_by"))
    assert [one.value for one in first.fields[0].choices] == ["", "province", "ward"]
    assert first.fields[0].value == "province"


def test_a_changed_dependence_is_told_in_words():
    before, after = found(), found()
    ward(after)["options"][0]["under"] = ["da-nang", "hue"]
    ward(after)["options"].append({"code": "n", "name": {"vi": "Mới", "en": "New"}, "under": ["hue"]})
    school = after["forms"]["phieu"]["pages"][2]["fields"][0]
    del school["options_by"], school["options"][0]["under"]
    told = [one[1:] for one in tell(before, after)]
    assert ("changed", "Da Nang", "Da Nang, Hue") in told
    assert ("added", "", "New (with Hue)") in told
    assert ("removed", "Province", "") in told and ("removed", "Da Nang", "") in told
    places = " ".join(one[0] for one in tell(before, after, "vi"))
    assert "under" not in places and "options_by" not in places


def test_on_paper_each_option_says_with_which_answer_it_goes():
    definition = parsing.definition(document(TEXT))
    drawn = paper_form.sheet(definition.form("chung"), "vi").parts[0].blanks[1]
    assert drawn.options == ("Phú Xuân (Đà Nẵng)", "Hải Châu (Đà Nẵng)", "Phú Xuân (Huế)")


@pytest.mark.parametrize("words", ["Phường Hải Châu", "  Xã Hòa-Vang (mới) ", "A" * 80])
def test_a_code_made_of_a_name_has_the_shape_of_a_code(words):
    made = tied.slug(words)
    assert made and made == fold(made) and len(made) <= 58 and not made.startswith("-")


# Lines of a table that no answer calls for any more -----------------------------------------------------------------

LOOKED_UP = """\
          - code: fare
            kind: integer
            label: {vi: Tiền xe, en: Fare}
            compute: {lookup: {field: province}, table: {da-nang: 10, can-tho: 20, vinh: 30}}
"""


@pytest.fixture
def editor(db, client):
    cast = make_cast()
    client.force_login(cast.operator.account)
    version = load(TEXT, starts_on=date(2026, 1, 1)).version_id
    copy_id = actions.begin(version_id=version, by="system:test", at=AT)
    text = TEXT.replace("      - code: loi-nhan\n", f"{LOOKED_UP}      - code: loi-nhan\n")
    actions.save(copy_id=copy_id, revision=1, text=text, by="system:test", at=AT)
    client.copy_id = copy_id
    client.address = reverse("procedures:copy-part", args=[copy_id, NOI_O])
    return client


def lines(editor):
    document = files.read(queries.working_copy(editor.copy_id).text).document
    return document["forms"]["phieu"]["pages"][0]["fields"][2]["compute"]["table"]


def press(editor, **typed):
    return editor.post(editor.address, {"revision": queries.working_copy(editor.copy_id).revision, **typed})


def dropping(page):
    found = re.search(r'name="_drop" value="([^"]+)"', page)
    return unescape(found[1]) if found else ""


def test_lines_that_cannot_be_answered_are_named_taken_out_by_one_press_and_put_back(editor):
    page = editor.get(editor.address).text
    assert "<li>can-tho: 20</li><li>vinh: 30</li>" in page and 'name="_undo"' not in page
    press(editor, _drop=dropping(page))
    assert lines(editor) == {"da-nang": 10}
    after = editor.get(editor.address).text
    assert 'name="_undo"' in after and not dropping(after)
    press(editor, _undo="1")
    assert lines(editor) == {"da-nang": 10, "can-tho": 20, "vinh": 30}
    assert 'name="_undo"' not in editor.get(editor.address).text


def test_after_another_save_nothing_is_put_back_over_it(editor):
    press(editor, _drop=dropping(editor.get(editor.address).text))
    press(editor, **{"title-vi": "Nơi ở mới"})
    assert 'name="_undo"' not in editor.get(editor.address).text
    press(editor, _undo="1")
    assert lines(editor) == {"da-nang": 10} and "Nơi ở mới" in queries.working_copy(editor.copy_id).text
