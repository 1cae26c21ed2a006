"""A draft begun without an account: by a short code and four digits, at the desk, or taken into an account; bounded, and erased."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.documents.models import Hold
from motcua.dossiers import queries
from motcua.dossiers.actions import drafts, guests, resuming
from motcua.dossiers.models import Dossier, Draft, DraftCode, DraftPaper
from motcua.dossiers.queries import resuming as opened_by
from motcua.dossiers.rules import guests as rules
from motcua.foundation.refusal import NotFound
from motcua.people import actions as people_acts
from motcua.people.models import AccessLook
from motcua.people.rules import TooManyTries
from tests.documents.samples import PDF
from tests.dossiers.online import PAGES, online_world
from tests.dossiers.walking import CODE, Walker, signed_in

DIGITS = "0117"
NUMBER = "066190000117"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    return online_world()


def body(answer) -> str:
    return answer.content.decode()


def begin(world, client: Client | None = None, **changes: str):
    """The walker of a guest, and the code that was shown."""
    client = client or Client()
    draft_id = uuid4()
    typed = {"name": "Nguyễn Thị Hoa", "digits": DIGITS, "draft": str(draft_id), **changes}
    answer = client.post(reverse("dossiers:guest", args=[CODE]), typed)
    assert answer.status_code == 200, answer
    found = re.search(r'short-code mono-5"><code>([0-9A-Z]{4}-[0-9A-Z]{4})<', body(answer))
    assert found
    return Walker(world, client, draft_id), found[1]


def resume(code: str, digits: str = DIGITS, client: Client | None = None, at: str = "resume"):
    client = client or Client()
    return client.post(reverse(f"dossiers:{at}"), {"code": code, "digits": digits})


def fill(walker: Walker) -> None:
    walker.resume()
    walker.to_check()


# Rules -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "digits", "wrong"),
    [
        ("Nguyễn Thị Hoa", "0117", []),
        ("", "0117", ["name"]),
        ("1", "0117", ["name"]),
        ("Nguyễn Thị Hoa", "117", ["digits"]),
        ("Nguyễn Thị Hoa", "01170", ["digits"]),
        ("Nguyễn Thị Hoa", "٠١١٧", ["digits"]),
        ("", "", ["name", "digits"]),
    ],
)
def test_a_name_and_four_digits_are_asked_first(name, digits, wrong):
    assert [fault.field for fault in rules.faults(name=name, digits=digits)] == wrong


def test_a_number_that_is_known_and_ends_otherwise_does_not_take_a_draft_over():
    assert rules.may_claim(digits=DIGITS, identity_number=NUMBER)
    assert rules.may_claim(digits=DIGITS, identity_number="")
    assert not rules.may_claim(digits="0118", identity_number=NUMBER)


# Beginning and going on ------------------------------------------------------------------------------------


def test_it_is_begun_filled_in_and_gone_on_with_elsewhere_without_an_account(world):
    walker, code = begin(world)
    fill(walker)
    draft = Draft.objects.get()
    assert draft.person_id is None and NUMBER not in draft.sealed and " " not in draft.sealed
    there = Client()
    assert resume(code, client=there).url == walker.url("draft")
    elsewhere = Walker(world, there, walker.draft)
    assert 'value="24 Trần Nhật Duật"' in body(elsewhere.get("draft-page", "dia-diem"))
    elsewhere.answer("dia-diem", street="9 Hùng Vương")
    assert queries.answers(Draft.objects.get())["street"] == "9 Hùng Vương"
    assert "hop-dong.pdf" in body(elsewhere.get("draft-papers"))


def test_it_is_not_sent_without_an_account_and_the_page_says_which_ways_lead_on(world):
    walker, _code = begin(world)
    fill(walker)
    page = body(walker.get("draft-check"))
    assert "Đăng nhập và nộp" in page and "Đến Bộ phận Một cửa với thẻ căn cước và mã ngắn" in page
    assert walker.send().status_code == 403 and not Dossier.objects.exists()


def test_begun_twice_by_one_page_it_is_one_draft(world):
    client = Client()
    walker, _code = begin(world, client)
    again = client.post(
        reverse("dossiers:guest", args=[CODE]),
        {"name": "Nguyễn Thị Hoa", "digits": DIGITS, "draft": str(walker.draft)},
    )
    assert again.url == walker.url("draft-code") and Draft.objects.count() == 1


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_begun(world):
    answer = Client().post(reverse("dossiers:guest", args=[CODE]), {"name": "", "digits": "12"})
    assert answer.status_code == 422 and not Draft.objects.exists()
    assert "Viết bốn chữ số cuối của số định danh." in body(answer)


def test_whoever_is_signed_in_begins_a_draft_of_their_own(world):
    client = signed_in(world.cast.hoa)
    answer = client.get(reverse("dossiers:guest", args=[CODE]))
    assert answer.url == reverse("dossiers:start", args=[CODE])


def test_a_procedure_that_is_not_sent_online_is_not_begun(world, monkeypatch):
    monkeypatch.setattr(guests, "online_cases", lambda definition: [])
    monkeypatch.setattr("motcua.dossiers.pages.guests.online_cases", lambda definition: [])
    answer = Client().get(reverse("dossiers:guest", args=[CODE]))
    assert answer.status_code in (404, 409) and not Draft.objects.exists()
    assert Client().get(reverse("dossiers:guest", args=["9.999999"])).status_code == 404


# A stranger ------------------------------------------------------------------------------------------------


def test_a_stranger_who_knows_the_address_is_led_to_the_short_code_and_sees_nothing(world):
    walker, _code = begin(world)
    fill(walker)
    for client in (Client(), signed_in(world.cast.nam), signed_in(world.cast.reception)):
        for name in ("draft", "draft-code", "draft-delete", "draft-check", "draft-papers"):
            answer = client.get(walker.url(name))
            assert answer.status_code == 302 and answer.url == reverse("dossiers:resume"), name
        paper = DraftPaper.objects.get()
        assert client.get(walker.url("draft-file", paper.pk)).status_code == 302
        assert client.post(walker.url("draft-delete")).status_code == 302
        assert client.post(walker.url("draft-claim")).status_code in (302, 404)
    draft = Draft.objects.get()
    assert draft.person_id is None


def test_a_wrong_code_and_wrong_digits_are_told_the_same_and_tries_are_counted(world):
    _walker, code = begin(world)
    told = [resume(code, "0118"), resume("AAAA-AAAA"), resume(code, "")]
    assert [answer.status_code for answer in told] == [422] * 3
    strip = [re.sub(r'value="[^"]*"|csrf.{0,120}', "", body(answer)) for answer in told]
    assert len(set(strip)) == 1
    assert [resume(code, "0118").status_code for _ in range(6)][-1] == 429


def test_ten_wrong_tries_end_the_code(world):
    _walker, code = begin(world)
    for number in range(10):
        at = timezone.now() + timedelta(hours=number + 1)
        assert resuming.resume(code=code, typed="0118", address=f"10.0.0.{number}", at=at) is None
    assert not DraftCode.objects.exists() and resume(code).status_code in (422, 429)


def test_nobodys_draft_opens_for_no_reach_but_its_own(world):
    walker, _code = begin(world)
    for player in (world.cast.nam, world.cast.reception):
        with pytest.raises(NotFound):
            queries.draft(draft_id=walker.draft, reach=world.reach(player), at=timezone.now())
    other, _ = begin(world)
    with pytest.raises(NotFound):
        queries.draft(draft_id=walker.draft, reach=opened_by.reach_of(other.draft), at=timezone.now())


def test_what_is_typed_when_it_is_closed_comes_back_once_it_is_open_again(world):
    client = Client()
    walker, code = begin(world, client)
    walker.resume()
    walker.post("draft-case", data={"case": "mot-nguoi"})
    client.post(reverse("dossiers:resume-close"))
    closed = walker.answer("dia-diem", street="9 Hùng Vương")
    assert closed.url == reverse("dossiers:resume")
    resume(code, client=client)
    assert walker.get("draft-page", "dia-diem").status_code == 302
    assert 'value="9 Hùng Vương"' in body(walker.get("draft-page", "dia-diem"))


def test_the_script_that_saves_is_told_to_open_it_again(world):
    walker, _code = begin(world)
    answer = Client().post(
        f"{walker.url('draft-save')}?trang=dia-diem", {"street": "x"}, headers={"Accept": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (401, "dossiers.open-again")


# Bounds ----------------------------------------------------------------------------------------------------


def test_only_so_many_are_begun_from_one_address(world, monkeypatch):
    usual = queries.limit
    few = {"guest-drafts-address-max": 2}
    monkeypatch.setattr(queries, "limit", lambda key, *, on: few.get(key) or usual(key, on=on))
    for _ in range(2):
        begin(world)
    answer = Client().post(reverse("dossiers:guest", args=[CODE]), {"name": "Hoa Nguyễn", "digits": DIGITS})
    assert answer.status_code == 429 and Draft.objects.count() == 2
    with pytest.raises(TooManyTries):
        guests.begin(
            draft_id=uuid4(),
            version_id=world.version_id,
            name="Hoa Nguyễn",
            digits=DIGITS,
            address="127.0.0.1",
            at=timezone.now(),
        )


def test_a_node_keeps_so_many_and_no_more(world, monkeypatch):
    begin(world)
    monkeypatch.setattr(rules, "AT_ONCE_MAX", 1)
    answer = Client().post(reverse("dossiers:guest", args=[CODE]), {"name": "Hoa Nguyễn", "digits": DIGITS})
    assert answer.status_code == 503 and Draft.objects.count() == 1


def test_files_have_a_bound_in_number_and_in_size(world, monkeypatch):
    walker, _code = begin(world)
    walker.resume()
    walker.to_papers()
    monkeypatch.setattr(rules, "BYTES_MAX", 10)
    assert "tối đa 0 MB" in body(walker.attach("hop-dong"))
    monkeypatch.undo()
    monkeypatch.setattr(rules, "PAPERS_MAX", 1)
    walker.attach("hop-dong")
    assert "1 tệp" in body(walker.attach("ban-ve", name="ban-ve.pdf"))
    assert DraftPaper.objects.count() == Hold.objects.count() == 1


def test_it_lives_from_its_beginning_however_often_it_is_saved_and_then_nothing_is_left(world):
    walker, code = begin(world)
    until = Draft.objects.get().expires_at
    fill(walker)
    assert Draft.objects.get().expires_at == until
    assert abs(until - timezone.now() - timedelta(days=14)) < timedelta(minutes=5)
    assert drafts.expire(at=until - timedelta(seconds=1)) == 0 and Draft.objects.exists()
    assert drafts.expire(at=until) == 1
    assert not (Draft.objects.exists() or DraftPaper.objects.exists() or DraftCode.objects.exists())
    assert not Hold.objects.exists() and resume(code).status_code == 422


def test_a_draft_of_nobody_is_a_request_of_its_own(world):
    walker, _code = begin(world)
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(pk=walker.draft).update(many=True)


def test_whoever_has_it_open_erases_it(world):
    walker, _code = begin(world)
    fill(walker)
    assert "Xóa" in body(walker.get("draft-delete"))
    assert walker.post("draft-delete").url == reverse("dossiers:resume")
    assert not Draft.objects.exists() and not Hold.objects.exists()


def test_a_new_code_ends_the_one_before(world):
    walker, first = begin(world)
    second = re.search(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4})<", body(walker.post("draft-code")))
    assert second and resume(first).status_code == 422 and resume(second[1]).status_code == 302


# An account ------------------------------------------------------------------------------------------------


def sign_in(client: Client, player) -> None:
    """As on the page: the session goes on."""
    client.force_login(player.account)


def test_after_signing_in_it_becomes_the_accounts_own_and_is_sent(world):
    walker, code = begin(world)
    fill(walker)
    sign_in(walker.client, world.cast.hoa)
    assert "Đưa vào tài khoản của tôi" in body(walker.get("draft-check"))
    assert walker.send().status_code == 403, "not before it is taken over"
    assert walker.post("draft-claim").url == walker.url("draft")
    draft = Draft.objects.get()
    answers = queries.answers(draft)
    assert draft.person_id == world.cast.hoa.person.pk and answers["street"] == "24 Trần Nhật Duật"
    assert not set(rules.ASKED) & set(answers) and not DraftCode.objects.exists()
    assert resume(code).status_code == 422
    assert walker.client.get(reverse("dossiers:mine")).content.decode().count(str(walker.draft))
    sent = walker.send()
    assert sent.status_code == 302
    assert Dossier.objects.get().applicant_id == world.cast.hoa.person.pk and not Draft.objects.exists()


def test_somebody_whose_number_ends_otherwise_does_not_take_it(world):
    walker, _code = begin(world)
    people_acts.check_identity(
        person_id=world.cast.nam.person.pk,
        identity_number="066190000999",
        reach=world.reach(world.cast.reception),
        at=timezone.now(),
    )
    sign_in(walker.client, world.cast.nam)
    refused = walker.post("draft-claim")
    assert refused.status_code == 409 and Draft.objects.get().person_id is None


def test_only_whoever_has_it_open_takes_it_and_only_once(world):
    walker, _code = begin(world)
    assert signed_in(world.cast.nam).post(walker.url("draft-claim")).status_code == 404
    officer = signed_in(world.cast.nam)
    assert officer.post(reverse("dossiers:draft-claim", args=[uuid4()])).status_code == 404
    guests.claim(draft_id=walker.draft, reach=world.reach(world.cast.hoa), at=timezone.now())
    with pytest.raises(NotFound):
        guests.claim(draft_id=walker.draft, reach=world.reach(world.cast.nam), at=timezone.now())
    assert Draft.objects.get().person_id == world.cast.hoa.person.pk


def test_the_browser_that_had_it_is_shut_once_an_account_has_taken_it(world):
    walker, code = begin(world)
    fill(walker)
    other = Walker(world, Client(), walker.draft)
    resume(code, client=other.client)
    assert "24 Trần Nhật Duật" in body(other.get("draft-page", "dia-diem"))
    sign_in(walker.client, world.cast.hoa)
    walker.post("draft-claim")
    for name in ("draft", "draft-check", "draft-papers", "draft-code", "draft-delete"):
        told = other.get(name)
        assert told.status_code == 410 and "đã được đưa vào một tài khoản" in body(told), name
        assert "Trần Nhật Duật" not in body(told)
    typed = other.client.post(
        f"{other.url('draft-save')}?trang=dia-diem", {"street": "x"}, headers={"Accept": "application/json"}
    )
    assert (typed.status_code, typed.json()["code"]) == (410, "dossiers.taken-over")
    assert other.answer("dia-diem", street="x").status_code == 410
    sign_in(other.client, world.cast.nam)
    assert other.post("draft-claim").status_code == 410
    assert queries.answers(Draft.objects.get())["street"] == "24 Trần Nhật Duật"
    # Sent from the account, it stays shut; the account itself is led to its receipt.
    walker.send()
    assert other.get("draft").status_code == 410 and walker.get("draft").status_code == 302


def test_a_code_that_its_new_owner_makes_opens_it_again_where_it_was_shut(world):
    walker, code = begin(world)
    fill(walker)
    other = Walker(world, Client(), walker.draft)
    resume(code, client=other.client)
    sign_in(walker.client, world.cast.hoa)
    walker.post("draft-claim")
    assert other.get("draft-check").status_code == 410
    people_acts.check_identity(
        person_id=world.cast.hoa.person.pk,
        identity_number=NUMBER,
        reach=world.reach(world.cast.reception),
        at=timezone.now(),
    )
    again = re.search(r"<code>([0-9A-Z]{4}-[0-9A-Z]{4})<", body(walker.post("draft-code")))
    assert again and resume(again[1], client=other.client).status_code == 302
    assert other.get("draft-check").status_code == 200


def test_what_a_device_keeps_of_it_is_locked_for_this_draft_alone(world):
    one, two = begin(world)[0], begin(world)[0]
    pages = [body(each.get("draft-code")) + body(each.get("draft-case")) for each in (one, two)]
    keys = [re.search(r'data-key="([0-9a-f]{64})" data-days="7" data-of-draft', page) for page in pages]
    assert keys[0] and keys[1] and keys[0][1] != keys[1][1]
    assert "data-key" not in body(Client().get(one.url("draft-case"), follow=True))


def test_an_account_of_an_office_takes_no_draft(world):
    walker, _code = begin(world)
    with pytest.raises(NotFound):
        guests.claim(draft_id=walker.draft, reach=opened_by.reach_of(walker.draft), at=timezone.now())


# At the counter --------------------------------------------------------------------------------------------


def test_the_officer_opens_it_by_code_and_digits_and_takes_it_in(world):
    walker, code = begin(world)
    fill(walker)
    walker.attach("hop-dong", name="trang-2.pdf", content=PDF.replace(b"%PDF-1.4", b"%PDF-1.5"))
    officer = signed_in(world.cast.reception)
    assert resume(code, "0118", client=officer, at="counter-resume").status_code == 422
    led = resume(code, client=officer, at="counter-resume")
    assert AccessLook.objects.filter(person_id=None).exists()
    screen = body(officer.get(led.url))
    for words in ("24 Trần Nhật Duật", "Nguyễn Thị Hoa", "0905000001", "hop-dong.pdf", "trang-2.pdf"):
        assert words in screen
    typed = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', screen))
    kept = re.findall(r'name="file-hop-dong-kept" value="([^"]*)" checked', screen)
    typed |= {
        "file-hop-dong-kept": kept,
        "ap-identity": NUMBER,
        "ap-name": "Nguyễn Thị Hoa",
        "go-anyway": "1",
        "answer-way": "take-in",
    }
    typed |= PAGES["chu-quan"] | PAGES["dia-diem"] | PAGES["chu-nha"] | PAGES["von"]
    typed = {name: value for name, value in typed.items() if not name.startswith(("find-", "change-", "_"))}
    done = officer.post(led.url, typed)
    assert done.status_code == 302, re.findall(r'class="faults.*?</ul>', body(done), re.S)
    dossier = Dossier.objects.get()
    assert (
        dossier.submission == walker.draft
        and [paper.code for paper in dossier.papers.exclude(file_id=None)] == ["hop-dong"] * 2
    )
    receipt = body(officer.get(reverse("dossiers:paper", args=[dossier.number, "01"])))
    assert len(re.findall(r'<tr><td>\d+</td><th scope="row">Hợp đồng', receipt)) == 2
    assert dossier.applicant_name == "Nguyễn Thị Hoa" and not Draft.objects.exists()
    for name in ("draft", "draft-check"):
        told = walker.get(name)
        assert told.status_code == 410 and "Bộ phận Một cửa đã tiếp nhận hồ sơ" in body(told)
