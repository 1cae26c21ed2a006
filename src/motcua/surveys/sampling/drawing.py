"""The draw itself, stage by stage, and what it leaves: units with their chances, weights and turns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from motcua.foundation.refusal import gettext_noop
from motcua.surveys.estimation.columns import Columns, Floats, Ints, Mask
from motcua.surveys.estimation.faults import refuse
from motcua.surveys.estimation.table import Note
from motcua.surveys.sampling import frame as frames
from motcua.surveys.sampling.frame import Stage
from motcua.surveys.sampling.picking import Method, Stream, chances, pick

UNITS_MAX = 5_000_000
NAMES_LISTED_MAX = 5


@dataclass(frozen=True)
class Drawn:
    """The drawn units of one stage, those of the sample and the reserve."""

    name: str
    method: str
    parent: Ints  # place among the drawn units of the stage above; at the first stage the stratum
    label: list[str]
    row: Ints  # a row of the frame that belongs to it
    conditional: Floats  # the chance to be drawn once the unit above was
    probability: Floats  # the chance over all stages
    turn: Ints  # 0: of the sample; 1, 2, …: in the reserve of its parent, in this order
    population: Ints  # how many units its parent has
    size: Floats


@dataclass(frozen=True)
class Sample:
    strata: tuple[str, ...]
    stratum_name: str
    stages: tuple[Drawn, ...]
    seed: int
    notes: tuple[Note, ...] = ()

    def asked(self, stage: int = -1) -> Mask:
        """Of the units of a stage, those of the sample: neither they nor any unit above them waits in a reserve."""
        places = range(len(self.stages))[: None if stage == -1 else stage + 1]
        own = self.stages[0].turn == 0
        for place in places[1:]:
            own = own[self.stages[place].parent] & (self.stages[place].turn == 0)
        return own

    def weights(self, stage: int = -1) -> Floats:
        """How many units of the frame each unit of the sample stands for."""
        return 1 / self.stages[stage].probability[self.asked(stage)]

    def columns(self) -> dict[str, Any]:
        """The sample, a row a unit of the last stage, as `estimate` takes it: strata, clusters, `weight`, and for each
        stage `N_…`, how many there are: endless where units were drawn by size, whose variance goes without correction."""
        asked = self.asked()
        at: Ints = numpy.flatnonzero(asked)
        found: dict[str, Any] = {"weight": self.weights(), "probability": self.stages[-1].probability[at]}
        for drawn in reversed(self.stages):
            found[drawn.name] = numpy.array([drawn.label[place] for place in at.tolist()], dtype=object)
            by_size = drawn.method.startswith("pps")
            found[f"N_{drawn.name}"] = (
                numpy.full(len(at), numpy.inf) if by_size else drawn.population[at] * 1.0
            )
            at = drawn.parent[at]
        if self.stratum_name:
            found[self.stratum_name] = numpy.array(
                [self.strata[place] for place in at.tolist()], dtype=object
            )
        return dict(reversed(found.items()))


def draw(table: Any, *, stages: Sequence[Stage], seed: int, strata: str | None = None) -> Sample:
    """Draw from a frame: a row is a unit of the last stage, or of the one above when the last is a list made on the spot.

    The same frame, stages and seed give the same sample. Every parent draws from a stream of its own, so that one
    stratum's sample stays as it is when another stratum changes.
    """
    stages = list(stages)
    frames.check_stages(stages)
    columns = Columns(table)
    groups = frames.strata_of(columns, strata)
    notes: list[Note] = []
    # What is drawn so far: one entry a parent of the next stage. Every row is checked, drawn or not.
    above_of_row, paths = groups.of_row, [(label,) for label in groups.label]
    stratum = numpy.arange(len(groups.label))
    place_of_parent = numpy.arange(len(groups.label))  # parent → place among the drawn of the stage above
    share = numpy.ones(len(groups.label))
    found: list[Drawn] = []
    for stage in stages:
        takes = frames.takes_of(
            columns,
            stage,
            stratum=stratum,
            strata=groups.label,
            parent_of_row=above_of_row,
            parents=len(paths),
        )
        above = _Above(paths, place_of_parent, share, takes)
        if stage.listed:
            found.append(_from_lists(columns, stage, above, above_of_row, seed))
            break
        units = frames.units_of(columns, stage, above_of_row)
        if stage is stages[-1]:
            frames.check_rows(units, stage)
        drawn, chosen = _from_units(columns, stage, units, above, seed, notes)
        found.append(drawn)
        # The next stage's parents are all units of this one, of which those that were drawn have a place.
        paths = [
            (*paths[parent], label) for parent, label in zip(units.parent.tolist(), units.label, strict=True)
        ]
        stratum = stratum[units.parent]
        place_of_parent = numpy.full(len(units.row), -1)
        place_of_parent[chosen] = numpy.arange(len(chosen))
        share = drawn.probability
        above_of_row = units.of_row
    return Sample(tuple(groups.label), strata or "", tuple(found), seed, tuple(notes))


@dataclass(frozen=True)
class _Above:
    """The parents of a stage: all of them have a path, those that were drawn a place and a chance."""

    paths: list[tuple[str, ...]]
    place: Ints  # parent → place among the drawn units of the stage above, or -1
    share: Floats  # place → its chance
    takes: Ints  # parent → how many to draw in it

    @property
    def drawn(self) -> list[int]:
        return numpy.flatnonzero(self.place >= 0).tolist()


def _from_units(
    columns: Columns, stage: Stage, units: frames.Units, above: _Above, seed: int, notes: list[Note]
) -> tuple[Drawn, Ints]:
    sure = frames.sure_of(columns, stage, units)
    by_parent = numpy.argsort(units.parent, kind="stable")
    ends = numpy.cumsum(numpy.bincount(units.parent, minlength=len(above.paths)))
    members = {parent: by_parent[ends[parent - 1] if parent else 0 : ends[parent]] for parent in above.drawn}
    _check_enough(stage, {parent: len(inside) for parent, inside in members.items()}, above)
    whole: list[str] = []
    chosen, parts = [], []
    for parent, inside in members.items():
        take = min(int(above.takes[parent]), len(inside))
        told = sure[inside]
        if told.sum() > take:
            sentence = gettext_noop(
                "Stage “%(column)s”, %(name)s: more units are taken in any case than the %(take)s that are asked for."
            )
            raise refuse(stage.unit, sentence, name=_name(above.paths[parent]), take=take)
        stream = Stream(seed, stage.unit, *above.paths[parent])
        at, chance, turn = _within(stage, units.size[inside], told, take, stream)
        if take < len(inside):
            whole += [units.label[place] for place in inside[at[(chance >= 1) & ~told[at]]].tolist()]
        chosen.append(inside[at])
        parts.append(
            (numpy.full(len(at), above.place[parent]), chance, turn, numpy.full(len(at), len(inside)))
        )
    if whole:
        notes.append(_note_sure(stage, whole))
    at = numpy.concatenate(chosen)
    of, conditional, turn, population = (numpy.concatenate(part) for part in zip(*parts, strict=True))
    return Drawn(
        name=stage.unit,
        method=stage.method,
        parent=of,
        label=[units.label[place] for place in at.tolist()],
        row=units.row[at],
        conditional=conditional,
        probability=above.share[of] * conditional,
        turn=turn,
        population=population,
        size=units.size[at],
    ), at


def _from_lists(columns: Columns, stage: Stage, above: _Above, above_of_row: Ints, seed: int) -> Drawn:
    """Places on lists that are made on the spot: the frame knows only how many each unit has."""
    paths = above.paths
    count = numpy.bincount(above_of_row, frames.listed_of(columns, stage), len(paths)).astype(numpy.int64)
    first = numpy.full(len(paths), columns.rows)
    numpy.minimum.at(first, above_of_row, numpy.arange(columns.rows))
    _check_enough(stage, {parent: int(count[parent]) for parent in above.drawn}, above)
    parts = []
    for parent in above.drawn:
        there = int(count[parent])
        take = min(int(above.takes[parent]), there)
        stream = Stream(seed, stage.unit, *paths[parent])
        at, chance, turn = _within(stage, numpy.ones(there), numpy.zeros(there, dtype=bool), take, stream)
        same = (above.place[parent], there, first[parent])
        parts.append((at, chance, turn, *(numpy.full(len(at), one) for one in same)))
    at, conditional, turn, of, population, row = (
        numpy.concatenate(part) for part in zip(*parts, strict=True)
    )
    return Drawn(
        name=stage.unit,
        method=stage.method,
        parent=of,
        label=[str(place + 1) for place in at.tolist()],
        row=row,
        conditional=conditional,
        probability=above.share[of] * conditional,
        turn=turn,
        population=population,
        size=numpy.ones(len(at)),
    )


def _within(stage: Stage, sizes: Floats, sure: Mask, take: int, stream: Stream) -> tuple[Ints, Floats, Ints]:
    """One parent: places of the drawn units, the chance of each, and its turn. The reserve comes last, in its order."""
    method = Method(stage.method)
    if take == len(sizes):
        return numpy.arange(take), numpy.ones(take), numpy.zeros(take, dtype=numpy.int64)
    chance = chances(take=take, method=method, sizes=sizes, sure=sure)
    main = pick(chance=chance, method=method, stream=stream)
    count = min(stage.reserve, len(sizes) - take)
    if not count:
        return main, chance[main], numpy.zeros(take, dtype=numpy.int64)
    # The reserve comes from the others, by size where the stage does, and is mixed: its order is that of the turns.
    rest = numpy.delete(numpy.arange(len(sizes)), main)
    if stage.size and method in (Method.PPS, Method.PPS_MIXED):
        again = chances(take=count, method=Method.PPS_MIXED, sizes=sizes[rest])
        rest = rest[pick(chance=again, method=Method.PPS_MIXED, stream=stream)]
    waiting = rest[stream.order(len(rest))[:count]]
    at = numpy.concatenate([main, waiting])
    turn = numpy.concatenate([numpy.zeros(take, dtype=numpy.int64), 1 + numpy.arange(count)])
    return at, chance[at], turn


def _check_enough(stage: Stage, there: dict[int, int], above: _Above) -> None:
    takes, paths = above.takes, above.paths
    if sum(min(int(takes[parent]) + stage.reserve, count) for parent, count in there.items()) > UNITS_MAX:
        raise refuse(stage.unit, gettext_noop("A stage may draw %(most)s units at most."), most=UNITS_MAX)
    short = {
        _name(paths[parent]): (int(takes[parent]), count)
        for parent, count in there.items()
        if count < takes[parent]
    }
    if short and stage.short == "refuse":
        raise frames.too_few(stage, short)


def _name(path: tuple[str, ...]) -> str:
    return " › ".join(part for part in path if part) or "–"


def _note_sure(stage: Stage, names: list[str]) -> Note:
    listed = ", ".join(names[:NAMES_LISTED_MAX]) + (", …" if len(names) > NAMES_LISTED_MAX else "")
    sentence = gettext_noop(
        "Stage “%(stage)s”: %(count)s units are larger than a whole interval and are taken in any case (%(names)s)."
    )
    return Note("taken-surely", sentence, {"stage": stage.unit, "count": len(names), "names": listed})
