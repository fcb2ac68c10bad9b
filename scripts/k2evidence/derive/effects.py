"""Effects recomputed from the counts of two groups, and how they agree with what was printed."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import exp, log, sqrt
from statistics import NormalDist

from k2evidence.model.studies import Estimate, Measure, Result, Study, StudyOutcome

FEWEST_TO_POOL = 5
"""From how many trials with counts a pool of our own could be judged at all; with fewer nothing is pooled."""
_LARGEST_LOG = 20.0  # a ratio of nearly a thousand million, which no trial can show
_Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Counts:
    """People with the event, and all people, of two groups: vitamin K first, then control."""

    events: int
    people: int
    control_events: int
    control_people: int


@dataclass(frozen=True, slots=True)
class Effect:
    """A ratio of two groups with its 95 % confidence interval; without unit."""

    measure: Measure
    value: float
    low: float
    high: float

    def rounded(self) -> tuple[Decimal, Decimal, Decimal]:
        """Return value, low and high to two decimals, or to two digits where that would be zero."""
        return _rounded(self.value), _rounded(self.low), _rounded(self.high)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A printed ratio beside the one recomputed; `agrees` within the rounding of the printed digits."""

    printed: Estimate
    agrees: bool


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What the counts of an outcome give.

    `peto` is Peto's odds ratio; ratios that a group without events, or without anyone else, does not allow
    are None.
    """

    result: Result
    control: Result
    counts: Counts
    risk_ratio: Effect | None
    odds_ratio: Effect | None
    peto: Effect | None
    comparisons: tuple[Comparison, ...]

    @property
    def derived(self) -> tuple[str, ...]:
        """How the numbers of people were derived that the source does not print."""
        texts = (self.result.people_derived, self.control.people_derived)
        return tuple(dict.fromkeys(filter(None, texts)))

    @property
    def effects(self) -> tuple[tuple[str, Effect], ...]:
        """Every effect that could be computed, with its name."""
        named = (
            ("relative risk", self.risk_ratio),
            ("odds ratio", self.odds_ratio),
            ("Peto odds ratio", self.peto),
        )
        return tuple((name, effect) for name, effect in named if effect)


def risk_ratio(counts: Counts) -> Effect | None:
    """Return the ratio of two risks with the usual interval on the log scale; None where one is zero."""
    a, n, c, m = counts.events, counts.people, counts.control_events, counts.control_people
    if not (a and c):
        return None
    return _with_interval("RR", log(a / n) - log(c / m), sqrt(1 / a - 1 / n + 1 / c - 1 / m))


def odds_ratio(counts: Counts) -> Effect | None:
    """Return the ratio of two odds with Woolf's interval; None where one of the four cells is zero."""
    a, c = counts.events, counts.control_events
    b, d = counts.people - a, counts.control_people - c
    if not (a and b and c and d):
        return None
    return _with_interval("OR", log(a) - log(b) - log(c) + log(d), sqrt(1 / a + 1 / b + 1 / c + 1 / d))


def peto_odds_ratio(counts: Counts) -> Effect | None:
    """Return Peto's one-step odds ratio, exp((O - E) / V) with the hypergeometric variance V.

    It is defined where one group has no event; None where nobody, or everybody, of both groups has one.
    """
    n, m = counts.people, counts.control_people
    total, events = n + m, counts.events + counts.control_events
    variance = n * m * events * (total - events) / (total**2 * (total - 1)) if total > 1 else 0
    if not variance:
        return None
    expected = n * events / total
    return _with_interval("OR", (counts.events - expected) / variance, 1 / sqrt(variance))


def recompute(study: Study, outcome: StudyOutcome) -> tuple[Recomputed, ...]:
    """Return the effect of each group given vitamin K against the control, where the counts were read.

    Results are compared at the same time and of the same thing. A count is used only with its own number of
    people, since events without one may be several in one person, and only where one group is the control.
    """
    return tuple(
        Recomputed(
            result=result,
            control=control,
            counts=counts,
            risk_ratio=risk_ratio(counts),
            odds_ratio=odds_ratio(counts),
            peto=peto_odds_ratio(counts),
            comparisons=tuple(_comparisons(study, outcome, counts)),
        )
        for result, control, counts in _pairs(study, outcome)
    )


def _pairs(study: Study, outcome: StudyOutcome) -> Iterator[tuple[Result, Result, Counts]]:
    given = {arm.name: arm.vitamin_k for arm in study.arms}
    counted = [result for result in outcome.results if result.arm in given]
    for result in counted:
        controls = [
            other
            for other in counted
            if (other.what, other.at, other.months) == (result.what, result.at, result.months)
            and given[other.arm or ""] is None
        ]
        if given[result.arm or ""] is None or len(controls) != 1:
            continue
        control = controls[0]
        if result.events is not None and result.people and control.events is not None and control.people:
            yield result, control, Counts(result.events, result.people, control.events, control.people)


def _comparisons(study: Study, outcome: StudyOutcome, counts: Counts) -> Iterator[Comparison]:
    """Yield each risk or odds ratio with an interval that is printed for this kind of outcome."""
    for other in study.outcomes:
        for printed in other.estimates if other.kind == outcome.kind else ():
            if printed.measure == "RR":
                ours = [risk_ratio(counts)]
            elif printed.measure == "OR":
                ours = [odds_ratio(counts), peto_odds_ratio(counts)]
            else:
                continue
            if None not in (printed.value, printed.low, printed.high):
                yield Comparison(printed, any(effect and agrees(effect, printed) for effect in ours))


def agrees(effect: Effect, printed: Estimate) -> bool:
    """Say whether an effect and its interval give the printed digits, rounded as these are."""
    pairs = ((effect.value, printed.value), (effect.low, printed.low), (effect.high, printed.high))
    return all(number is not None and _rounds_to(ours, number) for ours, number in pairs)


def _rounds_to(ours: float, printed: Decimal) -> bool:
    """Say whether a number lies within half a unit of the last printed digit."""
    exponent = printed.as_tuple().exponent
    half = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) / 2
    return abs(Decimal(ours) - printed) <= half


def _with_interval(measure: Measure, log_ratio: float, error: float) -> Effect | None:
    """Return a ratio with its interval; None where an end has no meaning any more, beyond all ratios."""
    low, high = log_ratio - _Z * error, log_ratio + _Z * error
    if low < -_LARGEST_LOG or high > _LARGEST_LOG:
        return None
    return Effect(measure, exp(log_ratio), exp(low), exp(high))


def _rounded(value: float) -> Decimal:
    return Decimal(f"{value:.2f}") if value >= 0.005 else Decimal(f"{value:.2g}")
