"""The summary of findings: what the cases and the controlled evidence show, and how sure it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from k2evidence.derive.certainty import Rating
from k2evidence.model.judgements import CERTAINTIES, Certainty, Domain, OutcomeSummary, Side, Step
from k2evidence.model.placeholders import fill
from k2evidence.model.text import sentence
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import summary_files
from k2evidence.render.pages.views.record_links import EvidenceLink, evidence_links
from k2evidence.render.site_file import SiteFile

DOMAINS: Mapping[Domain, str] = {
    "risk of bias": "weaknesses of design or conduct",
    "inconsistency": "studies disagree",
    "indirectness": "other people, drugs or outcomes than asked about",
    "imprecision": "few people or events, or figures that were not read",
    "publication bias": "results that may be missing",
    "size of effect": "an effect so large that chance and bias can hardly explain it",
}
"""The meaning of each GRADE domain, a ground for a step of certainty."""


@dataclass(frozen=True, slots=True)
class StepView:
    """A step of certainty, with the evidence for its reason as links."""

    domain: Domain
    direction: Literal["down", "up"]
    reason: str
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class SideView:
    """What one body of evidence shows, and its certainty: where it starts, why, and each step."""

    says: str
    people: str
    evidence: tuple[EvidenceLink, ...]
    level: Certainty
    start: Certainty
    because: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One outcome: what the cases show beside what controlled evidence shows."""

    id: str
    outcome: str
    cases: SideView
    controlled: SideView


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """The summary of findings; `women` is the number of women with cases, in words."""

    women: str
    rows: tuple[SummaryRow, ...]
    levels: tuple[Certainty, ...]
    domains: Mapping[Domain, str]


def summary_page(site: SiteData) -> SiteFile:
    """Return the page of the summary of findings."""
    summaries = sorted(site.dataset.summaries.values(), key=lambda summary: summary.place)
    women = site.phrases["women"]
    return render_page(
        site.context,
        "evidence/summary-of-findings.md",
        "summary.md.jinja",
        title="Summary of findings",
        description=f"For each outcome: what {women} with vitamin K2 show, what controlled "
        "evidence shows, how many people, and how sure it is, with reasons.",
        kind="Page",
        sources=summary_files(site.dataset, *site.dataset.summaries),
        wide=True,
        view=SummaryPage(
            women=women,
            rows=tuple(summary_row(site, summary) for summary in summaries),
            levels=CERTAINTIES,
            domains=DOMAINS,
        ),
    )


def summary_row(site: SiteData, summary: OutcomeSummary) -> SummaryRow:
    """Return the row of one outcome."""
    return SummaryRow(
        id=summary.id,
        outcome=summary.outcome,
        cases=_side_view(site, summary.cases, site.ratings[summary.id, "cases"]),
        controlled=_side_view(site, summary.controlled, site.ratings[summary.id, "controlled"]),
    )


def _side_view(site: SiteData, side: Side, rating: Rating) -> SideView:
    phrases = site.phrases.phrases_for(side.rests_on)
    return SideView(
        says=sentence(fill(side.says, phrases)),
        people=fill(side.people, phrases),
        evidence=evidence_links(site.dataset, side.rests_on),
        level=rating.level,
        start=rating.start,
        because=rating.because,
        steps=tuple(_step_view(site, step) for step in rating.steps),
    )


def _step_view(site: SiteData, step: Step) -> StepView:
    evidence = evidence_links(site.dataset, step.rests_on)
    return StepView(step.domain, step.direction, step.reason, evidence)
