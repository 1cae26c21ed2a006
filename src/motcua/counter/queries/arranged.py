"""The queues and windows of offices, for who arranges them."""

from collections.abc import Sequence
from dataclasses import dataclass

from motcua.counter.models import Queue, Window
from motcua.counter.queries.tickets import named
from motcua.people import queries as people


@dataclass(frozen=True)
class QueueFacts:
    id: int
    letter: str
    name: str
    fields: tuple[str, ...]


@dataclass(frozen=True)
class WindowFacts:
    id: int
    name: str
    queues: tuple[int, ...]
    letters: tuple[str, ...]


@dataclass(frozen=True)
class Arranged:
    """One office with what it has."""

    id: int
    office: str
    queues: tuple[QueueFacts, ...]
    windows: tuple[WindowFacts, ...]


def arranged(agency_ids: Sequence[int], *, language: str) -> tuple[Arranged, ...]:
    facts = people.agencies(agency_ids)
    queues = list(Queue.objects.filter(agency_id__in=agency_ids))
    windows = list(Window.objects.filter(agency_id__in=agency_ids).prefetch_related("queues"))
    return tuple(
        Arranged(
            id=id,
            office=facts[id].named(language),
            queues=tuple(
                QueueFacts(one.pk, one.letter, named(one, language), tuple(one.fields))
                for one in queues
                if one.agency_id == id
            ),
            windows=tuple(_window(one) for one in windows if one.agency_id == id),
        )
        for id in agency_ids
    )


def _window(row: Window) -> WindowFacts:
    served = sorted(row.queues.all(), key=lambda queue: queue.letter)
    return WindowFacts(row.pk, row.name, tuple(one.pk for one in served), tuple(one.letter for one in served))
