"""A panel of strips: for each row a name and a number, and below them a mark with its interval."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from k2evidence.render.charts.label_placement import spread_apart, text_width
from k2evidence.render.charts.vega.drawing import (
    BAND,
    INK,
    K2,
    MUTED,
    PAPER,
    Spec,
    inline_data,
    nominal,
    quantitative,
)

_TEXT, _STRIP = 17, 19
"""Height of a line of text and of the strip below it, in pixels."""
_PADDING = 14
"""Room between the ends of the scale and those of the panel, so that no mark lies on its edge."""
_LETTER = 10
"""From one letter of the key to the next, at least."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_AXIS = 42
"""Height of the axis with its title, in pixels."""

Span = tuple[float, float]
"""The two ends of something on the scale of a panel, the lower first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its interval; `details` are the names and texts of the interactive chart's tooltip."""

    value: float
    low: float
    high: float
    shape: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Strip:
    """One row: its name, its number as text, and its marks; without a mark it has no strip."""

    name: str
    shown: str
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale that all rows of a panel share; `neutral` is the value of no difference."""

    title: str
    neutral: float


@dataclass(frozen=True, slots=True)
class Band:
    """A span that a threshold calls measurement error, with what the key of the panel says of it."""

    low: float
    high: float
    says: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text at one side of the panel; `at` is its middle, in pixels from the top."""

    side: Literal["left", "right"]
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class _PlacedRow:
    """A row in its place: `strip` is the middle of its strip and `bottom` its end, in pixels from the top."""

    lines: tuple[_Line, ...]
    strip: float
    bottom: float
    marks: tuple[Mark, ...]


def strip_panel(
    rows: Sequence[Strip], scale: Scale, width: int, *, title: str = "", bands: Sequence[Band] = ()
) -> Spec:
    """Return the panel of some rows; bands, the widest first, have letters and a key below the axis."""
    placed = tuple(_place_rows(rows, width, _TEXT + _STRIP + 5 if bands else 0))
    drawn = [row for row in placed if row.marks]
    height = placed[-1].bottom
    domain = _domain(rows, scale, bands)
    x = {"type": "linear", "domain": [*domain], "nice": False, "padding": _PADDING}
    y = {"domain": [0, height], "reverse": True, "nice": False}
    neutral = quantitative("neutral", scale=x, axis=_axis(scale, width))
    panel: Spec = {
        "layer": [
            *_band_layers([row.strip for row in drawn], bands, x, y),
            _neutral_layer(drawn, scale.neutral, neutral, y),
            *_mark_layers(drawn, y),
            *_text_layers(placed, y),
            *_key_layers(bands, domain, width, height, y),
        ],
        "width": width,
        "height": height,
    }
    return panel | {"title": {"text": title, "frame": "group"}} if title else panel


def fold(text: str, width: float) -> list[str]:
    """Return a text in as many lines as it needs in a width, in pixels."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _place_rows(rows: Sequence[Strip], width: int, top: float) -> Iterator[_PlacedRow]:
    """Yield every row below the one before; a number is given with its name where the width allows it."""
    for row in rows:
        name = fold(row.name, width)
        beside = len(name) == 1 and text_width(f"{row.name}   {row.shown}") <= width
        height = _TEXT * (len(name) if beside else len(name) + 1)
        strip = top + height + _STRIP / 2
        bottom = strip + _STRIP / 2 + 5 if row.marks else top + height + 8
        yield _PlacedRow(
            lines=(
                *(_Line("left", top + _TEXT * (place + 0.5), text) for place, text in enumerate(name)),
                _Line("right" if beside else "left", top + height - _TEXT / 2, row.shown),
            ),
            strip=strip,
            bottom=bottom,
            marks=row.marks,
        )
        top = bottom


def _domain(rows: Sequence[Strip], scale: Scale, bands: Sequence[Band]) -> Span:
    """Return the span that holds every interval and band, and the value of no difference."""
    ends = [end for row in rows for mark in row.marks for end in (mark.low, mark.high)]
    ends += [end for band in bands for end in (band.low, band.high)] + [scale.neutral]
    return min(ends), max(ends)


def _axis(scale: Scale, width: int) -> Spec:
    return {"title": fold(scale.title, width), "grid": False, "tickCount": 5}


def _band_layers(strips: Sequence[float], bands: Sequence[Band], x: Spec, y: Spec) -> Iterator[Spec]:
    """Yield the bands of every strip and of the key; none where there is no band."""
    half = _STRIP / 2 - 3
    lanes = [
        {"top": strip - half, "end": strip + half, "low": band.low, "high": band.high}
        for strip in (_TEXT + _STRIP / 2, *strips)
        for band in bands
    ]
    if lanes:
        yield {
            "data": inline_data(lanes),
            "mark": {
                "type": "rect",
                "aria": False,
                "fill": BAND,
                "fillOpacity": 0.3,
                "stroke": MUTED,
                "strokeWidth": 0.75,
            },
            "encoding": {
                "x": quantitative("low", scale=x),
                "x2": {"field": "high"},
                "y": _y("top", y),
                "y2": {"field": "end"},
            },
        }


def _key_layers(bands: Sequence[Band], domain: Span, width: int, height: float, y: Spec) -> Iterator[Spec]:
    """Yield a letter at the edge of each band, and below the axis what each letter means."""
    if not bands:
        return
    letters = [_LETTERS[place] for place in range(len(bands))][::-1]  # the narrowest band is a
    at = [*_letters(bands, letters, domain, width)]
    yield {
        "data": inline_data(at),
        "mark": {"type": "text", "aria": False, "align": "center", "baseline": "middle", "color": MUTED},
        "encoding": {"x": quantitative("x"), "y": _y("at", y), "text": nominal("letter")},
    }
    lines = fold("Published limits of error, in grey:", width)
    for letter, band in zip(letters[::-1], bands[::-1], strict=True):
        lines += fold(f"{letter} {band.says}", width)
    for number, line in enumerate(lines):
        yield {
            "data": inline_data([{"text": line}]),
            "mark": {"type": "text", "aria": False, "align": "left", "baseline": "middle", "color": MUTED},
            "encoding": {
                "x": {"value": 0},
                "y": {"value": height + _AXIS + _TEXT * (number + 0.5)},
                "text": nominal("text"),
            },
        }


def _letters(
    bands: Sequence[Band], letters: Sequence[str], domain: Span, width: int
) -> Iterator[dict[str, Any]]:
    """Yield the letter of each band at one of its edges: the upper and the lower one by turns, for room."""
    low, high = domain
    inner = width - 2 * _PADDING
    for turn in (0, 1):
        own = [place for place in range(len(bands)) if (place % 2 if bands[place].high else 1) == turn]
        edges = [bands[place].low if turn else bands[place].high for place in own]
        pixels = [_PADDING + (edge - low) / (high - low) * inner for edge in edges]
        for place, pixel in zip(own, spread_apart(pixels, 4, width - 4, _LETTER), strict=True):
            yield {
                "letter": letters[place],
                "at": _TEXT / 2,
                "x": low + (pixel - _PADDING) / inner * (high - low),
            }


def _neutral_layer(rows: Sequence[_PlacedRow], neutral: float, x: Spec, y: Spec) -> Spec:
    """Return the line of no difference across every strip."""
    half = _STRIP / 2
    lines = [{"top": row.strip - half, "end": row.strip + half, "neutral": neutral} for row in rows]
    return {
        "data": inline_data(lines),
        "mark": {"type": "rule", "aria": False, "color": INK},
        "encoding": {"x": x, "y": _y("top", y), "y2": {"field": "end"}},
    }


def _mark_layers(rows: Sequence[_PlacedRow], y: Spec) -> tuple[Spec, Spec]:
    """Return the intervals, and the values upon them."""
    drawn = inline_data([_mark_row(mark, row.strip) for row in rows for mark in row.marks])
    details = next((mark.details for row in rows for mark in row.marks), ())
    return (
        {
            "data": drawn,
            "mark": {"type": "rule", "aria": False, "color": K2, "strokeWidth": 2.5},
            "encoding": {"x": quantitative("low"), "x2": {"field": "high"}, "y": _y("at", y)},
        },
        {
            "data": drawn,
            "mark": {"type": "point", "size": 85, "filled": True, "fill": K2, "stroke": PAPER, "opacity": 1},
            "encoding": {
                "x": quantitative("value"),
                "y": _y("at", y),
                "shape": nominal("shape", scale=None),
                "tooltip": [nominal(name, title=name) for name, _ in details],
            },
        },
    )


def _mark_row(mark: Mark, at: float) -> dict[str, Any]:
    return {
        "at": at,
        "value": mark.value,
        "low": mark.low,
        "high": mark.high,
        "shape": mark.shape,
        **dict(mark.details),
    }


def _text_layers(rows: Sequence[_PlacedRow], y: Spec) -> Iterator[Spec]:
    """Yield the lines of text that start at the left edge, and those that end at the right one."""
    for side, x, colour in (("left", 0, INK), ("right", "width", MUTED)):
        lines = [asdict(line) for row in rows for line in row.lines if line.side == side]
        yield {
            "data": inline_data(lines),
            "mark": {"type": "text", "aria": False, "align": side, "baseline": "middle", "color": colour},
            "encoding": {"x": {"value": x}, "y": _y("at", y), "text": nominal("text")},
        }


def _y(field: str, scale: Spec) -> Spec:
    return quantitative(field, scale=scale, axis=None)
