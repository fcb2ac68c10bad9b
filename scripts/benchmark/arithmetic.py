"""The arithmetic of the bench: pure functions of what was measured."""

from collections.abc import Sequence
from math import log
from statistics import median


def middle(values: Sequence[float | None]) -> float | None:
    """Return the median of the values that were measured; None where none was."""
    measured = [value for value in values if value is not None]
    return median(measured) if measured else None


def ratio(value: float | None, base: float | None) -> float | None:
    """Return how many times the base a value is; None where either is lacking, or the base is nothing."""
    return value / base if value is not None and base else None


def exponents(sizes: Sequence[int], values: Sequence[float | None]) -> list[float | None]:
    """Return, for each size, the power of the size by which the value grew from the size before it.

    0 does not grow, 1 grows as the number of cases does, 2 as its square. The first size has none.
    """
    grown: list[float | None] = [None]
    for place in range(1, len(sizes)):
        times = ratio(values[place], values[place - 1])
        grown.append(log(times) / log(sizes[place] / sizes[place - 1]) if times else None)
    return grown[: len(sizes)]
