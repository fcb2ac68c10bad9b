"""One measurement of a course on the clock of the case: months after delivery."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from k2evidence.model.base import PHASES, Phase, Place
from k2evidence.render.charts.inline.svg import INSET, WIDTH, Axis, frame
from k2evidence.render.charts.label_placement import spread_apart

_TOP, _BOTTOM = 44, 110
"""The plot, from the highest value to the lowest."""
_STRIP_TOP, _STRIP_HEIGHT = 118, 6
"""The strip of vitamin K2; the axis of months lies under it."""
_HEIGHT = _STRIP_TOP + _STRIP_HEIGHT + 20
_SHAPES: Mapping[Place, str] = {"table": "circle", "text": "square", "figure": "diamond"}


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """One report: lowest and highest month, its value, the kind of place that prints it, and its phase."""

    months: tuple[Decimal, Decimal]
    value: Decimal
    label: str
    place: Place
    phase: Phase


@dataclass(frozen=True, slots=True)
class CoursePanel:
    """One measurement of a course.

    `missing` has the words for a phase without points, `range_` is the reference range, `treatment` the
    span of vitamin K2 in months (its end is None where the source gives none), and `weaning` holds the
    months in which breast-feeding was advised against.
    """

    name: str
    unit: str
    points: tuple[CoursePoint, ...]
    missing: tuple[tuple[Phase, str], ...]
    range_: tuple[Decimal, Decimal] | None
    treatment: tuple[Decimal, Decimal | None] | None
    weaning: tuple[Decimal, ...]


def course_panel(panel: CoursePanel, axis: Axis) -> Markup:
    """Return the picture of one measurement; no line joins its points, as nothing was measured between."""
    y = _y_scale(panel)
    parts = [*_heading(panel)]
    if panel.range_:
        top, bottom = y(panel.range_[1]), y(panel.range_[0])
        parts.append(f'<rect class="k2-band" x="0" y="{top:g}" width="{WIDTH}" height="{bottom - top:.1f}"/>')
    parts += _strip(panel, axis)
    parts.append(axis.svg(_STRIP_TOP + _STRIP_HEIGHT))
    parts += [_mark(point, axis, y(point.value)) for point in panel.points]
    parts += _labels(panel, axis, y)
    return frame("panel", _HEIGHT, _alternative(panel), parts)


def _y_scale(panel: CoursePanel) -> Callable[[Decimal], float]:
    """Return the function from a value to its y coordinate; values and range fill the plot, with room."""
    values = [*(point.value for point in panel.points), *(panel.range_ or ())]
    low, high = min(values), max(values)
    room = (high - low) / 12 or abs(high) / 12 or Decimal(1)
    low, high = low - room, high + room
    return lambda value: round(_BOTTOM - float((value - low) / (high - low)) * (_BOTTOM - _TOP), 1)


def _heading(panel: CoursePanel) -> Iterator[str]:
    """Yield the name, and below it the unit and the reference range."""
    range_ = f", range {panel.range_[0]}–{panel.range_[1]}" if panel.range_ else ""
    yield f'<text class="k2-head" x="0" y="13">{escape(panel.name)}</text>'
    yield f'<text class="k2-sub" x="0" y="28">{escape(panel.unit)}{escape(range_)}</text>'


def _strip(panel: CoursePanel, axis: Axis) -> Iterator[str]:
    """Yield the strip above the axis: vitamin K2, and when breast-feeding was advised against."""
    if panel.treatment:
        start, end = panel.treatment
        left = axis.at(start)
        right = axis.at(end) if end is not None else WIDTH
        kind = "k2-given" if end is not None else "k2-given k2-given--open"
        yield (
            f'<rect class="{kind}" x="{left:g}" y="{_STRIP_TOP}" width="{right - left:.1f}" '
            f'height="{_STRIP_HEIGHT}"/>'
        )
    for month in panel.weaning:
        yield f'<path class="k2-weaned" d="M{axis.at(month):g} {_STRIP_TOP + _STRIP_HEIGHT}l-5 -9h10z"/>'


def _mark(point: CoursePoint, axis: Axis, y: float) -> str:
    """Return the mark of a point in the middle of its months, with a line over all of them."""
    left, right = (axis.at(month) for month in point.months)
    x = round((left + right) / 2, 1)
    span = f'<path class="k2-span" d="M{left:g} {y:g}H{right:g}"/>' if right - left > 1 else ""
    kind = f"k2-{point.phase}"
    shape = _SHAPES[point.place]
    if shape == "circle":
        return f'{span}<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="4.5"/>'
    if shape == "square":
        return f'{span}<rect class="{kind}" x="{x - 4.2:.1f}" y="{y - 4.2:.1f}" width="8.4" height="8.4"/>'
    return f'{span}<path class="{kind}" d="M{x:g} {y - 6:.1f}l6 6l-6 6l-6 -6z"/>'


def _labels(panel: CoursePanel, axis: Axis, y: Callable[[Decimal], float]) -> Iterator[str]:
    """Yield the values beside their marks, on the inner side, so that none overlap."""
    for phase in PHASES:
        points = [point for point in panel.points if point.phase == phase]
        if points:
            yield from _point_labels(phase, points, axis, [y(point.value) + 4 for point in points])
        else:
            text = next((text for missing, text in panel.missing if missing == phase), "")
            anchor, x = ("start", INSET) if phase == "before" else ("end", WIDTH)
            yield f'<text class="k2-none k2-{anchor}" x="{x}" y="{_BOTTOM - 30}">{escape(text)}</text>'


def _point_labels(
    phase: Phase, points: Sequence[CoursePoint], axis: Axis, heights: Sequence[float]
) -> Iterator[str]:
    anchor, x = _inner_side(phase, [axis.at(month) for point in points for month in point.months])
    several_places = len({point.place for point in points}) > 1
    for point, height in zip(points, spread_apart(heights, _TOP, _BOTTOM + 4), strict=True):
        place = f" {point.place}" if several_places else ""
        yield (
            f'<text class="k2-num k2-{anchor}" x="{x:g}" y="{height:.1f}">'
            f'{escape(point.label)}<tspan class="k2-sub">{place}</tspan></text>'
        )


def _inner_side(phase: Phase, marks: Sequence[float]) -> tuple[str, float]:
    """Return the text anchor and the x coordinate of labels on the side of the marks that has room."""
    if phase == "before" and max(marks) + 10 <= WIDTH / 2:
        return "start", max(marks) + 10
    return "end", min(marks) - 10


def _alternative(panel: CoursePanel) -> str:
    """Return what the picture shows in words: every value with its time and place, and what is missing."""
    phases = "; ".join(f"{phase} treatment {_values_text(panel, phase)}" for phase in PHASES)
    range_ = f"; reference range {panel.range_[0]} to {panel.range_[1]}" if panel.range_ else ""
    return f"{panel.name}, {panel.unit}: {phases}{range_}."


def _values_text(panel: CoursePanel, phase: Phase) -> str:
    values = [
        f"{point.label} ({point.place}, {_when(point)})" for point in panel.points if point.phase == phase
    ]
    missing = [text for of, text in panel.missing if of == phase]
    return " and ".join(values or missing or ["not reported"])


def _when(point: CoursePoint) -> str:
    months = [f"{round(float(month), 1):g}" for month in dict.fromkeys(point.months)]
    return f"month {' to '.join(months)}"
