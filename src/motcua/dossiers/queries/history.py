"""What happened to requests in the system before they came here, as it was carried over."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from motcua.dossiers.models import Dossier, FormerEvent, FormerNumber, Movement, Paper
from motcua.dossiers.queries.former_papers import PREFIX as PAPER_PREFIX
from motcua.dossiers.queries.former_papers import ended_on
from motcua.dossiers.rules.digital import PaperSource
from motcua.dossiers.rules.history import NAMES, EventKind
from motcua.dossiers.rules.numbers import tidy
from motcua.dossiers.rules.states import Act, State
from motcua.foundation.text import fold

PREFIX = "former-event:"
Identity = tuple[datetime, str, str, str]


@dataclass(frozen=True)
class FormerLine:
    """One line; for whoever is not of the office only what the house says of its kind."""

    at: datetime
    has_clock: bool
    kind: EventKind
    name: str  # message id; empty when only the office's words say it
    what: str = ""
    who: str = ""
    note: str = ""


def former_events(dossier: Dossier, *, in_full: bool) -> tuple[FormerLine, ...]:
    """Of a dossier that came through the gate. Not in full: without a word that somebody wrote."""
    rows = FormerEvent.objects.filter(dossier=dossier)
    if not in_full:
        rows = rows.exclude(kind=EventKind.OTHER)
    found = []
    for row in rows.order_by("at", "id"):
        words = (row.what, row.who, row.note) if in_full else ("", "", "")
        kind = EventKind(row.kind)
        found.append(FormerLine(row.at, row.has_clock, kind, NAMES.get(kind, ""), *words))
    return tuple(found)


@dataclass(frozen=True)
class FormerRequest:
    """A request that an import brought in, as lines of its history are held against it."""

    dossier_id: int
    agency_id: int
    path: str
    state: State
    submitted_at: datetime
    came_at: datetime
    version_id: int
    case: str
    known: frozenset[Identity]
    ended_on: date | None  # as far as somebody said


def identity(at: datetime, what: str, who: str, note: str) -> Identity:
    """By which a line is told from another."""
    return at, fold(what), fold(who), fold(note)


def former_requests(numbers: Collection[str]) -> dict[str, list[FormerRequest]]:
    """Those of these numbers that are here, by tidy number; several offices may have given the same."""
    rows = list(
        FormerNumber.objects.filter(tidy__in={tidy(number) for number in numbers})
        .select_related("dossier", "agency")
        .order_by("pk")
    )
    ids = [row.pk for row in rows]
    came = dict(Movement.objects.filter(dossier__in=ids, act=Act.IMPORT).values_list("dossier_id", "at"))
    known: dict[int, set[Identity]] = defaultdict(set)
    events = FormerEvent.objects.filter(dossier__in=ids)
    for id, *said in events.values_list("dossier_id", "at", "what", "who", "note"):
        known[id].add(identity(*said))
    found: dict[str, list[FormerRequest]] = defaultdict(list)
    for row in rows:
        dossier = row.dossier
        found[row.tidy].append(
            FormerRequest(
                dossier_id=dossier.pk,
                agency_id=row.agency_id,
                path=row.agency.path,
                state=State(dossier.state),
                submitted_at=dossier.submitted_at,
                came_at=came[dossier.pk],
                version_id=dossier.version_id,
                case=dossier.case,
                known=frozenset(known[dossier.pk]),
                ended_on=ended_on(dossier),
            )
        )
    return found


def names_of_carried(subjects: Collection[str]) -> dict[str, list[str]]:
    """Of these requests, by their names in the chronicle, the names of the lines and papers that were carried over."""
    keys = [subject.removeprefix("dossier:") for subject in subjects]
    found: dict[str, list[str]] = defaultdict(list)
    rows = FormerEvent.objects.filter(dossier__key__in=keys).order_by("pk")
    for id, key in rows.values_list("pk", "dossier__key"):
        found[f"dossier:{key}"].append(f"{PREFIX}{id}")
    papers = Paper.objects.filter(dossier__key__in=keys, source=PaperSource.FORMER).order_by("pk")
    for id, key in papers.values_list("pk", "dossier__key"):
        found[f"dossier:{key}"].append(f"{PAPER_PREFIX}{id}")
    return found
