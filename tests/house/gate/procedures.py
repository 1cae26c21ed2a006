"""What is offered is public, but drafts and the list of versions are the operator's."""

from collections.abc import Iterator

from motcua.people.rules import Role
from motcua.procedures.models import Version
from tests.house.gate.oracle import has_role
from tests.house.gate.scene import Case, Routes, Scene


def of_versions(scene: Scene) -> Iterator[Case]:
    version = Version.objects.order_by("pk").first()
    assert version is not None
    yield {"id": version.pk}, lambda player: has_role(player, Role.OPERATOR)


ROUTES: Routes = {
    "procedures:version": of_versions,
    "procedures:export": of_versions,
}
WITHOUT_OBJECTS = {
    "procedures:close": "POST only",
    "procedures:publish": "POST only",
}
