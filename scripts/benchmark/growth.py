"""Medians, ratios and growth exponents of measurements."""

from collections.abc import Sequence
from math import log
from statistics import median


def median_of(values: Sequence[float | None]) -> float | None:
    """Return the median of the values that were measured; None where none was."""
    measured = [value for value in values if value is not None]
    return median(measured) if measured else None


def ratio(value: float | None, base: float | None) -> float | None:
    """Return `value / base`; None where either was not measured, or the base is 0."""
    return value / base if value is not None and base else None


def exponents(sizes: Sequence[int], values: Sequence[float | None]) -> list[float | None]:
    """Return, for each size, the power of the size by which the value grew from the size before it.

    0 is constant, 1 is linear, 2 is quadratic growth. The first size has none.
    """
    growth: list[float | None] = [None]
    for index in range(1, len(sizes)):
        times = ratio(values[index], values[index - 1])
        growth.append(log(times) / log(sizes[index] / sizes[index - 1]) if times else None)
    return growth[: len(sizes)]
