"""A file that was brought in is shown to the operator who brought it, and to the operator of the whole tree."""

from collections.abc import Iterator

from motcua.operations.importing.columns import Kind
from motcua.operations.models import Import, ImportRow
from motcua.people.rules import Role
from tests.house.gate.oracle import has_role
from tests.house.gate.scene import Case, Routes, Scene
from tests.people.cast import NOW


def _import(scene: Scene) -> Import:
    account = scene.world.cast.operator.account
    batch, is_new = Import.objects.get_or_create(
        digest="gate", defaults={"kind": Kind.OFFICERS, "file_name": "can-bo.csv", "account": account, "actor": "x", "asked_at": NOW, "checked_at": NOW},
    )  # fmt: skip
    if is_new:
        ImportRow.objects.create(of=batch, number=2, place=0, label="a.b", digest="gate", fate="ready")
    return batch


def _whose(scene: Scene, **more: str) -> Iterator[Case]:
    owner = scene.world.cast.operator.account.pk
    yield (
        {"import_key": _import(scene).key, **more},
        lambda player: has_role(player, Role.OPERATOR) and player.account.pk == owner,
    )


def of_imports(scene: Scene) -> Iterator[Case]:
    yield from _whose(scene)


def of_reports(scene: Scene) -> Iterator[Case]:
    for ending in ("xlsx", "csv"):
        yield from _whose(scene, ending=ending)


def of_templates(scene: Scene) -> Iterator[Case]:
    yield {"slug": "can-bo"}, lambda player: has_role(player, Role.OPERATOR)


ROUTES: Routes = {
    "operations:import": of_imports,
    "operations:import-report": of_reports,
    "operations:import-template": of_templates,
}
WITHOUT_OBJECTS = {
    "operations:import-files": "POST only",
    "operations:import-undo": "POST only",
}
