"""Audits every paper and every study against itself: pure functions from the data to findings and questions.

Each rule on papers is a module of `audit.rules`, each on studies one of `audit.study_rules`, with a `RULE`
and a function `find`. A new rule is a new file; nothing else needs to change.
"""

import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from types import ModuleType

from k2evidence.audit import rules as modules_of_rules
from k2evidence.audit import study_rules as modules_of_study_rules
from k2evidence.audit.finding import KINDS, SEVERITIES, Finding, Rule
from k2evidence.audit.question import Question
from k2evidence.audit.scope import Draft, Scope
from k2evidence.audit.study_scope import QuestionDraft, StudyScope
from k2evidence.load.dataset import Dataset
from k2evidence.load.problems import Problem
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.identifiers import slug
from k2evidence.model.scalars.refusals import shown
from k2evidence.model.studies import Study
from k2evidence.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Check:
    """A rule with the function that applies it to one paper and its patients."""

    rule: Rule
    find: Callable[[Scope], Iterator[Draft]]


@dataclass(frozen=True, slots=True)
class StudyCheck:
    """A rule with the function that applies it to one study."""

    rule: Rule
    find: Callable[[StudyScope], Iterator[QuestionDraft]]


@lru_cache(maxsize=1)
def checks() -> tuple[Check, ...]:
    """Return every rule on papers, in the order of its file names."""
    return tuple(Check(module.RULE, module.find) for module in _modules_of(modules_of_rules))


@lru_cache(maxsize=1)
def study_checks() -> tuple[StudyCheck, ...]:
    """Return every rule on studies, in the order of its file names."""
    return tuple(StudyCheck(module.RULE, module.find) for module in _modules_of(modules_of_study_rules))


def _modules_of(package: ModuleType) -> Iterator[ModuleType]:
    for name in sorted(module.name for module in pkgutil.iter_modules(package.__path__)):
        yield importlib.import_module(f"{package.__name__}.{name}")


def rules() -> tuple[Rule, ...]:
    """Return the title and the principle of each rule on papers."""
    return tuple(check.rule for check in checks())


def study_rules() -> tuple[Rule, ...]:
    """Return the title and the principle of each rule on studies."""
    return tuple(check.rule for check in study_checks())


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


def question_studies(dataset: Dataset) -> tuple[Question, ...]:
    """Return the questions about each study, by its id, the gravest first.

    What is known of a study by another's account alone is no question to its authors.
    """
    read = (study for study in dataset.studies.values() if study.reading.confidence != "low")
    studies = sorted(read, key=lambda study: study.id)
    return tuple(question for study in studies for question in _questions_about(study, dataset.vocabulary))


def _questions_about(study: Study, vocabulary: Vocabulary) -> list[Question]:
    scope = StudyScope(study, vocabulary)
    questions: list[Question] = []
    for check in study_checks():
        asked = [_question(check.rule, study, draft) for draft in check.find(scope)]
        amounts = Counter(question.question_id for question in asked)
        seen: Counter[str] = Counter()
        for question in asked:
            seen[question.question_id] += 1
            number = f"-{seen[question.question_id]}" if amounts[question.question_id] > 1 else ""
            questions.append(replace(question, question_id=f"{question.question_id}{number}"))
    return sorted(questions, key=lambda q: (KINDS.index(q.kind), SEVERITIES.index(q.severity)))


def _question(rule: Rule, study: Study, draft: QuestionDraft) -> Question:
    """Return the question of a draft; its id is made of its kind, rule, study and field."""
    may_be = [draft.may_be]
    if any(notice.kind == "correction" for notice in study.integrity.notices):
        may_be.append("A correction of the publication exists.")
    if study.reading.copy_read:
        may_be.append("A copy was read, which may differ from the publication.")
    return Question(
        question_id=slug(f"{draft.kind} {rule.id} {study.id} {draft.field}"),
        rule=rule.id,
        kind=draft.kind,
        severity=draft.severity,
        study_id=study.id,
        outcome_id=draft.outcome.id if draft.outcome else None,
        field=draft.field,
        says=draft.says,
        locator=draft.locator,
        also_says=draft.also_says,
        also_locator=draft.also_locator,
        means=draft.means,
        may_be=" ".join(may_be),
        affects=frozenset(draft.affects),
    )


def check_appraisal_answers(
    dataset: Dataset, findings: tuple[Finding, ...], questions: tuple[Question, ...]
) -> Iterator[Problem]:
    """Yield a problem for every answer of a publication to a finding, or to a question, that is gone."""
    known = {finding.finding_id for finding in findings} | {question.question_id for question in questions}
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
