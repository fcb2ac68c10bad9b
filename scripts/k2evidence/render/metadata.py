"""Page metadata: address, history, citation, and descriptions for machines in the head of the page.

Signposting: https://signposting.org/FAIR/. Open Graph: https://ogp.me/.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.derive.currency import derive_currency
from k2evidence.load.build_context import BuildContext, Revision
from k2evidence.load.dataset import Dataset
from k2evidence.model.releases import Amendment
from k2evidence.model.text import day_in_words
from k2evidence.render.citations import CitationFormats, Item, cite, is_citable, page_item, publication_item
from k2evidence.render.described_page import DATA_PAGE, DescribedPage, describe_pages
from k2evidence.render.exports.catalogue import TABLES
from k2evidence.render.feed import FEED_TYPE, Feed, feeds, feeds_of
from k2evidence.render.json_ld import render_json_ld, schema_type
from k2evidence.render.pages.editorial import EDITORIAL_PAGE
from k2evidence.render.site_file import SiteFile
from k2evidence.render.social_cards import card_properties, social_cards


@dataclass(frozen=True, slots=True)
class Citation:
    """A page or publication in every citation format, and where its files are.

    `files` is the path of the files without their ending: `cases/x/cite` means `cases/x/cite.bib` and
    so on. `key` is the id of what they cite, after which a saved file is named.
    """

    formats: CitationFormats
    files: str
    key: str


@dataclass(frozen=True, slots=True)
class HeadLink:
    """A typed link in the head of a page; `target` is a path in the site, or a full address."""

    rel: str
    target: str
    type: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class EditorialLine:
    """What every page says of those who keep the site: their name, and the day to which was searched.

    `current` is a day in words, empty where no search is recorded; `page` is the path of the editorial page.
    """

    name: str
    current: str
    page: str


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The metadata of one page, as the theme shows them.

    `address` is empty while none is assigned; `newest` is the path of the newest version of a frozen
    page. `title` stands alone. `revision` is None where the history is not known, `reviewed` where no record
    of the page has a date of review; `undated` of its records have none.
    """

    title: str
    description: str
    address: str
    newest: str
    version: str
    revision: Revision | None
    reviewed: str | None
    undated: int
    editorial: EditorialLine
    page: Citation
    work: Citation | None
    """The publication that the page is about, to be cited for what it says itself."""
    lacks_work: bool
    """Whether the page is about a publication of which too little was seen for a reference."""
    record: str
    """Path of the page's record as JSON; empty where it has none."""
    amendments: tuple[Amendment, ...]
    properties: tuple[tuple[str, str], ...]
    """Open Graph: property and content."""
    tags: tuple[tuple[str, str], ...]
    """Dublin Core and the card that social media show: name and content."""
    links: tuple[HeadLink, ...]
    json_ld: str
    """schema.org as JSON-LD, safe inside a script element."""


AllPageMetadata = Mapping[str, PageMetadata]
"""The metadata of each page by its uri among the sources, e.g. `cases/x.md`."""


FORMATS = {
    "bib": "application/x-bibtex",
    "ris": "application/x-research-info-systems",
    "json": "application/vnd.citationstyles.csl+json",
}
"""Each exchange format of a citation: the ending of its file and its media type."""


def derive_page_metadata(
    dataset: Dataset, files: Iterable[SiteFile], context: BuildContext
) -> tuple[AllPageMetadata, tuple[SiteFile, ...]]:
    """Return the metadata of every page, prose pages too, the citation files, and the pictures of cards."""
    pages = describe_pages(dataset, files, context)
    works = _publication_items(dataset, pages)
    formats = cite([*(_page_item(page, context) for page in pages), *works.values()], context.cache)
    about = {id_: Citation(formats[id_], f"evidence/{id_}/source", id_) for id_ in works}
    amendments = amendments_by_page(dataset)
    every_feed = feeds(dataset)
    line = _editorial_line(dataset, context)
    metadata = {
        page.uri: PageMetadata(
            title=page.title,
            description=page.info.description,
            address=page.url(context),
            newest=page.path if context.frozen else "",
            version=context.version_label,
            revision=page.revision,
            reviewed=page.reviewed,
            undated=page.undated,
            editorial=line,
            page=Citation(formats[page.citation_id], f"{page.path}cite", page.citation_id),
            work=about.get(page.publication),
            lacks_work=bool(page.publication) and page.publication not in about,
            record=page.record,
            amendments=amendments.get(page.path, ()),
            properties=tuple(_open_graph(page, context)),
            tags=tuple(_named_tags(page, context)),
            links=(*_signposts(page, context), *_feed_links(page, every_feed)),
            json_ld=render_json_ld(page, dataset, context),
        )
        for page in pages
    }
    # The files of a publication are beside its own page, not once more beside those of its cases.
    published = [citation for id_, citation in about.items() if f"evidence/{id_}.md" in metadata]
    citations = [page.page for page in metadata.values()] + published
    return metadata, (
        *(file for citation in citations for file in _citation_files(citation)),
        *social_cards(pages, context),
    )


def _page_item(page: DescribedPage, context: BuildContext) -> Item:
    """Return a page of this site as a thing to cite."""
    return page_item(
        id_=page.citation_id,
        title=page.title,
        site=context.site_name,
        author=context.contributors,
        version=context.version_label,
        url=page.url(context),
        day=page.day,
        abstract=page.info.description,
    )


def _editorial_line(dataset: Dataset, context: BuildContext) -> EditorialLine:
    """Return the line about those who keep the site, the same on every page."""
    day = derive_currency(dataset).searched
    name = dataset.editorial.name if dataset.editorial else context.contributors
    return EditorialLine(name, day_in_words(day) if day else "", EDITORIAL_PAGE)


def _publication_items(dataset: Dataset, pages: Iterable[DescribedPage]) -> Mapping[str, Item]:
    """Return the publications that pages are about as things to cite, by id, if enough of them was seen."""
    ids = dict.fromkeys(page.publication for page in pages if page.publication)
    records = {id_: dataset.publications[id_] for id_ in ids}
    return {id_: publication_item(record) for id_, record in records.items() if is_citable(record)}


def _citation_files(citation: Citation) -> Iterator[SiteFile]:
    yield SiteFile(f"{citation.files}.bib", citation.formats.bibtex)
    yield SiteFile(f"{citation.files}.ris", citation.formats.ris)
    yield SiteFile(f"{citation.files}.json", citation.formats.csl)


def amendments_by_page(dataset: Dataset) -> Mapping[str, tuple[Amendment, ...]]:
    """Return the amendments of each page by its path, the newest first; a page that moved keeps its own."""
    moved = {redirect.old: redirect.new for redirect in dataset.addresses.redirects}
    by_page: dict[str, list[Amendment]] = {}
    for amendment in dataset.newest_amendments:
        for page in amendment.pages:
            by_page.setdefault(moved.get(page, page)[1:], []).append(amendment)
    return {page: tuple(amendments) for page, amendments in by_page.items()}


def _open_graph(page: DescribedPage, context: BuildContext) -> Iterator[tuple[str, str]]:
    """Yield Open Graph. Zotero files an article with tags of Dublin Core as a web page, too."""
    yield "og:type", "article" if page.path else "website"
    yield "og:locale", "en_GB"
    yield "og:site_name", context.site_name
    yield "og:title", page.title
    if page.info.description:
        yield "og:description", page.info.description
    if url := page.url(context):
        yield "og:url", url
        yield from card_properties(page, context)


def _named_tags(page: DescribedPage, context: BuildContext) -> Iterator[tuple[str, str]]:
    """Yield Dublin Core (https://www.dublincore.org/specifications/dublin-core/dcmi-terms/), and the card.

    Zotero takes a name apart at its last space, but not at spaces that do not break.
    """
    yield "DC.title", page.title
    yield "DC.creator", context.contributors.replace(" ", "\u00a0")
    if page.day:
        yield "DC.date", page.day
    yield "DC.publisher", context.site_name
    yield "DC.language", "en"
    yield "DC.rights", context.licence
    yield "twitter:card", "summary_large_image" if context.address else "summary"
    yield "twitter:title", page.title
    if page.info.description:
        yield "twitter:description", page.info.description


def _feed_links(page: DescribedPage, every: Sequence[Feed]) -> Iterator[HeadLink]:
    """Yield the feeds that report a page, by which a reader of feeds finds them."""
    for feed in feeds_of(page.path, every):
        yield HeadLink("alternate", feed.uri, FEED_TYPE, feed.title)


def _signposts(page: DescribedPage, context: BuildContext) -> Iterator[HeadLink]:
    """Yield signposts: how to cite, the type, the licence, and metadata and data as files."""
    if url := page.url(context):
        yield HeadLink("cite-as", url)
    yield HeadLink("type", "https://schema.org/AboutPage")
    yield HeadLink("type", f"https://schema.org/{schema_type(page)}")
    yield HeadLink("license", context.licence)
    for ending, media_type in FORMATS.items():
        yield HeadLink("describedby", f"{page.path}cite.{ending}", media_type)
    if page.record:
        yield HeadLink("item", page.record, "application/json")
    if page.path == DATA_PAGE:
        yield HeadLink("describedby", f"{DATA_PAGE}datapackage.json", "application/json")
        for table in TABLES:
            yield HeadLink("item", table.uri, "text/csv")
        yield HeadLink("item", f"{DATA_PAGE}evidence.json", "application/json")
