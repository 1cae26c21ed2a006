"""The law of the node, its calendar included, is shown to operators."""

from collections.abc import Iterator

from motcua.people.rules import Role
from tests.house.gate.oracle import has_role
from tests.house.gate.scene import Case, Routes, Scene


def of_rules(scene: Scene) -> Iterator[Case]:
    yield {"key": "dossiers.draft-life-days"}, lambda player: has_role(player, Role.OPERATOR)


def of_years(scene: Scene) -> Iterator[Case]:
    yield {"year": 2026}, lambda player: has_role(player, Role.OPERATOR)


ROUTES: Routes = {
    "law:value": of_rules,
    "law:year": of_years,
}
WITHOUT_OBJECTS = {
    "law:verify": "POST only",
    "law:table": "the name of a table is public, and so are its lines",
    "law:table-suggest": "POST only, open to everyone",
}
