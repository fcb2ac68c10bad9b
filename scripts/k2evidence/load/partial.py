"""What is left of a record when examples stand where values cannot be read.

A file is mended faster when one run tells all that is wrong with it. So the readable rest of a bad
record is checked too, for mistakes that what was put in cannot have caused.
"""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from k2evidence.load.yaml_source import Document, Key
from k2evidence.model.base import Record
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.fields import field_at, model_at, required_example

NOT_CAUSED: frozenset[ErrorCode] = frozenset(
    {
        ErrorCode.UNKNOWN_ANALYTE,
        ErrorCode.UNKNOWN_UNIT,
        ErrorCode.UNKNOWN_SUBSTANCE,
        ErrorCode.UNKNOWN_SPECIMEN,
        ErrorCode.UNKNOWN_PAPER,
        ErrorCode.UNKNOWN_STUDY,
        ErrorCode.UNKNOWN_RECORD,
        ErrorCode.UNKNOWN_ITEM,
        ErrorCode.UNKNOWN_HOST,
        ErrorCode.UNKNOWN_TOOL,
        ErrorCode.EVIDENCE_FELL,
        ErrorCode.RESERVED_ID,
    }
)
"""Codes of complaints about a record that examples at other fields cannot cause."""


@dataclass(frozen=True, slots=True)
class PartialRecord:
    """A bad record made readable, and the paths of the examples in it."""

    document: Document
    record: Record
    filled: frozenset[Key]

    def wrote(self, loc: Sequence[str | int]) -> bool:
        """Say whether a field holds what the file holds, and no example."""
        return not any(tuple(loc[:n]) in self.filled for n in range(1, len(loc) + 1))


def parse_partial(
    document: Document, model: type[Record], details: Sequence[Any]
) -> tuple[PartialRecord | None, tuple[Any, ...]]:
    """Return the readable rest, if there is one, and the errors that only show in it."""
    if not isinstance(document.data, dict):
        return None, ()
    data = copy.deepcopy(document.data)
    filled: set[Key] = set()
    found: list[Any] = []
    for _ in range(3):
        holders = {
            tuple(loc[:n]) for loc in (detail["loc"] for detail in details) for n in range(1, len(loc))
        }
        for detail in details:
            loc: Key = tuple(detail["loc"])
            if not loc:
                return None, tuple(found)
            if loc in holders:
                continue  # seems wrong only for what it holds
            if _patch_invalid(data, model, loc, unknown=detail["type"] == "extra_forbidden"):
                filled.add(loc)
        try:
            return PartialRecord(document, model.model_validate(data), frozenset(filled)), tuple(found)
        except ValidationError as error:
            details = error.errors(include_url=False)
            found += [
                detail
                for detail in details
                if not any(tuple(detail["loc"][:n]) in filled for n in range(1, len(detail["loc"]) + 1))
            ]
    return None, tuple(found)


def _patch_invalid(data: Any, model: type[Record], loc: Key, *, unknown: bool) -> bool:
    """Take a field out, or put an example in; say whether there is an example now.

    An example stands in for an optional field too: others may need it.
    """
    for step in loc[:-1]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False  # what holds it was mended before
    last = loc[-1]
    if unknown:
        data.pop(last, None)
        return False
    inner = model_at(model, loc)
    field = field_at(model, loc)
    if isinstance(last, int):
        data[last] = required_example(inner) if field.inner else field.example[0]
        return True
    data[last] = field.example
    return True
