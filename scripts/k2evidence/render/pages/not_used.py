"""The page of evidence that is not used: studies retracted, in doubt or replaced, with their notices."""

from dataclasses import dataclass

from k2evidence.load.dataset import Dataset
from k2evidence.model.base import IntegrityStatus
from k2evidence.model.scalars.identifiers import doi_address
from k2evidence.model.studies import Fact, Notice, Study
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import record_files
from k2evidence.render.pages.views.publications import citation_text, integrity_text
from k2evidence.render.pages.views.record_links import (
    Linker,
    SiteLink,
    address_of,
    label_of,
    linker,
    record_link,
)
from k2evidence.render.site_file import SiteFile


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A notice about a study, with the address where it can be read."""

    notice: Notice
    href: str | None


@dataclass(frozen=True, slots=True)
class ReviewLink:
    """A link to a review, with the review's own status."""

    label: str
    address: str
    status: IntegrityStatus


@dataclass(frozen=True, slots=True)
class StudyNotices:
    """A study with its notices and the reviews that pool it; `reason` is empty where it is still used."""

    study: Study
    address: str
    citation: str
    reason: str
    integrity: str
    notices: tuple[NoticeView, ...]
    reviews: tuple[ReviewLink, ...]


@dataclass(frozen=True, slots=True)
class IntegrityReport:
    """A fact that one study reports on the integrity of others."""

    label: str
    address: str
    fact: Fact


@dataclass(frozen=True, slots=True)
class NotUsedPage:
    """What is excluded, what was corrected and is still used, and what others report.

    `cautioned` are used although an author has papers that were retracted.
    """

    excluded: tuple[StudyNotices, ...]
    corrected: tuple[StudyNotices, ...]
    cautioned: tuple[SiteLink, ...]
    reports: tuple[IntegrityReport, ...]
    linked: Linker


def not_used_page(site: SiteData) -> SiteFile:
    """Return the page of excluded studies with the reasons, and of corrected ones."""
    dataset, uri = site.dataset, "evidence/not-used.md"
    studies = sorted(dataset.studies.values(), key=lambda study: (study.year or 0, study.id))
    excluded = [study for study in studies if exclusion_reason(dataset, study)]
    corrected = [s for s in studies if s.integrity.status == "corrected" and s not in excluded]
    reporting = [study for study in studies if _integrity_facts(study)]
    return render_page(
        site.context,
        uri,
        "not-used.md.jinja",
        title="Evidence not used",
        description="Which publications on vitamin K and bone this site leaves out, since they were "
        "retracted, questioned or replaced, with each notice; and which were corrected.",
        kind="Page",
        sources=record_files(
            dataset, (study.id for study in studies if study in (*excluded, *corrected, *reporting))
        ),
        view=NotUsedPage(
            excluded=tuple(_study_notices(dataset, study) for study in excluded),
            corrected=tuple(_study_notices(dataset, study) for study in corrected),
            cautioned=tuple(record_link(dataset, study.id) for study in studies if _is_cautioned(study)),
            reports=tuple(
                IntegrityReport(study.label, address_of(dataset, study.id), fact)
                for study in reporting
                for fact in _integrity_facts(study)
            ),
            linked=linker(dataset, uri),
        ),
    )


def exclusion_reason(dataset: Dataset, study: Study) -> str:
    """Return why no pooled view shows a study; empty where one may."""
    if study.integrity.status == "retracted":
        return "retracted"
    if study.integrity.status == "concern":
        return integrity_text(study)
    if study.superseded_by:
        return f"replaced by {label_of(dataset, study.superseded_by)}"
    if study.not_usable:
        return study.not_usable
    return ""


RETRACTIONS = "sato-retraction-record"
"""The record of the retractions of one group of authors, which cautions about their other papers name."""


def _is_cautioned(study: Study) -> bool:
    """Say whether a study that is used carries a caution about retracted papers of an author."""
    return study.usable and any(RETRACTIONS in caveat for caveat in study.caveats)


def _integrity_facts(study: Study) -> tuple[Fact, ...]:
    return tuple(fact for fact in study.facts if fact.about == "integrity")


def _study_notices(dataset: Dataset, study: Study) -> StudyNotices:
    return StudyNotices(
        study=study,
        address=address_of(dataset, study.id),
        citation=citation_text(study),
        reason=exclusion_reason(dataset, study),
        integrity=integrity_text(study),
        notices=tuple(
            NoticeView(notice, doi_address(notice.doi) if notice.doi else notice.link)
            for notice in study.integrity.notices
        ),
        reviews=tuple(
            ReviewLink(review.label, address_of(dataset, review.id), review.integrity.status)
            for review in dataset.studies.values()
            if study.id in review.includes
        ),
    )
