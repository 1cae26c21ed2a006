"""Options that depend on another answer, in a bundle and in its parts: publishing finds what sending would refuse."""

import json

from motcua.procedures import files, parsing
from motcua.procedures.bundles import misfits
from tests.dossiers.build import PROCEDURE
from tests.foundation.form_documents import choice, field, form, group, options, page


def text_of(code, *fields, parts=""):
    """The file of a procedure that asks these questions on one page."""
    text = PROCEDURE.replace("1.000001", code).replace("    terms:\n", "    form: phieu\n    terms:\n", 1)
    return f"{text}forms:\n  phieu: {json.dumps(form(page('p', *fields)))}\n{parts}"


def definition(code, *fields, parts=""):
    made = parsing.definition(files.read(text_of(code, *fields, parts=parts)).document)
    assert made is not None
    return made


def wards(code="ward", by="province", under=("hue",)):
    tied = [
        {**options("hai-chau")[0], "under": ["da-nang"]},
        {**options("phu-xuan")[0], "under": list(under)},
        *options("khac", "ngoai"),
    ]
    return {**choice(code), "options": tied, "options_by": by}


PROVINCE = choice("province", "da-nang", "hue", required=True)
PART = (PROVINCE, wards())
FREE = choice("ward", "hai-chau", "phu-xuan", "khac")


def problems(bundle_fields, part_fields=PART, line=""):
    parts = "parts:\n" + "".join(
        f'  - code: {code}\n    procedure: "1.00000{n}"\n    case: chung\n{line}'
        for n, code in ((2, "mot"), (3, "hai"))
    )
    bundle = definition("1.000001", *bundle_fields, parts=parts)
    offered = {code: definition(code, *part_fields) for code in ("1.000002", "1.000003")}
    return misfits(bundle, offered)


def found(bundle_fields, part_fields=PART, line=""):
    return [one.facts for one in problems(bundle_fields, part_fields, line) if "option" in one.facts]


def test_a_bundle_that_ties_its_options_as_the_part_does_fits():
    assert found((PROVINCE, wards())) == []
    assert found((PROVINCE, choice("ward", "khac", "ngoai"))) == [], "what goes with any answer needs no tie"


def test_a_bundle_that_offers_what_the_part_does_not_offer_with_the_same_answer_is_found():
    said = [{"code": "ward", "answer": "da-nang", "option": "phu-xuan"}, {"code": "ward", "answer": "hue", "option": "hai-chau"}]  # fmt: skip
    assert found((PROVINCE, FREE)) == said * 2, "not tied at all, for both parts"
    other = (PROVINCE, choice("again", "da-nang", "hue"), wards(by="again"))
    assert found(other) == said * 2, "tied to another question"


def test_only_answers_that_the_bundle_can_give_count():
    part = (choice("province", "da-nang", "hue", "vinh", required=True), wards(under=("hue", "vinh")))
    fewer = choice("province", "hue", "vinh", required=True)
    assert found((fewer, choice("ward", "phu-xuan", "khac")), part) == []
    asked = {**choice("ward", "phu-xuan", "khac"), "when": {"field": "province", "is": "hue"}}
    assert found((PROVINCE, asked)) == []


def test_an_answer_that_is_fixed_or_asked_under_another_name_is_followed():
    fixed = "    fixed: {province: hue}\n"
    assert found((choice("ward", "phu-xuan", "khac"),), line=fixed) == []
    assert found((FREE,), line=fixed) == [{"code": "ward", "answer": "hue", "option": "hai-chau"}] * 2
    named = "    answers: {province: tinh, ward: phuong}\n"
    tinh = {**PROVINCE, "code": "tinh"}
    assert found((tinh, wards("phuong", by="tinh")), line=named) == []
    assert len(found((tinh, {**FREE, "code": "phuong"}), line=named)) == 4


# Rows of a group ------------------------------------------------------------------------------------------

NAME, SORT = field("ten", "name"), choice("loai", "lua", "vuon")
ROWS = group("thua", NAME, SORT, rows_max=5)


def told(*columns, part=ROWS, line="", **more):
    """What does not fit, for one of the two parts, of a bundle whose rows have these columns."""
    said = problems([group("thua", *columns, **{"rows_max": 5, **more})], [part], line)
    sentences = [(one.sentence, tuple(one.facts.values())) for one in said]
    assert sentences[: len(said) // 2] == sentences[len(said) // 2 :], "both parts ask the same"
    return sentences[: len(said) // 2]


def test_rows_with_the_columns_of_the_part_fit_in_whatever_order():
    assert told(SORT, NAME) == []
    assert told(NAME, choice("loai", "lua", "vuon"), rows_max=3) == [], "fewer rows are taken"


def test_a_column_that_is_missing_of_another_kind_or_unknown_to_the_part_is_found():
    assert told(NAME) == [("Nothing answers “%(code)s”.", ("thua.loai",))]
    assert told(field("ten", "date"), SORT) == [
        ("“%(code)s” is answered by a question of another kind.", ("thua.ten",))
    ]
    assert told(NAME, SORT, field("ghi_chu")) == [
        ("Rows of “%(group)s” say “%(code)s”, which the part does not ask for.", ("thua", "ghi_chu"))
    ]
    may = group("thua", NAME, {**SORT, "required": False}, rows_max=5)
    assert told(NAME, part=may) == [], "what need not be answered may be missing"


def test_an_option_or_a_number_of_rows_that_the_part_does_not_take_is_found():
    wider = choice("loai", "lua", "vuon", "rung")
    assert told(NAME, wider) == [
        ("“%(code)s” can be answered in a way that the part does not know.", ("thua.loai",))
    ]
    assert told(NAME, SORT, rows_max=9) == [
        ("“%(code)s” can have %(rows)s rows in the bundle; the part takes %(most)s at most.", ("thua", 9, 5))
    ]


def test_a_group_is_not_answered_by_a_question():
    assert {one.sentence for one in problems([field("thua")], [ROWS])} == {
        "“%(code)s” is answered by a question of another kind."
    }


def test_options_of_a_column_that_depend_on_one_before_it_are_followed_within_the_row():
    part = [group("noi", PROVINCE, wards())]
    assert found(part, part) == []
    strange = found([group("noi", PROVINCE, FREE)], part)
    assert [one["option"] for one in strange] == ["phu-xuan", "hai-chau"] * 2
    outside = [PROVINCE, group("noi", wards())]
    assert found(outside, outside) == []
    assert len(found([PROVINCE, group("noi", FREE)], outside)) == 4
