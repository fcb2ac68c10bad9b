"""The page of a paper that reports cases."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from k2evidence.derive.phrases import count_patients
from k2evidence.model.papers import Paper, Unverified
from k2evidence.model.text import day_in_words, first_fitting, join_words, sentence
from k2evidence.render.names import DISEASE
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import record_files
from k2evidence.render.pages.views.citing_pages import citing_pages
from k2evidence.render.pages.views.papers import PaperView, paper_view, short_name
from k2evidence.render.pages.views.record_links import SiteLink, place_between
from k2evidence.render.pages.views.reported_cases import ReportedCases, reported_cases
from k2evidence.render.site_file import MOST_DESCRIBED, SiteFile

NOT_LOOKED_FOR = "not checked"
"""What a record lacks that a reader must not take for absent: nobody checked whether the paper reports it."""


@dataclass(frozen=True, slots=True)
class PaperFact:
    """A fact of the bibliographic record, with a remark or none."""

    label: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper as its own page shows it.

    `certainty` is that of what its cases show, `whose` says whose cases they are.
    """

    cited: PaperView
    article_type: str
    whose: str
    facts: tuple[PaperFact, ...]
    reported: ReportedCases
    cited_on: tuple[SiteLink, ...]


def paper_page(site: SiteData, paper: Paper) -> SiteFile:
    """Return the page of a paper."""
    cases = site.dataset.cases_of[paper.id]
    return render_page(
        site.context,
        f"evidence/{paper.id}.md",
        "paper.md.jinja",
        title=short_name(paper),
        description=_description(site, paper),
        kind="Study",
        sources=record_files(site.dataset, (paper.id, *(case.id for case in cases))),
        origin=Path(f"data/papers/{paper.id}.yml"),
        place=place_between(site.dataset, site.neighbours_of_publication.get(paper.id)),
        view=PaperPage(
            cited=paper_view(paper),
            article_type=paper.article_type,
            whose=_whose(site, paper),
            facts=tuple(_facts(paper)),
            reported=reported_cases(site, paper),
            cited_on=citing_pages(site, paper.id),
        ),
    )


def _description(site: SiteData, paper: Paper) -> str:
    """Return what the page answers."""
    if not (cases := site.dataset.cases_of[paper.id]):
        return f"{short_name(paper)}: what was read of a paper without a case on this site."
    measured = ", how it was measured" if paper.methods else ""
    reported = f"{short_name(paper)}: what it reports of {count_patients(cases)} with {DISEASE}"
    texts = (f"{reported}{measured}, and how it was read.", f"{reported}.")
    return sentence(first_fitting(texts, MOST_DESCRIBED))


def _whose(site: SiteData, paper: Paper) -> str:
    """Return whose cases a paper reports: 'The paper on the four women given vitamin K2'."""
    k2_papers = site.dataset.k2_papers
    cases = site.dataset.cases_of[paper.id]
    if not cases:
        return "A paper without a case on this site"
    if paper not in k2_papers:
        return f"A paper on {count_patients(cases)} for whom no vitamin K2 is reported"
    given = count_patients([case for case in cases if case in site.dataset.k2_cases])
    if len(k2_papers) == 1:
        return f"The paper on the {given} given vitamin K2"
    return f"A paper on {given} given vitamin K2"


def _facts(paper: Paper) -> Iterator[PaperFact]:
    """Yield what is known of the paper; dates and names that were not seen are left out."""
    names = tuple(" ".join(filter(None, (author.given, author.family))) for author in paper.authors)
    yield PaperFact("Authors", join_words(names) or "not seen", paper.authors_note or "")
    seen = {
        "Affiliation": paper.affiliation,
    }
    yield from (PaperFact(label, text) for label, text in seen.items() if text)
    days = {
        "Received": paper.received,
        "Accepted": paper.accepted,
        "Published online": paper.published_online,
    }
    yield from (PaperFact(label, day_in_words(day)) for label, day in days.items() if day)
    for label, text in (
        ("Conflicts of interest", paper.conflicts),
        ("Ethics", paper.ethics),
        ("Funding", paper.funding),
    ):
        yield PaperFact(label, text or NOT_LOOKED_FOR)
    yield from _unverified("Issue number", paper.issue, "confirmed")
    yield from _unverified("Licence of the article", paper.licence, "")


def _unverified(label: str, fact: Unverified | None, otherwise: str) -> Iterator[PaperFact]:
    """Yield a fact that may not be verified, with what is in the way; `otherwise` stands for no note."""
    if fact:
        yield PaperFact(label, fact.says, fact.note or otherwise)
