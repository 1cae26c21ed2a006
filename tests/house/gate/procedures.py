"""What is offered is public, but drafts and the list of versions are the operator's."""

from collections.abc import Iterator
from pathlib import Path

from motcua.people.rules import Role
from motcua.procedures import actions, queries
from motcua.procedures.models import Version, WorkingCopy
from tests.house.gate.oracle import has_role
from tests.house.gate.scene import Case, Routes, Scene
from tests.people.cast import NOW

DATA = Path(actions.__file__).parents[1] / "data"


def of_versions(scene: Scene) -> Iterator[Case]:
    version = Version.objects.order_by("pk").first()
    assert version is not None
    yield {"id": version.pk}, lambda player: has_role(player, Role.OPERATOR)


def of_comparing(scene: Scene) -> Iterator[Case]:
    version = Version.objects.order_by("pk").first()
    assert version is not None
    yield {"id": version.pk, "other": version.pk}, lambda player: has_role(player, Role.OPERATOR)


def _copy() -> WorkingCopy:
    version = Version.objects.order_by("pk").first()
    assert version is not None
    return WorkingCopy.objects.get(pk=actions.begin(version_id=version.pk, by="system:test", at=NOW))


def of_copies(scene: Scene) -> Iterator[Case]:
    yield {"id": _copy().pk}, lambda player: has_role(player, Role.OPERATOR)


def of_parts(scene: Scene) -> Iterator[Case]:
    for slug in ("chung", "tep"):
        yield {"id": _copy().pk, "slug": slug}, lambda player: has_role(player, Role.OPERATOR)


def of_previews(scene: Scene) -> Iterator[Case]:
    copy = _copy()
    with_form = (DATA / "1.001612.yaml").read_text(encoding="utf-8")
    revision = queries.working_copy(copy.pk).revision
    actions.save(copy_id=copy.pk, revision=revision, text=with_form, by="system:test", at=NOW)
    yield {"id": copy.pk, "case": "mot-ca-nhan", "page": "0"}, lambda player: has_role(player, Role.OPERATOR)


ROUTES: Routes = {
    "procedures:version": of_versions,
    "procedures:export": of_versions,
    "procedures:compare": of_comparing,
    "procedures:copy": of_copies,
    "procedures:copy-part": of_parts,
    "procedures:preview": of_copies,
    "procedures:preview-form": of_previews,
}
WITHOUT_OBJECTS = {
    "procedures:arrange-copy": "POST only",
    "procedures:begin-copy": "POST only",
    "procedures:discard-copy": "POST only",
    "procedures:publish-copy": "POST only",
    "procedures:take-back": "POST only",
    "procedures:close": "POST only",
    "procedures:publish": "POST only",
}
