"""What an error of the YAML parser means in plain words, and how to mend it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import yaml

from k2evidence.load.problems import printable

Advice = tuple[str, str]
"""What is wrong, and what to do."""


@dataclass(frozen=True)
class SyntaxProblem:
    """An error of the parser, with the lines of the file around it."""

    error: yaml.MarkedYAMLError
    lines: Sequence[str]
    line: int
    """The line that the parser names, from 1."""

    @cached_property
    def parser_message(self) -> str:
        """What the parser says."""
        return " ".join(filter(None, (self.error.context, self.error.problem)))

    @cached_property
    def text(self) -> str:
        """The line that the parser names; empty at the end of the file."""
        return self.lines[self.line - 1] if self.line <= len(self.lines) else ""

    @cached_property
    def previous_line(self) -> int:
        """The last line above that is not blank, from 1; 0 where there is none."""
        return next((n for n in range(self.line - 1, 0, -1) if self.lines[n - 1].strip()), 0)

    @cached_property
    def previous_text(self) -> str:
        """The text of that line."""
        return self.lines[self.previous_line - 1] if self.previous_line else ""

    @property
    def opening_line(self) -> int:
        """The line on which the quotation or the bracket opens that the parser complains about."""
        return self.error.context_mark.line + 1 if self.error.context_mark else self.line

    @property
    def indentation(self) -> str:
        """The white space at the beginning of the line."""
        return self.text[: len(self.text) - len(self.text.lstrip())]


def explain_syntax_error(error: yaml.MarkedYAMLError, lines: Sequence[str], line: int) -> Advice:
    """Return in plain words what an error of the parser at a line (from 1) means, and how to mend it."""
    problem = SyntaxProblem(error, lines, line)
    return next(
        (advice for explain in _EXPLANATIONS if (advice := explain(problem))),
        (f"this is not YAML: {problem.parser_message}", "correct the line"),
    )


def _tab(problem: SyntaxProblem) -> Advice | None:
    if "\t" not in problem.indentation:
        return None
    return "the line is indented with a tab", "replace the tab by spaces"


def _escape(problem: SyntaxProblem) -> Advice | None:
    """Explain a backslash that YAML reads otherwise than was meant; the parser calls it an open quotation."""
    message = problem.error.problem or ""
    if "invalid Unicode character escape code" in message:
        return (
            "the escape after the backslash is no character: half of a pair, as JSON writes it",
            "write the character itself in place of the escapes",
        )
    if "unknown escape character" in message or "escape sequence" in message or "hexadecimal" in message:
        return (
            "the backslash begins an escape that YAML does not know",
            "put the text in single quotes, or write the backslash twice",
        )
    return None


def _open_quotation(problem: SyntaxProblem) -> Advice | None:
    fix = "close it on the same line, or remove it"
    if "quoted scalar" in problem.parser_message:
        return f"the quotation mark that opens on line {problem.opening_line} is never closed", fix
    odd = next((n for n in range(1, problem.line) if problem.lines[n - 1].count('"') % 2), None)
    if odd and "did not find expected" in problem.parser_message:
        return f"line {odd} opens a quotation mark and does not close it", fix
    return None


def _open_bracket(problem: SyntaxProblem) -> Advice | None:
    if not re.search("flow (sequence|mapping)", problem.parser_message):
        return None
    return (
        f"the bracket or brace that opens on line {problem.opening_line} does not end as it should",
        "close it, part its items with commas, and put quotes around text that holds , [ ] { } or :",
    )


def _reserved_character(problem: SyntaxProblem) -> Advice | None:
    if "cannot start any token" not in problem.parser_message:
        return None
    return (
        "a tab or a reserved character is where a value begins",
        "indent with spaces; put quotes around a value that begins with @ ` or %",
    )


def _hyphen(problem: SyntaxProblem) -> Advice | None:
    if "block sequence entries are not allowed" not in problem.parser_message:
        return None
    return (
        "a '-' is where a value is expected",
        'put what the paper prints in quotes: "-"; an item of a list begins a line of its own',
    )


def _colon_in_text(problem: SyntaxProblem) -> Advice | None:
    if "mapping values are not allowed" in problem.parser_message and problem.text.count(": ") > 1:
        return "the text holds ': ', which begins a field", "put quotes around the text"
    return None


_FIELD = re.compile(r"\s*(- )?[\w.-]+\s*:(\s|$)")


def _previous_line_is_no_field(problem: SyntaxProblem) -> Advice | None:
    """Explain a line without a colon, or without a space after it: it swallows the next line."""
    previous = problem.previous_text
    if not previous.strip() or previous.lstrip().startswith("#") or _FIELD.match(previous):
        return None
    return (
        f"line {problem.previous_line} is not a field: '{printable(previous.strip())}'",
        "write the name, a colon, a space and the value: `name: value`",
    )


def _indentation(problem: SyntaxProblem) -> Advice | None:
    if "mapping values are not allowed" in problem.parser_message:
        return (
            "this field is indented further than the one above, which already has a value",
            "line it up with its neighbours, using spaces",
        )
    if re.search("(did|could) not find expected", problem.parser_message):
        return (
            "the indentation does not fit the lines above",
            "line this field up with its neighbours, using spaces",
        )
    return None


_EXPLANATIONS: tuple[Callable[[SyntaxProblem], Advice | None], ...] = (
    _tab,
    _escape,
    _open_quotation,
    _open_bracket,
    _reserved_character,
    _hyphen,
    _colon_in_text,
    _previous_line_is_no_field,
    _indentation,
)
"""From the surest to the vaguest; the first that fits explains the error."""
