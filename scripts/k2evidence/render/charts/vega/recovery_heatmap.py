"""Counts the scans of the recovery chart in cells, where they are too many to be drawn one by one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from math import floor

from k2evidence.derive.recovery_points import RecoveryGroup, RecoveryPoint

Range = tuple[int, int]
"""The lower and the upper end of a cell along one axis."""


@dataclass(frozen=True, slots=True)
class HeatmapCell:
    """How many scans of women of a group lie in a range of percent of the baseline and a range of months."""

    group: RecoveryGroup
    months: Range
    percent: Range
    courses: int


def heatmap_cells(points: Iterable[RecoveryPoint], months: int, percent: int) -> tuple[HeatmapCell, ...]:
    """Count the scans of each group by cell; a cell is so many months wide and so many percent high.

    The number of cells does not grow with that of the women.
    """
    counts = Counter(
        (point.group, _range(point.month, months), _range(point.percent_of_baseline, percent))
        for point in points
        if point.course_id
    )
    return tuple(HeatmapCell(*cell, courses) for cell, courses in sorted(counts.items()))


def _range(value: Decimal, size: int) -> Range:
    """Return the range of this size that holds a value."""
    start = floor(value / size) * size
    return start, start + size
