"""Scales of the pictures."""

from motcua.figures.drawing import lines


def test_a_share_that_is_always_whole_has_no_scale_above_a_hundred():
    drawn = lines([100.0, 100.0, None], [None] * 3, high=100.0)
    assert drawn.ticks[0].label == 90 and drawn.ticks[-1].label == 100


def test_shares_keep_the_scale_that_they_need():
    drawn = lines([40.0, 100.0], [None] * 2, high=100.0)
    assert drawn.ticks[0].label <= 40 and drawn.ticks[-1].label == 100


def test_a_picture_without_a_value_is_none():
    assert lines([None], [None]) is None
