"""Code systems of phenopackets, and terms of them: codes that were verified, and terms of this site.

A code of another vocabulary is used only if it was verified. Everything else gets a term of this site,
with the prefix `k2e`, listed on a page of its own, so that nothing that was done is left out. A code has
one label everywhere: what a source reports beside it is in the descriptions.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import phenopackets as pps

from k2evidence.model.scalars.identifiers import slug
from k2evidence.model.vocabulary import Code, Unit
from k2evidence.render.site_file import SiteFile

OWN_PREFIX = "k2e"
"""Prefix of the terms of this site."""
CASE_PREFIX = "k2ecase"
"""Prefix of the terms of one case, which are on its page: times, and words of its source."""
TERMS_PAGE = "data/terms/"
"""The page that lists every term of this site in a phenopacket."""
TERM_ANCHOR = "term-"
"""What the anchor of a term on that page begins with; its code follows."""


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A vocabulary of codes: its prefix, name and address, its version, and the IRI that codes resolve at."""

    prefix: str
    name: str
    url: str
    version: str
    iri_prefix: str

    def resource(self) -> pps.Resource:
        """Return it as the metadata of a phenopacket describe it."""
        return pps.Resource(
            id=self.prefix.lower(),
            name=self.name,
            url=self.url,
            version=self.version,
            namespace_prefix=self.prefix,
            iri_prefix=self.iri_prefix,
        )


CODE_SYSTEMS = (
    CodeSystem(
        "HP",
        "Human Phenotype Ontology",
        "https://hpo.jax.org/",
        "2025-01-16",
        "http://purl.obolibrary.org/obo/HP_",
    ),
    CodeSystem(
        "LOINC",
        "Logical Observation Identifiers Names and Codes",
        "https://loinc.org/",
        "as read on 2026-11-24",
        "https://loinc.org/",
    ),
    CodeSystem(
        "UCUM",
        "Unified Code for Units of Measure",
        "https://ucum.org/",
        "as validated with @lhncbc/ucum-lhc on 2026-11-24",
        "https://ucum.org/",
    ),
    CodeSystem(
        "ATC",
        "Anatomical Therapeutic Chemical classification",
        "https://www.whocc.no/atc_ddd_index/",
        "as read on 2026-11-24",
        "https://www.whocc.no/atc_ddd_index/?code=",
    ),
    CodeSystem(
        "ECO",
        "Evidence and Conclusion Ontology",
        "https://www.evidenceontology.org/",
        "as printed in the documentation of the Phenopacket Schema 2.0",
        "http://purl.obolibrary.org/obo/ECO_",
    ),
)
"""The vocabularies whose codes are used, beside the terms of this site."""


def term(prefix: str, code: str, label: str) -> pps.OntologyClass:
    """Return a code of a vocabulary."""
    return pps.OntologyClass(id=f"{prefix}:{code}", label=label)


def own_term(code: str, label: str) -> pps.OntologyClass:
    """Return a term of this site; words become one."""
    return term(OWN_PREFIX, slug(code), label)


def coded(code: Code) -> pps.OntologyClass:
    """Return a code that already includes its prefix, as those of HPO do."""
    return pps.OntologyClass(id=code.code, label=code.label)


def worded_term(case_id: str, kind: str, words: str) -> pps.OntologyClass:
    """Return a term of a case for words of its source, which are its label.

    Words that only differ in capitals and signs have codes of their own: one code, one label.
    """
    words = " ".join(words.split()).rstrip(".")
    words = words[:1].upper() + words[1:]
    name = slug(words)
    exact = "" if name == (words[:1].lower() + words[1:]).replace(" ", "-") else _digest(words)
    label = f"{kind.capitalize()}: {words}" if words else kind.capitalize()
    return term(CASE_PREFIX, slug(f"{case_id} {kind} {name} {exact}"), label)


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:6]


def unit_term(unit: Unit) -> pps.OntologyClass:
    """Return a unit by its UCUM code, if it has a verified one."""
    return term("UCUM", unit.ucum, unit.name) if unit.ucum else own_term(f"unit {unit.name}", unit.name)


def time_term(case_id: str, words: str, course_id: str = "", course: str = "") -> pps.TimeElement | None:
    """Return a time that is no date, e.g. '3 months after delivery', as a term; None where none is reported.

    `course_id` and `course` are the id and the label of the course, where the patient has several.
    """
    if not (words or course_id):
        return None
    label = "; ".join(filter(None, (course, words)))
    code = slug(f"{case_id} {course_id} {words}")
    return pps.TimeElement(ontology_class=term(CASE_PREFIX, code, label))


def own_terms(packets: Iterable[SiteFile]) -> Mapping[str, Mapping[str, str]]:
    """Return the label of each term of this site in some phenopackets by its code, and those by their page.

    Their number on a page does not grow with that of the cases.
    """
    pages: dict[str, dict[str, str]] = {}
    for packet in packets:
        case_page = f"cases/{packet.uri.rsplit('/', 1)[1].removesuffix('.json')}/"
        for prefix, code, label in _OWN_TERM.findall(str(packet.content)):
            page = TERMS_PAGE if prefix == OWN_PREFIX else case_page
            pages.setdefault(page, {})[code] = json.loads(label)
    return {page: dict(sorted(terms.items())) for page, terms in pages.items()}


_OWN_TERM = re.compile(rf'"id":"({OWN_PREFIX}|{CASE_PREFIX}):([a-z0-9-]+)","label":("(?:[^"\\]|\\.)*")')
