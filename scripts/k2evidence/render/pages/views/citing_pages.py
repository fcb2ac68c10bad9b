"""The pages whose sentences rest on a record."""

from collections.abc import Iterator, Mapping, Sequence

from k2evidence.load.data_files import HOME_CLAIMS
from k2evidence.render.pages.site_data import SiteData, anchor_prefix
from k2evidence.render.pages.views.record_links import SiteLink

_PAGES_OF_CLAIMS: Mapping[SiteLink, tuple[str, ...]] = {
    SiteLink("Answer", ""): HOME_CLAIMS,
    SiteLink("Patients", "patients/"): ("patients",),
    SiteLink("Clinicians", "clinicians/"): ("clinicians",),
}
"""The claims that each page shows."""


def citing_pages(site: SiteData, record_id: str) -> tuple[SiteLink, ...]:
    """Return links to the places of other pages that cite a record as their evidence."""
    return (
        *_claims(site, record_id),
        *_summaries(site, record_id),
        *_background(site, record_id),
        *_recovery(site, record_id),
    )


def _cites(refs: Sequence[str], record_id: str) -> bool:
    """Say whether some evidence cites a record, or one item of it."""
    return any(ref.partition("/")[0] == record_id for ref in refs)


def _claims(site: SiteData, record_id: str) -> Iterator[SiteLink]:
    for page, names in _PAGES_OF_CLAIMS.items():
        claims = (claim for name in names for _, claim in site.dataset.claims_shown(name))
        if any(_cites(claim.rests_on, record_id) for claim in claims):
            yield page


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
