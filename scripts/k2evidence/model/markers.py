"""What `Annotated` says of a field beside its type: an example, its unit, whether most records have it.

pydantic validates without these; `model.fields` reads them for messages, schemas, drafts, issue forms and
the field reference.
"""

from dataclasses import dataclass


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
