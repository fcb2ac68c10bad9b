"""What the pictures share: their frame, the axis of months, and text in several lines."""

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

WIDTH = 280
"""Width of every picture in user units, one pixel each: it fits the smallest phone."""
INSET = 10
"""Room left and right of the months, so that marks at the ends are whole."""

_TICK_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
"""Months from one label of the axis to the next; the first that gives few enough labels is used."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Months after delivery from left to right; the same for all pictures of one course."""

    low: Decimal
    high: Decimal

    @classmethod
    def over(cls, months: Iterable[Decimal]) -> "Axis":
        """Return an axis that spans delivery and every month given."""
        spanned = [Decimal(0), *months]
        low, high = min(spanned), max(spanned)
        return cls(low, high if high > low else low + 1)

    def at(self, month: Decimal) -> float:
        """Return the x coordinate of a month, in user units from the left."""
        share = float((month - self.low) / (self.high - self.low))
        return round(INSET + share * (WIDTH - 2 * INSET), 1)

    def ticks(self) -> list[int]:
        """Return whole months to label, at most six, delivery among them."""
        step = next((s for s in _TICK_STEPS if (self.high - self.low) / s <= 5), _TICK_STEPS[-1])
        first = -(-int(self.low) // step) * step
        return list(range(first, int(self.high) + 1, step))

    def svg(self, y: int) -> str:
        """Return the line of the axis at the y coordinate, with labelled ticks below it."""
        parts = [f'<path class="k2-axis" d="M0 {y}H{WIDTH}"/>']
        for month in self.ticks():
            x = self.at(Decimal(month))
            label = str(month).replace("-", "\N{MINUS SIGN}")
            parts.append(f'<path class="k2-axis" d="M{x:g} {y}v4"/>')
            parts.append(f'<text class="k2-tick" x="{x:g}" y="{y + 16}">{label}</text>')
        return "".join(parts)


def frame(kind: str, height: int, alternative: str, parts: Iterable[str]) -> Markup:
    """Return the finished picture; `alternative` is its text for readers who do not see it."""
    return Markup(
        f'<svg class="k2-chart k2-{kind}" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-label="{escape(alternative)}">{"".join(parts)}</svg>'
    )


def lines_of(text: str, width: int = 44) -> list[str]:
    """Break a text into lines of at most so many characters, at spaces."""
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
