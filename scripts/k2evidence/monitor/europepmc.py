"""Runs the stored searches on Europe PMC, for papers that no record names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from k2evidence.http_client import HttpClient, HttpError
from k2evidence.load.dataset import Dataset
from k2evidence.model.scalars.identifiers import doi_address
from k2evidence.model.searches import Search
from k2evidence.monitor.untrusted_json import field, objects, text

EUROPE_PMC_SEARCH = "https://www.ebi.ac.uk/europepmc/webservices/rest/search"
PAGE_SIZE = 100
"""Most papers of one search, newest first; the report says when there are more."""


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A publication that no record names; `url` is empty if it cannot be built safely."""

    title: str
    authors: str
    journal: str
    date: str
    url: str


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The new papers of one search: `total` match the query, `read` of them were read."""

    search: Search
    total: int
    read: int
    papers: tuple[NewPaper, ...]


@dataclass(frozen=True, slots=True)
class PaperCheck:
    """The results of all searches, and the searches that failed, each with the reason."""

    results: tuple[SearchResult, ...]
    failures: tuple[tuple[Search, str], ...]

    @property
    def nothing_to_report(self) -> bool:
        """Say whether no search failed and no paper is new."""
        return not (self.failures or any(result.papers for result in self.results))


def check_papers(dataset: Dataset, client: HttpClient, url: str = EUROPE_PMC_SEARCH) -> PaperCheck:
    """Run every stored search; return the papers that no record names."""
    known = known_ids(dataset)
    results: list[SearchResult] = []
    failures: list[tuple[Search, str]] = []
    for search in dataset.searches.values():
        try:
            results.append(new_papers(client.get_json(url, _params(search)), search, known))
        except HttpError as error:
            failures.append((search, str(error)))
    return PaperCheck(tuple(results), tuple(failures))


def _params(search: Search) -> dict[str, str]:
    return {
        "query": f"({search.query}) AND FIRST_PDATE:[{search.since} TO 3000-12-31]",
        "format": "json",
        "resultType": "lite",
        "pageSize": str(PAGE_SIZE),
        "sort": "P_PDATE_D desc",
    }


def known_ids(dataset: Dataset) -> frozenset[str]:
    """Return the DOIs, in lower case, and the PubMed numbers of all papers and studies."""
    return frozenset(
        number.lower()
        for record in dataset.publications.values()
        for number in (record.doi, record.pmid)
        if number
    )


def new_papers(response: Any, search: Search, known: frozenset[str]) -> SearchResult:
    """Return the papers in a response of Europe PMC that are not `known`.

    Raises InvalidResponseError if the response has an unknown form.
    """
    total = field(response, "hitCount", int)
    items = objects(field(field(response, "resultList", dict), "result", list))
    papers = tuple(
        NewPaper(
            title=text(item.get("title")) or "no title",
            authors=text(item.get("authorString")),
            journal=text(item.get("journalTitle")),
            date=text(item.get("firstPublicationDate")) or text(item.get("pubYear")),
            url=_url(item),
        )
        for item in items
        if not known & {text(item.get("doi")).lower(), text(item.get("pmid"))}
    )
    return SearchResult(search, total, len(items), papers)


def _url(item: Mapping[str, Any]) -> str:
    """Return where to read a paper; a DOI or an id with an unexpected character becomes no part of a URL."""
    doi = text(item.get("doi"))
    if re.fullmatch(r"10\.\d{4,9}/[\w.()/:;-]{1,200}", doi, re.ASCII):
        return doi_address(doi)
    source, number = text(item.get("source")), text(item.get("id"))
    if re.fullmatch(r"[A-Z]{2,4}", source) and re.fullmatch(r"\w{1,40}", number, re.ASCII):
        return f"https://europepmc.org/article/{source}/{number}"
    return ""
