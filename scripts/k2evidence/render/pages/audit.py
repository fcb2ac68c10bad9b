"""The audit page: what does not fit in papers and in studies, and the rules that found it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from k2evidence.audit.finding import KINDS, SEVERITIES, Finding, Kind, Rule
from k2evidence.audit.question import Question
from k2evidence.load.dataset import PageGroup
from k2evidence.model.text import count, first_fitting, quantity
from k2evidence.render.pages.page_groups import Pager, page_uri, pager, reports_of
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import MEASURED, folder_files, record_files, vocabulary_files
from k2evidence.render.pages.views.findings import (
    SIGNS,
    FindingView,
    QuestionView,
    finding_view,
    question_view,
)
from k2evidence.render.pages.views.record_links import SiteLink, record_link
from k2evidence.render.site_file import MOST_DESCRIBED, SiteFile

MEANINGS: Mapping[Kind, str] = {
    "contradiction": "Two places disagree by more than the printed precision allows.",
    "imprecision": "Two places disagree, and rounding, whole months or completed years explain it.",
    "plausibility": "Something is implausible in the light of other sources.",
    "gap": "Information that a reader needs, or that the paper announces, is missing, or one place omits "
    "what another gives.",
}
"""What each kind of finding means."""
MOST_QUESTIONS = 30
"""How many questions about studies the page lists, the gravest first; the table to download has all."""


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
class QuestionRow:
    """A question about a study, with the study."""

    view: QuestionView
    study: SiteLink


@dataclass(frozen=True, slots=True)
class AuditOverview:
    """What the findings on all papers come to, the questions about studies, and the rules that made them.

    Only the gravest questions are listed; `more` says how many others there are, empty where there is none.
    """

    contradictions: str
    """How many major ones, in words."""
    total: int
    explained: int
    """How many findings printed precision explains."""
    rules: tuple[RuleRow, ...]
    asked: str
    """How many questions about studies there are, in words; empty where there is none."""
    questions: tuple[QuestionRow, ...]
    more: str
    study_rules: tuple[RuleRow, ...]


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
        description=_description(group, number),
        kind="Audit",
        sources=(
            *record_files(site.dataset, group.ids),
            *vocabulary_files(*MEASURED),
            *(
                (*folder_files(site.dataset, "studies"), *vocabulary_files("plausible-changes"))
                if number == 1
                else ()
            ),
        ),
        wide=True,
        searchable=number == 1,
        view=AuditPage(
            pager=pager(site.dataset.page_groups, "audit", number),
            kinds=_kinds(site, findings),
            overview=_overview(site) if number == 1 else None,
        ),
    )


def _description(group: PageGroup, number: int) -> str:
    """Return what the page answers, and of which papers: no two pages say the same."""
    end = "and the rules that found them." if number == 1 else f"page {number}."
    what = "Contradictions, implausible values and gaps in"
    return first_fitting(
        (f"{what} {reports}, with both sides of each, {end}" for reports in reports_of(group)), MOST_DESCRIBED
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


def _overview(site: SiteData) -> AuditOverview:
    contradictions = sum(
        finding.kind == "contradiction" and finding.severity == "major" for finding in site.findings
    )
    questions = sorted(
        site.questions, key=lambda q: (KINDS.index(q.kind), SEVERITIES.index(q.severity), q.study_id)
    )
    more = len(questions) - MOST_QUESTIONS
    return AuditOverview(
        contradictions=count(contradictions, "major contradiction"),
        total=len(site.findings),
        explained=sum(finding.kind == "imprecision" for finding in site.findings),
        rules=_rule_rows(site.rules, site.findings),
        asked=count(len(questions), "question") if questions else "",
        questions=tuple(
            QuestionRow(question_view(site, question), record_link(site.dataset, question.study_id))
            for question in questions[:MOST_QUESTIONS]
        ),
        more=quantity(more, "more question") if more > 0 else "",
        study_rules=_rule_rows(site.study_rules, site.questions),
    )


def _rule_rows(rules: Iterable[Rule], found: Iterable[Finding | Question]) -> tuple[RuleRow, ...]:
    by_rule = Counter(one.rule for one in found)
    return tuple(RuleRow(rule, by_rule[rule.id]) for rule in rules)
