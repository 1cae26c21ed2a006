"""Who is connected, and the operator's pages about nodes. What nodes ask each other has no page."""

from collections.abc import Iterator

from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, of_form

NATION = "at the nation only: tests/exchange/test_submissions_browser.py opens it"
WITHOUT_PAGE = {
    "exchange:batches": "for nodes",
    "exchange:cursor": "for nodes",
    "exchange:check-key": "for nodes",
    "exchange:lookup": "for nodes",
    "exchange:seals": "for nodes",
    "exchange:key-revoke": "POST only, leads back to the node",
    "exchange:catalogue": "for nodes",
    "exchange:offers": "for nodes",
    "exchange:submission-next": "for nodes",
    "exchange:submission-file": "for nodes",
    "exchange:submission-taken": "for nodes",
    "exchange:submission-refused": "for nodes",
    "exchange:sent": NATION,
    "exchange:sent-track": NATION,
    "exchange:sent-tracked": NATION,
    "exchange:sent-receipt": NATION,
    "exchange:send": NATION,
    "exchange:place": NATION,
    "exchange:resume": "POST only, leads back to the node",
}


def visits(scene: Scene) -> Iterator[Visit]:
    operator = scene.others["nation"]
    yield Visit("connected", "exchange:connected", "/ket-noi/")
    yield Visit("nodes", "exchange:nodes", "/quan-tri/ket-noi/", operator)
    yield Visit("nodes-empty", "exchange:nodes", "/quan-tri/ket-noi/", operator, 422, of_form(".panel form"))
    yield Visit("nodes-province", "exchange:nodes", "/quan-tri/ket-noi/", scene.world.cast.operator, 403)
    yield Visit("coming", "exchange:coming", "/quan-tri/ho-so-tu-quoc-gia/", scene.world.cast.operator)
    yield Visit("drawn", "exchange:drawn", "/quan-tri/danh-muc-quoc-gia/", scene.world.cast.operator)
    node = "/quan-tri/ket-noi/H15/"
    yield Visit("node", "exchange:node", node, operator)
    yield Visit("node-suspended", "exchange:node", "/quan-tri/ket-noi/G15/", operator)
    yield Visit("node-key-empty", "exchange:key-rotate", node, operator, 422, of_form("form[action$='/khoa-moi/']"))  # fmt: skip
    yield Visit("node-suspend-empty", "exchange:suspend", node, operator, 422, of_form("form[action$='/tam-dung/']"))  # fmt: skip
