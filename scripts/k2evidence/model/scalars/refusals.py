"""The error of a scalar that cannot be read, and how its message quotes and corrects the value."""

import re
import unicodedata

from pydantic_core import PydanticCustomError

from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.characters import INVISIBLE

_UNKNOWN = re.compile(
    r"[?-]+|(?:is |was )?(?:n/a|n\. ?a\.?|n\. ?d\.?|none|unknown|unclear|unverified|missing|"
    r"not (?:available|applicable|reported|stated|given|told|known|seen|read|printed|visible|shown|"
    r"verified|specified|mentioned|recorded)"
    r")(?: yet| (?:in|by|from|at) .*)?[.?!]?",
    re.IGNORECASE,
)
_MINUS = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")


def refuse(code: ErrorCode, message: str, fix: str) -> PydanticCustomError:
    """Return the error that reports one bad scalar: what is wrong and how to mend it.

    The two sentences travel in the context, not in the template, so that a brace in the
    data is never read as a placeholder.
    """
    return PydanticCustomError(code, "{message}", {"message": message, "fix": fix})


def shown(value: object) -> str:
    """Return a value as an error message quotes it: bounded, and on one line."""
    if not isinstance(value, str):
        return "a list" if isinstance(value, list) else "a group of fields"
    if not value:
        return "nothing"
    text = INVISIBLE.sub("\N{REPLACEMENT CHARACTER}", value)
    return f"'{text}'" if len(text) <= 60 else f"'{text[:57]}…'"


def plain(value: object) -> str:
    """Return text as a keyboard writes it: ASCII digits, ASCII minus, single spaces."""
    if not isinstance(value, str):
        return ""
    text = unicodedata.normalize("NFKC", _MINUS.sub("-", value[:200]))
    return " ".join(_MINUS.sub("-", text).split())


def says_unknown(value: object) -> bool:
    """Return whether text is in the place of a value that nobody knows, e.g. 'not reported' or 'N.A.'."""
    return _UNKNOWN.fullmatch(plain(value)) is not None


HOW_TO_SAY_UNKNOWN = (
    "what is not known is not written into its field: leave the report out where the source was read and "
    "says nothing; or write, in place of the value, `status: not-reported`, `not-seen` where that part was "
    "not read, `not-available` where the source itself says so, `dash` for a printed dash, or "
    "`not-applicable`"
)
"""What to do with a value that is not known."""


def did_you_mean(value: object, *candidates: str) -> str:
    """Return the first candidate as a question, or nothing; every candidate is valid."""
    meant = next((text for text in candidates if text and text != value), None)
    return f"did you mean '{meant}'? " if meant else ""
