"""The whole site as one function of the data: the only module that knows the order of stages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from evidence.audit import rules
from evidence.certainty import rate_certainty
from evidence.checked import load_checked
from evidence.colophon import derive_colophons
from evidence.exports import render_exports, render_phenopackets, render_records, tabulate
from evidence.feed import render_feed
from evidence.graphics import chart_files, draw_graphics
from evidence.model import Dataset
from evidence.pages import Site, render_pages
from evidence.recovery import derive_recovery
from evidence.results import BuildContext, SiteBuild, SiteFile, path_of
from evidence.synonyms import render_synonyms
from evidence.timeline import derive_timelines


def build_site(data_dir: Path, context: BuildContext) -> SiteBuild:
    """Return every generated file of the site, and the metadata of every page.

    Raises DataError when the data cannot be used; see `load_checked`.
    """
    checked = load_checked(data_dir)
    dataset, changes, phrases, findings = (
        checked.dataset,
        checked.changes,
        checked.phrases,
        checked.findings,
    )
    recovery = derive_recovery(dataset, changes)
    pictures = draw_graphics(dataset, changes, recovery, context)
    site = Site(
        dataset=dataset,
        changes=changes,
        timelines=derive_timelines(dataset),
        recovery=recovery,
        ratings=rate_certainty(dataset),
        phrases=phrases,
        findings=findings,
        rules=rules(),
        pictures=pictures,
        context=context,
    )
    pages = render_pages(site)
    metadata, citations = derive_colophons(dataset, pages, context)
    tables = tabulate(dataset, changes, recovery, findings, phrases)
    files = (
        *pages,
        *citations,
        *render_exports(dataset, tables, context),
        *render_records(dataset, changes, context),
        *render_phenopackets(dataset, changes, context),
        *chart_files(pictures, context),
        render_feed(dataset, context),
        render_synonyms(dataset.vocabulary),
    )
    return SiteBuild(
        files=(*files, *_moved(dataset, files)),
        metadata=metadata,
        redirects=_redirects(dataset, metadata),
        frozen=context.frozen,
    )


def _moved(dataset: Dataset, files: tuple[SiteFile, ...]) -> Iterator[SiteFile]:
    """Yield the files whose page moved, or that moved themselves, at their old addresses."""
    for redirect in dataset.addresses.redirects:
        for file in files:
            folder, name = f"/{file.uri}".rsplit("/", 1)
            if file.page is None and f"{folder}/" == redirect.new:
                yield replace(file, uri=f"{redirect.old[1:]}{name}")
            elif f"/{file.uri}" == redirect.new:
                yield replace(file, uri=redirect.old[1:])


def _redirects(dataset: Dataset, uris: Iterable[str]) -> Mapping[str, str]:
    """Return where each page that moved stands now, as places among the sources."""
    stands = {f"/{path_of(uri)}": uri for uri in uris}
    return {
        f"{redirect.old.strip('/')}.md": stands[redirect.new]
        for redirect in dataset.addresses.redirects
        if redirect.old.endswith("/") and redirect.new in stands
    }
