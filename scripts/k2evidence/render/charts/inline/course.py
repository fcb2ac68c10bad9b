"""One measurement of a course on the clock of the case: months after delivery."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from k2evidence.render.charts.inline.svg import INSET, WIDTH, Axis, frame
from k2evidence.render.charts.label_placement import spread_apart

_TOP, _BOTTOM = 44, 110
"""The plot, from the highest value to the lowest."""
_GIVEN, _STRIP = 118, 6
"""Where the strip of vitamin K2 begins, and its height; the axis of months lies under it."""
_HEIGHT = _GIVEN + _STRIP + 20
_SHAPES = {"table": "circle", "text": "square", "figure": "diamond"}


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """One report: when (lowest and highest month), its value, where it stands and in which phase."""

    months: tuple[Decimal, Decimal]
    value: Decimal
    label: str
    place: str
    phase: str


@dataclass(frozen=True, slots=True)
class CoursePanel:
    """One measurement: its points, what is said where a phase has none, and the reference range.

    `treatment` is the span of vitamin K2 in months; its end is None where the source tells none.
    """

    name: str
    unit: str
    points: tuple[CoursePoint, ...]
    missing: tuple[tuple[str, str], ...]
    range_: tuple[Decimal, Decimal] | None
    treatment: tuple[Decimal, Decimal | None] | None
    weaning: tuple[Decimal, ...]


def course_panel(panel: CoursePanel, axis: Axis) -> Markup:
    """Return the picture of one measurement; no line joins its points, for none was measured."""
    values = [point.value for point in panel.points]
    low, high = min([*values, *(panel.range_ or ())]), max([*values, *(panel.range_ or ())])
    room = (high - low) / 12 or abs(high) / 12 or Decimal(1)
    low, high = low - room, high + room

    def y(value: Decimal) -> float:
        return round(_BOTTOM - float((value - low) / (high - low)) * (_BOTTOM - _TOP), 1)

    head = f", range {panel.range_[0]}–{panel.range_[1]}" if panel.range_ else ""
    parts = [
        f'<text class="k2-head" x="0" y="13">{escape(panel.name)}</text>'
        f'<text class="k2-sub" x="0" y="28">{escape(panel.unit)}{escape(head)}</text>'
    ]
    if panel.range_:
        top, bottom = y(panel.range_[1]), y(panel.range_[0])
        parts.append(f'<rect class="k2-band" x="0" y="{top:g}" width="{WIDTH}" height="{bottom - top:.1f}"/>')
    parts.extend(_strip(panel, axis))
    parts.append(axis.drawn(_GIVEN + _STRIP))
    for point in panel.points:
        parts.append(_mark(point, axis, y(point.value)))
    parts.extend(_labels(panel, axis, [y(point.value) for point in panel.points]))
    return frame("panel", _HEIGHT, _says(panel), parts)


def _strip(panel: CoursePanel, axis: Axis) -> Iterator[str]:
    """Yield the strip above the axis: vitamin K2, and when breast-feeding was advised against."""
    if panel.treatment:
        start, end = panel.treatment
        left = axis.at(start)
        right = axis.at(end) if end is not None else WIDTH
        kind = "k2-given" if end is not None else "k2-given k2-given--open"
        yield (
            f'<rect class="{kind}" x="{left:g}" y="{_GIVEN}" width="{right - left:.1f}" height="{_STRIP}"/>'
        )
    for month in panel.weaning:
        x = axis.at(month)
        yield f'<path class="k2-weaned" d="M{x:g} {_GIVEN + _STRIP}l-5 -9h10z"/>'


def _mark(point: CoursePoint, axis: Axis, y: float) -> str:
    early, late = (axis.at(month) for month in point.months)
    x = round((early + late) / 2, 1)
    span = f'<path class="k2-span" d="M{early:g} {y:g}H{late:g}"/>' if late - early > 1 else ""
    kind = f"k2-{point.phase}"
    shape = _SHAPES[point.place]
    if shape == "circle":
        return f'{span}<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="4.5"/>'
    if shape == "square":
        return f'{span}<rect class="{kind}" x="{x - 4.2:.1f}" y="{y - 4.2:.1f}" width="8.4" height="8.4"/>'
    return f'{span}<path class="{kind}" d="M{x:g} {y - 6:.1f}l6 6l-6 6l-6 -6z"/>'


def _labels(panel: CoursePanel, axis: Axis, heights: Sequence[float]) -> Iterator[str]:
    """Yield the values beside their marks, on the inner side, none upon another."""
    for phase in ("before", "after"):
        own = [(p, h) for p, h in zip(panel.points, heights, strict=True) if p.phase == phase]
        inner = "start" if phase == "before" else "end"
        if not own:
            said = next((text for missing, text in panel.missing if missing == phase), "")
            x = INSET if phase == "before" else WIDTH
            yield f'<text class="k2-none k2-{inner}" x="{x}" y="{_BOTTOM - 30}">{escape(said)}</text>'
            continue
        marks = [axis.at(month) for point, _ in own for month in point.months]
        x_of_labels = max(marks) + 10 if phase == "before" else min(marks) - 10
        if phase == "before" and x_of_labels > WIDTH / 2:
            inner, x_of_labels = "end", min(marks) - 10
        several = len({point.place for point, _ in own}) > 1
        wanted = [height + 4 for _, height in own]
        for (point, _), height in zip(own, spread_apart(wanted, _TOP, _BOTTOM + 4), strict=True):
            place = f" {point.place}" if several else ""
            yield (
                f'<text class="k2-num k2-{inner}" x="{x_of_labels:g}" y="{height:.1f}">'
                f'{escape(point.label)}<tspan class="k2-sub">{place}</tspan></text>'
            )


def _says(panel: CoursePanel) -> str:
    """State what the picture shows: every value with its time and place, and what is missing."""
    said = []
    for phase in ("before", "after"):
        told = [
            f"{point.label} ({point.place}, {_when(point)})" for point in panel.points if point.phase == phase
        ]
        missing = [text for of, text in panel.missing if of == phase]
        said.append(f"{phase} treatment {' and '.join(told or missing or ['not reported'])}")
    range_ = f"; reference range {panel.range_[0]} to {panel.range_[1]}" if panel.range_ else ""
    return f"{panel.name}, {panel.unit}: {'; '.join(said)}{range_}."


def _when(point: CoursePoint) -> str:
    months = [f"{round(float(month), 1):g}" for month in dict.fromkeys(point.months)]
    return f"month {' to '.join(months)}"
