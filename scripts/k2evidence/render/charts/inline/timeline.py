"""What happened in a course, one row each, on the clock of the case."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

from k2evidence.render.charts.inline.svg import AXIS_HEIGHT, INSET, WIDTH, Axis, frame, lines_of

_LINE, _MARK, _GAP = 15, 16, 8
"""The height of a line of text and of a mark, and the gap below a row."""
_WIDE, _WORDS = 680, 300
"""Width of the wide timeline, and of its column of words."""
_CHARACTERS, _COLUMN_CHARACTERS = 42, 46
"""How many characters fit on a line of the narrow timeline, and of the column of words."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its kind, what it is, and when in months after delivery.

    `months` has a lowest and highest month for each time that the source gives; it is empty for what cannot
    be placed, which stays in words alone. `until` is the end of a period; it is None for an event, and for
    a period whose end is not known (`open_ended`).
    """

    kind: str
    what: str
    months: tuple[tuple[Decimal, Decimal], ...]
    until: Decimal | None = None
    open_ended: bool = False


def timeline(events: Sequence[Event], axis: Axis) -> Markup:
    """Return the events in rows, each with its words above its mark: for a narrow screen."""
    axis = axis.within(INSET, WIDTH - INSET)
    rows, y = [], 0
    for event in events:
        rows += _words(event, y, _CHARACTERS)
        y += _LINE * len(lines_of(event.what, _CHARACTERS))
        if event.months:
            rows.append(_mark(event, axis, y + _MARK // 2, WIDTH))
            y += _MARK
        y += _GAP
    return _framed(events, axis, rows, y, (0, WIDTH))


def wide_timeline(events: Sequence[Event], axis: Axis) -> Markup:
    """Return the same events with their words in a column left of the marks."""
    axis = axis.within(_WORDS + INSET, _WIDE - INSET)
    rows, y = [], 0
    for event in events:
        height = _LINE * len(lines_of(event.what, _COLUMN_CHARACTERS))
        rows += _words(event, y, _COLUMN_CHARACTERS)
        if event.months:
            rows.append(_mark(event, axis, y + height // 2 + 1, _WIDE))
        y += height + _GAP
    return _framed(events, axis, rows, y, (_WORDS, _WIDE))


def _framed(
    events: Sequence[Event], axis: Axis, rows: Sequence[str], bottom: int, plot: tuple[int, int]
) -> Markup:
    """Return the picture of the rows between the grid and the axis; the delivery is a dotted line."""
    left, right = plot
    delivery = f'<path class="k2-delivery" d="M{axis.at(Decimal(0)):g} 0V{bottom}"/>'
    parts = [*axis.grid(0, bottom), delivery, *rows, axis.svg(bottom, left, right)]
    return frame("timeline-chart", bottom + AXIS_HEIGHT, _alternative(events), parts, right)


def _words(event: Event, top: int, width: int) -> list[str]:
    return [
        f'<text class="k2-num" x="0" y="{top + _LINE * number - 2}">{escape(line)}</text>'
        for number, line in enumerate(lines_of(event.what, width), 1)
    ]


def _mark(event: Event, axis: Axis, y: int, right_edge: int) -> str:
    spans = [(axis.at(low), axis.at(high)) for low, high in event.months]
    if event.until is not None or event.open_ended:
        left = spans[0][0]
        right = axis.at(event.until) if event.until is not None else right_edge
        kind = "k2-given k2-given--open" if event.open_ended else "k2-given"
        width = f"{max(right - left, 3):.1f}"
        return f'<rect class="{kind}" x="{left:g}" y="{y - 5}" width="{width}" height="10"/>'
    marks = []
    for left, right in spans:
        if right - left > 1:
            marks.append(f'<path class="k2-span" d="M{left:g} {y}H{right:g}"/>')
        marks.append(f'<circle class="k2-event k2-event--{event.kind}" cx="{right:g}" cy="{y}" r="5"/>')
    return "".join(marks)


def _alternative(events: Sequence[Event]) -> str:
    return "; ".join(event.what.rstrip(".") for event in events) + "."
