"""Figures: their list, each one, the year in pictures, the requests behind a number."""

from collections.abc import Iterator

from django.utils import timezone

from motcua.figures import actions
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit

WITHOUT_PAGE = {"figures:file": "a file"}


def visits(scene: Scene) -> Iterator[Visit]:
    actions.refresh(at=timezone.now())
    leader = scene.world.cast.leader
    yield Visit("figures", "figures:home", "/so-lieu/", None)
    yield Visit("figure", "figures:figure", "/so-lieu/dung-han/", None)
    yield Visit("figure-of-place", "figures:figure", "/so-lieu/thoi-gian/", leader)
    yield Visit("figures-year", "figures:year", "/so-lieu/nam/", leader)
    yield Visit("figure-records", "figures:records", "/so-lieu/tiep-nhan/ho-so/", leader)
