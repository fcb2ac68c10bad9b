"""The background page: each paper's discussion, every claim of its authors beside current evidence."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Statement
from k2evidence.model.judgements import Background, BackgroundPoint, CitedReference
from k2evidence.model.studies import StudyOutcome
from k2evidence.model.text import sentence
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData, anchor_prefix
from k2evidence.render.pages.sources import folder_files, record_files
from k2evidence.render.pages.views.papers import PaperView, paper_view
from k2evidence.render.pages.views.record_links import (
    EvidenceLink,
    Linker,
    SiteLink,
    evidence_link,
    linker,
    record_link,
)
from k2evidence.render.site_file import SiteFile

SECTIONS = {
    "cause": "What may cause the disease",
    "vitamin K2 and bone": "Vitamin K2 and bone",
    "care": "Conservative care, bisphosphonates and surgery",
    "safety": "Safety",
    "novelty": "What was new",
}
"""The headings of the page, in their order."""


@dataclass(frozen=True, slots=True)
class PointView:
    """One point of a discussion: the authors' claims, the evidence beside them and this site's reading.

    `prefix` starts the anchors of a paper, so that no two papers share one.
    """

    point: BackgroundPoint
    prefix: str
    claims: tuple[Statement, ...]
    evidence: tuple[EvidenceLink, ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """The points under one heading."""

    id: str
    title: str
    points: tuple[PointView, ...]


@dataclass(frozen=True, slots=True)
class CitedReferenceView:
    """An entry of a paper's list of references, linked to its record where this site has one."""

    reference: CitedReference
    study: SiteLink | None


@dataclass(frozen=True, slots=True)
class DiscussionView:
    """The discussion of one paper, and its list of references."""

    paper: PaperView
    prefix: str
    sections: tuple[SectionView, ...]
    references: tuple[CitedReferenceView, ...]
    references_note: str | None


@dataclass(frozen=True, slots=True)
class BackgroundPage:
    """The discussion of every paper; `certainty` is that of what their cases show."""

    several_papers: bool
    discussions: tuple[DiscussionView, ...]
    linked: Linker


def background_page(site: SiteData) -> SiteFile:
    """Return the page on the discussion of each paper."""
    dataset, uri = site.dataset, "background.md"
    return render_page(
        site.context,
        uri,
        "background.md.jinja",
        title="Background",
        description="What the authors of the paper say about cause, vitamin K2 and other care, each claim "
        "beside current evidence, and the paper's references.",
        kind="Page",
        answers=True,
        sources=(*folder_files(dataset, "background"), *record_files(dataset, _evidence(dataset))),
        origin=next((Path(f"data/background/{name}.yml") for name in dataset.background), None),
        view=BackgroundPage(
            several_papers=len(dataset.background) > 1,
            discussions=tuple(_discussion(site, background) for background in dataset.background.values()),
            linked=linker(dataset, uri),
        ),
    )


def _evidence(dataset: Dataset) -> Iterator[str]:
    """Yield every paper whose discussion is shown, and the evidence beside it."""
    for background in dataset.background.values():
        for point in background.points:
            yield from (background.id, *point.evidence)


def _discussion(site: SiteData, background: Background) -> DiscussionView:
    return DiscussionView(
        paper=paper_view(site.dataset.papers[background.id]),
        prefix=anchor_prefix(site, background.id),
        sections=tuple(section for name in SECTIONS if (section := _section(site, background, name)).points),
        references=tuple(
            CitedReferenceView(
                reference, record_link(site.dataset, reference.study) if reference.study else None
            )
            for reference in background.references
        ),
        references_note=background.references_note,
    )


def _section(site: SiteData, background: Background, name: str) -> SectionView:
    points = tuple(
        point_view(site, background, point) for point in background.points if point.section == name
    )
    return SectionView(name.replace(" ", "-").lower(), SECTIONS[name], points)


def point_view(site: SiteData, background: Background, point: BackgroundPoint) -> PointView:
    """Return one point of a paper's discussion."""
    claims = {claim.id: claim for claim in site.dataset.papers[background.id].claims}
    return PointView(
        point=point,
        prefix=anchor_prefix(site, background.id),
        claims=tuple(claims[name] for name in point.claims),
        evidence=tuple(_noted(site.dataset, ref) for ref in point.evidence),
    )


def _noted(dataset: Dataset, ref: str) -> EvidenceLink:
    """Return the link to a piece of evidence, with what its record remarks on an outcome."""
    link = evidence_link(dataset, ref)
    name, _, item = ref.partition("/")
    study = dataset.studies.get(name)
    outcome = dict(study.items()).get(item) if study else None
    if not isinstance(outcome, StudyOutcome) or not outcome.note:
        return link
    return replace(link, says=f"{link.says} {sentence(outcome.note)}")
