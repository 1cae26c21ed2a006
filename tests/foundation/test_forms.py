from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.foundation import forms
from motcua.foundation.forms import Kind, retype
from motcua.foundation.forms.kinds import understand
from motcua.foundation.forms.words import date_in_words, number_in_words
from tests.foundation.form_documents import both, choice, field, form, group, page

TODAY = date(2026, 3, 18)


def load(*fields, **more):
    return forms.load(form(page("one", *fields), **more))


def fault(asked, answer, today=TODAY):
    """The sentence for one answer, or None."""
    found = load(asked).check({asked["code"]: answer}, today=today)
    return found[0].sentence % found[0].facts if found else None


def problems(document):
    _form, found = forms.examine(document)
    return [(problem.place, problem.sentence % problem.facts) for problem in found]


# Answers ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  Buôn   Akŏ\tDhông ", "Buôn Akŏ Dhông"),
        ("text", "Tie\u0302\u0301ng Vie\u0323\u0302t", "Tiếng Việt"),
        ("paragraph", "một\r\nhai  \r\n", "một\nhai"),
        ("identity-number", "066 190 000 117", "066190000117"),
        ("phone", "0905.123.456", "0905123456"),
        ("phone", "+84 905 123 456", "0905123456"),
        ("phone", "+49 30 901820", "+4930901820"),
        ("tax-code", "6001234567 - 001", "6001234567-001"),
        ("date", "19/4/2023", "2023-04-19"),
        ("date", "19.04.2023", "2023-04-19"),
        ("date", "19-4-2023", "2023-04-19"),
        ("date", "19042023", "2023-04-19"),
        ("date", "2023-04-19", "2023-04-19"),
        ("month", "4/2023", "2023-04"),
        ("year", "1990", 1990),
        ("integer", "1.234", 1234),
        ("integer", "1,234,567", 1234567),
        ("money", "1.500.000 đ", 1500000),
        ("money", "200.000 đồng", 200000),
        ("number", "1.234,5", 1234.5),
        ("number", "1,234.5", 1234.5),
        ("number", "85,5", 85.5),
        ("number", "85.5", 85.5),
        ("number", "1.234", 1234),
        ("yes-no", "yes", True),
        ("yes-no", "no", False),
        ("text", "   ", None),
    ],
)
def test_what_people_type_is_understood(kind, typed, kept):
    assert understand(Kind(kind), typed) == kept


@pytest.mark.parametrize(
    ("asked", "answer", "sentence"),
    [
        (field("x", "date"), "31/04/2023", "Month 4 of 2023 has only 30 days; there is no day 31."),
        (field("x", "date"), "29/02/2023", "Month 2 of 2023 has only 28 days; there is no day 29."),
        (field("x", "date"), "2023-13-01", "A year has 12 months; there is no month 13."),
        (field("x", "date"), "hôm qua", "Write the date as day/month/year, like 19/04/2023."),
        (
            field("x", "date", latest="today"),
            "2026-03-19",
            "This day is still to come; write today or an earlier day.",
        ),
        (
            field("x", "date", earliest="today"),
            "2026-03-17",
            "This day has passed; write today or a later day.",
        ),
        (field("x", "date", earliest="2020-01-01"), "2019-12-31", "Write a day not before 01/01/2020."),
        (field("x", "identity-number"), "12345", "An identity number has 12 digits; this has 5 characters."),
        (field("x", "identity-number"), None, "Write the 12 digits of the identity number."),
        (field("x", "name"), "Nguyễn Văn 2", "A name has letters only; remove digits and signs."),
        (field("x", "email"), "a@b", "Write an e-mail address like ten@example.vn."),
        (
            field("x", "phone"),
            "12",
            "Write a phone number like 0905 123 456, or with + and the country code.",
        ),
        (field("x", "integer", low=1, high=20), "0", "This is too small. Write 1 or more."),
        (field("x", "integer", low=1, high=2000), "2001", "This is too large. Write 2.000 or less."),
        (field("x", "integer"), "hai", "Write a whole number with digits only."),
        (field("x", "integer"), "2,5", "Write a whole number with digits only."),
        (field("x", "text", length_max=5), "quá dài", "This is too long: 7 characters. Write at most 5."),
        (
            field("x", "text"),
            "ẩn\u0007",
            "This text holds a control character that cannot be seen; type it again.",
        ),
        (choice("x", "a", "b"), "c", "Choose one of the answers given."),
        (field("x", "yes-no"), "có lẽ", "Choose one of the answers given."),
        (field("x", "text"), None, "Write an answer here."),
        (field("x", "text"), 5, "Write this as text."),
    ],
)
def test_a_fault_says_what_to_write_instead(asked, answer, sentence):
    assert fault(asked, answer) == sentence


@pytest.mark.parametrize(
    "name", ["H’Duyên Êban", "Y Krông Niê", "O'Brien", "Jean-Luc Đặng", "Nguyễn Thị Á Hậu", "李小龙"]
)
def test_names_of_all_peoples_are_sound(name):
    assert fault(field("x", "name"), name) is None


def test_html_is_kept_as_the_text_it_is():
    html = '<script>alert("1")</script> & <b>đậm</b>'
    loaded = load(field("x"))
    assert loaded.check({"x": html}) == ()
    assert loaded.clean({"x": html}) == {"x": html}


def test_a_surrogate_half_is_refused_and_not_a_crash():
    assert (
        fault(field("x"), "a\ud800b")
        == "This text holds a control character that cannot be seen; type it again."
    )


@given(st.integers(0, 10**14))
def test_a_number_shown_in_a_control_is_read_back(number):
    assert understand(Kind.MONEY, retype(Kind.MONEY, number, "vi")) == number


@given(st.decimals(0, 10**9, places=2))
def test_a_decimal_shown_in_a_control_is_read_back(number):
    assert understand(Kind.NUMBER, retype(Kind.NUMBER, float(number), "vi")) == float(number)


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_a_date_shown_in_a_control_is_read_back(day):
    assert understand(Kind.DATE, retype(Kind.DATE, day.isoformat(), "vi")) == day.isoformat()


# Conditions, groups, computed values, rules -----------------------------------------------------------------

SHOP = form(
    page("who", choice("kind", "one", "many"), field("name", "name", when={"field": "kind", "is": "one"})),
    page(
        "members",
        group(
            "members",
            field("member", "name"),
            field("share", "money"),
            field("why", when={"field": "share", "less_than": 100}),
            field("double", "money", compute={"product": [{"field": "share"}, 2]}),
            rows_min=1,
            rows_max=3,
        ),
        field("total", "money", compute={"sum": {"group": "members", "field": "share"}}),
        field(
            "rich",
            "integer",
            compute={"count": {"group": "members", "where": {"field": "share", "at_least": 1000}}},
        ),
        when={"field": "kind", "is": "many"},
    ),
    page("end", field("total_words", compute={"words": {"field": "total"}}), field("remark", required=False)),
)


def test_hidden_pages_and_fields_are_neither_checked_nor_kept():
    loaded = forms.load(SHOP)
    data = {"kind": "one", "name": "An", "members": [{"member": "9"}], "remark": "x"}
    assert loaded.check(data) == ()
    assert loaded.clean(data) == {"kind": "one", "name": "An", "remark": "x"}
    assert [one.code for one in loaded.visible_pages(data)] == ["who", "end"]


def test_rows_are_checked_one_by_one_and_computed_values_filled_in():
    loaded = forms.load(SHOP)
    data = {
        "kind": "many",
        "members": [{"member": "An", "share": "5.000"}, {}, {"member": "Bình", "share": 50}],
    }
    assert [found.field for found in loaded.check(data)] == ["members.2.why"]
    kept = loaded.clean(data)
    assert kept["members"] == [
        {"member": "An", "share": 5000, "double": 10000},
        {"member": "Bình", "share": 50, "double": 100},
    ]
    assert (kept["total"], kept["rich"], kept["total_words"]) == (5050, 1, "năm nghìn không trăm năm mươi")


def test_too_few_and_too_many_rows_are_faults_of_the_group():
    loaded = forms.load(SHOP)
    assert [found.field for found in loaded.check({"kind": "many"})] == ["members"]
    row = {"member": "An", "share": 5000}
    (found,) = loaded.check({"kind": "many", "members": [row] * 4})
    assert (found.field, found.facts) == ("members", {"most": 3})


def test_what_a_client_sends_for_computed_and_unknown_fields_is_dropped():
    loaded = forms.load(SHOP)
    data = {
        "kind": "many",
        "members": [{"member": "An", "share": 5000, "double": 1, "evil": 2}],
        "total": 1,
        "evil": 3,
    }
    assert [found.field for found in loaded.check(data)] == ["members.0.evil", "evil"]
    kept = loaded.clean(data)
    assert kept["total"] == 5000
    assert kept["members"] == [{"member": "An", "share": 5000, "double": 10000}]


def test_a_rule_between_answers_waits_until_all_of_them_are_there():
    rule = {
        "that": {"field": "last", "at_least": {"field": "first"}},
        "field": "last",
        "says": both("later!"),
    }
    loaded = load(field("first", "date"), field("last", "date"), rules=[rule])
    assert [found.field for found in loaded.check({"last": "2023-01-01"})] == ["first"]
    assert loaded.check({"first": "2023-01-01", "last": "2023-01-01"}) == ()
    (found,) = loaded.check({"first": "2023-01-02", "last": "2023-01-01"})
    assert (found.field, str(found.facts["says"])) == ("last", "later!")


@pytest.mark.parametrize(
    ("on", "age"), [("2026-03-17", 17), ("2026-03-18", 18), ("2027-03-17", 18), ("2008-03-17", None)]
)
def test_age_changes_on_the_birthday(on, age):
    loaded = load(
        field("born", "date"),
        field("on", "date"),
        field("age", "integer", compute={"age": {"field": "born"}, "on": {"field": "on"}}),
    )
    assert loaded.clean({"born": "2008-03-18", "on": on}).get("age") == age


@pytest.mark.parametrize(
    ("compute", "kind", "value"),
    [
        ({"difference": [{"field": "a"}, {"field": "b"}]}, "number", 6),
        ({"quotient": [{"field": "a"}, {"field": "b"}]}, "number", 2.5),
        ({"round": {"quotient": [{"field": "a"}, 3]}, "decimals": 1}, "number", 3.3),
        ({"round": 2.5}, "integer", 3),
        ({"smallest": [{"field": "a"}, {"field": "b"}]}, "integer", 4),
        ({"largest": [{"field": "a"}, {"field": "b"}, 12]}, "integer", 12),
        ({"quotient": [{"field": "a"}, 0]}, "number", None),
        ({"concat": ["Hộ kinh doanh", {"field": "t"}]}, "text", "Hộ kinh doanh Cà phê"),
        ({"lookup": {"field": "t"}, "table": {"Cà phê": 7}, "otherwise": 1}, "integer", 7),
        (
            {"choose": [{"when": {"field": "a", "more_than": 5}, "then": "lớn"}], "otherwise": "nhỏ"},
            "text",
            "lớn",
        ),
        ({"upper": {"field": "t"}}, "text", "CÀ PHÊ"),
        ({"words": {"field": "a"}}, "text", "mười"),
    ],
)
def test_computed_values(compute, kind, value):
    loaded = load(field("a", "integer"), field("b", "integer"), field("t"), field("x", kind, compute=compute))
    assert loaded.clean({"a": 10, "b": 4, "t": "Cà phê"}).get("x") == value


# Reading back and reading posts -----------------------------------------------------------------------------


def test_rows_for_reading_back_name_group_and_number():
    loaded = forms.load(SHOP)
    kept = loaded.clean({"kind": "many", "members": [{"member": "An", "share": 5000}]})
    shown = [(row.path, row.group, row.number, row.shown, row.computed) for row in loaded.rows(kept, "vi")]
    assert shown == [
        ("kind", "", 0, "many", False),
        ("members.0.member", "row", 1, "An", False),
        ("members.0.share", "row", 1, "5.000\u00a0đ", False),
        ("members.0.double", "row", 1, "10.000\u00a0đ", True),
        ("total", "", 0, "5.000\u00a0đ", True),
        ("rich", "", 0, "1", True),
        ("total_words", "", 0, "năm nghìn", True),
        ("remark", "", 0, "", False),
    ]


def test_posted_strings_become_rows_and_buttons_change_their_number():
    loaded = forms.load(SHOP)
    members = loaded.page("members")
    posted = {
        "members-0-member": " An ",
        "members-0-share": "5.000",
        "members-7-member": "Bình",
        "members-2-member": "",
        "other": "x",
    }
    read = loaded.read_post(members, posted)
    assert read == {"members": [{"member": "An", "share": 5000}, {"member": "Bình"}]}
    assert not loaded.rows_changed(members, posted)
    assert len(loaded.read_post(members, posted | {"_add": "members"})["members"]) == 3
    assert loaded.read_post(members, posted | {"_remove": "members.0"}) == {"members": [{"member": "Bình"}]}
    assert loaded.rows_changed(members, posted | {"_remove": "members.0"})


def test_a_date_in_three_boxes_is_read_and_what_does_not_exist_is_kept_as_typed():
    loaded = load(field("born", "date"))
    boxes = {"born-day": "31", "born-month": "4", "born-year": "2023"}
    assert loaded.read_post(loaded.pages[0], boxes) == {"born": "31/4/2023"}
    assert loaded.read_post(loaded.pages[0], boxes | {"born-day": "30"}) == {"born": "2023-04-30"}


def test_an_emptied_field_is_none_so_that_merging_empties_it():
    loaded = load(field("remark", required=False))
    kept = {"remark": "cũ"} | loaded.read_post(loaded.pages[0], {"remark": ""})
    assert loaded.clean(kept) == {}


def test_prefilled_answers_are_only_sound_ones():
    loaded = load(
        field("name", "name", prefill="person.full_name"), field("phone", "phone", prefill="person.phone")
    )
    assert loaded.prefill({"person.full_name": "An", "person.phone": "sai", "person.email": "x"}) == {
        "name": "An"
    }


def test_sensitive_fields_are_named_with_their_group():
    loaded = load(
        field("identity", "identity-number"),
        field("illness", sensitive=True),
        group("g", field("his", "identity-number"), field("x")),
    )
    assert loaded.sensitive == {"identity", "illness", "g.his"}


# The machine check --------------------------------------------------------------------------------------------

YES = {"field": "a", "is": True}


@pytest.mark.parametrize(
    ("document", "found"),
    [
        (form(page("p", field("a", "yes-no"), field("b", when={"field": "aa", "is": True}))), ("pages.1.fields.2.when", "There is no field “aa” in this form. Did you mean “a”?")),
        (form(page("p", field("a", "yes-no"), field("b", when={"field": "a", "is": "yes"}))), ("pages.1.fields.2.when", "“yes” can never be the answer to “a”.")),
        (form(page("p", choice("a", "x", "y"), field("b", when={"field": "a", "in": ["x", "y"]}))), ("pages.1.fields.2.when", "This condition always holds here; remove it.")),
        (form(page("p", field("a", "yes-no")), page("q", field("b"), when={"all": [YES, {"not": YES}]})), ("pages.2.when", "This page can never be reached: no answers make its condition hold.")),
        (form(page("p", field("a", "yes-no")), page("q", field("b", when={"field": "a", "is": False}), when=YES)), ("pages.2.fields.1.when", "This condition can never hold, so the question is never asked.")),
        (form(page("p", field("a", "integer", high=5), field("b", when={"field": "a", "more_than": 5}))), ("pages.1.fields.2.when", "This condition can never hold, so the question is never asked.")),
        (form(page("p", field("a", "date", latest="2020-01-01"), field("b", when={"field": "a", "more_than": "2021-01-01"}))), ("pages.1.fields.2.when", "“2021-01-01” can never be the answer to “a”.")),
        (form(page("p", field("b", when=YES), field("a", "yes-no"))), ("pages.1.fields.1.when", "This asks about “a”, which comes later in the form.")),
        (form(page("p", field("a", "integer", compute={"sum": [{"field": "b"}, 1]}), field("b", "integer", compute={"sum": [{"field": "a"}, 1]}))), ("pages.1.fields.1", "These depend on each other in a circle: a → b → a.")),
        (form(page("p", field("a"), field("b", "integer", compute={"sum": [{"field": "a"}, 1]}))), ("pages.1.fields.2.compute.sum.1", "A number is needed here, not a text.")),
        (form(page("p", field("a", compute={"age": {"field": "a"}}))), ("pages.1.fields.1.compute.age", "A date is needed here, not a text.")),
        (form(page("p", group("g", field("c")), field("b", when={"field": "c", "is": "x"}))), ("pages.1.fields.2.when", "“c” is a column of “g” and can only be asked about inside it.")),
        (form(page("p", group("g", field("c")), field("n", "integer", compute={"count": "h"}))), ("pages.1.fields.2.compute", "There is no group “h” in this form.")),
        (form(page("p", field("a"), field("a"))), ("pages.1.fields.2", "The code “a” is used twice.")),
        (form(page("p", field("a", label={"vi": "chỉ tiếng Việt"}))), ("pages.1.fields.1.label", "The English text is missing.")),
        (form(page("p", field("a", "txt"))), ("pages.1.fields.1.kind", "“txt” is not known here; write one of: choice, choices, date, email, identity-number, integer, listed, money, month, name, number, paragraph, phone, tax-code, text, year, yes-no.")),
        (form(page("p", field("a", hnt=both("x")))), ("pages.1.fields.1.hnt", "“hnt” is not known here. Did you mean “hint”?")),
        (form(page("p", field("a", "choice", options=[{"code": "x", "name": both("x")}]))), ("pages.1.fields.1", "A choice needs at least two options.")),
        (form(page("p", field("a", pattern="(a+)+", pattern_says=both("x")))), ("pages.1.fields.1.pattern", "This pattern repeats a repetition, which can take for ever; write it more simply.")),
        (form(page("p", field("a", earliest="2023-02-30"))), ("pages.1.fields.1.earliest", "“earliest” has no meaning for this kind of field.")),
        (form(page("p", field("a", "yes-no")), rules=[{"that": {"field": "a", "in": [True, False]}, "field": "a", "says": both("x")}]), ("rules.1.that", "All answers satisfy this rule, so it checks nothing; remove it.")),
        (form(page("p", field("a", "yes-no", when={"__import__": "os"}))), ("pages.1.fields.1.when", "A condition is written like {field: x, is: y}, or with all, any, not.")),
        (form(page("p", field("a", compute={"eval": "1"}))), ("pages.1.fields.1.compute", None)),
    ],
)  # fmt: skip
def test_the_machine_check_finds_what_is_wrong_and_where(document, found):
    place, sentence = found
    said = problems(document)
    assert place in [where for where, _words in said], said
    assert sentence is None or (place, sentence) in said


def test_a_form_with_problems_is_not_loaded():
    with pytest.raises(forms.FormProblem) as refused:
        forms.load(form(page("p", field("a", "txt"))))
    assert refused.value.problems[0].path == ("pages", 0, "fields", 0, "kind")


# Words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "không"), (10, "mười"), (15, "mười lăm"), (21, "hai mươi mốt"), (24, "hai mươi tư"), (55, "năm mươi lăm"), (105, "một trăm linh năm"),
        (1_001, "một nghìn không trăm linh một"), (80_000_000, "tám mươi triệu"), (1_500_000, "một triệu năm trăm nghìn"),
        (1_000_000_000, "một tỷ"), (2_000_000_005, "hai tỷ không trăm linh năm"),
    ],
)  # fmt: skip
def test_numbers_in_words(number, words):
    assert number_in_words(number) == words


def test_a_date_in_words():
    assert date_in_words("2023-04-19") == "ngày mười chín tháng tư năm hai nghìn không trăm hai mươi ba"
    assert date_in_words("2024-05-05") == "ngày mùng năm tháng năm năm hai nghìn không trăm hai mươi tư"


@given(st.integers(0, 10**12))
def test_different_numbers_are_said_differently(number):
    assert number_in_words(number) != number_in_words(number + 1)
