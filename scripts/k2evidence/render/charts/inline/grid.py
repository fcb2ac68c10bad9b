"""The answers of appraisal tools, as rows of squares."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup, escape

from k2evidence.render.charts.inline.svg import WIDTH, frame, lines_of

_SIZE, _PITCH = 26, 30
"""The side of a square, and the distance from one square to the next."""
_LINE = 16
_PER_ROW = WIDTH // _PITCH
_LETTERS = {"yes": "Y", "no": "N", "unclear": "?"}


def answer_grid(tools: Sequence[tuple[str, Sequence[str]]]) -> Markup:
    """Return the squares of each tool under its name, one an item, with the letter of its answer.

    Both the letter and the fill give the answer, so that no reader depends on colour.
    """
    y = 0
    parts, sentences = [], []
    for name, answers in tools:
        for line in lines_of(name, 38):
            y += _LINE
            parts.append(f'<text class="k2-num" x="0" y="{y - 2}">{escape(line)}</text>')
        y += 4
        for position, answer in enumerate(answers):
            row, column = divmod(position, _PER_ROW)
            parts.append(_square(answer, column * _PITCH, y + row * _PITCH))
        y += _PITCH * -(-len(answers) // _PER_ROW) + 6
        amounts = Counter(answers)
        counted = ", ".join(f"{answer} {amount}" for answer, amount in amounts.most_common())
        sentences.append(f"{name}: {counted}.")
    return frame("grid", y, " ".join(sentences), parts)


def _square(answer: str, x: int, y: int) -> str:
    kind = answer.replace(" ", "-")
    return (
        f'<rect class="k2-answer k2-answer--{kind}" x="{x + 1}" y="{y}" width="{_SIZE}" height="{_SIZE}"/>'
        f'<text class="k2-letter k2-letter--{kind}" x="{x + 1 + _SIZE // 2}" y="{y + 18}">'
        f"{_LETTERS.get(answer, '–')}</text>"
    )
