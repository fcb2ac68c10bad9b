"""Compares two transcriptions of one case value by value, as systematic reviewers do.

Numbers, units, times, ids and words from lists are compared as written: `0.9` is not `0.90`. Text in
the curator's own words, and the wording of a locator, is not compared. Neither the order of a list nor the
name that a curator gave a course or a treatment matters: items are matched by what they report.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from k2evidence.load.problems import Key, field_path
from k2evidence.load.yaml_builder import DISAGREEMENT
from k2evidence.model.cases import Case, Course, Treatment, Visit
from k2evidence.model.fields import Field, fields_of
from k2evidence.model.scalars.refusals import plain

OWN_WORDS = "text without numbers"
"""The type of fields, and of items of lists, that hold the curator's own words."""
NOT_COMPARED = frozenset({"id", "label", "locator", "note", "by", "duration", "extraction"})
"""Fields that two curators may word or name as they like, unless they take one of a few words."""
FILE_FIELDS = frozenset({"id", "paper"})
"""Fields of a case that name the file and not the patient."""
KEY_FIELDS = ("analyte", "specimen", "kind", "reported_in", "tool", "item", "course")
"""Fields that identify an item among those of its list."""
TREATMENT_KEY = ("substance", "procedure")
"""Fields that identify a treatment, whose id is free."""
WEIGHTS: Mapping[type[BaseModel], Mapping[str, int]] = {
    Visit: {
        "time": 4,
        "time_printed": 4,
        "label": 2,
        "value": 1,
        "t_score": 1,
        "z_score": 1,
        "percent_change": 1,
    },
    Course: {"id": 4, "order": 4, "years": 1},
}
"""How much each equal field says that two items of a list without a key are the same one."""


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
    merged = merger.group(Case, first, _with_treatments_named_alike(first, second), ())
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
        if field and field.allowed and isinstance(first, list) and isinstance(second, list):
            second = sorted(second, key=lambda word: first.index(word) if word in first else len(first))
        return self.value(first, second, loc)

    def items(self, model: type[BaseModel], first: Any, second: Any, loc: Key) -> list[Any]:
        """Return the merged items of a list, whose order may differ."""
        return [
            self.group(model, one, two, (*loc, position))
            for position, (one, two) in enumerate(_matched(model, first, second))
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
    is_free = loc[-1] in NOT_COMPARED and not (field is not None and field.allowed)
    return not (names_the_file or in_own_words or is_free)


def _matched(model: type[BaseModel], first: Any, second: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the items of two lists in pairs, those that only one has beside None."""
    if model in WEIGHTS:
        yield from _most_alike(first, second, WEIGHTS[model])
        return
    fields = TREATMENT_KEY if model is Treatment else KEY_FIELDS
    one, two = dict(_keyed(first, fields)), dict(_keyed(second, fields))
    for key in {**one, **two}:
        yield one.get(key), two.get(key)


def _most_alike(first: Any, second: Any, weights: Mapping[str, int]) -> Iterator[tuple[Any, Any]]:
    """Yield the items of two lists in pairs, the most alike first matched, the rest by their order."""
    one, two = (items if isinstance(items, list) else [] for items in (first, second))
    contents = [[Counter(_reported(item, weights)) for item in items] for items in (one, two)]
    likeness = [
        (-sum(weights[name] * amount for (name, _), amount in (a & b).items()), i, j)
        for i, a in enumerate(contents[0])
        for j, b in enumerate(contents[1])
    ]
    partner: dict[int, int] = {}
    for _, i, j in sorted(likeness):
        if i not in partner and j not in partner.values():
            partner[i] = j
    for i, item in enumerate(one):
        yield item, two[partner[i]] if i in partner else None
    yield from ((None, item) for j, item in enumerate(two) if j not in partner.values())


def _reported(item: Any, names: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each of these fields anywhere in an item."""
    if isinstance(item, list):
        for inner in item:
            yield from _reported(inner, names)
    elif isinstance(item, dict):
        for name, inner in item.items():
            if isinstance(inner, dict | list):
                yield from _reported(inner, names)
            elif name in names:
                yield name, plain(str(inner))


def _with_treatments_named_alike(first: Any, second: Any) -> Any:
    """Return the second case with the clocks of its treatments named as in the first.

    `start of treatment` is the clock of the only treatment of a course.
    """
    if not (isinstance(first, dict) and isinstance(second, dict)):
        return second
    courses = list(_most_alike(first.get("courses"), second.get("courses"), WEIGHTS[Course]))
    renamed = [_renamed(one, two) for one, two in courses if two is not None]
    return {**second, "courses": renamed} if renamed else second


def _renamed(one: Any, two: Any) -> Any:
    if not (isinstance(one, dict) and isinstance(two, dict)):
        return two
    pairs = list(_matched(Treatment, one.get("treatments"), two.get("treatments")))
    names = {
        str(b.get("id")): str(a.get("id")) for a, b in pairs if isinstance(a, dict) and isinstance(b, dict)
    }
    clocks = {
        f"{end} of {theirs}": f"{end} of {ours}" for theirs, ours in names.items() for end in ("start", "end")
    }
    if len(pairs) == len(names) == 1:
        [(theirs, ours)] = names.items()
        start = f"start of {ours}" if f"start of {ours}" in str(one) else "start of treatment"
        clocks |= {f"start of {theirs}": start, "start of treatment": start}
    return _with_clocks(two, clocks)


def _with_clocks(value: Any, clocks: Mapping[str, str]) -> Any:
    """Return a value in which each time that counts from a treatment names it anew."""
    if isinstance(value, dict):
        return {name: _with_clocks(inner, clocks) for name, inner in value.items()}
    if isinstance(value, list):
        return [_with_clocks(inner, clocks) for inner in value]
    match = re.fullmatch(r"(\S+ \w+ (?:after|before) )((?:start|end) of \S+)", str(value))
    return match[1] + clocks.get(match[2], match[2]) if match else value


def _keyed(items: Any, names: Sequence[str]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield each item with its key: analyte, kind, place and the like, or else its id; then a count."""
    seen: Counter[tuple[str, ...]] = Counter()
    for item in items if isinstance(items, list) else ():
        fields = item if isinstance(item, dict) else {}
        key = tuple(str(fields[name]) for name in names if name in fields) or (str(fields.get("id", "")),)
        seen[key] += 1
        yield (*key, str(seen[key])), item


def _written(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(str(item) for item in value)
    return str(value)
