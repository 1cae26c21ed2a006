"""How firmly the ranks of a round stand: worked out once for a table, kept by its key, bounded whatever its size."""

import json
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from typing import Any

from django.conf import settings

from motcua.foundation.downloads import is_kept, kept

from ..models import ScoreSheet
from ..robustness import (
    Doubt,
    Influence,
    League,
    RankRange,
    draw,
    league_influences,
    left_out,
    mean_shift,
    ranges,
    weight_influences,
)
from .ranked import TABLES_HELD, RankedTable, Whence, opened_sheet

# Below MOTCUA_VAR; whatever lies there may be deleted at any time.
KEPT = "doubts"
# Changes whenever the same table would give another answer.
VERSION = "rank-doubt/2"
WEIGHTS_OFF, FLOORS_OFF = 0.25, 0.05
DRAWS_MOST, SEED = 10_000, 0
SHEETS_AT_ONCE_MAX = 20
# Units × tables that are drawn or asked for: about a second's work at most, for sixty units or for four thousand.
CELLS_DRAWN, CELLS_ASKED, CELLS_OF_WEIGHTS = 640_000, 1_000_000, 6_000_000


@dataclass(frozen=True)
class Doubted:
    draws: int
    ranges: tuple[RankRange, ...]
    choices: tuple[Influence, ...]  # of how far all units move: weights, floors, sampling, a domain left out
    components: tuple[Influence, ...]  # of the same: whose weight
    left_out: dict[str, float]  # domain → places that units move on average without it


@lru_cache(maxsize=TABLES_HELD)
def doubts_of(table: RankedTable) -> Doubted:
    """Of a sheet from the kept file, or worked out now and kept for everybody after; what still changes is held by
    this process only."""
    make = partial(_worked_out, table.league)
    if table.whence is not Whence.SHEET:
        return _read(json.loads(make()))
    with kept(folder=settings.VAR / KEPT, key=f"{VERSION}:{table.key}", make=make) as stream:
        return _read(json.load(stream))


def work_out_doubts() -> int:
    """Of frozen sheets that nobody has asked about yet, so that the first reader does not wait; answers how many."""
    found = 0
    for sheet_id, round_id, digest in (
        ScoreSheet.objects.filter(round__isnull=False)
        .order_by("-pk")
        .values_list("pk", "round", "digest")[:SHEETS_AT_ONCE_MAX]
    ):
        key = f"{VERSION}:{digest}"
        if not is_kept(folder=settings.VAR / KEPT, key=key):
            table = opened_sheet(round_id, sheet_id, digest)
            if table.ranks:
                doubts_of(table)
                found += 1
    return found


def _worked_out(league: League) -> bytes:
    units = len(league.units)
    doubt = Doubt(share=WEIGHTS_OFF, floors=FLOORS_OFF)
    draws = max(200, min(DRAWS_MOST, CELLS_DRAWN // units))
    choices = league_influences(
        league,
        doubt,
        leave_out=len(league.domain_names) > 1,
        count_log2=_fineness(units * 6, CELLS_ASKED),
        seed=SEED,
    )
    found = Doubted(
        draws=draws,
        ranges=tuple(ranges(league, draw(league, doubt, draws=draws, seed=SEED))),
        choices=tuple(choices.mean_shift),
        components=tuple(
            weight_influences(
                league,
                WEIGHTS_OFF,
                count_log2=_fineness(units * (len(league.components) + 2), CELLS_OF_WEIGHTS),
                seed=SEED,
            )
        ),
        left_out={
            domain: mean_shift(league, ranks)
            for domain, ranks in (left_out(league) if len(league.domain_names) > 1 else {}).items()
        },
    )
    return json.dumps(asdict(found)).encode()


def _fineness(cells: int, most: int) -> int:
    """The power of two of points – each takes so many cells – that stay within the bound; never fewer than 64."""
    return max(6, min(11, (most // cells).bit_length() - 1))


def _read(found: dict[str, Any]) -> Doubted:
    return Doubted(
        draws=found["draws"],
        ranges=tuple(RankRange(**{**one, "bands": tuple(one["bands"])}) for one in found["ranges"]),
        choices=tuple(Influence(**one) for one in found["choices"]),
        components=tuple(Influence(**one) for one in found["components"]),
        left_out=found["left_out"],
    )
