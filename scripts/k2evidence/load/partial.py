"""What can be read of a record that has problems: examples take the place of the values that cannot.

A file is mended faster when one run shows all that is wrong with it. So the readable rest of a bad
record is checked too, for mistakes that the examples in it cannot have caused.
"""

import copy
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from k2evidence.load.problems import Key, Loc
from k2evidence.load.yaml_source import Document
from k2evidence.model.base import Record
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.fields import field_at, model_at, required_example

MOST_ATTEMPTS = 3
"""How often a record is patched and read again: a validator may complain only once its fields are valid."""

NOT_CAUSED_BY_EXAMPLES: frozenset[ErrorCode] = frozenset(
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
"""Codes of issues of one field, which an example in another field cannot cause."""


@dataclass(frozen=True, slots=True)
class PartialRecord:
    """A bad record made readable, and the paths of the examples in it."""

    document: Document
    record: Record
    examples: frozenset[Key]

    def is_from_file(self, loc: Loc) -> bool:
        """Return whether a field holds what the file holds, and no example."""
        return not _is_below(loc, self.examples)


def parse_partial(
    document: Document, model: type[Record], details: Sequence[ErrorDetails]
) -> tuple[PartialRecord | None, list[ErrorDetails]]:
    """Return a record with examples in place of its invalid values, and the errors that only show in it.

    The record is None where examples do not make it valid.
    """
    if not isinstance(document.data, dict):
        return None, []
    data = copy.deepcopy(document.data)
    examples: set[Key] = set()
    later: list[ErrorDetails] = []
    for _ in range(MOST_ATTEMPTS):
        if not all(detail["loc"] for detail in details):
            return None, later  # the record as a whole is invalid
        examples |= _patch(data, model, details)
        try:
            record = model.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False)
            later += [detail for detail in details if not _is_below(detail["loc"], examples)]
        else:
            return PartialRecord(document, record, frozenset(examples)), later
    return None, later


def _patch(data: Any, model: type[Record], details: Sequence[ErrorDetails]) -> set[Key]:
    """Mend what the errors are about; return the paths that hold an example now."""
    holders = {tuple(detail["loc"][:n]) for detail in details for n in range(1, len(detail["loc"]))}
    examples = set()
    for detail in details:
        loc, unknown = detail["loc"], detail["type"] == "extra_forbidden"
        # A holder seems wrong only for what it holds.
        if loc not in holders and _patch_field(data, model, loc, unknown=unknown):
            examples.add(loc)
    return examples


def _patch_field(data: Any, model: type[Record], loc: Key, *, unknown: bool) -> bool:
    """Take an unknown field out, or put an example in; return whether there is an example now.

    An optional field gets an example too: others may need it.
    """
    for step in loc[:-1]:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return False  # its holder got an example, or was taken out
    last = loc[-1]
    if unknown:
        data.pop(last, None)
        return False
    field = field_at(model, loc)
    if not isinstance(last, int):
        data[last] = field.example
    elif field.inner:
        data[last] = required_example(model_at(model, loc))
    else:
        data[last] = field.example[0]
    return True


def _is_below(loc: Loc, paths: Collection[Key]) -> bool:
    """Return whether a path, or the path of something that holds it, is among others."""
    return any(tuple(loc[:n]) in paths for n in range(1, len(loc) + 1))
