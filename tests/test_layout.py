"""Labels are placed so that none covers another."""

from itertools import combinations, pairwise

import pytest
from k2evidence.render.charts.label_placement import (
    LINE,
    Box,
    nearest,
    overlap,
    place_labels,
    spread_apart,
    text_width,
)


def test_labels_in_a_column_be_apart_in_order() -> None:
    """Close positions are spread by a line each; the order stays."""
    positions = spread_apart([50, 52, 10], 0, 100)
    assert positions[2] < positions[0] < positions[1]
    assert all(b - a >= LINE for a, b in pairwise(sorted(positions)))


def test_labels_in_a_column_stay_inside() -> None:
    """Where there is room, none leaves the picture."""
    assert spread_apart([98, 99, 100], 0, 100) == [70, 85, 100]


def test_labels_of_points_cover_neither_marks_nor_each_other() -> None:
    """Ten points close together, one obstacle: no box overlaps another."""
    points = [(100 + 4 * i, 80 + 3 * i) for i in range(10)]
    obstacle = Box(0, 120, 300, 122)
    boxes = place_labels(points, [(60, 16)] * 10, [obstacle], (300, 190))
    assert [pair for pair in combinations([*boxes, obstacle], 2) if overlap(*pair)] == []
    assert all(box.left >= 0 and box.right <= 300 and box.top >= 0 and box.bottom <= 190 for box in boxes)


def test_a_label_is_nearest_to_its_own_point() -> None:
    """Three marks near a line, two of them close together: no label stands beside another one's mark.

    The long label is farther away, above its point.
    """
    points = [(112, 113), (54, 116), (51, 118)]
    line, bar = Box(0, 117, 300, 119), Box(108, 110, 127, 116)
    marks = [Box(x - 5, y - 5, x + 5, y + 5) for x, y in points]
    boxes = place_labels(points, [(98, 16), (191, 16), (98, 16)], [line, bar, *marks], (302, 150))
    for i, box in enumerate(boxes):
        if i == 1:
            assert box.left <= points[i][0] <= box.right
            continue
        away = [abs(nearest(box, p)[0] - p[0]) + abs(nearest(box, p)[1] - p[1]) for p in points]
        assert away[i] == min(away)


def test_a_label_without_a_free_box_stays_inside() -> None:
    """It overlaps an obstacle rather than leave the chart."""
    (box,) = place_labels([(10, 10)], [(50, 16)], [Box(0, 0, 60, 40)], (60, 40))
    assert box.left >= 0
    assert box.right <= 60


def test_the_nearest_point_of_a_box_is_on_its_edge() -> None:
    """Or the point itself where the box holds it."""
    assert nearest(Box(10, 10, 20, 20), (0, 15)) == (10, 15)
    assert nearest(Box(10, 10, 20, 20), (12, 15)) == (12, 15)


@pytest.mark.parametrize(("wide", "narrow"), [("mmmm", "iiii"), ("AAAA", "aaaa"), ("ab", "a")])
def test_wider_letters_make_wider_texts(wide: str, narrow: str) -> None:
    """The estimate knows narrow letters from wide ones."""
    assert text_width(wide) > text_width(narrow)
