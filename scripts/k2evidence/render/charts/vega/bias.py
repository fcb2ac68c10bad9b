"""The charts of risk of bias: for each item of a tool a bar, divided by how often each answer was given."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from k2evidence.derive.appraisals import SIGNS, usable_answers
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import AppraisalAnswer
from k2evidence.model.vocabulary import Judged
from k2evidence.render.charts.label_placement import text_width
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.drawing import (
    INK,
    MUTED,
    NARROW,
    NO_DRUG,
    PAPER,
    Spec,
    draw_picture,
    inline_data,
    nominal,
    quantitative,
)
from k2evidence.render.charts.vega.strips import fold
from k2evidence.render.exports.csv_file import csv_of
from k2evidence.render.exports.table import Column

_GOOD, _MIDDLE, _BAD = NO_DRUG, "var(--k2-warn)", "var(--k2-low)"
_COLOURS: Mapping[AppraisalAnswer, str] = {
    "low risk": _GOOD,
    "yes": _GOOD,
    "some concerns": _MIDDLE,
    "partial yes": _MIDDLE,
    "high risk": _BAD,
    "no": _BAD,
}
"""The fill of each answer; the others are empty."""
_LINE, _BAR, _GAP = 17, 22, 12
"""Height of a line of text, of a bar, and of the room below a row, in pixels."""
_NAMES = 345  # width of the texts beside the bars on a wide page, in pixels
_KINDS: Mapping[Judged, tuple[str, str]] = {
    "results of trials": ("risk-of-bias-trials", "Risk of bias of the results of trials of vitamin K"),
    "reviews": ("risk-of-bias-reviews", "Quality of the systematic reviews of vitamin K"),
}
"""Id and title of the picture of each kind of what is judged."""


@dataclass(frozen=True, slots=True)
class ItemShare:
    """An item of a tool, and each answer with how often it was given; an answer never given is left out."""

    label: str
    answers: tuple[tuple[AppraisalAnswer, int], ...]


@dataclass(frozen=True, slots=True)
class ToolShares:
    """The items of a tool, and what was judged by it."""

    judged: Judged
    items: tuple[ItemShare, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """An answer to an item, as a row of the table behind the chart."""

    item: str
    answer: AppraisalAnswer
    times: int


_COLUMNS: tuple[Column[_Row], ...] = (
    Column("item", "The item of the tool.", lambda row: row.item, required=True),
    Column("answer", "The answer.", lambda row: row.answer, required=True),
    Column("times", "How often it was given.", lambda row: row.times, "integer", required=True),
)


def bias_pictures(dataset: Dataset, context: BuildContext) -> Iterator[Picture]:
    """Yield the picture of the trials and that of the reviews, as far as any was appraised."""
    for judged, (id_, title) in _KINDS.items():
        if shares := _shares(dataset, judged):
            csv = csv_of(
                _COLUMNS,
                (_Row(item.label, answer, times) for item in shares.items for answer, times in item.answers),
            )
            yield draw_picture(id_, title, says(shares), csv, bias_chart, shares, context)


def _shares(dataset: Dataset, judged: Judged) -> ToolShares | None:
    """Return how often each answer was given to each item; None where nothing was appraised."""
    uses = list(usable_answers(dataset, judged))
    if not uses:
        return None
    tool = dataset.vocabulary.tools[uses[0].tool]
    given: dict[int, Counter[AppraisalAnswer]] = {item.item: Counter() for item in tool.items}
    for use in uses:
        for answered in use.all_items:
            given[answered.item][answered.answer] += 1
    return ToolShares(
        judged,
        tuple(
            ItemShare(
                f"{item.item} {item.topic}" if item.topic else str(item.item),
                tuple((a, given[item.item][a]) for a in tool.answers if given[item.item][a]),
            )
            for item in tool.items
        ),
    )


def says(shares: ToolShares) -> str:
    """Return the numbers in words."""
    return " ".join(
        f"{item.label}: {', '.join(f'{answer} {times:,}' for answer, times in item.answers)}."
        for item in shares.items
    )


def bias_chart(shares: ToolShares, width: int) -> Spec:
    """Return a bar for each item, beside its texts on a wide page and below them on a narrow one."""
    narrow = width == NARROW
    inner = width - 16
    left = 0 if narrow else _NAMES
    total = max((sum(times for _, times in item.answers) for item in shares.items), default=1) or 1
    texts: list[dict[str, Any]] = []
    parts: list[dict[str, Any]] = []
    top = 0.0
    for item in shares.items:
        lines = [(text, INK) for text in fold(item.label, inner if narrow else _NAMES - 16)]
        numbers = ", ".join(f"{SIGNS[answer]} {answer} {times:,}" for answer, times in item.answers)
        lines += [(text, MUTED) for text in fold(numbers, inner if narrow else _NAMES - 16)]
        for number, (text, colour) in enumerate(lines):
            texts.append({"text": text, "at": top + _LINE * (number + 0.5), "colour": colour})
        height = _LINE * len(lines)
        bar = top + height + 2 if narrow else top + max(0.0, (height - _BAR) / 2)
        parts += _parts(item, bar, (inner - left) / total)
        top = (bar + _BAR if narrow else top + max(height, _BAR)) + _GAP
    return _layers(shares.judged, texts, parts, total, (left, inner), top)


def _parts(item: ItemShare, top: float, pixels: float) -> Iterator[dict[str, Any]]:
    """Yield the parts of a bar, with the sign of the answer where there is room for it."""
    before = 0
    for answer, times in item.answers:
        fill = _COLOURS.get(answer, PAPER)
        yield {
            "item": item.label,
            "answer": answer,
            "times": times,
            "from": before,
            "to": before + times,
            "middle": before + times / 2,
            "top": top,
            "end": top + _BAR,
            "at": top + _BAR / 2,
            "fill": fill,
            "ink": MUTED if fill == PAPER else PAPER,
            "sign": SIGNS[answer] if times * pixels > text_width(SIGNS[answer]) + 4 else "",
        }
        before += times


def _layers(
    judged: Judged,
    texts: Sequence[Mapping[str, Any]],
    parts: Sequence[Mapping[str, Any]],
    total: int,
    ends: tuple[float, float],
    height: float,
) -> Spec:
    y = {"domain": [0, height], "reverse": True, "nice": False}
    scale = {"domain": [0, total], "range": [*ends], "nice": False}
    axis = {"title": f"number of {judged}", "grid": False, "tickMinStep": 1, "format": ",d", "tickCount": 5}
    shown = [
        nominal("item", title="Item"),
        nominal("answer", title="Answer"),
        quantitative("times", title="Given"),
    ]
    at = quantitative("at", scale=y, axis=None)
    return {
        "width": ends[1],
        "height": height,
        "layer": [
            {
                "data": inline_data(parts),
                "mark": {"type": "rect", "stroke": MUTED, "strokeWidth": 1},
                "encoding": {
                    "x": quantitative("from", scale=scale, axis=axis),
                    "x2": {"field": "to"},
                    "y": quantitative("top", scale=y, axis=None),
                    "y2": {"field": "end"},
                    "fill": nominal("fill", scale=None),
                    "tooltip": shown,
                },
            },
            {
                "data": inline_data([part for part in parts if part["sign"]]),
                "mark": {"type": "text", "aria": False, "fontWeight": 700, "baseline": "middle"},
                "encoding": {
                    "x": quantitative("middle", scale=scale),
                    "y": at,
                    "text": nominal("sign"),
                    "color": nominal("ink", scale=None),
                },
            },
            {
                "data": inline_data(texts),
                "mark": {"type": "text", "aria": False, "align": "left", "baseline": "middle"},
                "encoding": {
                    "x": {"value": 0},
                    "y": at,
                    "text": nominal("text"),
                    "color": nominal("colour", scale=None),
                },
            },
        ],
    }
