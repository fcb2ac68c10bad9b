"""Compares two transcriptions of one case value by value, as systematic reviewers do.

Numbers, units, times, ids and words from lists are compared as written: `0.9` is not `0.90`. Text in
the curator's own words, and the wording of a locator, is not compared.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from k2evidence.load.problems import Key, field_path
from k2evidence.load.yaml_builder import DISAGREEMENT
from k2evidence.model.cases import Case
from k2evidence.model.fields import Field, fields_of
from k2evidence.model.scalars.refusals import plain

OWN_WORDS = "text without numbers"
"""The type of fields, and of items of lists, that hold the curator's own words."""
NOT_COMPARED = frozenset({"id", "label", "locator", "note", "by", "duration", "extraction"})
"""Fields that two curators may word or name as they like."""
FILE_FIELDS = frozenset({"id", "paper"})
"""Fields of a case that name the file and not the patient."""
KEY_FIELDS = ("analyte", "specimen", "kind", "reported_in", "tool", "item", "course")
"""Fields that identify an item among those of its list."""


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
    """Every compared value, and the merged record."""

    pairs: tuple[Pair, ...]
    merged: Mapping[str, Any]

    @property
    def disagreements(self) -> tuple[Pair, ...]:
        """The pairs that differ."""
        return tuple(pair for pair in self.pairs if not pair.agrees)

    @property
    def rate(self) -> str:
        """The rate of agreement: '57 of 60 values (95 %)'."""
        total = len(self.pairs)
        same = total - len(self.disagreements)
        share = f" ({100 * same // total} %)" if total else ""
        return f"{same} of {total} values{share}"


def reconcile(first: Any, second: Any) -> Reconciliation:
    """Compare and merge two transcriptions, as YAML reads them, of one case."""
    merger = _Merger()
    merged = merger.group(Case, first, second, ())
    return Reconciliation(tuple(merger.pairs), merged)


class _Merger:
    """Merges two transcriptions, and collects every value that it compares."""

    def __init__(self) -> None:
        self.pairs: list[Pair] = []

    def group(self, model: type[BaseModel], first: Any, second: Any, loc: Key) -> dict[str, Any]:
        """Return the merged fields of a group."""
        one = first if isinstance(first, dict) else {}
        two = second if isinstance(second, dict) else {}
        known = {field.name: field for field in fields_of(model)}
        return {
            name: self.field(known.get(name), one.get(name), two.get(name), (*loc, name))
            if _is_compared(known.get(name), (*loc, name))
            else one.get(name, two.get(name))
            for name in {**one, **two}
        }

    def field(self, field: Field | None, first: Any, second: Any, loc: Key) -> Any:
        """Return the merged value of a field: a list of groups, a group, or one value."""
        if field and field.inner and field.many:
            return self.items(field.inner, first, second, loc)
        if field and field.inner:
            return self.group(field.inner, first, second, loc)
        return self.value(first, second, loc)

    def items(self, model: type[BaseModel], first: Any, second: Any, loc: Key) -> list[Any]:
        """Return the merged items of a list, whose order may differ."""
        one, two = dict(_keyed(first)), dict(_keyed(second))
        return [
            self.group(model, one.get(key), two.get(key), (*loc, position))
            for position, key in enumerate({**one, **two})
        ]

    def value(self, first: Any, second: Any, loc: Key) -> Any:
        """Return a value on which both agree, or both values behind a mark."""
        pair = Pair(field_path(loc), _written(first), _written(second))
        self.pairs.append(pair)
        if pair.agrees:
            return first
        both = " or ".join("nothing" if value is None else value for value in (pair.first, pair.second))
        return f"{DISAGREEMENT}: {both}"


def _is_compared(field: Field | None, loc: Key) -> bool:
    names_the_file = len(loc) == 1 and loc[-1] in FILE_FIELDS
    in_own_words = field is not None and OWN_WORDS in field.kind
    return not (names_the_file or in_own_words or loc[-1] in NOT_COMPARED)


def _keyed(items: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each item with its key: analyte, kind, place and the like, or else its id; then a count."""
    seen: Counter[tuple[str, ...]] = Counter()
    for item in items if isinstance(items, list) else ():
        fields = item if isinstance(item, dict) else {}
        key = tuple(str(fields[name]) for name in KEY_FIELDS if name in fields) or (
            str(fields.get("id", "")),
        )
        seen[key] += 1
        yield (*key, str(seen[key])), item


def _written(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(item) for item in value)
    return str(value)
