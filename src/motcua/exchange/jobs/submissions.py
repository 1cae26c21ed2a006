"""About the catalogue and about submissions, at a local node and at the nation."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from motcua.exchange.actions import catalogue, fetching, submissions
from motcua.exchange.actions.fetching import NotHeard
from motcua.exchange.queries import catalogue as queries
from motcua.exchange.rules import catalogue as rules
from motcua.exchange.rules import pace
from motcua.exchange.ways.asking import Asking
from motcua.exchange.ways.nation import ToTheNation
from motcua.foundation.jobs import Job

ANSWERS_MAX = 500  # of the catalogue in one run
SAID_AGAIN = timedelta(hours=1)


@dataclass
class Pause:
    """How long this process leaves a nation in peace that does not answer."""

    failures: int = 0
    until: datetime | None = None

    def is_over(self, at: datetime) -> bool:
        return self.until is None or at >= self.until

    def longer(self, at: datetime) -> None:
        self.failures += 1
        seconds = pace.pause_seconds(self.failures, chance=random.random())  # noqa: S311  a pause, no secret
        self.until = at + timedelta(seconds=seconds)


_pauses = {"fetch": Pause(), "draw": Pause()}


def asking() -> Asking:
    address = settings.NATION
    return Asking(node=settings.NODE, address=address, way=ToTheNation(address))


def fetch(at: datetime) -> str:
    """Land what waits at the nation for this node."""
    if not settings.NATION or not _pauses["fetch"].is_over(at):
        return ""
    try:
        fetching.ask_for_lost(nation=asking(), at=at)
        settled = fetching.fetch(nation=asking(), at=at)
    except NotHeard:
        _pauses["fetch"].longer(at)
        return ""
    _pauses["fetch"] = Pause()
    return f"{settled} submissions" if settled else ""


def draw(at: datetime) -> str:
    """Draw what is new in the catalogue, then say what is taken here, when that changed or a while ago."""
    if not settings.NATION or not _pauses["draw"].is_over(at):
        return ""
    try:
        published = _draw(asking(), at)
        _offer(asking(), at)
    except NotHeard as error:
        catalogue.trouble(problem=error.code)
        _pauses["draw"].longer(at)
        return ""
    _pauses["draw"] = Pause()
    return f"{published} versions" if published else ""


def _draw(nation: Asking, at: datetime) -> int:
    published = 0
    for _ in range(ANSWERS_MAX):
        after = queries.following().position
        answer = nation.changes(after)
        published += catalogue.draw(answer=answer, at=at)
        if answer.upto <= after or answer.upto >= answer.head:
            break
    return published


def _offer(nation: Asking, at: datetime) -> None:
    before, said = queries.following(), queries.offered(at=at)
    is_fresh = before.offered_at is not None and at - before.offered_at < SAID_AGAIN
    if is_fresh and before.offered == rules.digest(said):
        return
    nation.offer(said)
    catalogue.offered(said=said, at=at)


SUBMISSION_JOBS = (
    Job("exchange.fetch-submissions", 2, fetch),
    Job("exchange.draw-catalogue", 60, draw),
    Job("exchange.alarm-unrouted", 60, lambda at: submissions.alarm_unrouted(at=at)),
    Job("exchange.erase-submissions", 3600, lambda at: submissions.erase(at=at)),
)
