"""What happened in a course, one row each, on the clock of the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from k2evidence.render.charts.inline.svg import WIDTH, Axis, frame, lines_of

_LINE, _MARK, _GAP = 15, 16, 8
"""The height of a line of text and of a mark, and the gap below a row."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its kind, what it is, and when in months after delivery.

    `months` has a lowest and highest month for each time that the source gives. `until` is the end of a
    period; it is None for an event, and for a period whose end is not reported (`open_ended`).
    """

    kind: str
    what: str
    months: tuple[tuple[Decimal, Decimal], ...]
    until: Decimal | None = None
    open_ended: bool = False


def timeline(events: Sequence[Event], axis: Axis) -> Markup:
    """Return the events in rows, each with its words above its mark."""
    parts, y = [], 0
    for event in events:
        for line in lines_of(event.what):
            y += _LINE
            parts.append(f'<text class="k2-num" x="0" y="{y - 2}">{escape(line)}</text>')
        parts.append(_mark(event, axis, y + _MARK // 2))
        y += _MARK + _GAP
    delivery = axis.at(Decimal(0))
    parts.insert(0, f'<path class="k2-delivery" d="M{delivery:g} 0V{y}"/>')
    parts.append(axis.svg(y))
    return frame("timeline-chart", y + 22, _alternative(events), parts)


def _mark(event: Event, axis: Axis, y: int) -> str:
    spans = [(axis.at(low), axis.at(high)) for low, high in event.months]
    if event.until is not None or event.open_ended:
        left = spans[0][0]
        right = axis.at(event.until) if event.until is not None else WIDTH
        kind = "k2-given k2-given--open" if event.open_ended else "k2-given"
        return f'<rect class="{kind}" x="{left:g}" y="{y - 5}" width="{right - left:.1f}" height="10"/>'
    marks = []
    for left, right in spans:
        if right - left > 1:
            marks.append(f'<path class="k2-span" d="M{left:g} {y}H{right:g}"/>')
        marks.append(f'<circle class="k2-event k2-event--{event.kind}" cx="{right:g}" cy="{y}" r="5"/>')
    return "".join(marks)


def _alternative(events: Sequence[Event]) -> str:
    return "; ".join(event.what.rstrip(".") for event in events) + "."
