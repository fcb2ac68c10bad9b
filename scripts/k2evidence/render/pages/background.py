"""The discussion of the paper: the authors' claims, each beside current evidence."""

from pathlib import Path
from typing import Any

from k2evidence.model.judgements import Background, BackgroundPoint
from k2evidence.render.pages.evidence import address_of, label_of, linker, reference_view
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData, anchor_prefix
from k2evidence.render.pages.sources import files_of, folders
from k2evidence.render.pages.views.papers import paper_view
from k2evidence.render.site_file import SiteFile

SECTIONS = {
    "cause": "What may cause the disease",
    "vitamin K2 and bone": "Vitamin K2 and bone",
    "care": "Conservative care, bisphosphonates and surgery",
    "safety": "Safety",
    "novelty": "What was new",
}
"""The headings of the page."""


def background_page(site: SiteData) -> SiteFile:
    """Return the page on the discussion of each paper."""
    uri = "background.md"
    return render_page(
        site.context,
        uri,
        "background.md.jinja",
        title="Background",
        description="What the authors of the paper say about cause, vitamin K2 and other care, each claim "
        "beside current evidence, and the paper's references.",
        kind="Page",
        sources=(
            *folders(site.dataset, "background"),
            *files_of(
                site.dataset,
                (
                    ref
                    for background in site.dataset.background.values()
                    for point in background.points
                    for ref in (background.id, *point.evidence)
                ),
            ),
        ),
        origin=next((Path(f"data/background/{name}.yml") for name in site.dataset.background), None),
        linked=linker(site, uri),
        several=len(site.dataset.background) > 1,
        papers=[_view(site, background) for background in site.dataset.background.values()],
    )


def _view(site: SiteData, background: Background) -> dict[str, Any]:
    return {
        "paper": paper_view(site.dataset.papers[background.id]),
        "prefix": anchor_prefix(site, background.id),
        "sections": [
            {
                "id": section.replace(" ", "-").lower(),
                "title": title,
                "points": [
                    point_view(site, background, point)
                    for point in background.points
                    if point.section == section
                ],
            }
            for section, title in SECTIONS.items()
        ],
        "references": [
            {
                "entry": reference,
                "study": reference.study
                and {"label": label_of(site, reference.study), "address": address_of(site, reference.study)},
            }
            for reference in background.references
        ],
        "note": background.references_note,
    }


def point_view(site: SiteData, background: Background, point: BackgroundPoint) -> dict[str, Any]:
    """Return one point: what the authors claim, what it is set beside, and how this site reads it."""
    claims = {claim.id: claim for claim in site.dataset.papers[background.id].claims}
    return {
        "point": point,
        "prefix": anchor_prefix(site, background.id),
        "claims": [claims[name] for name in point.claims],
        "evidence": [reference_view(site, ref) for ref in point.evidence],
    }
