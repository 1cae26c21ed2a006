"""A round of scoring: its owner reads all of it, each unit its own, nobody their neighbour's."""

from collections.abc import Iterator

from django.utils import timezone

from motcua.indices import actions
from motcua.indices.models import Evidence, RisePlan, Round, RoundUnit
from motcua.indices.rules.rounds import RoundState
from motcua.people.models import Agency
from motcua.people.rules import Role
from tests.dossiers.build import pdf
from tests.house.gate.oracle import has_role
from tests.house.gate.scene import Case, Routes, Scene
from tests.indices.rounds import YEAR, make_plan, make_scoring
from tests.people.cast import Player


def prepare(scene: Scene) -> None:
    """Open, three communes; of those who score only one officer and one leader are asked, of two communes."""
    cast = scene.world.cast
    known = list(cast.everyone)
    held = make_scoring(cast=cast, at=timezone.now())
    cast.everyone[:] = [*known, held.officers[0], held.leaders[1]]
    held.act(actions.attach, held.officers[0], code="1.1", content=pdf(), name="ke-hoach.pdf")
    make_plan(held)


def reads(player: Player, agency: Agency) -> bool:
    """Home-affairs officer or leader of an agency, or of one above it."""
    above = set()
    place: Agency | None = agency
    while place is not None:
        above.add(place.pk)
        place = place.parent
    return has_role(player, Role.HOME_AFFAIRS, Role.LEADER) and player.mandate.agency_id in above


def serves(player: Player, unit: RoundUnit, *roles: Role) -> bool:
    return has_role(player, *roles) and player.mandate.agency_id == unit.agency_id


def of_rounds(scene: Scene) -> Iterator[Case]:
    for one in Round.objects.all():
        agencies = [one.owner, *(unit.agency for unit in one.units.all())]
        yield (
            {"round_id": one.pk},
            lambda player, agencies=agencies: any(reads(player, each) for each in agencies),
        )


def of_owners(scene: Scene) -> Iterator[Case]:
    """What is read of the whole round before there is a sheet."""
    for one in Round.objects.all():
        yield {"round_id": one.pk}, lambda player, one=one: reads(player, one.owner)


def of_owned(scene: Scene) -> Iterator[Case]:
    """What the owner's home-affairs officer does for the whole round."""
    for one in Round.objects.all():
        yield (
            {"round_id": one.pk},
            lambda player, one=one: has_role(player, Role.HOME_AFFAIRS) and reads(player, one.owner),
        )


def of_units(scene: Scene, **more: str) -> Iterator[Case]:
    for unit in RoundUnit.objects.all():
        given = {"round_id": unit.round_id, "unit_id": unit.pk, **more}
        yield given, lambda player, unit=unit: reads(player, unit.agency)


def of_own(scene: Scene, *roles: Role, **more: str) -> Iterator[Case]:
    """What is done for a unit, by those who serve in it and by nobody above."""
    for unit in RoundUnit.objects.all():
        given = {"round_id": unit.round_id, "unit_id": unit.pk, **more}
        yield given, lambda player, unit=unit: serves(player, unit, *roles)


def of_files(scene: Scene) -> Iterator[Case]:
    """While a unit scores itself, its files are its own."""
    for row in Evidence.objects.all():
        given = {"round_id": row.unit.round_id, "unit_id": row.unit_id, "evidence_id": row.pk}
        yield given, lambda player, row=row: serves(player, row.unit, Role.HOME_AFFAIRS, Role.LEADER)


def of_plans(scene: Scene, **more: str) -> Iterator[Case]:
    for row in RisePlan.objects.all():
        given = {"round_id": row.unit.round_id, "unit_id": row.unit_id, "plan_id": row.pk, **more}
        yield given, lambda player, row=row: reads(player, row.unit.agency)


def of_plan_files(scene: Scene) -> Iterator[Case]:
    for given, may in of_plans(scene):
        name = f"mo-phong-ke-hoach-tang-hang-{YEAR}-{given['unit_id']}-{given['plan_id']}.docx"
        yield given | {"name": name}, may


def _is_open(given: dict[str, int | str]) -> bool:
    return Round.objects.get(pk=given["round_id"]).state == RoundState.OPEN


ROUTES: Routes = {
    "indices:round": of_rounds,
    # The round is open already; tests/indices/test_round_pages.py opens a planned one.
    "indices:round-open": lambda scene: ((given, lambda player: False) for given, _may in of_rounds(scene)),
    "indices:round-figures": of_owned,
    "indices:round-freeze": lambda scene: (
        (given, lambda player, may=may, given=given: may(player) and _is_open(given))
        for given, may in of_owned(scene)
    ),
    # Nor has any a sheet whose hour is open; tests/indices/test_announcing.py asks.
    "indices:announce": lambda scene: ((given, lambda player: False) for given in ({"sheet_id": 1},)),
    # No round of the scene is frozen; tests/indices/test_round_freezing.py asks for sheets before and after their hour.
    "indices:round-sheet": lambda scene: ((given, lambda player: False) for given, _may in of_rounds(scene)),
    "indices:round-unit": of_units,
    "indices:round-whatif": of_units,
    "indices:round-whatif-answer": of_units,
    # Before the sheet only those who run the round; tests/indices/test_robustness_page.py asks after it.
    "indices:round-robustness": of_owners,
    "indices:round-rise": of_units,
    "indices:round-efforts": lambda scene: of_own(scene, Role.HOME_AFFAIRS, Role.LEADER),
    "indices:round-rise-plan": of_plans,
    "indices:round-rise-file": of_plan_files,
    "indices:round-component": lambda scene: of_units(scene, code="1.2"),
    "indices:round-evidence": lambda scene: of_units(scene, code="1.1"),
    "indices:round-step": lambda scene: of_own(scene, Role.LEADER, slug="chot"),
    "indices:round-allocate": lambda scene: of_own(scene, Role.HOME_AFFAIRS, Role.LEADER),
    "indices:round-many": lambda scene: of_own(scene, Role.HOME_AFFAIRS),
    "indices:round-file": of_files,
}
