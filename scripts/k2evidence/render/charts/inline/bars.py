"""How often each answer was given to the items of an appraisal tool, as one bar an item."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from k2evidence.render.charts.inline.svg import WIDTH, frame

_LINE, _BAR, _GAP = 18, 14, 12
"""The height of a line of text and of a bar, and the room below it."""


@dataclass(frozen=True, slots=True)
class ItemShare:
    """An item of a tool, and each answer with its sign and how often it was given."""

    label: str
    answers: Sequence[tuple[str, str, int]]


def answer_bars(items: Sequence[ItemShare]) -> Markup:
    """Return one bar an item, divided by its answers, above it the item and the numbers with their signs.

    The numbers stand in the order of the parts of the bar, so that no reader depends on colour.
    """
    parts, sentences, y = [], [], 0
    for item in items:
        given = [(answer, sign, amount) for answer, sign, amount in item.answers if amount]
        parts.append(f'<text class="k2-num" x="0" y="{y + _LINE - 4}">{escape(item.label)}</text>')
        signs = ", ".join(f"{sign} {amount}" for _, sign, amount in given)
        parts.append(f'<text class="k2-num" x="0" y="{y + 2 * _LINE - 4}">{escape(signs)}</text>')
        y += 2 * _LINE
        parts.extend(_bar(given, y))
        y += _BAR + _GAP
        counted = ", ".join(f"{answer} {amount}" for answer, _, amount in given)
        sentences.append(f"{item.label}: {counted}.")
    return frame("bars", y, " ".join(sentences), parts)


def _bar(given: Sequence[tuple[str, str, int]], y: int) -> list[str]:
    """Return the parts of a bar; its outline is drawn inside the picture."""
    total = sum(amount for *_, amount in given)
    parts, before = [], 0
    for answer, _, amount in given:
        left, width = (WIDTH - 2) * before / total + 1, (WIDTH - 2) * amount / total
        kind = answer.replace(" ", "-")
        parts.append(
            f'<rect class="k2-answer k2-answer--{kind}" x="{left:.1f}" y="{y}" width="{width:.1f}" '
            f'height="{_BAR}"/>'
        )
        before += amount
    return parts
