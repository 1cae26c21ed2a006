"""The procedures that ship, and a bundle of three: what the issue asks of them, counted; their forms completed; their paper twins."""

import time
from functools import cache
from pathlib import Path

import pytest
from django.test import Client

from motcua.foundation.forms import Group
from motcua.procedures import actions, paper_form, queries
from motcua.procedures.bundles import answers_for, misfits
from motcua.procedures.rules import Channel
from tests.procedures.answers import TODAY, full_answers
from tests.procedures.test_versions import AT, load

FILES = sorted((Path(actions.__file__).parents[1] / "data").glob("*.yaml"))
CODES = {
    "2.000635", "1.001193", "2.000815", "2.000884", "2.000908", "1.000894", "1.004873", "1.000656", "1.001612", "2.000488", "1.013225",
    "1.012785", "1.002809", "2.000033", "1.004222", "1.004194", "1.012789", "1.002759", "2.002621",
}  # fmt: skip


def test_the_parts_of_the_bundle_can_be_handed_in():
    offered = {definition(path).code: definition(path) for path in FILES}
    (bundle,) = (one for one in offered.values() if one.is_bundle)
    assert misfits(bundle, offered) == ()
    form = bundle.form(bundle.cases[0])
    for choose in range(4):
        data = form.clean(full_answers(form, choose=choose), today=TODAY)
        if form.check(data, today=TODAY):
            continue
        for part in bundle.parts:
            own = offered[part.procedure].form(part.case)
            assert own.check(answers_for(part, own, data), today=TODAY) == ()


@cache
def definition(path):
    return actions.check(text=path.read_text(encoding="utf-8")).definition


def forms_of(path):
    return {case.form: definition(path).form(case) for case in definition(path).cases if case.form}


def columns(form):
    return [
        column
        for item in form.fields.values()
        for column in (item.fields if isinstance(item, Group) else (item,))
    ]


def test_all_are_there():
    assert {definition(path).code for path in FILES} == CODES


def test_enough_forms_have_conditions_groups_computed_values_and_many_fields():
    with_condition = with_group = with_computed = 0
    largest = 0
    for path in FILES:
        every = list(forms_of(path).values())
        with_condition += any(
            each.when is not None for form in every for each in (*columns(form), *form.pages)
        )
        with_group += any(isinstance(item, Group) for form in every for item in form.fields.values())
        with_computed += any(each.compute is not None for form in every for each in columns(form))
        largest = max(largest, *(len(columns(form)) for form in every))
    assert with_condition >= 6
    assert with_group >= 3
    assert with_computed >= 3
    assert largest > 40


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_form_can_be_completed(path):
    """For some choice of options there are answers without a fault, and keeping them changes nothing more."""
    for form in forms_of(path).values():
        done = False
        for choose in range(6):
            data = full_answers(form, choose=choose)
            kept = form.clean(data, today=TODAY)
            assert form.clean(kept, today=TODAY) == kept
            done |= form.check(kept, today=TODAY) == ()
            assert all(
                row.label and row.page_title for language in ("vi", "en") for row in form.rows(kept, language)
            )
        assert done, [(fault.field, fault.sentence) for fault in form.check(full_answers(form), today=TODAY)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_case_says_its_term_and_papers(path):
    for case in definition(path).cases:
        assert case.papers
        assert Channel.COUNTER in case.channels
        assert case.papers_for({})
    assert sum(step.share_percent for step in definition(path).steps) == 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_paper_twin_has_the_fields_of_the_form(path):
    for form in forms_of(path).values():
        for language in ("vi", "en"):
            twin = paper_form.sheet(form, language)
            assert twin.codes == form.codes


@pytest.mark.django_db
def test_the_printed_page_has_every_field_of_the_form_once():
    """Field by field, on the page that is printed."""
    import re

    for path in FILES:
        load(path.read_text(encoding="utf-8"))
    for path in FILES:
        for case in definition(path).cases:
            form = definition(path).form(case)
            page = Client().get(f"/thu-tuc/{definition(path).code}/to-khai/", {"truong-hop": case.code})
            printed = re.findall(r'data-field="([^"]+)"', page.content.decode())
            assert printed == list(form.codes)


def test_a_form_of_more_than_forty_fields_is_checked_in_two_milliseconds():
    form = forms_of(next(path for path in FILES if path.stem == "2.000488"))["so-1"]
    data = full_answers(form)
    form.check(data, today=TODAY)
    times = []
    for _ in range(30):
        began = time.process_time()
        form.check(data, today=TODAY)
        times.append(time.process_time() - began)
    assert sorted(times)[15] < 0.002


@pytest.mark.django_db
def test_search_over_what_is_offered_finds_names_abbreviations_and_slips():
    for path in FILES:
        load(path.read_text(encoding="utf-8"))
    for typed, code in {
        "gplx": "1.002809", "so do": "1.012785", "lltp": "2.000488", "hkd": "1.001612", "gpxd": "1.013225", "khai sihn": "1.001193", "ket hon": "1.000894",
        "dang ky tam tru": "1.004194", "độc thân": "1.004873", "1.000656": "1.000656", "sao y": "2.000815", "household business": "1.001612",
    }.items():  # fmt: skip
        assert queries.search(typed, AT)[0].code == code, typed
    assert queries.search("zzqqy", AT) == ()
