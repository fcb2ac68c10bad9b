"""Lists that go on over several pages, one group of papers on each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from k2evidence.load.dataset import PageGroup
from k2evidence.render.pages.views.papers import short_name
from k2evidence.render.site_file import url_path

PagedList = Literal["cases", "compare", "audit"]
"""The lists that go on over several pages."""

_FIRST: Mapping[PagedList, str] = {"cases": "cases/index.md", "compare": "compare.md", "audit": "audit.md"}


@dataclass(frozen=True, slots=True)
class PagerStep:
    """A link to another page of a list."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Pager:
    """The way from one page of a list to its other pages; `papers` are those of this page."""

    number: int
    last: int
    papers: tuple[str, ...]
    steps: tuple[PagerStep, ...]


def page_uri(kind: PagedList, number: int) -> str:
    """Return the place among the sources of a page of a list; pages are numbered from 1."""
    return _FIRST[kind] if number == 1 else f"{kind}/page/{number}.md"


def page_numbers(groups: Sequence[PageGroup]) -> Mapping[str, int]:
    """Return the number of the page, from 1, that each paper is listed on, by the id of the paper."""
    return {paper.id: number for number, group in enumerate(groups, 1) for paper in group.papers}


def reports_of(group: PageGroup) -> Sequence[str]:
    """Return how a description names the papers of a page, the longest first: 'Gruber 1984 to Kim 2010'."""
    names = [short_name(paper) for paper in group.papers]
    if len(names) < 2:
        return [*names, "the report"]
    return [f"{names[0]} to {names[-1]}", f"reports from {names[0]} on", "published reports"]


def pager(groups: Sequence[PageGroup], kind: PagedList, number: int) -> Pager | None:
    """Return the pager of a page of a list; None where the list has a single page."""
    last = len(groups)
    if last == 1:
        return None
    steps = {"First": 1, "Previous": number - 1, "Next": number + 1, "Last": last}
    return Pager(
        number=number,
        last=last,
        papers=tuple(short_name(paper) for paper in groups[number - 1].papers),
        steps=tuple(
            PagerStep(name, url_path(page_uri(kind, target)))
            for name, target in steps.items()
            if 1 <= target <= last and target != number
        ),
    )
