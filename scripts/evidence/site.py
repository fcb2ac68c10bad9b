"""The whole site as one function of the data: the only module that knows the order of stages."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from evidence.audit import rules
from evidence.certainty import rate_certainty
from evidence.checked import load_checked
from evidence.colophon import derive_colophons, path_of
from evidence.exports import render_exports
from evidence.feed import render_feed
from evidence.graphics import chart_library, draw_graphics
from evidence.model import Dataset
from evidence.pages import Site, render_pages
from evidence.recovery import derive_recovery
from evidence.results import BuildContext, Colophons, Publication, SiteFile
from evidence.synonyms import render_synonyms
from evidence.timeline import derive_timelines


def build_site(data_dir: Path, context: BuildContext) -> Publication:
    """Return every generated file of the site, and the colophon of every page.

    Raises DataError when the data cannot be used; see `load_checked`.
    """
    checked = load_checked(data_dir)
    dataset, changes = checked.dataset, checked.changes
    timelines = derive_timelines(dataset)
    recovery = derive_recovery(dataset, changes)
    ratings = rate_certainty(dataset)
    pictures = draw_graphics(dataset, changes, recovery, context)
    site = Site(
        dataset=dataset,
        changes=changes,
        timelines=timelines,
        recovery=recovery,
        ratings=ratings,
        phrases=checked.phrases,
        findings=checked.findings,
        rules=rules(),
        pictures=pictures,
        context=context,
    )
    pages = render_pages(site)
    colophons, citations = derive_colophons(dataset, pages, context)
    files = (
        *pages,
        *render_exports(dataset, changes, recovery, checked.findings, checked.phrases, context),
        *citations,
        *(file for picture in pictures.values() for file in picture.downloads),
        render_feed(dataset, context),
        chart_library(),
        render_synonyms(dataset.vocabulary),
    )
    return Publication(
        files=(*files, *_moved(dataset, files)),
        colophons=colophons,
        addresses=frozenset(f"/{path_of(uri)}" for uri in colophons),
        redirects=_redirects(dataset, colophons),
        frozen=context.frozen,
    )


def _moved(dataset: Dataset, files: tuple[SiteFile, ...]) -> Iterator[SiteFile]:
    """Yield the files beside a page that moved once more, at the page's old address.

    The page itself redirects; a file cannot, so it answers at both.
    """
    for redirect in dataset.addresses.redirects:
        for file in files:
            folder, name = f"/{file.uri}".rsplit("/", 1)
            if file.page is None and f"{folder}/" == redirect.new:
                yield replace(file, uri=f"{redirect.old[1:]}{name}")
            elif f"/{file.uri}" == redirect.new:
                yield replace(file, uri=redirect.old[1:])


def _redirects(dataset: Dataset, colophons: Colophons) -> Mapping[str, str]:
    """Return where each page that moved stands now, as places among the sources."""
    stands = {f"/{path_of(uri)}": uri for uri in colophons}
    return {
        f"{redirect.old.strip('/')}.md": stands[redirect.new]
        for redirect in dataset.addresses.redirects
        if redirect.old.endswith("/") and redirect.new in stands
    }
