"""YAML as text with places: no duplicate keys, no tags, no aliases, bounded size and depth.

Every scalar stays the text that was written. A `Document` remembers where each field stands,
so that a problem found later still names its file, line and column.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

MAX_BYTES = 1_000_000
"""Largest file that is read, in bytes."""
MAX_PROBLEMS = 100
"""Most problems that are told of one file: a larger number has one cause, and takes long to place."""
MAX_DEPTH = 20
"""Deepest nesting that is read, in levels."""

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C parser where PyYAML has it

Loc = Sequence[str | int]
"""A path of keys and positions inside a document."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with the data, and how to mend it. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    field: str
    code: str
    message: str
    fix: str

    def __str__(self) -> str:
        """Return the two lines that a curator reads."""
        field = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}:{self.column}: {field}{self.message}\n    {self.fix}"


class SourceError(Exception):
    """A file that cannot be read as a record; carries its problems."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file as plain dicts, lists and strings, with the places of its fields."""

    file: str
    data: Any
    text: str

    def problem(self, loc: Loc, code: str, message: str, fix: str, *, key: bool = False) -> Problem:
        """Return a problem at a field; with `key`, at its name rather than its value."""
        mark = self._mark(loc, key)
        return Problem(self.file, mark.line + 1, mark.column + 1, path_of(loc), code, message, fix)

    def _mark(self, loc: Loc, key: bool) -> Any:
        node: Any = _composed(self.text)
        mark: Any = node.start_mark
        for step in loc:
            if isinstance(node, yaml.MappingNode):
                pair = next((pair for pair in node.value if pair[0].value == step), None)
                if pair is None:
                    break
                name, node = pair
                mark = name.start_mark if key else node.start_mark
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
                if step >= len(node.value):
                    break
                node = node.value[step]
                mark = node.start_mark
            else:
                break
        return mark


@lru_cache(maxsize=1)
def _composed(text: str) -> Any:
    """Return the nodes of a text with their places, once for all problems of a file.

    Only a file with a problem is composed: that costs more than parsing.
    """
    return yaml.compose(text, Loader=_Loader)


def path_of(loc: Loc) -> str:
    """Return a field's path as people write it: `courses[0].age[1].years`."""
    path = ""
    for step in loc:
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def read_document(path: Path, name: str) -> Document:
    """Read one YAML file; `name` is what messages call it.

    Raises SourceError with every problem that can be told apart.
    """
    text = _read_text(path, name)
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if not builder.take(event) or len(builder.problems) >= MAX_PROBLEMS:
                break
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        builder.problems.append(Problem(name, line, column, "", "yaml", *_explain(error)))
    except yaml.YAMLError as error:
        reason = str(error).splitlines()[0]
        builder.problems.append(
            Problem(name, 1, 1, "", "yaml", f"this is not YAML: {reason}", "correct the file")
        )
    if builder.problems:
        raise SourceError(builder.problems)
    if not builder.documents:
        raise _failure(name, "empty", "the file is empty", "write the record, or remove the file")
    return Document(name, builder.documents[0], text)


def _failure(name: str, code: str, message: str, fix: str, line: int = 1) -> SourceError:
    return SourceError([Problem(name, line, 1, "", code, message, fix)])


def _read_text(path: Path, name: str) -> str:
    if path.is_symlink():
        raise _failure(name, "not-a-file", "this is a link", "put the file itself here")
    if not path.is_file():
        raise _failure(name, "not-a-file", "this is not a file", "put a YAML file here")
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _failure(
            name, "unreadable", f"the file cannot be read: {error.strerror}", "allow reading it"
        ) from None
    if len(raw) > MAX_BYTES:
        raise _failure(
            name,
            "too-large",
            f"the file is larger than {MAX_BYTES:,} bytes",
            "a record is a few kilobytes: check that this is the right file",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _failure(name, "encoding", "the file is not UTF-8 text", "save it as UTF-8", line) from None


def _explain(error: yaml.MarkedYAMLError) -> tuple[str, str]:
    """Say in plain words what a YAML error means and how to mend it."""
    said = " ".join(filter(None, (error.context, error.problem)))
    if "cannot start any token" in said:
        return (
            "a tab or a reserved character stands where a value begins",
            "indent with spaces; put quotes around a value that begins with @ ` or %",
        )
    if "mapping values are not allowed" in said:
        return (
            "a colon stands where no field can begin",
            "check the indentation of this line and the one above; quote text that holds ': '",
        )
    if "did not find expected" in said or "could not find expected" in said:
        return (
            "the indentation does not fit the lines above",
            "line this field up with its neighbours, using spaces",
        )
    return f"this is not YAML: {said}", "correct the line"


@dataclass(slots=True)
class _Frame:
    """A mapping or a list that is being filled; `key` is the field at hand."""

    container: dict[str, Any] | list[Any]
    awaits_key: bool
    key: str = ""
    lines: dict[str, int] = field(default_factory=dict)


class _Builder:
    """Builds plain values from parser events and collects what must not be there.

    It keeps its own stack: PyYAML's composer recurses in C and crashes on deep nesting.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.documents: list[Any] = []
        self.frames: list[_Frame] = []
        self.skipped_depth = 0

    def take(self, event: Any) -> bool:
        """Take the next parser event; say whether to go on."""
        kind = type(event)
        if kind is yaml.ScalarEvent:
            if not self.skipped_depth:
                self._check_tag(event)
                self._put(event, event.value)
        elif kind is yaml.MappingStartEvent:
            return self._open(event, {})
        elif kind is yaml.SequenceStartEvent:
            return self._open(event, [])
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            if self.skipped_depth:
                self.skipped_depth -= 1
            else:
                self.frames.pop()
        elif kind is yaml.AliasEvent:
            if not self.skipped_depth:
                self._refuse(event, "alias", "an alias ('*…') is used", "write the value out")
                self._put(event, "")
        elif kind is yaml.DocumentStartEvent and self.documents:
            self._refuse(
                event,
                "two-documents",
                "the file holds more than one document",
                "remove the line '---', or move the second record to a file of its own",
            )
            return False
        return True

    def _open(self, event: Any, container: dict[str, Any] | list[Any]) -> bool:
        if self.skipped_depth:
            self.skipped_depth += 1
            return self.skipped_depth < MAX_DEPTH
        if len(self.frames) >= MAX_DEPTH:
            # libyaml needs time with the square of the depth: stop reading here.
            self._refuse(event, "too-deep", "fields are nested too deeply", "flatten them")
            return False
        self._open_frame(event, container)
        return True

    def _open_frame(self, event: Any, container: dict[str, Any] | list[Any]) -> None:
        self._check_tag(event)
        if self.frames and self.frames[-1].awaits_key:
            self._refuse(event, "key", "a field's name is not text", "name the field")
            self.frames[-1].awaits_key = False
            self.skipped_depth = 1
        else:
            self._put(event, container)
            self.frames.append(_Frame(container, isinstance(container, dict)))

    def _put(self, event: Any, value: Any) -> None:
        if not self.frames:
            self.documents.append(value)
            return
        frame = self.frames[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
            return
        if not frame.awaits_key:
            frame.container.setdefault(frame.key, value)
        else:
            frame.key = value
            if value in frame.lines:
                self._refuse(
                    event,
                    "duplicate-key",
                    f"this field already stands on line {frame.lines[value]}",
                    "keep one of the two",
                )
            frame.lines[value] = event.start_mark.line + 1
        frame.awaits_key = not frame.awaits_key

    def _check_tag(self, event: Any) -> None:
        if event.tag not in (None, "!"):
            self._refuse(event, "tag", "a YAML tag ('!…') is used", "remove the tag")

    def _refuse(self, event: Any, code: str, message: str, fix: str) -> None:
        loc = [
            frame.key if isinstance(frame.container, dict) else len(frame.container) for frame in self.frames
        ]
        # An outer list already holds the item that is being filled.
        for depth, frame in enumerate(self.frames[:-1]):
            if isinstance(frame.container, list):
                loc[depth] = len(frame.container) - 1
        mark = event.start_mark
        self.problems.append(
            Problem(self.file, mark.line + 1, mark.column + 1, path_of(loc), code, message, fix)
        )
