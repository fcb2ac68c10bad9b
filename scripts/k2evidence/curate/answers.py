"""Values that a curator gives as flags or types at a terminal, checked by the parsers of the data."""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pydantic_core import PydanticCustomError

from k2evidence.curate.errors import CuratorError
from k2evidence.load.spelling import closest
from k2evidence.model.scalars.refusals import shown

Parser = Callable[[str], object]
"""Reads a value as the data does: it raises PydanticCustomError or CuratorError for what it refuses."""


@dataclass(frozen=True, slots=True)
class Answers:
    """The flags of a command and the answers at a terminal; all that is wrong is reported at once."""

    options: argparse.Namespace
    problems: list[str] = field(default_factory=list)

    def required(self, name: str, question: str, parse: Parser) -> str:
        """Return a flag, or the answer to a question; without either, add a problem."""
        value = self.optional(name, question, parse)
        if value is None and getattr(self.options, name) is None:
            self.problems.append(f"--{name.replace('_', '-')} is needed: {question}.")
        return value or ""

    def optional(self, name: str, question: str, parse: Parser = str) -> str | None:
        """Return a flag, or the answer; at a terminal the question is repeated until it is valid or empty."""
        value = getattr(self.options, name)
        if value is not None:
            return self.flag(name, parse)
        while sys.stdin.isatty() and not self.problems:
            value = input(f"{question}: ").strip()
            if not value:
                return None
            try:
                return parsed(value, parse, name)
            except CuratorError as error:
                print(error)
        return None

    def flag(self, name: str, parse: Parser = str) -> str | None:
        """Return a flag in the notation of the data; None where it was not given, or is wrong."""
        values = self.flags(name, parse, [getattr(self.options, name)])
        return values[0] if values else None

    def flags(self, name: str, parse: Parser, values: Sequence[str | None]) -> list[str]:
        """Return the values of a flag in the notation of the data, without those that are wrong."""
        good = []
        for value in values:
            try:
                if value is not None:
                    good.append(parsed(value, parse, f"--{name.replace('_', '-')}"))
            except CuratorError as error:
                self.problems.append(str(error))
        return good

    def finish(self) -> None:
        """Raise CuratorError with every problem, if there are any."""
        if self.problems:
            raise CuratorError("\n".join(self.problems))


def parsed(value: str, parse: Parser, name: str) -> str:
    """Return a value in the notation of the data; raises CuratorError with the fix when it is refused."""
    try:
        return str(parse(value))
    except PydanticCustomError as error:
        context = error.context or {}
        raise CuratorError(f"{name}: {context['message']}; {context['fix']}") from None
    except CuratorError as error:
        raise CuratorError(f"{name}: {error}") from None


def word_of(words: Sequence[str]) -> Parser:
    """Return a parser of one of some words, which lists all of them where it refuses another."""

    def parse(value: str) -> str:
        if value in words:
            return value
        close = closest(value, words)
        hint = f"did you mean '{close}'? " if close else ""
        raise CuratorError(f"{shown(value)} is not known; {hint}allowed: {', '.join(words)}")

    return parse
