"""Who is asked: stratified draws in several stages, with the chance of each unit and its weight (docs/methods/sampling.md).

Plain Python and numpy: no Django, no database, no clock. Usable from a notebook.
"""

from motcua.surveys.sampling.drawing import Drawn, Sample, draw
from motcua.surveys.sampling.frame import Stage
from motcua.surveys.sampling.picking import Method, chances, pick
from motcua.surveys.sampling.replacing import stand_ins

__all__ = ["Drawn", "Method", "Sample", "Stage", "chances", "draw", "pick", "stand_ins"]
