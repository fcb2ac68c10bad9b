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


@dataclass(frozen=True, slots=True)
class ClaimSection:
    """A question with the claims that answer it; `see` are the addresses of pages that say more."""

    id: str
    asks: str
    see: tuple[str, ...]
    claims: tuple[ClaimView, ...]


def claims_view(site: SiteData, claims_id: str) -> ClaimsView:
    """Return what the page of a file of claims shows, with the numbers filled in and the evidence as links."""
    shown = site.dataset.claims_shown(claims_id)
    title = site.dataset.claims[claims_id].title
    return ClaimsView(claims_id, title, tuple(_claim_view(site, claim) for _, claim in shown))


def claim_sections(view: ClaimsView) -> tuple[ClaimSection, ...]:
    """Return claims below the questions that they answer: one without a question goes on with the last."""
    groups: list[list[ClaimView]] = []
    for claim in view.claims:
        if claim.asks or not groups:
            groups.append([])
        groups[-1].append(claim)
    return tuple(
        ClaimSection(
            id=group[0].id,
            asks=group[0].asks or view.title,
            see=tuple(dict.fromkeys(claim.see for claim in group if claim.see)),
            claims=tuple(group),
        )
        for group in groups
    )


def _claim_view(site: SiteData, claim: Claim) -> ClaimView:
    return ClaimView(
        id=claim.id,
        asks=claim.asks,
        says=sentence(fill(claim.says, site.phrases.phrases_for(claim.rests_on))),
        see=claim.see,
        evidence=evidence_links(site.dataset, claim.rests_on),
    )
