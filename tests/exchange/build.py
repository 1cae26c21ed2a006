"""A nation with two systems and the states of a few dossiers, for tests of its pages. Everything is invented."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from motcua.exchange import actions
from motcua.exchange.models import Node
from motcua.exchange.rules import Kind
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
    g22: Node


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
    return Nation(make_operator(cast), Node.objects.get(code="H15"), Node.objects.get(code="G15"))
