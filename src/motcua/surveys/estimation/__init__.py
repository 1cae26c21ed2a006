"""What a sample says of everybody: means, shares, ratios and indices by domain, with standard errors (docs/methods/sipas.md).

Plain Python and numpy: no Django, no database, no clock. Usable from a notebook.
"""

from motcua.surveys.estimation.columns import Columns
from motcua.surveys.estimation.entry import covariance, estimate
from motcua.surveys.estimation.faults import BadTable
from motcua.surveys.estimation.measures import Index, Mean, Measure, Ratio, Share, from_text
from motcua.surveys.estimation.student import probability, quantile
from motcua.surveys.estimation.table import Estimates, Note
from motcua.surveys.estimation.weighting import NonResponse, PostStratify, Rake

__all__ = [
    "BadTable",
    "Columns",
    "Estimates",
    "Index",
    "Mean",
    "Measure",
    "NonResponse",
    "Note",
    "PostStratify",
    "Rake",
    "Ratio",
    "Share",
    "covariance",
    "estimate",
    "from_text",
    "probability",
    "quantile",
]
