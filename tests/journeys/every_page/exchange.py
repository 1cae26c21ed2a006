"""What nodes ask each other has no page."""

from collections.abc import Iterator

from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit

WITHOUT_PAGE = {
    "exchange:batches": "for nodes",
    "exchange:cursor": "for nodes",
    "exchange:check-key": "for nodes",
    "exchange:lookup": "for nodes",
    "exchange:seals": "for nodes",
}


def visits(scene: Scene) -> Iterator[Visit]:
    yield from ()
