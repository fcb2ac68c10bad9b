"""The pages of the site, one module for each kind."""

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

__all__ = ["Site", "render_pages"]


def render_pages(site: Site) -> tuple[SiteFile, ...]:
    """Return every generated page."""
    dataset = site.dataset
    numbers = range(1, len(dataset.batches) + 1)
    return (
        home_page(site),
        *(case_index(site, number) for number in numbers),
        *(compare_page(site, number) for number in numbers),
        recovery_page(site),
        evidence_index(site),
        summary_page(site),
        *(outcome_page(site, kind) for kind in VIEWS),
        not_used_page(site),
        background_page(site),
        safety_page(site),
        *(audit_page(site, number) for number in numbers),
        appraisal_page(site),
        glossary_page(site),
        data_page(site),
        cite_page(site),
        contributing_page(site),
        errors_page(site),
        changelog_page(site),
        *(case_page(site, case) for case in dataset.cases.values()),
        *(paper_page(site, paper) for paper in dataset.papers.values()),
        *(study_page(site, study) for study in dataset.studies.values()),
    )
