"""A draft by its short code: on another device without an account, and at the counter; never by the code alone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers import queries
from motcua.dossiers.actions import resuming
from motcua.dossiers.models import Dossier, Draft, DraftCode, DraftPaper
from motcua.dossiers.rules import resuming as rules
from motcua.notices.models import Notice
from motcua.people import actions as acts
from motcua.people import queries as people
from tests.dossiers.online import PAGES, online_world
from tests.dossiers.walking import Walker, begin, signed_in

NUMBER = "066190000117"
SENTENCE = "Mã ngắn hoặc các chữ số không khớp"


@pytest.fixture(scope="module")
def kept(once_for_the_file):
    with once_for_the_file() as kept:
        kept.world = online_world()
        kept.draft = walked(kept.world).draft
        yield kept


@pytest.fixture
def begun(kept, db):
    return kept.copy()


@pytest.fixture
def world(begun):
    return begun.world


@pytest.fixture
def walker(begun):
    return Walker(begun.world, signed_in(begun.world.cast.hoa), begun.draft)


def walked(world):
    begun = begin(world)
    begun.post("draft-case", data={"case": "mot-nguoi"})
    for page in PAGES:
        begun.answer(page)
    begun.attach("hop-dong", _next="1")
    begun.post("draft-delivery", data={"delivery": "at-counter"})
    desk = world.reach(world.cast.reception)
    acts.check_identity(
        person_id=world.cast.hoa.person.pk, identity_number=NUMBER, reach=desk, at=timezone.now()
    )
    return begun


@pytest.fixture
def phones(settings):
    settings.SMS_GATEWAY = "json://sms.example.vn/{to}"


def body(answer) -> str:
    return answer.content.decode()


def code_of(walker: Walker) -> str:
    found = re.search(r'short-code mono-5"><code>([0-9A-Z]{4}-[0-9A-Z]{4})<', body(walker.post("draft-code")))
    assert found
    return found[1]


def last_four(walker: Walker) -> str:
    return people.identity_number(Draft.objects.get(pk=walker.draft).person_id)[-4:]


def ask(code: str, digits: str, *, client: Client | None = None, at: str = "resume", **more: object):
    client = client or Client()
    return client.post(reverse(f"dossiers:{at}"), {"code": code, "digits": digits, **more})


# The rule --------------------------------------------------------------------------------------------------


def test_a_code_is_written_in_letters_that_nobody_mistakes_and_read_however_it_is_typed():
    assert rules.code(bytes(5)) == "00000000" and rules.code(b"\xff" * 5) == "ZZZZZZZZ"
    assert rules.tidy(rules.shown("K7QM2XPA").lower().replace("-", " ")) == "K7QM2XPA"


@pytest.mark.parametrize(
    ("typed", "number", "once", "typed_hash", "fits"),
    [
        ("0117", "066190000117", "", "a" * 64, True),
        ("0118", "066190000117", "", "a" * 64, False),
        ("123456", "066190000117", "b" * 64, "b" * 64, True),
        ("123456", "066190000117", "b" * 64, "a" * 64, False),
        ("", "", "", "a" * 64, False),
        ("", "", "", "", False),
        ("----", "", "", "a" * 64, True),  # no digits: what is not a digit never comes as far as here
    ],
)
def test_the_card_or_the_telephone_proves_whose_a_draft_is(typed, number, once, typed_hash, fits):
    assert (
        rules.proves(typed, last_four=rules.last_four(number), once_hash=once, typed_hash=typed_hash) is fits
    )


# On another device -----------------------------------------------------------------------------------------


def test_with_code_and_digits_one_goes_on_without_an_account(walker):
    code, elsewhere = code_of(walker), Client()
    assert ask(code, last_four(walker), client=elsewhere).url == walker.url("draft")
    there = Walker(walker.world, elsewhere, walker.draft)
    assert 'value="24 Trần Nhật Duật"' in body(there.get("draft-page", "dia-diem"))
    there.answer("dia-diem", street="9 Hùng Vương")
    assert queries.answers(Draft.objects.get())["street"] == "9 Hùng Vương"
    # The person who began it sees what was written there.
    assert 'value="9 Hùng Vương"' in body(walker.get("draft-page", "dia-diem"))


def test_it_is_filled_in_there_but_not_sent(walker):
    walker.post("draft-contact", data={"phone": "0905000001", "email": "", "address": ""})
    there = Walker(walker.world, Client(), walker.draft)
    ask(code_of(walker), last_four(walker), client=there.client)
    assert "Đăng nhập và nộp" in body(there.get("draft-check"))
    assert there.send().status_code == 403
    assert not Dossier.objects.exists()


def test_a_short_code_opens_one_draft_and_nothing_else_of_its_owner(walker):
    there = Client()
    ask(code_of(walker), last_four(walker), client=there)
    for name in ("mine", "held", "helpers"):
        assert there.get(reverse(f"dossiers:{name}")).status_code == 302
    for name in ("draft-code", "draft-delete"):
        assert there.get(reverse(f"dossiers:{name}", args=[walker.draft])).status_code in (302, 404)
    there.post(reverse("dossiers:resume-close"))
    assert there.get(walker.url("draft-page", "dia-diem")).status_code == 302


def test_somebody_else_who_is_signed_in_goes_on_by_the_code_too_and_does_not_send(walker):
    neighbour = signed_in(walker.world.cast.nam)
    assert neighbour.get(walker.url("draft-page", "dia-diem")).status_code == 404
    ask(code_of(walker), last_four(walker), client=neighbour)
    assert neighbour.get(walker.url("draft-page", "dia-diem")).status_code == 200
    assert neighbour.post(walker.url("draft-check"), {"declared": "on"}).status_code in (302, 403)
    assert neighbour.post(walker.url("draft-code")).status_code == 404
    assert not Dossier.objects.exists() and DraftCode.objects.count() == 1


def test_a_wrong_code_and_wrong_digits_are_told_the_same(walker):
    code, right = code_of(walker), last_four(walker)
    wrong = f"{(int(right) + 1) % 10000:04d}"
    told = [ask(code, wrong), ask("AAAA-AAAA", right), ask(code, ""), ask("", "")]
    assert all(answer.status_code == 422 and SENTENCE in body(answer) for answer in told)
    strip = [re.sub(r'value="[^"]*"|csrf.{0,120}', "", body(answer)) for answer in told]
    assert len(set(strip)) == 1


def test_tries_are_counted_for_a_code_and_at_last_the_code_is_none(walker, world):
    code, right = code_of(walker), last_four(walker)
    wrong = f"{(int(right) + 1) % 10000:04d}"
    answers = [ask(code, wrong).status_code for _ in range(8)]
    assert answers[0] == 422 and answers[-1] == 429
    for number in range(rules.WRONG_MAX):
        at = timezone.now() + timedelta(hours=number + 1)
        resuming.resume(code=code, typed=wrong, address=f"10.0.0.{number}", at=at)
    assert not DraftCode.objects.exists()


def test_a_code_ends_and_a_new_one_ends_the_one_before(walker):
    first = code_of(walker)
    second = code_of(walker)
    right = last_four(walker)
    assert ask(first, right).status_code == 422 and ask(second, right).status_code == 302
    DraftCode.objects.update(expires_at=timezone.now())
    assert ask(second, right).status_code == 422
    assert resuming.forget_codes(at=timezone.now()) == 1


def test_whose_card_nobody_has_seen_is_told_what_to_do_first(world):
    begun = begin(world, world.cast.nam)
    assert "Bộ phận Một cửa" in body(begun.post("draft-code")) and not DraftCode.objects.exists()


def test_only_the_owner_is_given_a_code(walker):
    neighbour = signed_in(walker.world.cast.nam)
    assert neighbour.post(walker.url("draft-code")).status_code == 404
    assert not DraftCode.objects.exists()


def test_nothing_stored_tells_the_code(walker):
    code = rules.tidy(code_of(walker))
    assert code not in str(DraftCode.objects.values().get())


# By the telephone ------------------------------------------------------------------------------------------


def sent_code() -> str:
    return Notice.objects.get(template="dossiers/one-time-code").values["once"]


def test_a_one_time_code_goes_to_the_telephone_of_the_draft_and_opens_it_once(walker, phones):
    code, there = code_of(walker), Client()
    assert "không phải" not in body(ask(code, "", client=there, _once="1"))
    notice = Notice.objects.get(template="dossiers/one-time-code")
    assert notice.phone == "0905000001" and not notice.email
    once = sent_code()
    assert ask(code, once, client=there).status_code == 302
    assert ask(code, once).status_code == 422


def test_a_one_time_code_grows_old(walker, phones):
    code = code_of(walker)
    ask(code, "", _once="1")
    DraftCode.objects.update(once_until=timezone.now())
    assert ask(code, sent_code()).status_code == 422


def test_whoever_asks_for_a_one_time_code_learns_nothing_and_only_a_few_times(walker, phones):
    known, unknown = ask(code_of(walker), "", _once="1"), ask("AAAA-AAAA", "", _once="1")
    assert known.status_code == unknown.status_code == 200
    assert Notice.objects.filter(template="dossiers/one-time-code").count() == 1
    assert [ask("BBBB-BBBB", "", _once="1").status_code for _ in range(8)][-1] == 429


def test_without_a_gateway_no_telephone_is_offered(walker):
    assert "_once" not in body(Client().get(reverse("dossiers:resume")))
    ask(code_of(walker), "", _once="1")
    assert not Notice.objects.filter(template="dossiers/one-time-code").exists()


# At the counter --------------------------------------------------------------------------------------------


def at_the_desk(walker: Walker):
    officer = signed_in(walker.world.cast.reception)
    return officer, ask(code_of(walker), last_four(walker), client=officer, at="counter-resume")


def test_the_officer_takes_the_dossier_in_from_the_draft(walker):
    officer, led = at_the_desk(walker)
    screen = body(officer.get(led.url))
    for words in ("24 Trần Nhật Duật", "Nguyễn Thị Hoa", "0905000001", "hop-dong.pdf"):
        assert words in screen
    assert last_four(walker) not in re.findall(r'name="ap-identity"[^>]*value="([^"]*)"', screen)
    typed = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', screen))
    typed |= {
        "ap-identity": "066190000117",
        "ap-name": "Nguyễn Thị Hoa",
        "go-anyway": "1",
        "answer-way": "take-in",
    }
    typed |= PAGES["chu-quan"] | PAGES["dia-diem"] | PAGES["chu-nha"] | PAGES["von"]
    typed = {name: value for name, value in typed.items() if not name.startswith(("find-", "change-", "_"))}
    done = officer.post(led.url, typed)
    assert done.status_code == 302, re.findall(r'class="faults.*?</ul>', body(done), re.S)
    dossier = Dossier.objects.get()
    assert dossier.submission == walker.draft and dossier.papers.filter(file_id__isnull=False).exists()
    assert not Draft.objects.exists() and not DraftPaper.objects.exists()


def test_the_code_alone_opens_nothing_at_the_counter_either(walker):
    officer = signed_in(walker.world.cast.reception)
    refused = ask(code_of(walker), "", client=officer, at="counter-resume")
    assert refused.status_code == 422
    screen = officer.get(f"{reverse('dossiers:counter')}?thu-tuc=1.000002&lan={walker.draft}")
    assert "24 Trần Nhật Duật" not in body(screen)


def test_a_citizen_does_not_come_to_the_page_of_the_counter(walker):
    assert walker.client.get(reverse("dossiers:counter-resume")).status_code == 403
