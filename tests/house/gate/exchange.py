"""The registry of nodes is shown to operators of the whole nation, a subscription to those of its agency."""

from collections.abc import Iterator

from motcua.exchange.models import Subscription
from motcua.people.rules import Level, Role
from tests.exchange.build import make_nation, make_subscriptions
from tests.house.gate.oracle import has_role
from tests.house.gate.scene import Case, Routes, Scene
from tests.people.cast import Player


def prepare(scene: Scene) -> None:
    nation = make_nation(cast=scene.world.cast, at=scene.world.at)
    scene.world.cast.everyone.append(nation.operator)
    make_subscriptions(cast=scene.world.cast, at=scene.world.at)


def runs_the_nation(player: Player) -> bool:
    return has_role(player, Role.OPERATOR) and player.mandate.agency.level == Level.NATION


def of_nodes(scene: Scene) -> Iterator[Case]:
    for code in ("H15", "G15"):
        yield {"code": code}, runs_the_nation


def of_subscriptions(scene: Scene) -> Iterator[Case]:
    for row in Subscription.objects.select_related("agency").order_by("pk"):
        path = row.agency.path

        def runs_the_agency(player: Player, path: str = path) -> bool:
            return has_role(player, Role.OPERATOR) and path.startswith(player.mandate.agency.path)

        yield {"uid": row.key}, runs_the_agency


# At the nation only; who sees whose is asked in tests/exchange/test_submission_pages.py.
WITHOUT_OBJECTS = {
    "exchange:place": "a procedure that everybody may send",
    "exchange:send": "POST only, one's own draft",
    "exchange:sent-receipt": "no such page at a local node",
}
ROUTES: Routes = {
    "exchange:node": of_nodes,
    "exchange:key-rotate": of_nodes,
    "exchange:key-revoke": of_nodes,
    "exchange:suspend": of_nodes,
    "exchange:resume": of_nodes,
    "exchange:subscription": of_subscriptions,
    "exchange:subscription-again": of_subscriptions,
    "exchange:subscription-test": of_subscriptions,
    "exchange:subscription-pause": of_subscriptions,
    "exchange:subscription-resume": of_subscriptions,
    "exchange:subscription-token": of_subscriptions,
    "exchange:subscription-end": of_subscriptions,
}
