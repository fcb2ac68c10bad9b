"""Text in words: any, or prose, which holds no number of its own."""

import re
from typing import Annotated

from pydantic import AfterValidator

from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.field_type import FieldType
from k2evidence.model.scalars.refusals import INVISIBLE, refuse, says_unknown, shown

MAX_TEXT = 4000
"""Longest text of one field, in characters."""

_PLACEHOLDER = re.compile(r"<[^<>]*>")
_NAMED_BY_NUMBER = r"(?:1,)?25-?(?:\(OH\)|OH|hydroxy|dihydroxy)"
"""The metabolites of vitamin D, whose names begin with a number."""
_LOOSE_NUMBER = re.compile(rf"(?<![A-Za-z\d.,/–-])(?!{_NAMED_BY_NUMBER})\d[\d.,]*")


def check_text(value: str) -> str:
    """Refuse empty, oversized or invisible text."""
    if not value.strip():
        raise refuse(
            ErrorCode.EMPTY,
            "nothing stands here",
            "write the text, in quotes if it begins with #; or leave the field out",
        )
    if _PLACEHOLDER.fullmatch(value):
        raise refuse(
            ErrorCode.EMPTY,
            f"the placeholder {shown(value)} stands here",
            "write in its place what the source tells; where it tells nothing, leave the field out",
        )
    if len(value) > MAX_TEXT:
        raise refuse(
            ErrorCode.TOO_LONG,
            f"the text has {len(value):,} characters",
            f"keep it under {MAX_TEXT:,} characters",
        )
    if re.match(r"[=+@]|-[^\d\s]", value):
        raise refuse(
            ErrorCode.FORMULA,
            f"the text begins with '{value[0]}', which a spreadsheet would run as a formula",
            "begin with a word or a digit",
        )
    if match := INVISIBLE.search(value):
        raise refuse(
            ErrorCode.INVISIBLE,
            f"the text holds the invisible character U+{ord(match[0]):04X}",
            "retype the text without it; keep one paragraph on one line or fold it with '>-'",
        )
    return value


def check_prose(value: str) -> str:
    """Refuse a bare number in prose: numbers live in fields, so that none is typed twice.

    A digit that belongs to a name (K2, T12, MK-4, L2–4, 25-hydroxyvitamin D) is not a number.
    """
    if match := _LOOSE_NUMBER.search(check_text(value)):
        raise refuse(
            ErrorCode.NUMBER_IN_PROSE,
            f"the number '{match[0]}' stands in prose",
            "keep the number in the field that is made for it; where there is none, write it as a word; in "
            "a story, name the field in braces, such as {onset}",
        )
    return value


def check_seen(value: str) -> str:
    """Refuse words that stand for a name or a title that nobody saw: what was not seen is left out."""
    if says_unknown(check_text(value)):
        raise refuse(
            ErrorCode.NOT_SEEN,
            f"{shown(value)} stands where the printed words belong",
            "leave the field out; what is missing can be said in `authors_note` or in the note of `reading`",
        )
    return value


Text = Annotated[
    str,
    AfterValidator(check_text),
    FieldType("text", {"type": ["string", "number", "boolean"], "maxLength": MAX_TEXT}),
]
SeenText = Annotated[
    str,
    AfterValidator(check_seen),
    FieldType("text as printed", {"type": ["string", "number", "boolean"], "maxLength": MAX_TEXT}),
]
"""Names and titles of a publication, which are left out where they were not seen."""
Prose = Annotated[
    str,
    AfterValidator(check_prose),
    FieldType("text without numbers", {"type": "string", "maxLength": MAX_TEXT}),
]
