"""Intervals, P values and chi-squared values that do not fit each other."""

import math
from collections.abc import Callable, Iterator
from decimal import Decimal

from k2evidence.audit.finding import Rule
from k2evidence.audit.statistics import (
    Z_95,
    PrintedP,
    chi_squared_p,
    normal_deviate,
    normal_p,
    printed_p,
)
from k2evidence.audit.study_scope import QuestionDraft, StudyScope
from k2evidence.derive.intervals import rounding
from k2evidence.model.studies import RATIOS, Estimate, StudyOutcome
from k2evidence.model.study_text import estimate_text, p_text
from k2evidence.model.text import number

RULE = Rule(
    id="intervals",
    title="Inconsistent intervals and P values",
    statement="An interval is symmetrical about its estimate; for a ratio, on the logarithmic scale. An "
    "interval or standard error and the P value beside it come from the same test, and so do a "
    "chi-squared and its P value. Rounding and a different choice of test are allowed for.",
)
SKEWED = 0.1
"""How far off its middle, as a part of half the interval, an estimate may lie."""
OTHER_TEST = 1.2
"""By what factor the deviate of another test of the same data, such as that of Student, may differ."""
OTHER_TEST_BY = 0.5
"""By how much it may differ besides."""
MOST_DEGREES = 20
"""Up to how many degrees of freedom a chi-squared is tried with."""


def find(scope: StudyScope) -> Iterator[QuestionDraft]:
    """Yield intervals that are uneven, and P values that do not fit what is beside them."""
    for outcome in scope.outcomes():
        yield from _chi_squared(scope, outcome)
        for i, estimate in enumerate(outcome.estimates):
            if not estimate.replaced:
                yield from _uneven(scope, outcome, i)
                yield from _p_value(scope, outcome, i)


def _scale(estimate: Estimate) -> Callable[[Decimal], float]:
    """Return the scale on which an interval is even: logarithmic for ratios."""
    if estimate.measure in RATIOS:
        return lambda value: math.log(max(float(value), 1e-9))
    return float


def _uneven(scope: StudyScope, outcome: StudyOutcome, i: int) -> Iterator[QuestionDraft]:
    estimate = outcome.estimates[i]
    if (
        estimate.value is None
        or estimate.low is None
        or estimate.high is None
        or estimate.low == estimate.high
    ):
        return
    on = _scale(estimate)
    value, low, high = (rounding(number_) for number_ in (estimate.value, estimate.low, estimate.high))
    middles = (on(low.low) + on(high.low)) / 2, (on(low.high) + on(high.high)) / 2
    half = (on(estimate.high) - on(estimate.low)) / 2
    off = max(on(value.low) - middles[1], middles[0] - on(value.high))
    if off <= SKEWED * half:
        return
    middle = (on(estimate.low) + on(estimate.high)) / 2
    middle = math.exp(middle) if estimate.measure in RATIOS else middle
    yield QuestionDraft(
        kind="plausibility",
        severity="minor",
        field=f"{_name(outcome, estimate)} interval",
        says=estimate_text(estimate),
        locator=scope.place(outcome),
        also_says=f"the middle of the interval is {middle:.2f}",
        also_locator="arithmetic, on the logarithmic scale" if estimate.measure in RATIOS else "arithmetic",
        means="The estimate is not in the middle of its interval.",
        may_be="An exact, simulated or Bayesian interval need not be symmetrical; one of the numbers may be "
        "a misprint.",
        outcome=outcome,
        affects=(scope.figure(outcome, "estimate", i),),
    )


def _p_value(scope: StudyScope, outcome: StudyOutcome, i: int) -> Iterator[QuestionDraft]:
    estimate = outcome.estimates[i]
    printed, deviates = printed_p(estimate.p), _deviates(estimate)
    if printed is None or deviates is None or _agree(printed, deviates):
        return
    low, high = normal_p(deviates[1]), normal_p(deviates[0])
    beside = "interval" if estimate.low is not None else "standard error"
    yield QuestionDraft(
        kind="contradiction",
        severity="major",
        field=f"{_name(outcome, estimate)} P value",
        says=estimate_text(estimate),
        locator=scope.place(outcome),
        also_says=f"the estimate and its {beside} give {_p_span(low, high)}",
        also_locator="arithmetic",
        means=f"The P value does not match the {beside}.",
        may_be="The P value may belong to another comparison, or one of the numbers may be a misprint.",
        outcome=outcome,
        affects=(scope.figure(outcome, "estimate", i),),
    )


def _deviates(estimate: Estimate) -> tuple[float, float] | None:
    """Return the least and the greatest normal deviate that an estimate and its error may stand for."""
    if estimate.value is None:
        return None
    on, value = _scale(estimate), rounding(estimate.value)
    ends = sorted(abs(on(end)) for end in (value.low, value.high))
    crosses = on(value.low) <= 0 <= on(value.high)
    if estimate.low is not None and estimate.high is not None:
        low, high = rounding(estimate.low), rounding(estimate.high)
        errors = tuple((on(b) - on(a)) / (2 * Z_95) for a, b in ((low.high, high.low), (low.low, high.high)))
    else:
        printed = (estimate.se or "").split(" ", 1)[0]
        if estimate.measure in RATIOS or not printed.replace(".", "", 1).isdigit():
            return None
        error = rounding(Decimal(printed))
        errors = (float(error.low), float(error.high))
    if errors[0] <= 0:
        return None
    return (0 if crosses else ends[0] / errors[1]), ends[1] / errors[0]


def _agree(printed: PrintedP, deviates: tuple[float, float]) -> bool:
    """Return whether another test of the same data may give the printed P value."""
    least, greatest = normal_deviate(printed.high), normal_deviate(printed.low)
    return (
        deviates[0] / OTHER_TEST - OTHER_TEST_BY <= greatest
        and least <= deviates[1] * OTHER_TEST + OTHER_TEST_BY
    )


def _chi_squared(scope: StudyScope, outcome: StudyOutcome) -> Iterator[QuestionDraft]:
    """Yield a chi-squared whose P value needs other degrees of freedom than the groups have."""
    printed = printed_p(outcome.p)
    groups = len(scope.study.arms)
    degrees = outcome.degrees_of_freedom or groups - 1
    if outcome.chi_squared is None or printed is None or degrees < 1:
        return
    value = rounding(outcome.chi_squared)

    def fits(freedom: int) -> bool:
        least = chi_squared_p(float(value.high), freedom)
        greatest = chi_squared_p(max(float(value.low), 0), freedom)
        return least <= printed.high and printed.low <= greatest

    if fits(degrees):
        return
    others = [freedom for freedom in range(1, MOST_DEGREES + 1) if fits(freedom)]
    needs = f"; the printed P value needs {' or '.join(map(str, others))}" if others else ""
    given = _p_span(*(chi_squared_p(float(v), degrees) for v in (value.high, value.low)))
    yield QuestionDraft(
        kind="contradiction" if outcome.degrees_of_freedom else "plausibility",
        severity="major",
        field=f"{outcome.id} chi-squared",
        says=f"chi-squared {number(outcome.chi_squared)}, {p_text(outcome.p or '')}",
        locator=scope.place(outcome),
        also_says=f"with {degrees} degree{'' if degrees == 1 else 's'} of freedom, {given}{needs}",
        also_locator="arithmetic"
        if outcome.degrees_of_freedom
        else f"arithmetic; {groups} groups with and without an event have {degrees}",
        means="The P value does not match the chi-squared.",
        may_be="The test may be of a table with more rows, such as numbers of events, or a time-to-event "
        "test.",
        outcome=outcome,
        affects=(scope.figure(outcome, "outcome"),),
    )


def _p_span(low: float, high: float) -> str:
    texts = dict.fromkeys(f"{p:.2g}" if p >= 0.0001 else "below 0.0001" for p in (low, high))
    return f"P {' to '.join(texts)}" if "below" in next(iter(texts)) else f"P = {' to '.join(texts)}"


def _name(outcome: StudyOutcome, estimate: Estimate) -> str:
    return f"{outcome.id} {estimate.id or estimate.comparison or estimate.measure}"
