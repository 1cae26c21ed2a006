"""A leader's day: what is due, late, standing still and waiting, by unit, from what a clocked job counted."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from motcua.dossiers.models import Snapshot, SnapshotKind
from motcua.dossiers.queries.overview import SEEING
from motcua.dossiers.rules.day import WAITING, Matter
from motcua.people import queries as people
from motcua.people.rules import Reach

UNITS_MAX = 60


@dataclass(frozen=True)
class Unit:
    id: int
    name: str
    counts: Mapping[Matter, int]

    @property
    def waiting(self) -> int:
        return sum(self.counts.get(matter, 0) for matter in WAITING)


@dataclass(frozen=True)
class Day:
    counted_at: datetime
    units: tuple[Unit, ...]  # whoever has most that is late first
    units_more: int
    counts: Mapping[Matter, int]
    stuck: Mapping[str, int]  # by reason
    simulated: bool


def day(reach: Reach) -> Day | None:
    """Sums over the agencies within reach; None while nothing has been counted."""
    ids = people.agency_ids(reach.agencies(*SEEING))
    rows = Snapshot.objects.filter(agency_id__in=ids, kind=SnapshotKind.OPEN).order_by("scope")
    found = list(rows.values_list("agency_id", "agency__name", "made_at", "data"))
    if not found:
        return None
    total: Counter[Matter] = Counter()
    stuck: Counter[str] = Counter()
    units = []
    for id, name, _made_at, data in found:
        counts = {matter: int(data.get("day", {}).get(matter.name, 0)) for matter in Matter}
        total.update(counts)
        stuck.update(data.get("stuck", {}))
        if id is not None and any(counts.values()):
            units.append(Unit(id, name or "", counts))
    units.sort(key=lambda unit: (*(-unit.counts[matter] for matter in Matter), unit.name))
    return Day(
        counted_at=max(made_at for _id, _name, made_at, _data in found),
        units=tuple(units[:UNITS_MAX]),
        units_more=max(0, len(units) - UNITS_MAX),
        counts=total,
        stuck=stuck,
        simulated=any(data["simulated"] for *_rest, data in found),
    )
