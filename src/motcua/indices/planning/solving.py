"""The mixed-integer programme behind a plan, solved by HiGHS to the last bit: gap 0, or it is said not to be proved."""

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy

SECONDS_MAX = 20.0
# Rows are in hundredths of an index point; printing forgives a millionth of one, so a thousandth of that is exact.
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Option:
    """Something that is done wholly or not at all, at most one of a lever; what slides has a second part."""

    lever: int
    gain: float  # points of the index when it is done
    effort: float
    slides: float = 0.0  # further points of the index at most
    effort_a_point: float = 0.0  # of those


@dataclass(frozen=True)
class Ceiling:
    """These levers together may take so much effort at most."""

    levers: tuple[int, ...]
    effort: float


@dataclass(frozen=True)
class Solution:
    done: tuple[int, ...]  # places of options
    slid: tuple[float, ...]  # of each of these, its further points
    gain: float
    effort: float
    proved: bool


def cheapest(
    options: Sequence[Option], *, gain: float, ceilings: Sequence[Ceiling] = (), seconds: float = SECONDS_MAX
) -> Solution | None:
    """The least effort that brings this gain; nothing where no choice does."""
    return _solve(options, gain, ceilings, seconds)


def furthest(
    options: Sequence[Option], *, ceilings: Sequence[Ceiling] = (), seconds: float = SECONDS_MAX
) -> Solution:
    """The largest gain there is."""
    found = _solve(options, None, ceilings, seconds)
    assert found is not None, "doing nothing is always allowed"
    return found


def _solve(
    options: Sequence[Option], gain: float | None, ceilings: Sequence[Ceiling], seconds: float
) -> Solution | None:
    """Columns: whether each option is done, then how far it slides. Without a wanted gain the gain is what is sought."""
    if not options:
        return Solution((), (), 0.0, 0.0, True) if gain is None or gain <= 0 else None
    count = len(options)
    gains = numpy.array([option.gain for option in options] + [1.0] * count)
    slides = numpy.array([option.slides for option in options])
    efforts = numpy.array(
        [option.effort for option in options] + [option.effort_a_point for option in options]
    )
    rows: list[numpy.ndarray] = []
    lower: list[float] = []
    upper: list[float] = []

    def add(row: numpy.ndarray, least: float, most: float) -> None:
        rows.append(row)
        lower.append(least)
        upper.append(most)

    levers = numpy.array([option.lever for option in options])
    for lever in numpy.unique(levers):
        of_lever = numpy.concatenate([levers == lever, numpy.zeros(count, bool)])
        add(of_lever.astype(float), -highspy.kHighsInf, 1.0)
    for place in numpy.flatnonzero(slides > 0):
        row = numpy.zeros(2 * count)
        row[place], row[count + place] = -slides[place], 1.0
        add(row, -highspy.kHighsInf, 0.0)
    for ceiling in ceilings:
        inside = numpy.tile(numpy.isin(levers, ceiling.levers), 2)
        add(numpy.where(inside, efforts, 0.0), -highspy.kHighsInf, ceiling.effort)
    if gain is not None:
        add(100 * gains, 100 * gain, highspy.kHighsInf)
    table = numpy.array(rows)
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = 2 * count, len(rows)
    programme.col_cost_ = efforts if gain is not None else -gains
    programme.col_lower_ = numpy.zeros(2 * count)
    programme.col_upper_ = numpy.concatenate([numpy.ones(count), slides])
    programme.row_lower_, programme.row_upper_ = numpy.array(lower), numpy.array(upper)
    filled = [numpy.flatnonzero(column) for column in table.T]
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = numpy.cumsum([0, *(len(places) for places in filled)])
    programme.a_matrix_.index_ = numpy.concatenate(filled)
    programme.a_matrix_.value_ = numpy.concatenate(
        [table[places, column] for column, places in enumerate(filled)]
    )
    whole, any_number = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    programme.integrality_ = [whole] * count + [any_number] * count
    return _run(programme, options, seconds)


def _run(programme: highspy.HighsLp, options: Sequence[Option], seconds: float) -> Solution | None:
    # HiGHS has no types for this one call.
    solver = highspy.Highs()  # type: ignore[no-untyped-call]
    for name, value in {
        "output_flag": False,
        "threads": 1,
        "random_seed": 0,
        "time_limit": seconds,
        "mip_rel_gap": 0.0,
        "mip_abs_gap": 0.0,
        "mip_feasibility_tolerance": TOLERANCE,
        "primal_feasibility_tolerance": TOLERANCE,
    }.items():
        solver.setOptionValue(name, value)
    solver.passModel(programme)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    found = numpy.array(solver.getSolution().col_value)
    if status != highspy.HighsModelStatus.kOptimal and not len(found):
        return None
    count = len(options)
    done = tuple(numpy.flatnonzero(found[:count] > 0.5).tolist())
    slid = tuple(float(min(max(found[count + place], 0.0), options[place].slides)) for place in done)
    proved = status == highspy.HighsModelStatus.kOptimal and solver.getInfo().mip_gap == 0
    return Solution(
        done,
        slid,
        sum(options[place].gain for place in done) + sum(slid),
        sum(options[place].effort for place in done)
        + sum(far * options[place].effort_a_point for far, place in zip(slid, done, strict=True)),
        bool(proved),
    )
