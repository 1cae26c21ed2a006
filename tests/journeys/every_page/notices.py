"""Letters that did not arrive."""

from collections.abc import Iterator

from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit

WITHOUT_PAGE = {
    "notices:resend": "POST only, leads back to the list",
    "notices:resend-all": "POST only, leads back to the list",
}


def visits(scene: Scene) -> Iterator[Visit]:
    operator = scene.world.cast.operator
    yield Visit("notices", "notices:stuck", "/quan-tri/thong-bao/", operator)
    yield Visit("notices-texts", "notices:texts", "/quan-tri/thong-bao/van-ban/", operator)
    yield Visit("reaching", "notices:reaching", "/toi/tin-bao/", scene.world.cast.hoa)
    yield Visit("reaching-officer", "notices:reaching", "/toi/tin-bao/", scene.world.cast.head)
    yield Visit("wrong-method-officer", "notices:resend", "/quan-tri/thong-bao/1/gui-lai/", operator, 405)
