"""Rows of estimates: a name and a number above, and a strip with the mark and its interval below."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt

from k2evidence.render.charts.label_placement import text_width
from k2evidence.render.charts.vega.drawing import BAND, INK, K2, MUTED, PAPER, over

_NAME, _STRIP = 17, 19
"""Height of a row's line of text and of its strip, in pixels."""


@dataclass(frozen=True, slots=True)
class Strip:
    """One row: what is drawn, and what is written above it; `marks` is empty where there is none."""

    name: str
    shown: str
    marks: "tuple[Mark, ...]" = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with its interval; `details` is what the interactive version tells of it."""

    value: float
    low: float
    high: float
    shape: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """The scale that all rows of a panel share; `neutral` is the value of no difference."""

    title: str
    neutral: float
    logarithmic: bool = False


def strips(
    rows: Sequence[Strip],
    scale: Scale,
    width: int,
    *,
    title: str = "",
    bands: Sequence[tuple[float, float]] = (),
) -> Any:
    """Return the panel of some rows; every band is a span that one threshold calls error."""
    to_months_after_delivery = list(_to_months(rows, width))
    height = to_months_after_delivery[-1]["bottom"]
    ends = [end for row in rows for mark in row.marks for end in (mark.low, mark.high)]
    ends += [end for band in bands for end in band] + [scale.neutral]
    x_scale = alt.Scale(
        type="log" if scale.logarithmic else "linear", domain=[min(ends), max(ends)], nice=False, padding=8
    )
    values = [v for v in _LOG_TICKS if min(ends) <= v <= max(ends)] if scale.logarithmic else None
    name = folded(scale.title, width)
    axis = alt.Axis(title=name, grid=False, tickCount=5)
    if values:
        axis = alt.Axis(title=name, grid=False, values=values)
    y_scale = alt.Scale(domain=[0, height], reverse=True, nice=False)
    y = alt.Y("at:Q", scale=y_scale, axis=None)
    marks = [
        {
            "at": row["strip"],
            "value": mark.value,
            "low": mark.low,
            "high": mark.high,
            "shape": mark.shape,
            **dict(mark.details),
        }
        for row in to_months_after_delivery
        for mark in row["marks"]
    ]
    lanes = [
        {"top": row["strip"] - _STRIP / 2 + 3, "end": row["strip"] + _STRIP / 2 - 3, "low": low, "high": high}
        for row in to_months_after_delivery
        if row["marks"]
        for low, high in bands
    ]
    zero = [
        {"top": row["strip"] - _STRIP / 2, "end": row["strip"] + _STRIP / 2, "neutral": scale.neutral}
        for row in to_months_after_delivery
        if row["marks"]
    ]
    top = alt.Y("top:Q", scale=y_scale, axis=None)
    drawn = over(marks)
    layers: list[Any] = []
    if lanes:
        layers.append(
            over(lanes)
            .mark_rect(aria=False, fill=BAND, fillOpacity=0.3, stroke=MUTED, strokeWidth=0.75)
            .encode(x=alt.X("low:Q", scale=x_scale), x2=alt.X2("high"), y=top, y2=alt.Y2("end"))
        )
    layers += [
        over(zero)
        .mark_rule(aria=False, color=INK)
        .encode(x=alt.X("neutral:Q", scale=x_scale, axis=axis), y=top, y2=alt.Y2("end")),
        drawn.mark_rule(aria=False, color=K2, strokeWidth=2.5).encode(
            x=alt.X("low:Q"), x2=alt.X2("high"), y=y
        ),
        drawn.mark_point(size=85, filled=True, fill=K2, stroke=PAPER, opacity=1).encode(
            x=alt.X("value:Q"),
            y=y,
            shape=alt.Shape("shape:N", scale=None),
            tooltip=[alt.Tooltip(f"{name}:N", title=name) for name, _ in _first(rows)],
        ),
    ]
    lines = [line for row in to_months_after_delivery for line in row["lines"]]
    text = alt.Text("text:N")
    names = over([line for line in lines if line["side"] == "left"])
    numbers = over([line for line in lines if line["side"] == "right"])
    layers += [
        names.mark_text(aria=False, align="left", baseline="middle", color=INK).encode(
            x=_at(0), y=y, text=text
        ),
        numbers.mark_text(aria=False, align="right", baseline="middle", color=MUTED).encode(
            x=_at("width"), y=y, text=text
        ),
    ]
    panel = alt.layer(*layers).properties(width=width, height=height)
    return panel.properties(title=title) if title else panel


_LOG_TICKS = (0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3)


def _at(place: int | str) -> alt.XValue:
    return alt.XValue(place)  # type: ignore[no-untyped-call]


def _first(rows: Sequence[Strip]) -> tuple[tuple[str, str], ...]:
    return next((mark.details for row in rows for mark in row.marks), ())


def _to_months(rows: Sequence[Strip], width: int) -> Any:
    """Yield every row with the places of its lines of text and of its strip, in pixels from the top."""
    top = 0.0
    for row in rows:
        name = folded(row.name, width)
        beside = len(name) == 1 and text_width(f"{row.name}   {row.shown}") <= width
        lines = [
            {"side": "left", "at": top + _NAME * (place + 0.5), "text": text}
            for place, text in enumerate(name)
        ]
        used = len(name) if beside else len(name) + 1
        side = "right" if beside else "left"
        lines.append({"side": side, "at": top + _NAME * (used - 0.5), "text": row.shown})
        strip = top + _NAME * used + _STRIP / 2
        bottom = strip + _STRIP / 2 + 5 if row.marks else top + _NAME * used + 8
        yield {"lines": lines, "strip": strip, "marks": row.marks, "bottom": bottom}
        top = bottom


def folded(text: str, width: float) -> list[str]:
    """Return a text in as many lines as its width asks for."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
