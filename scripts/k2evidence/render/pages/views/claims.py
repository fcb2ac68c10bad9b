"""Claims of this site with their evidence, as pages show them."""

from dataclasses import dataclass

from k2evidence.model.judgements import Claim
from k2evidence.model.placeholders import fill
from k2evidence.model.text import sentence
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.record_links import EvidenceLink, evidence_links


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim: its sentence with the numbers filled in, and the evidence it rests on."""

    id: str
    asks: str | None
    says: str
    see: str | None
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class ClaimsView:
    """Claims that are read together, under one title."""

    id: str
    title: str
    claims: tuple[ClaimView, ...]


def claims_view(site: SiteData, claims_id: str) -> ClaimsView:
    """Return a file of claims with the numbers filled in and the evidence as links."""
    claims = site.dataset.claims[claims_id]
    return ClaimsView(claims.id, claims.title, tuple(_claim_view(site, claim) for claim in claims.claims))


def _claim_view(site: SiteData, claim: Claim) -> ClaimView:
    return ClaimView(
        id=claim.id,
        asks=claim.asks,
        says=sentence(fill(claim.says, site.phrases.phrases_for(claim.rests_on))),
        see=claim.see,
        evidence=evidence_links(site.dataset, claim.rests_on),
    )
