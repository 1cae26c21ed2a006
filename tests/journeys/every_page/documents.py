"""Checking a result."""

from collections.abc import Iterator

from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit

WITHOUT_PAGE = {
    "documents:check-verify": "the page of documents:check at an English address",
    "documents:check-code": "the page of documents:check at the short address of its codes",
    "documents:check-saved": "a file to keep",
}


def visits(scene: Scene) -> Iterator[Visit]:
    yield Visit("check", "documents:check", "/kiem-tra/")
