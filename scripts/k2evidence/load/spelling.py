"""How a message helps with a misspelt name: the nearest spelling, and what is allowed."""

import difflib
from collections.abc import Iterable, Sequence

from k2evidence.model.scalars.refusals import plain

MOST_NAMES = 12
"""How many allowed names a message lists."""
LONGEST_NAME = 60
"""Longest name, in characters, that is compared with others: longer ones take too long."""


def suggest(name: object, known: Iterable[str]) -> str:
    """Return how to mend an unknown name: the nearest spelling, and what is allowed."""
    names = sorted(known)
    if not names:
        return "none is known here"
    close = closest(name, names)
    hint = f"did you mean '{close}'? " if close else ""
    return f"{hint}allowed: {list_names(names)}"


def closest(name: object, names: Sequence[str]) -> str | None:
    """Return the nearest spelling of a name, or None; case and width do not count."""
    written = plain(name).casefold()
    if not 0 < len(written) <= LONGEST_NAME:
        return None
    folded = {plain(known).casefold(): known for known in names}
    matches = difflib.get_close_matches(written, folded, n=1, cutoff=0.65)
    return folded[matches[0]] if matches else None


def list_names(names: Sequence[str]) -> str:
    """Return the names with commas; beyond `MOST_NAMES`, how many more there are."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
