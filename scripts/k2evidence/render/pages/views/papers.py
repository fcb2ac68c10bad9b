"""How a publication that reports patients is named and cited: a paper, or a study that has cases."""

from dataclasses import dataclass

from k2evidence.load.dataset import Publication
from k2evidence.model.papers import Paper
from k2evidence.render.pages.views.publications import (
    NOT_SEARCHED,
    ExternalLink,
    citation_text,
    external_links,
    integrity_note,
    integrity_text,
)


@dataclass(frozen=True, slots=True)
class PaperView:
    """A publication as it is cited: short name, citation as far as it is known, and its addresses.

    `status` says whether it still stands, and what was looked at.
    """

    paper: Publication
    short: str
    citation: str
    links: tuple[ExternalLink, ...]
    status: str
    status_note: str


def short_name(paper: Publication) -> str:
    """Return 'Tsuchie et al. 2012'; the label of a paper that has one, and of a study."""
    return paper.cited_name


def place_of(paper: Publication) -> str:
    """Return where a publication comes from: the authors' hospital or the country; empty where not seen."""
    return (paper.affiliation if isinstance(paper, Paper) else paper.country) or ""


def paper_view(paper: Publication) -> PaperView:
    """Return a publication as it is cited."""
    status = paper.integrity.status if isinstance(paper, Paper) else integrity_text(paper)
    note = integrity_note(paper)
    return PaperView(
        paper=paper,
        short=short_name(paper),
        citation=citation_text(paper),
        links=external_links(paper),
        status="" if note.startswith(NOT_SEARCHED) else status,
        status_note=note,
    )
