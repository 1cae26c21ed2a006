"""The open interface: asked with each player's own token; a session opens nothing there."""

from collections.abc import Iterator

from motcua.dossiers.api.acting import ACTS
from motcua.dossiers.rules.states import Act
from tests.house.gate.exchange import of_subscriptions
from tests.house.gate.oracle import owns, works_on
from tests.house.gate.scene import Case, Routes, Scene


def of_dossiers(scene: Scene) -> Iterator[Case]:
    for dossier in scene.dossiers:
        yield (
            {"number": dossier.number},
            lambda player, dossier=dossier: owns(player, dossier) or works_on(player, dossier),
        )


def of_papers(scene: Scene) -> Iterator[Case]:
    for paper in scene.papers:
        yield (
            {"number": paper.dossier.number, "paper_id": paper.pk},
            lambda player, paper=paper: owns(player, paper.dossier) or works_on(player, paper.dossier),
        )


def of_results(scene: Scene) -> Iterator[Case]:
    for dossier in scene.dossiers:
        if dossier.state == 9:
            yield (
                {"number": dossier.number},
                lambda player, dossier=dossier: owns(player, dossier) or works_on(player, dossier),
            )


def of_subscriptions_by_id(scene: Scene) -> Iterator[Case]:
    for given, sees in of_subscriptions(scene):
        yield {"id": given["uid"]}, sees


ROUTES: Routes = {
    "portal:api-dossier": of_dossiers,
    "portal:api-acts": of_dossiers,
    "portal:api-paper": of_papers,
    "portal:api-result": of_results,
    "portal:api-subscription": of_subscriptions_by_id,
}
NEEDS_QUESTION = "needs a question; tests/portal/test_api_acts.py asks it"
WITHOUT_OBJECTS = (
    {
        f"portal:api-act-{act.slug}": "POST only; asked in test_acts_through_the_interface"
        for act in (*ACTS, Act.UNDO)
    }
    | {
        f"portal:api-subscription-{act}": "POST only; asked in tests/portal/test_api_subscriptions.py"
        for act in ("change", "pause", "resume", "test", "again", "replay", "end", "token")
    }
    | {"portal:api-list": "needs a list; tests/portal/test_api_lists.py asks it"}
    | {f"portal:api-{name}": NEEDS_QUESTION for name in ("opinion", "opinion-paper", "opinion-answer")}
)
