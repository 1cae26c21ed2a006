"""The list of who is connected, and the operator's pages."""

from base64 import b64encode

import pytest
from django.urls import reverse
from django.utils import timezone

from motcua.exchange import queries
from motcua.exchange.models import Node, NodeKey
from tests.exchange.build import KEY, NEXT, PUBLIC, make_nation, make_operator
from tests.people.cast import make_cast

NODES = "/quan-tri/ket-noi/"
THIRD = "exchange-3-0a1b2c3d"
PUBLIC_TEXT = b64encode(PUBLIC).decode()


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def nation(cast):
    return make_nation(cast=cast, at=timezone.now())


@pytest.fixture
def operator(client, nation):
    client.force_login(nation.operator.account)
    return client


def text(answer):
    return " ".join(answer.content.decode().split())


class TestEverybody:
    def test_reads_how_many_are_connected_since_when_and_with_what(self, client, nation):
        shown = text(client.get("/ket-noi/"))
        assert 'class="value">1<small> / 1</small>' in shown and 'class="value">0<small> / 1</small>' in shown
        for word in ("Tỉnh Mẫu", "motcua 0.1.0", "3 phút trước", "đang tạm dừng"):
            assert word in shown

    def test_is_told_where_the_list_is_when_nobody_sends_here(self, client, cast, settings):
        settings.NATION = "https://nation.example.vn"
        assert 'href="https://nation.example.vn/ket-noi/"' in text(client.get("/ket-noi/"))

    def test_the_page_asks_the_same_few_questions_whatever_the_number_of_nodes(
        self, client, nation, django_assert_max_num_queries
    ):
        for i in range(20):
            Node.objects.create(
                code=f"X{i}0",
                kind="other",
                name=f"Hệ thống {i}",
                registered_at=timezone.now(),
                connected_at=timezone.now(),
            )
        with django_assert_max_num_queries(4):
            client.get("/ket-noi/")

    def test_sees_nothing_of_what_operators_see(self, client, nation, cast):
        assert client.get(NODES).status_code == 302
        for player in (cast.hoa, cast.operator):  # nor does the operator of one province
            client.force_login(player.account)
            assert client.get(NODES).status_code == 403
            assert client.get(f"{NODES}H15/").status_code == 403
            assert client.post(f"{NODES}H15/tam-dung/", {"reason": "x"}).status_code == 403
        assert queries.node("H15").line.suspended_at is None


class TestOperator:
    def test_registers_a_node_from_what_it_printed(self, client, cast):
        client.force_login(make_operator(cast).account)
        form = {"code": "H15", "kind": "province", "name": "Tỉnh Mẫu", "key": KEY, "public": PUBLIC_TEXT}
        answer = client.post(NODES, form)
        assert answer.url == reverse("exchange:node", args=["H15"])
        assert queries.node_of_key(key=KEY, at=timezone.now()).scopes == ("H15",)

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"public": "AAAA"}, "44 ký tự"),
            ({"code": "h 15"}, "chữ in hoa"),
            ({"agency": "H99"}, "mã định danh đó"),
            ({"key": ""}, "Chưa điền."),
        ],
    )
    def test_is_told_what_is_wrong_beside_its_field_and_nothing_is_kept(self, client, cast, wrong, said):
        client.force_login(make_operator(cast).account)
        form = {"code": "H15", "kind": "province", "name": "Tỉnh Mẫu", "key": KEY, "public": PUBLIC_TEXT}
        answer = client.post(NODES, form | wrong)
        assert answer.status_code == 422 and said in text(answer)
        assert not Node.objects.exists()

    def test_gives_a_new_key_and_sees_until_when_the_earlier_one_is_believed(self, operator):
        new = {"key": THIRD, "public": PUBLIC_TEXT, "days": "7"}
        assert operator.post(f"{NODES}H15/khoa-moi/", new).status_code == 302
        shown = text(operator.get(f"{NODES}H15/"))
        assert THIRD in shown and "còn được tin cậy đến" in shown

    @pytest.mark.parametrize("days", ["", "x", "91", "-1"])
    def test_gives_no_key_with_an_overlap_that_is_none(self, operator, days):
        new = {"key": THIRD, "public": PUBLIC_TEXT, "days": days}
        assert operator.post(f"{NODES}H15/khoa-moi/", new).status_code == 422
        assert not NodeKey.objects.filter(key=THIRD).exists()

    def test_revokes_a_key_and_not_another_nodes(self, operator):
        assert operator.post(f"{NODES}H15/thu-hoi/", {"key": NEXT}).status_code == 404
        assert operator.post(f"{NODES}H15/thu-hoi/", {"key": KEY}).status_code == 302
        assert queries.node_of_key(key=KEY, at=timezone.now()) is None
        assert queries.node_of_key(key=NEXT, at=timezone.now()) is not None

    def test_suspends_with_a_reason_and_resumes(self, operator):
        assert operator.post(f"{NODES}H15/tam-dung/", {"reason": ""}).status_code == 422
        operator.post(f"{NODES}H15/tam-dung/", {"reason": "Bảo trì"})
        assert "Bảo trì" in text(operator.get(f"{NODES}H15/"))
        assert operator.post(f"{NODES}H15/tam-dung/", {"reason": "x"}).status_code == 422
        operator.post(f"{NODES}H15/noi-lai/")
        assert queries.node("H15").line.suspended_at is None

    def test_finds_no_page_of_a_node_that_is_none(self, operator):
        assert operator.get(f"{NODES}H99/").status_code == 404
