"""The operator's pages about agencies and mandates."""

from collections.abc import Iterator

from motcua.people.rules import Role
from tests.house.gate.oracle import has_role
from tests.house.gate.scene import Case, Routes, Scene


def of_agencies(scene: Scene) -> Iterator[Case]:
    """The operator's pages: agencies of the operator's own part of the tree."""
    for agency in (scene.world.cast.province, scene.world.cast.department, scene.world.cast.commune):
        yield {"id": agency.pk}, lambda player: has_role(player, Role.OPERATOR)


def of_mandates(scene: Scene) -> Iterator[Case]:
    for player in (scene.world.cast.reception, scene.world.cast.stranger):
        yield {"mandate_id": player.mandate.pk}, lambda player: has_role(player, Role.OPERATOR)


ROUTES: Routes = {
    "people:agency": of_agencies,
    "people:agency-correct": of_agencies,
    "people:mandate-give": of_agencies,
    "people:officer-add": of_agencies,
    "people:mandate-end": of_mandates,
}
WITHOUT_OBJECTS = {
    "people:token-end": "POST only; tests/people/test_tokens.py asks who may",
    "people:absence-cover": "POST only; tests/people/test_absences.py asks who may",
    "people:absence-end": "POST only; tests/people/test_absences.py asks who may",
    "people:compare-card": "POST only; anybody may come to any desk",
    "people:reset-password": "POST only; anybody may come to any desk",
}
