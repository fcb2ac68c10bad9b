"""One measurement of a course on the clock of the case: months after delivery."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from markupsafe import Markup, escape

from k2evidence.model.base import Phase, Place
from k2evidence.model.text import number
from k2evidence.render.charts.inline.svg import AXIS_HEIGHT, WIDTH, Axis, frame, nice_ticks
from k2evidence.render.charts.label_placement import Box, overlap, text_width

_TOP, _BOTTOM = 52, 132
"""The plot, from the highest value to the lowest."""
_LANE_TOP, _LANE = 150, 8
"""The strips of what was given, one below the other; the axis of months lies under them."""
_RIGHT = WIDTH - 8
_SHAPES: Mapping[Place, str] = {"table": "circle", "text": "square", "figure": "diamond"}
_HATCH = 9
"""From one slanted line over a band to the next."""
_FEWEST_JOINED = 3
"""From how many visits on a thin line leads from one to the next."""

Span = tuple[Decimal, Decimal | None]
"""From when to when, in months after delivery; the end is None where it is not known."""


@dataclass(frozen=True, slots=True)
class CoursePoint:
    """One report: lowest and highest month, its value, the kind of place that prints it.

    `visit` is the number of its visit; `phase` says on which side of treatment it lies, None where there was
    none or that is not known.
    """

    months: tuple[Decimal, Decimal]
    value: Decimal
    label: str
    place: Place
    phase: Phase | None
    visit: int


@dataclass(frozen=True, slots=True)
class CoursePanel:
    """One measurement of a course.

    `phases` names both sides of treatment; `missing` has the words for a side that the source sorts visits
    by and that has no point. `range_` is the reference range, `range_of` whose it is where the paper does not
    print it, `given` the spans of what was given, in months, and `weaning` the months in which breast-feeding
    was advised against, or ended.
    """

    name: str
    unit: str
    points: tuple[CoursePoint, ...]
    phases: Mapping[Phase, str]
    missing: tuple[tuple[Phase, str], ...]
    range_: tuple[Decimal, Decimal] | None
    given: tuple[Span, ...]
    weaning: tuple[Decimal, ...]
    range_of: str = ""


def course_panel(panel: CoursePanel, axis: Axis) -> Markup:
    """Return the picture of one measurement, with the value at each visit as a mark.

    From three visits on a thin line leads from one visit to the next, so that the eye finds the order.
    """
    low, high = _ends(panel)
    ticks = nice_ticks(low, high)
    left = round(max(text_width(f"{tick:f}") for tick in ticks) + 12, 1)
    axis = axis.within(left + 8, _RIGHT - 6)
    y = _y_scale(low, high)
    bottom = _LANE_TOP + _LANE * max(len(panel.given), bool(panel.weaning))
    parts = [*_heading(panel)]
    if panel.range_:
        top, base = y(panel.range_[1]), y(panel.range_[0])
        size = f'width="{_RIGHT - left:g}" height="{base - top:.1f}"'
        kind = "k2-band k2-band--other" if panel.range_of else "k2-band"
        parts.append(f'<rect class="{kind}" x="{left:g}" y="{top:g}" {size}/>')
        if panel.range_of:
            parts.append(_hatching(left, _RIGHT, top, base))
    parts += _y_axis(ticks, y, left, bottom)
    parts += _given(panel, axis, bottom)
    parts.append(axis.svg(bottom, left, _RIGHT))
    parts += _joining_line(panel, axis, y)
    parts += [_mark(point, axis, y(point.value)) for point in panel.points]
    parts += _labels(panel, axis, y, left)
    return frame("panel", bottom + AXIS_HEIGHT, _alternative(panel), parts)


def _hatching(left: float, right: float, top: float, base: float) -> str:
    """Return slanted lines over a band: a range that the paper does not print."""
    lines = []
    x = left - (base - top)
    while x < right:
        start, end = max(x, left), min(x + base - top, right)
        lines.append(f"M{start:.1f} {base - (start - x):.1f}L{end:.1f} {base - (end - x):.1f}")
        x += _HATCH
    return f'<path class="k2-hatch" d="{"".join(lines)}"/>'


def _ends(panel: CoursePanel) -> tuple[Decimal, Decimal]:
    """Return the lowest and the highest value of the plot: values and range fill it, with room."""
    values = [*(point.value for point in panel.points), *(panel.range_ or ())]
    low, high = min(values), max(values)
    room = (high - low) / 12 or abs(high) / 12 or Decimal(1)
    return low - room, high + room


def _y_scale(low: Decimal, high: Decimal) -> Callable[[Decimal], float]:
    """Return the function from a value to its y coordinate."""
    return lambda value: round(_BOTTOM - float((value - low) / (high - low)) * (_BOTTOM - _TOP), 1)


def _heading(panel: CoursePanel) -> Iterator[str]:
    """Yield the name, and below it the unit of the vertical axis and the reference range."""
    whose = "laboratory " if panel.range_of else ""
    range_ = f", {whose}range {panel.range_[0]}–{panel.range_[1]}" if panel.range_ else ""
    yield f'<text class="k2-head" x="0" y="13">{escape(panel.name)}</text>'
    yield f'<text class="k2-sub" x="0" y="30">{escape(panel.unit)}{escape(range_)}</text>'


def _y_axis(
    ticks: Sequence[Decimal], y: Callable[[Decimal], float], left: float, bottom: int
) -> Iterator[str]:
    """Yield the vertical axis with its labelled ticks."""
    yield f'<path class="k2-axis" d="M{left:g} {_TOP - 6}V{bottom}"/>'
    for tick in ticks:
        yield f'<path class="k2-axis" d="M{left:g} {y(tick):g}h-4"/>'
        text = number(f"{tick:f}")
        yield f'<text class="k2-tick k2-end" x="{left - 7:g}" y="{y(tick) + 4:g}">{text}</text>'


def _given(panel: CoursePanel, axis: Axis, bottom: int) -> Iterator[str]:
    """Yield the strips above the axis: what was given, and when breast-feeding was advised against."""
    for lane, (start, end) in enumerate(panel.given):
        x, right = axis.at(start), axis.at(end) if end is not None else _RIGHT
        kind = "k2-given" if end is not None else "k2-given k2-given--open"
        yield (
            f'<rect class="{kind}" x="{x:g}" y="{_LANE_TOP + lane * _LANE}" '
            f'width="{max(right - x, 3):.1f}" height="{_LANE - 3}"/>'
        )
    for month in panel.weaning:
        yield f'<path class="k2-weaned" d="M{axis.at(month):g} {bottom}l-5 -9h10z"/>'


def _joining_line(panel: CoursePanel, axis: Axis, y: Callable[[Decimal], float]) -> Iterator[str]:
    """Yield the line from visit to visit, at the first point of each."""
    first_of_visit: dict[int, CoursePoint] = {}
    for point in panel.points:
        first_of_visit.setdefault(point.visit, point)
    if len(first_of_visit) >= _FEWEST_JOINED:
        places = sorted((_middle(point, axis), y(point.value)) for point in first_of_visit.values())
        yield f'<path class="k2-join" d="M{"L".join(f"{x:g} {height:g}" for x, height in places)}"/>'


def _middle(point: CoursePoint, axis: Axis) -> float:
    """Return the x coordinate of a point: the middle of its months."""
    return round(sum(axis.at(month) for month in point.months) / 2, 1)


def _mark(point: CoursePoint, axis: Axis, y: float) -> str:
    """Return the mark of a point in the middle of its months, with a line over all of them."""
    left, right = (axis.at(month) for month in point.months)
    x = _middle(point, axis)
    span = f'<path class="k2-span" d="M{left:g} {y:g}H{right:g}"/>' if right - left > 1 else ""
    kind = f"k2-{point.phase or 'visit'}"
    shape = _SHAPES[point.place]
    if shape == "circle":
        return f'{span}<circle class="{kind}" cx="{x:g}" cy="{y:g}" r="4.5"/>'
    if shape == "square":
        return f'{span}<rect class="{kind}" x="{x - 4.2:.1f}" y="{y - 4.2:.1f}" width="8.4" height="8.4"/>'
    return f'{span}<path class="{kind}" d="M{x:g} {y - 6:.1f}l6 6l-6 6l-6 -6z"/>'


def _labels(panel: CoursePanel, axis: Axis, y: Callable[[Decimal], float], left: float) -> Iterator[str]:
    """Yield the value beside each mark; one that finds no free room is left to the table."""
    marks = [(_middle(point, axis), y(point.value)) for point in panel.points]
    taken = [Box(x - 6, height - 6, x + 6, height + 6) for x, height in marks]
    several_places = len({point.place for point in panel.points}) > 1
    for point, mark in zip(panel.points, marks, strict=True):
        place = f" {point.place}" if several_places else ""
        box = _free_box(mark, text_width(point.label + place), taken, left)
        if box:
            taken.append(box)
            yield (
                f'<text class="k2-num" x="{box.left:.1f}" y="{box.bottom - 3:.1f}">'
                f'{escape(point.label)}<tspan class="k2-sub">{place}</tspan></text>'
            )
    for phase, text in panel.missing:
        anchor, x = ("start", left + 6) if phase == "before" else ("end", _RIGHT)
        yield f'<text class="k2-none k2-{anchor}" x="{x:g}" y="{_BOTTOM - 30}">{escape(text)}</text>'


def _free_box(mark: tuple[float, float], width: float, taken: Sequence[Box], left: float) -> Box | None:
    """Return the first place around a mark where a label overlaps nothing: beside it, above, below."""
    x, y = mark
    for top in (y - 7, y - 21, y + 7, y - 14, y, y + 14, y - 28, y + 21):
        for start in (x + 8, x - 8 - width, x - width / 2):
            box = Box(start, top, start + width, top + 14)
            inside = left < start and box.right <= WIDTH and top >= _TOP - 14 and box.bottom <= _LANE_TOP
            if inside and not any(overlap(box, other) for other in taken):
                return box
    return None


def _alternative(panel: CoursePanel) -> str:
    """Return what the picture shows in words: every value with its time and place, and what is missing."""
    said: list[tuple[Phase | None, str]] = [(point.phase, _point_text(point)) for point in panel.points]
    if any(phase == "before" for phase, _ in panel.missing):
        said = [*panel.missing[:1], *said, *panel.missing[1:]]
    else:
        said += panel.missing
    groups = []
    for phase, texts in groupby(said, key=lambda item: item[0]):
        name = f"{panel.phases[phase]} " if phase else ""
        groups.append(f"{name}{' and '.join(text for _, text in texts)}")
    whose = f", not printed in the paper ({panel.range_of})" if panel.range_of else ""
    range_ = f"; reference range {panel.range_[0]} to {panel.range_[1]}{whose}" if panel.range_ else ""
    return f"{panel.name}, {panel.unit}: {'; '.join(groups)}{range_}."


def _point_text(point: CoursePoint) -> str:
    months = [f"{round(float(month), 1):g}" for month in dict.fromkeys(point.months)]
    return f"{point.label} ({point.place}, month {' to '.join(months)})"
