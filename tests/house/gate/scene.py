"""Who and what there is for the gate to show or to hide, and what a room's module says about it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from motcua.dossiers.models import Dossier, DraftPaper, Held, Paper
from tests.dossiers.build import World
from tests.people.cast import Player


@dataclass
class Scene:
    """Everything there is to see."""

    world: World
    dossiers: list[Dossier] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    drafts: list[Any] = field(default_factory=list)
    draft_papers: list[DraftPaper] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)

    @property
    def players(self) -> list[Player]:
        return self.world.cast.everyone


# One address about one object, and whether a player may see it; all of a route; all routes of a room.
Case = tuple[dict[str, Any], Callable[[Player], bool]]
Routes = dict[str, Callable[[Scene], Iterator[Case]]]
