"""The audit page: what does not fit, and the rules that found it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from k2evidence.audit.finding import KINDS, Finding, Kind, Rule
from k2evidence.model.text import count
from k2evidence.render.pages.page_groups import Pager, page_uri, pager
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import MEASURED, record_files, vocabulary_files
from k2evidence.render.pages.views.findings import SIGNS, FindingView, finding_view
from k2evidence.render.site_file import SiteFile

MEANINGS: Mapping[Kind, str] = {
    "contradiction": "Two places disagree by more than the printed precision allows.",
    "imprecision": "Two places disagree, and rounding, whole months or completed years explain it.",
    "plausibility": "Something is hard to believe in the light of what is known elsewhere.",
    "gap": "Something that a reader needs, or that a paper promised, is missing.",
}
"""What each kind of finding means."""


@dataclass(frozen=True, slots=True)
class KindView:
    """A kind of finding, the findings of it on this page's papers, and how many there are on all papers."""

    name: Kind
    sign: str
    meaning: str
    findings: tuple[FindingView, ...]
    amount: int


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule, and how many findings it made."""

    rule: Rule
    amount: int


@dataclass(frozen=True, slots=True)
class AuditOverview:
    """What the findings on all papers come to, and the rules that made them."""

    contradictions: str
    total: int
    rules: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class AuditPage:
    """The findings on one page group; the first page has an overview."""

    pager: Pager | None
    kinds: tuple[KindView, ...]
    overview: AuditOverview | None


def audit_page(site: SiteData, number: int) -> SiteFile:
    """Return the findings on one page group, by kind; the first page has the rules that they rest on."""
    group = site.dataset.page_groups[number - 1]
    findings = [finding for paper in group.papers for finding in site.findings_by_paper.get(paper.id, ())]
    return render_page(
        site.context,
        page_uri("audit", number),
        "audit.md.jinja",
        title="Audit" if number == 1 else f"Audit, page {number}",
        description="Each paper read against itself: contradictions, imprecisions, implausible values and "
        "gaps, with both sides and their places.",
        kind="Audit",
        sources=(*record_files(site.dataset, group.ids), *vocabulary_files(*MEASURED)),
        wide=True,
        searchable=number == 1,
        view=AuditPage(
            pager=pager(site.dataset.page_groups, "audit", number),
            kinds=_kinds(site, findings),
            overview=_overview(site.findings, site.rules) if number == 1 else None,
        ),
    )


def _kinds(site: SiteData, findings: Iterable[Finding]) -> tuple[KindView, ...]:
    views = [finding_view(site, finding) for finding in findings]
    amounts = Counter(finding.kind for finding in site.findings)
    return tuple(
        KindView(
            name=kind,
            sign=SIGNS[kind],
            meaning=MEANINGS[kind],
            findings=tuple(view for view in views if view.finding.kind == kind),
            amount=amounts[kind],
        )
        for kind in KINDS
    )


def _overview(findings: tuple[Finding, ...], rules: tuple[Rule, ...]) -> AuditOverview:
    by_rule = Counter(finding.rule for finding in findings)
    contradictions = sum(finding.kind == "contradiction" for finding in findings)
    return AuditOverview(
        contradictions=count(contradictions, "contradiction"),
        total=len(findings),
        rules=tuple(RuleRow(rule, by_rule[rule.id]) for rule in rules),
    )
