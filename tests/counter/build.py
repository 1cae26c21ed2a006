"""An office with two queues and two windows, and people who take numbers there."""

from dataclasses import dataclass
from datetime import datetime

from motcua.counter import actions
from motcua.counter.models import Queue, Ticket, Window
from motcua.counter.queries import label_of
from tests.dossiers.build import World


@dataclass
class Hall:
    """The department's hall: A for civil status, C for everything else; window 1 serves both, window 2 only C."""

    world: World
    civil: Queue
    other: Queue
    first: Window
    second: Window

    def take(self, queue: Queue | None = None, *, at: datetime | None = None) -> Ticket:
        return actions.take(queue_id=(queue or self.civil).pk, address="10.0.0.1", at=at or self.world.at)

    def call(self, window: Window | None = None) -> str:
        return label_of(actions.call_next(window_id=(window or self.first).pk, **self.by))

    @property
    def by(self) -> dict:
        return {"reach": self.world.reach(self.world.cast.reception), "at": self.world.at}


def make_hall(world: World) -> Hall:
    by = {"reach": world.reach(world.cast.reception), "at": world.at}
    office = world.cast.department.pk
    civil = actions.add_queue(
        given=actions.NewQueue(office, "a", "Hộ tịch", "Civil status", ("ho-tich",)), **by
    )
    other = actions.add_queue(given=actions.NewQueue(office, "C", "Việc khác", "Everything else"), **by)
    first = actions.add_window(given=actions.NewWindow(office, "Quầy 1", (civil.pk, other.pk)), **by)
    second = actions.add_window(given=actions.NewWindow(office, "Quầy 2", (other.pk,)), **by)
    return Hall(world, civil, other, first, second)


def the_hall(world: World) -> Hall:
    """The hall of this office, made once; its windows serve again what they did."""
    queues = list(Queue.objects.filter(agency=world.cast.department).order_by("letter")[:2])
    if not queues:
        return make_hall(world)
    windows = Window.objects.filter(agency=world.cast.department).order_by("name")[:2]
    windows[0].queues.add(*queues)
    windows[1].queues.add(queues[1])
    return Hall(world, *queues, *windows)
