"""Claims of this site with their evidence, as pages show them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from k2evidence.model.judgements import Claim
from k2evidence.model.placeholders import fill
from k2evidence.model.text import sentence
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.record_links import EvidenceLink, SiteLink, evidence_links


@dataclass(frozen=True, slots=True)
class ClaimView:
    """One claim: its sentence with the numbers filled in, what it lists, and the evidence it rests on."""

    id: str
    asks: str | None
    says: str
    items: tuple[str, ...]
    see: str | None
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class ClaimSection:
    """A question with the claims that answer it; `see` are pages that say more."""

    id: str
    asks: str
    see: tuple[SiteLink, ...]
    claims: tuple[ClaimView, ...]


@dataclass(frozen=True, slots=True)
class ClaimsView:
    """Claims that are read together, under one title."""

    id: str
    title: str
    claims: tuple[ClaimView, ...]

    @property
    def sections(self) -> tuple[ClaimSection, ...]:
        """The claims below the questions that they answer: one without a question goes on with the last."""
        groups: list[list[ClaimView]] = []
        for claim in self.claims:
            if claim.asks or not groups:
                groups.append([])
            groups[-1].append(claim)
        return tuple(
            ClaimSection(
                id=group[0].id,
                asks=group[0].asks or self.title,
                see=tuple(
                    _page_link(see) for see in dict.fromkeys(claim.see for claim in group if claim.see)
                ),
                claims=tuple(group),
            )
            for group in groups
        )


def claims_view(site: SiteData, claims_id: str) -> ClaimsView:
    """Return what the page of a file of claims shows, with numbers filled in and the evidence as links."""
    shown = site.dataset.claims_shown(claims_id)
    title = site.dataset.claims[claims_id].title
    return ClaimsView(claims_id, title, tuple(_claim_view(site, claim) for _, claim in shown))


_PAGES: Mapping[str, str] = {
    "": "the answer",
    "cases/": "cases",
    "evidence/": "studies",
    "evidence/summary-of-findings/": "summary of findings",
    "recovery/": "recovery",
    "recovery/#the-disease": "recovery, who gets it and what follows",
    "safety/": "safety",
}
"""What a sentence calls the pages that claims often lead to."""


def _page_link(see: str) -> SiteLink:
    """Return a link to where a claim leads: 'safety, breast-feeding', or 'studies, MK-7' for a filter."""
    page = re.split(r"[?#]", see)[0]
    detail = re.sub(r"^.*[=#]", "", see) if see != page else ""
    named = ", ".join(filter(None, (_PAGES.get(page, "a page on it"), _words(detail))))
    return SiteLink(_PAGES.get(see, named), see)


def _words(anchor: str) -> str:
    """Return an anchor as words; the value of a filter, which has capitals, stays as it is."""
    return (
        anchor.replace("-", " ").replace("breast feeding", "breast-feeding") if anchor.islower() else anchor
    )


def _claim_view(site: SiteData, claim: Claim) -> ClaimView:
    text = fill(claim.says, site.phrases.phrases_for(claim.rests_on))
    return ClaimView(
        id=claim.id,
        asks=claim.asks,
        says=_unbroken(text if claim.items else sentence(text)),
        items=claim.items,
        see=claim.see,
        evidence=evidence_links(site.dataset, claim.rests_on, every_item=True),
    )


def _unbroken(text: str) -> str:
    """Return a text whose lines do not break between a number and its percent sign."""
    return text.replace(" %", "\N{NO-BREAK SPACE}%")
