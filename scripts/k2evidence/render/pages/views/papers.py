"""How a paper is named and cited."""

from dataclasses import dataclass

from k2evidence.model.papers import Paper
from k2evidence.model.text import initials


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper as it is cited: short name, authors with initials, and the link of its DOI."""

    paper: Paper
    short: str
    authors: str
    link: str


def short_name(paper: Paper) -> str:
    """Return 'Tsuchie et al. 2012'."""
    et_al = " et al." if len(paper.authors) > 2 else ""
    named = paper.authors[:1] if et_al else paper.authors
    return f"{' and '.join(author.family for author in named)}{et_al} {paper.year}"


def paper_view(paper: Paper) -> PaperView:
    """Return a paper as it is cited."""
    names = [f"{author.family} {initials(author.given)}" for author in paper.authors]
    return PaperView(paper, short_name(paper), ", ".join(names), f"https://doi.org/{paper.doi}")
