"""The front hall, and pages that say no."""

from collections.abc import Iterator

from motcua.portal import api
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit

WITHOUT_PAGE = {
    "portal:language": "POST only, leads back",
    "portal:favicon": "a picture",
    "portal:robots": "for machines",
    "portal:openapi": "for machines",
} | {f"portal:{route.name}": "for machines" for route in api.routes()}


def visits(scene: Scene) -> Iterator[Visit]:
    cast = scene.world.cast
    yield Visit("home", "portal:home", "/")
    yield Visit("home-officer", "portal:home", "/", cast.head)
    yield Visit("accessibility", "portal:accessibility", "/tro-nang/")
    yield Visit("privacy", "portal:privacy", "/du-lieu-ca-nhan/")
    yield Visit("api", "portal:api", "/api/")
    yield Visit("refusals", "portal:refusals", "/api/tu-choi/")
    yield Visit("patterns", "portal:patterns", "/design/")
    yield Visit("patterns-desk", "portal:patterns", "/design/?desk")
    yield Visit("not-found", "", "/khong-co-trang-nay/", status=404)
    yield Visit("not-found-officer", "", "/khong-co-trang-nay/", cast.case, 404)
    yield Visit("broken", "broken", "/hong/", status=500)
