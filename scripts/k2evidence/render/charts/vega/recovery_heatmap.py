"""Counts the courses of the recovery chart in cells, where they are too many to be drawn one by one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from k2evidence.derive.recovery import RecoveryGroup, RecoveryPoint

Range = tuple[int, int]
"""The lower and the upper end of a cell along one axis."""


@dataclass(frozen=True, slots=True)
class HeatmapCell:
    """How many courses of a group changed by a percent in this range after months in this range."""

    group: RecoveryGroup
    months: Range
    percent: Range
    courses: int


def heatmap_cells(points: Iterable[RecoveryPoint], months: int, percent: int) -> tuple[HeatmapCell, ...]:
    """Count the courses of each group by cell; a cell is so many months wide and so many percent high.

    The number of cells does not grow with that of the courses.
    """
    counts = Counter(
        (point.group, _range(sum(point.months, Decimal(0)) / 2, months), _range(point.value, percent))
        for point in points
        if point.course_id
    )
    return tuple(HeatmapCell(*cell, courses) for cell, courses in sorted(counts.items()))


def _range(value: Decimal, size: int) -> Range:
    """Return the range of this size that holds a value."""
    start = floor(value / size) * size
    return start, start + size
