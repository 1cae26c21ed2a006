"""Options that depend on another answer, in a bundle and in its parts: publishing finds what sending would refuse."""

import json

from motcua.procedures import files, parsing
from motcua.procedures.bundles import misfits
from tests.dossiers.build import PROCEDURE
from tests.foundation.form_documents import choice, form, options, page


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


def found(bundle_fields, part_fields=PART, line=""):
    parts = "parts:\n" + "".join(
        f'  - code: {code}\n    procedure: "1.00000{n}"\n    case: chung\n{line}'
        for n, code in ((2, "mot"), (3, "hai"))
    )
    bundle = definition("1.000001", *bundle_fields, parts=parts)
    offered = {code: definition(code, *part_fields) for code in ("1.000002", "1.000003")}
    return [problem.facts for problem in misfits(bundle, offered) if "option" in problem.facts]


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
