"""The marks of the recovery chart: one for each scan and each group, or one for each heatmap cell."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

from k2evidence.derive.care import WITHOUT_BONE_DRUG
from k2evidence.derive.recovery_points import BASELINE, BASELINE_SCAN, RecoveryGroup, RecoveryPoint
from k2evidence.model.text import number
from k2evidence.render.charts.label_placement import Box, Point, nearest, overlap, place_labels, text_width
from k2evidence.render.charts.vega.drawing import DRUG, K2, NO_DRUG, PAPER
from k2evidence.render.charts.vega.recovery_heatmap import HeatmapCell
from k2evidence.render.recovery_text import baseline_text, months_text, percent_text, since_text, spread_text

_NO_DRUG: Collection[RecoveryGroup] = (*WITHOUT_BONE_DRUG, "healthy women")


def look(group: RecoveryGroup, is_single: bool) -> tuple[str, str]:
    """Return colour and shape of a mark: the colour by what was given, the shape by whom it stands for.

    A woman given vitamin K2 is a triangle, another one a circle. The panel says what was given too, so
    nothing rests on colour alone.
    """
    colour = K2 if group == "vitamin K2" else NO_DRUG if group in _NO_DRUG else DRUG
    if is_single:
        return colour, "triangle-up" if group == "vitamin K2" else "circle"
    return colour, "diamond" if group in _NO_DRUG else "square"


_AREAS = {"circle": 46, "triangle-up": 75, "square": 65, "diamond": 110}
"""Area of a mark, in square pixels: they look equally large."""
_SHIFT = 8  # from one mark to the next of the same months and percent, in pixels
_LABEL_HEIGHT = 16  # in pixels
_MOST_NAMED = 8  # women of a panel that are named beside their marks; more have numbers
_MOST_NUMBERED = 30  # women of a panel that have numbers; there is no room for more
_REACH = 60  # how far from its mark a number may be, in pixels

LabelStyle = Literal["name and month", "number and month", "number"]
"""What is beside the mark of a woman, from the longest to the shortest."""


@dataclass(frozen=True, slots=True)
class Axes:
    """The size of a panel in pixels, and its scales.

    The horizontal one goes from 0 to `months`, the vertical one from `low` to `high` percent of the baseline.
    """

    width: int
    height: int
    months: float
    low: float
    high: float

    @property
    def month(self) -> float:
        """How many months a pixel is."""
        return self.months / self.width

    @property
    def percent(self) -> float:
        """How many percent a pixel is."""
        return (self.high - self.low) / self.height

    def y(self, percent: float) -> float:
        """Return the position of a percentage, in pixels from the top."""
        return (self.high - percent) / self.percent

    def percent_at(self, y: float) -> float:
        """Return the percentage at a position, in pixels from the top."""
        return self.high - y * self.percent


Row = dict[str, Any]
"""A mark as a row of the data of a Vega-Lite chart."""


def point_rows(points: Sequence[RecoveryPoint], axes: Axes, *, labelled: bool) -> Iterator[Row]:
    """Yield the points of one panel, each where its line comes from, some with the place of their label."""
    centres = [
        (
            float(p.month) / axes.month + (_shift(p, points, axes) if labelled else 0),
            axes.y(float(p.percent_of_baseline)),
        )
        for p in points
    ]
    labels = _labels(points, centres, axes) if labelled else {}
    for i, (point, centre) in enumerate(zip(points, centres, strict=True)):
        text, box = labels.get(i, ("", None))
        yield (
            _point_row(point, centre, text, axes)
            | _line_row(i, points, centres, axes)
            | (_label_row(box, centre, axes) if box else {})
        )


def cell_rows(cells: Sequence[HeatmapCell]) -> Iterator[tuple[HeatmapCell, Row]]:
    """Yield each cell with its mark in its middle, whose area grows with the number of scans."""
    largest = max((cell.courses for cell in cells), default=1)
    for cell in cells:
        month, percent = sum(cell.months) / 2, sum(cell.percent) / 2
        colour, shape = look(cell.group, is_single=True)
        yield (
            cell,
            {
                "kind": "cell",
                "colour": colour,
                "fill": colour,
                "stroke": PAPER,
                "shape": shape,
                "size": 12 + 220 * cell.courses / largest,
                "label": f"{cell.courses:,} scans",
                "text": "",
                "given": cell.group,
                "shown": f"{number(cell.percent[0])} to {number(cell.percent[1])} %",
                "spread": "counted",
                "when": f"{cell.months[0]} to {cell.months[1]}",
                "baseline": "counted",
                "region": "Lumbar spine",
                "months": month,
                "from": month,
                "to": month,
                "percent": percent,
            },
        )


def _point_row(point: RecoveryPoint, centre: Point, text: str, axes: Axes) -> Row:
    """Return a mark with its spread and its tooltip; `from` and `to` are all months it may stand for."""
    colour, shape = look(point.group, point.people == 1)
    first, last = map(float, point.months)
    low, high = _spread(point)
    hollow = point.basis == "printed change"
    name = point.label if point.number is None else f"{point.number}: {point.label}"
    return {
        "kind": "woman" if point.course_id else "group",
        "colour": colour,
        "fill": PAPER if hollow else colour,
        "stroke": colour if hollow else PAPER,
        "shape": shape,
        "size": _AREAS[shape],
        "label": name,
        "text": text,
        "given": point.arm.replace(";", ", ") or point.group,
        "shown": f"{percent_text(point)}{', as printed' if hollow else ''}",
        "spread": spread_text(point),
        "when": f"{months_text(point.months)}{since_text(point)}",
        "baseline": baseline_text(point),
        "region": point.region,
        "months": centre[0] * axes.month,
        "from": first,
        "to": last,
        "percent": float(point.percent_of_baseline),
        "low": low,
        "high": high,
    }


def _line_row(i: int, points: Sequence[RecoveryPoint], centres: Sequence[Point], axes: Axes) -> Row:
    """Return where the line to a mark begins: at the scan before it, or at the baseline; none for a group."""
    point = points[i]
    if not point.line:
        return {}
    line = zip(points[:i], centres, strict=False)
    earlier = [at for one, at in line if one.line == point.line and one.months[0] < point.months[0]]
    month, percent = 0.0, float(BASELINE)
    if earlier:
        month, percent = earlier[-1][0] * axes.month, axes.percent_at(earlier[-1][1])
    return {
        "line_month": month,
        "line_percent": percent,
        "dashed": point.since != BASELINE_SCAN,
    }


def _label_row(label: Box, centre: Point, axes: Axes) -> Row:
    """Return where a label begins and has its middle, and where its leader line ends."""
    end = nearest(label, centre)
    return {
        "label_left": label.left * axes.month,
        "near_month": end[0] * axes.month,
        "near_percent": axes.percent_at(end[1]),
        "label_at": axes.percent_at((label.top + label.bottom) / 2),
    }


def _labels(
    points: Sequence[RecoveryPoint], centres: Sequence[Point], axes: Axes
) -> dict[int, tuple[str, Box]]:
    """Return text and box of each label: of every group, and of the last mark of every line.

    Women have the longest label for which there is room in the panel; without room for her number, none.
    """
    last = {point.line: i for i, point in enumerate(points) if point.line}
    numbered = len(last) <= _MOST_NUMBERED
    chosen = [i for i, p in enumerate(points) if not p.line or (numbered and last[p.line] == i)]
    obstacles = list(_obstacles(points, centres, axes))
    styles: tuple[LabelStyle, ...] = ("name and month", "number and month", "number")
    for style in styles if len(last) <= _MOST_NAMED else styles[1:]:
        texts = [_label_text(points[i], axes.width, style) for i in chosen]
        boxes = _place([centres[i] for i in chosen], texts, obstacles, axes)
        clear = _clear(boxes, obstacles)
        near = style == "name and month" or all(
            _is_near(box, centres[i]) for i, box in zip(chosen, boxes, strict=True) if points[i].line
        )
        if style == "number" or (near and all(clear)):
            break
    kept = zip(chosen, texts, boxes, clear, strict=True)
    return {
        i: (text, box)
        for i, text, box, is_clear in kept
        if is_clear and (not points[i].line or style == "name and month" or _is_near(box, centres[i]))
    }


def _place(centres: Sequence[Point], texts: Sequence[str], obstacles: Sequence[Box], axes: Axes) -> list[Box]:
    sizes = [(text_width(text), _LABEL_HEIGHT) for text in texts]
    return place_labels(centres, sizes, obstacles, (axes.width, axes.height))


def _clear(boxes: Sequence[Box], obstacles: Sequence[Box]) -> list[bool]:
    """Return for each label whether it covers no mark and no label before it."""
    covered = {j for (_, one), (j, other) in combinations(enumerate(boxes), 2) if overlap(one, other)}
    return [
        i not in covered and not any(overlap(box, obstacle) for obstacle in obstacles)
        for i, box in enumerate(boxes)
    ]


def _is_near(box: Box, centre: Point) -> bool:
    x, y = nearest(box, centre)
    return abs(x - centre[0]) + abs(y - centre[1]) <= _REACH


def _obstacles(points: Sequence[RecoveryPoint], centres: Sequence[Point], axes: Axes) -> Iterator[Box]:
    """Yield what no label may cover: the line of the baseline, and each mark with its two bars."""
    base = axes.y(float(BASELINE))
    yield Box(0.0, base - 1, float(axes.width), base + 1)
    for i, (point, (x, y)) in enumerate(zip(points, centres, strict=True)):
        line = _line_row(i, points, centres, axes)
        if line:
            yield from _pieces((line["line_month"] / axes.month, axes.y(line["line_percent"])), (x, y))
        low, high = _spread(point)
        yield Box(x - 5, min(axes.y(high), y - 5), x + 5, max(axes.y(low), y + 5))
        first, last = (float(month) / axes.month for month in point.months)
        yield Box(first, y - 3, last, y + 3)


def _pieces(start: Point, end: Point) -> Iterator[Box]:
    """Yield a line as small boxes."""
    steps = max(1, int(max(abs(end[0] - start[0]), abs(end[1] - start[1])) // 4))
    for step in range(steps):
        x, y = (one + (other - one) * (step + 0.5) / steps for one, other in zip(start, end, strict=True))
        yield Box(x - 2, y - 2, x + 2, y + 2)


def _spread(point: RecoveryPoint) -> tuple[float, float]:
    """Return the ends of a point's spread in percent of the baseline; without one, twice its value."""
    low = point.low if point.low is not None else point.value
    high = point.high if point.high is not None else point.value
    return float(BASELINE + low), float(BASELINE + high)


def _shift(point: RecoveryPoint, points: Sequence[RecoveryPoint], axes: Axes) -> float:
    """Return how far a mark moves, in pixels, so that those of the same months and percent stay apart."""
    same = [
        other
        for other in points
        if other.months == point.months and abs(float(other.value - point.value)) < _SHIFT * axes.percent
    ]
    return _SHIFT * (same.index(point) - (len(same) - 1) / 2)


def _label_text(point: RecoveryPoint, width: int, style: LabelStyle) -> str:
    """Return the label of a group, or of a woman in a style, with the month of her baseline scan."""
    if not point.line:
        people = f", n {point.people}" if point.people is not None else ""
        return _shortened(f"{point.short_label}{people}", width - 10)
    month = f"month {months_text(point.baseline)}" if point.baseline else ""
    if style == "name and month":
        return _shortened(f"{point.short_label}{f' ({month})' if month else ''}", width - 10)
    return f"{point.number}, {month}" if month and style == "number and month" else str(point.number)


def _shortened(text: str, width: float) -> str:
    """Return a text that fits into a width; the tooltip and the table have it whole."""
    if text_width(text) <= width:
        return text
    while text and text_width(f"{text}…") > width:
        text = text[:-1].rstrip()
    return f"{text}…"
