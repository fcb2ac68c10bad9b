"""Places the labels of a chart so that none overlaps another label or a mark. All lengths are in pixels."""

from collections.abc import Iterable, Iterator, Sequence
from math import fsum
from typing import NamedTuple

LINE = 15.0
"""Height of a line of text."""

_NARROW, _WIDE, _CAPITAL = set("iljtfI.,:;'|!()[] -/"), set("mwMW%+="), set("ABCDEFGHJKLNOPQRSTUVXYZ")
_MOST_TURNS = 6  # labels that are placed anew where a line crosses one: with more it takes long
_MARK = 5.0  # half of the width of a mark
_MARGIN = 4.0  # between a label and the left and right edge of the chart


def text_width(text: str, size: float = 12.5) -> float:
    """Return the estimated width of a text in a font size: the true width depends on the reader's font."""
    ems = fsum(  # the plain sum of floats differs between versions of Python
        0.31 if c in _NARROW else 0.84 if c in _WIDE else 0.69 if c in _CAPITAL else 0.555 for c in text
    )
    return ems * size


def spread_apart(wanted: Sequence[float], low: float, high: float, gap: float = LINE) -> list[float]:
    """Return positions near the wanted ones, in the same order of size, at least `gap` apart.

    They stay between `low` and `high` where there is room for all.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    positions = [0.0] * len(wanted)
    lowest = low
    for i in order:
        positions[i] = max(wanted[i], lowest)
        lowest = positions[i] + gap
    highest = high
    for i in reversed(order):
        positions[i] = min(positions[i], highest)
        highest = positions[i] - gap
    return positions


Point = tuple[float, float]
"""A position from the left and from the top."""


class Box(NamedTuple):
    """A rectangle, by its edges from the left and from the top."""

    left: float
    top: float
    right: float
    bottom: float


def place_labels(
    points: Sequence[Point],
    sizes: Sequence[tuple[float, float]],
    obstacles: Iterable[Box],
    bounds: tuple[float, float],
) -> list[Box]:
    """Return the box of each point's label: the nearest one that overlaps nothing.

    `sizes` are width and height of each label, and `bounds` those of the chart. Where there is a choice, the
    leader line from a label to its point crosses no other label and no other point, and no other point is
    nearer to a label than its own: where this fails, the labels are placed anew, each of them first by turns.
    A label without a free box takes the nearest one inside the chart.
    """
    blocked = list(obstacles)
    best: list[Box] = []
    fewest = None
    for first in range(max(1, len(points))):
        order = [*range(first, len(points)), *range(first)]
        labels = _placed_in(order, points, sizes, blocked, bounds)
        crossings = _crossings(labels, points) + _misread(labels, points)
        if fewest is None or crossings < fewest:
            best, fewest = labels, crossings
        if not crossings or len(points) > _MOST_TURNS:
            break
    return best


def _placed_in(
    order: Sequence[int],
    points: Sequence[Point],
    sizes: Sequence[tuple[float, float]],
    obstacles: Sequence[Box],
    bounds: tuple[float, float],
) -> list[Box]:
    """Return the box of each label, placed one after the other in an order."""
    occupied = list(obstacles)
    placed: dict[int, Box] = {}
    for place in order:
        others = [point for i, point in enumerate(points) if i != place]
        label = _nearest_free_box(points[place], sizes[place], bounds, occupied, [*placed.values()], others)
        placed[place] = label
        occupied += [label, *_leader_line(label, points[place])]
    return [placed[place] for place in range(len(points))]


def _crossings(labels: Sequence[Box], points: Sequence[Point]) -> int:
    """Return how many labels the leader line of another one crosses."""
    return sum(
        any(overlap(piece, other) for piece in _leader_line(label, point))
        for label, point in zip(labels, points, strict=True)
        for other in labels
        if other is not label
    )


def _misread(labels: Sequence[Box], points: Sequence[Point]) -> int:
    """Return how many labels a reader could take for those of other points."""
    return sum(
        not _is_own(label, points[i], [*points[:i], *points[i + 1 :]]) for i, label in enumerate(labels)
    )


def _is_own(label: Box, point: Point, others: Sequence[Point]) -> bool:
    """Say whether a label is nearest to its own point, and its leader line passes none of the others."""
    own = _distance(label, point)
    if any(_distance(label, other) < own for other in others):
        return False
    marks = [Box(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for x, y in others if (x, y) != point]
    apart = [mark for mark in marks if not _holds(mark, point)]
    return not any(overlap(piece, mark) for piece in _leader_line(label, point) for mark in apart)


def _holds(box: Box, point: Point) -> bool:
    return box.left <= point[0] <= box.right and box.top <= point[1] <= box.bottom


def _nearest_free_box(
    point: Point,
    size: tuple[float, float],
    bounds: tuple[float, float],
    occupied: Sequence[Box],
    labels: Sequence[Box],
    others: Sequence[Point],
) -> Box:
    """Return the nearest box that overlaps nothing and is beside its own point, if there is one.

    If possible, its leader line crosses no label and no other point. Of boxes that are equally near, the one
    farthest from the other points is taken.
    """

    def rank(box: Box) -> tuple[float, float]:
        return _distance(box, point), -min((_distance(box, other) for other in others), default=0.0)

    boxes = sorted(_candidates(point, size, bounds), key=rank)
    free = [box for box in boxes if not any(overlap(box, other) for other in occupied)]
    uncrossed = [
        box
        for box in free
        if not any(overlap(piece, label) for piece in _leader_line(box, point) for label in labels)
    ]
    own = (box for box in uncrossed if _is_own(box, point, others))
    return next(own, (uncrossed or free or boxes)[0])


def _candidates(point: Point, size: tuple[float, float], bounds: tuple[float, float]) -> Iterator[Box]:
    """Yield the boxes for a label inside the chart, on a fine grid around its point."""
    (x, y), (width, height), (right, bottom) = point, size, bounds
    lefts = {x + 9, x - 9 - width, x - width / 2}
    lefts |= {x + step for step in range(-240, 241, 16)}
    for left in sorted({max(_MARGIN, min(left, right - width - _MARGIN)) for left in lefts}):
        for step in range(-int(bottom), int(bottom) + 1, 4):
            top = y - height / 2 + step
            if 0 <= top <= bottom - height:
                yield Box(left, top, left + width, top + height)


def _leader_line(box: Box, point: Point) -> Iterator[Box]:
    """Yield the line from a label to its point as small boxes."""
    x, y = nearest(box, point)
    steps = int(max(abs(x - point[0]), abs(y - point[1])) // 4) + 1
    for step in range(1, steps):
        across = x + (point[0] - x) * step / steps
        down = y + (point[1] - y) * step / steps
        yield Box(across - 1, down - 1, across + 1, down + 1)


def overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes share any area."""
    return (
        one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    )


def nearest(box: Box, point: Point) -> Point:
    """Return the point of a box that is nearest to another point."""
    return min(max(point[0], box.left), box.right), min(max(point[1], box.top), box.bottom)


def _distance(box: Box, point: Point) -> float:
    """Return how far a label is from its point; beside the point counts as nearer than above it."""
    x, y = nearest(box, point)
    return abs(x - point[0]) + 1.2 * abs(y - point[1]) + 0.4 * abs((box.top + box.bottom) / 2 - point[1])
