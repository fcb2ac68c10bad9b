"""Text in words: any, or prose, which holds no number of its own."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.characters import INVISIBLE, code_point_differences, composed
from k2evidence.model.scalars.field_type import FieldType
from k2evidence.model.scalars.refusals import plain, refuse, says_unknown, shown

MAX_TEXT = 4000
"""Longest text of one field, in characters."""
MAX_NAME = 200
"""Longest name or label, in characters; pictures and tables grow with them."""

_P_VALUE = re.compile(r"(?P<sign>[<>\u2264\u2265=~]?)\s*(?P<number>-?\d+(?:\.\d+)?(?:[eE]-?\d{1,3})?)")
_PLACEHOLDER = re.compile(r"<[^<>]*>")
_NAMED_BY_NUMBER = r"(?:1,)?25-?(?:\(OH\)|OH|hydroxy|dihydroxy)"
"""The metabolites of vitamin D, whose names begin with a number."""
_LOOSE_NUMBER = re.compile(rf"(?<![A-Za-z\d.,/–-])(?!{_NAMED_BY_NUMBER})\d[\d.,]*")


_NUMBER_WITH_WORDS = r"\s?\d[\d.,]*%?(?![\d.,%(]|\s*[-+*/^&=<>|!@])"
_DASH_WITH_WORDS = r"\s(?![-+=@\d(]|[A-Za-z$_.]+[\d($|!:])"
_FORMULA = re.compile(rf"[=+@]|-(?!-*$|{_NUMBER_WITH_WORDS}|{_DASH_WITH_WORDS})")
"""The beginning of what a spreadsheet runs; a dash, or a number below zero, with words behind it is none."""


def check_text(value: str, longest: int = MAX_TEXT) -> str:
    """Refuse text that is empty, too long, run by spreadsheets, invisible, or not in Unicode's form C."""
    if not value.strip():
        raise refuse(
            ErrorCode.EMPTY,
            "nothing is here",
            "write the text, in quotes if it begins with #; or leave the field out",
        )
    if _PLACEHOLDER.fullmatch(value):
        raise refuse(
            ErrorCode.EMPTY,
            f"the placeholder {shown(value)} is here",
            "write in its place what the source reports; where it reports nothing, leave the field out",
        )
    if len(value) > longest:
        raise refuse(
            ErrorCode.TOO_LONG,
            f"the text has {len(value):,} characters",
            f"keep it under {longest:,} characters",
        )
    if _FORMULA.match(begin := plain(value)):
        raise refuse(
            ErrorCode.FORMULA,
            f"the text begins with '{begin[0]}', which a spreadsheet would run as a formula",
            "begin with a word or a digit",
        )
    if match := INVISIBLE.search(value):
        raise refuse(
            ErrorCode.INVISIBLE,
            f"the text holds the invisible character U+{ord(match[0]):04X}",
            "retype the text without it; keep one paragraph on one line or fold it with '>-'",
        )
    if value != (usual := composed(value)):
        raise refuse(
            ErrorCode.NOT_COMPOSED,
            f"{shown(value)} has a character that looks like another: {code_point_differences(value, usual)}",
            f"write it as {shown(usual)}, copied from here",
        )
    return value


def check_name(value: str) -> str:
    """Refuse what is no text, and a name or a label that is too long to be drawn."""
    return check_text(value, MAX_NAME)


def check_prose(value: str) -> str:
    """Refuse a bare number in prose: numbers live in fields, so that none is typed twice.

    A digit that belongs to a name (K2, T12, MK-4, L2–4, 25-hydroxyvitamin D) is not a number.
    """
    if match := _LOOSE_NUMBER.search(check_text(value)):
        raise refuse(
            ErrorCode.NUMBER_IN_PROSE,
            f"the number '{match[0]}' is in prose",
            "keep the number in the field that is made for it; where there is none, write it as a word; in "
            "a story, name the field in braces, such as {onset}",
        )
    return value


def check_seen(value: str) -> str:
    """Refuse words that stand for a title that nobody saw: what was not seen is left out."""
    if says_unknown(check_text(value)):
        raise refuse(
            ErrorCode.NOT_SEEN,
            f"{shown(value)} is where the printed words belong",
            "leave the field out; what is missing can be said in `authors_note` or in the note of `reading`",
        )
    return value


def check_seen_name(value: str) -> str:
    """Refuse a name that nobody saw, or that is too long to be drawn."""
    return check_seen(check_name(value))


def check_p_value(value: str) -> str:
    """Refuse what is no P value as printed: '0.04', '< 0.001', 'not significant', '< 0.05 at 6 months'.

    A number at the beginning, and any behind a sign that compares, lies between 0 and 1.
    """
    for match in _P_VALUE.finditer(plain(check_name(value))):
        sign, number = match["sign"], Decimal(match["number"])
        possible = (
            0 <= number <= 1 and not (sign == "<" and number == 0) and not (sign == ">" and number == 1)
        )
        if (sign or match.start() == 0) and not possible:
            raise refuse(
                ErrorCode.P_VALUE,
                f"'{match[0].strip()}' is no P value, which lies between 0 and 1",
                "write it as printed, with a decimal point; any other number follows it",
            )
    return value


def check_standard_error(value: str) -> str:
    """Refuse a standard error below zero; words may follow it."""
    if plain(check_name(value)).startswith("-"):
        raise refuse(
            ErrorCode.OUT_OF_BOUNDS,
            f"{shown(value)} is no standard error, which is not below zero",
            "look at the number in the source, and write what it prints there",
        )
    return value


def _text_type(name: str, longest: int, *kinds: str) -> FieldType:
    """Return a type of text; YAML 1.2 editors read some of it as other `kinds`."""
    kind = ["string", *kinds] if kinds else "string"
    return FieldType(name, {"type": kind, "maxLength": longest})


Text = Annotated[str, AfterValidator(check_text), _text_type("text", MAX_TEXT, "number", "boolean")]
Name = Annotated[str, AfterValidator(check_name), _text_type("text", MAX_NAME, "number", "boolean")]
"""What pictures, headings and columns show: a label, a name, a unit."""
SeenText = Annotated[
    str, AfterValidator(check_seen), _text_type("text as printed", MAX_TEXT, "number", "boolean")
]
"""Titles of a publication and the like, which are left out where they were not seen."""
SeenName = Annotated[
    str, AfterValidator(check_seen_name), _text_type("text as printed", MAX_NAME, "number", "boolean")
]
"""Names of people and of journals, which are left out where they were not seen."""
Prose = Annotated[str, AfterValidator(check_prose), _text_type("text without numbers", MAX_TEXT)]
PValue = Annotated[str, AfterValidator(check_p_value), _text_type("text", MAX_NAME, "number", "boolean")]
"""A P value as printed, with the sign or the words that are with it."""
StandardError = Annotated[
    str, AfterValidator(check_standard_error), _text_type("text", MAX_NAME, "number", "boolean")
]
"""A standard error as printed, with the words that are with it."""
