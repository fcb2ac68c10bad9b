"""Makes odd records of every kind: any field there or not, extreme values, words that programs mistake."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from k2evidence.load.site_addresses import PAGES
from k2evidence.model.base import Record
from k2evidence.model.fields import Field, fields_of
from pydantic import BaseModel, ValidationError

Raw = dict[str, Any]
Place = tuple[str | int, ...]

WORDS = (
    "A word", "Örnek & Þór", "<b>bold</b>", "[a](b)", "`code` *star*", "| cell |", "'\"", "</script><script>",
    "(https://[", "]]>", "<!-- a", "%s %(a)s $a ${a", "\\ \\n", "a\\", "}", "#", "&lt;", "A\u00a0B", "🙂",
)  # fmt: skip
"""Words that programs could take for something else: markup, code, addresses, quotes."""
ODD: Mapping[str, Sequence[str]] = {
    "number": (
        "0",
        "0.0",
        "-0.0",
        "1",
        "-1",
        "0.000001",
        "12.750000",
        "999999999999.999999",
        "-999999999999",
    ),
    "whole number": ("0", "1", "2", "2012", "999999999"),
    "true or false": ("true", "false"),
    "range": ("0-0.000001", "1-9", "0.5–999999999999"),
    "date, or part of one": ("1800", "2012-02-29", "2026-11", "2100-12-31"),
    "dose": (
        "0.000001 mg/day",
        "999999999999 IU once",
        "1.50 mcg 99 times/day",
        "45 mg every 999 days",
        "1 g",
    ),
    "time with its clock": ("0 days after delivery", "100 years before delivery", "50 weeks of gestation"),
    "length of time": ("0 days", "0.000001 weeks", "100 years"),
    "web address": ("https://doi.org/a?b=1&c=(d)#e", "https://doi.org/" + "a/" * 390),
}
"""The extreme and the odd values of each kind of field; a model takes those that it can have."""
P_VALUES = ("0", "1", "< 0.001", "not significant", "= 0.05 at 6 months", "~ 0.5 <b>")
FIXED = (
    "specimen", "group", "region", "kind", "site", "dimension", "item", "max_words", "version", "arm", "arms",
    "integrity", "status", "notices", "answers", "Arm.name", "Study.link", "Paper.link",
)  # fmt: skip
"""Fields that other records, or other parts of the record, are compared with: they stay as they are."""


class OddMaker:
    """Makes odd records out of good ones, the same ones for each state of its random numbers."""

    def __init__(self, random: Random, units: Sequence[str]) -> None:
        self.random = random
        self.units = units
        self.made = 0

    def record(self, model: type[Record], record: Raw, changes: int) -> Raw:
        """Return a record after so many changes of its fields, as far as its model allows each of them."""
        odd = copy.deepcopy(record)
        for _ in range(changes):
            changed = copy.deepcopy(odd)
            self._change(*self.random.choice(list(_groups(model, changed))))
            if is_valid(model, changed):
                odd = changed
        return odd

    def _change(self, model: type[BaseModel], group: Raw) -> None:
        """Take one field of a group away, or write an odd value into it."""
        field = self.random.choice(fields_of(model))
        if field.name in FIXED or f"{field.model}.{field.name}" in FIXED:
            return
        if field.name in group and not field.required and self.random.random() < 0.4:
            del group[field.name]
        elif (value := self._value(field, group.get(field.name))) is not None:
            group[field.name] = value

    def _value(self, field: Field, old: Any) -> Any:
        """Return another value of a field; None where there is none to try."""
        if field.inner:
            return self._groups_of(field, old)
        item = self._item(field, old[0] if isinstance(old, list) and old else old)
        return [item] if field.many and item is not None else item

    def _groups_of(self, field: Field, old: Any) -> Any:
        """Return the example of a group that is not there, or a list with one of its groups again."""
        if old is None:
            return copy.deepcopy(field.example)
        if not field.many:
            return None
        again = copy.deepcopy(self.random.choice(old)) if old else field.example[0]
        return [*old, {name: value for name, value in again.items() if name != "id"}]

    def _item(self, field: Field, old: Any) -> Any:
        kind = field.kind.removeprefix("list: ")
        if field.allowed:
            return self.random.choice(field.allowed)
        if field.name in ("unit", "unit_printed"):
            return self.random.choice(self.units)
        if field.name in ("p", "se"):
            return self.random.choice(P_VALUES)
        if kind.startswith("text"):
            return None if field.name in ("id", "see", "printed", "finding") else self._text(field, old)
        if kind in ODD:
            return self.random.choice(ODD[kind])
        made: Mapping[str, Callable[[], str]] = {
            "id": lambda: f"odd-{self.made}",
            "DOI": lambda: f"10.1234/(SICI)<{self.made}::AID-X>3.0.CO;2-0#?%41",
            "number of PubMed": lambda: str(10_000 + self.made),
            "number of PubMed Central": lambda: f"PMC{10_000 + self.made}",
            "address of this site": lambda: self.random.choice(sorted(PAGES)),
            "vertebra": lambda: self.random.choice(("T1", "L5")),
        }
        if kind not in made or (kind == "id" and (old or field.name != "id")):
            return None
        self.made += 1
        return made[kind]()

    def _text(self, field: Field, old: Any) -> str:
        """Return odd words, before those that were there or alone, a few as long as they may be."""
        word = self.random.choice(WORDS)
        if self.random.random() < 0.02:
            return (word * 200)[:200].rstrip()
        return f"{word} {old}" if isinstance(old, str) and self.random.random() < 0.5 else word


def is_valid(model: type[Record], record: Raw) -> bool:
    """Say whether a record is one of its model."""
    try:
        model.model_validate(record)
    except ValidationError:
        return False
    return True


def _groups(model: type[BaseModel], record: Raw) -> Iterator[tuple[type[BaseModel], Raw]]:
    """Yield each group of fields in a record with its model, the record first."""
    yield model, record
    for field in fields_of(model):
        if field.inner:
            held = record.get(field.name) or ()
            for group in held if isinstance(held, list) else (held,):
                if group:
                    yield from _groups(field.inner, group)
