"""The home page: the answer, how sure it is, and why."""

from collections.abc import Iterator
from dataclasses import dataclass

from k2evidence.load.data_files import HOME_CLAIMS
from k2evidence.model.judgements import Certainty
from k2evidence.render.charts.picture import Picture
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import claims_files, folder_files, recovery_files
from k2evidence.render.pages.views.certainty import HOW_SURE
from k2evidence.render.pages.views.claims import ClaimSection, ClaimsView, claims_view
from k2evidence.render.pages.views.papers import PaperView, paper_view
from k2evidence.render.site_file import SiteFile


@dataclass(frozen=True, slots=True)
class HomePage:
    """The home page.

    `why` is what the picture shows, and `aggregated` whether it counts scans instead of drawing each one. It
    shows `drawn` of all `recorded` women. `sure` is the certainty in words, `patients` are the questions
    of the page for patients, and `answered` those of them that are here, or linked from here. `women` and
    `others` are how many patients were given vitamin K2, and for how many none is reported in words. `others`
    is empty where there is none.
    """

    short: ClaimsView
    answer: ClaimsView
    certainty: Certainty
    sure: str
    picture: Picture
    why: ClaimsView
    aggregated: bool
    drawn: int
    recorded: int
    plain: ClaimsView
    act: ClaimsView
    patients: tuple[ClaimSection, ...]
    answered: tuple[str, ...]
    questions: ClaimsView
    change: ClaimsView
    papers: tuple[PaperView, ...]
    women: str
    others: str


def home_page(site: SiteData) -> SiteFile:
    """Return the home page; every sentence about evidence is a claim that names what it rests on."""
    dataset = site.dataset
    act, questions = claims_view(site, "before-you-act"), claims_view(site, "questions")
    answer = claims_view(site, "bottom-line")
    return render_page(
        site.context,
        "index.md",
        "home.md.jinja",
        title="Vitamin K2 for pregnancy-associated osteoporosis",
        description=_description(site, answer.claims[0].says),
        kind="Page",
        answers=True,
        sources=(
            *claims_files(dataset, *HOME_CLAIMS),
            *recovery_files(dataset, site.recovery),
            *folder_files(dataset, "summaries"),
        ),
        wide=True,
        view=HomePage(
            short=claims_view(site, "short-answer"),
            answer=answer,
            certainty=site.lowest_certainty,
            sure=HOW_SURE[site.lowest_certainty],
            picture=site.pictures["recovery-home"],
            why=claims_view(site, "why-nobody-knows"),
            aggregated=site.recovery.is_aggregated,
            drawn=len(site.recovery.drawn_cases),
            recorded=len(dataset.cases),
            plain=claims_view(site, "plain-language"),
            act=act,
            patients=claims_view(site, "patients").sections,
            answered=(*(section.id for section in act.sections), *_linked(questions)),
            questions=questions,
            change=claims_view(site, "what-would-change"),
            papers=tuple(map(paper_view, dataset.main_papers)),
            women=site.phrases["women"],
            others=site.other_patients,
        ),
    )


def _linked(questions: ClaimsView) -> Iterator[str]:
    """Yield the ids of the questions of the page for patients that these questions lead to."""
    for claim in questions.claims:
        page, _, anchor = (claim.see or "").partition("#")
        if page == "patients/":
            yield anchor


def _description(site: SiteData, answer: str) -> str:
    """Return the answer, how sure it is, and what it rests on: what a link to the site shows of it."""
    others = f", {site.other_patients}" if site.other_patients else ""
    return (
        f"{answer} Certainty: {site.lowest_certainty}. The evidence from {site.phrases['women']} given "
        f"vitamin K2 (menatetrenone){others}, and trials in other people."
    )
