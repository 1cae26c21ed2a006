"""What is offered, and its versions."""

from collections.abc import Iterator

from django.urls import reverse

from motcua.procedures.models import Version
from tests.dossiers.walking import CODE
from tests.journeys.scene import Scene
from tests.journeys.visiting import Visit, of_form

WITHOUT_PAGE = {
    "procedures:publish": "POST only, leads back to the version",
    "procedures:close": "POST only, leads back to the version",
    "procedures:export": "a file",
}


def visits(scene: Scene) -> Iterator[Visit]:
    operator = scene.world.cast.operator
    yield Visit("procedures", "procedures:list", "/thu-tuc/")
    yield Visit("procedures-found", "procedures:list", "/thu-tuc/?q=khai+sinh")
    yield Visit("procedures-nothing", "procedures:list", "/thu-tuc/?q=zzzz")
    yield Visit("life-event", "procedures:life-event", "/thu-tuc/viec/sinh-con/")
    for code in ("1.001612", "2.000635"):
        yield Visit(f"procedure-{code}", "procedures:detail", f"/thu-tuc/{code}/")
        yield Visit(f"procedure-paper-{code}", "procedures:paper", f"/thu-tuc/{code}/to-khai/")
    yield Visit("versions", "procedures:admin", "/quan-tri/thu-tuc/", operator)
    yield Visit("versions-no-file", "procedures:load", "/quan-tri/thu-tuc/", operator, 422, of_form("form[action$='/nap/']"))  # fmt: skip
    for status in ("published", "draft"):
        version = Version.objects.get(procedure__code=CODE, status=status)
        path = reverse("procedures:version", args=[version.pk])
        yield Visit(f"version-{status}", "procedures:version", path, operator)
    newest = Version.objects.order_by("-pk").first()
    yield Visit("version-not-there", "procedures:version", f"/quan-tri/thu-tuc/{newest.pk + 999}/", operator, 404)  # fmt: skip
