"""Charts: what is drawn where, and that nothing is told by the picture alone."""

import re
from datetime import date
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from motcua.design import charts
from motcua.design.charts import Bar, Figures, Interval, Mark, Point, Slope, Tiles, Words
from motcua.design.charts import tiles as tile_module
from motcua.design.charts.parts import nice_ticks, spread
from motcua.people import files

WORDS = Words("c", "SIPAS", "Đắk Lắk 80,47", note="2022", mark=Mark.SIMULATED)


def page(drawn, language="vi"):
    with translation.override(language):
        html = Template("{% chart drawn %}").render(Context({"drawn": drawn}))
    assert "style=" not in html
    # A coordinate written as Vietnamese writes numbers would be no coordinate.
    for svg in re.findall(r"<svg.*?</svg>", html, re.DOTALL):
        for element in ElementTree.fromstring(svg).iter():
            for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height", "d", "viewBox"):
                assert "," not in element.get(name, "")
    return html


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.integers(3, 9))
def test_ticks_are_few_and_hold_the_stretch_between_them(low, width, most):
    ticks = nice_ticks(low, low + width, most=most)
    assert 2 <= len(ticks) <= most
    slack = 1e-6 * max(1.0, abs(low), width)
    assert ticks[0] <= low + slack and ticks[-1] >= low + width - slack


@given(st.lists(st.floats(0, 200), max_size=12))
def test_labels_keep_their_order_and_their_distance(wanted):
    placed = spread(wanted, gap=16, low=0, high=200)
    order = sorted(range(len(wanted)), key=lambda one: wanted[one])
    assert all(placed[b] - placed[a] >= 16 - 1e-6 for a, b in pairwise(order))


def test_labels_that_have_room_stay_where_they_belong():
    assert spread([10, 50, 55, 150], gap=16, low=0, high=200) == [10, 44.5, 60.5, 150]


@pytest.mark.parametrize(
    ("tiles", "on"), [(Tiles.OF_63, date(2022, 12, 31)), (Tiles.OF_34, date(2026, 1, 1))]
)
def test_every_province_has_a_tile_of_its_name_and_no_two_share_a_place(tiles, on):
    def bare(name):
        return name.removeprefix("Tỉnh ").removeprefix("Thành phố ").replace("TP. ", "")

    provinces = [line.form for line in files.agency_lines() if line.form.level == "province"]
    acting = {
        (form.province_code_gso, bare(form.name))
        for form in provinces
        if (form.valid_from or on) <= on and (form.valid_until is None or form.valid_until > on)
    }
    every = tile_module.read(tiles)
    assert {(tile.code, bare(tile.name)) for tile in every} == acting
    assert (
        len({(tile.row, tile.column) for tile in every}) == len({tile.code for tile in every}) == int(tiles)
    )


def test_a_tile_map_shades_what_is_known_and_says_what_is_not():
    scores = {"66": 80.47, "22": 87.59, "06": 75.03, "01": 80.09}
    with translation.override("vi"):
        drawn = charts.tile_map(WORDS, scores, own="66", urls={"66": "/chi-so/tinh/dak-lak/"})
    titles = {tile.title: tile for tile in drawn.tiles}
    assert len(titles) == 63
    assert titles["Sơn La: chưa có số"].step == 0
    assert titles["Bắc Kạn: 75,03"].step < titles["Đắk Lắk: 80,47"].step < titles["Quảng Ninh: 87,59"].step
    assert drawn.own.title == "Đắk Lắk: 80,47"
    assert [row.name for row in drawn.table.rows] == ["Quảng Ninh", "Đắk Lắk", "Hà Nội", "Bắc Kạn"]
    html = page(drawn)
    assert html.count("<a href=") == 2  # the tile and its row
    assert "Hoàng Sa" in html and "Trường Sa" in html and "dữ liệu mô phỏng" in html
    with pytest.raises(ValueError, match="99"):
        charts.tile_map(WORDS, {"99": 1})


def test_shades_cut_the_provinces_into_parts_of_about_equal_number():
    values = [70 + one / 5 for one in range(63)]
    bounds = tile_module.bounds_of(values)
    counts = [sum(tile_module.step_of(value, bounds) == step for value in values) for step in range(1, 6)]
    assert len(bounds) == 4 and min(counts) >= 10
    assert tile_module.bounds_of([80.0, 80.0]) == ()
    assert tile_module.step_of(80.0, ()) == 3


def test_a_line_is_not_drawn_across_a_change_of_method_and_dotted_over_missing_years():
    points = [Point(2017, 75, "a"), Point(2018, 76, "a"), Point(2021, 80, "a"), Point(2022, 79, "b")]
    drawn = charts.line_chart(WORDS, points)
    assert (len(drawn.joined), len(drawn.missing)) == (1, 1)
    assert [one.year for one in drawn.breaks] == [2022]
    html = page(drawn, "en")
    assert "new method" in html and html.count("<tr>") == 5


def test_one_year_alone_is_drawn_as_one_dot():
    drawn = charts.line_chart(WORDS, [Point(2022, 80.47)])
    assert not drawn.joined and len(drawn.points) == 1
    assert page(drawn).count("<circle") == 1


def test_the_best_place_stands_on_top_of_a_slope_and_what_is_not_known_draws_no_line():
    lines = [Slope("Đắk Lắk", 27, 31, own=True), Slope("Gia Lai", 24, 19), Slope("Kon Tum", 41, None)]
    drawn = charts.slope_chart(WORDS, lines, first="2022", second="2023")
    by_name = {one.first_label.rsplit(" ", 1)[0]: one for one in drawn.lines}
    assert float(by_name["Gia Lai"].first_y) < float(by_name["Đắk Lắk"].first_y)
    assert drawn.lines[-1].own  # over the others
    assert page(drawn).count("<line") == 2


def test_bars_start_at_zero_and_never_leave_their_row():
    rows = [Bar("Tác động", 2.97, 6.5, mean=3.6, best=5.9), Bar("Vượt", 12, 10)]
    drawn = charts.bar_chart(WORDS, rows)
    assert [bar.width for bar in drawn.bars] == ["45.7", "100"]
    assert drawn.table.rows[0].cells == ("2,97", "6,5", "45,7\u00a0%", "3,60", "5,90")
    assert "trung bình 3,60" in page(drawn)


def test_a_rank_is_shown_with_its_range_and_the_own_one_in_red():
    rows = [Interval("Đắk Lắk", 27, 14, 41, own=True), Interval("Gia Lai", 30)]
    drawn = charts.interval_chart(WORDS, rows, ranks_of=63)
    assert [tick.label for tick in drawn.ticks] == ["1", "10", "20", "30", "40", "50", "63"]
    assert float(drawn.rows[0].lower_x) < float(drawn.rows[0].x) < float(drawn.rows[0].upper_x)
    html = page(drawn)
    assert "Đắk Lắk: 27 (14–41)" in html and html.count('class="range own"') == 1
    assert "Gia Lai: 30<" in html


def test_long_names_stand_above_their_ranges():
    long = charts.interval_chart(
        WORDS, [Interval("Tiếp nhận, giải quyết góp ý", 76.3, 72, 80)], reference=(80, "x")
    )
    short = charts.interval_chart(WORDS, [Interval("Gia Lai", 76.3, 72, 80)], figures=Figures(1, " %"))
    assert float(long.rows[0].y) > float(long.rows[0].label_y) + 8
    assert abs(float(short.rows[0].y) - float(short.rows[0].label_y)) < 8


def test_nothing_is_drawn_from_nothing_without_falling():
    for drawn in (
        charts.tile_map(WORDS, {}),
        charts.line_chart(WORDS, []),
        charts.slope_chart(WORDS, [], first="2022", second="2023"),
        charts.bar_chart(WORDS, [Bar("Không", 0, 0)]),
        charts.interval_chart(WORDS, []),
    ):
        page(drawn)
