"""A problem of the data: where it is, what kind it is, what is wrong and how to mend it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from k2evidence.model.error_codes import ErrorCode

Loc = Sequence[str | int]
"""A path of keys and positions inside a document, as pydantic's errors give it."""
Key = tuple[str | int, ...]
"""Such a path, to look something up by."""


class Issue(NamedTuple):
    """Something wrong at a field of a document; `Document.problem` adds the file and the line."""

    loc: Loc
    code: ErrorCode
    message: str
    fix: str


Issues = Iterator[Issue]


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


def whole_file_problem(file: str, code: ErrorCode, message: str, fix: str) -> Problem:
    """Return a problem of a file or a folder, not of one of its fields."""
    return Problem(file, 1, 1, "", code, message, fix)


def printable(text: str) -> str:
    """Return a name as a message shows it: bounded, on one line, without control characters."""
    text = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:61])
    return text if len(text) <= 60 else f"{text[:57]}…"


def field_path(loc: Loc) -> str:
    """Return a field's path as people write it: `courses[0].age[1].years`."""
    path = ""
    for step in loc:
        step = step if isinstance(step, int) else printable(step)
        path += f"[{step}]" if isinstance(step, int) else f".{step}" if path else step
    return path
