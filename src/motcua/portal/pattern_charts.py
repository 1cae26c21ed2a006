"""Invented charts for the pattern page: one of each kind, drawn from chance with a seed."""

from random import Random

from django.utils.translation import get_language

from motcua.design import charts
from motcua.design.charts import Bar, Figures, Interval, Mark, Point, Slope, Tiles, Words
from motcua.design.charts.tiles import read

OWN = "66"
HIGHLANDS = ("Gia Lai", "Đắk Lắk", "Lâm Đồng", "Kon Tum", "Đắk Nông")


def values() -> dict[str, object]:
    """Every chart, by the name the template gives it."""
    chance = Random(2022)  # noqa: S311 - invented values
    return {
        "tiles": _tiles(chance, Tiles.OF_63, missing=("49", "14")),
        "tiles_34": _tiles(chance, Tiles.OF_34),
        "slope": charts.slope_chart(
            _words("slope", "Hạng trong Tây Nguyên, hai năm", "Places in the Central Highlands, two years",
                   "Đắk Lắk từ hạng 27 sang 31; Gia Lai vượt lên 19.", "Đắk Lắk from place 27 to 31; Gia Lai passes to 19."),
            [Slope(name, first, second, own=name == "Đắk Lắk")
             for name, first, second in zip(HIGHLANDS, (24, 27, 35, 41, 49), (19, 31, 38, None, 44), strict=True)],
            first="2022", second="2023",
        ),
        "line": charts.line_chart(
            _words("line", "Điểm qua các năm", "Scores over the years",
                   "Tăng từ 2017 đến 2021; năm 2022 đổi cách đo nên không nối liền.",
                   "Rising from 2017 to 2021; a new method in 2022, so the line is not joined."),
            [Point(2017, 74.2, "a"), Point(2018, 76.9, "a"), Point(2020, 82.1, "a"), Point(2021, 83.4, "a"),
             Point(2022, 80.5, "b"), Point(2023, 82.3, "b")],
            name="Đắk Lắk",
            mean=[Point(year, value, "a" if year < 2022 else "b")
                  for year, value in zip(range(2017, 2024), (80.9, 83, 84.4, 85.5, 87.2, 80.1, 82.7), strict=True)],
            mean_name=_two("trung bình 63 tỉnh", "mean of 63 provinces"),
        ),
        "bars": charts.bar_chart(
            _words("bars", "Điểm ở ba phần", "Points in three parts", "Xa tối đa nhất ở phần tác động.", "Farthest from the maximum in impact."),
            [Bar(_two("Thẩm định", "Appraised"), 57.92, 61.5, mean=56.1, best=59.6),
             Bar(_two("Tác động kinh tế – xã hội", "Socio-economic impact"), 2.97, 6.5, mean=3.6, best=5.9),
             Bar(_two("Khảo sát lãnh đạo, quản lý", "Survey of leaders"), 18.29, 22, mean=18.1, best=20.2)],
        ),
        "ranks": charts.interval_chart(
            _words("ranks", "Hạng và khoảng hạng 95 %", "Places and their 95 % ranges",
                   "Đắk Lắk hạng 27, khoảng 14 đến 41; các tỉnh gần kề có khoảng chồng lên nhau.",
                   "Đắk Lắk is at 27, between 14 and 41; the ranges of its neighbours overlap it."),
            [Interval(tile.name, 20 + 2 * n, 11 + n + chance.randrange(4), 34 + 2 * n + chance.randrange(6), own=tile.code == OWN)
             for n, tile in enumerate([tile for tile in read(Tiles.OF_63) if tile.code in ("24", "54", "72", OWN, "77", "79", "27")])],
            ranks_of=63,
        ),
        "intervals": charts.interval_chart(
            _words("factors", "Hài lòng theo yếu tố", "Satisfaction by factor",
                   "Thấp nhất ở tiếp nhận, giải quyết góp ý.", "Lowest in how feedback is handled."),
            [Interval(_two("Tiếp cận dịch vụ", "Access to the service"), 82.1, 79.8, 84.4),
             Interval(_two("Công chức giải quyết công việc", "Officials who handle the matter"), 81.4, 78.9, 83.9),
             Interval(_two("Tiếp nhận, giải quyết góp ý, phản ánh, kiến nghị", "Receiving and handling feedback"), 76.3, 72.6, 80, own=True)],
            reference=(80.1, _two("trung bình", "mean")), figures=Figures(1, _two(" %", " %")),
        ),
    }  # fmt: skip


def _tiles(chance: Random, tiles: Tiles, *, missing: tuple[str, ...] = ()) -> object:
    scores = {tile.code: round(chance.gauss(80, 2.6), 2) for tile in read(tiles) if tile.code not in missing}
    words = _words(
        f"tiles-{tiles}", f"{tiles} tỉnh, mỗi tỉnh một ô", f"{tiles} provinces, a tile for each",
        "Màu đậm là điểm cao. Đắk Lắk viền đỏ.", "Darker is a higher score. Đắk Lắk has the red frame.",
    )  # fmt: skip
    return charts.tile_map(words, scores, tiles=tiles, own=OWN)


def _words(id: str, vi: str, en: str, finding_vi: str, finding_en: str) -> Words:
    return Words(f"g-{id}", _two(vi, en), _two(finding_vi, finding_en), mark=Mark.SIMULATED)


def _two(vi: str, en: str) -> str:
    return vi if get_language() == "vi" else en
