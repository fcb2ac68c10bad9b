"""Metadata that `Annotated` adds to a field beside its type: its name, example and unit.

pydantic validates without them; `model.fields` reads them for messages, schemas, drafts, issue forms and
the field reference.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldType:
    """What a type of `scalars` is called, and its JSON Schema."""

    name: str
    json_schema: Mapping[str, Any] = field(hash=False)
    """As https://json-schema.org/draft/2020-12 has it; may hold one of its `examples`."""

    def __get_pydantic_json_schema__(self, *_: object) -> dict[str, Any]:
        """Return the schema that pydantic puts in the place of the one of the Python type."""
        return dict(self.json_schema)


@dataclass(frozen=True, slots=True)
class Example:
    """A valid value of the field as YAML reads it, taken from the data; of a list, one item.

    A field without it shows the first of its allowed words, the example of its type, or the required
    fields of the records that it holds.
    """

    text: str


@dataclass(frozen=True, slots=True)
class MeasuredIn:
    """The unit of a number, or where it is given."""

    unit: str


@dataclass(frozen=True, slots=True)
class Usual:
    """An optional field that few records do without, so that an example of the record shows it."""


USUAL = Usual()
"""The one marker of its kind."""
PEOPLE = MeasuredIn("people")
"""A number of people."""
