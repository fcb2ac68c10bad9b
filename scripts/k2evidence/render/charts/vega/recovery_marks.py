"""The marks of the recovery chart: one for each point with its label, or one for each heatmap cell."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from k2evidence.derive.recovery import RecoveryGroup, RecoveryPoint
from k2evidence.model.text import number, rounded, signed
from k2evidence.render.charts.label_placement import Box, Point, nearest, place_labels, text_width
from k2evidence.render.charts.vega.drawing import DRUG, K2, NO_DRUG
from k2evidence.render.charts.vega.recovery_heatmap import HeatmapCell
from k2evidence.render.recovery_text import months_text, spread_text

_NO_DRUG: Collection[RecoveryGroup] = ("no bone drug", "calcium or vitamin D only", "healthy women")


def look(group: RecoveryGroup, is_single: bool) -> tuple[str, str]:
    """Return colour and shape of a mark: the colour by what was given, a circle for a single patient.

    The panel says what was given too, so nothing rests on colour alone.
    """
    if group == "vitamin K2":
        return K2, "circle"
    colour, shape = (NO_DRUG, "diamond") if group in _NO_DRUG else (DRUG, "square")
    return colour, "circle" if is_single else shape


_AREAS = {"circle": 70, "square": 65, "diamond": 130}
"""Area of a mark, in square pixels: they look equally large."""
_SHIFT = 8  # from one mark to the next of the same months, in pixels
_LABEL_HEIGHT = 16  # in pixels


@dataclass(frozen=True, slots=True)
class Axes:
    """The size of a panel in pixels, and its scales.

    The horizontal one goes from 0 to `months`, the vertical one from `low` to `high` percent.
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


def point_rows(points: Sequence[RecoveryPoint], axes: Axes) -> Iterator[Row]:
    """Yield the points of one panel, each with the place of its label."""
    centres = [
        (float(sum(point.months)) / 2 / axes.month + _shift(point, points), axes.y(float(point.value)))
        for point in points
    ]
    texts = [_label_text(point, axes.width) for point in points]
    labels = place_labels(
        centres,
        [(text_width(text), _LABEL_HEIGHT) for text in texts],
        _obstacles(points, centres, axes),
        (axes.width, axes.height),
    )
    for point, centre, text, label in zip(points, centres, texts, labels, strict=True):
        yield _point_row(point, centre, text, axes) | _label_row(label, centre, axes)


def cell_rows(cells: Sequence[HeatmapCell]) -> Iterator[tuple[HeatmapCell, Row]]:
    """Yield each cell with its mark in its middle, whose area grows with the number of courses."""
    largest = max((cell.courses for cell in cells), default=1)
    for cell in cells:
        month, percent = sum(cell.months) / 2, sum(cell.percent) / 2
        colour, shape = look(cell.group, is_single=True)
        yield (
            cell,
            {
                "colour": colour,
                "shape": shape,
                "size": 12 + 220 * cell.courses / largest,
                "label": f"{cell.courses:,} courses",
                "text": "",
                "given": cell.group,
                "shown": f"{number(cell.percent[0])} to {number(cell.percent[1])} %",
                "spread": "counted",
                "when": f"{cell.months[0]} to {cell.months[1]}",
                "months": month,
                "from": month,
                "to": month,
                "percent": percent,
                "low": percent,
                "high": percent,
                "label_left": month,
                "near_month": month,
                "near_percent": percent,
                "label_at": percent,
            },
        )


def _point_row(point: RecoveryPoint, centre: Point, text: str, axes: Axes) -> Row:
    """Return a mark with its spread and its tooltip; `from` and `to` are all months it may stand for."""
    colour, shape = look(point.group, point.people == 1)
    first, last = map(float, point.months)
    low, high = _spread(point)
    return {
        "colour": colour,
        "shape": shape,
        "size": _AREAS[shape],
        "label": point.label,
        "text": text,
        "given": point.arm.replace(";", ", ") or point.group,
        "shown": f"{signed(rounded(point.value))} %",
        "spread": spread_text(point),
        "when": months_text(point.months),
        "months": centre[0] * axes.month,
        "from": first,
        "to": last,
        "percent": float(point.value),
        "low": low,
        "high": high,
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


def _obstacles(points: Sequence[RecoveryPoint], centres: Sequence[Point], axes: Axes) -> Iterator[Box]:
    """Yield what no label may cover: the line of no change, and each mark with its two bars."""
    zero = axes.y(0)
    yield Box(0.0, zero - 1, float(axes.width), zero + 1)
    for point, (x, y) in zip(points, centres, strict=True):
        low, high = _spread(point)
        yield Box(x - 6, min(axes.y(high), y - 6), x + 6, max(axes.y(low), y + 6))
        first, last = (float(month) / axes.month for month in point.months)
        yield Box(first, y - 3, last, y + 3)


def _spread(point: RecoveryPoint) -> tuple[float, float]:
    """Return the lower and the upper end of a point's spread; without one, twice its value."""
    low = point.low if point.low is not None else point.value
    high = point.high if point.high is not None else point.value
    return float(low), float(high)


def _shift(point: RecoveryPoint, points: Sequence[RecoveryPoint]) -> float:
    """Return how far a mark moves, so that those of the same months are side by side, in pixels."""
    same = [other for other in points if other.months == point.months]
    return _SHIFT * (same.index(point) - (len(same) - 1) / 2)


def _label_text(point: RecoveryPoint, width: int) -> str:
    """Return the label of a point; in a panel too narrow for it, without the month of the baseline scan."""
    people = f", n {point.people}" if point.people is not None and not point.course_id else ""
    baseline = f" (month {months_text(point.baseline)})" if point.baseline else ""
    long, short = f"{point.short_label}{baseline}{people}", f"{point.short_label}{people}"
    return long if text_width(long) < width - 10 else _shortened(short, width - 10)


def _shortened(text: str, width: float) -> str:
    """Return a text that fits into a width; the tooltip and the table have it whole."""
    if text_width(text) <= width:
        return text
    while text and text_width(f"{text}…") > width:
        text = text[:-1].rstrip()
    return f"{text}…"
