"""Arithmetic of printed statistics: ratios of two counts, P values, and what rounding allows of them."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal
from statistics import NormalDist
from typing import Literal

from k2evidence.derive.intervals import Interval, rounding

Z_95 = NormalDist().inv_cdf(0.975)
"""The normal deviate of an interval of 95 %."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of the people of a group had an event."""

    events: int
    people: int


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio with its usual interval of 95 %, on the logarithmic scale."""

    value: float
    low: float
    high: float


def ratio(measure: Literal["RR", "OR"], one: Counts, other: Counts) -> Ratio | None:
    """Return the ratio of two groups; None where it cannot be given, because a cell of the table is empty."""
    a, b, c, d = one.events, one.people - one.events, other.events, other.people - other.events
    if not (a and c) or (measure == "OR" and not (b and d)):
        return None
    if measure == "RR":
        value = (a / one.people) / (c / other.people)
        error = math.sqrt(1 / a - 1 / one.people + 1 / c - 1 / other.people)
    else:
        value = (a / b) / (c / d)
        error = math.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    width = math.exp(Z_95 * error)
    return Ratio(value, value / width, value * width)


@dataclass(frozen=True, slots=True)
class PrintedP:
    """The P values that a printed one may stand for."""

    low: float
    high: float


def printed_p(text: str | None) -> PrintedP | None:
    """Return what '0.04', '< 0.001' or '> 0.05' may stand for; None for other words."""
    match = re.fullmatch(r"([<>]?)\s*(0?\.\d+)", text or "")
    if not match:
        return None
    known = rounding(Decimal(match[2]))
    if match[1]:
        return PrintedP(0, float(known.value)) if match[1] == "<" else PrintedP(float(known.value), 1)
    return PrintedP(max(0.0, float(known.low)), float(known.high))


def normal_p(deviate: float) -> float:
    """Return the two-sided P value of a normal deviate."""
    return math.erfc(abs(deviate) / math.sqrt(2))


def normal_deviate(p: float) -> float:
    """Return the normal deviate, without its sign, of a two-sided P value; infinite for none."""
    return math.inf if p <= 0 else abs(NormalDist().inv_cdf(min(p, 1.0) / 2))


def chi_squared_p(value: float, degrees: int) -> float:
    """Return the P value of a chi-squared with this many degrees of freedom, at least one."""
    half = value / 2
    if degrees % 2 == 0:
        return math.exp(-half) * math.fsum(half**i / math.factorial(i) for i in range(degrees // 2))
    terms = (half ** (i - 0.5) / math.gamma(i + 0.5) for i in range(1, (degrees + 1) // 2))
    return math.erfc(math.sqrt(half)) + math.exp(-half) * math.fsum(terms)


def share(events: int, people: int) -> Decimal:
    """Return a share in percent."""
    return Decimal(events) * 100 / Decimal(people)


def cut_or_rounded(printed: Decimal) -> Interval:
    """Return what a printed number may stand for where its last digit was rounded, or the rest cut off."""
    known = rounding(printed)
    return Interval(known.low, printed, printed + 2 * (known.high - printed))
