"""Random samples for the tests: stratified, of one or two stages, with everything that is awkward about real ones."""

from dataclasses import dataclass, field

import numpy


@dataclass
class Case:
    """A sample and the keywords by which `estimate` is told of its design."""

    people: dict[str, numpy.ndarray]
    clusters: tuple[str, ...]
    fpc: tuple[str, ...]
    lonely: str
    stages: int
    totals: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def told(self) -> dict:
        return {
            "strata": "h",
            "weights": "w",
            "clusters": self.clusters,
            "fpc": self.fpc,
            "lonely": self.lonely,
        }


# R stumbles over domains of two or three people; they are left to the other oracle.
PEOPLE_MIN = 6
ROWS_MIN = 12


def draw(chance: numpy.random.Generator, *, people_min: int = PEOPLE_MIN) -> Case:
    """A sample of which every domain has some people who answered everything."""
    while True:
        case = _draw(chance)
        answered = ~(numpy.isnan(case.people["y"]) | numpy.isnan(case.people["q"]))
        if (
            min((answered & (case.people["d"] == domain)).sum() for domain in ("north", "south"))
            >= people_min
        ):
            return case


def _draw(chance: numpy.random.Generator) -> Case:
    """Two to six strata, some with one cluster; clusters of one to seven people; codes 1 to 5, some missing."""
    strata = int(chance.integers(2, 7))
    stages = int(chance.integers(1, 4))  # 3: people below the second stage
    fractions = bool(chance.integers(0, 2))
    h, c1, c2, w, f1, f2 = [], [], [], [], [], []
    for stratum in range(strata):
        drawn = 1 if chance.random() < 0.3 else int(chance.integers(2, 6))
        # Some strata are taken whole, never all of them: R cannot tell sizes of one from fractions of one.
        there = drawn + int(chance.integers(0, 9)) + (stratum == 0)
        for cluster in range(drawn):
            units = int(chance.integers(1, 8))
            units_there = units + int(chance.integers(0, 20))
            for unit in range(units):
                for _ in range(int(chance.integers(1, 4)) if stages == 3 else 1):
                    h.append(f"h{stratum}")
                    c1.append(cluster)
                    c2.append(unit)
                    w.append(there / drawn * units_there / units * chance.uniform(1.5, 3))
                    f1.append(drawn / there if fractions else there)
                    f2.append(units / units_there if fractions else units_there)
    rows = len(h)
    if rows < ROWS_MIN:
        return _draw(chance)
    effect = chance.normal(0, 1, 8)[numpy.array(c1)]
    q = chance.integers(1, 6, rows).astype(float)
    y = 50 + 3 * effect + chance.normal(0, 5, rows)
    for column in (q, y):
        column[chance.random(rows) < 0.15] = numpy.nan
    people = {
        "h": numpy.array(h),
        "c1": numpy.array(c1),
        "c2": numpy.array(c2),
        "w": numpy.array(w),
        "f1": numpy.array(f1, dtype=float),
        "f2": numpy.array(f2, dtype=float),
        "d": numpy.where(chance.random(rows) < 0.5, "north", "south"),
        "s": numpy.where(chance.random(rows) < 0.5, "f", "m"),
        "g": numpy.where(chance.random(rows) < 0.5, "old", "young"),
        "y": y,
        "q": q,
        "x": 10 + effect + chance.normal(0, 1, rows),
        "a": chance.integers(1, 6, rows).astype(float),
        "b": chance.integers(1, 6, rows).astype(float),
    }
    people["d"][:2], people["s"][:4], people["g"][:2] = (
        ("north", "south"),
        ("f", "f", "m", "m"),
        ("old", "young"),
    )
    people["q"][:2], people["y"][:2] = (4, 2), (44, 61)
    clusters: tuple[str, ...] = ("c1", "c2") if stages == 3 else ("c1",)
    corrected = bool(chance.integers(0, 3))
    fpc: tuple[str, ...] = ()
    if corrected:
        fpc = ("f1",) if stages == 1 else ("f1", "f2")
    lonely = str(
        chance.choice(["adjust", "certainty"] if len(fpc) == 2 else ["adjust", "certainty", "average"])
    )
    if lonely == "average" and not _several(people):
        lonely = "adjust"
    return Case(people, clusters, fpc, lonely, stages, _totals(people, chance))


def _several(people: dict[str, numpy.ndarray]) -> bool:
    """Whether every domain reaches a stratum with more than one cluster."""
    for domain in ("north", "south"):
        reached = set(people["h"][people["d"] == domain])
        if not any(len(set(people["c1"][people["h"] == stratum])) > 1 for stratum in reached):
            return False
    return True


def _totals(people: dict[str, numpy.ndarray], chance: numpy.random.Generator) -> dict[str, dict[str, float]]:
    """Totals that the sample could have had: sums of other weights."""
    other = people["w"] * chance.uniform(0.7, 1.4, len(people["w"]))
    return {
        by: {label: float(other[people[by] == label].sum()) for label in sorted(set(people[by].tolist()))}
        for by in ("s", "g")
    }
