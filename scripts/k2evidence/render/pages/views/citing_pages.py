"""The pages whose sentences rest on a record."""

from collections.abc import Iterator, Sequence

from k2evidence.render.pages.site_data import SiteData, anchor_prefix
from k2evidence.render.pages.views.record_links import SiteLink


def citing_pages(site: SiteData, record_id: str) -> tuple[SiteLink, ...]:
    """Return links to the places of other pages that cite a record as their evidence."""
    return (
        *_home(site, record_id),
        *_summaries(site, record_id),
        *_background(site, record_id),
        *_recovery(site, record_id),
    )


def _cites(refs: Sequence[str], record_id: str) -> bool:
    """Say whether some evidence cites a record, or one item of it."""
    return any(ref.partition("/")[0] == record_id for ref in refs)


def _home(site: SiteData, record_id: str) -> Iterator[SiteLink]:
    claims = (claim for claims in site.dataset.claims.values() for claim in claims.claims)
    if any(_cites(claim.rests_on, record_id) for claim in claims):
        yield SiteLink("Home", "")


def _summaries(site: SiteData, record_id: str) -> Iterator[SiteLink]:
    for summary in sorted(site.dataset.summaries.values(), key=lambda summary: summary.place):
        if _cites(tuple(summary.evidence()), record_id):
            yield SiteLink(
                f"Summary of findings: {summary.outcome}", f"evidence/summary-of-findings/#{summary.id}"
            )


def _background(site: SiteData, record_id: str) -> Iterator[SiteLink]:
    for background in site.dataset.background.values():
        prefix = anchor_prefix(site, background.id)
        for point in background.points:
            if _cites(point.evidence, record_id):
                yield SiteLink(f"Background: {point.title}", f"background/#{prefix}{point.id}")


def _recovery(site: SiteData, record_id: str) -> Iterator[SiteLink]:
    if record_id in site.drawn:
        yield SiteLink("Recovery", "recovery/#picture")
