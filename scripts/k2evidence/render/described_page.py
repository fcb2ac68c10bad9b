"""The facts that the metadata of a page are derived from: address, history, review, publications."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from k2evidence.load.build_context import BuildContext, Revision
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import Study
from k2evidence.render.full_titles import full_title
from k2evidence.render.site_file import PageInfo, SiteFile, url_path

DATA_PAGE = "data/"
"""Path of the page that offers the tables."""
UNREVIEWED = ("vocabulary", "amendments", "searches")
"""Folders below `data/` whose records are not read against a source."""


@dataclass(frozen=True, slots=True)
class DescribedPage:
    """A page with the facts that its metadata are derived from.

    `title` is the one that stands alone. `revision` is None where the history is not known, `reviewed` where
    no record of the page has a date of review; else it is the earliest, and `undated` of its records have
    none. `publication` is the id of the paper or study that the page is about; empty for a page about several
    or none. `cited` are the ids of all papers and studies among its sources.
    """

    uri: str
    title: str
    info: PageInfo
    revision: Revision | None
    reviewed: str | None
    undated: int
    publication: str
    cited: tuple[str, ...]

    @property
    def path(self) -> str:
        """Its path below the address of the site, e.g. `cases/x/`."""
        return url_path(self.uri)

    @property
    def citation_id(self) -> str:
        """The id of the page as a thing to cite, e.g. `k2-evidence-cases-x`."""
        return "-".join(["k2-evidence", *filter(None, self.path.split("/"))])

    @property
    def day(self) -> str:
        """The day of the last revision; empty where it is not known."""
        return self.revision.day if self.revision else ""

    @property
    def record(self) -> str:
        """The path of its record as JSON; empty for a page without a record of its own."""
        return f"{self.path}record.json" if self.publication else ""

    def url(self, context: BuildContext) -> str:
        """Return its full address; empty while the site has none."""
        return f"{context.address}{self.path}" if context.address else ""


def describe_pages(
    dataset: Dataset, files: Iterable[SiteFile], context: BuildContext
) -> tuple[DescribedPage, ...]:
    """Return every page: those rendered from the data, then the prose pages of `docs/`."""
    rendered = (
        _describe(dataset, file.uri, file.page, _reviews(dataset, file.page.sources), context)
        for file in files
        if file.page
    )
    prose = (
        _describe(
            dataset,
            page.uri,
            PageInfo(page.title, page.description, (f"docs/{page.uri}",)),
            (page.reviewed, 0),
            context,
        )
        for page in context.prose_pages
    )
    return (*rendered, *prose)


def _describe(
    dataset: Dataset, uri: str, info: PageInfo, reviews: tuple[str | None, int], context: BuildContext
) -> DescribedPage:
    return DescribedPage(
        uri,
        full_title(dataset, uri, info.title),
        info,
        _last_revision(info, context),
        *reviews,
        _publication_of(dataset, url_path(uri)),
        tuple(_cited(dataset, info)),
    )


def _last_revision(info: PageInfo, context: BuildContext) -> Revision | None:
    """Return the last commit that changed a source of the page; pending if any source is."""
    if context.history is None:
        return None
    revisions = [context.history[path] for path in info.sources if path in context.history]
    last = max(revisions, key=lambda revision: revision.when, default=None)
    return last and Revision(last.commit, last.when, any(revision.pending for revision in revisions))


def _reviews(dataset: Dataset, sources: Iterable[str]) -> tuple[str | None, int]:
    """Return the earliest review among the records of a page, and how many records have no date of review."""
    days: list[str | None] = []
    for path in sources:
        folder, _, name = path.removeprefix("data/").removesuffix(".yml").partition("/")
        if not path.startswith("data/") or not name or folder in UNREVIEWED:
            continue
        record = getattr(dataset, folder)[name]
        day = record.reading.checked if isinstance(record, Study) else getattr(record, "reviewed", None)
        days.append(day)
    known = [day for day in days if day]
    return min(known, default=None), len(days) - len(known)


def _publication_of(dataset: Dataset, path: str) -> str:
    """Return the id of the publication that a page is about; empty for a page about several or none."""
    folder, _, name = path.rstrip("/").partition("/")
    if folder == "cases" and name in dataset.cases:
        return dataset.cases[name].paper
    return name if folder == "evidence" and name in dataset.publications else ""


def _cited(dataset: Dataset, info: PageInfo) -> Iterator[str]:
    """Yield the ids of the papers and studies among the sources of a page."""
    for path in info.sources:
        match = re.fullmatch(r"data/(?:studies|papers)/(.+)\.yml", path)
        if match and match[1] in dataset.publications:
            yield match[1]
