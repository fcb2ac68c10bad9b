"""The home page: the answer, how sure it is, and why."""

from dataclasses import dataclass

from k2evidence.model.judgements import Certainty
from k2evidence.model.text import count
from k2evidence.render.charts.picture import Picture
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import claims_files, folder_files, recovery_files
from k2evidence.render.pages.views.claims import ClaimsView, claims_view
from k2evidence.render.pages.views.papers import PaperView, paper_view
from k2evidence.render.site_file import SiteFile

CLAIMS = ("bottom-line", "why-nobody-knows", "plain-language", "questions", "what-would-change")
"""The claims of the page, in their order."""


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page.

    `why` is what the picture shows, and `aggregated` whether it counts the courses instead of drawing
    each one; `other_papers` is how many papers are listed with their cases alone.
    """

    answer: ClaimsView
    certainty: Certainty
    picture: Picture
    why: ClaimsView
    aggregated: bool
    plain: ClaimsView
    questions: ClaimsView
    change: ClaimsView
    papers: tuple[PaperView, ...]
    other_papers: int


def home_page(site: SiteData) -> SiteFile:
    """Return the home page; every sentence about evidence is a claim that names what it rests on."""
    dataset = site.dataset
    return render_page(
        site.context,
        "index.md",
        "home.md.jinja",
        title="Vitamin K2 after pregnancy-associated osteoporosis",
        description="What vitamin K2 (menatetrenone) is known to do for fractures after pregnancy: "
        f"{count(len(dataset.cases), 'case')}, the trials around them, and how sure each answer is.",
        kind="Page",
        sources=(
            *claims_files(dataset, *CLAIMS),
            *recovery_files(dataset, site.recovery),
            *folder_files(dataset, "summaries"),
        ),
        wide=True,
        view=HomePage(
            answer=claims_view(site, "bottom-line"),
            certainty=site.lowest_certainty,
            picture=site.pictures["recovery-home"],
            why=claims_view(site, "why-nobody-knows"),
            aggregated=site.recovery.is_aggregated,
            plain=claims_view(site, "plain-language"),
            questions=claims_view(site, "questions"),
            change=claims_view(site, "what-would-change"),
            papers=tuple(paper_view(paper) for paper in site.main_papers if dataset.cases_of[paper.id]),
            other_papers=len(dataset.papers) - len(site.main_papers),
        ),
    )
