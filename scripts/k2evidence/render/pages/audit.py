"""The audit page: what does not fit, and the rules that found it."""

from collections import Counter
from typing import Any

from k2evidence.audit.finding import KINDS
from k2evidence.load.dataset import PageGroup
from k2evidence.model.text import count
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.sources import MEASURED, files_of, lists
from k2evidence.render.pages.views import SIGNS, SiteData, finding_view, paged, pager
from k2evidence.render.site_file import SiteFile

MEANINGS = {
    "contradiction": "Two places disagree by more than the printed precision allows.",
    "imprecision": "Two places disagree, and rounding, whole months or completed years explain it.",
    "plausibility": "Something is hard to believe in the light of what is known elsewhere.",
    "gap": "Something that a reader needs, or that the paper promised, is missing.",
}
"""What each kind of finding means."""


def audit_page(site: SiteData, number: int) -> SiteFile:
    """Return the findings on one batch of papers, by kind; the first page has the rules that they rest on."""
    group = site.dataset.page_groups[number - 1]
    return render_page(
        site.context,
        paged("audit", number),
        "audit.md.jinja",
        title="Audit" if number == 1 else f"Audit, page {number}",
        description="The paper read against itself: contradictions, imprecisions, implausible values and "
        "gaps, with both sides and their places.",
        kind="Audit",
        sources=(*files_of(site.dataset, group.ids), *lists(*MEASURED)),
        wide=True,
        found=number == 1,
        pager=pager(site, "audit", number),
        **_findings(site, group),
        **(_overview(site) if number == 1 else {"rules": []}),
    )


def _findings(site: SiteData, group: PageGroup) -> dict[str, Any]:
    """Return the findings on a batch of papers, by kind."""
    here = [finding for paper in group.papers for finding in site.findings_on.get(paper.id, ())]
    return {
        "kinds": [
            {
                "name": kind,
                "sign": SIGNS[kind],
                "meaning": MEANINGS[kind],
                "findings": [finding_view(site, finding) for finding in here if finding.kind == kind],
            }
            for kind in KINDS
        ]
    }


def _overview(site: SiteData) -> dict[str, Any]:
    """Return how many findings there are on all papers, by kind and by rule."""
    amounts = Counter(finding.kind for finding in site.findings)
    by_rule = Counter(finding.rule for finding in site.findings)
    return {
        "amounts": amounts,
        "contradictions": count(amounts["contradiction"], "contradiction"),
        "total": len(site.findings),
        "rules": [{"rule": rule, "amount": by_rule[rule.id]} for rule in site.rules],
    }
