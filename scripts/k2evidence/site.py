"""The whole site as one function of the data: the only module that knows the order of stages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from k2evidence.audit import rules, study_rules
from k2evidence.audit.validation import load_and_validate
from k2evidence.derive.certainty import rate_certainty
from k2evidence.derive.recovery import derive_recovery
from k2evidence.derive.timelines import derive_timelines
from k2evidence.load import DataError
from k2evidence.load.build_context import BuildContext, Cache
from k2evidence.load.dataset import Dataset
from k2evidence.load.dataset_loader import check_built_addresses
from k2evidence.model.error_codes import ErrorCode
from k2evidence.render.charts.vega import chart_files, draw_graphics
from k2evidence.render.exports import render_exports, render_phenopackets, render_records, tabulate
from k2evidence.render.exports.phenopacket_terms import own_terms
from k2evidence.render.feed import render_feeds
from k2evidence.render.metadata import AllPageMetadata, derive_page_metadata
from k2evidence.render.pages import SiteData, render_pages
from k2evidence.render.pages.rendering import anchors_of
from k2evidence.render.robots import render_robots
from k2evidence.render.search_synonyms import render_synonyms
from k2evidence.render.site_file import SiteFile, url_path

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SiteBuild:
    """Everything that a build gives to a publisher: files, page metadata, and the pages that moved.

    `redirects` leads from the old place of a page among the sources to the new one.
    """

    files: tuple[SiteFile, ...]
    metadata: AllPageMetadata
    redirects: Mapping[str, str]
    frozen: bool
    """Whether this is the copy of a released version."""

    @property
    def addresses(self) -> frozenset[str]:
        """The address of each page, from the first slash."""
        return frozenset(f"/{url_path(uri)}" for uri in self.metadata)


def build_site(data_dir: Path, context: BuildContext) -> SiteBuild:
    """Return every generated file of the site, and the metadata of every page.

    Raises DataError when the data cannot be used; see `load_and_validate`. Which files there are, and which
    anchors a page has, is known only here.
    """
    data = load_and_validate(data_dir, context.today)
    dataset, changes, findings = data.dataset, data.changes, data.findings
    recovery = derive_recovery(dataset, changes)
    pictures = draw_graphics(dataset, changes, recovery, context)
    phenopackets = tuple(render_phenopackets(dataset, changes, context))
    site = SiteData(
        dataset=dataset,
        changes=changes,
        timelines=derive_timelines(dataset),
        recovery=recovery,
        ratings=rate_certainty(dataset),
        phrases=data.phrases,
        findings=findings,
        rules=rules(),
        questions=data.questions,
        study_rules=study_rules(),
        pictures=pictures,
        own_terms=own_terms(phenopackets),
        context=context,
    )
    pages = render_pages(site)
    metadata, citations = derive_page_metadata(dataset, pages, context)
    tables = tabulate(dataset, changes, recovery, findings, data.phrases, data.questions)
    files = (
        *pages,
        *citations,
        *render_exports(dataset, tables, context),
        *render_records(dataset, tables, context),
        *phenopackets,
        *chart_files(pictures, context),
        *render_feeds(dataset, context),
        render_robots(context),
        render_synonyms(dataset.vocabulary, (work.short_name for work in dataset.publications.values())),
    )
    addresses = {f"/{url_path(uri)}" for uri in metadata} | {
        f"/{file.uri}" for file in files if not file.page
    }
    check_built_addresses(dataset, frozenset(addresses), prose_known=bool(context.prose_pages))
    check_anchors(dataset, pages)
    return SiteBuild(
        files=(*files, *_moved(dataset, files)),
        metadata=metadata,
        redirects=_redirects(dataset, metadata),
        frozen=context.frozen,
    )


class _Undrawn:
    """A cache that gives an empty drawing in the place of every picture, and all else as another does."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def call(self, function: Callable[[T], bytes], value: T) -> bytes:
        """Return an empty drawing: pictures alone are computed one by one before they are written."""
        return b'<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>'

    def call_batch(
        self, function: Callable[[Sequence[T]], Sequence[bytes]], values: Sequence[T]
    ) -> Sequence[bytes]:
        """Return `function(values)`, from the cache where it has them."""
        return self._cache.call_batch(function, values)


def check_made_site(data_dir: Path, context: BuildContext) -> None:
    """Check what only the made pages tell: their parts, and the files beside them; no picture is drawn.

    Raises DataError as `build_site` does.
    """
    build_site(data_dir, replace(context, cache=_Undrawn(context.cache)))


def check_anchors(dataset: Dataset, pages: Iterable[SiteFile]) -> None:
    """Check that the part of a generated page which a claim leads to is there.

    Raises DataError.
    """
    page_at = {url_path(page.uri): page for page in pages}
    problems = []
    for claims in dataset.claims.values():
        for i, claim in enumerate(claims.claims):
            address, mark, anchor = (claim.see or "").partition("#")
            page = page_at.get(address)
            if mark and page and anchor not in anchors_of(str(page.content)):
                problems.append(
                    dataset.documents[f"data/claims/{claims.id}.yml"].problem(
                        ["claims", i, "see"],
                        ErrorCode.UNKNOWN_PAGE,
                        f"/{address} has no part called '{anchor}'",
                        "write the anchor of a heading of that page, or leave it and its '#' out",
                    )
                )
    if problems:
        raise DataError(problems)


def _moved(dataset: Dataset, files: tuple[SiteFile, ...]) -> Iterator[SiteFile]:
    """Yield the files beside a page that moved, and files that moved themselves, at their old addresses."""
    for redirect in dataset.addresses.redirects:
        for file in files:
            folder, name = f"/{file.uri}".rsplit("/", 1)
            if file.page is None and f"{folder}/" == redirect.new:
                yield replace(file, uri=f"{redirect.old[1:]}{name}")
            elif f"/{file.uri}" == redirect.new:
                yield replace(file, uri=redirect.old[1:])


def _redirects(dataset: Dataset, uris: Iterable[str]) -> Mapping[str, str]:
    """Return the new source of each page that moved, by its old source."""
    uri_of = {f"/{url_path(uri)}": uri for uri in uris}
    return {
        f"{redirect.old.strip('/')}.md": uri_of[redirect.new]
        for redirect in dataset.addresses.redirects
        if redirect.old.endswith("/") and redirect.new in uri_of
    }
