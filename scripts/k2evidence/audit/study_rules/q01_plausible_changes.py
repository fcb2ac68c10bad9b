"""Changes in percent that are larger than any that was found, or that no quantity can make."""

from collections.abc import Iterator
from decimal import Decimal

from k2evidence.audit.finding import Rule
from k2evidence.audit.study_scope import QuestionDraft, StudyScope
from k2evidence.model.studies import OutcomeKind, Result, StudyOutcome
from k2evidence.model.study_text import result_text
from k2evidence.model.text import number, signed
from k2evidence.model.vocabulary import PlausibleChange

RULE = Rule(
    id="plausible-changes",
    title="Implausible change",
    statement="A change larger than the largest found elsewhere, or a fall of more than 100 %, raises a "
    "question. The largest plausible change in each outcome, and its source, are part of the data.",
)

QUANTITIES: frozenset[OutcomeKind] = frozenset({"lumbar-bmd", "hip-bmd", "other-bmd", "bone-markers", "ucoc"})
"""Outcomes that are amounts of something: none can fall by more than 100 %."""


def find(scope: StudyScope) -> Iterator[QuestionDraft]:
    """Yield printed changes in percent beyond the bound of their outcome."""
    for outcome in scope.outcomes():
        if outcome.unit == "%":
            for i, result in enumerate(outcome.results):
                for printed in _printed(result):
                    yield from _compare(scope, outcome, i, printed)


def _printed(result: Result) -> tuple[Decimal, ...]:
    ends = (result.range.low, result.range.high) if result.range else ()
    return tuple(value for value in (result.value, *ends) if value is not None)


def _compare(scope: StudyScope, outcome: StudyOutcome, i: int, printed: Decimal) -> Iterator[QuestionDraft]:
    if printed < -100 and outcome.kind in QUANTITIES:
        yield _draft(
            scope,
            outcome,
            i,
            printed,
            ("no amount can fall by more than all of it", "arithmetic"),
            "A fall of more than 100 % is impossible for an amount.",
        )
    for bound in scope.vocabulary.plausible_changes:
        if outcome.kind in bound.outcomes and printed > bound.percent:
            yield _draft(
                scope, outcome, i, printed, _known(bound), "No rise of this size was found elsewhere."
            )


def _known(bound: PlausibleChange) -> tuple[str, str]:
    says = f"questioned above {number(bound.percent)} %: {bound.derived}"
    return says, f"{bound.source.title}: {bound.group}"


def _draft(
    scope: StudyScope, outcome: StudyOutcome, i: int, printed: Decimal, other: tuple[str, str], means: str
) -> QuestionDraft:
    result = outcome.results[i]
    return QuestionDraft(
        kind="plausibility",
        severity="major",
        field=" ".join(filter(None, (outcome.id, result.arm, result.what, result.at))),
        says=f"{signed(printed)} %" if result.range is None else result_text(result, outcome.unit),
        locator=scope.place(outcome, result),
        also_says=other[0],
        also_locator=other[1],
        means=means,
        may_be="It may be a misprint, a figure in another unit, or the quoted result of a single person or "
        "report.",
        outcome=outcome,
        affects=(scope.figure(outcome, "result", i),),
    )
