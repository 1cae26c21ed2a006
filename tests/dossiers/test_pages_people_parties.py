"""Online in another name: the choice, what is asked for it, and what is sent."""

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.rules.parties import AUTHORISATION
from tests.dossiers.build import CHILD, CHILD_NUMBER, FIRM, FIRM_CODE
from tests.dossiers.online import online_world
from tests.dossiers.walking import begin, signed_in

FIRM_TYPED = {"party": "organisation", "party_code": "6000 123 456", "party_name": FIRM, "capacity": "legal", "relation": "Giám đốc"}  # fmt: skip
CHILD_TYPED = {"party": "person", "party_code": CHILD_NUMBER, "party_name": CHILD, "birth_date": "06/05/2014", "capacity": "legal", "relation": "mẹ"}  # fmt: skip


@pytest.fixture
def walker(db):
    return begin(online_world())


def test_whoever_asks_for_themselves_is_not_asked_and_may_still_change_it(walker):
    assert walker.resume() == walker.url("draft-case")
    page = walker.get("draft-case").content.decode()
    assert walker.url("draft-applicant") in page, "the way back from the first page leads there"
    assert walker.post("draft-applicant", data={"party": "self"}).url == walker.url("draft")


def test_beginning_for_others_leads_to_the_question_in_whose_name(db):
    world = online_world()
    answer = signed_in(world.cast.hoa).post("/nop-ho-so/1.000002/", {"for-others": "1"})
    assert answer.url.endswith("/nguoi-de-nghi/")


def test_a_request_for_a_firm_is_sent_with_what_was_stated(walker):
    chosen = walker.post("draft-applicant", data={"party": "organisation"})
    assert chosen.url.startswith(walker.url("draft-applicant"))
    assert walker.resume() == walker.url("draft-applicant")
    assert walker.post("draft-applicant", data=FIRM_TYPED).url == walker.url("draft")
    assert walker.resume() == walker.url("draft-case")
    dossier = walker.sent()
    assert (dossier.applicant_name, dossier.organisation.tax_code) == (FIRM, FIRM_CODE)
    assert dossier.sender_id == walker.world.cast.hoa.person.pk
    own = walker.client.get(f"/ho-so-cua-toi/{dossier.number}/").content.decode()
    assert FIRM in own
    assert FIRM in walker.client.get("/ho-so-cua-toi/").content.decode()


def test_a_request_for_a_child_wants_the_paper_that_shows_it(walker):
    walker.post("draft-applicant", data={"party": "person"})
    walker.post("draft-applicant", data=CHILD_TYPED)
    walker.to_check()
    assert walker.resume() == walker.url("draft-papers")
    assert walker.attach(AUTHORISATION, _next="1").url == walker.url("draft-check")
    page = walker.get("draft-check").content.decode()
    assert CHILD in page
    assert CHILD_NUMBER not in page, "the look back masks the number"
    assert walker.send().status_code == 302
    dossier = Dossier.objects.get(submission=walker.draft)
    assert (dossier.applicant_name, dossier.applicant_id) == (CHILD, None)
    assert {paper.code for paper in dossier.papers.all()} >= {AUTHORISATION}


@pytest.mark.parametrize(
    ("typed", "wrong", "field"),
    [
        (FIRM_TYPED, {"party_code": "12"}, "party_code"),
        (FIRM_TYPED, {"party_code": ""}, "party_code"),
        (FIRM_TYPED, {"party_name": ""}, "party_name"),
        (FIRM_TYPED, {"relation": ""}, "relation"),
        (FIRM_TYPED, {"capacity": "x"}, "capacity"),
        (CHILD_TYPED, {"party_code": "0663"}, "party_code"),
        (CHILD_TYPED, {"birth_date": "30/02/2014"}, "birth_date"),
        (CHILD_TYPED, {"party_name": "1"}, "party_name"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(walker, typed, wrong, field):
    walker.post("draft-applicant", data={"party": typed["party"]})
    page = walker.post("draft-applicant", data=typed | wrong)
    assert page.status_code == 422
    assert [drawn.name for drawn in page.context["fields"] if drawn.error] == [field]
    kept = {drawn.name: drawn.value for drawn in page.context["fields"]}
    assert kept[field] == wrong[field]


def test_another_choice_forgets_what_belonged_to_the_first(walker):
    walker.post("draft-applicant", data={"party": "organisation"})
    walker.post("draft-applicant", data=FIRM_TYPED)
    walker.post("draft-applicant", data={"party": "person"})
    page = walker.get("draft-applicant")
    assert {drawn.value for drawn in page.context["fields"]} == {""}


def test_typing_is_saved_and_read_again(walker):
    walker.post("draft-applicant", data={"party": "organisation"})
    saved = walker.client.post(walker.url("draft-save") + "?trang=applicant", FIRM_TYPED | {"relation": ""})
    assert saved.status_code == 200
    assert FIRM in walker.get("draft-applicant").content.decode()
