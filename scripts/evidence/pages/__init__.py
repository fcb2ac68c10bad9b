"""The pages of the site, one module for each kind."""

from collections.abc import Iterable

from evidence.model import VIEWS
from evidence.pages.appraisal import appraisal_page
from evidence.pages.audit import audit_page
from evidence.pages.background import background_page
from evidence.pages.case import case_page
from evidence.pages.contributing import contributing_page, errors_page
from evidence.pages.courses import case_index, compare_page
from evidence.pages.home import home_page
from evidence.pages.recovery import recovery_page
from evidence.pages.reference import changelog_page, cite_page, data_page, glossary_page
from evidence.pages.safety import safety_page
from evidence.pages.studies import (
    evidence_index,
    not_used_page,
    outcome_page,
    paper_page,
    study_page,
)
from evidence.pages.summary import summary_page
from evidence.pages.views import Site
from evidence.results import SiteFile

__all__ = ["Site", "batch_pages", "render_pages", "study_pages"]


def render_pages(site: Site) -> tuple[SiteFile, ...]:
    """Return the pages about all records; lists of cases begin here and go on in the batches."""
    return (
        home_page(site),
        case_index(site, 1),
        compare_page(site, 1),
        recovery_page(site),
        evidence_index(site),
        summary_page(site),
        *(outcome_page(site, kind) for kind in VIEWS),
        not_used_page(site),
        background_page(site),
        safety_page(site),
        audit_page(site, 1),
        appraisal_page(site),
        glossary_page(site),
        data_page(site),
        cite_page(site),
        contributing_page(site),
        errors_page(site),
        changelog_page(site),
    )


def batch_pages(site: Site, number: int) -> tuple[SiteFile, ...]:
    """Return the pages of one batch of papers: cases, papers and, after the first, its part of the lists.

    They are rendered when they are asked for.
    """
    batch = site.dataset.batches[number - 1]
    lists = (case_index, compare_page, audit_page) if number > 1 else ()
    return (
        *(case_page(site, case) for case in batch.cases),
        *(paper_page(site, paper) for paper in batch.papers),
        *(page(site, number) for page in lists),
    )


def study_pages(site: Site, studies: Iterable[str]) -> tuple[SiteFile, ...]:
    """Return the pages of some studies."""
    return tuple(study_page(site, site.dataset.studies[study]) for study in studies)
