"""The chart of fractured vertebrae: bars by vertebra, women given vitamin K2 beside all others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from k2evidence.derive.fractured_levels import LevelCounts, count_fractured_levels
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import VERTEBRAE
from k2evidence.model.text import count, join_words
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.drawing import (
    DRUG,
    INK,
    K2,
    NARROW,
    Spec,
    draw_picture,
    inline_data,
    nominal,
    quantitative,
)
from k2evidence.render.exports.csv_file import csv_of
from k2evidence.render.exports.table import Column

_ROW = 18  # of a vertebra, in pixels
_TICKS = 2  # steps of an axis, at most


@dataclass(frozen=True, slots=True)
class _LevelRow:
    """A vertebra of a group, as a row of the table behind the chart."""

    counts: LevelCounts
    vertebra: str


_COLUMNS: tuple[Column[_LevelRow], ...] = (
    Column("group", "Whether vitamin K2 was given.", lambda row: group_name(row.counts)),
    Column("vertebra", "The vertebra, from T1 to L5.", lambda row: row.vertebra),
    Column(
        "women", "How many women had it fractured.", lambda row: row.counts.by_level[row.vertebra], "integer"
    ),
    Column("women_with_levels", "Women of whom a level is named.", lambda row: row.counts.named, "integer"),
    Column("women_in_group", "All women of the group.", lambda row: row.counts.women, "integer"),
)


def group_name(counts: LevelCounts) -> str:
    """Return what a group is called above its bars."""
    return "Given vitamin K2" if counts.is_on_vitamin_k2 else "All others"


def level_pictures(dataset: Dataset, context: BuildContext) -> Iterator[Picture]:
    """Yield the picture of fractured vertebrae; none where no level is named."""
    groups = tuple(counts for counts in count_fractured_levels(dataset) if counts.named)
    if groups:
        title = "Fractured vertebrae: how many women had each"
        csv = csv_of(_COLUMNS, (_LevelRow(counts, vertebra) for counts in groups for vertebra in VERTEBRAE))
        yield draw_picture("levels", title, " ".join(map(_says, groups)), csv, _chart, groups, context)


def _says(counts: LevelCounts) -> str:
    """Return the finding in words: of how many women levels are named, and how many had each vertebra."""
    fractured = {vertebra: women for vertebra, women in counts.by_level.items() if women}
    most = max(fractured.values())
    often = join_words([vertebra for vertebra, women in fractured.items() if women == most])
    each = ", ".join(f"{vertebra} {women:,}" for vertebra, women in fractured.items())
    women = count(counts.women, "woman", "women")
    known = f"levels are named for {count(counts.named)} of {women}"
    return f"{group_name(counts)}: {known}, most often {often}. Women with each vertebra fractured: {each}."


def _chart(groups: Sequence[LevelCounts], width: int) -> Spec:
    """Return a panel for each group, side by side on one axis of vertebrae.

    Each axis of women ends at the number of women whose levels are named: a bar is as long as their share.
    """
    labels = 34
    gap = 16 if width == NARROW else 40
    inner = (width - labels - gap * (len(groups) - 1)) // len(groups) - 8
    panels = [_panel(counts, min(inner, 300), labelled=place == 0) for place, counts in enumerate(groups)]
    return {"hconcat": panels, "spacing": gap}


def _panel(counts: LevelCounts, width: int, *, labelled: bool) -> Spec:
    # Two letters and more leave room behind the longest bar for its number.
    room = 10 + 8 * len(f"{counts.named:,}")
    x = {"domain": [0, counts.named], "range": [0, width - room], "nice": False}
    y = nominal(
        "vertebra",
        sort=[*VERTEBRAE],
        axis={"title": None, "domain": False, "ticks": False} if labelled else None,
        scale={"domain": [*VERTEBRAE], "padding": 0.18},
    )
    bars = inline_data(
        [
            {"vertebra": vertebra, "women": women, "text": f"{women:,}"}
            for vertebra, women in counts.by_level.items()
            if women
        ]
    )
    axis = {"title": "women", "values": _ticks(counts.named), "format": ",d", "grid": True}
    women = quantitative("women", scale=x, axis=axis)
    shown = [nominal("vertebra", title="Vertebra"), quantitative("women", title="Women")]
    return {
        "title": {"text": [group_name(counts), f"{counts.named:,} of {counts.women:,} women"]},
        "width": width,
        "height": _ROW * len(VERTEBRAE),
        "data": bars,
        "layer": [
            {
                "mark": {"type": "bar", "color": K2 if counts.is_on_vitamin_k2 else DRUG},
                "encoding": {"x": women, "y": y, "tooltip": shown},
            },
            {
                "mark": {"type": "text", "aria": False, "align": "left", "dx": 4, "color": INK},
                "encoding": {"x": women, "y": y, "text": nominal("text")},
            },
        ],
    }


def _ticks(women: int) -> list[int]:
    """Return the whole numbers at which an axis of women has ticks; the last is all women."""
    step = -(-women // _TICKS)
    return [*range(0, women - step // 2, step), women]
