"""Charts drawn on the server: plain values in, geometry out, one template each. `{% chart drawn %}` puts one on a page.

Every chart is made with `Words` – caption, the finding in one sentence, a note, whether its figures are published or
simulated – and brings its own table, so that nobody depends on the picture. Red is the one unit the page is about.
"""

from motcua.design.charts.bars import Bar, bar_chart
from motcua.design.charts.intervals import Interval, interval_chart
from motcua.design.charts.lines import Point, line_chart
from motcua.design.charts.parts import Figures, Mark, Table, TableRow, Words
from motcua.design.charts.slope import Slope, slope_chart
from motcua.design.charts.tiles import Tiles, tile_map

__all__ = [
    "Bar",
    "Figures",
    "Interval",
    "Mark",
    "Point",
    "Slope",
    "Table",
    "TableRow",
    "Tiles",
    "Words",
    "bar_chart",
    "interval_chart",
    "line_chart",
    "slope_chart",
    "tile_map",
]
