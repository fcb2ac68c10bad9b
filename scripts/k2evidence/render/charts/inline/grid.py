"""The answers of appraisal tools, as rows of squares."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup, escape

from k2evidence.render.charts.inline.svg import WIDTH, frame, lines_of

_SIZE, _PITCH = 26, 30
"""The side of a square, and the distance from one square to the next."""
_LINE = 16
_PER_ROW = WIDTH // _PITCH
_WIDE, _NAMES = 680, 230
"""Width of the wide grid, and of its column of names."""
_NAME_CHARACTERS = 32
_NUMBER = 16
"""Room for the numbers of the items above their squares in the wide grid."""
_LETTERS = {"yes": "Y", "no": "N", "unclear": "?"}


def answer_grid(tools: Sequence[tuple[str, Sequence[str]]]) -> Markup:
    """Return the squares of each tool under its name, one an item, with the letter of its answer.

    Both the letter and the fill give the answer, so that no reader depends on colour.
    """
    y = 0
    parts = []
    for name, answers in tools:
        for line in lines_of(name, 38):
            y += _LINE
            parts.append(f'<text class="k2-num" x="0" y="{y - 2}">{escape(line)}</text>')
        y += 4
        for position, answer in enumerate(answers):
            row, column = divmod(position, _PER_ROW)
            parts.append(_square(answer, column * _PITCH, y + row * _PITCH))
        y += _PITCH * -(-len(answers) // _PER_ROW) + 6
    return frame("grid", y, _alternative(tools), parts)


def wide_answer_grid(tools: Sequence[tuple[str, Sequence[tuple[int, str]]]]) -> Markup:
    """Return the same squares beside the name of their tool, each below the number of its item.

    A tool has its name, and for each item the number and the answer.
    """
    y = 0
    parts = []
    per_row = (_WIDE - _NAMES) // _PITCH
    for name, items in tools:
        lines = lines_of(name, _NAME_CHARACTERS)
        parts += [
            f'<text class="k2-num" x="0" y="{y + _NUMBER + _LINE * number}">{escape(line)}</text>'
            for number, line in enumerate(lines, 1)
        ]
        for position, (item, answer) in enumerate(items):
            row, column = divmod(position, per_row)
            x, top = _NAMES + column * _PITCH, y + row * (_PITCH + _NUMBER)
            middle = x + 1 + _SIZE // 2
            parts.append(f'<text class="k2-tick" x="{middle}" y="{top + _NUMBER - 4}">{item}</text>')
            parts.append(_square(answer, x, top + _NUMBER))
        rows = -(-len(items) // per_row)
        y += max(rows * (_PITCH + _NUMBER), _NUMBER + _LINE * len(lines)) + 8
    alternative = _alternative([(name, [answer for _, answer in items]) for name, items in tools])
    return frame("grid", y, alternative, parts, _WIDE)


def _alternative(tools: Sequence[tuple[str, Sequence[str]]]) -> str:
    """Return how many items of each tool have which answer."""
    return " ".join(
        f"{name}: {', '.join(f'{answer} {n}' for answer, n in Counter(answers).most_common())}."
        for name, answers in tools
    )


def _square(answer: str, x: int, y: int) -> str:
    kind = answer.replace(" ", "-")
    return (
        f'<rect class="k2-answer k2-answer--{kind}" x="{x + 1}" y="{y}" width="{_SIZE}" height="{_SIZE}"/>'
        f'<text class="k2-letter k2-letter--{kind}" x="{x + 1 + _SIZE // 2}" y="{y + 18}">'
        f"{_LETTERS.get(answer, '–')}</text>"
    )
