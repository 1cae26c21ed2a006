"""How much of a rank is a choice: weights, floors, errors of points and ways of adding up, drawn thousands of times.

Plain Python and numpy, no Django: usable from a notebook. Methods and a worked example: docs/methods/robustness.md.
"""

from .influence import Influence, LeagueInfluences, influences, league_influences, weight_influences
from .league import BadLeague, League, RatioRule
from .lots import DRAWS, Drawn, dirichlet_spread, draw
from .parts import Aggregation, Doubt
from .placing import places, printed
from .ranges import RankRange, left_out, mean_shift, ranges, robustness, standing
from .sequence import sobol_points

__all__ = [
    "DRAWS",
    "Aggregation",
    "BadLeague",
    "Doubt",
    "Drawn",
    "Influence",
    "League",
    "LeagueInfluences",
    "RankRange",
    "RatioRule",
    "dirichlet_spread",
    "draw",
    "influences",
    "league_influences",
    "left_out",
    "mean_shift",
    "places",
    "printed",
    "ranges",
    "robustness",
    "sobol_points",
    "standing",
    "weight_influences",
]
