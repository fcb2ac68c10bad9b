"""Intervals: printed numbers with the bounds that rounding to their last digit allows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Interval:
    """A number at face value, and the bounds that its rounding allows."""

    low: Decimal
    value: Decimal
    high: Decimal

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, self.value + other.value, self.high + other.high)

    def __sub__(self, other: Interval) -> Interval:
        return Interval(self.low - other.high, self.value - other.value, self.high - other.low)

    def overlaps(self, other: Interval) -> bool:
        """Return whether rounding alone can explain that the two differ.

        Neighbours such as 2 and 3 months do not: one rule of rounding gives one number.
        """
        return self.value == other.value or (self.low < other.high and other.low < self.high)


ZERO = Interval(Decimal(0), Decimal(0), Decimal(0))
"""Zero, known exactly."""


def rounding(value: Decimal) -> Interval:
    """Return what a printed number may stand for: half a unit of its last digit either way."""
    return _rounding(str(value))


@lru_cache(maxsize=8192)
def _rounding(digits: str) -> Interval:
    # Keyed by digits: 0.75 and 0.750 are equal numbers of different precision.
    value = Decimal(digits)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    half = Decimal(5).scaleb(exponent - 1)
    return Interval(value - half, value, value + half)


def agree(one: Decimal, other: Decimal) -> bool:
    """Return whether rounding alone can explain the difference between two printed numbers."""
    return one == other or rounding(one).overlaps(rounding(other))
