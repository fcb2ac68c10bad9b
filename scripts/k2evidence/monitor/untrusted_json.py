"""Reads JSON of another host: each field is checked for its type, and lists and texts are cut to a bound."""

from collections.abc import Mapping, Sequence
from typing import Any

from k2evidence.http_client import InvalidResponseError

MAX_ITEMS = 1000
"""Most items of a list that are read."""
MAX_CHARACTERS = 2000
"""Most characters of a text that are read."""


def field(value: Any, name: str, kind: type, default: Any = None) -> Any:
    """Return a field of a JSON object. Raises InvalidResponseError if it is not of the type `kind`."""
    content = value.get(name, default) if isinstance(value, dict) else None
    if not isinstance(content, kind):
        raise InvalidResponseError("the answer has an unknown form")
    return content


def objects(value: Any) -> Sequence[Mapping[str, Any]]:
    """Return a JSON list of objects. Raises InvalidResponseError if it is none."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise InvalidResponseError("the answer has an unknown form")
    return value[:MAX_ITEMS]


def text(value: Any) -> str:
    """Return a JSON string; every other value counts as an empty one."""
    return value[:MAX_CHARACTERS] if isinstance(value, str) else ""
