"""What the pictures share: their frame, the axis of months, and labels that do not collide."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup, escape

WIDTH = 280
"""Width of every picture, in user units: shown at its own size it fits the smallest phone."""
INSET = 10
"""Room left and right of the months, so that marks at the ends are whole."""

_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120)


@dataclass(frozen=True, slots=True)
class Axis:
    """Months after delivery from left to right; the same for all pictures of one course."""

    low: Decimal
    high: Decimal

    @classmethod
    def over(cls, months: Iterable[Decimal]) -> "Axis":
        """Return an axis that holds delivery and every month given."""
        held = [Decimal(0), *months]
        low, high = min(held), max(held)
        return cls(low, high if high > low else low + 1)

    def at(self, month: Decimal) -> float:
        """Return where a month stands, in user units from the left."""
        share = float((month - self.low) / (self.high - self.low))
        return round(INSET + share * (WIDTH - 2 * INSET), 1)

    def ticks(self) -> list[int]:
        """Return whole months to label, at most six, delivery among them."""
        step = next((s for s in _STEPS if (self.high - self.low) / s <= 5), _STEPS[-1])
        first = -(-int(self.low) // step) * step
        return list(range(first, int(self.high) + 1, step))

    def drawn(self, y: int) -> str:
        """Return the line at `y` with its labelled ticks below."""
        parts = [f'<path class="k2-axis" d="M0 {y}H{WIDTH}"/>']
        for month in self.ticks():
            x = self.at(Decimal(month))
            label = str(month).replace("-", "\N{MINUS SIGN}")
            parts.append(f'<path class="k2-axis" d="M{x:g} {y}v4"/>')
            parts.append(f'<text class="k2-tick" x="{x:g}" y="{y + 16}">{label}</text>')
        return "".join(parts)


def frame(kind: str, height: int, says: str, parts: Iterable[str]) -> Markup:
    """Return the finished picture; `says` is what a reader hears who does not see it."""
    return Markup(
        f'<svg class="k2-chart k2-{kind}" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-label="{escape(says)}">{"".join(parts)}</svg>'
    )


def lines_of(text: str, width: int = 44) -> list[str]:
    """Break a text into lines of at most so many characters, at spaces."""
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > width:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
