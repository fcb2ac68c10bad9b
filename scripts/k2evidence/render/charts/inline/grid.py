"""The answers of appraisal tools, as rows of squares."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup, escape

from k2evidence.render.charts.inline.svg import WIDTH, frame, lines_of

_SIZE, _STEP = 26, 30
"""A square, and from one square to the next."""
_LINE = 16
_A_ROW = WIDTH // _STEP
_LETTERS = {"yes": "Y", "no": "N", "unclear": "?"}


def answer_grid(tools: Sequence[tuple[str, Sequence[str]]]) -> Markup:
    """Return the squares of each tool under its name, one an item, with the letter of its answer.

    The letter and the fill both tell the answer, so that colour alone never does.
    """
    y = 0
    parts, said = [], []
    for name, answers in tools:
        for line in lines_of(name, 38):
            y += _LINE
            parts.append(f'<text class="k2-num" x="0" y="{y - 2}">{escape(line)}</text>')
        y += 4
        for place, answer in enumerate(answers):
            row, column = divmod(place, _A_ROW)
            parts.append(_square(answer, column * _STEP, y + row * _STEP))
        y += _STEP * -(-len(answers) // _A_ROW) + 6
        amounts = Counter(answers)
        said.append(f"{name}: " + ", ".join(f"{answer} {n}" for answer, n in amounts.most_common()))
    return frame("grid", y, ". ".join(said) + ".", parts)


def _square(answer: str, x: int, y: int) -> str:
    kind = answer.replace(" ", "-")
    return (
        f'<rect class="k2-answer k2-answer--{kind}" x="{x + 1}" y="{y}" width="{_SIZE}" height="{_SIZE}"/>'
        f'<text class="k2-letter k2-letter--{kind}" x="{x + 1 + _SIZE // 2}" y="{y + 18}">'
        f"{_LETTERS.get(answer, '–')}</text>"
    )
