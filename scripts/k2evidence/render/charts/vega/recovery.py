"""Recovery of lumbar bone density: these courses beside published cohorts."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import floor
from typing import Any

import altair as alt

from k2evidence.derive.recovery import Recovery, RecoveryGroup, RecoveryPoint
from k2evidence.load.build_context import BuildContext
from k2evidence.model.text import number, rounded, signed
from k2evidence.render.charts.label_placement import Box, nearest, place_labels, text_width
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.drawing import DRUG, INK, K2, MUTED, NARROW, NO_DRUG, PAPER, over, picture
from k2evidence.render.exports.derived_tables import RECOVERY
from k2evidence.render.recovery_text import months_text, spread_text

PANELS: dict[RecoveryGroup, str] = {
    "vitamin K2": "Vitamin K2: these cases",
    "no bone drug": "No bone drug",
    "healthy women": "Healthy women, no drug",
    "teriparatide": "Teriparatide",
    "bisphosphonate": "Bisphosphonates",
    "other drug": "Other drugs",
}
"""The panels in their order, with their titles."""

LOOKS: dict[RecoveryGroup, tuple[str, str]] = {
    "vitamin K2": (K2, "circle"),
    "no bone drug": (NO_DRUG, "diamond"),
    "healthy women": (NO_DRUG, "diamond"),
    "teriparatide": (DRUG, "square"),
    "bisphosphonate": (DRUG, "square"),
    "other drug": (DRUG, "square"),
}
"""Colour and mark by what was given; never colour alone."""

_SIZES = {"circle": 70, "square": 65, "diamond": 130}
"""Area of a mark, in square pixels: they look equally large."""
_BESIDE = 8  # from one mark to another of the same months, in pixels
_HEIGHT = 190
_LINE = 16  # height of a label, in pixels


def recovery_pictures(recovery: Recovery, context: BuildContext) -> Iterator[Picture]:
    """Yield the picture of all cohorts, and the small one of the home page."""
    # Where courses are counted, one mark stands for so many months and percent.
    views: tuple[tuple[str, str, tuple[RecoveryGroup, ...], tuple[int, int]], ...] = (
        ("recovery", "Lumbar bone density after pregnancy: change since the first scan", (*PANELS,), (6, 5)),
        (
            "recovery-home",
            "Lumbar bone density with vitamin K2 and without any bone drug",
            ("vitamin K2", "no bone drug"),
            (12, 10),
        ),
    )
    for name, title, groups, size in views:
        points = tuple(point for group in groups for point in recovery.points if point.group == group)
        if points:
            fields = _fields(points, *size) if recovery.counted else ()
            drawn = tuple(point for point in points if not (fields and point.course_id))
            yield picture(
                name, title, _says(points, recovery.counted), RECOVERY.uri, _chart, (drawn, fields), context
            )


@dataclass(frozen=True, slots=True)
class _HeatmapCell:
    """How many courses changed by so much, from and to, in so many months, from and to."""

    months: tuple[int, int]
    percent: tuple[int, int]
    courses: int


def _fields(points: Sequence[RecoveryPoint], months: int, percent: int) -> tuple[_HeatmapCell, ...]:
    """Count the courses by the field that each lies in; a picture of fields does not grow with them."""

    def around(value: Decimal, size: int) -> tuple[int, int]:
        start = floor(value / size) * size
        return start, start + size

    counts = Counter(
        (around(sum(point.months, Decimal(0)) / 2, months), around(point.value, percent))
        for point in points
        if point.course_id
    )
    return tuple(_HeatmapCell(*place, amount) for place, amount in sorted(counts.items()))


def _domain(points: Sequence[RecoveryPoint], fields: Sequence[_HeatmapCell]) -> tuple[float, float]:
    """Return a scale in percent that holds zero and every value with its spread."""
    ends = [float(end) for p in points for end in (p.value, p.low, p.high) if end is not None]
    ends += [float(end) for field in fields for end in field.percent]
    return min(-5.0, *ends), max(ends) + 4


def _chart(drawn: tuple[tuple[RecoveryPoint, ...], tuple[_HeatmapCell, ...]], width: int) -> Any:
    """Return a panel for each group, all on the same two scales."""
    points, fields = drawn
    columns = 1 if width == NARROW else 2
    panel = width // columns - (58 if columns == 2 else 50)
    low, high = _domain(points, fields)
    ends = [float(point.months[1]) for point in points] + [float(field.months[1]) for field in fields]
    last = max([0.0, *ends]) + 2
    told = {point.group for point in points} | ({"vitamin K2"} if fields else set())
    groups = [group for group in PANELS if group in told]
    rows = [{"panel": PANELS["vitamin K2"]} | row for row in _counted(fields)]
    rows += [
        {"panel": PANELS[group]} | row
        for group in groups
        for row in _rows([p for p in points if p.group == group], (low, high), last, panel)
    ]
    x_scale = alt.Scale(domain=[0, last], nice=False)
    y_scale = alt.Scale(domain=[low, high], nice=False)
    x_axis = alt.Axis(values=[0, 6, 12, 18, 24], title="months since the first scan", grid=False)
    y_axis = alt.Axis(title="change, %", tickCount=5)
    colour = alt.Color("colour:N", scale=None)
    base = over(rows)
    # A field has no name beside it and no spread; drawing nothing for each would cost more than its mark.
    named = base.transform_filter("datum.text") if fields else base
    percent = alt.Y("percent:Q", scale=y_scale)
    layers = [
        base.mark_rule(aria=False, color=MUTED).encode(y=alt.YDatum(0, scale=y_scale)),
        named.mark_rule(aria=False, color=MUTED, strokeWidth=0.75).encode(
            x=alt.X("months:Q"), y=percent, x2=alt.X2("near_month"), y2=alt.Y2("near_percent")
        ),
        named.mark_rule(aria=False, strokeWidth=1.5).encode(
            x=alt.X("months:Q", scale=x_scale, axis=x_axis),
            y=alt.Y("low:Q", scale=y_scale, axis=y_axis),
            y2=alt.Y2("high"),
            color=colour,
        ),
        named.mark_rule(aria=False, strokeWidth=3).encode(
            x=alt.X("from:Q"), x2=alt.X2("to"), y=percent, color=colour
        ),
        base.mark_point(filled=True, stroke=PAPER, opacity=1).encode(
            x=alt.X("months:Q"),
            y=percent,
            fill=alt.Fill("colour:N", scale=None),
            shape=alt.Shape("shape:N", scale=None),
            size=alt.Size("size:Q", scale=None),
            tooltip=[
                alt.Tooltip("label:N", title="Study or case"),
                alt.Tooltip("given:N", title="Given"),
                alt.Tooltip("shown:N", title="Change"),
                alt.Tooltip("spread:N", title="Spread"),
                alt.Tooltip("when:N", title="Months since the first scan"),
            ],
        ),
        named.mark_text(aria=False, align="left", baseline="middle", color=INK).encode(
            x=alt.X("label_left:Q"), y=alt.Y("label_at:Q", scale=y_scale), text=alt.Text("text:N")
        ),
    ]
    return (
        alt.layer(*layers)
        .properties(width=panel, height=_HEIGHT)
        .facet(
            facet=alt.Facet(
                "panel:N",
                title=None,
                sort=[PANELS[group] for group in groups],
                header=alt.Header(
                    labelFontSize=14, labelFontWeight=600, labelAnchor="start", labelColor=INK, labelPadding=4
                ),
            ),
            columns=columns,
        )
        .resolve_axis(x="independent", y="independent")
    )


def _rows(
    points: Sequence[RecoveryPoint], domain: tuple[float, float], last: float, width: int
) -> Iterator[dict[str, Any]]:
    """Yield each point with the place of its label, which covers no mark and no other label."""
    low, high = domain
    month, percent = last / width, (high - low) / _HEIGHT  # a pixel on each axis
    down = [(high - float(point.value)) / percent for point in points]
    along = [float(sum(point.months)) / 2 / month + _jitter(point, points) for point in points]
    texts = [_text(point, width) for point in points]
    zero = high / percent
    obstacles: list[Box] = [(0.0, zero - 1, float(width), zero + 1)]
    for point, x, y in zip(points, along, down, strict=True):
        top = (high - float(point.high if point.high is not None else point.value)) / percent
        end = (high - float(point.low if point.low is not None else point.value)) / percent
        obstacles.append((x - 6, min(top, y - 6), x + 6, max(end, y + 6)))
        early, late = (float(end) / month for end in point.months)
        obstacles.append((early, y - 3, late, y + 3))
    boxes = place_labels(
        list(zip(along, down, strict=True)),
        [(text_width(text), _LINE) for text in texts],
        obstacles,
        (width, _HEIGHT),
    )
    for point, x, y, text, box in zip(points, along, down, texts, boxes, strict=True):
        early, late = map(float, point.months)
        near = nearest(box, (x, y))
        colour, shape = LOOKS[point.group]
        yield {
            "colour": colour,
            "shape": shape,
            "size": _SIZES[shape],
            "label": point.label,
            "text": text,
            "given": point.arm,
            "shown": f"{signed(rounded(point.value))} %",
            "spread": spread_text(point),
            "when": months_text(point.months),
            "months": x * month,
            "from": early,
            "to": late,
            "percent": float(point.value),
            "low": float(point.low if point.low is not None else point.value),
            "high": float(point.high if point.high is not None else point.value),
            "label_left": box[0] * month,
            "near_month": near[0] * month,
            "near_percent": high - near[1] * percent,
            "label_at": high - (box[1] + box[3]) / 2 * percent,
        }


def _counted(fields: Sequence[_HeatmapCell]) -> Iterator[dict[str, Any]]:
    """Yield each field as a mark in its middle, whose area grows with the courses in it."""
    colour, shape = LOOKS["vitamin K2"]
    most = max((field.courses for field in fields), default=1)
    for field in fields:
        month, value = sum(field.months) / 2, sum(field.percent) / 2
        yield {
            "colour": colour,
            "shape": shape,
            "size": 12 + 220 * field.courses / most,
            "label": f"{field.courses:,} courses",
            "text": "",
            "given": "menatetrenone",
            "shown": f"{number(field.percent[0])} to {number(field.percent[1])} %",
            "spread": "counted",
            "when": f"{field.months[0]} to {field.months[1]}",
            "months": month,
            "from": month,
            "to": month,
            "percent": value,
            "low": value,
            "high": value,
            "label_left": month,
            "near_month": month,
            "near_percent": value,
            "label_at": value,
        }


def _jitter(point: RecoveryPoint, points: Sequence[RecoveryPoint]) -> float:
    """Return how far a mark moves so that those of the same months stand side by side, in pixels."""
    same = [other for other in points if other.months == point.months]
    return _BESIDE * (same.index(point) - (len(same) - 1) / 2)


def _text(point: RecoveryPoint, width: int) -> str:
    """Return a point's label; a narrow picture leaves out what its table tells."""
    people = f", n {point.people}" if point.people is not None and point.group != "vitamin K2" else ""
    text = f"{point.label}{_from(point)}{people}"
    return text if text_width(text) < width - 10 else f"{point.label}{people}"


def _from(point: RecoveryPoint) -> str:
    """Return when the baseline scan was made, where that is known."""
    if point.baseline is None:
        return ""
    return f" (month {months_text(point.baseline)})"


def _says(points: Sequence[RecoveryPoint], counted: bool) -> str:
    """State every point, group by group; of courses that are counted, how many and between what."""
    said = []
    if counted:
        values = [point.value for point in points if point.course_id]
        low, high = (f"{signed(rounded(end))} %" for end in (min(values), max(values)))
        said.append(f"{PANELS['vitamin K2']}: {len(values):,} courses, changes from {low} to {high}")
        points = [point for point in points if not point.course_id]
    for group, title in PANELS.items():
        own = [
            f"{p.label} {signed(rounded(p.value))} % at {months_text(p.months)} months"
            + (f", {p.people} women" if p.people not in (None, 1) else "")
            for p in points
            if p.group == group
        ]
        if own:
            said.append(f"{title}: {'; '.join(own)}")
    return f"Change of lumbar bone density since the baseline scan. {'. '.join(said)}."
