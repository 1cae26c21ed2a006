"""What a table of published figures must agree with, and which years are measured by one method. Plain values only."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from motcua.foundation.refusal import Fault, Refusal, gettext_noop

# Scores are printed with two decimals, so sums and differences of them may be out by one in the last.
LAST_DECIMAL = Decimal("0.01")


class Index(StrEnum):
    PAR = "PAR_INDEX"
    SIPAS = "SIPAS"
    PCI = "PCI"
    PAPI_D6 = "PAPI_D6"  # the sixth dimension: public service delivery


class Status(StrEnum):
    """How we know a figure. Only the first three may stand on a page as a result."""

    FOUND = "found"  # read in the source
    GIVEN = "given"  # handed to us; no public page was found
    DERIVED = "derived"  # arithmetic on found figures; the sum is its basis
    RECALLED = "recalled"  # from memory, not verified


SHOWN = (Status.FOUND, Status.GIVEN, Status.DERIVED)


class SheetStatus(StrEnum):
    """Where the answers of a score sheet come from."""

    COMPUTED = "computed"
    SIMULATED = "simulated"  # made-up answers: said on every page, picture and file


class Statistic(StrEnum):
    """The statistics that the product computes with; a published table may hold others, kept under their own names."""

    SCORE = "score"
    RANK = "rank"
    MEAN = "mean"
    PLACES_UP_QUOTED = "places_up_quoted"  # as a source printed it, across a change of method or not


class Kind(StrEnum):
    """What this room writes into the chronicle."""

    LOADED = "indices.published-loaded"
    IMPORTED = "indices.published-imported"
    SHEET_FROZEN = "indices.sheet-frozen"
    SHEET_ANNOUNCED = "indices.sheet-announced"  # its hour was set
    SHEET_RELEASED = "indices.sheet-released"  # its hour has come


class NotClosed(Refusal):
    code = "indices.round-not-closed"
    sentence = gettext_noop(
        "Scores are computed once no more answers are taken; this round is still at work."
    )
    next_step = gettext_noop("Close the round first.")


class SheetFrozen(Refusal):
    code = "indices.sheet-frozen"
    sentence = gettext_noop("The scores of this round were frozen already; a frozen sheet does not change.")
    next_step = gettext_noop("Open the frozen sheet: its hash says that it is the same.")


class SheetAnnounced(Refusal):
    code = "indices.sheet-announced"
    sentence = gettext_noop("The hour of this announcement has been set already.")
    next_step = gettext_noop("Nothing is left to do; everybody sees the results from that hour on.")


class TooFewAnswers(Refusal):
    code = "indices.too-few-answers"
    sentence = gettext_noop("Only %(count)s people answered; nothing is shown of fewer than %(least)s.")
    next_step = gettext_noop("Nothing can be computed from this round.")


class NotComparable(Refusal):
    code = "indices.not-comparable"
    status = 409
    sentence = gettext_noop(
        "%(index)s %(first)s and %(second)s were measured by different methods, so no change is computed."
    )
    next_step = gettext_noop(
        "Compare two years of one method, or quote what a source printed, with its name."
    )


@dataclass(frozen=True)
class Measured:
    """One estimate with its error and the degrees of freedom behind that."""

    estimate: float
    error: float
    degrees: float


@dataclass(frozen=True)
class Apart:
    """How far two estimates are from each other, and how sure that is."""

    points: float
    error: float
    degrees: float

    def is_sure(self, limit: float) -> bool:
        """`limit`: what t stays below in size with the chance wanted, by these degrees. Without an error nothing is sure."""
        return self.error > 0 and abs(self.points) > limit * self.error


def apart(first: Measured, second: Measured, *, shared: float = 0.0, pooled: bool = False) -> Apart:
    """The difference of two estimates. `shared` is their covariance.

    `pooled`: both errors come from one common design effect, which more provinces made no surer; then the fewer degrees
    of the two count. Else they are put together after Satterthwaite.
    """
    variances = [max(first.error**2 - 2 * shared, 0.0), second.error**2]
    whole = sum(variances)
    degrees = min(first.degrees, second.degrees)
    if not pooled and whole > 0 and degrees > 0:
        parts = zip(variances, (first.degrees, second.degrees), strict=True)
        degrees = whole**2 / sum(variance**2 / of for variance, of in parts)
    return Apart(first.estimate - second.estimate, whole**0.5, degrees)


@dataclass(frozen=True)
class Series:
    """Years that one method measured. Without a last year it is still in use."""

    index: Index
    level: str  # "province" | "ministry"
    starts: int
    ends: int | None
    name_vi: str
    name_en: str
    basis: str
    source: str

    def holds(self, year: int) -> bool:
        return self.starts <= year and (self.ends is None or year <= self.ends)


def series_of(known: Sequence[Series], *, index: Index, level: str, year: int) -> Series | None:
    return next((one for one in known if one.index is index and one.level == level and one.holds(year)), None)


def check_comparable(known: Sequence[Series], *, index: Index, level: str, first: int, second: int) -> None:
    """Refuses unless one known method measured both years."""
    method = series_of(known, index=index, level=level, year=first)
    if method is None or not method.holds(second):
        raise NotComparable(index=index.value, first=first, second=second)


@dataclass(frozen=True)
class Line:
    """One row of a table to import; `row` counts from 1 after the head."""

    row: int
    unit: str
    score: Decimal
    rank: int | None = None
    change: Decimal | None = None  # printed against last year
    parts: tuple[tuple[str, Decimal], ...] = ()  # points by block, as keys of `PARTS`


# Blocks of the total that a table may print beside it: how they are called.
PARTS = {
    "appraised": ("Điểm thẩm định", "Appraised points"),
    "impact": ("Tác động đến phát triển KT-XH", "Socio-economic impact"),
    "survey": ("Điều tra xã hội học", "Survey"),  # the next two together
    "leader_survey": ("Khảo sát lãnh đạo, quản lý", "Leader/manager survey"),
    "sipas_points": ("Điểm chỉ số SIPAS", "SIPAS points"),
}
SURVEY_PARTS = ("leader_survey", "sipas_points")
# What must be there for the parts to add up to the score; ministries have no block of impact.
WHOLE_OF = {"province": ("appraised", "impact", "survey"), "ministry": ("appraised", "survey")}


def table_faults(
    lines: Sequence[Line],
    *,
    places: Sequence[int],
    units: Collection[int],
    mean: Decimal | None,
    last_year: Mapping[str, Decimal],
    level: str = "province",
    partial: bool = False,
) -> list[Fault]:
    """What does not agree in a table, row by row: its length, units named twice, ranks, parts, the printed mean, changes.

    `places` are those that the scores give, line by line (`surveys.ranks.competition_ranks`), 0 for who is not ranked.
    `units` are the lengths that a whole table may have; none where that is not known.
    """
    faults = [
        Fault("unit", gettext_noop("Row %(row)s: %(unit)s stands in the table twice."), _facts(line))
        for line in lines
        if Counter(each.unit for each in lines)[line.unit] > 1
    ]
    if not partial and units and len(lines) not in units:
        sentence = gettext_noop("The table has %(rows)s rows; that year there were %(units)s units.")
        faults.append(Fault("", sentence, {"rows": len(lines), "units": max(units)}))
    for line, rank in zip(lines, places, strict=True):
        if not 0 <= line.score <= 100:
            sentence = gettext_noop("Row %(row)s: the score %(score)s is not between 0 and 100.")
            faults.append(Fault("score", sentence, _facts(line)))
        # A part of a table cannot say who stands before whom, only that a better score has a better place.
        if line.rank is not None and not partial and line.rank != rank:
            sentence = gettext_noop(
                "Row %(row)s: %(unit)s is printed as number %(printed)s, but its score %(score)s makes it %(rank)s."
            )
            faults.append(Fault("rank", sentence, {**_facts(line), "printed": line.rank, "rank": rank}))
        faults += _parts_apart(line, level)
        before = last_year.get(line.unit)
        if line.change is not None and before is not None:
            counted = line.score - before
            if abs(counted - line.change) > LAST_DECIMAL:
                sentence = gettext_noop(
                    "Row %(row)s: %(unit)s is printed with a change of %(printed)s, but %(score)s less last year's %(before)s is %(counted)s."
                )
                facts = {**_facts(line), "printed": line.change, "before": before, "counted": counted}
                faults.append(Fault("change", sentence, facts))
    if partial:
        faults += _out_of_order(lines)
    if mean is not None and lines and not partial:
        # Whether a printed mean holds those who are measured and not ranked is not always said.
        every, ranked = _mean(lines), _mean([line for line, rank in zip(lines, places, strict=True) if rank])
        counted = min(every, ranked, key=lambda one: abs(one - mean))
        if abs(counted - mean) > LAST_DECIMAL:
            sentence = gettext_noop("The mean of the table is %(counted)s; %(printed)s was printed.")
            faults.append(Fault("score", sentence, {"counted": round(counted, 4), "printed": mean}))
    return faults


def _parts_apart(line: Line, level: str) -> list[Fault]:
    """The blocks of a total add up to it, wherever all of them are printed."""
    found = dict(line.parts)
    pieces = [found[key] for key in SURVEY_PARTS if key in found]
    faults = []
    if len(pieces) == len(SURVEY_PARTS):
        survey = sum(pieces, Decimal())
        if "survey" in found and abs(survey - found["survey"]) > LAST_DECIMAL:
            sentence = gettext_noop(
                "Row %(row)s: the two surveys of %(unit)s add up to %(counted)s; %(printed)s was printed."
            )
            facts = {**_facts(line), "counted": survey, "printed": found["survey"]}
            faults.append(Fault("survey", sentence, facts))
        found.setdefault("survey", survey)
    if found.keys() >= set(WHOLE_OF[level]):
        counted = sum((found[key] for key in WHOLE_OF[level]), Decimal())
        if abs(counted - line.score) > LAST_DECIMAL:
            sentence = gettext_noop(
                "Row %(row)s: the parts of %(unit)s add up to %(counted)s, but its score is %(score)s."
            )
            faults.append(Fault("score", sentence, {**_facts(line), "counted": counted}))
    return faults


def _mean(lines: Sequence[Line]) -> Decimal:
    return sum((line.score for line in lines), Decimal()) / len(lines) if lines else Decimal()


def _out_of_order(lines: Sequence[Line]) -> list[Fault]:
    ranked = sorted((line for line in lines if line.rank is not None), key=lambda line: line.rank or 0)
    sentence = gettext_noop("Row %(row)s: %(unit)s has a higher score than %(other)s and a place behind it.")
    return [
        Fault("rank", sentence, {**_facts(line), "other": ahead.unit})
        for ahead, line in pairwise(ranked)
        if line.score > ahead.score
    ]


def _facts(line: Line) -> dict[str, object]:
    return {"row": line.row, "unit": line.unit, "score": line.score}
