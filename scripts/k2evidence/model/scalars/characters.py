"""The characters that text of the data must not hold, and how messages distinguish look-alikes."""

import re
import unicodedata
from difflib import SequenceMatcher

INVISIBLE = re.compile(
    "["
    "\\x00-\\x1f\\x7f-\\x9f"  # Cc: controls, tab and line ends among them
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"  # default-ignorable marks and letters
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f"  # no width; line ends (Zl, Zp); direction; formats
    "\u2800\u3164\uffa0"  # blanks that count as a letter or a symbol
    "\ufe00-\ufe0f\ufeff\ufff0-\ufffc"  # variation selectors, byte order mark, annotations
    "\ud800-\udfff\ue000-\uf8ff"  # Cs and Co: halves of a character, private use
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"  # formats of scripts and music
    "\U000e0000-\U000e0fff"  # tags, more variation selectors
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
    + "\U000f0000-\U0010ffff"  # Co: private use, with the last noncharacters
    "]"
)
"""Every character that nobody sees, that turns the direction of text, or that means nothing to others.

These are the control characters, format characters, surrogates, private use, noncharacters, line and
paragraph separators and default-ignorable code points of https://www.unicode.org/reports/tr44/, and the
blank Braille pattern. Signs that Unicode calls formats and that are seen, such as U+06DD, are allowed. A test
compares the list with the properties in Python, whose version must not change what is valid.
"""


def code_points(text: str) -> str:
    """Return the code points of a text: 'U+0065 U+0301'."""
    return " ".join(f"U+{ord(sign):04X}" for sign in text)


def code_point_differences(written: str, meant: str) -> str:
    """Return in what code points two texts differ where not all of them are ASCII.

    'U+0065 U+0301 is where U+00E9 belongs'.
    """
    differences = [
        (written[a:b], meant[c:d])
        for kind, a, b, c, d in SequenceMatcher(None, written, meant, autojunk=False).get_opcodes()
        if kind != "equal" and not (written[a:b] + meant[c:d]).isascii()
    ]
    return ", ".join(
        f"{code_points(old)} is where {code_points(new) or 'nothing'} belongs"
        if old
        else f"{code_points(new)} is missing"
        for old, new in differences
    )


def composed(text: str) -> str:
    """Return a text in form C of Unicode: a letter and its accent are one character where there is one."""
    return unicodedata.normalize("NFC", text)
