"""Questions on a named table, written without code: drawn, offered in the editor, compared, handed on to a part."""

import pytest

from motcua.design.fields import Kind as Drawn
from motcua.foundation.forms import load
from motcua.procedures import actions, composing, editor_fields, files
from motcua.procedures.bundles import misfits
from motcua.procedures.drawing import draw
from tests.foundation.form_documents import field, form, page
from tests.procedures.test_bundle_options import definition, text_of
from tests.procedures.test_comparing import tell
from tests.procedures.test_editing import document, edit, section

pytestmark = pytest.mark.django_db
ASKED = field("noi", "listed", table="provinces")


def found():
    return document(text_of("1.000001", ASKED, field("b")))


def test_a_question_on_a_table_is_a_field_to_write_in_with_a_way_to_the_table():
    made = load(form(page("p", ASKED)))
    (drawn,) = draw(made, made.pages[0], {"noi": "Tỉnh Đắk Lắk (66)"})
    assert (drawn.kind, drawn.value, drawn.lookup) == (
        Drawn.LISTED,
        "Tỉnh Đắk Lắk (66)",
        "/danh-muc/provinces/",
    )


def test_the_editor_offers_the_tables_there_are_and_keeps_the_one_that_was_chosen():
    (rows,) = (
        one
        for one in editor_fields.blocks(found(), section(found(), "to-khai-1-1"), [])
        if hasattr(one, "rows")
    )
    (table,) = (
        one
        for line in rows.rows[0].lines
        for one in getattr(line, "fields", ())
        if one.name.endswith("-table")
    )
    assert [one.value for one in table.choices] == ["communes", "provinces"] and table.value == "provinces"
    whole = edit(found(), "to-khai-1-1", fields__0__table="communes")
    assert whole["forms"]["phieu"]["pages"][0]["fields"][0]["table"] == "communes"
    assert composing.verbs_for("listed") == ("filled", "empty")


def test_a_table_that_is_not_kept_is_a_fault_of_the_file_with_its_line():
    (fault,) = actions.check(text=files.write(edit(found(), "to-khai-1-1", fields__0__table="cho"))).faults
    assert fault.field.endswith("fields.1.table") and fault.facts["allowed"] == "communes, provinces"


def test_another_table_is_told_by_its_name():
    changed = edit(found(), "to-khai-1-1", fields__0__table="communes")
    ((place, _kind, was, now),) = tell(found(), changed)
    assert place.endswith("Table the answers come from")
    assert (was, now) == ("Provinces and cities", "Communes, wards and special zones")


def test_a_part_is_answered_by_a_question_on_the_same_table_only():
    parts = "parts:\n" + "".join(
        f'  - code: {code}\n    procedure: "1.00000{n}"\n    case: chung\n'
        for n, code in ((2, "mot"), (3, "hai"))
    )
    offered = {code: definition(code, ASKED) for code in ("1.000002", "1.000003")}
    assert misfits(definition("1.000001", ASKED, parts=parts), offered) == ()
    assert len(misfits(definition("1.000001", {**ASKED, "table": "communes"}, parts=parts), offered)) == 2
