"""What the pictures share: their frame, the axis of months, ticks, and text in several lines."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from markupsafe import Markup, escape

WIDTH = 280
"""Width of most pictures in user units, one pixel each: it fits the smallest phone."""
INSET = 10
"""Room left and right of the months, so that marks at the ends are whole."""
AXIS_HEIGHT = 36
"""Room for the labels of the axis of months and for its unit."""

_TICK_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
"""Months from one label of the axis to the next; the first that gives few enough labels is used."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Months after delivery from left to right; the same months for all pictures of one course.

    `left` and `right` are where a picture draws the first and the last of them.
    """

    low: Decimal
    high: Decimal
    left: float = INSET
    right: float = WIDTH - INSET

    @classmethod
    def over(cls, months: Iterable[Decimal]) -> "Axis":
        """Return an axis that spans delivery and every month given."""
        spanned = [Decimal(0), *months]
        low, high = min(spanned), max(spanned)
        return cls(low, high if high > low else low + 1)

    def within(self, left: float, right: float) -> "Axis":
        """Return the same months drawn between two x coordinates."""
        return replace(self, left=left, right=right)

    def at(self, month: Decimal) -> float:
        """Return the x coordinate of a month, in user units from the left."""
        share = float((month - self.low) / (self.high - self.low))
        return round(self.left + share * (self.right - self.left), 1)

    def ticks(self) -> list[int]:
        """Return whole months to label, at most six, delivery among them."""
        step = next((s for s in _TICK_STEPS if (self.high - self.low) / s <= 5), _TICK_STEPS[-1])
        first = -(-int(self.low) // step) * step
        return list(range(first, int(self.high) + 1, step))

    def svg(self, y: int, left: float, right: float) -> str:
        """Return the line of the axis at the y coordinate, with labelled ticks and the unit below it."""
        parts = [f'<path class="k2-axis" d="M{left:g} {y}H{right:g}"/>']
        for month in self.ticks():
            x = self.at(Decimal(month))
            label = str(month).replace("-", "\N{MINUS SIGN}")
            parts.append(f'<path class="k2-axis" d="M{x:g} {y}v4"/>')
            parts.append(f'<text class="k2-tick" x="{x:g}" y="{y + 16}">{label}</text>')
        parts.append(f'<text class="k2-sub k2-end" x="{right:g}" y="{y + 31}">months after delivery</text>')
        return "".join(parts)

    def grid(self, top: int, bottom: int) -> Iterator[str]:
        """Yield a faint vertical line at each tick."""
        for month in self.ticks():
            yield f'<path class="k2-gridline" d="M{self.at(Decimal(month)):g} {top}V{bottom}"/>'


def nice_ticks(low: Decimal, high: Decimal, most: int = 5) -> list[Decimal]:
    """Return round numbers between two ends, two to about `most` of them, all with the same decimals."""
    span = high - low
    exponent = (span / most).adjusted()
    steps = (Decimal(1).scaleb(exponent), Decimal(2).scaleb(exponent), Decimal(5).scaleb(exponent))
    step = next((step for step in steps if span / step <= most), Decimal(1).scaleb(exponent + 1))
    first = (low / step).to_integral_value(ROUND_CEILING)
    amount = int((high / step - first).to_integral_value("ROUND_FLOOR")) + 1
    return [(first + n) * step for n in range(amount)]


def frame(kind: str, height: int, alternative: str, parts: Iterable[str], width: int = WIDTH) -> Markup:
    """Return the finished picture; `alternative` is its text for readers who do not see it."""
    return Markup(
        f'<svg class="k2-chart k2-{kind}" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-label="{escape(alternative)}">{"".join(parts)}</svg>'
    )


def lines_of(text: str, width: int) -> list[str]:
    """Break a text into lines of at most so many characters, at spaces."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
