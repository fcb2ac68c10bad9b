"""Absolute effects: how many of 1,000 people more or fewer, from a baseline risk and a relative effect."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from k2evidence.model.studies import Estimate, Result


@dataclass(frozen=True, slots=True)
class AbsoluteEffect:
    """Events per 1,000 people without and with the intervention, each rounded to a whole person.

    `low` and `high` are those at the ends of the interval of the relative effect.
    """

    without: int
    with_: int
    low: int | None
    high: int | None


def absolute_effect(effect: Estimate, baseline: Result) -> AbsoluteEffect | None:
    """Return the absolute effect of a relative risk or an odds ratio at a baseline risk.

    None where the effect is of another measure, or a number is missing. An odds ratio is applied to the odds
    of the baseline, a relative risk to the risk itself; no risk exceeds one.
    """
    if effect.measure not in ("RR", "OR") or effect.value is None:
        return None
    if baseline.events is None or not baseline.people:
        return None
    risk = Fraction(baseline.events, baseline.people)

    def per_thousand(ratio: Decimal) -> int:
        factor = Fraction(ratio)
        changed = risk * factor if effect.measure == "RR" else risk * factor / (1 - risk + risk * factor)
        return round(min(changed, Fraction(1)) * 1000)

    return AbsoluteEffect(
        without=round(risk * 1000),
        with_=per_thousand(effect.value),
        low=per_thousand(effect.low) if effect.low is not None else None,
        high=per_thousand(effect.high) if effect.high is not None else None,
    )
