"""Remembers what a pure function made of the very same objects: a preview derives only what is new."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, TypeVarTuple

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

REMEMBERED = 20_000
"""How many results of one function are remembered, the latest used ones."""


class _Same:
    """An object that equals nothing but itself: to compare whole records takes longer than to read them."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.value is self.value

    def __hash__(self) -> int:
        return id(self.value)


def by_identity(function: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
    """Let a pure function of frozen objects work once for the same objects.

    The loader gives the same object for a file whose text is the same. Do not change what it returns.
    """

    @lru_cache(maxsize=REMEMBERED)
    def made(*same: _Same) -> T:
        return function(*(one.value for one in same))

    @wraps(function)
    def remembered(*values: *Ts) -> T:
        return made(*map(_Same, values))

    return remembered
