"""The whole site as one function of the data: the only module that knows the order of stages."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from evidence.audit import rules
from evidence.certainty import rate_certainty
from evidence.checked import load_checked
from evidence.colophon import amendments_by_page, derive_colophons, items_of
from evidence.exports import (
    render_exports,
    render_phenopackets,
    render_records,
    tabulate,
)
from evidence.feed import render_feed
from evidence.graphics import CHART_PLACES, chart_files, draw_graphics
from evidence.model import Dataset
from evidence.pages import Site, batch_pages, render_pages, study_pages
from evidence.recovery import derive_recovery
from evidence.results import BuildContext, Made, Publication, Shard, SiteFile, path_of
from evidence.synonyms import render_synonyms
from evidence.timeline import derive_timelines

STUDIES = 16
"""How many studies make one shard."""


def build_site(data_dir: Path, context: BuildContext) -> Publication:
    """Return every generated file of the site, and the colophon of every page.

    Files of single records and files to take away are made when they are asked for. Raises DataError
    when the data cannot be used; see `load_checked`.
    """
    checked = load_checked(data_dir)
    dataset, changes = checked.dataset, checked.changes
    recovery = derive_recovery(dataset, changes)
    site = Site(
        dataset=dataset,
        changes=changes,
        timelines=derive_timelines(dataset),
        recovery=recovery,
        ratings=rate_certainty(dataset),
        phrases=checked.phrases,
        findings=checked.findings,
        rules=rules(),
        draw=lambda: draw_graphics(dataset, changes, recovery, context),
        context=context,
    )
    pages = render_pages(site)
    colophons, citations = derive_colophons(dataset, pages, context, written=True)

    def taken() -> Made:
        tables = tabulate(dataset, changes, recovery, checked.findings, checked.phrases)
        return Made((*render_exports(dataset, tables, context),), {})

    shards = (
        Shard("", (), taken, others=("data/",)),
        Shard(
            "",
            (),
            lambda: Made((*chart_files(site.pictures, context),), {}),
            others=CHART_PLACES,
            alone=True,
        ),
        *_shards(site),
    )
    uris = {*colophons, *(uri for shard in shards for uri in shard.pages)}
    files = (*pages, *citations, render_feed(dataset, context), render_synonyms(dataset.vocabulary))
    publication = Publication(
        whole=Made(files, colophons),
        shards=shards,
        addresses=frozenset(f"/{path_of(uri)}" for uri in uris),
        redirects=_redirects(dataset, uris),
        frozen=context.frozen,
    )
    return _with_moved(publication, dataset)


def _shards(site: Site) -> Iterator[Shard]:
    """Yield the records in shards: each batch of papers with its cases, and the studies, some at a time."""
    dataset, context = site.dataset, site.context
    amended = amendments_by_page(dataset)
    shared = (
        *_told(context),
        *_digests(dataset, (path for path in dataset.documents if path.startswith(_SHARED))),
        *_history(context, (p for p in context.history or () if p.startswith((*_SHARED, "scripts/")))),
        site.leading[0].id,
        dataset.several_papers,
    )

    def shard(
        pages: tuple[SiteFile, ...],
        files: Callable[[], Iterable[SiteFile]],
        own: set[str],
        read: set[str],
        *more: object,
        others: tuple[str, ...] = (),
    ) -> Shard:
        uris = tuple(page.uri for page in pages)
        parts = (
            *shared,
            *_digests(dataset, read),
            *_history(context, own),
            *(amended.get(path_of(uri), ()) for uri in uris),
            *more,
        )
        return Shard(
            hashlib.sha256(repr((uris, parts)).encode()).hexdigest(),
            uris,
            make=lambda: _made(site, pages, files()),
            cited=lambda: items_of(dataset, pages, context),
            others=others,
        )

    for number, batch in enumerate(dataset.batches, 1):
        own = {f"data/papers/{paper.id}.yml" for paper in batch.papers}
        own |= {f"data/cases/{case.id}.yml" for case in batch.cases}
        place = number, len(dataset.batches) if number > 1 else 1
        files = partial(_batch_files, site, number)
        packets = tuple(f"data/phenopackets/{case.id}.json" for case in batch.cases)
        yield shard(batch_pages(site, number), files, own, own, place, others=packets)
    names = list(dataset.studies)
    everything = {f"data/studies/{name}.yml" for name in names}
    for start in range(0, len(names), STUDIES):
        some = names[start : start + STUDIES]
        own = {f"data/studies/{name}.yml" for name in some}
        yield shard(study_pages(site, some), partial(_study_files, site, some), own, everything)


_SHARED = tuple(
    f"data/{folder}/" for folder in ("vocabulary", "claims", "summaries", "background", "appraisals")
)
"""The folders of the data that the page of any record may draw on."""


def _told(context: BuildContext) -> tuple[object, ...]:
    """Return what the outside world tells to every page alike."""
    return (
        context.version,
        context.site_url,
        context.repository_url,
        context.site_name,
        context.description,
        context.contributors,
        context.licence,
        context.frozen,
        context.history is None,
    )


def _digests(dataset: Dataset, paths: Iterable[str]) -> Iterator[object]:
    """Yield what some files hold, as hashes."""
    return ((path, dataset.documents[path].digest) for path in sorted(paths))


def _history(context: BuildContext, paths: Iterable[str]) -> Iterator[object]:
    """Yield when some files last changed."""
    if context.history is not None:
        yield from ((path, context.history.get(path)) for path in sorted(paths))


def _batch_files(site: Site, number: int) -> Iterator[SiteFile]:
    batch = site.dataset.batches[number - 1]
    yield from render_records(site.dataset, batch.ids, site.changes, site.context)
    yield from render_phenopackets(site.dataset, batch.cases, site.changes, site.context)


def _study_files(site: Site, studies: Iterable[str]) -> Iterator[SiteFile]:
    return render_records(site.dataset, studies, site.changes, site.context)


def _made(site: Site, pages: tuple[SiteFile, ...], files: Iterable[SiteFile]) -> Made:
    colophons, citations = derive_colophons(site.dataset, pages, site.context)
    return Made((*pages, *files, *citations), colophons)


def _with_moved(publication: Publication, dataset: Dataset) -> Publication:
    """Add the files beside a page that moved once more, at the page's old address.

    The page itself redirects; a file cannot, so it answers at both. What lies beside it is made at once.
    """
    redirects = dataset.addresses.redirects
    near = {shard for redirect in redirects if (shard := publication.shard_at(redirect.new[1:]))}
    whole = publication.whole
    for shard in near:
        whole = Made((*whole.files, *shard.made.files), {**whole.colophons, **shard.made.colophons})
    return replace(
        publication,
        whole=replace(whole, files=(*whole.files, *_moved(dataset, whole.files))),
        shards=tuple(shard for shard in publication.shards if shard not in near),
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
