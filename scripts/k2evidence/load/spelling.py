"""How a message helps with a misspelt name: the nearest spelling, and what is allowed.

A wrong suggestion is worse than none: whoever follows it files a value under another meaning. So only a
slip of the fingers is taken for a misspelling, never another word, another number or another short name.
"""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from k2evidence.load.data_files import FOLDERS, SINGLE, VOCABULARY
from k2evidence.model.fields import fields_of, models_below
from k2evidence.model.scalars.characters import code_point_differences
from k2evidence.model.scalars.refusals import plain

MOST_NAMES = 12
"""How many allowed names a message lists."""
LONGEST_NAME = 60
"""Longest name, in characters, that is compared with others: longer ones take too long."""
LONG_WORD = 12
"""From this length on a word may differ in two letters; `prednisone` is not `prednisolone`."""
SHORT_WORD = 4
"""Shorter words must be spelled exactly: T-score and Z-score, NTX and CTX are one letter apart."""
SURE_WORD = 6
"""From this length on a letter may be another one; of shorter words, such as site and side, none."""


def suggest(name: object, known: Iterable[str]) -> str:
    """Return how to mend an unknown name: the nearest spelling, and what is allowed."""
    names = sorted(known)
    if not names:
        return "none is known here"
    close = closest(name, names)
    hint = f"did you mean '{close}'? " if close else ""
    if close and (differences := code_point_differences(str(name), close)):
        hint = f"did you mean '{close}' ({differences})? "
    return f"{hint}allowed: {list_names(names)}"


def closest(name: object, names: Sequence[str]) -> str | None:
    """Return the name that another is a misspelling of, or None where there is none or more than one.

    Case, width, and how words are joined do not count.
    """
    written = plain(name).casefold()
    if not 0 < len(written) <= LONGEST_NAME:
        return None
    alike = [known for known in names if _joined(known) == _joined(written)]
    if not alike:
        alike = [known for known in names if _is_misspelt(_words(written), _words(known))]
    return alike[0] if len(alike) == 1 else None


def _words(name: str) -> list[str]:
    return re.split(r"[^\w]+|_", plain(name).casefold())


def _joined(name: str) -> str:
    return "".join(_words(name))


def _is_misspelt(written: Sequence[str], known: Sequence[str]) -> bool:
    """Return whether the words of two names differ by slips of the fingers alone."""
    return len(written) == len(known) and all(map(_is_slip, written, known))


def _is_slip(written: str, known: str) -> bool:
    """Return whether two words are equal, or one is a misspelling of the other."""
    if written == known or f"{written}s" == known or written == f"{known}s":
        return True
    if written in _real_words() or written[:1] != known[:1]:
        return False
    length = max(len(written), len(known))
    if length < SHORT_WORD or not (written.isalpha() and known.isalpha()):
        return False
    allowed = 2 if min(len(written), len(known)) >= LONG_WORD else 1
    if abs(len(written) - len(known)) > allowed:
        return False
    if len(written) == len(known) and length < SURE_WORD:
        return sorted(written) == sorted(known) and _edits(written, known) <= allowed
    return _edits(written, known) <= allowed


@lru_cache(maxsize=1)
def _real_words() -> frozenset[str]:
    """Return the words of every field and every allowed word, none a misspelling of another."""
    kinds = (*FOLDERS.values(), *SINGLE.values(), *VOCABULARY.values())
    models = {part for model in kinds for part in models_below(model)}
    fields = [field for model in models for field in fields_of(model)]
    return frozenset(
        word for field in fields for name in (field.name, *field.allowed) for word in _words(name)
    )


def _edits(one: str, two: str) -> int:
    """Return how many letters must be added, dropped, changed or swapped with their neighbour."""
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, letter in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, other in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == two[j - 2] and one[i - 2] == other:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def list_names(names: Sequence[str]) -> str:
    """Return the names with commas; beyond `MOST_NAMES`, how many more there are."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
