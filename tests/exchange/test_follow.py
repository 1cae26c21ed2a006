"""Following any request of the country: the number and eight characters, one answer for all that does not fit."""

from datetime import timedelta

import pytest
from django.utils import timezone

from motcua.exchange.models import Node, State
from motcua.law import actions as law
from motcua.people.models import Throttle
from tests.exchange.build import SECRET, make_nation, make_state
from tests.people.cast import make_cast

FOLLOW = "/tra-cuu-toan-quoc/"


@pytest.fixture
def nation(db, tmp_path, settings):
    settings.KEYS_DIR = tmp_path
    law.load(at=timezone.now())
    return make_nation(cast=make_cast(), at=timezone.now())


def look_up(client, number, secret=SECRET, **more):
    return client.post(FOLLOW, {"number": number, "secret": secret}, **more)


def text(answer):
    return " ".join(answer.content.decode().split())


def opened(client, number):
    return text(client.get(look_up(client, number).url))


def test_the_holder_of_a_receipt_sees_state_dates_desk_and_freshness(client, nation):
    shown = opened(client, nation.numbers["working"])
    for word in (
        "Đang xử lý",
        "Phòng Hộ tịch",
        'href="tel:02623000016"',
        "Sở Tư pháp",
        "3 phút trước",
        "12 thay đổi",
    ):
        assert word in shown


def test_capitals_spaces_and_dashes_make_no_difference(client, nation):
    typed = nation.numbers["working"].lower().replace("-", " – ")
    assert look_up(client, typed, "7k3m-9qxa").status_code == 302


def test_a_wrong_secret_and_an_unknown_number_get_the_same_answer(client, nation):
    number = nation.numbers["working"]
    answers = [look_up(client, number, "00000000"), look_up(client, number[:-1] + "9")]
    assert [answer.status_code for answer in answers] == [422, 422]
    pages = [text(answer).replace(number, "N").replace(number[:-1] + "9", "N") for answer in answers]
    assert pages[0].partition("<main")[2].replace("00000000", SECRET).partition("csrf")[0] == pages[1].partition("<main")[2].partition("csrf")[0]  # fmt: skip


def test_a_secret_opens_nothing_of_another_node_or_number(client, nation):
    """The same secret under another node's key makes another check."""
    number = nation.numbers["working"]
    State.objects.filter(number=number).update(node=nation.g15)
    assert look_up(client, number).status_code == 422
    other = State.objects.get(number=nation.numbers["late"])
    State.objects.filter(number=nation.numbers["returned"]).update(check_hash=other.check_hash)
    assert look_up(client, nation.numbers["returned"]).status_code == 422


def test_a_record_without_a_secret_is_opened_by_none(client, nation):
    made = make_state(nation.h15, "000.00.15.H15-261120-0099", at=timezone.now())
    State.objects.filter(pk=made.pk).update(check_hash=bytes(16))
    for secret in ("", "0", SECRET):
        assert look_up(client, made.number, secret).status_code == 422


def test_a_page_without_its_secret_leads_back_to_the_two_fields(client, nation):
    number = nation.numbers["working"]
    answer = client.get(f"{FOLLOW}{number}/")
    assert answer.url == f"{FOLLOW}?ma={number}"
    assert f'value="{number}"' in text(client.get(answer.url))


def test_tries_are_limited_by_number(client, nation):
    answers = [look_up(client, nation.numbers["working"], "00000000").status_code for _ in range(40)]
    assert 429 in answers and answers[0] == 422
    assert look_up(client, nation.numbers["working"]).status_code == 429
    assert Throttle.objects.filter(scope="follow-number").exists()


def test_a_late_request_says_so_and_whom_to_ask(client, nation):
    shown = opened(client, nation.numbers["late"])
    assert "Đã quá ngày hẹn" in shown and "0262 3000 015" in shown


def test_a_finished_one_says_when_and_that_it_was_on_time(client, nation):
    shown = opened(client, nation.numbers["returned"])
    assert "Đã trả kết quả. Không cần làm gì thêm." in shown and "Đã quá ngày hẹn" not in shown


def test_a_node_that_is_silent_is_named_as_such(client, nation):
    Node.objects.filter(code="H15").update(seen_at=timezone.now() - timedelta(minutes=90))
    assert "có thể cũ hơn" in opened(client, nation.numbers["working"])


def test_the_offices_own_page_is_named_where_it_is_known(client, nation):
    number = nation.numbers["working"]
    assert "mở hồ sơ này tại đó" not in opened(client, number)
    Node.objects.filter(code="H15").update(address="https://h15.example.vn")
    assert f'href="https://h15.example.vn/tra-cuu/?ma={number}"' in opened(client, number)


def test_at_the_nation_head_and_home_lead_here_and_elsewhere_to_the_offices_own_page(
    client, nation, settings
):
    assert f'href="{FOLLOW}"' not in text(client.get("/"))
    settings.NODE = "national"
    shown = text(client.get("/"))
    assert f'href="{FOLLOW}"' in shown and f'action="{FOLLOW}"' in shown and 'href="/tra-cuu/"' not in shown
