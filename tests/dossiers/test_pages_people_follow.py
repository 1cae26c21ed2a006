"""Following a request: with the receipt alone, and as its owner; handing in what is missing; taking it back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from motcua.documents import actions as documents
from motcua.documents.models import Hold
from motcua.dossiers import actions, receipts
from motcua.dossiers.models import Dossier, Draft, DraftPaper, Paper
from motcua.dossiers.queries import follow
from motcua.dossiers.rules import inputs
from motcua.dossiers.rules.states import State
from motcua.people.models import AccessLook
from tests.documents.samples import PDF
from tests.dossiers.build import act
from tests.dossiers.online import online_world
from tests.dossiers.walking import begin, signed_in
from tests.people.cast import PASSWORD

REASON = "Ảnh trang 2 bị mờ, bà Hoa chụp lại giúp."
ASKED = inputs.AskSupplement(
    reason=REASON, papers=(inputs.PaperAsked("hop-dong", "Hợp đồng thuê nhà", what="Trang 2"),)
)
HTML = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def kept(once_for_the_file):
    with once_for_the_file() as kept:
        kept.world = online_world()
        kept.world.at = timezone.now()
        kept.dossier = begin(kept.world).sent()
        yield kept


@pytest.fixture
def sent(kept, db):
    return kept.copy()


@pytest.fixture
def world(sent):
    return sent.world


@pytest.fixture
def dossier(sent):
    return sent.dossier


@pytest.fixture
def hoa(world):
    return signed_in(world.cast.hoa)


def body(answer) -> str:
    return answer.content.decode()


def at(name: str, dossier: Dossier, *more: object) -> str:
    return reverse(f"dossiers:{name}", args=[dossier.number, *more])


def look_up(client: Client, *, number: str, secret: str):
    return client.post(reverse("dossiers:track"), {"number": number, "secret": secret})


def wait_for_papers(world, dossier) -> None:
    act(world, actions.take_in, dossier.number, world.cast.reception, inputs.TakeIn())
    act(world, actions.ask_supplement, dossier.number, world.cast.reception, ASKED)


# With the receipt alone ------------------------------------------------------------------------------------


def test_number_and_secret_open_the_page_however_they_are_typed(world, dossier):
    secret = follow.secret_of(dossier)
    client = Client()
    answer = look_up(
        client, number=f" {dossier.number.lower()} ", secret=f"{secret[:4]}-{secret[4:]}".lower()
    )
    assert answer.url == at("tracked", dossier)
    shown = body(client.get(answer.url))
    assert "Mới đăng ký" in shown and "0262 3000 015" in shown and "Hồ sơ được nộp trực tuyến" in shown
    assert client.get(answer.url).status_code == 200  # read again without typing


def test_the_number_is_filled_in_from_the_address_of_the_qr_code_the_secret_never(world, dossier, hoa):
    assert f'value="{dossier.number}"' in body(
        Client().get(reverse("dossiers:track"), {"ma": dossier.number})
    )
    receipt = body(hoa.get(at("receipt", dossier)))
    assert follow.secret_of(dossier) in receipt
    assert "ma=" + follow.secret_of(dossier) not in receipt


def test_a_wrong_secret_and_an_unknown_number_get_one_answer_after_the_same_work(world, dossier):
    client = Client()
    client.get(reverse("dossiers:track"))
    answers, works = [], []
    from django.db import connection

    for number in (dossier.number, "H15.15-20200101-0000009"):
        look_up(
            client, number=f"{number}9", secret="A"
        )  # the throttle's row of the address exists in both cases
        with CaptureQueriesContext(connection) as asked:
            answer = look_up(client, number=number, secret="AAAA0000")
        answers.append((answer.status_code, body(answer).replace(number, "…")))
        works.append([query["sql"].split(" ")[0] for query in asked])
    blank = [(status, _without_tokens(text)) for status, text in answers]
    assert blank[0] == blank[1] and blank[0][0] == 422
    assert works[0] == works[1]


def _without_tokens(text: str) -> str:
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)


def test_without_the_secret_the_page_of_a_number_leads_to_the_two_fields(dossier):
    answer = Client().get(at("tracked", dossier))
    assert answer.status_code == 302 and answer.url == f"{reverse('dossiers:track')}?ma={dossier.number}"


def test_what_was_opened_closes_again_after_half_an_hour_and_cannot_be_forged(dossier):
    client = Client()
    look_up(client, number=dossier.number, secret=follow.secret_of(dossier))
    (kept,) = client.session[receipts.SHOWN]
    now = timezone.now()
    assert receipts._read(kept, now) == dossier.number
    assert receipts._read(kept, now + receipts.SHOWN_FOR + timedelta(seconds=1)) is None
    assert receipts._read(kept[:-1] + "x", now) is None


def test_tries_are_limited_for_one_number(dossier):
    client = Client()
    for _ in range(5):
        assert look_up(client, number=dossier.number, secret="AAAA0000").status_code == 422
    refused = look_up(client, number=dossier.number, secret=follow.secret_of(dossier))
    assert refused.status_code == 429 and "people.too-many-tries" in body(refused)
    assert look_up(client, number="H15.15-20200101-0000009", secret="AAAA0000").status_code == 422


def test_tries_are_limited_from_one_address(dossier):
    client = Client()
    codes = [look_up(client, number=f"H15.15-20200101-{n:07d}", secret="A").status_code for n in range(61)]
    assert codes[:60] == [422] * 60 and codes[60] == 429


def test_the_page_of_the_receipt_names_nobody_and_shows_no_words_of_officers(world, dossier):
    wait_for_papers(world, dossier)
    client = Client()
    look_up(client, number=dossier.number, secret=follow.secret_of(dossier))
    shown = body(client.get(at("tracked", dossier)))
    assert "Hợp đồng thuê nhà" in shown and "Cần bổ sung giấy tờ" in shown
    cast = world.cast
    for name in [player.person.full_name for player in cast.everyone] + [REASON, "Trang 2", "0905000001"]:
        assert name not in shown


def test_html_typed_as_a_number_stays_text(world):
    assert HTML not in body(look_up(Client(), number=HTML, secret=HTML))


# As its owner ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["own", "receipt", "own-supplement", "own-withdraw", "own-result"])
def test_a_request_does_not_exist_for_anybody_else(world, dossier, name):
    for player in (world.cast.nam, world.cast.reception, world.cast.stranger, world.cast.operator):
        assert signed_in(player).get(at(name, dossier)).status_code == 404
    assert Client().get(at(name, dossier)).status_code == 302


def test_the_owner_reads_where_it_is_until_when_and_whom_to_ask(world, dossier, hoa):
    act(world, actions.take_in, dossier.number, world.cast.reception, inputs.TakeIn())
    act(world, actions.hand_over, dossier.number, world.cast.reception, inputs.HandOn())
    shown = body(hoa.get(at("own", dossier)))
    for words in (
        "Đang xử lý",
        "Ông, bà không phải làm gì cho đến",
        "Đang làm: thẩm định",
        "0262 3000 015",
        "Vì sao hẹn ngày",
    ):
        assert words in shown


def test_hidden_answers_open_on_one_press(world, dossier, hoa):
    assert "066190000117" not in body(hoa.get(at("own", dossier)))
    shown = hoa.post(at("own", dossier), {"reveal": "1"})
    assert "066190000117" in body(shown) and "no-store" in shown["Cache-Control"]


def test_a_look_of_the_sender_at_somebody_elses_request_is_written_down_by_its_number(world, hoa):
    dossier = begin(world).sent()
    Dossier.objects.update(applicant_id=world.cast.nam.person.pk)
    hoa.get(at("own", dossier))
    hoa.post(at("own", dossier), {"reveal": "1"})
    looks = list(AccessLook.objects.values_list("what", "subject", "person_id"))
    assert looks == [
        ("opened-dossier", dossier.number, world.cast.nam.person.pk),
        ("unmasked-field", dossier.number, world.cast.nam.person.pk),
    ]


def test_a_look_at_ones_own_leaves_nothing(dossier, hoa):
    hoa.get(at("own", dossier))
    assert not AccessLook.objects.exists()


def test_a_paper_is_downloaded_by_its_owner_only(world, dossier, hoa):
    paper = Paper.objects.get()
    answer = hoa.get(at("own-paper", dossier, paper.pk))
    assert answer["Content-Disposition"].startswith("attachment") and b"".join(answer) == PDF
    assert hoa.get(at("own-paper", dossier, paper.pk + 1)).status_code == 404
    assert signed_in(world.cast.nam).get(at("own-paper", dossier, paper.pk)).status_code == 404


def test_a_paper_of_another_request_is_not_reached_through_ones_own(world, dossier, hoa):
    other = begin(world).sent()
    foreign = Paper.objects.get(dossier=other)
    Dossier.objects.filter(pk=other.pk).update(applicant=None, sender=None)
    assert hoa.get(at("own-paper", dossier, foreign.pk)).status_code == 404


def test_the_receipt_explains_the_date_once_the_desk_took_it_in(world, dossier, hoa):
    before = body(hoa.get(at("receipt", dossier)))
    assert "Hồ sơ đã gửi" in before and "8 giờ làm việc" in before and follow.secret_of(dossier) in before
    act(world, actions.take_in, dossier.number, world.cast.reception, inputs.TakeIn())
    after = body(hoa.get(at("receipt", dossier)))
    assert "Giấy tiếp nhận hồ sơ" in after and "Vì sao hẹn ngày" in after and 'class="count' in after


def test_the_result_is_downloaded_once_it_was_issued(world, dossier, hoa):
    assert hoa.get(at("own-result", dossier)).status_code == 404
    issue(world, dossier)
    shown = body(hoa.get(at("own", dossier)))
    assert "Tải kết quả" in shown and "12/GCN" in shown
    answer = hoa.get(at("own-result", dossier))
    assert answer["Content-Disposition"].startswith("attachment") and b"".join(answer) == PDF


def issue(world, dossier) -> None:
    """Every step up to a result with a file."""
    cast = world.cast
    act(world, actions.take_in, dossier.number, cast.reception, inputs.TakeIn())
    act(world, actions.hand_over, dossier.number, cast.reception, inputs.HandOn())
    given = inputs.Propose(outcome=inputs.Outcome.GRANT, summary="Đủ điều kiện.")
    act(world, actions.propose, dossier.number, cast.case, given)
    act(world, actions.approve, dossier.number, cast.leader, inputs.Words())
    upload = SimpleUploadedFile("giay-chung-nhan.pdf", PDF)
    stored = documents.store(
        content=upload.file, name=upload.name, accept=["application/pdf"], by=cast.clerk.actor, at=world.at
    )
    act(
        world,
        actions.mark_done,
        dossier.number,
        cast.clerk,
        inputs.MarkDone(number="12/GCN", file_id=stored.id),
    )


# What is missing -------------------------------------------------------------------------------------------


def test_what_is_missing_is_said_with_why_and_until_when(world, dossier, hoa):
    wait_for_papers(world, dossier)
    shown = body(hoa.get(at("own", dossier)))
    assert REASON in shown and "Trang 2" in shown and at("own-supplement", dossier) in shown
    page = body(hoa.get(at("own-supplement", dossier)))
    assert REASON in page and 'name="file-hop-dong"' in page and "Trước 17:00" in page


def test_missing_papers_are_attached_kept_and_handed_in_together(world, dossier, hoa):
    wait_for_papers(world, dossier)
    url = at("own-supplement", dossier)
    attached = hoa.post(
        url, {"file-hop-dong": SimpleUploadedFile("trang-2.pdf", PDF), "note": "Đã chụp lại."}
    )
    assert attached.status_code == 302
    kept = body(hoa.get(url))
    assert "trang-2.pdf" in kept and "Đã chụp lại." in kept
    file = hoa.get(at("own-supplement-file", dossier, DraftPaper.objects.get().pk))
    assert b"".join(file) == PDF
    assert hoa.post(url, {"_send": "1", "note": "Đã chụp lại."}).url == at("own", dossier)
    dossier.refresh_from_db()
    assert dossier.state == State.RECEIVED and not Draft.objects.exists()
    paper = Paper.objects.get(wait__isnull=False)
    assert paper.name == "Hợp đồng thuê nhà"
    assert list(Hold.objects.filter(file_id=paper.file_id).values_list("holder", flat=True)) == [
        f"dossiers.paper:{paper.pk}"
    ]
    assert "Đã bổ sung giấy tờ" in body(hoa.get(at("own", dossier)))


def test_a_file_that_lies_is_refused_and_the_note_is_kept(world, dossier, hoa):
    wait_for_papers(world, dossier)
    lie = SimpleUploadedFile("trang-2.pdf", b"<html>")
    refused = hoa.post(at("own-supplement", dossier), {"file-hop-dong": lie, "note": HTML, "_send": "1"})
    shown = body(refused)
    assert refused.status_code == 422 and "<title>Lỗi:" in shown
    assert HTML not in shown and "&lt;script&gt;" in shown
    dossier.refresh_from_db()
    assert dossier.state == State.SUPPLEMENT


def test_handing_in_nothing_is_refused(world, dossier, hoa):
    wait_for_papers(world, dossier)
    refused = hoa.post(at("own-supplement", dossier), {"_send": "1"})
    assert refused.status_code == 422 and "ít nhất một giấy tờ" in body(refused)


def test_the_note_is_saved_while_the_person_types(world, dossier, hoa):
    wait_for_papers(world, dossier)
    assert hoa.post(at("own-supplement-save", dossier), {"note": "Đang viết"}).json()["saved_at"]
    assert "Đang viết" in body(hoa.get(at("own-supplement", dossier)))
    assert (
        Client()
        .post(at("own-supplement-save", dossier), {"note": "x"}, headers={"Accept": "application/json"})
        .status_code
        == 401
    )


def test_an_ended_session_does_not_lose_the_note(world, dossier, hoa):
    wait_for_papers(world, dossier)
    url = at("own-supplement", dossier)
    hoa.logout()
    answer = hoa.post(url, {"_send": "1", "note": "Tôi sẽ chụp lại trang 2."})
    assert answer.status_code == 302 and "Tôi" not in str(dict(hoa.session.items()))
    hoa.post(answer.url, {"name": "0905000001", "password": PASSWORD})
    assert "Tôi sẽ chụp lại trang 2." in body(hoa.get(url))


def test_handing_in_twice_leads_to_the_request(world, dossier, hoa):
    wait_for_papers(world, dossier)
    url = at("own-supplement", dossier)
    send = {"file-hop-dong": SimpleUploadedFile("trang-2.pdf", PDF), "_send": "1"}
    assert hoa.post(url, send).url == at("own", dossier)
    assert hoa.post(url, {"_send": "1", "note": "lần hai"}).url == at("own", dossier)
    assert Paper.objects.filter(wait__isnull=False).count() == 1


def test_without_a_question_there_is_nothing_to_supplement(dossier, hoa):
    assert hoa.get(at("own-supplement", dossier)).url == at("own", dossier)
    assert not Draft.objects.exists()


# Taking it back --------------------------------------------------------------------------------------------


def test_a_request_is_withdrawn_after_one_question(dossier, hoa):
    assert "Rút hồ sơ này?" in body(hoa.get(at("own-withdraw", dossier)))
    dossier.refresh_from_db()
    assert dossier.state == State.NEW
    assert hoa.post(at("own-withdraw", dossier), {"reason": HTML}).url == at("own", dossier)
    dossier.refresh_from_db()
    assert dossier.state == State.WITHDRAWN
    shown = body(hoa.get(at("own", dossier)))
    assert HTML not in shown and at("own-withdraw", dossier) not in shown


def test_what_has_ended_cannot_be_withdrawn(world, dossier, hoa):
    issue(world, dossier)
    assert hoa.get(at("own-withdraw", dossier)).url == at("own", dossier)
    refused = hoa.post(at("own-withdraw", dossier))
    assert refused.status_code == 409 and "dossiers.step-not-allowed" in body(refused)


# For all of them -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["own", "receipt", "own-supplement", "own-withdraw", "tracked", "mine"])
def test_a_page_asks_few_questions_of_the_database(world, dossier, hoa, name, django_assert_max_num_queries):
    wait_for_papers(world, dossier)
    look_up(hoa, number=dossier.number, secret=follow.secret_of(dossier))
    url = reverse("dossiers:mine") if name == "mine" else at(name, dossier)
    hoa.get(url)
    with django_assert_max_num_queries(15):
        assert hoa.get(url).status_code == 200


@pytest.mark.parametrize(
    "name", ["own", "receipt", "own-supplement", "own-withdraw", "tracked", "mine", "track"]
)
def test_no_page_says_a_vietnamese_word_of_ours_to_an_english_reader(world, dossier, hoa, name, settings):
    wait_for_papers(world, dossier)
    look_up(hoa, number=dossier.number, secret=follow.secret_of(dossier))
    hoa.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    shown = body(hoa.get(reverse(f"dossiers:{name}") if name in ("mine", "track") else at(name, dossier)))
    assert "Ông, bà" not in shown and "ông, bà" not in shown and "Hồ sơ" not in shown


def test_the_list_goes_on_page_by_page(world, dossier, hoa):
    for _ in range(follow.PAGE_ROWS):
        from uuid import uuid4

        row = Dossier.objects.get(pk=dossier.pk)
        row.pk, row.key, row.submission = None, uuid4(), uuid4()
        row.number = f"H15.15-20260318-{Dossier.objects.count():07d}"
        row._state.adding = True
        row.save()
    first = body(hoa.get(reverse("dossiers:mine")))
    assert first.count("data-state=") == follow.PAGE_ROWS and "Cũ hơn" in first
    cursor = follow.own_dossiers(reach=world.reach(world.cast.hoa), at=world.at).after
    second = body(hoa.get(reverse("dossiers:mine"), {"sau": cursor}))
    assert second.count("data-state=") == 1 and dossier.number in second
