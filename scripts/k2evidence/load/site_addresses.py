"""Which addresses the site answers at, as far as that is known before it is built.

Pages follow from the records and from `docs/`; of the files beside them the names are only known once they
are made. `SiteAddresses.find` therefore has three answers.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import RESERVED

PAGES: frozenset[str] = frozenset(
    {
        "/",
        "/about/editorial/",
        "/appraisal/",
        "/audit/",
        "/background/",
        "/cases/",
        "/cases/time/",
        "/changelog/",
        "/cite/",
        "/clinicians/",
        "/compare/",
        "/contributing/",
        "/contributing/errors/",
        "/data/",
        "/data/terms/",
        "/evidence/",
        "/glossary/",
        "/methods/grade/",
        "/patients/",
        "/methods/thresholds/",
        "/recovery/",
        "/safety/",
        *(f"/evidence/{name}/" for name in RESERVED - {"index"}),
    }
)
"""The generated pages that every site has, besides those of its records and those written by hand."""
TABLES: tuple[str, ...] = (
    "analytes",
    "appraisals",
    "births",
    "cases",
    "changes",
    "co-interventions",
    "courses",
    "estimates",
    "exposures",
    "figures",
    "findings",
    "fractures",
    "history",
    "includes",
    "lifelines",
    "measurements",
    "missing",
    "outcomes",
    "papers",
    "printed-changes",
    "questions",
    "ratings",
    "recovery",
    "recovery-not-drawn",
    "results",
    "studies",
    "thresholds",
    "times",
    "treatments",
    "visits",
)
"""The tables that can be downloaded."""
FILES: frozenset[str] = frozenset(
    {
        "/feed.xml",
        "/data/datapackage.json",
        "/data/evidence.json",
        "/data/evidence.schema.json",
        *(f"/data/{table}.{ending}" for table in TABLES for ending in ("csv", "parquet")),
    }
)
"""The files of every site that belong to no record and to no picture."""
WRITTEN_LATER = ("/404.html", "/robots.txt", "/sitemap.xml", "/assets/", "/pagefind/", "/v/")
"""What the build writes besides pages and downloads: files, and folders that are its own."""


def prose_addresses(docs: Path) -> frozenset[str] | None:
    """Return the addresses of the pages written by hand below a folder; None where it is missing."""
    if not docs.is_dir():
        return None
    paths = (path.relative_to(docs) for path in docs.rglob("*") if path.suffix in (".md", ".ipynb"))
    places = (f"/{path.with_suffix('').as_posix()}/" for path in paths)
    return frozenset(re.sub("/index/$", "/", place) for place in places)


@dataclass(frozen=True, slots=True)
class SiteAddresses:
    """Every address of a site: before it is built those of its data, after it those that were made.

    `unread` are the ids of records that could not be read; `prose` the pages written by hand, None where they
    are not known; `built` what was made, None before.
    """

    dataset: Dataset
    unread: frozenset[str] = frozenset()
    prose: frozenset[str] | None = None
    built: frozenset[str] | None = None

    def find(self, address: str) -> bool | None:
        """Return whether an address answers; None where that is not known yet."""
        if self.built is not None:
            unknown = None if self.prose is None and address.endswith("/") else False
            return True if address in self.built else unknown
        if address in PAGES | FILES:
            return True
        if place := record_of(address):
            return self._find_record(address, *place)
        if paged := re.fullmatch(r"/(cases|compare|audit)/page/([1-9]\d{0,5})/", address):
            return self._find_page_of_list(paged[1], int(paged[2]))
        if address.endswith("/"):
            return None if self.prose is None else address in self.prose
        folder = address[: address.rindex("/") + 1]
        if folder == "/data/" and address.endswith((".csv", ".parquet")):
            return False  # every table is among the files above
        return None if folder in ("/", "/charts/") or self.find(folder) is not False else False

    def _find_record(self, address: str, folder: str, name: str) -> bool | None:
        """Return whether the page of a record, or a file beside it, answers."""
        records: Mapping[str, object] = self.dataset.cases
        if folder == "evidence":
            records = {**self.dataset.publications, **dict.fromkeys(RESERVED - {"index"})}
        if name not in records:
            return None if name in self.unread else False
        is_page = address == f"/{folder}/{name}/"
        is_file = not address.endswith("/")
        return True if is_page or folder == "phenopackets" else None if is_file else False

    def _find_page_of_list(self, name: str, number: int) -> bool | None:
        if not {case.paper for case in self.dataset.cases.values()} <= self.dataset.publications.keys():
            return None  # a case of an unknown paper is on no page yet
        groups = self.dataset.list_groups if name == "cases" else self.dataset.page_groups
        return 1 < number <= len(groups)

    def standing(self) -> Iterator[str]:
        """Yield every address that is known to answer, apart from those of records."""
        yield from self.built if self.built is not None else (*PAGES, *FILES, *(self.prose or ()))


def record_of(address: str) -> tuple[str, str] | None:
    """Return the folder and the id of the record whose page, or file beside it, has this address."""
    match = re.match(r"/(cases|evidence)/(?!page/)([^/]+)/", address) or re.fullmatch(
        r"/data/(phenopackets)/([^/]+)\.json", address
    )
    return (match[1], match[2]) if match else None
