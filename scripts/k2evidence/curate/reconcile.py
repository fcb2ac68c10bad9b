"""Two transcriptions of one case, value by value, as systematic reviewers reconcile them.

Numbers, units, times, ids and words from lists are compared as written: `0.9` is not `0.90`. What
each curator says in own words, and how a locator is worded, is not compared.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from k2evidence.load.problems import field_path
from k2evidence.load.yaml_builder import DISAGREEMENT
from k2evidence.model.cases import Case
from k2evidence.model.fields import Field, fields_of
from k2evidence.model.scalars.refusals import plain

OWN_WORDS = frozenset({"text without numbers"})
"""Types of fields that hold the curator's own words."""
NOT_COMPARED = frozenset({"id", "label", "locator", "note", "by", "duration", "extraction"})
"""Fields that two curators may word or name as they like."""
FOR_THE_FILE = frozenset({"id", "paper"})
"""Fields of a case that name the file and not the patient."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One value as two people transcribed it; None where one of them has none."""

    path: str
    first: str | None
    second: str | None

    @property
    def agrees(self) -> bool:
        """Say whether both wrote the same."""
        return self.first is not None and self.second is not None and plain(self.first) == plain(self.second)


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """Every compared value, and one record made of both."""

    pairs: tuple[Pair, ...]
    merged: Mapping[str, Any]

    @property
    def disagreements(self) -> tuple[Pair, ...]:
        """The pairs that differ."""
        return tuple(pair for pair in self.pairs if not pair.agrees)

    @property
    def rate(self) -> str:
        """How many of the values agree: '57 of 60 values (95 %)'."""
        total = len(self.pairs)
        same = total - len(self.disagreements)
        share = f" ({100 * same // total} %)" if total else ""
        return f"{same} of {total} values{share}"


def reconcile(first: Any, second: Any) -> Reconciliation:
    """Compare two transcriptions, as YAML reads them, of one case."""
    pairs: list[Pair] = []
    merged = _group(Case, first, second, (), pairs)
    return Reconciliation(tuple(pairs), merged)


def _group(
    model: type[BaseModel], first: Any, second: Any, loc: tuple[str | int, ...], pairs: list[Pair]
) -> dict[str, Any]:
    """Return the fields of a group from both, noting every compared value."""
    one = first if isinstance(first, dict) else {}
    two = second if isinstance(second, dict) else {}
    known = {field.name: field for field in fields_of(model)}
    merged: dict[str, Any] = {}
    for name in (*one, *(name for name in two if name not in one)):
        here = (*loc, name)
        field = known.get(name)
        if (not loc and name in FOR_THE_FILE) or name in NOT_COMPARED or (field and field.kind in OWN_WORDS):
            merged[name] = one.get(name, two.get(name))
        elif field and field.inner and field.many:
            merged[name] = _items(field.inner, one.get(name), two.get(name), here, pairs)
        elif field and field.inner:
            merged[name] = _group(field.inner, one.get(name), two.get(name), here, pairs)
        elif field and "text without numbers" in field.kind:
            merged[name] = one.get(name, two.get(name))
        else:
            merged[name] = _value(field, one.get(name), two.get(name), here, pairs)
    return merged


def _items(
    model: type[BaseModel], first: Any, second: Any, loc: tuple[str | int, ...], pairs: list[Pair]
) -> list[Any]:
    """Return the items of a list from both; the same item may stand elsewhere in the other."""
    one, two = dict(_keyed(first)), dict(_keyed(second))
    keys = (*one, *(key for key in two if key not in one))
    return [_group(model, one.get(key), two.get(key), (*loc, n), pairs) for n, key in enumerate(keys)]


def _keyed(items: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each item with what tells it apart: its id, analyte, kind or place, and its turn."""
    seen: Counter[tuple[str, ...]] = Counter()
    for item in items if isinstance(items, list) else ():
        names = ("analyte", "specimen", "kind", "reported_in", "tool", "item", "course")
        told = item if isinstance(item, dict) else {}
        key = tuple(str(told[name]) for name in names if name in told)
        if not any(name in told for name in names):
            key = (str(told.get("id", "")),)
        seen[key] += 1
        yield (*key, str(seen[key])), item


def _value(
    field: Field | None, first: Any, second: Any, loc: tuple[str | int, ...], pairs: list[Pair]
) -> Any:
    pair = Pair(field_path(loc), _written(first), _written(second))
    pairs.append(pair)
    if pair.agrees:
        return first
    told = " or ".join("nothing" if value is None else value for value in (pair.first, pair.second))
    return f"{DISAGREEMENT}: {told}"


def _written(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(item) for item in value)
    return str(value)
