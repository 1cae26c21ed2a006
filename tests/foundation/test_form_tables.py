"""Questions whose answers stand in a named table: what a text means, what is kept, and what is said of a slip."""

from datetime import date

import pytest

from motcua.foundation.forms import FormProblem, load, tables
from motcua.foundation.forms.tables import Line, Table
from motcua.foundation.forms.wording import Wording
from motcua.foundation.refusal import NotFound
from tests.foundation.form_documents import field, form, group, page

NAME = Wording("Xã, phường", "Communes")
LINES = (
    Line("00001", "Xã Mẫu Một", "Tỉnh Đắk Lắk"),
    Line("00002", "Xã Mẫu Hai", "Tỉnh Đắk Lắk"),
    Line("00003", "Xã Mẫu Hai", "Thành phố Huế"),
    Line("00004", "Phường Bến Mẫu", "Thành phố Huế"),
)
CHANGED, BEFORE = date(2026, 7, 1), date(2026, 6, 30)
RENAMED = (Line("00001", "Phường Mẫu Mới", "Tỉnh Đắk Lắk"), *LINES[1:])


@pytest.fixture(autouse=True)
def kept(monkeypatch):
    """Two tables: one whose first line is renamed on a day, and one without lines."""

    def source(key, on):
        if key not in ("communes", "empty"):
            raise NotFound
        return Table(key, NAME, () if key == "empty" else RENAMED if on >= CHANGED else LINES)

    monkeypatch.setattr(tables, "_kept", [(source, lambda: {"communes": NAME, "empty": NAME})])


def asking(key="communes", **more):
    return load(form(page("p", field("noi", "listed", table=key, **more))))


def settle(typed, on=BEFORE, key="communes"):
    settled = asking(key).settle({"noi": typed}, on)
    return settled.values.get("noi"), [fault.sentence % fault.facts for fault in settled.faults]


@pytest.mark.parametrize(
    "typed",
    [
        "00001",
        "xa mau mot",
        "Mẫu Một",
        "  Xã Mẫu Một,  Đắk Lắk ",
        "Xã Mẫu Một (00001)",
        "Xã Mẫu Một, Tỉnh Đắk Lắk (00001)",
    ],
)
def test_a_code_a_name_or_the_whole_line_is_kept_as_the_line_with_its_code(typed):
    assert settle(typed) == ("Xã Mẫu Một, Tỉnh Đắk Lắk (00001)", [])


def test_a_name_of_several_lines_is_asked_back_with_all_of_them():
    value, (told,) = settle("mẫu hai")
    assert value == "mẫu hai" and told == (
        "Several lines of “Xã, phường” are called so. Write which is meant: "
        "Xã Mẫu Hai, Tỉnh Đắk Lắk (00002); Xã Mẫu Hai, Thành phố Huế (00003)."
    )
    assert settle("mẫu hai, huế") == ("Xã Mẫu Hai, Thành phố Huế (00003)", [])


def test_what_is_not_in_the_table_that_day_is_refused_with_what_is_near():
    value, (told,) = settle("Bên Mâu X")
    assert value == "Bên Mâu X"
    assert told.startswith("This does not stand in “Xã, phường” on 30/06/2026. The nearest: Phường Bến Mẫu, Thành phố Huế (00004)")  # fmt: skip
    assert settle("Qqq")[1] == ["This does not stand in “Xã, phường” on 30/06/2026."]


def test_the_day_decides_and_a_line_that_was_renamed_is_not_taken_under_its_old_name():
    old = "Xã Mẫu Một, Tỉnh Đắk Lắk (00001)"
    assert settle(old, BEFORE) == (old, [])
    value, (told,) = settle(old, CHANGED)
    assert value == old and told.endswith("on 01/07/2026. The nearest: Phường Mẫu Mới, Tỉnh Đắk Lắk (00001).")
    assert settle("00001", CHANGED) == ("Phường Mẫu Mới, Tỉnh Đắk Lắk (00001)", [])


def test_a_table_without_lines_says_that_the_office_has_to_bring_them_in():
    assert settle("x", key="empty")[1] == ["“Xã, phường” holds nothing on 30/06/2026: the office has to bring it in first."]  # fmt: skip


def test_nothing_written_is_told_like_a_missing_answer_and_the_schema_says_where_the_lines_are():
    assert settle("")[1] == ["Write a name from the table, or its code."]
    assert asking().schema["properties"]["noi"] == {
        "type": "string", "minLength": 1, "maxLength": 400, "x-table": "/api/tables/communes",
    }  # fmt: skip
    assert asking(required=False).settle({}, BEFORE).faults == ()


def test_a_column_of_a_group_takes_lines_row_by_row():
    asked = load(form(page("p", group("nha", field("noi", "listed", table="communes")))))
    settled = asked.settle({"nha": [{"noi": "00004"}, {"noi": "zzz"}]}, BEFORE)
    assert settled.values["nha"][0] == {"noi": "Phường Bến Mẫu, Thành phố Huế (00004)"}
    assert [fault.field for fault in settled.faults] == ["nha.1.noi"]


@pytest.mark.parametrize(
    "made",
    [
        field("noi", "listed"),
        field("noi", "listed", table="khong-co"),
        field("noi", "text", table="communes"),
        field("noi", "listed", table="communes", pattern="x"),
        field("noi", "listed", table="communes", required=False, compute={"upper": {"field": "noi"}}),
    ],
)
def test_a_table_that_is_not_kept_or_stands_at_another_kind_is_refused_on_loading(made):
    with pytest.raises(FormProblem):
        load(form(page("p", made)))


def test_a_condition_asks_only_whether_a_line_was_given():
    given = field("noi", "listed", table="communes", required=False)
    load(form(page("p", given, field("b", when={"field": "noi", "filled": True}))))
    with pytest.raises(FormProblem):
        load(form(page("p", given, field("b", when={"field": "noi", "is": "00001"}))))
