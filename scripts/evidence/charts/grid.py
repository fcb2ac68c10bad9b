"""The answers of appraisal tools, as rows of squares."""

from collections import Counter
from collections.abc import Sequence

from markupsafe import Markup, escape


def answer_grid(tools: Sequence[tuple[str, Sequence[str]]]) -> Markup:
    """Return one row of squares a tool, one square an item, with the letter of its answer.

    The letter and the fill both tell the answer, so that colour alone never does.
    """
    size, gap, left, top = 26, 4, 4, 20
    longest = max(len(answers) for _, answers in tools)
    width = left + longest * (size + gap)
    height = len(tools) * (size + gap + top)
    parts, said = [], []
    for row, (name, answers) in enumerate(tools):
        y = row * (size + gap + top) + top
        parts.append(f'<text class="k2-label" x="{left}" y="{y - 6}">{escape(name)}</text>')
        for column, answer in enumerate(answers):
            x = left + column * (size + gap)
            letter = {"yes": "Y", "no": "N", "unclear": "?"}.get(answer, "–")
            kind = answer.replace(" ", "-")
            parts.append(
                f'<rect class="k2-answer k2-answer--{kind}" x="{x}" y="{y}" width="{size}" height="{size}"/>'
            )
            parts.append(
                f'<text class="k2-letter k2-letter--{kind}" x="{x + size / 2}" y="{y + 18}">{letter}</text>'
            )
        amounts = Counter(answers)
        said.append(f"{name}: " + ", ".join(f"{answer} {n}" for answer, n in amounts.most_common()))
    label = escape(". ".join(said) + ".")
    return Markup(
        f'<svg class="k2-chart k2-grid" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{label}">{"".join(parts)}</svg>'
    )
