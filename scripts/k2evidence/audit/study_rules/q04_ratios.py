"""Ratios of a randomised trial that no whole counts of its groups give."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from k2evidence.audit.finding import Rule
from k2evidence.audit.statistics import Counts, Ratio, ratio
from k2evidence.audit.study_scope import QuestionDraft, StudyScope
from k2evidence.derive.intervals import Interval, rounding
from k2evidence.model.studies import Estimate, Result, StudyOutcome
from k2evidence.model.study_text import estimate_text
from k2evidence.model.text import number

RULE = Rule(
    id="ratios",
    title="Ratios that no counts can give",
    statement="A relative risk or an odds ratio of a trial is a ratio of whole counts. Where the counts of "
    "one group and the sizes of all groups are printed, every possible count of every other group is "
    "tried, with either group as the reference. The limits of an interval may differ by a tenth, "
    "because there are several ways to calculate them.",
)
OTHER_WAYS = 1.1
"""By what factor the end of an interval may differ from the usual one, computed in another way."""
SHOWN = 2
"""How many of the nearest counts a question shows."""


@dataclass(frozen=True, slots=True)
class Tried:
    """The counts of two groups, and the ratio that they give."""

    first: Counts
    second: Counts
    ratio: Ratio


def find(scope: StudyScope) -> Iterator[QuestionDraft]:
    """Yield ratios that no pair of whole counts gives."""
    if not scope.groups_of_trial:
        return
    for outcome in scope.outcomes():
        pairs = tuple(_pairs(scope, outcome))
        for i, estimate in enumerate(outcome.estimates):
            measured = estimate.measure in ("RR", "OR") and estimate.value is not None
            if pairs and measured and estimate.trials is None and not estimate.replaced:
                measure = cast(Literal["RR", "OR"], estimate.measure)
                tried = [Tried(*pair, found) for pair in pairs if (found := ratio(measure, *pair))]
                if tried and not any(_fits(estimate, one.ratio) for one in tried):
                    yield _draft(scope, outcome, i, tried)


def _pairs(scope: StudyScope, outcome: StudyOutcome) -> Iterator[tuple[Counts, Counts]]:
    """Yield the counts that an estimate of an outcome can rest on, either way round.

    Where two groups have counts, only those; where one has, each whole count of every other group, as long
    as all sizes are known and the group with counts was analysed whole.
    """
    counted = {result.arm: counts for result in outcome.results if (counts := _counts(scope, result))}
    if len(counted) != len(outcome.results) or not counted:
        return
    if len(counted) > 1:
        yield from (
            (one, other) for one in counted.values() for other in counted.values() if one is not other
        )
        return
    [(name, known)] = counted.items()
    sizes = {arm.name: arm.analysed or arm.people for arm in scope.groups_of_trial}
    if None in sizes.values() or sizes.get(name or "") != known.people:
        return
    for arm, size in sizes.items():
        if arm != name:
            for events in range((size or 0) + 1):
                other = Counts(events, size or 0)
                yield from ((known, other), (other, known))


def _counts(scope: StudyScope, result: Result) -> Counts | None:
    """Return the counts of a group; None where they are not printed, or are of a part of it."""
    people = scope.study.people_of(result)
    if result.arm is None or result.what or result.events is None or not people or result.events > people:
        return None
    return Counts(result.events, people)


def _fits(estimate: Estimate, found: Ratio) -> bool:
    if estimate.value is None or not _within(rounding(estimate.value), found.value, 1):
        return False
    if estimate.low is None or estimate.high is None:
        return True
    ends = ((estimate.low, found.low), (estimate.high, found.high))
    return all(_within(rounding(printed), end, OTHER_WAYS) for printed, end in ends)


def _within(printed: Interval, value: float, factor: float) -> bool:
    return float(printed.low) / factor <= value <= float(printed.high) * factor


def _distance(estimate: Estimate, found: Ratio) -> float:
    """Return how far a ratio with its interval is from a printed one, on the logarithmic scale."""
    ends = ((estimate.value, found.value), (estimate.low, found.low), (estimate.high, found.high))
    return sum(abs(math.log(float(printed) / value)) for printed, value in ends if printed)


def _draft(scope: StudyScope, outcome: StudyOutcome, i: int, tried: list[Tried]) -> QuestionDraft:
    estimate = outcome.estimates[i]
    nearest = sorted(dict.fromkeys(tried), key=lambda one: _distance(estimate, one.ratio))[:SHOWN]
    name = estimate.id or " ".join(
        filter(None, (estimate.measure, number(estimate.value), estimate.comparison))
    )
    return QuestionDraft(
        kind="plausibility",
        severity="minor",
        field=f"{outcome.id} {name}",
        says=estimate_text(estimate),
        locator=scope.place(outcome),
        also_says=f"nearest: {'; '.join(map(_text, nearest))}",
        also_locator="arithmetic, from the sizes of the groups and the counts that are printed",
        means="No whole counts of the groups give this ratio and interval.",
        may_be="It may be a ratio of rates or hazards, adjusted for covariates, or based on fewer people.",
        outcome=outcome,
        affects=(scope.figure(outcome, "estimate", i),),
    )


def _text(one: Tried) -> str:
    a, b, found = one.first, one.second, one.ratio
    return (
        f"{a.events:,} of {a.people:,} against {b.events:,} of {b.people:,} gives {found.value:.2f} "
        f"({found.low:.2f} to {found.high:.2f})"
    )
