"""Values that a curator gives as flags or types at a terminal, checked by the parsers of the data."""

import argparse
import sys
from collections.abc import Callable

from pydantic_core import PydanticCustomError

from k2evidence.curate.errors import CuratorError

Parser = Callable[[str], object]
"""A parser of `model.scalars`, which raises PydanticCustomError for what it refuses."""


def parsed(value: str, parse: Parser, name: str) -> str:
    """Return a value in the notation of the data; raises CuratorError with the fix when it is refused."""
    try:
        return str(parse(value))
    except PydanticCustomError as error:
        context = error.context or {}
        raise CuratorError(f"{name}: {context['message']}; {context['fix']}") from None


def given_flags(options: argparse.Namespace, *names: str) -> dict[str, str]:
    """Return the flags that were given, by name."""
    return {name: value for name in names if (value := getattr(options, name))}


def required_answer(options: argparse.Namespace, name: str, question: str, parse: Parser) -> str:
    """Return a flag, or the answer to a question at a terminal; raises CuratorError without either."""
    value = optional_answer(options, name, question, parse)
    if value is None:
        raise CuratorError(f"--{name} is needed: {question}.")
    return value


def optional_answer(options: argparse.Namespace, name: str, question: str, parse: Parser = str) -> str | None:
    """Return a flag, or the answer at a terminal; the question is repeated until it is valid or empty."""
    value = getattr(options, name)
    if value is not None:
        return parsed(value, parse, f"--{name}")
    while sys.stdin.isatty():
        value = input(f"{question}: ").strip()
        if not value:
            return None
        try:
            return parsed(value, parse, name)
        except CuratorError as error:
            print(error)
    return None
