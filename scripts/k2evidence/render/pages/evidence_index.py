"""The table of all evidence: every study and paper in one list, with filters."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import get_args

from k2evidence.load.dataset import Dataset
from k2evidence.model.papers import Paper
from k2evidence.model.studies import VIEWS, Design, Direction, Topic
from k2evidence.model.text import count
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import folder_files, record_files
from k2evidence.render.pages.views.evidence_rows import EvidenceRow, Facet, row_of_paper, row_of_study
from k2evidence.render.pages.views.outcomes import OUTCOME_NAMES
from k2evidence.render.pages.views.record_links import SiteLink
from k2evidence.render.pages.views.study_rows import by_topic
from k2evidence.render.site_file import SiteFile

MOST_PAPERS = 100
"""How many papers with cases the table lists; more of them are listed with their cases alone."""

_ORDER: Mapping[str, tuple[str, ...]] = {
    "topic": get_args(Topic),
    "design": get_args(Design),
    "direction": get_args(Direction),
    "outcome": tuple(OUTCOME_NAMES.values()),
}
"""The order of the values of a facet; doses go by amount, other facets in alphabetical order."""

_DOSE = re.compile(r"([\d.,]+) (µg|mg|g)\b")
_MICROGRAMS: Mapping[str, int] = {"µg": 1, "mg": 1_000, "g": 1_000_000}


@dataclass(frozen=True, slots=True)
class EvidenceIndexPage:
    """The table of all evidence.

    `others` is how many publications report nobody given vitamin K2; `women` were given it, in words, and
    `papers` report them, in words. `other_papers` are not in the table.
    """

    rows: tuple[EvidenceRow, ...]
    facets: tuple[Facet, ...]
    outcome_pages: tuple[SiteLink, ...]
    others: int
    women: str
    papers: str
    one_paper: bool
    other_papers: int


def evidence_index(site: SiteData) -> SiteFile:
    """Return the table of all evidence; it is complete without the script that filters and sorts it."""
    return render_page(
        site.context,
        "evidence/index.md",
        "evidence.md.jinja",
        title="Studies",
        description="What was published on vitamin K and bone and on bone after pregnancy: trials, reviews, "
        "cohorts and labels, with how each was read and whether it still stands.",
        kind="Page",
        sources=(
            *record_files(site.dataset, (paper.id for paper in _listed_papers(site.dataset))),
            *folder_files(site.dataset, "studies"),
        ),
        wide=True,
        view=_view(site),
    )


def _view(site: SiteData) -> EvidenceIndexPage:
    dataset = site.dataset
    papers = _listed_papers(dataset)
    centre = len(dataset.k2_papers)
    rows = (
        *(row_of_paper(dataset, site.changes, paper) for paper in papers if paper in dataset.k2_papers),
        *(
            row_of_study(dataset, study, len(site.questions_of.get(study.id, ())))
            for study in by_topic(dataset)
        ),
        *(row_of_paper(dataset, site.changes, paper) for paper in papers if paper not in dataset.k2_papers),
    )
    return EvidenceIndexPage(
        rows=rows,
        facets=tuple(_facets(rows)),
        outcome_pages=tuple(SiteLink(name, f"evidence/{kind}/") for kind, name in VIEWS.items()),
        others=dataset.other_publications,
        women=site.phrases["women"],
        papers=count(centre, "paper") if centre > 1 else "paper",
        one_paper=centre == 1,
        other_papers=len(dataset.papers) - len(papers),
    )


def _listed_papers(dataset: Dataset) -> tuple[Paper, ...]:
    """Return the papers with cases that are in the table: those on vitamin K2, then as many as fit.

    The table has the studies between the two.
    """
    papers = (paper for group in dataset.page_groups for paper in group.papers)
    return tuple(islice((paper for paper in papers if isinstance(paper, Paper)), MOST_PAPERS))


def _facets(rows: Sequence[EvidenceRow]) -> Iterator[Facet]:
    """Yield each facet with every value that some row has."""
    for facets in zip(*(row.facets for row in rows), strict=True):
        order = _ORDER.get(facets[0].id, ())
        used = {value for facet in facets for value in facet.values}
        ordered = (value for value in order if value in used)
        yield Facet(facets[0].id, facets[0].name, (*ordered, *sorted(used - {*order}, key=_by_amount)))


def _by_amount(value: str) -> tuple[Decimal, str]:
    """Sort doses by their amount, and all else in alphabetical order."""
    match = _DOSE.match(value)
    return (Decimal(match[1].replace(",", "")) * _MICROGRAMS[match[2]] if match else Decimal(0)), value
