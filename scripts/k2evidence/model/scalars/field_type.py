"""What each type of field is called, and its JSON Schema."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import PlainSerializer

AS_TEXT = PlainSerializer(str, return_type=str, when_used="json")
"""Write the value in JSON in the notation of the data."""


@dataclass(frozen=True, slots=True)
class FieldType:
    """The name, the JSON Schema and the notation of a type of field, as metadata of `Annotated`."""

    name: str
    json_schema: Mapping[str, Any] = field(hash=False)
    """As https://json-schema.org/draft/2020-12 has it; may hold one of its `examples`."""
    notation: str = ""
    """How a value is written, with names in angle brackets; empty where the name of the type says it."""

    @property
    def placeholder(self) -> str:
        """What is in the place of a value that is to be written; no value that could be taken for one."""
        return self.notation or f"<{self.name}>"

    def __get_pydantic_json_schema__(self, *_: object) -> dict[str, Any]:
        """Return the schema that pydantic puts in the place of the one of the Python type."""
        return dict(self.json_schema)


def pattern_type(
    name: str, example: str, pattern: str, *, notation: str = "", number: bool = False
) -> FieldType:
    """Return a type whose text has a pattern; `number` where YAML 1.2 editors read some of it as a number."""
    kind: list[str] | str = ["number", "string"] if number else "string"
    return FieldType(name, {"type": kind, "examples": [example], "pattern": pattern}, notation)


def anchored(pattern: re.Pattern[str]) -> str:
    """Return a pattern for JSON Schema, which knows no named groups and searches anywhere in the text."""
    return f"^(?:{re.sub(r'[?]P<[a-z]+>', '?:', pattern.pattern)})$"
