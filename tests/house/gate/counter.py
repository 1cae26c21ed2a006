"""Numbers and the board are for everybody in the hall and name nobody; appointments are their owner's and the desk's."""

from collections.abc import Iterator

from motcua.counter import actions, queries
from motcua.counter.models import HandOverSheet
from motcua.dossiers.models import Dossier
from motcua.people.rules import Role
from tests.counter.build import make_hall
from tests.dossiers.build import in_progress
from tests.house.gate.oracle import has_role, lies_with
from tests.house.gate.scene import Case, Routes, Scene


def prepare(scene: Scene) -> None:
    hall = make_hall(scene.world)
    hall.take()
    handed_on = in_progress(scene.world).dossier_id
    scene.dossiers.append(Dossier.objects.select_related("agency", "step_agency").get(pk=handed_on))
    by = {"reach": scene.world.reach(scene.world.cast.reception), "at": scene.world.at}
    left = [one.id for one in queries.to_hand_over(by["reach"], at=by["at"])]
    actions.give_sheet(agency_id=scene.world.cast.department.pk, dossiers=left, **by)
    time = next(day.times[0] for day in queries.days_free(hall.civil, at=scene.world.at))
    actions.book(
        code="1.000001", agency_id=scene.world.cast.department.pk, starts_at=time, language="vi",
        reach=scene.world.reach(scene.world.cast.hoa), at=scene.world.at,
    )  # fmt: skip


def of_sheets(scene: Scene) -> Iterator[Case]:
    """The sheet lies with the desk that gave it and the unit that takes it, and above them."""
    for sheet in HandOverSheet.objects.all():
        dossier = sheet.lines.select_related("dossier__agency", "dossier__step_agency").first().dossier
        yield (
            {"sheet": sheet.pk},
            lambda player, dossier=dossier: (
                lies_with(player, dossier)
                and has_role(player, Role.RECEPTION, Role.CASE_OFFICER, Role.UNIT_HEAD)
            ),
        )


ROUTES: Routes = {"counter:sheet": of_sheets}
WITHOUT_OBJECTS = {
    "counter:kiosk": "stands in the hall",
    "counter:check-in": "POST only",
    "counter:ticket": "names nobody; whoever holds the slip may read it",
    "counter:board": "hangs on the wall",
    "counter:book": "the code of a procedure is public",
    "counter:cancel": "POST only; tests/counter asks it as a neighbour",
}
