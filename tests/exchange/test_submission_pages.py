"""Pages at the nation: the place, sending, the receipt, following it; and the lists for operators on both sides."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers.actions import drafts
from motcua.dossiers.models import Dossier, Draft
from motcua.dossiers.rules import filling
from motcua.exchange.actions import catalogue, submissions
from motcua.exchange.models import Landing, Submission
from motcua.exchange.queries import submissions as queries
from motcua.exchange.rules import NATIONAL
from motcua.exchange.rules.catalogue import Change, Changes
from tests.dossiers.build import PROCEDURE, make_world, pdf
from tests.exchange.nation import CODE, given, make_node
from tests.exchange.test_catalogue import digest

pytestmark = pytest.mark.django_db
PROCEDURE_CODE = "1.000001"


@pytest.fixture
def world(db, settings, tmp_path, english):
    settings.FILES_DIR = tmp_path / "files"
    settings.NODE = NATIONAL
    found = make_world()
    make_node(found)
    return found


@pytest.fixture
def hoa(client, world):
    client.force_login(world.cast.hoa.account)
    return client


def ready(world, hoa) -> Draft:
    """A draft that waits for its last button."""
    hoa.post(reverse("exchange:place", args=[PROCEDURE_CODE]), {"place": CODE})
    draft, at, reach = Draft.objects.get(), timezone.now(), world.reach(world.cast.hoa)
    drafts.attach(draft_id=draft.pk, reach=reach, at=at, code="giay-chung-minh", name="a.pdf", content=pdf())
    answers = {
        filling.DELIVERY: "at-counter", filling.PHONE: "0905000001", filling.EMAIL: "hoa@example.vn",
        filling.PASSED: ["papers", "contact"],
    }  # fmt: skip
    drafts.save(
        draft_id=draft.pk, reach=reach, at=at, changes=drafts.DraftChanges(case="chung", answers=answers)
    )
    return draft


def test_the_way_begins_with_the_place_and_the_draft_does_not_ask_for_it_again(world, hoa):
    begin = hoa.get(reverse("dossiers:start", args=[PROCEDURE_CODE])).content.decode()
    assert reverse("exchange:place", args=[PROCEDURE_CODE]) in begin
    page = hoa.get(reverse("exchange:place", args=[PROCEDURE_CODE])).content.decode()
    assert "Department of Justice" in page
    answer = hoa.post(reverse("exchange:place", args=[PROCEDURE_CODE]), {"place": CODE})
    draft = Draft.objects.get()
    assert answer.headers["Location"] == reverse("dossiers:draft", args=[draft.pk])
    assert draft.agency == world.cast.department
    assert hoa.get(reverse("dossiers:draft-office", args=[draft.pk])).status_code == 404


@pytest.mark.parametrize("place", ["", "000.00.77.H15", "nonsense"])
def test_a_place_that_is_not_offered_is_not_taken(world, hoa, place):
    answer = hoa.post(reverse("exchange:place", args=[PROCEDURE_CODE]), {"place": place})
    assert answer.status_code == 422
    assert Draft.objects.count() == 0


def test_a_place_is_found_by_what_is_typed_without_marks(world, hoa):
    address = reverse("exchange:place", args=[PROCEDURE_CODE])
    assert "Department of Justice" in hoa.get(address + "?q=dak lak").content.decode()
    assert "Show all places" in hoa.get(address + "?q=ca mau").content.decode()


def test_what_nobody_takes_says_where_to_go(world, hoa):
    catalogue.say_offers(node="H15", said=catalogue.Offers([], []), at=timezone.now())
    page = hoa.get(reverse("exchange:place", args=[PROCEDURE_CODE])).content.decode()
    assert "No office of the country takes this procedure" in page


def test_sending_leads_to_a_receipt_that_says_not_yet_at_the_office(world, hoa):
    draft = ready(world, hoa)
    check = hoa.get(reverse("dossiers:draft-check", args=[draft.pk]))
    send = reverse("exchange:send", args=[draft.pk])
    assert f'action="{send}"' in check.content.decode()
    answer = hoa.post(send, {"declared": "1"})
    row = Submission.objects.get()
    assert answer.headers["Location"] == reverse("exchange:sent-receipt", args=[row.key])
    page = hoa.get(answer.headers["Location"]).content.decode()
    for said in ("Not yet at the office", row.code, queries.secret_of(row), "Department of Justice"):
        assert said in page
    assert Dossier.objects.count() == 0
    assert hoa.post(send, {"declared": "1"}).headers["Location"] == answer.headers["Location"]
    assert Submission.objects.count() == 1
    back = hoa.get(reverse("dossiers:draft-check", args=[draft.pk]))
    assert back.headers["Location"] == answer.headers["Location"], "the way back of the browser"
    assert row.code in hoa.get(reverse("exchange:sent")).content.decode()


def test_without_the_declaration_nothing_is_sent(world, hoa):
    draft = ready(world, hoa)
    answer = hoa.post(reverse("exchange:send", args=[draft.pk]), {}, follow=True)
    assert "Tick the declaration" in answer.content.decode()
    assert Submission.objects.count() == 0


def test_the_nation_makes_no_dossier_of_its_own(world, hoa):
    draft = ready(world, hoa)
    answer = hoa.post(reverse("dossiers:draft-check", args=[draft.pk]), {"declared": "1"})
    assert answer.status_code == 409
    assert (Dossier.objects.count(), Submission.objects.count()) == (0, 0)


def submitted(world) -> Submission:
    at = timezone.now() - timedelta(days=9)
    receipt = submissions.submit(reach=world.reach(world.cast.hoa), at=at, given=given(world))
    return Submission.objects.get(pk=receipt.key)


def test_a_receipt_is_nobody_elses(world, client):
    row = submitted(world)
    address = reverse("exchange:sent-receipt", args=[row.key])
    assert client.get(address).status_code == 302
    client.force_login(world.cast.nam.account)
    assert client.get(address).status_code == 404
    assert client.post(reverse("exchange:send", args=[row.key]), {"declared": "1"}).status_code == 404


def test_whoever_holds_the_receipt_follows_it_and_sees_the_local_number_but_no_name(world, client):
    row = submitted(world)
    Submission.objects.update(stage="taken", number="000.00.15.H15-260318-0007")
    closed = client.get(reverse("exchange:sent-tracked", args=[row.code]))
    assert closed.headers["Location"].startswith(reverse("exchange:sent-track"))
    typed = {"number": row.code.lower(), "secret": queries.secret_of(row).lower()}
    page = client.post(reverse("exchange:sent-track"), typed, follow=True).content.decode()
    assert "000.00.15.H15-260318-0007" in page
    assert world.cast.hoa.person.full_name not in page
    assert queries.secret_of(row) not in page


@pytest.mark.parametrize("number", ["QG-000000-000001", "", "x" * 200])
def test_a_wrong_secret_and_an_unknown_code_get_one_answer(world, client, number):
    row = submitted(world)
    wrong = client.post(reverse("exchange:sent-track"), {"number": row.code, "secret": "AAAAAAAA"})
    unknown = client.post(reverse("exchange:sent-track"), {"number": number, "secret": "AAAAAAAA"})
    assert wrong.status_code == unknown.status_code == 422


def test_the_operators_of_the_nation_see_what_is_late_and_no_name(world, client):
    row = submitted(world)
    submissions.alarm_unrouted(at=timezone.now())
    client.force_login(world.cast.operator.account)
    page = client.get(reverse("exchange:coming")).content.decode()
    assert row.code in page
    assert "1 submission is late" in page
    assert world.cast.hoa.person.full_name not in page


def test_the_node_sees_what_comes_in_and_what_stands_in_its_way(world, client, settings):
    settings.NODE = "H15"
    at = timezone.now()
    Landing.objects.create(
        key="0b9a3a34-4c0f-4a62-9b0a-3f6f5dbb0a01", code="QG-260318-000004", procedure=PROCEDURE_CODE,
        place=CODE, submitted_at=at, heard_at=at, problem="exchange.file-differs", failures=2, alarmed_at=at,
    )  # fmt: skip
    client.force_login(world.cast.leader.account)
    page = client.get(reverse("exchange:coming")).content.decode()
    assert "QG-260318-000004" in page
    assert "exchange.file-differs" in page
    client.force_login(world.cast.hoa.account)
    assert client.get(reverse("exchange:coming")).status_code == 403


def test_the_catalogue_says_what_waits_for_a_decision(world, client, settings):
    client.force_login(world.cast.operator.account)
    assert "1 procedure" in client.get(reverse("exchange:drawn")).content.decode()
    settings.NODE = "H15"
    text = PROCEDURE.replace("amount: 5", "amount: 4")
    change = Change(7, PROCEDURE_CODE, digest(text), "2026-03-01", None, text)
    catalogue.draw(answer=Changes([change], 7, 9), at=timezone.now())
    page = client.get(reverse("exchange:drawn")).content.decode()
    assert "Kept as a draft" in page
    client.force_login(world.cast.leader.account)
    assert client.get(reverse("exchange:drawn")).status_code == 403


@pytest.mark.parametrize("name", ["sent", "sent-track"])
def test_a_local_node_has_none_of_these_pages(world, hoa, settings, name):
    settings.NODE = "H15"
    assert hoa.get(reverse(f"exchange:{name}")).status_code == 404
    assert hoa.get(reverse("exchange:place", args=[PROCEDURE_CODE])).status_code == 404
