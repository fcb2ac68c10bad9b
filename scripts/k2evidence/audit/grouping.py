"""Findings by the value, the case or the paper that they concern; questions by the study."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

from k2evidence.audit.finding import AffectedValue, Finding
from k2evidence.audit.question import Question

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


def by_affected_value(findings: Iterable[Finding]) -> Mapping[AffectedValue, tuple[Finding, ...]]:
    """Return the findings on each report or fact that they affect."""
    return _grouped((value, finding) for finding in findings for value in finding.affects)


def by_case(findings: Iterable[Finding]) -> Mapping[str, tuple[Finding, ...]]:
    """Return the findings that concern each case, by its id."""
    return _grouped((case_id, finding) for finding in findings for case_id in finding.case_ids)


def by_paper(findings: Iterable[Finding]) -> Mapping[str, tuple[Finding, ...]]:
    """Return the findings on each paper, by its id."""
    return _grouped((finding.paper_id, finding) for finding in findings)


def by_study(questions: Iterable[Question]) -> Mapping[str, tuple[Question, ...]]:
    """Return the questions about each study, by its id."""
    return _grouped((question.study_id, question) for question in questions)


def _grouped(pairs: Iterable[tuple[Key, Found]]) -> Mapping[Key, tuple[Found, ...]]:
    groups: dict[Key, list[Found]] = {}
    for key, finding in pairs:
        groups.setdefault(key, []).append(finding)
    return {key: tuple(group) for key, group in groups.items()}
