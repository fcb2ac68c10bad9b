"""Two different figures of one outcome, one group and one time."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from k2evidence.audit.finding import Rule
from k2evidence.audit.question import Figure
from k2evidence.audit.study_scope import QuestionDraft, StudyScope
from k2evidence.derive.intervals import agree
from k2evidence.model.studies import Estimate, Result, StudyOutcome
from k2evidence.model.study_text import estimate_text, result_text

RULE = Rule(
    id="two-figures",
    title="Two different figures for one result",
    statement="A group has one figure for one outcome at one time, and a comparison has one estimate. "
    "Rounding can explain a difference in the last digit; a corrected figure replaces the earlier one.",
)

NUMBERS = frozenset({"id", "value", "low", "high", "se", "p", "trials", "people", "corrects", "replaced"})
"""What an estimate may have besides what says of what it is."""


def find(scope: StudyScope) -> Iterator[QuestionDraft]:
    """Yield pairs of results, and of estimates, of one thing that differ."""
    for outcome in scope.outcomes():
        for i, j in combinations(range(len(outcome.results)), 2):
            one, other = outcome.results[i], outcome.results[j]
            if _of(one) == _of(other) and _differ(one, other):
                texts = [result_text(result, outcome.unit) for result in (one, other)]
                places = [scope.place(outcome, result) for result in (one, other)]
                figures = [scope.figure(outcome, "result", k) for k in (i, j)]
                name = " ".join(filter(None, (outcome.id, one.arm, one.what, one.at)))
                yield _draft(outcome, name, texts, places, figures)
        estimates = [(i, e) for i, e in enumerate(outcome.estimates) if not e.replaced]
        for (i, first), (j, second) in combinations(estimates, 2):
            if _compared(first) == _compared(second) and _values_differ(first, second):
                texts = [estimate_text(estimate) for estimate in (first, second)]
                figures = [scope.figure(outcome, "estimate", k) for k in (i, j)]
                name = " ".join(filter(None, (outcome.id, first.measure, first.comparison)))
                yield _draft(outcome, name, texts, [scope.place(outcome)] * 2, figures)


def _of(result: Result) -> tuple[object, ...]:
    return result.arm, result.what, result.at, result.months


def _differ(one: Result, other: Result) -> bool:
    if one.events is not None and other.events is not None and one.events != other.events:
        return True
    return one.value is not None and other.value is not None and not agree(one.value, other.value)


def _compared(estimate: Estimate) -> dict[str, object]:
    return estimate.model_dump(exclude=set(NUMBERS))


def _values_differ(one: Estimate, other: Estimate) -> bool:
    return one.value is not None and other.value is not None and not agree(one.value, other.value)


def _draft(
    outcome: StudyOutcome,
    name: str,
    texts: Sequence[str],
    places: Sequence[str],
    figures: Sequence[Figure],
) -> QuestionDraft:
    return QuestionDraft(
        kind="contradiction",
        severity="major",
        field=name,
        says=texts[0],
        locator=places[0],
        also_says=texts[1],
        also_locator=places[1],
        means="Two figures for the same result differ.",
        may_be="They may refer to other people, another time or another analysis that the text does not "
        "name.",
        outcome=outcome,
        affects=figures,
    )
