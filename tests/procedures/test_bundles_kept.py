"""A change of a part, or its end, that would keep a linked procedure from being sent is told before it is done."""

from datetime import date

import pytest
from django.urls import reverse

from motcua.chronicle.models import Entry
from motcua.people.models import Account
from motcua.procedures import actions, queries
from motcua.procedures.rules import BundlesWouldBreak, Status
from tests.foundation.form_documents import choice
from tests.people.cast import NOW, make_cast
from tests.procedures.test_bundle_options import text_of

FROM, LATER = date(2026, 3, 18), date(2026, 4, 1)
KIND = choice("loai", "moi", "doi", "lai", required=True)
NARROWER = choice("loai", "moi", "doi", required=True)


def loaded(code, *fields, parts=""):
    return actions.load(text=text_of(code, *fields, parts=parts), by="system:tests", at=NOW).version_id


def put(code, *fields, parts="", on=FROM, by="system:tests", **more):
    version = loaded(code, *fields, parts=parts)
    actions.publish(version_id=version, starts_on=on, by=by, at=NOW, **more)
    return version


PARTS = "parts:\n" + "".join(
    f'  - code: {code}\n    procedure: "1.00000{n}"\n    case: chung\n'
    for n, code in ((2, "mot"), (3, "hai"))
)


@pytest.fixture
def operator(db):
    """Whoever publishes, where a bundle of two procedures is in force."""
    cast = make_cast()
    for code in ("1.000002", "1.000003"):
        put(code, KIND)
    put("1.000001", KIND, parts=PARTS)
    return cast.reach(cast.operator)


def test_a_part_that_no_longer_takes_an_answer_is_not_published_unseen(operator):
    draft = loaded("1.000002", NARROWER)
    with pytest.raises(BundlesWouldBreak) as refused:
        actions.publish(version_id=draft, starts_on=LATER, by=operator, at=NOW)
    assert [(fault.facts["bundle"], fault.facts["code"]) for fault in refused.value.faults] == [
        ("1.000001", "loai")
    ]
    assert queries.version(draft).status is Status.DRAFT and queries.in_force("1.000002", LATER).id != draft
    actions.publish(version_id=draft, starts_on=LATER, by=operator, at=NOW, anyway=True)
    assert queries.in_force("1.000002", LATER).id == draft
    told = Entry.objects.filter(kind="procedure.published", subject="procedure:1.000002").latest("pk")
    assert told.data["bundles_broken"] == "1.000001"


def test_a_change_that_the_bundle_takes_is_published_without_a_word(operator):
    put("1.000002", choice("loai", "moi", "doi", "lai", "khac", required=True), on=LATER, by=operator)
    assert "bundles_broken" not in Entry.objects.filter(kind="procedure.published").latest("pk").data


def test_a_part_is_not_closed_unseen_and_what_was_broken_before_is_not_told_again(operator):
    with pytest.raises(BundlesWouldBreak):
        actions.close(code="1.000003", ends_on=LATER, by=operator, at=NOW)
    actions.close(code="1.000003", ends_on=LATER, by=operator, at=NOW, anyway=True)
    put("1.000002", choice("loai", "moi", "doi", "lai", "khac", required=True), on=LATER, by=operator)


WIDER = choice("loai", "moi", "doi", "lai", "khac", required=True)


def test_a_part_on_which_a_linked_procedure_came_to_rely_is_not_taken_back_unseen(operator):
    part = put("1.000002", WIDER, on=LATER, by=operator)
    put("1.000003", WIDER, on=LATER, by=operator)
    put("1.000001", WIDER, parts=PARTS, on=LATER, by=operator)
    with pytest.raises(BundlesWouldBreak) as refused:
        actions.take_back(version_id=part, by=operator, at=NOW)
    assert [fault.facts["bundle"] for fault in refused.value.faults] == ["1.000001"]
    assert queries.in_force("1.000002", LATER).id == part
    actions.take_back(version_id=part, by=operator, at=NOW, anyway=True)
    assert queries.in_force("1.000002", LATER).number == 1
    assert Entry.objects.filter(kind="procedure.taken-back").latest("pk").data["bundles_broken"] == "1.000001"


def test_a_part_that_a_linked_procedure_does_without_is_taken_back_without_a_word(operator):
    part = put("1.000002", WIDER, on=LATER, by=operator)
    actions.take_back(version_id=part, by=operator, at=NOW)
    assert "bundles_broken" not in Entry.objects.filter(kind="procedure.taken-back").latest("pk").data


def test_a_first_version_that_a_linked_procedure_hands_in_is_not_taken_back_unseen(operator):
    part = put("1.000004", KIND, on=LATER, by=operator)
    put("1.000001", KIND, parts=PARTS.replace("1.000002", "1.000004"), on=LATER, by=operator)
    with pytest.raises(BundlesWouldBreak):
        actions.take_back(version_id=part, by=operator, at=NOW)


def test_a_bundle_that_has_ended_by_then_does_not_count(operator):
    actions.close(code="1.000001", ends_on=LATER, by=operator, at=NOW)
    put("1.000002", NARROWER, on=LATER, by=operator)


@pytest.fixture
def signed_in(operator, client):
    client.force_login(Account.objects.get(name="quantri"))
    return client


DAY = "01/12/2099"


def test_the_page_names_the_bundle_and_publishes_when_told_all_the_same(signed_in):
    address = reverse("procedures:publish", args=[loaded("1.000002", NARROWER)])
    page = signed_in.post(address, {"day": DAY})
    assert page.status_code == 409
    assert "1.000001: Xác nhận thử nghiệm" in page.content.decode()
    assert signed_in.post(address, {"day": DAY, "anyway": "on"}).status_code == 302
    assert queries.in_force("1.000002", date(2099, 12, 2)).number == 2


def test_the_page_of_taking_back_names_the_bundle_and_asks_first(signed_in):
    coming = date(2099, 12, 1)
    versions = [put(code, WIDER, on=coming) for code in ("1.000002", "1.000003")]
    put("1.000001", WIDER, parts=PARTS, on=coming)
    address = reverse("procedures:take-back", args=versions[:1])
    page = signed_in.post(address)
    assert page.status_code == 409 and "1.000001: Xác nhận thử nghiệm" in page.content.decode()
    assert 'name="anyway"' in page.content.decode()
    assert signed_in.post(address, {"anyway": "on"}).status_code == 302
    assert queries.version(versions[0]).status is Status.DRAFT


def test_the_page_of_a_working_copy_and_that_of_closing_ask_first_too(signed_in, operator):
    part = queries.in_force("1.000003", FROM).id
    for more, status in (({}, 409), ({"anyway": "on"}, 302)):
        page = signed_in.post(reverse("procedures:close", args=[part]), {"day": DAY, **more})
        assert page.status_code == status
    copy = actions.begin(version_id=queries.in_force("1.000002", FROM).id, by=operator, at=NOW)
    text = text_of("1.000002", NARROWER)
    revision = actions.save(
        copy_id=copy, revision=queries.working_copy(copy).revision, text=text, by=operator, at=NOW
    )
    for more, status in (({}, 409), ({"anyway": "on"}, 302)):
        page = signed_in.post(
            reverse("procedures:publish-copy", args=[copy]), {"day": DAY, "revision": revision, **more}
        )
        assert page.status_code == status
