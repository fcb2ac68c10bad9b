"""A panel of a forest plot: rows with a name, what they rest on and a number, and one line of no difference.

On a wide page names are left of the marks and numbers right of them; on a narrow one they are above.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from math import ceil, log10
from typing import Any, Literal

from k2evidence.render.charts.vega.drawing import (
    INK,
    K2,
    MUTED,
    NARROW,
    PAPER,
    Spec,
    inline_data,
    nominal,
    quantitative,
)
from k2evidence.render.charts.vega.strips import fold

_LINE, _STRIP, _GAP = 17, 19, 9
"""Height of a line of text, of the strip of a mark below text, and between two rows, in pixels."""
_TICKS = {
    2: (0.5, 0.7, 1, 1.4, 2),
    5: (0.2, 0.5, 1, 2, 5),
    10: (0.1, 0.2, 0.5, 1, 2, 5, 10),
    20: (0.05, 0.2, 1, 5, 20),
}
"""The ticks of an axis of ratios by how far it reaches; a longer one has powers of ten."""

Kind = Literal["answer", "left out", "apart", "recomputed"]
SHAPES: dict[Kind, str] = {
    "answer": "square",
    "left out": "circle",
    "apart": "triangle-up",
    "recomputed": "diamond",
}
"""The shape of the mark of each kind; those that are no printed answer are hollow too."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with its 95 % interval; `details` are the texts of the interactive chart's tooltip."""

    value: float
    low: float
    high: float
    kind: Kind
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its name, its number or words, what it rests on, and its interval, if it has one."""

    name: str
    shown: str
    rests_on: tuple[str, ...]
    interval: Interval | None = None


@dataclass(frozen=True, slots=True)
class Axis:
    """The axis that all rows of a panel share, as far on one side of no difference as on the other.

    `reach` is the largest ratio of an axis of ratios, else the largest difference. `lower` and `higher` say
    what the two sides mean.
    """

    title: str
    ratios: bool
    reach: float
    lower: str
    higher: str

    @property
    def neutral(self) -> float:
        """The value of no difference."""
        return 1.0 if self.ratios else 0.0

    @property
    def domain(self) -> tuple[float, float]:
        """Both ends."""
        return (1 / self.reach if self.ratios else -self.reach), self.reach

    @property
    def ticks(self) -> list[float]:
        """Where the axis of ratios has numbers."""
        if self.reach in _TICKS:
            return [*_TICKS[int(self.reach)]]
        powers = round(log10(self.reach))
        step = ceil(powers / 3)
        return [10.0**power for power in range(-powers // step * step, powers + 1, step)]


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows that share an axis; without one, none of them has an interval."""

    title: str
    axis: Axis | None
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text; `at` is its middle, in pixels from the top."""

    place: Literal["name", "number", "below"]
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where things are from left to right, in pixels: the whole panel, its names and its axis."""

    width: float
    names: float
    left: float
    right: float
    beside: bool
    """Whether names and numbers are beside the marks, and not above them."""


@dataclass(frozen=True, slots=True)
class _Placed:
    """A row in its place: the middle of its mark and where it ends, in pixels from the top."""

    lines: tuple[_Line, ...]
    mark: float
    bottom: float
    interval: Interval | None


def reach_of(ends: Sequence[float], *, ratios: bool) -> float:
    """Return how far an axis reaches that holds all these ends, the same on both sides of no difference."""
    if not ratios:
        return 1.05 * max(map(abs, ends)) or 1.0
    farthest = max(max(end, 1 / end) for end in ends)
    fitting = (reach for reach in _TICKS if farthest <= reach)
    return float(next(fitting, 10 ** ceil(log10(farthest))))


def forest_panel(panel: Panel, width: int) -> Spec:
    """Return a panel in a width, in pixels."""
    frame = _frame(width, alone=panel.axis is None)
    placed = tuple(_place_rows(panel.rows, frame))
    height = placed[-1].bottom
    y = {"domain": [0, height], "reverse": True, "nice": False}
    layers = [*_text_layers(placed, y, frame)]
    if axis := panel.axis:
        layers = [
            _neutral_layer(axis, frame, placed, y),
            *layers,
            *_mark_layers(placed, y),
            *_side_layers(axis, frame, height),
        ]
    title = {"title": {"text": fold(panel.title, frame.width * 0.87)}} if panel.title else {}
    return {**title, "layer": layers, "width": frame.width, "height": height}


def _frame(width: int, *, alone: bool) -> _Frame:
    """Return the frame of a panel; names alone, without an axis, have the whole width."""
    inner = width - (14.0 if width == NARROW else 16.0)
    if alone or width == NARROW:
        return _Frame(inner, inner, 4, inner - 4, beside=False)
    return _Frame(inner, 272, 286, inner - 164, beside=True)


def _place_rows(rows: Sequence[Row], frame: _Frame) -> Iterator[_Placed]:
    """Yield every row below the one before."""
    top = 4.0
    for row in rows:
        beside = frame.beside and row.interval is not None
        names = fold(row.name, frame.names)
        numbers = fold(row.shown, frame.width - frame.right - 10 if beside else frame.names)
        below = [line for text in row.rests_on for line in fold(text, frame.names)]
        texts = [*names, *([] if beside else numbers)]
        lines = [
            *_lines("name", top, texts),
            *_lines("below", top + _LINE * len(texts), below),
            *(_lines("number", top, numbers) if beside else ()),
        ]
        end = top + _LINE * max(len(texts) + len(below), len(numbers) if beside else 0)
        strip = 0 if beside or row.interval is None else _STRIP
        yield _Placed(
            lines=tuple(lines),
            mark=end + strip / 2 if strip else top + _LINE / 2,
            bottom=end + strip + _GAP,
            interval=row.interval,
        )
        top = end + strip + _GAP


def _lines(place: Literal["name", "number", "below"], top: float, texts: Sequence[str]) -> Iterator[_Line]:
    for number, text in enumerate(texts):
        yield _Line(place, top + _LINE * (number + 0.5), text)


def _x(axis: Axis, frame: _Frame) -> Spec:
    return {
        "type": "log" if axis.ratios else "linear",
        "domain": [*axis.domain],
        "range": [frame.left, frame.right],
        "nice": False,
        "zero": False,
    }


def _neutral_layer(axis: Axis, frame: _Frame, rows: Sequence[_Placed], y: Spec) -> Spec:
    """Return the line of no difference, from the first row to the axis, and the axis itself.

    Where names are above the marks, it is at the marks alone, so that it crosses no text.
    """
    height = rows[-1].bottom
    spans = [(0.0, height)]
    if not frame.beside:
        spans = [(row.mark - _STRIP / 2, row.mark + _STRIP / 2) for row in rows if row.interval]
        spans.append((height - _GAP, height))
    ticks = {"values": axis.ticks, "format": "~g"} if axis.ratios else {"tickCount": 5}
    title = {"title": fold(axis.title, frame.right - frame.left + 40), "titlePadding": 24}
    scale = _x(axis, frame)
    if axis.ratios:
        del scale["zero"]
    return {
        "data": inline_data([{"top": top, "end": end, "neutral": axis.neutral} for top, end in spans]),
        "mark": {"type": "rule", "aria": False, "color": MUTED, "strokeWidth": 1.25},
        "encoding": {
            "x": quantitative("neutral", scale=scale, axis={"grid": False, **title, **ticks}),
            "y": _y("top", y),
            "y2": {"field": "end"},
        },
    }


def _mark_layers(rows: Sequence[_Placed], y: Spec) -> Iterator[Spec]:
    """Yield the intervals, and the values upon them."""
    drawn = [(row.interval, row.mark) for row in rows if row.interval]
    data = inline_data([_mark(interval, at) for interval, at in drawn])
    details = drawn[0][0].details
    yield {
        "data": data,
        "mark": {"type": "rule", "aria": False, "strokeWidth": 2.5},
        "encoding": {
            "x": quantitative("low"),
            "x2": {"field": "high"},
            "y": _y("at", y),
            "color": nominal("colour", scale=None),
        },
    }
    yield {
        "data": data,
        "mark": {"type": "point", "size": 85, "filled": True, "strokeWidth": 2, "opacity": 1},
        "encoding": {
            "x": quantitative("value"),
            "y": _y("at", y),
            "shape": nominal("shape", scale=None),
            "fill": nominal("fill", scale=None),
            "stroke": nominal("colour", scale=None),
            "tooltip": [nominal(name, title=name) for name, _ in details],
        },
    }


def _mark(interval: Interval, at: float) -> dict[str, Any]:
    colour = MUTED if interval.kind == "apart" else K2
    return {
        "at": at,
        "value": interval.value,
        "low": interval.low,
        "high": interval.high,
        "shape": SHAPES[interval.kind],
        "colour": colour,
        "fill": colour if interval.kind == "answer" else PAPER,
        **dict(interval.details),
    }


def _side_layers(axis: Axis, frame: _Frame, height: float) -> Iterator[Spec]:
    """Yield what the two sides of no difference mean, below the numbers of the axis."""
    middle = (frame.left + frame.right) / 2
    for text, x, align in ((axis.lower, middle - 8, "right"), (axis.higher, middle + 8, "left")):
        yield {
            "data": inline_data([{"side": text}]),
            "mark": {"type": "text", "aria": False, "align": align, "baseline": "middle", "color": INK},
            "encoding": {"x": {"value": x}, "y": {"value": height + 33}, "text": nominal("side")},
        }


def _text_layers(rows: Sequence[_Placed], y: Spec, frame: _Frame) -> Iterator[Spec]:
    """Yield the names with words, the numbers beside the marks, and what each row rests on."""
    for place, x, colour in (("name", 0.0, INK), ("number", frame.right + 14, INK), ("below", 0.0, MUTED)):
        lines = [asdict(line) for row in rows for line in row.lines if line.place == place]
        if lines:
            yield {
                "data": inline_data(lines),
                "mark": {
                    "type": "text",
                    "aria": False,
                    "align": "left",
                    "baseline": "middle",
                    "color": colour,
                },
                "encoding": {"x": {"value": x}, "y": _y("at", y), "text": nominal("text")},
            }


def _y(field: str, scale: Spec) -> Spec:
    return quantitative(field, scale=scale, axis=None)
