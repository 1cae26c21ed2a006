"""What stood in the way of a program that was written from the pages alone."""

import json

import jsonschema
import pytest
from django.utils import timezone
from jsonschema import Draft202012Validator
from ninja import Schema

from motcua.design.wire import Sent
from motcua.portal import api
from tests.documents.samples import PDF
from tests.dossiers import listed
from tests.dossiers.build import in_progress, submitted
from tests.portal.program import Program, new_dossier, program
from tests.portal.test_api_lists import answers, new_list, nothing_was_sent

pytestmark = pytest.mark.django_db


def shapes(of: type) -> set[type]:
    return {one for each in of.__subclasses__() for one in {each, *shapes(each)}}


def test_each_shape_of_the_description_has_a_name_of_its_own():
    """Of two with one name only one is described, and answers of the other one do not fit."""
    text = json.dumps(api.document())
    said: dict[str, set[str]] = {}
    for one in shapes(Schema) | shapes(Sent):
        if one.__module__.startswith("motcua.") and f'"#/components/schemas/{one.__name__}"' in text:
            inside = one.model_json_schema().get("properties")
            said.setdefault(one.__name__, set()).add(json.dumps(inside, sort_keys=True))
    assert len(said) > 60 and [name for name, different in said.items() if len(different) > 1] == []


def answered(operation: str, method: str, status: str, body: object) -> None:
    document = api.document()
    schema = document["paths"][operation][method]["responses"][status]["content"]["application/json"][
        "schema"
    ]
    jsonschema.validate(body, {"components": document["components"], **schema}, Draft202012Validator)


def test_a_request_with_its_papers_and_events_fits_the_description(world):
    hoa = program(world, world.cast.hoa)
    paper = {"code": "giay-chung-minh", "upload": hoa.upload(PDF).body["upload"]}
    sent = hoa.post("/dossiers", new_dossier(papers=[paper])).body
    answered("/api/dossiers", "post", "201", sent)
    whole = hoa.get(f"/dossiers/{sent['number']}").body
    assert whole["events"] and whole["papers"]
    answered("/api/dossiers/{number}", "get", "200", whole)
    offered = hoa.get("/procedures/1.000001").body
    assert offered["cases"][0]["papers"]
    answered("/api/procedures/{code}", "get", "200", offered)
    answered("/api/dossiers/{number}/acts", "get", "200", hoa.get(f"/dossiers/{sent['number']}/acts").body)


def test_whom_an_act_may_name_stands_with_it(world):
    number = in_progress(world).number
    head = program(world, world.cast.head)
    by_act = {one["act"]: one for one in head.get(f"/dossiers/{number}/acts").body}
    assert [one["name"] for one in by_act["assign"]["officers"]]
    given = {"officer_id": by_act["assign"]["officers"][0]["id"]}
    assert head.post(f"/dossiers/{number}/acts/assign", given).status_code == 200
    assert by_act["note"]["officers"] == []


def test_whom_an_act_may_name_is_told_only_to_whom_the_act_is_open(world):
    number = submitted(world).number
    told = program(world, world.cast.hoa).get(f"/dossiers/{number}/acts").body
    assert told and not any(one["officers"] or one["agencies"] for one in told)


@pytest.mark.parametrize("way", ["nothing-here", "dossiers/000.00.15.H15-260318-9999"])
def test_what_is_not_there_is_told_in_the_words_and_language_of_a_program(world, way):
    hoa = program(world, world.cast.hoa)
    for language, words in (("en", "this account"), ("vi", "tài khoản này")):
        told = hoa.get(f"/{way}", **{"Accept-Language": language}).body
        assert told["code"] == "motcua.not-found" and words in told["title"]
        assert "page" not in told["title"] + told["detail"]


def test_a_refusal_sends_no_program_to_buttons_or_says_that_it_kept_anything(world):
    hoa = program(world, world.cast.hoa)
    for refused in (hoa.post("/dossiers", {}), hoa.post("/dossiers", new_dossier(papers=[]))):
        assert refused.status_code == 422 and "Nothing was kept" in refused.body["detail"]
    wrong = hoa.client.delete("/api/dossiers", headers=hoa.headers()).json()
    assert "Allow" in wrong["detail"] and "buttons" not in wrong["detail"]
    nobody = Program().post("/tracking", {"number": "000.00.15.H15-260318-9999", "secret": "AAAAAAAA"})
    assert nobody.status_code == 404 and "secret" in nobody.body["detail"]


def test_a_name_that_the_form_does_not_know_is_told_with_its_row():
    world = listed.make_listing()
    world.at = timezone.now()
    row = answers(1)
    refused = program(world, world.cast.hoa).post(
        "/lists", new_list(answers(0), {"answers": {**row["answers"], "no_such": "1"}})
    )
    assert [fault["field"] for fault in refused.body["faults"]] == ["rows.1.answers.no_such"]
    assert nothing_was_sent()
