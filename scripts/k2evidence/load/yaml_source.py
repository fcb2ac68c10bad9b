"""YAML as text with places: no duplicate keys, no tags, no aliases, bounded size and depth.

Every scalar stays the text that was written. A `Document` finds the line and the column of each of
its fields, so that a problem found later still names its place.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from k2evidence.load.problems import Key, Loc, Problem, field_path, whole_file_problem
from k2evidence.load.yaml_builder import YamlBuilder
from k2evidence.load.yaml_syntax import explain_syntax_error
from k2evidence.model.error_codes import ErrorCode

MAX_BYTES = 1_000_000
"""Largest file that is read, in bytes."""

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # the C parser where PyYAML has it


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


def read_document(path: Path, name: str) -> Document:
    """Read one YAML file; `name` is what messages call it.

    Raises SourceError with every problem of the file.
    """
    return parse_document(read_text(path, name), name)


def parse_document(text: str, name: str) -> Document:
    """Return the document that a text holds; `name` is what messages call it.

    Raises SourceError with every problem of the file.
    """
    builder = YamlBuilder(name)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if not builder.add(event):
                break
    except yaml.MarkedYAMLError as error:
        builder.problems.append(_syntax_problem(name, text, error))
    except yaml.YAMLError as error:
        builder.problems.append(_unprintable(name, text, error))
    if builder.problems:
        raise SourceError(builder.problems)
    if not builder.documents:
        message = "the file holds no record" if text.strip() else "the file is empty"
        raise _failure(name, ErrorCode.EMPTY_FILE, message, "write the record, or remove the file")
    return Document(name, builder.documents[0], text)


def _syntax_problem(name: str, text: str, error: yaml.MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    message, fix = explain_syntax_error(error, text.splitlines(), line)
    return Problem(name, line, column, "", ErrorCode.YAML, message, fix)


def _unprintable(name: str, text: str, error: yaml.YAMLError) -> Problem:
    """Return the problem of a character that YAML does not allow, at its place."""
    found = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    position = found.start() if found else getattr(error, "position", None)
    position = position if isinstance(position, int) else 0
    line, column = _line_and_column(text, position)
    character = f"U+{ord(text[position]):04X}" if position < len(text) else "at the end"
    message = f"the invisible character {character} may not be in YAML"
    return Problem(name, line, column, "", ErrorCode.YAML, message, "retype the text around it")


def read_text(path: Path, name: str) -> str:
    """Return the text of a file; `name` is what messages call it.

    Raises SourceError where it is no file, may not be read, is larger than `MAX_BYTES` or not UTF-8.
    """
    try:
        _refuse_other_than_file(path, name)
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
        raise SourceError([_wrong_encoding(name, raw, error.start)]) from None


def _refuse_other_than_file(path: Path, name: str) -> None:
    """Raise SourceError for links, folders, pipes and what is not there; OSError where that is unknown."""
    if path.is_symlink():
        message, fix = "this is a link to a file", "put the file itself here, not a link to it"
    elif path.is_dir():
        message, fix = "this is a folder", "rename the folder so that it does not end in .yml"
    elif not path.exists():
        message, fix = "this file is missing", "put it back; every build reads it"
    elif not path.is_file():
        message, fix = "this is not a file", "put a YAML file here"
    else:
        return
    raise _failure(name, ErrorCode.NOT_A_FILE, message, fix)


def _wrong_encoding(name: str, raw: bytes, position: int) -> Problem:
    """Return the problem of the first byte that is not UTF-8."""
    line, column = _line_and_column(raw.decode("latin-1"), position)  # a character for each byte
    likely = "it seems to be UTF-16; " if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    message = f"the byte {raw[position]:02X} is where UTF-8 text is expected"
    fix = f"{likely}save the file again with the encoding UTF-8"
    return Problem(name, line, column, "", ErrorCode.ENCODING, message, fix)


def _line_and_column(text: str, position: int) -> tuple[int, int]:
    """Return the line and the column of a position, each from 1."""
    return text.count("\n", 0, position) + 1, position - (text.rfind("\n", 0, position) + 1) + 1


def _failure(name: str, code: ErrorCode, message: str, fix: str) -> SourceError:
    return SourceError([whole_file_problem(name, code, message, fix)])
