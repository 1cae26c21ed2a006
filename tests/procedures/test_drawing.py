"""Every page of every shipped form is drawn, posted back and read as the same answers."""

import json
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.http import QueryDict
from django.template import Context, Template

from motcua.design.fields import Kind as Drawn
from motcua.foundation.forms import Group
from motcua.foundation.refusal import Fault
from motcua.procedures import actions
from motcua.procedures.drawing import draw, sentence, summary
from tests.procedures.answers import full_answers

FILES = sorted((Path(actions.__file__).parents[1] / "data").glob("*.yaml"))


@cache
def forms_of(path):
    definition = actions.check(text=path.read_text(encoding="utf-8")).definition
    return {case.form: definition.form(case) for case in definition.cases if case.form}


def posted(fields):
    """What a browser would send for drawn fields left as they are."""
    query = QueryDict(mutable=True)
    for field in fields:
        if field.kind is Drawn.GROUP:
            for row in field.rows:
                query.update(posted(row.fields))
        elif field.kind is Drawn.CHECKS:
            query.setlist(field.name, list(field.values))
        elif field.kind is not Drawn.COMPUTED:
            query[field.name] = field.value
    return query


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_page_sent_back_unchanged_gives_the_same_answers(path, language):
    for form in forms_of(path).values():
        data = full_answers(form)
        again = {}
        for page in form.visible_pages(data):
            again |= form.read_post(page, posted(draw(form, page, data, (), language)))
        assert form.clean(again) == form.clean(data)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_page_is_drawn_by_the_parts_of_the_design(path):
    part = Template("{% for one in fields %}{% field one %}{% endfor %}")
    for form in forms_of(path).values():
        for page in form.pages:
            html = part.render(Context({"fields": draw(form, page, full_answers(form), (), "vi")}))
            for item in page.items:
                if item.when is None:
                    assert item.label.vi in html


# What the counter's form asks beside the procedure's own questions: who came, papers, number of sets; with room to spare.
COUNTERS_OWN_MOST = 150


def brimming(form):
    """Every question answered, and every group with as many rows as it may have."""
    data = full_answers(form)
    for item in form.fields.values():
        if isinstance(item, Group):
            data[item.code] = data[item.code][:1] * item.rows_max
    return data


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_form_filled_to_the_brim_is_received_in_one_piece(path):
    """The counter sends all pages at once; more fields than the limit would be refused as too large (tests/design)."""
    for form in forms_of(path).values():
        data = brimming(form)
        sent = [posted(draw(form, page, data, (), "vi")) for page in form.pages]
        fields = sum(len(values) for query in sent for _name, values in query.lists())
        assert fields + COUNTERS_OWN_MOST <= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


@pytest.mark.parametrize(("language", "words"), [("vi", "ít dòng hơn"), ("en", "fewer rows")])
def test_more_fields_than_the_limit_are_refused_with_the_way_out(client, db, language, words):
    client.cookies["django_language"] = language
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    within, above = ({f"staff-{n}-name": "x" for n in range(count)} for count in (most, most + 1))
    assert client.post("/quay/?thu-tuc=1.001612", within).status_code == 302, (
        "sent to sign in, with whatever was typed"
    )
    page = client.post("/quay/?thu-tuc=1.001612", above)
    assert page.status_code == 413 and words in page.content.decode()


def test_a_question_called_up_on_the_same_page_carries_its_condition():
    form = forms_of(Path(actions.__file__).parents[1] / "data" / "2.000635.yaml")["to-khai"]
    fields = {field.name: field for field in draw(form, form.page("su-kien"), {}, (), "vi")}
    assert json.loads(fields["partner_name"].when) == {"field": "event", "is": "ket-hon"}
    assert fields["event"].when == ""


def test_a_fault_stands_at_its_row_and_names_it_in_the_summary():
    form = forms_of(Path(actions.__file__).parents[1] / "data" / "2.000815.yaml")["phieu"]
    page = form.page("giay-to")
    data = {
        "papers": [{"paper_name": "Bằng", "paper_issuer": "Trường", "paper_pages": "hai", "paper_copies": 1}]
    }
    faults = form.check(data, page=page)
    (group, *_) = draw(form, page, data, faults, "vi")
    assert isinstance(form.fields["papers"], Group)
    assert [field.error != "" for field in group.rows[0].fields] == [False, False, True, False, False]
    assert group.rows[0].fields[2].value == "hai"
    (line,) = [line for _fault, line in summary(form, faults, "en")]
    assert line == "Paper 1, Pages: Write a whole number with digits only."


def test_a_sentence_of_the_form_itself_is_shown_in_the_readers_language():
    form = forms_of(Path(actions.__file__).parents[1] / "data" / "1.000894.yaml")["to-khai"]
    fault = Fault("groom_birth_date", "%(says)s", {"says": form.rules[0].says})
    assert sentence(fault, "en").startswith("The man must be at least 20")
    assert sentence(fault, "vi").startswith("Nam phải từ đủ 20 tuổi")
