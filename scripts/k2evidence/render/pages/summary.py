"""The summary of findings: what the cases and what controlled evidence show, and how sure it is."""

from typing import Any

from k2evidence.derive.certainty import Rating
from k2evidence.model.judgements import CERTAINTIES, OutcomeSummary, Side
from k2evidence.model.placeholders import fill
from k2evidence.model.text import count, sentence
from k2evidence.render.pages.evidence import references
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import summary_files
from k2evidence.render.site_file import SiteFile

ABOUT = {
    "risk of bias": "weaknesses of design or conduct",
    "inconsistency": "studies disagree",
    "indirectness": "other people, drugs or outcomes than asked about",
    "imprecision": "few people or events, or figures that were not read",
    "publication bias": "results that may be missing",
    "size of effect": "an effect so large that chance and bias can hardly explain it",
}
"""What each ground for a step means."""


def summary_page(site: SiteData) -> SiteFile:
    """Return the summary of findings."""
    summaries = sorted(site.dataset.summaries.values(), key=lambda summary: summary.place)
    return render_page(
        site.context,
        "evidence/summary-of-findings.md",
        "summary.md.jinja",
        title="Summary of findings",
        description=f"For each outcome: what {site.phrases['women']} with vitamin K2 show, what controlled "
        "evidence shows, how many people, and how sure it is, with reasons.",
        kind="Page",
        sources=summary_files(site.dataset, *site.dataset.summaries),
        wide=True,
        rows=[summary_row(site, summary) for summary in summaries],
        levels=CERTAINTIES,
        grounds=ABOUT,
        women=site.phrases["women"],
    )


def summary_row(site: SiteData, summary: OutcomeSummary) -> dict[str, Any]:
    """Return one outcome with both sides."""
    return {
        "id": summary.id,
        "outcome": summary.outcome,
        "cases": _side(site, summary.cases, site.ratings[summary.id, "cases"]),
        "controlled": _side(site, summary.controlled, site.ratings[summary.id, "controlled"]),
    }


def certainty_of(site: SiteData, summary: OutcomeSummary) -> dict[str, str]:
    """Return how sure the controlled evidence on an outcome is, for women after pregnancy."""
    rating = site.ratings[summary.id, "controlled"]
    return {"level": rating.level, "why": _why(rating)}


def _why(rating: Rating) -> str:
    grounds = list(dict.fromkeys(step.domain for step in rating.steps))
    steps = f", lowered for {' and '.join(grounds)}" if grounds else ""
    return sentence(f"for women after pregnancy; starts {rating.start} ({rating.because}){steps}")


def _side(site: SiteData, side: Side, rating: Rating) -> dict[str, Any]:
    phrases = site.phrases.phrases_for(side.rests_on)
    return {
        "says": sentence(fill(side.says, phrases)),
        "people": fill(side.people, phrases),
        "evidence": references(site, side.rests_on),
        "level": rating.level,
        "start": rating.start,
        "because": rating.because,
        "steps": [
            {
                "domain": step.domain,
                "direction": step.direction,
                "reason": step.reason,
                "evidence": references(site, step.rests_on),
            }
            for step in rating.steps
        ],
        "moved": count(len(rating.steps), "step"),
    }
