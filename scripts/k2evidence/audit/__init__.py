"""Audits every paper against itself: a pure function from the data to findings.

Each rule is a module of `audit.rules` with a `RULE` and a function `find`. A new rule is a new
file; nothing else needs to change.
"""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from k2evidence.audit import rules as modules_of_rules
from k2evidence.audit.finding import KINDS, SEVERITIES, Finding, Rule
from k2evidence.audit.scope import Draft, Scope
from k2evidence.load.dataset import Dataset
from k2evidence.load.problems import Problem
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.identifiers import slug
from k2evidence.model.scalars.refusals import shown


@dataclass(frozen=True, slots=True)
class Check:
    """A rule with the function that applies it to one paper and its patients."""

    rule: Rule
    find: Callable[[Scope], Iterator[Draft]]


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    """Return every rule, in the order of its file names."""
    modules = (
        importlib.import_module(f"{modules_of_rules.__name__}.{name}")
        for name in sorted(module.name for module in pkgutil.iter_modules(modules_of_rules.__path__))
    )
    return tuple(Check(module.RULE, module.find) for module in modules)


def rules() -> tuple[Rule, ...]:
    """Return the title and the principle of each rule."""
    return tuple(check.rule for check in checks())


def audit(dataset: Dataset) -> tuple[Finding, ...]:
    """Return the findings of each publication with cases, by its id, the gravest first."""
    by_paper = (
        _findings_of(Scope.of(paper, dataset.cases_of[paper.id], dataset.vocabulary))
        for paper in sorted(dataset.case_reports.values(), key=lambda paper: paper.id)
    )
    return tuple(finding for findings in by_paper for finding in findings)


def _findings_of(scope: Scope) -> tuple[Finding, ...]:
    """Return the findings of one paper and its cases."""
    findings: list[Finding] = []
    for check in checks():
        drafts = [_finding(check.rule, scope, draft) for draft in check.find(scope)]
        findings += _with_unique_ids(drafts)
    return tuple(
        sorted(
            findings,
            key=lambda finding: (KINDS.index(finding.kind), SEVERITIES.index(finding.severity)),
        )
    )


def check_appraisal_answers(dataset: Dataset, findings: tuple[Finding, ...]) -> Iterator[Problem]:
    """Yield a problem for every answer of a publication to a finding that is gone."""
    known = {finding.finding_id for finding in findings}
    for paper in dataset.publications.values():
        folder = "studies" if paper.id in dataset.studies else "papers"
        for i, answer in enumerate(paper.answers):
            if answer.finding not in known:
                yield dataset.documents[f"data/{folder}/{paper.id}.yml"].problem(
                    ["answers", i, "finding"],
                    ErrorCode.UNFOUNDED_ANSWER,
                    f"no finding has the id {shown(answer.finding)}",
                    "remove the answer if what it answers is gone, or take the id from the audit page",
                )


def _finding(rule: Rule, scope: Scope, draft: Draft) -> Finding:
    """Return the finding of a draft; its id is made of its kind, rule, paper, courses and field."""
    cases = dict.fromkeys([case.id for case, _ in draft.courses])
    courses = dict.fromkeys([f"{case.id}/{course.id}" for case, course in draft.courses if course])
    prefix = f"{scope.paper.id}-"
    places = [place.removeprefix(prefix) for place in courses or cases]
    # Of a finding about many courses the field alone is in the id, which would be endless otherwise.
    name = " ".join([draft.kind, rule.id, scope.paper.id, *(places if len(places) < 3 else ()), draft.field])
    return Finding(
        finding_id=slug(name),
        rule=rule.id,
        kind=draft.kind,
        severity=draft.severity,
        paper_id=scope.paper.id,
        case_ids=tuple(cases),
        course_ids=tuple(courses),
        field=draft.field,
        says=draft.says,
        locator=draft.locator,
        also_says=draft.also_says,
        also_locator=draft.also_locator,
        means=draft.means,
        effect=draft.effect,
        affects=frozenset(draft.affects),
    )


def _with_unique_ids(findings: list[Finding]) -> Iterator[Finding]:
    """Yield the findings; those that share an id get a number behind it."""
    amounts = Counter(finding.finding_id for finding in findings)
    seen: Counter[str] = Counter()
    for finding in findings:
        seen[finding.finding_id] += 1
        if amounts[finding.finding_id] > 1:
            yield replace(finding, finding_id=f"{finding.finding_id}-{seen[finding.finding_id]}")
        else:
            yield finding
