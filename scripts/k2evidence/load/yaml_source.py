"""YAML as text with places: no duplicate keys, no tags, no aliases, bounded size and depth.

Every scalar stays the text that was written. A `Document` remembers where each field stands,
so that a problem found later still names its file, line and column.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from k2evidence.model.error_codes import ErrorCode

MAX_BYTES = 1_000_000
"""Largest file that is read, in bytes."""
MAX_DEPTH = 20
"""Deepest nesting that is read, in levels."""

DISAGREEMENT = "DISAGREEMENT"
"""How a value begins on which two transcriptions disagree; nothing loads while one stands."""

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C parser where PyYAML has it

Loc = Sequence[str | int]
"""A path of keys and positions inside a document."""
Key = tuple[str | int, ...]
"""Such a path, to look something up by."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with the data, and how to mend it. Lines and columns count from 1."""

    file: str
    line: int
    column: int
    field: str
    code: ErrorCode
    message: str
    fix: str

    @property
    def page(self) -> str:
        """The address, below that of the site, where this kind of problem is explained."""
        return f"contributing/errors/#{self.code}"


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

    @property
    def digest(self) -> str:
        """A hash of its text."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def problem(self, loc: Loc, code: ErrorCode, message: str, fix: str, *, key: bool = False) -> Problem:
        """Return a problem at a field; with `key`, at its name rather than its value."""
        # Places are looked up only when there is a problem: composing costs more than parsing.
        places = _places(self.text)
        known = tuple(loc)
        while known not in places:
            known = known[:-1]
        place = places[known][0 if key else 1]
        return Problem(self.file, place.line + 1, place.column + 1, field_path(loc), code, message, fix)


@lru_cache(maxsize=2)
def _places(text: str) -> Mapping[Key, tuple[Any, Any]]:
    """Return the marks of the name and of the value of every field, by its path."""

    def walk(node: Any, loc: Key) -> Iterator[tuple[Key, Any, Any]]:
        if isinstance(node, yaml.MappingNode):
            for name, value in node.value:
                yield (*loc, name.value), name.start_mark, value.start_mark
                yield from walk(value, (*loc, name.value))
        elif isinstance(node, yaml.SequenceNode):
            for i, item in enumerate(node.value):
                yield (*loc, i), item.start_mark, item.start_mark
                yield from walk(item, (*loc, i))

    root: Any = yaml.compose(text, Loader=_Loader)
    marks = {loc: (name, value) for loc, name, value in walk(root, ())}
    return {**marks, (): (root.start_mark, root.start_mark)}


def clean(text: str) -> str:
    """Return a name as a message shows it: bounded, on one line, nothing that a terminal obeys."""
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:61])
    return text if len(text) <= 60 else f"{text[:57]}…"


def field_path(loc: Loc) -> str:
    """Return a field's path as people write it: `courses[0].age[1].years`."""
    path = ""
    for step in loc:
        step = step if isinstance(step, int) else clean(step)
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path


def read_document(path: Path, name: str) -> Document:
    """Read one YAML file; `name` is what messages call it.

    Raises SourceError with every problem that can be told apart.
    """
    return parse_document(read_text(path, name), name)


def parse_document(text: str, name: str) -> Document:
    """Return the document that a text holds; `name` is what messages call it.

    Raises SourceError with every problem that can be told apart.
    """
    builder = _Builder(name)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if not builder.take(event):
                break
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        builder.problems.append(
            Problem(name, line, column, "", ErrorCode.YAML, *_explain(error, text.splitlines(), line))
        )
    except yaml.YAMLError as error:
        builder.problems.append(_unprintable(name, text, error))
    if builder.problems:
        raise SourceError(builder.problems)
    if not builder.documents:
        raise _failure(
            name,
            ErrorCode.EMPTY_FILE,
            "the file holds no record" if text.strip() else "the file is empty",
            "write the record, or remove the file",
        )
    return Document(name, builder.documents[0], text)


def _failure(name: str, code: ErrorCode, message: str, fix: str, line: int = 1) -> SourceError:
    return SourceError([Problem(name, line, 1, "", code, message, fix)])


def read_text(path: Path, name: str) -> str:
    """Read a text file, bounded; raises SourceError where that cannot be done."""
    try:
        if path.is_symlink():
            raise _failure(
                name,
                ErrorCode.NOT_A_FILE,
                "this is a link to a file",
                "put the file itself here, not a link to it",
            )
        if path.is_dir():
            raise _failure(
                name,
                ErrorCode.NOT_A_FILE,
                "this is a folder",
                "rename the folder so that it does not end in .yml",
            )
        if not path.exists():
            raise _failure(
                name, ErrorCode.NOT_A_FILE, "this file is missing", "put it back; every build reads it"
            )
        if not path.is_file():
            raise _failure(name, ErrorCode.NOT_A_FILE, "this is not a file", "put a YAML file here")
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise _failure(
            name,
            ErrorCode.UNREADABLE,
            f"the file cannot be read: {(error.strerror or 'the system refuses').lower()}",
            f"allow everybody to read it, e.g. with: chmod a+r {name}",
        ) from None
    if len(raw) > MAX_BYTES:
        raise _failure(
            name,
            ErrorCode.TOO_LARGE,
            f"the file is larger than {MAX_BYTES:,} bytes",
            "a record is a few kilobytes: check that this is the right file",
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        saved = "it seems to be UTF-16; " if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
        found = f"the byte {raw[error.start]:02X} stands where UTF-8 text is expected"
        fix = f"{saved}save the file again with the encoding UTF-8"
        raise SourceError([Problem(name, line, column, "", ErrorCode.ENCODING, found, fix)]) from None


def _unprintable(name: str, text: str, error: yaml.YAMLError) -> Problem:
    """Return the problem of a character that YAML does not allow, at its place."""
    at = getattr(error, "position", None)
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    if found:
        at = found.start()
    at = at if isinstance(at, int) else 0
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    which = f"U+{ord(text[at]):04X}" if at < len(text) else "at the end"
    return Problem(
        name,
        line,
        column,
        "",
        ErrorCode.YAML,
        f"the invisible character {which} may not stand in YAML",
        "retype the text around it",
    )


_FIELD = re.compile(r"\s*(- )?[\w.-]+\s*:(\s|$)")


def _explain(error: yaml.MarkedYAMLError, lines: Sequence[str], line: int) -> tuple[str, str]:
    """Say in plain words what a YAML error at a line (from 1) means and how to mend it."""
    said = " ".join(filter(None, (error.context, error.problem)))
    text = lines[line - 1] if line <= len(lines) else ""
    before = next((n for n in range(line - 1, 0, -1) if lines[n - 1].strip()), 0)
    previous = lines[before - 1] if before else ""
    if "\t" in text[: len(text) - len(text.lstrip())]:
        return "the line is indented with a tab", "replace the tab by spaces"
    if "quoted scalar" in said:
        start = error.context_mark.line + 1 if error.context_mark else line
        return (
            f"the quotation mark that opens on line {start} is never closed",
            "close it on the same line, or remove it",
        )
    odd = next((n for n in range(1, line) if lines[n - 1].count('"') % 2), None)
    if odd and "did not find expected" in said:
        return (
            f"line {odd} opens a quotation mark and does not close it",
            "close it on the same line, or remove it",
        )
    if "flow sequence" in said or "flow mapping" in said:
        start = error.context_mark.line + 1 if error.context_mark else line
        return (
            f"the bracket or brace that opens on line {start} does not end as it should",
            "close it, part its items with commas, and put quotes around text that holds , [ ] { } or :",
        )
    if "cannot start any token" in said:
        return (
            "a tab or a reserved character stands where a value begins",
            "indent with spaces; put quotes around a value that begins with @ ` or %",
        )
    if "block sequence entries are not allowed" in said:
        return (
            "a '-' stands where a value is expected",
            'put what the paper prints in quotes: "-"; an item of a list begins a line of its own',
        )
    if "mapping values are not allowed" in said and text.count(": ") > 1:
        return "the text holds ': ', which begins a field", "put quotes around the text"
    # A field that does not begin like one (no colon, or no space after it) swallows the next line.
    if previous.strip() and not previous.lstrip().startswith("#") and not _FIELD.match(previous):
        return (
            f"line {before} is not a field: {shown_line(previous)}",
            "write the name, a colon, a space and the value, e.g. sex: female",
        )
    if "mapping values are not allowed" in said:
        return (
            "this field is indented further than the one above, which already has a value",
            "line it up with its neighbours, using spaces",
        )
    if "did not find expected" in said or "could not find expected" in said:
        return (
            "the indentation does not fit the lines above",
            "line this field up with its neighbours, using spaces",
        )
    return f"this is not YAML: {said}", "correct the line"


def shown_line(line: str) -> str:
    """Return a line as a message quotes it, bounded."""
    return f"'{clean(line.strip())}'"


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
                if event.value.startswith(DISAGREEMENT):
                    self._refuse(
                        event,
                        ErrorCode.DISAGREEMENT,
                        f"two transcriptions differ: {clean(event.value.removeprefix(DISAGREEMENT)[2:])}",
                        "look it up in the paper and write what is printed",
                    )
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
                self._refuse(event, ErrorCode.ALIAS, "an alias ('*…') is used", "write the value out")
                self._put(event, "")
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
        if self.skipped_depth:
            self.skipped_depth += 1
            return self.skipped_depth < MAX_DEPTH
        if len(self.frames) >= MAX_DEPTH:
            # libyaml needs time with the square of the depth: stop reading here.
            self._refuse(event, ErrorCode.TOO_DEEP, "fields are nested too deeply", "flatten them")
            return False
        self._open_frame(event, container)
        return True

    def _open_frame(self, event: Any, container: dict[str, Any] | list[Any]) -> None:
        self._check_tag(event)
        if self.frames and self.frames[-1].awaits_key:
            self._refuse(event, ErrorCode.KEY, "a field's name is not text", "name the field")
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
                    ErrorCode.DUPLICATE_KEY,
                    f"this field already stands on line {frame.lines[value]}",
                    "keep one of the two",
                )
            frame.lines[value] = event.start_mark.line + 1
        frame.awaits_key = not frame.awaits_key

    def _check_tag(self, event: Any) -> None:
        if event.tag not in (None, "!"):
            self._refuse(event, ErrorCode.TAG, "a YAML tag ('!…') is used", "remove the tag")

    def _refuse(self, event: Any, code: ErrorCode, message: str, fix: str) -> None:
        loc = [
            frame.key if isinstance(frame.container, dict) else len(frame.container) for frame in self.frames
        ]
        # An outer list already holds the item that is being filled.
        for depth, frame in enumerate(self.frames[:-1]):
            if isinstance(frame.container, list):
                loc[depth] = len(frame.container) - 1
        mark = event.start_mark
        self.problems.append(
            Problem(self.file, mark.line + 1, mark.column + 1, field_path(loc), code, message, fix)
        )
