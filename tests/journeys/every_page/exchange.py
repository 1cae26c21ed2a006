"""Who is connected, and the operator's pages about nodes. What nodes ask each other has no page."""

from collections.abc import Iterator
from typing import Any

from tests.exchange.build import SECRET
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, of_form, sent_empty

NATION = "at the nation only: tests/exchange/test_submissions_browser.py opens it"
WITHOUT_PAGE = {
    "exchange:batches": "for nodes",
    "exchange:cursor": "for nodes",
    "exchange:check-key": "for nodes",
    "exchange:lookup": "for nodes",
    "exchange:seals": "for nodes",
    "exchange:digests": "for nodes",
    "exchange:portal-auth": "for programs",
    "exchange:portal-service": "for programs",
    "exchange:key-revoke": "POST only, leads back to the node",
    "exchange:catalogue": "for nodes",
    "exchange:offers": "for nodes",
    "exchange:submission-next": "for nodes",
    "exchange:submission-again": "for nodes",
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
    "exchange:events": "for programs",
    "exchange:subscription-test": "POST only, leads back to the subscription",
    "exchange:subscription-pause": "POST only, leads back to the subscription",
    "exchange:subscription-resume": "POST only, leads back to the subscription",
}


def with_secret(page: Any) -> None:
    page.fill("[name=secret]", SECRET)
    with page.expect_navigation():
        page.press("[name=secret]", "Enter")


def asking_for_a_token(page: Any) -> None:
    with page.expect_navigation():
        page.click("form[action$='/ma-truy-cap/'] button")


def visits(scene: Scene) -> Iterator[Visit]:
    operator = scene.others["nation"]
    follow = "/tra-cuu-toan-quoc/"
    yield Visit("follow", "exchange:follow", follow)
    yield Visit("follow-wrong", "exchange:follow", follow, status=422, then=sent_empty)
    for name, number in scene.national.items():
        yield Visit(f"followed-{name}", "exchange:followed", f"{follow}?ma={number}", then=with_secret)
    yield Visit("flow", "exchange:flow", "/dong-bo/")
    yield Visit("health", "exchange:health", "/quan-tri/dong-bo/", operator)
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
    runs = scene.world.cast.operator
    hooks = "/quan-tri/webhook/"
    failing, well, pulls, gone = (f"{hooks}{key}/" for key in scene.subscriptions)
    yield Visit("subscriptions", "exchange:subscriptions", hooks, runs)
    yield Visit("subscription-new", "exchange:subscription-new", f"{hooks}moi/", runs)
    yield Visit(
        "subscription-new-empty", "exchange:subscription-new", f"{hooks}moi/", runs, 422, of_form("main form")
    )
    yield Visit("subscription", "exchange:subscription", failing, runs)
    yield Visit("subscription-well", "exchange:subscription", well, runs)
    yield Visit("subscription-pulls", "exchange:subscription", pulls, runs)
    yield Visit("subscription-gone", "exchange:subscription", gone, runs)
    yield Visit("subscription-again-empty", "exchange:subscription-again", failing, runs, 422, of_form(".panel form[action$='/gui-lai/']"))  # fmt: skip
    yield Visit("subscription-token", "exchange:subscription-token", well, runs, then=asking_for_a_token)
    yield Visit("subscription-end", "exchange:subscription-end", f"{failing}xoa/", runs)
