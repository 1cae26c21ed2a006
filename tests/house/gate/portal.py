"""The open interface: asked with each player's own token; a session opens nothing there."""

from collections.abc import Iterator

from motcua.dossiers.api.acting import ACTS
from tests.house.gate.oracle import owns, works_on
from tests.house.gate.scene import Case, Routes, Scene


def of_dossiers(scene: Scene) -> Iterator[Case]:
    for dossier in scene.dossiers:
        yield (
            {"number": dossier.number},
            lambda player, dossier=dossier: owns(player, dossier) or works_on(player, dossier),
        )


ROUTES: Routes = {"portal:api-dossier": of_dossiers, "portal:api-acts": of_dossiers}
WITHOUT_OBJECTS = {
    f"portal:api-act-{act.slug}": "POST only; asked in test_acts_through_the_interface" for act in ACTS
}
