"""Lifelines: one strip for each course over the months around delivery, all on one axis.

Places are percentages, so that a strip fits a phone, a desk and paper; the marks keep their size. Each
shape is drawn once, in `shapes`, and the strips refer to it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Literal

from markupsafe import Markup, escape

from k2evidence.model.text import number

Shape = Literal["onset", "fracture", "scan", "pain", "pregnancy", "began", "ended", "earlier", "later"]

FIRST, LAST = Decimal(-12), Decimal(36)
"""Months beyond which events are not on the axis, but named beside it: few are, and the rest needs room."""
_STEP = 6
_EVENTS, _FOUND, _DRUGS, _LANE = 9, 23, 39, 14
"""The middle of the lanes of events, of findings and of the first drug, and the height of a drug's lane."""
MOST_LANES = 4
"""How many lanes of drugs a strip has at most; further drugs share the last one."""
_ROOM = Decimal(4)
"""Months left free between two drugs of one lane: for the letters of the second."""

SHAPES: Mapping[Shape, str] = {
    "onset": '<path class="k2-line-onset" d="M0-6L6 5H-6z"/>',
    "fracture": '<path class="k2-line-fracture" d="M-5-5L5 5M5-5L-5 5"/>',
    "scan": '<circle class="k2-line-scan" r="4.2"/>',
    "pain": '<path class="k2-line-pain" d="M0-6L6 0L0 6L-6 0z"/>',
    "pregnancy": '<path class="k2-line-pregnancy" d="M0-6V6M-6 0H6"/>',
    "began": '<path class="k2-line-drug" d="M0-5L9 0L0 5z"/>',
    "ended": '<path class="k2-line-drug" d="M0-5L-9 0L0 5z"/>',
    "earlier": '<path class="k2-line-off" d="M6-5L0 0L6 5"/>',
    "later": '<path class="k2-line-off" d="M-6-5L0 0L-6 5"/>',
}
"""The drawing of each shape around its own middle."""


@dataclass(frozen=True, slots=True)
class LineAxis:
    """The months that all strips of a page share, from left to right."""

    low: Decimal
    high: Decimal

    @classmethod
    def over(cls, months: Iterable[Decimal]) -> "LineAxis":
        """Return an axis of whole half years that spans delivery and the months given, within its bounds."""
        spanned = [Decimal(0), Decimal(_STEP), *months]
        low = (min(spanned) / _STEP).to_integral_value(ROUND_FLOOR) * _STEP
        high = (max(spanned) / _STEP).to_integral_value(ROUND_CEILING) * _STEP
        return cls(max(low, FIRST), min(high, LAST))

    def holds(self, month: Decimal) -> bool:
        """Say whether a month is on the axis."""
        return self.low <= month <= self.high

    def at(self, month: Decimal) -> str:
        """Return where a month is, in percent of the width; a month beyond an end is at that end."""
        month = min(max(month, self.low), self.high)
        return f"{float((month - self.low) / (self.high - self.low) * 100):.1f}".removesuffix(".0") + "%"

    def ticks(self) -> range:
        """Return the months to label."""
        return range(int(self.low), int(self.high) + 1, _STEP)


@dataclass(frozen=True, slots=True)
class StripMark:
    """A mark of a strip: an event, or a drug with its letters, from its start to its end.

    An event has a start alone. Months are after delivery, each with the earliest and the latest that the
    source allows; `is_k2` is whether the drug is vitamin K2.
    """

    shape: Shape | Literal["drug"]
    start: tuple[Decimal, Decimal] | None
    end: tuple[Decimal, Decimal] | None = None
    letters: str = ""
    is_k2: bool = False


def shapes(axis: LineAxis) -> Markup:
    """Return what the strips refer to: the shapes and the grid of months."""
    grid = "".join(
        f'<line class="{"k2-line-birth" if month == 0 else "k2-line-month"}" x1="{axis.at(Decimal(month))}" '
        f'x2="{axis.at(Decimal(month))}" y2="100%"/>'
        for month in axis.ticks()
    )
    drawn = "".join(f'<g id="line-{name}">{drawing}</g>' for name, drawing in SHAPES.items())
    return Markup(
        '<svg class="k2-chart k2-hidden" width="1" height="1" aria-hidden="true" data-pagefind-ignore>'
        f'<defs>{drawn}<g id="line-grid">{grid}</g></defs></svg>'
    )


def axis_strip(axis: LineAxis) -> Markup:
    """Return the labelled axis."""
    labels = "".join(
        f'<text class="k2-tick" x="{axis.at(Decimal(month))}" y="13">{number(month)}</text>'
        for month in axis.ticks()
    )
    first, last = map(number, (axis.low, axis.high))
    alternative = f"Axis from month {first} to month {last} relative to delivery, which is month 0"
    return _strip(18, alternative, [labels])


def lifeline_strip(marks: Sequence[StripMark], axis: LineAxis, alternative: str) -> Markup:
    """Return the strip of one course; `alternative` is its sentence for readers who do not see it."""
    drugs = [mark for mark in marks if mark.shape == "drug"]
    lanes = _lanes(drugs)
    parts = ['<use href="#line-grid"/>', *_extent(marks, axis)]
    for mark in marks:
        if mark.shape != "drug" and mark.start:
            parts += _event(mark.shape, mark.start, axis)
    for mark, lane in zip(drugs, lanes, strict=True):
        parts += _drug(mark, axis, _DRUGS + lane * _LANE)
    height = _DRUGS - 7 + (max(lanes, default=-1) + 1) * _LANE
    return _strip(height, alternative, parts)


def sample(shape: Shape | Literal["drug", "k2"]) -> Markup:
    """Return a mark alone, for the key."""
    if shape in ("drug", "k2"):
        kind = "k2-line-k2" if shape == "k2" else "k2-line-drug"
        drawing = f'<rect class="{kind}" x="1" y="3" width="20" height="10"/>'
    else:
        drawing = f'<use href="#line-{shape}" x="11" y="8"/>'
    return Markup(
        f'<svg class="k2-chart k2-line-sample" viewBox="0 0 22 16" width="22" height="16" aria-hidden="true">'
        f"{drawing}</svg>"
    )


def _strip(height: int, alternative: str, parts: Iterable[str]) -> Markup:
    return Markup(
        f'<svg class="k2-chart k2-strip" width="100%" height="{height}" role="img" '
        f'aria-label="{escape(alternative)}">{"".join(parts)}</svg>'
    )


def _extent(marks: Sequence[StripMark], axis: LineAxis) -> Iterator[str]:
    """Yield the thin line from the first to the last dated event, delivery among them."""
    months = [
        Decimal(0),
        *(month for mark in marks for span in (mark.start, mark.end) if span for month in span),
    ]
    left, right = axis.at(min(months)), axis.at(max(months))
    yield f'<line class="k2-join" x1="{left}" x2="{right}" y1="{_FOUND}" y2="{_FOUND}"/>'


def _event(shape: Shape, span: tuple[Decimal, Decimal], axis: LineAxis) -> Iterator[str]:
    y = _FOUND if shape in ("fracture", "scan") else _EVENTS
    low, high = span
    if high < axis.low or low > axis.high:
        arrow = "earlier" if high < axis.low else "later"
        yield f'<use href="#line-{arrow}" x="{axis.at(low)}" y="{y}"/>'
        return
    yield from _between(span, axis, y)
    yield f'<use href="#line-{shape}" x="{axis.at(low)}" y="{y}"/>'


def _between(span: tuple[Decimal, Decimal], axis: LineAxis, y: int) -> Iterator[str]:
    """Yield the line of all months that the source allows, where they are more than one."""
    left, right = map(axis.at, span)
    if left != right:
        yield f'<line class="k2-span" x1="{left}" x2="{right}" y1="{y}" y2="{y}"/>'


def _drug(mark: StripMark, axis: LineAxis, y: int) -> Iterator[str]:
    """Yield a bar where start and end are dated, else a triangle that points to the side that is not."""
    kind = "k2-line-k2" if mark.is_k2 else "k2-line-drug"
    if mark.start and mark.start[0] > axis.high:
        left = "100%"
        yield f'<use href="#line-later" x="100%" y="{y}"/>'
    elif mark.start and mark.end:
        left, right = axis.at(mark.start[0]), axis.at(mark.end[1])
        width = f"{max(float(right[:-1]) - float(left[:-1]), 1):.1f}%"
        yield f'<rect class="{kind}" x="{left}" y="{y - 5}" width="{width}" height="10"/>'
        if mark.end[1] > axis.high:
            yield f'<use href="#line-later" x="100%" y="{y}"/>'
    else:
        span = mark.start or mark.end
        assert span is not None
        shape = "began" if mark.start else "ended"
        yield from _between(span, axis, y)
        left = axis.at(span[0])
        yield f'<use class="{kind}" href="#line-{shape}" x="{left}" y="{y}"/>'
        left = left if mark.start else axis.at(span[0] - 2)
    yield f'<text class="k2-line-letters" x="{left}" dx="-4" y="{y + 4}">{escape(mark.letters)}</text>'


def _lanes(drugs: Sequence[StripMark]) -> list[int]:
    """Return a lane for each drug, so that no two of a lane are at the same time."""
    free_from: list[Decimal] = []
    lanes = []
    for drug in drugs:
        spans = [span for span in (drug.start, drug.end) if span]
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        lane = next((n for n, free in enumerate(free_from) if free <= first), len(free_from))
        lane = min(lane, MOST_LANES - 1)
        free_from[lane : lane + 1] = [last + _ROOM]
        lanes.append(lane)
    return lanes
