"""Time: for each course one line over the months around delivery."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from markupsafe import Markup

from k2evidence.derive.care import CareGroup
from k2evidence.derive.lifelines import Lifeline, LineMark, Span, derive_lifelines
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import DrugClass
from k2evidence.model.text import join_words, lower_first, one_decimal, sentence
from k2evidence.render.charts.inline import (
    LineAxis,
    Shape,
    StripMark,
    axis_strip,
    lifeline_strip,
    sample,
    shapes,
)
from k2evidence.render.exports.lifeline_table import LIFELINES
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import record_files, vocabulary_files
from k2evidence.render.pages.views.course_rows import substances_text, untreated_text
from k2evidence.render.pages.views.reports import NOT_READ
from k2evidence.render.site_file import SiteFile

MOST_LINES = 100
"""How many courses the page draws; those of further papers are in the table to download alone."""
URI = "cases/time.md"
"""The place of the page among the sources."""

LETTERS: Mapping[DrugClass, str] = {
    "vitamin K2": "K2",
    "teriparatide": "T",
    "bisphosphonate": "B",
    "denosumab": "D",
    "romosozumab": "R",
    "calcium or vitamin D": "Ca",
    "active vitamin D": "aD",
    "vitamin K, form not stated": "K",
    "other drug": "O",
}
"""The letters beside a drug of each group."""
SHAPE_WORDS: Mapping[Shape, str] = {
    "onset": "onset of pain",
    "fracture": "fracture found",
    "scan": "scan of bone density",
    "pain": "report on pain after the onset; its words are on the page of the case",
    "pregnancy": "later pregnancy",
    "began": "a drug began and its end is not dated",
    "ended": "a drug ended and its start is not dated",
    "earlier": "before the months of the axis",
    "later": "after the months of the axis",
}
"""What each shape means."""
BAR_WORDS: Mapping[Literal["k2", "drug"], str] = {
    "k2": "vitamin K2 from start to end",
    "drug": "another drug from start to end",
}
"""What each bar means."""


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """A mark that some strip draws, and what it means."""

    drawing: Markup
    words: str


@dataclass(frozen=True, slots=True)
class LifelineRow:
    """The line of one course.

    `strip` is None where nothing but the delivery is dated. `beyond` names what is outside the axis,
    `undated` what has no month, by the reason. `places` are its places in each order that the reader may
    choose, and `order` holds them as the script that sorts reads them.
    """

    id: str
    label: str
    given: str
    strip: Markup | None
    beyond: str
    undated: str
    places: tuple[int, ...]

    @property
    def order(self) -> str:
        """The places, from 0."""
        return " ".join(map(str, self.places))


@dataclass(frozen=True, slots=True)
class LineCounts:
    """What some courses show: of how many it is known, and the range; no average.

    `given` is in how many a bone drug other than calcium and vitamin D was given, `starts` when it began,
    `waits` how long after the onset, and `last` the last dated event.
    """

    which: str
    courses: int
    given: int
    starts: str
    waits: str
    last: str


@dataclass(frozen=True, slots=True)
class LifelinesPage:
    """The page of all lifelines; `undrawn` is how many courses it leaves to the table to download.

    `letters` explains the letters beside drugs; `orders` are what the reader may sort by, the first of them
    the order of the page.
    """

    counts: tuple[LineCounts, ...]
    shapes: Markup
    axis: Markup
    key: tuple[KeyEntry, ...]
    letters: tuple[str, ...]
    rows: tuple[LifelineRow, ...]
    orders: tuple[str, ...]
    undrawn: int
    table: str


def lifelines_page(site: SiteData) -> SiteFile:
    """Return the page on time; it is complete, and in an order of its own, without the script that sorts."""
    dataset = site.dataset
    every = derive_lifelines(dataset)
    drawn = _drawn(dataset, every)
    months = [month for line in drawn for mark in line.marks for month in (mark.first, mark.last)]
    axis = LineAxis.over(months)
    given = {case.id for case in dataset.k2_cases}
    places = _places(dataset, drawn)
    rows = [_row(site, line, axis, places[number]) for number, line in enumerate(drawn)]
    ids = tuple(dict.fromkeys(line.case.id for line in drawn))
    return render_page(
        site.context,
        URI,
        "lifelines.md.jinja",
        title="Cases over time",
        description="When pain began, fractures were found, drugs were given and bone density was scanned "
        "after delivery: one line for each published course.",
        kind="Page",
        sources=(*record_files(dataset, ids), *vocabulary_files("substances", "analytes")),
        wide=True,
        view=LifelinesPage(
            counts=(
                *_counts("Given vitamin K2", [line for line in every if line.case.id in given]),
                *_counts("Others", [line for line in every if line.case.id not in given]),
            ),
            shapes=shapes(axis),
            axis=axis_strip(axis),
            key=tuple(_key([row.strip for row in rows if row.strip])),
            letters=tuple(_letters(drawn)),
            rows=tuple(sorted(rows, key=lambda row: row.places[0])),
            orders=tuple(ORDERS),
            undrawn=len(every) - len(drawn),
            table=LIFELINES.uri,
        ),
    )


def _drawn(dataset: Dataset, every: Sequence[Lifeline]) -> tuple[Lifeline, ...]:
    """Return the lines of the first papers in the order of the lists, as many whole papers as fit."""
    of_paper: dict[str, list[Lifeline]] = {}
    for line in every:
        of_paper.setdefault(line.case.paper, []).append(line)
    drawn: list[Lifeline] = []
    for paper in (paper for group in dataset.page_groups for paper in group.papers):
        lines = of_paper.get(paper.id, [])
        if drawn and len(drawn) + len(lines) > MOST_LINES:
            break
        drawn += lines
    return tuple(drawn)


Key = Callable[[Lifeline], tuple[object, ...]]


def _last(value: Decimal | None) -> tuple[bool, Decimal]:
    """Return a sort key that puts what is not dated last."""
    return value is None, value or Decimal(0)


_GROUPS: tuple[CareGroup, ...] = get_args(CareGroup)

ORDERS: Mapping[str, Key] = {
    "those given vitamin K2 first, then by onset": lambda line: _last(line.onset),
    "months from onset to the first bone drug": lambda line: _last(line.wait[0] if line.wait else None),
    "length of follow-up": lambda line: _last(-line.last_month if line.last_month is not None else None),
    "what was given": lambda line: (_GROUPS.index(line.group), *_last(line.onset)),
    "name": lambda _: (),
}
"""What the reader may sort by, with the key of each order; equal lines are in the order of their names.

In the first order all lines of those given vitamin K2 precede the others.
"""


def _places(dataset: Dataset, lines: Sequence[Lifeline]) -> list[tuple[int, ...]]:
    """Return the places of each line in all orders, from 0."""
    given = {case.id for case in dataset.k2_cases}
    columns = []
    for place, key in enumerate(ORDERS.values()):
        keys = [
            (
                place == 0 and line.case.id not in given,
                *key(line),
                dataset.course_label(line.case, line.course),
                number,
            )
            for number, line in enumerate(lines)
        ]
        place_of = {one[-1]: place for place, one in enumerate(sorted(keys))}
        columns.append([place_of[number] for number in range(len(lines))])
    return list(zip(*columns, strict=True))


def _row(site: SiteData, line: Lifeline, axis: LineAxis, places: tuple[int, ...]) -> LifelineRow:
    dataset = site.dataset
    given = substances_text(dataset, line.course) or untreated_text(dataset, line.case, line.course)
    marks = [
        StripMark(
            mark.event,
            mark.start,
            mark.end,
            LETTERS[mark.drug] if mark.drug else "",
            mark.drug == "vitamin K2",
        )
        for mark in line.marks
    ]
    told = sentence("; ".join(map(_told, line.marks)))
    beyond = [_told(m) for m in line.marks if not (axis.holds(m.first) and axis.holds(m.last))]
    return LifelineRow(
        id=line.case.id,
        label=dataset.course_label(line.case, line.course),
        given=given,
        strip=lifeline_strip(marks, axis, told) if marks else None,
        beyond=join_words(list(dict.fromkeys(beyond))),
        undated="; ".join(_undated(line)),
        places=places,
    )


def _told(mark: LineMark) -> str:
    """Return a mark in words: 'teriparatide from month 3 to month 15'."""
    what = lower_first(mark.what)
    if mark.event == "pain":
        return f"pain reported on {_when(mark.start)}: {what}"
    if mark.event != "drug":
        return f"{what} {_when(mark.start)}"
    if mark.start == mark.end:
        return f"{what} {_when(mark.start)}"
    start = f"from {_month(mark.start)}" if mark.start else "from a month that is not dated"
    return f"{what} {start} to {_month(mark.end) if mark.end else 'a month that is not dated'}"


def _when(span: Span | None) -> str:
    month = _month(span)
    return month if month.endswith("before delivery") else f"in {month}"


def _month(span: Span | None) -> str:
    """Return 'month 3', 'month 3 to 4' or '2 months before delivery'."""
    assert span is not None
    low, high = span
    if high < 0:
        months = _range(-high, -low)
        return f"{months} month{'' if months == '1' else 's'} before delivery"
    return f"month {_range(low, high)}"


def _range(low: Decimal, high: Decimal) -> str:
    texts = dict.fromkeys((one_decimal(low), one_decimal(high)))
    return " to ".join(texts)


def _undated(line: Lifeline) -> Iterator[str]:
    """Yield what has no month, together by the reason: 'onset, end of teriparatide (not reported)'."""
    by_reason: dict[str, dict[str, None]] = {}
    for one in line.undated:
        same = by_reason.setdefault(NOT_READ if one.why == "not seen" else one.why, {})
        start = f"start of {one.what.removeprefix('end of ')}"
        if one.what != start and start in same:  # both ends of one drug, for one reason
            del same[start]
            same[f"start and {one.what}"] = None
        else:
            same[one.what] = None
    yield from (f"{', '.join(whats)} ({why})" for why, whats in by_reason.items())


def _key(strips: Sequence[Markup]) -> Iterator[KeyEntry]:
    """Yield the meaning of each mark that some strip draws, and of no other."""
    drawn = {name for strip in strips for name in re.findall('href="#line-([a-z]+)"', strip)}
    bars = {name for strip in strips for name in re.findall('<rect class="k2-line-([a-z0-9]+)"', strip)}
    for shape, words in SHAPE_WORDS.items():
        if shape in drawn:
            yield KeyEntry(sample(shape), words)
    for bar, words in BAR_WORDS.items():
        if bar in bars:
            yield KeyEntry(sample(bar), words)


def _letters(lines: Iterable[Lifeline]) -> Iterator[str]:
    drawn = {mark.drug for line in lines for mark in line.marks}
    yield from (f"{letters} {name}" for name, letters in LETTERS.items() if name in drawn)


def _counts(which: str, lines: Sequence[Lifeline]) -> Iterator[LineCounts]:
    """Yield what some courses show, where there are any."""
    if not lines:
        return
    given = [line for line in lines if line.is_given_bone_drug]
    yield LineCounts(
        which=which,
        courses=len(lines),
        given=len(given),
        starts=_share([line.first_drug for line in given if line.first_drug]),
        waits=_share([line.wait for line in given if line.wait]),
        last=_share([(line.last_month, line.last_month) for line in lines if line.last_month is not None]),
    )


def _share(spans: Sequence[Span]) -> str:
    """Return '3 (3 to 14)': in how many courses it is dated, and the months; '0' for none."""
    if not spans:
        return "0"
    return f"{len(spans)} ({_range(min(low for low, _ in spans), max(high for _, high in spans))})"
