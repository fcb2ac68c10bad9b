"""Synonyms for the search: a query for one name of a thing also finds pages that use another name."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from k2evidence.model.vocabulary import Vocabulary
from k2evidence.render.site_file import SiteFile

SHORTEST = 3
"""Letters of the shortest name that a query is expanded with: `Ca` would find every case."""
MANY_SITES = 3
"""A name of more concepts than this is expanded with no skeletal site: DXA is not one of each."""
LONGEST = 6
"""Words of the longest name that a query is expanded with or that is known in one; as in `k2.js`."""

_PLAIN = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
"""Letters that are none with an accent, and how a keyboard without them writes them."""
_UNWRITTEN = str.maketrans("", "", "-\u2010\u2011\u2013'\u2019")


@dataclass(frozen=True, slots=True)
class _Concept:
    """A concept of the vocabulary with its preferred names and its synonyms.

    The synonyms of bone density at one skeletal site (`site_specific`) name that site too, so no query is
    expanded with them: a reader who searches for BMD does not want every hip. Nor is it expanded with what
    readers only type (`typed`): no page has that.
    """

    preferred: tuple[str, ...]
    synonyms: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    site_specific: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """Every name of the concept."""
        return (*self.preferred, *self.synonyms, *self.typed)

    @property
    def expansions(self) -> tuple[str, ...]:
        """The names that a query is expanded with."""
        return self.preferred if self.site_specific else (*self.preferred, *self.synonyms)


def render_synonyms(vocabulary: Vocabulary, labels: Iterable[str]) -> SiteFile:
    """Return `assets/synonyms.json`, which the search loads when it is first used.

    It has the keys of all names that are expanded with the same names, by those names; both are lists with
    bars. A name is among its own, for it is one of them for the others.
    `labels` are what readers call the publications; their names are found in plain letters too. Behind
    a number sign is the section of the page for patients that answers the phrases.
    """
    synonyms = {**plain_spellings(labels), **derive_synonyms(vocabulary)}
    spelling = {key_of(name): name for names in synonyms.values() for name in names}
    answered = _answered(vocabulary)
    together: dict[str, list[str]] = {}
    for key, names in synonyms.items():
        own = {spelling[key]} if names and key in spelling else set()
        section = f"#{answered[key]}" if key in answered else ""
        together.setdefault("|".join(sorted({*names, *own})) + section, []).append(key)
    content = {names: "|".join(keys) for names, keys in together.items()}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return SiteFile("assets/synonyms.json", text)


def _answered(vocabulary: Vocabulary) -> Mapping[str, str]:
    """Return the section that comes first for a phrase, by its key; a single word has none."""
    return {
        key_of(name): thing.answered
        for thing in vocabulary.search_names
        for name in thing.typed
        if thing.answered and (" " in name or not name.isascii())
    }


def plain_spellings(labels: Iterable[str]) -> Mapping[str, tuple[str, ...]]:
    """Return each word with a letter that is no other letter with an accent, by its plain spelling.

    The engine of the search takes accents away itself, so Diaz finds Díaz; it has no rule for the o in Rønn.
    """
    words = sorted({word for label in labels for word in label.split()})
    plain = ((key_of(word.lower().translate(_PLAIN)), word) for word in words)
    return {key: (word,) for key, word in plain if key != key_of(word)}


def derive_synonyms(vocabulary: Vocabulary) -> Mapping[str, tuple[str, ...]]:
    """Return the names to expand a query with, by the key of the name that a reader typed.

    A name is expanded with the names of no other concepts than its own, and with the preferred name of
    each of its concepts and the exact synonyms of that. So vitamin K2 is expanded with MK-4 and MK-7, but
    MK-4 is not with vitamin K2, which would find MK-7. A name that contains the typed one is left out: the
    search finds it anyway.
    """
    concepts = tuple(_concepts(vocabulary))
    concepts_of: dict[str, set[int]] = {}
    spelling: dict[str, str] = {}
    expansions: set[str] = set()
    for number, concept in enumerate(concepts):
        for name in concept.names:
            concepts_of.setdefault(key_of(name), set()).add(number)
            spelling.setdefault(key_of(name), name)
        expansions |= {key_of(name) for name in concept.expansions}
    topics = {key_of(name) for thing in vocabulary.search_names for name in thing.names}
    topics |= {key_of(substance.name) for substance in vocabulary.substances.values()}
    synonyms = {}
    for key, numbers in sorted(concepts_of.items()):
        several = len(numbers) > MANY_SITES
        meant = [concepts[number] for number in numbers if not (several and concepts[number].site_specific)]
        preferred = {key_of(name) for concept in meant for name in concept.preferred}
        meant_names = {key_of(name) for concept in meant for name in concept.names}
        narrower = {other for other in expansions & meant_names if concepts_of[other] <= numbers}
        exact = {
            other for name in preferred for other in expansions if concepts_of[other] == concepts_of[name]
        }
        needed = _needed(key, preferred | narrower | exact)
        words = len(key.split())
        # A name of several words is one, not each of them; a topic is known to be one.
        if words <= LONGEST and (needed or words > 1 or key in topics):
            synonyms[key] = tuple(spelling[other] for other in needed)
    return synonyms


def key_of(name: str) -> str:
    """Return a name as the search compares it: lower case, no dashes or apostrophes, single spaces."""
    return " ".join(name.lower().translate(_UNWRITTEN).split())


def _concepts(vocabulary: Vocabulary) -> Iterator[_Concept]:
    for term in vocabulary.terms:
        yield _Concept((term.term,), term.synonyms)
    for substance in vocabulary.substances.values():
        yield _Concept((substance.name,), substance.synonyms)
    for thing in vocabulary.search_names:
        yield _Concept(thing.names, typed=thing.typed)
    for analyte in vocabulary.analytes.values():
        yield _Concept(
            (analyte.short, analyte.name), analyte.synonyms, site_specific=analyte.site is not None
        )


def _needed(key: str, candidates: Iterable[str]) -> list[str]:
    """Return the names that find pages which neither the typed name nor a shorter one already finds."""
    needed: list[str] = []
    for name in sorted(candidates, key=lambda name: (len(name.split()), name)):
        long_enough = sum(map(str.isalnum, name)) >= SHORTEST and len(name.split()) <= LONGEST
        if long_enough and not any(_finds(query, name) for query in (key, *needed)):
            needed.append(name)
    return needed


def _finds(query: str, name: str) -> bool:
    """Say whether a search for a query finds a name: each of its words starts a word of the name."""
    return all(any(word.startswith(start) for word in name.split()) for start in query.split())
