"""Other names of what the vocabulary holds, so that a search for one finds pages that say another."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from k2evidence.model.vocabulary import Vocabulary
from k2evidence.render.site_file import SiteFile

SHORTEST = 3
"""Letters of the shortest name that is searched for in place of another: Ca would find every case."""

_DASHES = str.maketrans("", "", "-\u2010\u2011\u2013")


@dataclass(frozen=True, slots=True)
class _Thing:
    """The head names and the other names of one thing.

    Other names of bone density at `one_place` name that place too, so nothing leads to them: who asks
    for BMD does not want every hip.
    """

    heads: tuple[str, ...]
    others: tuple[str, ...]
    one_place: bool = False


def render_synonyms(vocabulary: Vocabulary) -> SiteFile:
    """Return the file that the search reads when it is first used: other names by the key of each name."""
    return SiteFile("assets/synonyms.json", json.dumps(derive_synonyms(vocabulary), ensure_ascii=False))


def derive_synonyms(vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    """Return the names to search for as well, by the key of the name that a reader typed.

    A name leads to the names that stand for nothing but what it stands for itself, and to the head name
    of each thing with all that means the same. So vitamin K2 leads to MK-4 and to MK-7, but MK-4 does
    not lead to vitamin K2, which would find MK-7. A name that contains the one that was typed is left
    out: it is found anyway.
    """
    things = tuple(_things(vocabulary))
    stands_for: dict[str, set[int]] = {}
    spelled: dict[str, str] = {}
    offered: set[str] = set()
    for number, thing in enumerate(things):
        for name in (*thing.heads, *thing.others):
            stands_for.setdefault(key_of(name), set()).add(number)
            spelled.setdefault(key_of(name), name)
        offered |= {key_of(name) for name in (*thing.heads, *(() if thing.one_place else thing.others))}
    found = {}
    for key, numbers in sorted(stands_for.items()):
        heads = {key_of(head) for number in numbers for head in things[number].heads}
        also = {other for other in offered if stands_for[other] <= numbers}
        same = {other for head in heads for other in offered if stands_for[other] == stands_for[head]}
        if kept := _needed(key, heads | also | same):
            found[key] = tuple(spelled[other] for other in kept)
    return found


def key_of(name: str) -> str:
    """Return a name as the search compares it: small letters, no dashes, single spaces."""
    return " ".join(name.lower().translate(_DASHES).split())


def _things(vocabulary: Vocabulary) -> Iterator[_Thing]:
    for term in vocabulary.terms:
        yield _Thing((term.term,), term.synonyms)
    for substance in vocabulary.substances.values():
        yield _Thing((substance.name,), substance.synonyms)
    for analyte in vocabulary.analytes.values():
        yield _Thing((analyte.short, analyte.name), analyte.synonyms, analyte.site is not None)


def _needed(key: str, others: Iterable[str]) -> list[str]:
    """Return the other names that find more than the name itself, or than each other, do."""
    kept: list[str] = []
    for other in sorted(others, key=lambda name: (len(name.split()), name)):
        if sum(map(str.isalnum, other)) >= SHORTEST and not any(
            _contains(other, name) for name in (key, *kept)
        ):
            kept.append(other)
    return kept


def _contains(longer: str, name: str) -> bool:
    """Say whether a search for a name finds the longer one: it takes the start of a word for the word."""
    return all(any(word.startswith(start) for word in longer.split()) for start in name.split())
