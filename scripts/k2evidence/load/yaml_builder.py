"""Builds plain dicts, lists and strings from the events of a YAML parser, and refuses the rest of YAML."""

from dataclasses import dataclass, field
from typing import Any

import yaml

from k2evidence.load.problems import Problem, field_path, printable
from k2evidence.model.error_codes import ErrorCode

MAX_DEPTH = 20
"""Deepest nesting that is read, in levels."""
DISAGREEMENT = "DISAGREEMENT"
"""How a value begins on which two transcriptions disagree; nothing loads while there is one."""


@dataclass(slots=True)
class OpenCollection:
    """A mapping or a list whose end was not parsed yet; `key` is the last name of a mapping."""

    container: dict[str, Any] | list[Any]
    awaits_key: bool
    key: str = ""
    lines: dict[str, int] = field(default_factory=dict)
    """The line of each name of a mapping, from 1."""

    @property
    def position(self) -> str | int:
        """The name or the index of the value that comes next."""
        return self.key if isinstance(self.container, dict) else len(self.container)


class YamlBuilder:
    """Builds values from parser events, and collects the problems of what must not be there.

    It has its own stack: PyYAML's composer recurses in C and crashes on deep nesting.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.documents: list[Any] = []
        self.stack: list[OpenCollection] = []
        self.skipped_depth = 0
        """How many levels deep the parser is in a collection that is not built."""

    def add(self, event: Any) -> bool:
        """Add the next event of the parser; return False where reading must stop."""
        kind = type(event)
        if kind is yaml.MappingStartEvent:
            return self._open(event, {})
        if kind is yaml.SequenceStartEvent:
            return self._open(event, [])
        if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            self._close()
        elif kind is yaml.ScalarEvent and not self.skipped_depth:
            self._add_scalar(event)
        elif kind is yaml.AliasEvent and not self.skipped_depth:
            self._refuse(event, ErrorCode.ALIAS, "an alias ('*…') is used", "write the value out")
            self._add_value(event, "")
        elif kind is yaml.DocumentStartEvent and self.documents:
            self._refuse(
                event,
                ErrorCode.TWO_DOCUMENTS,
                "the file holds more than one document",
                "remove the line '---', or move the second record to a file of its own",
            )
            return False
        return True

    def _open(self, event: Any, container: dict[str, Any] | list[Any]) -> bool:
        """Begin a mapping or a list; return False where it is nested too deeply."""
        if self.skipped_depth:
            self.skipped_depth += 1
            return self.skipped_depth < MAX_DEPTH
        if len(self.stack) >= MAX_DEPTH:
            # libyaml needs time with the square of the depth: stop reading here.
            self._refuse(event, ErrorCode.TOO_DEEP, "fields are nested too deeply", "flatten them")
            return False
        self._refuse_tag(event)
        if self.stack and self.stack[-1].awaits_key:
            self._refuse(event, ErrorCode.KEY, "a field's name is not text", "name the field")
            self.stack[-1].awaits_key = False
            self.skipped_depth = 1
        else:
            self._add_value(event, container)
            self.stack.append(OpenCollection(container, awaits_key=isinstance(container, dict)))
        return True

    def _close(self) -> None:
        if self.skipped_depth:
            self.skipped_depth -= 1
        else:
            self.stack.pop()

    def _add_scalar(self, event: Any) -> None:
        self._refuse_tag(event)
        if event.value.startswith(DISAGREEMENT):
            self._refuse(
                event,
                ErrorCode.DISAGREEMENT,
                f"two transcriptions differ: {printable(event.value.removeprefix(DISAGREEMENT)[2:])}",
                "look it up in the paper and write what is printed",
            )
        self._add_value(event, event.value)

    def _add_value(self, event: Any, value: Any) -> None:
        """Put a value, or the name of a field, into the innermost open collection."""
        if not self.stack:
            self.documents.append(value)
            return
        innermost = self.stack[-1]
        if isinstance(innermost.container, list):
            innermost.container.append(value)
            return
        if innermost.awaits_key:
            self._add_key(event, innermost, value)
        else:
            innermost.container.setdefault(innermost.key, value)
        innermost.awaits_key = not innermost.awaits_key

    def _add_key(self, event: Any, mapping: OpenCollection, key: str) -> None:
        mapping.key = key
        if key in mapping.lines:
            self._refuse(
                event,
                ErrorCode.DUPLICATE_KEY,
                f"this field is already on line {mapping.lines[key]}",
                "keep one of the two",
            )
        mapping.lines[key] = event.start_mark.line + 1

    def _refuse_tag(self, event: Any) -> None:
        if event.tag not in (None, "!"):
            self._refuse(event, ErrorCode.TAG, "a YAML tag ('!…') is used", "remove the tag")

    def _refuse(self, event: Any, code: ErrorCode, message: str, fix: str) -> None:
        """Add a problem at the place of an event."""
        loc = [collection.position for collection in self.stack]
        # An outer list already holds the item that is being filled.
        for depth, collection in enumerate(self.stack[:-1]):
            if isinstance(collection.container, list):
                loc[depth] = len(collection.container) - 1
        mark = event.start_mark
        self.problems.append(
            Problem(self.file, mark.line + 1, mark.column + 1, field_path(loc), code, message, fix)
        )
