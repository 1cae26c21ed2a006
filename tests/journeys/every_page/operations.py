"""The operator's home, and to whom it is closed."""

from collections.abc import Iterator

from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit

WITHOUT_PAGE = {
    "operations:healthz": "for machines",
    "operations:keys": "for machines",
}


def visits(scene: Scene) -> Iterator[Visit]:
    cast = scene.world.cast
    yield Visit("operator", "operations:home", "/quan-tri/", cast.operator)
    yield Visit("forbidden", "operations:home", "/quan-tri/", cast.hoa, 403)
    yield Visit("forbidden-officer", "operations:home", "/quan-tri/", cast.case, 403)
