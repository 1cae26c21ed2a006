"""Numbers and the board are for everybody in the hall and name nobody; appointments are their owner's and the desk's."""

from motcua.counter import actions, queries
from tests.counter.build import make_hall
from tests.house.gate.scene import Routes, Scene


def prepare(scene: Scene) -> None:
    hall = make_hall(scene.world)
    hall.take()
    time = next(day.times[0] for day in queries.days_free(hall.civil, at=scene.world.at))
    actions.book(
        code="1.000001", agency_id=scene.world.cast.department.pk, starts_at=time, language="vi",
        reach=scene.world.reach(scene.world.cast.hoa), at=scene.world.at,
    )  # fmt: skip


ROUTES: Routes = {}
WITHOUT_OBJECTS = {
    "counter:kiosk": "stands in the hall",
    "counter:check-in": "POST only",
    "counter:ticket": "names nobody; whoever holds the slip may read it",
    "counter:board": "hangs on the wall",
    "counter:book": "the code of a procedure is public",
    "counter:cancel": "POST only; tests/counter asks it as a neighbour",
}
