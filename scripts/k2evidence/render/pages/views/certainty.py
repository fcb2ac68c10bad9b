"""How sure the evidence of a page is."""

from collections.abc import Collection
from dataclasses import dataclass

from k2evidence.derive.certainty import Rating, lowest_level
from k2evidence.model.judgements import Certainty, OutcomeSummary
from k2evidence.model.text import sentence
from k2evidence.render.pages.site_data import SiteData


@dataclass(frozen=True, slots=True)
class CertaintyView:
    """A level of certainty, and in a sentence why it is that one."""

    level: Certainty
    why: str


def controlled_certainty(site: SiteData, summary: OutcomeSummary) -> CertaintyView:
    """Return the certainty of the controlled evidence on an outcome, for women after pregnancy."""
    rating = site.ratings[summary.id, "controlled"]
    return CertaintyView(rating.level, _why(rating))


def case_certainty(site: SiteData, papers: Collection[str]) -> Certainty:
    """Return the lowest certainty that the summary of findings gives to the cases of these papers.

    It is that of case reports where no row of the summary rests on them.
    """
    return lowest_level(
        site.ratings[summary.id, "cases"]
        for summary in site.dataset.summaries.values()
        if site.phrases.papers_of(summary.cases.rests_on) & {*papers}
    )


def _why(rating: Rating) -> str:
    grounds = " and ".join(dict.fromkeys(step.domain for step in rating.steps))
    lowered = f", lowered for {grounds}" if grounds else ""
    return sentence(f"for women after pregnancy; starts {rating.start} ({rating.because}){lowered}")
