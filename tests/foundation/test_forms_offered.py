"""Options that depend on another answer: what is offered, what is refused in words, and what the machine check names."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from motcua.design import errors
from motcua.foundation import forms
from motcua.procedures import drawing
from tests.foundation import form_oracle as oracle
from tests.foundation.form_documents import both, choice, field, form, group, page, small_documents
from tests.foundation.test_forms_oracle import MANY, answers_for, without_dead_conditions

FEWER = settings(MANY, max_examples=50)
WARDS = {"hai-chau": ["da-nang"], "son-tra": ["da-nang"], "thuan-hoa": ["hue"], "other": []}


def wards(code="ward", by="province", kind="choice", under=WARDS, **more):
    options = [
        {"code": one, "name": both(one), **({"under": answers} if answers else {})}
        for one, answers in under.items()
    ]
    return field(code, kind, options=options, options_by=by, **more)


def places(**more):
    return form(page("p", choice("province", "da-nang", "hue"), wards(**more)))


def problems(document):
    return [(problem.place, problem.sentence % problem.facts) for problem in forms.examine(document)[1]]


def said(found):
    return [(fault.field, errors.fault_sentence(fault)) for fault in found]


# What is taken and what is refused ------------------------------------------------------------------------------


def test_what_goes_with_the_answer_before_is_taken_and_what_does_not_is_refused_in_words():
    loaded = forms.load(places())
    assert loaded.check({"province": "da-nang", "ward": "hai-chau"}) == ()
    assert loaded.check({"province": "hue", "ward": "other"}) == ()
    refused = loaded.check({"province": "hue", "ward": "hai-chau"})
    assert [drawing.sentence(fault, "en") for fault in refused] == [
        "“hai-chau” is not offered with “hue” (province). Choose again."
    ]
    assert refused == loaded.misfits({"province": "hue", "ward": "hai-chau"})


def test_an_answer_without_the_one_it_depends_on_is_told_what_to_answer_first():
    loaded = forms.load(form(page("p", choice("province", "da-nang", "hue"), wards())))
    assert [fault.field for fault in loaded.check({"ward": "hai-chau"})] == ["province", "ward"]
    assert "province" in drawing.sentence(loaded.check({"ward": "hai-chau"})[1], "en")


def test_while_nothing_is_offered_only_the_answer_before_is_missing():
    under = {"hai-chau": ["da-nang"], "thuan-hoa": ["hue"]}
    loaded = forms.load(places(under=under))
    assert [fault.field for fault in loaded.check({})] == ["province"]
    assert [fault.field for fault in loaded.check({"province": "hue"})] == ["ward"]


def test_of_several_ticks_the_one_that_does_not_fit_is_named():
    loaded = forms.load(places(kind="choices"))
    assert loaded.check({"province": "da-nang", "ward": ["hai-chau", "son-tra", "other"]}) == ()
    (fault,) = loaded.check({"province": "da-nang", "ward": ["hai-chau", "thuan-hoa"]})
    assert fault.field == "ward" and fault.facts["option"].en == "thuan-hoa"


def test_in_a_group_each_row_has_its_own_answer_before_or_that_of_the_whole_form():
    inside = group("plots", choice("province", "da-nang", "hue"), wards())
    loaded = forms.load(form(page("p", inside)))
    rows = [{"province": "hue", "ward": "thuan-hoa"}, {"province": "da-nang", "ward": "thuan-hoa"}]
    assert [fault.field for fault in loaded.check({"plots": rows})] == ["plots.1.ward"]
    outside = forms.load(form(page("p", choice("province", "da-nang", "hue"), group("plots", wards()))))
    rows = [{"ward": "hai-chau"}, {"ward": "thuan-hoa"}]
    assert [fault.field for fault in outside.check({"province": "hue", "plots": rows})] == ["plots.0.ward"]


def test_a_chain_of_three_lists_is_followed():
    streets = {"bach-dang": ["hai-chau"], "le-loi": ["thuan-hoa"], "x": ["son-tra", "other"]}
    loaded = forms.load(
        form(page("p", choice("province", "da-nang", "hue"), wards(), wards("street", "ward", under=streets)))
    )
    assert loaded.check({"province": "hue", "ward": "thuan-hoa", "street": "le-loi"}) == ()
    wrong = loaded.check({"province": "da-nang", "ward": "thuan-hoa", "street": "le-loi"})
    assert [fault.field for fault in wrong] == ["ward"]


def test_programs_read_the_dependence_in_the_schema_and_its_own_rules_refuse_what_does_not_fit():
    schema = forms.load(places()).schema
    assert schema["properties"]["ward"]["x-options-by"] == {
        "question": "province",
        "offered": {"da-nang": ["hai-chau", "son-tra", "other"], "hue": ["thuan-hoa", "other"]},
        "otherwise": ["other"],
    }
    look = Draft202012Validator(schema)
    assert look.is_valid({"province": "hue", "ward": "thuan-hoa"})
    assert not look.is_valid({"province": "hue", "ward": "son-tra"})


# Against the oracle ---------------------------------------------------------------------------------------------


@FEWER
@given(st.data())
def test_faults_and_kept_answers_are_those_of_the_oracle_where_options_depend_on_answers(data):
    document = data.draw(small_documents(pages_max=2, tied=True))
    loaded = without_dead_conditions(document)  # a list from which nothing can be chosen has its meaning, too
    assume(any("options_by" in each for one in document["pages"] for each in one["fields"]))
    answers = data.draw(answers_for(document))
    assume(not any(type(said) is int and not _is_whole(document, code) for code, said in answers.items()))
    assert [fault.field for fault in loaded.check(answers)] == oracle.faulty(document, answers)
    assert loaded.clean(answers) == oracle.visible_fields(document, answers)[1]
    if not loaded.check(answers) and not forms.examine(document)[1]:
        assert Draft202012Validator(loaded.schema).is_valid(loaded.clean(answers))


def _is_whole(document, code):
    return any(
        each["code"] == code and each["kind"] == "integer"
        for one in document["pages"]
        for each in one["fields"]
    )


@FEWER
@given(small_documents(pages_max=2, fields_max=2, tied=True))
def test_the_check_names_exactly_the_lists_that_the_oracle_finds_wrong(document):
    without_dead_conditions(document)
    reported = set()
    for problem in forms.examine(document)[1]:
        *_pages, place, number = problem.path[:4]
        asked = document["pages"][problem.path[1]]["fields"][number]
        assert place == "fields"
        if problem.path[-1] == "under":
            reported.add((asked["code"], "never", asked["options"][problem.path[-2]]["code"]))
        elif problem.path[-1] == "options":
            reported.add((asked["code"], "nothing", problem.facts["answer"].en))
        else:
            reported.add((asked["code"], "unanswered", ""))
    assert reported == oracle.wrong_offers(document)


# The machine check ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "at", "says"),
    [
        (places(by="town"), "options_by", "There is no field “town” in this form."),
        (places(by="ward"), "options_by", "These depend on each other in a circle: ward → ward."),
        (
            form(page("p", wards(), choice("province", "da-nang", "hue"))),
            "options_by",
            "These options depend on “province”, which comes later in the form.",
        ),
        (
            form(page("p", wards("a", "b"), wards("b", "a"))),
            "options_by",
            "These depend on each other in a circle: a → b → a.",
        ),
        (
            form(page("p", field("province", "text"), wards())),
            "options_by",
            "Options can depend on a choice of one of several only; “province” is none.",
        ),
        (
            form(page("p", group("g", choice("province", "da-nang", "hue")), wards())),
            "options_by",
            "“province” is a column of “g” and can only be asked about inside it.",
        ),
        (
            places(under=WARDS | {"ba-dinh": ["ha-noi"]}),
            "under",
            "“ha-noi” can never be the answer to “province”.",
        ),
        (
            places(under={"hai-chau": ["da-nang"], "son-tra": ["da-nang"]}),
            "options",
            "With “hue” (province) nothing can be chosen here. Offer an option, or ask this with other answers only.",
        ),
        (
            places(when={"field": "province", "is": "hue"}),
            "under",
            "“hai-chau” can never be chosen: where this is asked, “province” has another answer.",
        ),
        (
            form(
                page(
                    "p",
                    choice("province", "da-nang", "hue", required=False),
                    wards(under={"hai-chau": ["da-nang"], "thuan-hoa": ["hue"]}),
                )
            ),
            "options_by",
            "This is asked also where “province” has no answer, and then nothing can be chosen here. Ask it only where that is answered.",
        ),
        (
            places(under={"a": [], "b": []}),
            "options_by",
            "No option here depends on “province”: say of each with which answers it is offered, or depend on none.",
        ),
        (
            form(page("p", choice("province", "da-nang", "hue"), wards(by=""))),
            "options",
            "Options are tied to answers, but “options_by” does not say to which question.",
        ),
        (
            form(page("p", choice("province", "da-nang", "hue"), field("t", options_by="province"))),
            "options_by",
            "“options_by” has no meaning for this kind of field.",
        ),
    ],
)
def test_an_impossible_dependence_is_named_where_it_stands(document, at, says):
    found = problems(document)
    assert any(place.split(".")[-1].startswith(at) and sentence == says for place, sentence in found), found


def test_a_question_that_waits_for_the_first_answer_may_depend_on_one_that_can_be_left_out():
    waiting = wards(
        under={"hai-chau": ["da-nang"], "thuan-hoa": ["hue"]}, when={"field": "province", "filled": True}
    )
    assert problems(form(page("p", choice("province", "da-nang", "hue", required=False), waiting))) == []


def test_a_condition_that_no_offered_option_can_meet_never_holds():
    hidden = field(
        "street", when={"all": [{"field": "province", "is": "hue"}, {"field": "ward", "is": "hai-chau"}]}
    )
    found = problems(form(page("p", choice("province", "da-nang", "hue"), wards(), hidden)))
    assert [sentence for _place, sentence in found] == [
        "This condition can never hold, so the question is never asked."
    ]
