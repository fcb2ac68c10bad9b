"""What each page says of itself: its address, its history, its citation, and tags for machines.

A page is described as what it is, a web page of this site, never as the article that it tells of.
schema.org: https://schema.org/WebPage. Signposting: https://signposting.org/FAIR/.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from k2evidence.load.build_context import BuildContext, Revision
from k2evidence.load.dataset import Dataset
from k2evidence.model.releases import Amendment
from k2evidence.model.studies import Study
from k2evidence.render.citations import CitationFormats, Item, cite, page_item, paper_item, study_item
from k2evidence.render.exports.catalogue import TABLES
from k2evidence.render.site_file import PageInfo, SiteFile, url_path


@dataclass(frozen=True, slots=True)
class Citation:
    """One thing to cite, and where its files stand.

    `formats` are two styles as plain text and three files; `files` is their address without the
    ending: `cases/x/cite` stands for `cases/x/cite.bib` and so on.
    """

    formats: CitationFormats
    files: str


@dataclass(frozen=True, slots=True)
class HeadLink:
    """A typed link in the head of a page; `target` is an address in the site, or a full one."""

    rel: str
    target: str
    type: str = ""


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says of itself: where it stands, what it is made of, and how it is cited.

    `address` is empty while none is assigned; `newest` is the address in the site of the newest
    version of a frozen page. `revision` is None where the history is not known, `reviewed` where
    not every record of the page says when it was reviewed.
    """

    address: str
    newest: str
    version: str
    revision: Revision | None
    reviewed: str | None
    page: Citation
    work: Citation | None
    """The publication that the page is about, to be cited for what it says itself."""
    record: str
    """Address in the site of the page's record as JSON; empty where it has none."""
    amendments: tuple[Amendment, ...]
    properties: tuple[tuple[str, str], ...]
    """Open Graph: property and content."""
    tags: tuple[tuple[str, str], ...]
    """Dublin Core: name and content."""
    links: tuple[HeadLink, ...]
    json_ld: str
    """schema.org as JSON-LD, safe inside a script element."""


AllPageMetadata = Mapping[str, PageMetadata]
"""The metadata of each page by its address among the sources, e.g. `cases/x.md`."""


FORMATS = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/vnd.citationstyles.csl+json",
}
"""Each exchange format: the ending of its file and its media type."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with what its metadata is made from."""

    uri: str
    info: PageInfo
    reviewed: str | None
    item: Item

    @property
    def path(self) -> str:
        """Its address in the site."""
        return url_path(self.uri)


def derive_page_metadata(
    dataset: Dataset, files: Iterable[SiteFile], context: BuildContext
) -> tuple[AllPageMetadata, tuple[SiteFile, ...]]:
    """Return the metadata of every page, prose too, and the files to cite pages and publications with."""
    pages = [*_pages(dataset, files, context), *_written(context)]
    works = _works(dataset, pages)
    cited = cite([*(page.item for page in pages), *works.values()], context.cache)
    about = {name: Citation(cited[name], f"evidence/{name}/source") for name in works}
    amended = amendments_by_page(dataset)
    metadata = {
        page.uri: _page_metadata(dataset, page, cited, about, amended.get(page.path, ()), context)
        for page in pages
    }
    # The files of a publication stand beside its own page, not once more beside those of its cases.
    own = [citation for name, citation in about.items() if f"evidence/{name}.md" in metadata]
    citations = [page.page for page in metadata.values()] + own
    return metadata, tuple(file for citation in citations for file in _files(citation))


def _pages(dataset: Dataset, files: Iterable[SiteFile], context: BuildContext) -> list[_Page]:
    return [
        _page(file.uri, file.page, _reviewed(dataset, file.page.sources), context)
        for file in files
        if file.page
    ]


def _works(dataset: Dataset, pages: Iterable[_Page]) -> Mapping[str, Item]:
    """Return the publications that pages are about as things to cite, by their ids."""
    names = dict.fromkeys(name for page in pages if (name := _work_of(dataset, page.path)))
    return {name: _work(dataset, name) for name in names}


def _work(dataset: Dataset, name: str) -> Item:
    """Return a publication as a thing to cite."""
    if name in dataset.papers:
        return paper_item(dataset.papers[name])
    return study_item(dataset.studies[name])


def _written(context: BuildContext) -> Iterator[_Page]:
    for written in context.written:
        info = PageInfo(written.title, written.description, (f"docs/{written.uri}",))
        yield _page(written.uri, info, written.reviewed, context)


def _page(uri: str, info: PageInfo, reviewed: str | None, context: BuildContext) -> _Page:
    path = url_path(uri)
    revision = _revision(info, context)
    item = page_item(
        "-".join(["k2-evidence", *filter(None, path.split("/"))]),
        info.title,
        context.site_name,
        context.contributors,
        context.version,
        f"{context.address}{path}" if context.address else "",
        revision.day if revision else None,
        info.description,
    )
    return _Page(uri, info, reviewed, item)


def _revision(info: PageInfo, context: BuildContext) -> Revision | None:
    """Return the last commit that changed what a page is made of; pending where one of it is."""
    if context.history is None:
        return None
    found = [context.history[path] for path in info.sources if path in context.history]
    last = max(found, key=lambda revision: revision.when, default=None)
    return last and Revision(last.commit, last.when, any(revision.pending for revision in found))


def _reviewed(dataset: Dataset, sources: Iterable[str]) -> str | None:
    """Return the earliest review of the records of a page; None where one of them tells none."""
    days: list[str] = []
    for path in sources:
        folder, _, name = path.removeprefix("data/").removesuffix(".yml").partition("/")
        if not path.startswith("data/") or folder == "vocabulary":
            continue
        record = getattr(dataset, folder)[name]
        day = record.reading.checked if isinstance(record, Study) else getattr(record, "reviewed", None)
        if day is None:
            return None
        days.append(day)
    return min(days, default=None)


def _files(citation: Citation) -> Iterator[SiteFile]:
    yield SiteFile(f"{citation.files}.bib", citation.formats.bibtex)
    yield SiteFile(f"{citation.files}.ris", citation.formats.ris)
    yield SiteFile(f"{citation.files}.json", citation.formats.csl)


def amendments_by_page(dataset: Dataset) -> Mapping[str, tuple[Amendment, ...]]:
    """Return what changed on each page, the newest first."""
    moved = {redirect.old: redirect.new for redirect in dataset.addresses.redirects}
    found: dict[str, list[Amendment]] = {}
    for amendment in sorted(dataset.amendments.values(), key=lambda a: (a.date, a.id), reverse=True):
        for page in amendment.pages:
            found.setdefault(moved.get(page, page)[1:], []).append(amendment)
    return {page: tuple(own) for page, own in found.items()}


def _work_of(dataset: Dataset, path: str) -> str:
    """Return the publication that a page is about; empty for a page about several or none."""
    folder, _, name = path.rstrip("/").partition("/")
    if folder == "cases" and name in dataset.cases:
        return dataset.cases[name].paper
    return name if folder == "evidence" and (name in dataset.studies or name in dataset.papers) else ""


def _page_metadata(
    dataset: Dataset,
    page: _Page,
    formats: Mapping[str, CitationFormats],
    about: Mapping[str, Citation],
    amendments: tuple[Amendment, ...],
    context: BuildContext,
) -> PageMetadata:
    path, info = page.path, page.info
    address = f"{context.address}{path}" if context.address else ""
    work = _work_of(dataset, path)
    record = f"{path}record.json" if work else ""
    revision = _revision(info, context)
    day = revision.day if revision else ""
    cited = [name for name in _records(info) if name in dataset.papers or name in dataset.studies]
    return PageMetadata(
        address=address,
        newest=path if context.frozen else "",
        version=context.version,
        revision=revision,
        reviewed=page.reviewed,
        page=Citation(formats[page.item["id"]], f"{path}cite"),
        work=about.get(work),
        record=record,
        amendments=amendments,
        properties=tuple(_properties(info, address, context)),
        tags=tuple(_tags(info, day, context)),
        links=tuple(_links(path, address, record, context)),
        json_ld=_json_ld(dataset, page, address, day, record, work, cited, context),
    )


def _records(info: PageInfo) -> Iterator[str]:
    """Yield the ids of the studies and papers that a page is made of."""
    for path in info.sources:
        if match := re.fullmatch(r"data/(?:studies|papers)/(.+)\.yml", path):
            yield match[1]


def _properties(info: PageInfo, address: str, context: BuildContext) -> Iterator[tuple[str, str]]:
    """Yield Open Graph: without `og:type`, reference managers guess what the page is."""
    yield "og:type", "website"
    yield "og:site_name", context.site_name
    yield "og:title", info.title
    if info.description:
        yield "og:description", info.description
    if address:
        yield "og:url", address


def _tags(info: PageInfo, day: str, context: BuildContext) -> Iterator[tuple[str, str]]:
    """Yield Dublin Core (https://www.dublincore.org/specifications/dublin-core/dcmi-terms/).

    The comma after the author tells Zotero that it is one name, not given and family names.
    """
    yield "DC.title", info.title
    yield "DC.creator", f"{context.contributors},"
    if day:
        yield "DC.date", day
    yield "DC.language", "en"
    yield "DC.rights", context.licence


def _links(path: str, address: str, record: str, context: BuildContext) -> Iterator[HeadLink]:
    """Yield signposts: how to cite, what it is, its licence, and its metadata and data as files."""
    if address:
        yield HeadLink("cite-as", address)
    yield HeadLink("type", "https://schema.org/AboutPage")
    yield HeadLink("type", f"https://schema.org/{'Dataset' if path == 'data/' else 'WebPage'}")
    yield HeadLink("license", context.licence)
    for ending, kind in FORMATS.items():
        yield HeadLink("describedby", f"{path}cite.{ending}", kind)
    if record:
        yield HeadLink("item", record, "application/json")
    if path == "data/":
        yield HeadLink("describedby", "data/datapackage.json", "application/json")
        for table in TABLES:
            yield HeadLink("item", table.uri, "text/csv")
        yield HeadLink("item", "data/evidence.json", "application/json")


def _json_ld(
    dataset: Dataset,
    page: _Page,
    address: str,
    day: str,
    record: str,
    work: str,
    cited: Iterable[str],
    context: BuildContext,
) -> str:
    path, info = page.path, page.info
    by = {"@type": "Organization", "name": context.contributors}
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Dataset" if path == "data/" else "WebPage",
        "name": info.title,
        "inLanguage": "en",
        "version": context.version,
        "license": context.licence,
        "author": by,
        "publisher": by,
        "isAccessibleForFree": True,
        "isPartOf": {"@type": "WebSite", "name": context.site_name},
    }
    if info.description:
        said["description"] = info.description
    if address:
        said |= {"@id": address, "url": address}
        said["isPartOf"]["url"] = context.address
    if day:
        said["dateModified"] = day
    if page.reviewed and path != "data/":
        said["lastReviewed"] = page.reviewed
    if work:
        said["isBasedOn"] = _article(dataset, work)
    if citations := [_article(dataset, name) for name in cited if name != work]:
        said["citation"] = citations
    if record:
        said["encoding"] = _download(context, record, "application/json")
    if path == "data/":
        said["isBasedOn"] = [_article(dataset, paper.id) for paper in dataset.page_groups[0].papers]
        said["distribution"] = [
            _download(context, f"data/{name}", kind)
            for name, kind in (
                *((table.name, "text/csv") for table in TABLES),
                *((f"{table.id}.parquet", "application/vnd.apache.parquet") for table in TABLES),
                ("evidence.json", "application/json"),
            )
        ]
    # Inside a script element only this sign could end it.
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")


def _download(context: BuildContext, uri: str, kind: str) -> dict[str, str]:
    # Without an address a program must start from the page; the name says which file is meant.
    where = {"contentUrl": f"{context.address}{uri}"} if context.address else {}
    return {"@type": "DataDownload", "name": uri, "encodingFormat": kind} | where


def _article(dataset: Dataset, name: str) -> dict[str, Any]:
    """Return a publication in a few words; its authors and the rest stand behind its identifier."""
    record = dataset.papers.get(name) or dataset.studies[name]
    said: dict[str, Any] = {"@type": "ScholarlyArticle", "name": record.title or name}
    if record.year:
        said["datePublished"] = str(record.year)
    link = f"https://doi.org/{record.doi}" if record.doi else getattr(record, "link", None)
    pmid = getattr(record, "pmid", None)
    if link or pmid:
        said["@id"] = link or f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/"
    return said
