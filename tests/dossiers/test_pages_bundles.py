"""The pages of a bundle: the catalogue, sending, one's own, the receipt's holder, the counter, the officer of one part."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from motcua.dossiers import actions
from motcua.dossiers.actions import bundles as acts
from motcua.dossiers.models import Bundle, Dossier
from motcua.dossiers.queries import bundles
from motcua.dossiers.rules import inputs
from motcua.people.models import Agency
from tests.dossiers.build import act
from tests.dossiers.bundled import BUNDLE, finished, make_bundled, ready_draft, sent
from tests.dossiers.walking import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db):
    world = make_bundled()
    world.at = timezone.now()
    return world


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_catalogue_says_what_is_asked_for_at_once_and_who_decides_each_part(world):
    page = text(Client().get(f"/thu-tuc/{BUNDLE}/"))
    for words in ("Đăng ký khai sinh", "Công an cấp xã", "Bảo hiểm xã hội cấp tỉnh", "Cần giấy khai sinh"):
        assert words in page
    assert "Nhiều thủ tục, một lần nộp" not in text(Client().get("/thu-tuc/1.001193/"))


def test_a_draft_is_sent_once_and_leads_to_the_one_page_of_all_parts(world):
    draft = ready_draft(world)
    hoa = signed_in(world.cast.hoa)
    path = reverse("dossiers:draft-check", args=[draft])
    answer = hoa.post(path, {"declared": "on"})
    bundle = Bundle.objects.get()
    assert answer.url == reverse("dossiers:bundle", args=[bundle.number]) + "?moi=1"
    assert hoa.post(path, {"declared": "on"}).url == reverse("dossiers:bundle", args=[bundle.number])
    page = text(hoa.get(answer.url))
    for one in Dossier.objects.all():
        assert one.number in page and reverse("dossiers:own", args=[one.number]) in page
    assert "Bắt đầu khi có kết quả của phần: Đăng ký khai sinh." in page
    waiting = Dossier.objects.get(part="thuong-tru")
    own = text(hoa.get(reverse("dossiers:own", args=[waiting.number])))
    assert "Đây là một phần của hồ sơ liên thông" in own and "Chờ kết quả của một phần khác" in own
    assert bundle.number in text(hoa.get("/ho-so-cua-toi/"))
    assert signed_in(world.cast.nam).get(answer.url).status_code == 404


def test_one_code_follows_every_part_and_opens_none(world):
    done = sent(world)
    finished(world, done.dossiers[0].number, "commune")
    acts.begin_parts(at=world.at)
    client, secret = Client(), bundles.secret_of(Bundle.objects.get())
    path = reverse("dossiers:tracked", args=[done.number])
    assert client.get(path).status_code == 302, "the secret first"
    wrong = client.post("/tra-cuu/", {"number": done.number, "secret": "AAAA0000"})
    assert wrong.status_code == 422
    answer = client.post("/tra-cuu/", {"number": done.number.lower(), "secret": secret})
    assert answer.url == path
    page = text(client.get(path))
    assert all(one.number in page for one in done.dossiers)
    assert "Nguyễn" not in page and reverse("dossiers:own", args=[done.dossiers[0].number]) not in page
    assert "2 phần còn đang được giải quyết." in page


def test_the_receipt_is_one_sheet_for_its_owner_and_its_desk(world):
    done = sent(world)
    path = reverse("dossiers:bundle-receipt", args=[done.number])
    secret = bundles.secret_of(Bundle.objects.get())
    for player in (world.cast.hoa, world.cast.stranger):
        page = text(signed_in(player).get(path))
        assert secret in page and all(one.number in page for one in done.dossiers)
    for player in (world.cast.nam, world.officers["police-reception"]):
        assert signed_in(player).get(path).status_code == 404


def test_an_officer_of_one_part_sees_where_the_others_stand_and_opens_none(world):
    done = sent(world)
    police = signed_in(world.officers["police-reception"])
    page = text(police.get(reverse("dossiers:dossier", args=[done.dossiers[1].number])))
    assert "Thuộc hồ sơ liên thông" in page and "Bảo hiểm xã hội tỉnh" in page
    for other in (done.dossiers[0], done.dossiers[2]):
        assert reverse("dossiers:dossier", args=[other.number]) not in page
    assert "bắt đầu khi có kết quả của phần khác" in page


def test_an_officer_is_not_spoken_to_like_the_person_and_reads_english_names(world):
    done = sent(world)
    paper = inputs.PaperAsked("giay-chung-sinh", "Giấy chứng sinh", what="Chụp lại trang 2")
    asked = inputs.AskSupplement(reason="Bản chụp mờ.", papers=(paper,))
    act(world, actions.ask_supplement, done.dossiers[0].number, world.officers["commune-reception"], asked)
    police = signed_in(world.officers["police-reception"])
    path = reverse("dossiers:dossier", args=[done.dossiers[1].number])
    assert "Nơi giải quyết đang chờ người nộp hồ sơ." in text(police.get(path))
    police.cookies["django_language"] = "en"
    page = text(police.get(path))
    assert "Its office waits for something from the person." in page
    assert "waits for something from you" not in page


def test_where_a_result_waits_is_named_in_the_language_of_the_page(world):
    done = sent(world)
    finished(world, done.dossiers[0].number, "commune")
    first = Dossier.objects.get(number=done.dossiers[0].number)
    Agency.objects.filter(pk=first.agency_id).update(name="Xã Mẫu", name_en="Sample Commune")
    police = signed_in(world.officers["police-reception"])
    police.cookies["django_language"] = "en"
    page = text(police.get(reverse("dossiers:dossier", args=[done.dossiers[1].number])))
    part = page.partition('id="h-bundle"')[2].partition("</section>")[0]
    assert "The result waits for the person at Sample Commune." in part and "Xã Mẫu" not in part


def test_the_pages_cost_few_queries(world):
    done = sent(world)
    hoa, police = signed_in(world.cast.hoa), signed_in(world.officers["police-reception"])
    own = reverse("dossiers:bundle", args=[done.number])
    part = reverse("dossiers:dossier", args=[done.dossiers[1].number])
    hoa.get(own), police.get(part)
    for client, path in ((hoa, own), (police, part)):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        # Definitions are kept by version once they are committed, which a test never does.
        counted = [one["sql"] for one in asked if "procedures_version" not in one["sql"]]
        assert len(counted) <= 15, counted


def test_at_the_counter_one_receipt_is_printed_for_all_parts(world):
    client = signed_in(world.cast.stranger)
    page = text(client.get("/quay/", {"thu-tuc": BUNDLE}))
    assert "Khai sinh" in page or "khai sinh" in page
    done = sent(world)
    page = text(client.get(reverse("dossiers:counter-bundle", args=[done.number])))
    assert reverse("dossiers:bundle-receipt", args=[done.number]) in page
    assert reverse("dossiers:dossier", args=[done.dossiers[0].number]) in page, "its own part opens"
    assert reverse("dossiers:dossier", args=[done.dossiers[1].number]) not in page


def test_what_the_offices_wait_for_stands_together_with_the_way_to_hand_it_in(world):
    done = sent(world)
    birth = done.dossiers[0].number
    paper = inputs.PaperAsked("giay-chung-sinh", "Giấy chứng sinh", what="Chụp lại trang 2")
    asked = inputs.AskSupplement(reason="Bản chụp mờ, hỏi chị Hoa.", papers=(paper,))
    act(world, actions.ask_supplement, birth, world.officers["commune-reception"], asked)
    page = text(signed_in(world.cast.hoa).get(reverse("dossiers:bundle", args=[done.number])))
    assert "1 hồ sơ đang chờ ông, bà" in page and "Chụp lại trang 2" in page and "Bản chụp mờ" in page
    assert reverse("dossiers:own-supplement", args=[birth]) in page
    client, secret = Client(), bundles.secret_of(Bundle.objects.get())
    answer = client.post("/tra-cuu/", {"number": done.number, "secret": secret})
    page = text(client.get(answer.url))
    assert "1 hồ sơ đang chờ ông, bà" in page and "chị Hoa" not in page, (
        "the officer's words are the owner's alone"
    )


def test_all_of_it_is_withdrawn_on_one_page(world):
    done = sent(world)
    hoa, path = signed_in(world.cast.hoa), reverse("dossiers:bundle-withdraw", args=[done.number])
    assert path in text(hoa.get(reverse("dossiers:bundle", args=[done.number])))
    assert "Rút 3 hồ sơ" in text(hoa.get(path))
    assert signed_in(world.cast.nam).get(path).status_code == 404
    assert hoa.post(path, {"reason": "x" * 3000}).status_code == 422
    assert hoa.post(path, {"reason": ""}).url == reverse("dossiers:bundle", args=[done.number])
    page = text(hoa.get(reverse("dossiers:bundle", args=[done.number])))
    assert path not in page and hoa.get(path).status_code == 302
    assert hoa.post(path, {"reason": ""}).status_code == 409, "pressed twice it is one"
