"""Code systems of phenopackets, and terms of them: codes that were verified, and terms of this site.

A code of another vocabulary is used only if it was verified. Everything else gets a term of this site,
with the prefix `k2e`, which the glossary explains, so that nothing that was done is left out.
"""

from dataclasses import dataclass

import phenopackets as pps

from k2evidence.model.scalars.identifiers import slug
from k2evidence.model.vocabulary import Code, DoseUnit, Unit

OWN_PREFIX = "k2e"
"""Prefix of the terms of this site."""
_UNKNOWN = "not recorded"


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
        _UNKNOWN,
        "https://loinc.org/",
    ),
    CodeSystem(
        "UCUM", "Unified Code for Units of Measure", "https://ucum.org/", _UNKNOWN, "https://ucum.org/"
    ),
    CodeSystem(
        "ATC",
        "Anatomical Therapeutic Chemical classification",
        "https://www.whocc.no/atc_ddd_index/",
        _UNKNOWN,
        "https://www.whocc.no/atc_ddd_index/?code=",
    ),
    CodeSystem(
        "NCIT",
        "National Cancer Institute Thesaurus",
        "https://ncit.nci.nih.gov/",
        _UNKNOWN,
        "http://purl.obolibrary.org/obo/NCIT_",
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


def unit_term(unit: Unit | DoseUnit) -> pps.OntologyClass:
    """Return a unit by its UCUM code, if it has a verified one."""
    return term("UCUM", unit.ucum, unit.name) if unit.ucum else term(OWN_PREFIX, unit.id, unit.name)


def time_term(*words: object) -> pps.TimeElement | None:
    """Return a time that is no date, e.g. '3 months after delivery', as a term of this site."""
    label = "; ".join(str(word) for word in words if word)
    return pps.TimeElement(ontology_class=own_term(label, label)) if label else None
