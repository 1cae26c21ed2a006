"""Rating a dossier."""

from collections.abc import Iterator
from typing import Any

from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, sent_empty


def rated_well(page: Any) -> None:
    if page.locator("[name=level]").count():
        page.check("[name=level][value='4']")
        with page.expect_navigation():
            page.locator("main form button:not(.said)").last.click()


def visits(scene: Scene) -> Iterator[Visit]:
    hoa = scene.world.cast.hoa
    rated = f"/danh-gia/{scene.numbers['returned']}/"
    yield Visit("rate", "feedback:rate", rated, hoa)
    yield Visit("rate-empty", "feedback:rate", rated, hoa, status=422, then=sent_empty)
    yield Visit("rated", "feedback:rate", f"/danh-gia/{scene.numbers['issued']}/", hoa, then=rated_well)
