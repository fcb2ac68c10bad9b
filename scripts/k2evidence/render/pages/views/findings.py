"""Findings and questions of the audit: the mark beside a value, and the explanation that it leads to."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from k2evidence.audit.finding import KINDS, SEVERITIES, AffectedValue, Finding, Kind, Severity
from k2evidence.audit.question import Figure, Question
from k2evidence.model.papers import FindingAnswer
from k2evidence.model.text import lower_first
from k2evidence.model.vocabulary import Vocabulary
from k2evidence.render.pages.site_data import SiteData

SIGNS: Mapping[Kind, str] = {"contradiction": "≠", "imprecision": "≈", "plausibility": "?", "gap": "–"}
"""The sign of each kind of finding."""


@dataclass(frozen=True, slots=True)
class FindingLink:
    """A finding that a mark leads to."""

    id: str
    kind: Kind
    severity: Severity
    title: str


@dataclass(frozen=True, slots=True)
class FindingMark:
    """The mark beside a value that does not fit: the most severe kind, and every finding on the value."""

    kind: Kind
    sign: str
    label: str
    links: tuple[FindingLink, ...]


@dataclass(frozen=True, slots=True)
class ConcernedCase:
    """A case that a finding concerns."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question about a study as a page explains it, with the answers that were given to it."""

    question: Question
    title: str
    sign: str
    answers: tuple[FindingAnswer, ...]


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as a page explains it, with the answers that were given to it; `about` is what it is on."""

    finding: Finding
    title: str
    about: str
    sign: str
    cases: tuple[ConcernedCase, ...]
    answers: tuple[FindingAnswer, ...]


def finding_mark(site: SiteData, values: Iterable[AffectedValue]) -> FindingMark | None:
    """Return the mark for all findings on some values, most severe first; None where there is none."""
    findings = dict.fromkeys(finding for value in values for finding in site.findings_by_value.get(value, ()))
    return _mark(
        FindingLink(finding.finding_id, finding.kind, finding.severity, site.rule_titles[finding.rule])
        for finding in findings
    )


Marks = Mapping[Figure, FindingMark]
"""The mark of each figure of a study that a question is about."""


def question_marks(site: SiteData, study_id: str) -> Marks:
    """Return the mark for the questions about each figure of a study."""
    by_figure = _grouped_questions(site, study_id)
    return {figure: mark for figure, links in by_figure.items() if (mark := _mark(links))}


def _grouped_questions(site: SiteData, study_id: str) -> Mapping[Figure, list[FindingLink]]:
    by_figure: dict[Figure, list[FindingLink]] = {}
    for question in site.questions_of.get(study_id, ()):
        link = FindingLink(
            question.question_id, question.kind, question.severity, site.rule_titles[question.rule]
        )
        for figure in question.affects:
            by_figure.setdefault(figure, []).append(link)
    return by_figure


def _mark(found: Iterable[FindingLink]) -> FindingMark | None:
    """Return the mark of some findings, major ones first, then by kind; None where there is none."""
    ranked = sorted(found, key=lambda link: (SEVERITIES.index(link.severity), KINDS.index(link.kind)))
    if not ranked:
        return None
    worst = ranked[0].kind
    more = f" and {len(ranked) - 1} more" if len(ranked) > 1 else ""
    return FindingMark(kind=worst, sign=SIGNS[worst], label=f"{worst}{more}", links=tuple(ranked))


def question_view(site: SiteData, question: Question) -> QuestionView:
    """Return a question with the title of its rule and its answers."""
    return QuestionView(
        question=question,
        title=site.rule_titles[question.rule],
        sign=SIGNS[question.kind],
        answers=tuple(
            answer
            for answer in site.dataset.studies[question.study_id].answers
            if answer.finding == question.question_id
        ),
    )


def finding_view(site: SiteData, finding: Finding) -> FindingView:
    """Return a finding with the title of its rule, its cases and its answers."""
    dataset = site.dataset
    return FindingView(
        finding=finding,
        title=site.rule_titles[finding.rule],
        about=_about(dataset.vocabulary, finding.field),
        sign=SIGNS[finding.kind],
        cases=tuple(
            ConcernedCase(case_id, dataset.case_label(dataset.cases[case_id])) for case_id in finding.case_ids
        ),
        answers=tuple(
            answer
            for answer in dataset.publications[finding.paper_id].answers
            if answer.finding == finding.finding_id
        ),
    )


def _about(vocabulary: Vocabulary, field: str) -> str:
    """Return what a finding is on, as a reader knows it: 'Femur BMD, before' for 'bmd-proximal-femur before'.

    A name that begins it is set apart from what follows.
    """

    def named(match: re.Match[str]) -> str:
        short = lower_first(vocabulary.analytes[match[0]].short)
        return f"{short}," if match.end() < len(field) and not match.start() else short

    ids = "|".join(map(re.escape, sorted(vocabulary.analytes, key=len, reverse=True)))
    text = re.sub(rf"(?<![\w-])(?:{ids})(?![\w-])", named, field)
    text = text.replace("called no-change", "called unchanged")
    text = re.sub(r"^([^,]+, (?:before and after|before|after)) (?!and |against )", r"\1: ", text)
    return text[:1].upper() + text[1:]
