"""One line of the bench: a piece of work, ours beside a peer or a limit, measured several times in the same run."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median


@dataclass(frozen=True)
class Row:
    """`ratio` says how many times better ours is than the peer (or than the limit), whichever way the unit runs."""

    work: str
    unit: str
    ours: float  # median
    spread: float  # (largest - smallest) / median of ours
    peer: str
    theirs: float
    ratio: float
    bar: float | None  # the least ratio that was promised; None where nothing was
    runs: int

    @property
    def met(self) -> bool | None:
        return None if self.bar is None else self.ratio >= self.bar

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"met": self.met}


def ratio_row(
    work: str,
    unit: str,
    ours: Sequence[float],
    peer: str,
    theirs: Sequence[float],
    *,
    bar: float | None,
    less_is_better: bool = False,
) -> Row:
    """Ours against a peer measured beside it. By default more is better (answers a second).

    Runs that took turns are compared pair by pair, so that a slow minute of the machine weighs on both sides.
    """
    mine, other = median(ours), median(theirs)
    pairs = zip(ours, theirs, strict=True) if len(ours) == len(theirs) else [(mine, other)]
    ratio = median(b / a if less_is_better else a / b for a, b in pairs)
    return Row(work, unit, mine, _spread(ours), peer, other, ratio, bar, len(ours))


def limit_row(
    work: str, unit: str, ours: Sequence[float], *, limit: float, less_is_better: bool = True
) -> Row:
    """Ours against a promised limit: within it the ratio is at least 1."""
    mine = median(ours)
    ratio = (limit / mine if mine else float("inf")) if less_is_better else mine / limit
    return Row(work, unit, mine, _spread(ours), "limit", limit, ratio, 1.0, len(ours))


def same_row(work: str, compared: int, different: int) -> Row:
    """A comparison of answers: the bar is met when none of them differs."""
    return Row(
        work, "different", float(different), 0.0, f"of {compared:,}", 0.0, float(not different), 1.0, 1
    )


def _spread(values: Sequence[float]) -> float:
    middle = median(values)
    return (max(values) - min(values)) / middle if middle else 0.0


HEAD = ("work", "ours", "spread", "peer or limit", "theirs", "unit", "ratio", "bar", "met")


def table(rows: Sequence[Row]) -> str:
    cells = [HEAD] + [
        (
            row.work,
            number(row.ours),
            f"±{row.spread / 2:.0%}",
            row.peer,
            number(row.theirs),
            row.unit,
            f"{row.ratio:.2f}",
            "–" if row.bar is None else f"{row.bar:g}",
            {True: "yes", False: "NO", None: "–"}[row.met],
        )
        for row in rows
    ]
    widths = [max(len(line[column]) for line in cells) for column in range(len(HEAD))]
    left = {0, 3, 5}
    return "\n".join(
        "  ".join(
            text.ljust(width) if column in left else text.rjust(width)
            for column, (text, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    )


def number(value: float) -> str:
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.3g}"
