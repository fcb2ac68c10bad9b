"""Where labels go so that none stands upon another."""

from collections.abc import Iterator, Sequence

LINE = 15.0
"""Height of a line of text in a picture, in pixels."""

_NARROW, _WIDE, _CAPITAL = set("iljtfI.,:;'|!()[] -/"), set("mwMW%+="), set("ABCDEFGHJKLNOPQRSTUVXYZ")


def text_width(text: str, size: float = 12.5) -> float:
    """Return about how wide a text is in pixels: real measures need the reader's own font."""
    ems = sum(
        0.31 if c in _NARROW else 0.84 if c in _WIDE else 0.69 if c in _CAPITAL else 0.555 for c in text
    )
    return ems * size


def spread_apart(wanted: Sequence[float], low: float, high: float, gap: float = LINE) -> list[float]:
    """Return positions near the wanted ones, in the same order of size, at least `gap` apart.

    They stay between `low` and `high` where there is room for all.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    to_months_after_delivery = [0.0] * len(wanted)
    floor = low
    for i in order:
        to_months_after_delivery[i] = max(wanted[i], floor)
        floor = to_months_after_delivery[i] + gap
    ceiling = high
    for i in reversed(order):
        to_months_after_delivery[i] = min(to_months_after_delivery[i], ceiling)
        ceiling = to_months_after_delivery[i] - gap
    return to_months_after_delivery


_EDGE = 4.0
"""Room between a label and the edge of the picture, in pixels."""
Box = tuple[float, float, float, float]
"""Left, top, right and bottom of something drawn, in pixels."""


def place_labels(
    points: Sequence[tuple[float, float]],
    sizes: Sequence[tuple[float, float]],
    obstacles: Sequence[Box],
    bounds: tuple[float, float],
) -> list[Box]:
    """Return where each point's label goes: the nearest place that covers nothing.

    `sizes` are width and height of the labels, `bounds` of the picture. Where there is a
    choice, the line from a label to its point crosses no other label. A label for which there is no
    free place takes the nearest place inside the picture.
    """
    taken = list(obstacles)
    boxes: list[Box] = []
    for point, size in zip(points, sizes, strict=True):
        places = sorted(_places(point, size, bounds), key=lambda box: _distance(box, point))
        free = [box for box in places if not any(overlap(box, other) for other in taken)]
        clear = (
            box
            for box in free
            if not any(overlap(piece, label) for piece in _leader(box, point) for label in boxes)
        )
        boxes.append(next(clear, (free or places)[0]))
        taken += [boxes[-1], *_leader(boxes[-1], point)]
    return boxes


def _leader(box: Box, point: tuple[float, float]) -> Iterator[Box]:
    """Yield the line from a label to its point as small boxes."""
    x, y = nearest(box, point)
    steps = int(max(abs(x - point[0]), abs(y - point[1])) // 4) + 1
    for step in range(1, steps):
        across = x + (point[0] - x) * step / steps
        down = y + (point[1] - y) * step / steps
        yield across - 1, down - 1, across + 1, down + 1


def overlap(one: Box, other: Box) -> bool:
    """Say whether two boxes share any place."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _places(
    point: tuple[float, float], size: tuple[float, float], bounds: tuple[float, float]
) -> Iterator[Box]:
    """Yield every place for a label inside the picture, on a fine grid around its point."""
    (x, y), (width, height), (right, bottom) = point, size, bounds
    lefts = {x + 9, x - 9 - width, x - width / 2}
    lefts |= {x + step for step in range(-240, 241, 16)}
    for left in sorted({max(_EDGE, min(left, right - width - _EDGE)) for left in lefts}):
        for step in range(-int(bottom), int(bottom) + 1, 4):
            top = y - height / 2 + step
            if 0 <= top <= bottom - height:
                yield left, top, left + width, top + height


def nearest(box: Box, point: tuple[float, float]) -> tuple[float, float]:
    """Return the place of a box that is nearest to a point."""
    return min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3])


def _distance(box: Box, point: tuple[float, float]) -> float:
    """Return how far a label is from its point; beside it is better than above."""
    x, y = nearest(box, point)
    return abs(x - point[0]) + 1.2 * abs(y - point[1]) + 0.4 * abs((box[1] + box[3]) / 2 - point[1])
