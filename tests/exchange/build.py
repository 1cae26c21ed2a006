"""A nation with two systems and the states of a few dossiers, for tests of its pages. Everything is invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from motcua.exchange import actions
from motcua.exchange.actions import subscriptions
from motcua.exchange.models import Aside, Batch, Delivery, Lost, Node, Place, State, Stream, Subscription
from motcua.exchange.rules import Kind, Side, checks
from motcua.foundation import keys
from motcua.people.rules import Reach, Role, system
from tests.people.cast import Cast, Player, make_agency, make_officer

KEY = "exchange-1-0a1b2c3d"
NEXT = "exchange-2-0a1b2c3d"
PUBLIC = bytes(range(32))
SYSTEM: Reach = system("tests")


def new_key(key=KEY, *, public=PUBLIC, use="exchange"):
    return actions.NewKey(key=key, public=public, use=use)


def new_node(code="H15", **changed):
    facts = {
        "kind": Kind.PROVINCE, "agency": "H15", "name": "Tỉnh Mẫu", "name_en": "Sample Province", "scopes": (code,), "keys": (new_key(),),
        "contact": "congnghe@example.vn", "simulated": True,
    }  # fmt: skip
    return actions.NewNode(code=code, **facts | changed)


@dataclass
class Nation:
    operator: Player
    h15: Node
    g15: Node
    numbers: dict[str, str]  # of states, by what they are


def make_operator(cast: Cast) -> Player:
    """An operator of the whole nation."""
    return make_officer(
        full_name="Trịnh Thị Vân", code="quocgia", role=Role.OPERATOR, agency=cast.province.parent
    )


def make_nation(*, cast: Cast, at: datetime) -> Nation:
    """The province of the cast speaks and a ministry is suspended."""
    ministry = make_agency(
        name="Bộ Tư pháp", name_en="Ministry of Justice", parent=cast.province.parent, level="ministry", code="000.00.00.G15", code_new="G15",
    )  # fmt: skip
    before = at - timedelta(days=30)
    actions.register(form=new_node(), reach=SYSTEM, at=before)
    other = new_node("G15", kind=Kind.MINISTRY, agency="G15", name=ministry.name, name_en=ministry.name_en, keys=(new_key(NEXT),))  # fmt: skip
    actions.register(form=other, reach=SYSTEM, at=before)
    Node.objects.filter(code="H15").update(
        connected_at=at - timedelta(days=20), seen_at=at - timedelta(minutes=3), software="motcua 0.1.0"
    )
    Node.objects.filter(code="G15").update(
        connected_at=at - timedelta(days=20), seen_at=at - timedelta(hours=5), software="khac 2.0"
    )
    actions.suspend(node="G15", reason="Khóa cũ có thể đã bị lộ.", reach=SYSTEM, at=at - timedelta(hours=4))
    h15 = Node.objects.get(code="H15")
    return Nation(make_operator(cast), h15, Node.objects.get(code="G15"), make_states(h15, cast=cast, at=at))


def make_troubles(node: Node, *, at: datetime, own: str = "") -> Lost:
    """Some batches of the last day, a record set aside, one that was lost."""
    for i in range(1, 21):
        make_batch(node, after=i, lag=i / 10, at=at - timedelta(minutes=i))
    for code in {node.code, own} - {""}:
        Aside.objects.create(node=code, number=f"000.00.15.{code}-261120-0077", epoch=1, position=400, code="cannot-follow", side=Side.RECEIVER, at=at)  # fmt: skip
    return Lost.objects.create(
        node=node, number="000.00.15.H15-261120-0088", epoch=1, revision=3, position=480,
        record={"state": 9, "since": at.isoformat()}, listed_at=at,
    )  # fmt: skip


def make_batch(node: Node, *, after: int, lag: float | None, at: datetime, replay: bool = False) -> Batch:
    return Batch.objects.create(
        node=node, epoch=1, after=after, upto=after + 1, count=1, applied=1, replay=replay, key=KEY, digest=b"x" * 32, signed={}, body=b"",
        lag_seconds=lag, received_at=at,
    )  # fmt: skip


SECRET = "7K3M9QXA"


def make_states(node: Node, *, cast: Cast, at: datetime) -> dict[str, str]:
    """What the province said of three requests, and how far it was heard."""
    office = cast.department.code
    Place.objects.create(node=node, code=office, name="Sở Tư pháp", name_en="Department of Justice", phone="0262 3000 015", address="1 đường Mẫu")  # fmt: skip
    Place.objects.create(node=node, code="H15.15.01", name="Phòng Hộ tịch", phone="0262 3000 016")
    Stream.objects.create(node=node, epoch=1, position=500, moved_at=at - timedelta(minutes=3))
    Node.objects.filter(pk=node.pk).update(head=512)
    day = timedelta(days=1)
    told = {
        "working": {"state": 4, "received": at - 3 * day, "promised": at + 2 * day, "due": at + 2 * day, "place": "H15.15.01"},
        "late": {"state": 4, "received": at - 9 * day, "promised": at - 2 * day, "due": at - 2 * day},
        "returned": {"state": 10, "received": at - 9 * day, "promised": at - 2 * day, "done": at - 4 * day, "returned": at - day, "late": False},
    }  # fmt: skip
    numbers = {}
    for running, (name, facts) in enumerate(told.items(), 1):
        numbers[name] = make_state(
            node, f"{office}-261120-{running:04}", at=at, position=490 + running, **facts
        ).number
    return numbers


def make_state(node: Node, number: str, *, at: datetime, secret: str = SECRET, **facts) -> State:
    key = keys.key("exchange-check", folder=Path(settings.KEYS_DIR)).bytes
    check = checks.check(key=checks.node_key(key=key, node=node.code), number=number, secret=secret)
    office = number.partition("-")[0]
    values = {
        "node": node, "day": at.date(), "epoch": 1, "revision": 2, "position": 1, "procedure": "1.001193", "agency": office, "place": office,
        "channel": 2, "state": 2, "since": at - timedelta(hours=2), "submitted": at - timedelta(days=3), "electronic": False, "simulated": True,
        "check_hash": check,
    }  # fmt: skip
    facts.setdefault("submitted", facts.get("received") or at - timedelta(days=3))
    return State.objects.create(number=number, **values | facts)


def make_subscriptions(*, cast: Cast, at: datetime) -> list[Subscription]:
    """Of the department one that fails, one that is at work and one that asks by itself; of the commune one that is gone."""

    def one(name: str, agency: object, **changed: object) -> Subscription:
        form = subscriptions.NewSubscription(
            agency_id=agency.pk, name=name, address=f"https://esb.example.vn/{agency.pk}"  # type: ignore[attr-defined]
        )  # fmt: skip
        key = subscriptions.subscribe(form=form, reach=cast.reach(cast.operator), at=at - timedelta(days=3))
        Subscription.objects.filter(key=key).update(**changed)
        return Subscription.objects.get(key=key)

    failing = one(
        "Trục liên thông của tỉnh", cast.department, status="active", failures=4, failing_since=at - timedelta(hours=2),
        problem="status-500", next_at=at + timedelta(minutes=3), heard_at=at - timedelta(hours=3), kinds=["dossier.taken-in"],
    )  # fmt: skip
    made = [
        failing,
        one("Một cửa điện tử", cast.department, status="active", heard_at=at - timedelta(minutes=3), rate=60),
        one("Kho dữ liệu", cast.department, status="active", address=""),
        one("Phần mềm của xã", cast.commune, status="gone", problem="status-410"),
    ]
    facts = {"subscription": failing, "epoch": 1, "began_at": at - timedelta(hours=4)}
    Delivery.objects.create(first=11, last=14, count=4, status=204, at=at - timedelta(hours=3), **facts)
    Delivery.objects.create(
        first=9, last=9, count=1, status=204, again=True, at=at - timedelta(hours=2.5), **facts
    )
    Delivery.objects.create(
        first=15,
        last=17,
        count=3,
        tries=4,
        status=500,
        problem="status-500",
        at=at - timedelta(minutes=5),
        **facts,
    )
    return made
