"""Dated values, the calendar, opening hours."""

from collections.abc import Iterator

from django.urls import reverse

from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, of_form

WITHOUT_PAGE = {
    "law:verify": "POST only, leads back to the value",
    "law:table-suggest": "POST only, answers lines for a list",
}


def visits(scene: Scene) -> Iterator[Visit]:
    operator = scene.world.cast.operator
    yield Visit("law", "law:values", "/quan-tri/luat/", operator)
    value = reverse("law:value", args=["dossiers.draft-life-days"])
    yield Visit("law-value", "law:value", value, operator)
    yield Visit("law-value-empty", "law:value", value, operator, 422, of_form("form:has([name=basis])"))
    for name, year in (("law-year", 2026), ("law-next-year", 2027)):
        yield Visit(name, "law:year", reverse("law:year", args=[year]), operator)
    yield Visit("law-hours", "law:hours", "/quan-tri/luat/gio-lam-viec/", operator)
    yield Visit("law-tables", "law:tables", "/quan-tri/luat/danh-muc/", operator)
    yield Visit("law-tables-empty", "law:tables", "/quan-tri/luat/danh-muc/", operator, 422, of_form("form:has([name=basis])"))  # fmt: skip
    yield Visit("law-table", "law:table", "/danh-muc/provinces/?q=dak")
    yield Visit("law-table-without-lines", "law:table", "/danh-muc/communes/")
