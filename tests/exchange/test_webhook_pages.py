"""The pages of subscriptions, for whoever runs the agency."""

import re

import pytest
from django.utils import timezone, translation

from motcua.chronicle.models import Entry
from motcua.exchange.models import Again, Delivery, Subscription
from motcua.exchange.rules.webhooks import SUBSCRIPTIONS_MAX, Status
from motcua.notices import texts
from motcua.operations.doctor_exchange import webhooks
from motcua.operations.findings import Level
from tests.chronicle.acts import seal_all
from tests.dossiers.build import make_world, taken_in
from tests.exchange.build import make_subscriptions
from tests.exchange.receivers import subscribe

LIST = "/quan-tri/webhook/"


@pytest.fixture
def world(db):
    return make_world()


@pytest.fixture
def operator(client, world):
    client.force_login(world.cast.operator.account)
    return client


def text(answer):
    return " ".join(answer.content.decode().split())


def form(world, **changes):
    return {
        "agency": str(world.cast.department.pk),
        "name": "Trục",
        "address": "https://esb.example.vn/x",
        "start": "now",
        **changes,
    }


def test_an_empty_list_says_how_to_begin(operator):
    shown = text(operator.get(LIST))
    assert "Chưa có hệ thống nào đăng ký" in shown and "/quan-tri/webhook/moi/" in shown


def test_an_operator_subscribes_a_system_and_is_written_down(operator, world):
    answer = operator.post(f"{LIST}moi/", form(world, kinds=["dossier.taken-in"], start="all"))
    row = Subscription.objects.get()
    assert answer.url == f"{LIST}{row.key}/"
    assert (row.status, row.position, row.kinds, row.made_by) == (Status.WAITING, 0, ["dossier.taken-in"], world.cast.operator.actor)  # fmt: skip
    entry = Entry.objects.get(kind="exchange.subscription-made")
    assert entry.subject == f"subscription:{row.key}" and "esb.example.vn" not in str(entry.data)
    assert "Đang hỏi hệ thống nhận" in text(operator.get(answer.url))


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("name", " ", "Chưa điền"),
        ("address", "http://esb.example.vn/", "https://"),
        ("address", "https://10.0.0.1/", "mạng nội bộ"),
        ("agency", "999999", ""),
        ("kinds", "exchange.lost-settled", ""),
        ("start", "never", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_subscribed(operator, world, field, value, said):
    answer = operator.post(f"{LIST}moi/", form(world, **{field: value}))
    assert answer.status_code == 422 and said in text(answer)
    assert not Subscription.objects.exists()


def test_an_agency_has_so_many_and_no_more(operator, world):
    for _ in range(SUBSCRIPTIONS_MAX):
        subscribe(world)
    assert "đã có 20 đăng ký" in text(operator.post(f"{LIST}moi/", form(world)))
    assert Subscription.objects.count() == SUBSCRIPTIONS_MAX


def test_nobody_else_opens_or_changes_one(client, world):
    row = make_subscriptions(cast=world.cast, at=timezone.now())[0]
    for player in (world.cast.hoa, world.cast.leader, world.cast.case):
        client.force_login(player.account)
        for path in ("", "xoa/"):
            assert client.get(f"{LIST}{row.key}/{path}").status_code in (403, 404)
        for path in ("gui-lai/", "tam-dung/", "gui-tiep/", "ma-truy-cap/", "xoa/"):
            assert client.post(f"{LIST}{row.key}/{path}", {"position": "1"}).status_code in (403, 404)
    assert Subscription.objects.get(pk=row.pk).status == Status.ACTIVE


def test_the_list_and_a_page_say_in_words_where_each_stands(operator, world, django_assert_max_num_queries):
    rows = make_subscriptions(cast=world.cast, at=timezone.now())
    with django_assert_max_num_queries(12):
        shown = text(operator.get(LIST))
    for said in ("Không nhận được gì; lỗi đầu tiên: 2 giờ trước", "Tự lấy sự kiện", "địa chỉ không còn"):
        assert said in shown
    shown = text(operator.get(f"{LIST}{rows[0].key}/"))
    for said in ("mã 500", "4 lần thử", "1:11", "gửi thêm", "Gửi lại từ đây"):
        assert said in shown
    operator.cookies["django_language"] = "en"
    assert "It answered with status 500." in text(operator.get(f"{LIST}{rows[0].key}/"))


def test_it_is_paused_resumed_and_each_twice_is_refused(operator, world):
    row = make_subscriptions(cast=world.cast, at=timezone.now())[0]
    page = f"{LIST}{row.key}/"
    assert operator.post(f"{page}gui-tiep/").status_code == 409
    assert operator.post(f"{page}tam-dung/").url == page
    assert operator.post(f"{page}tam-dung/").status_code == 409
    assert operator.post(f"{page}gui-tiep/").url == page
    row.refresh_from_db()
    assert (row.status, row.failures, row.problem) == (Status.WAITING, 0, "")
    kinds = (
        Entry.objects.filter(subject=f"subscription:{row.key}").order_by("pk").values_list("kind", flat=True)
    )
    assert list(kinds)[1:] == ["exchange.subscription-paused", "exchange.subscription-resumed"]


def test_a_token_is_shown_once(operator, world):
    row = subscribe(world)
    answer = operator.post(f"{LIST}{row.key}/ma-truy-cap/")
    token = re.search(r"mcwh_[\w-]{43}", text(answer))[0]
    assert "no-store" in answer.headers["Cache-Control"]
    assert token not in text(operator.get(f"{LIST}{row.key}/"))


def test_deleting_asks_first_and_then_forgets(operator, world):
    row = make_subscriptions(cast=world.cast, at=timezone.now())[0]
    assert "Trục liên thông của tỉnh" in text(operator.get(f"{LIST}{row.key}/xoa/"))
    assert Subscription.objects.filter(pk=row.pk).exists()
    assert operator.post(f"{LIST}{row.key}/xoa/").url == LIST
    assert not Subscription.objects.filter(pk=row.pk).exists()
    assert operator.get(f"{LIST}{row.key}/").status_code == 404


@pytest.mark.django_db(transaction=True)
class TestTellingAgain:
    @pytest.fixture
    def row(self, world):
        taken_in(world)
        seal_all()
        row = subscribe(world, "https://esb.example.vn/x")
        Subscription.objects.update(position=10_000, status=Status.ACTIVE)
        return row

    def again(self, client, row, **given):
        return client.post(f"{LIST}{row.key}/gui-lai/", given)

    def place(self):
        return Entry.objects.filter(kind="dossier.taken-in").values_list("leaf__position", flat=True).get()

    def test_from_a_position_on(self, operator, row):
        assert self.again(operator, row, position="2", way="from").status_code == 302
        row.refresh_from_db()
        assert (row.position, row.moves) == (1, 1)

    def test_one_event_alone(self, operator, row):
        at = self.place()
        assert self.again(operator, row, position=str(at), way="one").status_code == 302
        assert Again.objects.get().position == at
        row.refresh_from_db()
        assert (row.position, row.moves) == (10_000, 0)

    def test_from_a_day_on(self, operator, row):
        assert self.again(operator, row, moment="01/01/2024").status_code == 302
        row.refresh_from_db()
        assert row.position == 0

    @pytest.mark.parametrize("given", [{"position": ""}, {"position": "0"}, {"position": "99999"}, {"position": "x"}, {"position": "1", "way": "one"}, {"position": "99999", "way": "one"}, {"moment": ""}, {"moment": "hôm qua"}, {"moment": "01/01/2100"}, {}])  # fmt: skip
    def test_what_is_no_place_is_refused_and_nothing_moves(self, operator, row, given):
        assert self.again(operator, row, **given).status_code == 422
        row.refresh_from_db()
        assert (row.position, row.moves) == (10_000, 0) and not Again.objects.exists()


def test_the_doctor_says_who_does_not_hear_and_nothing_where_nobody_is_subscribed(world):
    at = timezone.now()
    with translation.override("en"):
        assert list(webhooks(at)) == []
        rows = make_subscriptions(cast=world.cast, at=at)
        assert [(one.level, one.said) for one in webhooks(at)] == [
            (Level.WARNING, "Events go no longer to 1 system."),
            (Level.NOTE, "1 system does not take events at the moment."),
        ]
        Subscription.objects.exclude(pk=rows[1].pk).delete()
        assert [one.level for one in webhooks(at)] == [Level.OK]


@pytest.mark.parametrize("template", ["exchange/webhook-failed", "exchange/webhook-gone"])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_what_operators_are_told_names_the_system_and_the_page(template, language, settings):
    settings.BASE_URL = "https://h15.example.vn"
    values = {
        "system": "Trục",
        "agency": "Sở Tư pháp",
        "since": "09:30, 18/03/2026",
        "address": "/quan-tri/webhook/x/",
    }
    text = texts.text(template=template, language=language, name="Vân", values=values)
    for said in ("Trục", "Sở Tư pháp", "Vân", "https://h15.example.vn/quan-tri/webhook/x/"):
        assert said in str(text)


def test_a_test_is_asked_for_once_and_shown_among_the_deliveries(operator, world):
    row = subscribe(world, "https://esb.example.vn/events")
    page = f"{LIST}{row.key}/"
    assert "Gửi thử" in text(operator.get(page))
    for _ in range(2):
        assert operator.post(f"{page}gui-thu/").url == page
    assert Again.objects.get(subscription=row).position == 0
    Delivery.objects.create(
        subscription=row, epoch=1, first=0, last=0, count=1, again=True, status=500, problem="status-500",
        began_at=timezone.now(), at=timezone.now(),
    )  # fmt: skip
    shown = text(operator.get(page))
    deliveries = shown.partition("h-deliveries")[2].partition("</section>")[0]
    assert "<b>Gửi thử</b>" in shown
    assert not re.search(r"(?<!\d)1:0(?!\d)", deliveries), "a place in the events; 11:05 is a time of day"
    operator.post(f"{page}tam-dung/")
    assert operator.post(f"{page}gui-thu/").status_code == 409 and "gui-thu/" not in text(operator.get(page))
