"""A publication as pages cite it: its status, its citation and its addresses elsewhere."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from k2evidence.model.base import IntegrityStatus
from k2evidence.model.papers import Paper
from k2evidence.model.studies import Study
from k2evidence.model.text import sentence

STATUSES: Mapping[IntegrityStatus, str] = {
    "current": "stands",
    "corrected": "corrected",
    "concern": "doubted",
    "retracted": "retracted",
}
"""How each integrity status reads on a page."""


@dataclass(frozen=True, slots=True)
class ExternalLink:
    """A link to an address outside of this site."""

    name: str
    href: str


def integrity_text(record: Study | Paper) -> str:
    """Return how the integrity status of a publication reads on a page."""
    return STATUSES[record.integrity.status]


def citation_text(study: Study) -> str:
    """Return the citation of a study, as far as it is known; a title of ours is in brackets."""
    authors = ", ".join(study.authors)
    volume = f"{study.volume or ''}{f':{study.pages}' if study.pages else ''}"
    year_and_volume = ";".join(filter(None, (str(study.year or ""), volume)))
    source = f"{study.journal or ''} {year_and_volume}".strip()
    return " ".join(sentence(part) for part in (authors, study.display_title, source) if part)


def external_links(record: Study | Paper) -> tuple[ExternalLink, ...]:
    """Return every stable address of a publication: DOI, PubMed, PubMed Central, the publisher's page."""
    return tuple(_external_links(record))


def _external_links(record: Study | Paper) -> Iterator[ExternalLink]:
    if record.doi:
        yield ExternalLink(f"doi:{record.doi}", f"https://doi.org/{record.doi}")
    if isinstance(record, Paper):
        return
    if record.pmid:
        yield ExternalLink(f"PubMed {record.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/")
    if record.pmcid:
        yield ExternalLink(record.pmcid, f"https://pmc.ncbi.nlm.nih.gov/articles/{record.pmcid}/")
    if record.link:
        yield ExternalLink("the page of its publisher", record.link)
