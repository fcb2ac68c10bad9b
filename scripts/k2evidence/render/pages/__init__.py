"""The pages of the site, one module for each kind."""

from k2evidence.model.studies import VIEWS
from k2evidence.render.pages.appraisal import appraisal_page
from k2evidence.render.pages.audit import audit_page
from k2evidence.render.pages.background import background_page
from k2evidence.render.pages.case import case_page
from k2evidence.render.pages.contributing import contributing_page, errors_page
from k2evidence.render.pages.courses import case_index, compare_page
from k2evidence.render.pages.editorial import editorial_page
from k2evidence.render.pages.evidence_index import evidence_index
from k2evidence.render.pages.grade import grade_page
from k2evidence.render.pages.home import home_page
from k2evidence.render.pages.lifelines import lifelines_page
from k2evidence.render.pages.not_used import not_used_page
from k2evidence.render.pages.outcome import outcome_page
from k2evidence.render.pages.paper import paper_page
from k2evidence.render.pages.recovery import recovery_page
from k2evidence.render.pages.reference import changelog_page, cite_page, data_page, glossary_page, terms_page
from k2evidence.render.pages.reviews_and_trials import reviews_and_trials_page
from k2evidence.render.pages.risk_of_bias import risk_of_bias_page
from k2evidence.render.pages.safety import safety_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.study import study_page
from k2evidence.render.pages.summary import summary_page
from k2evidence.render.pages.thresholds import thresholds_page
from k2evidence.render.pages.ways_in import by_outcome_page, clinicians_page, patients_page
from k2evidence.render.site_file import SiteFile

__all__ = ["SiteData", "render_pages"]


def render_pages(site: SiteData) -> tuple[SiteFile, ...]:
    """Return every generated page."""
    dataset = site.dataset
    context = site.context
    numbers = range(1, len(dataset.page_groups) + 1)
    lists = range(1, len(dataset.list_groups) + 1)
    return (
        home_page(site),
        patients_page(site),
        clinicians_page(site),
        *(case_index(site, number) for number in lists),
        *(compare_page(site, number) for number in numbers),
        lifelines_page(site),
        recovery_page(site),
        evidence_index(site),
        summary_page(site),
        by_outcome_page(site),
        risk_of_bias_page(site),
        grade_page(site),
        thresholds_page(site),
        *(outcome_page(site, kind) for kind in VIEWS),
        reviews_and_trials_page(site),
        not_used_page(site),
        background_page(site),
        safety_page(site),
        *(audit_page(site, number) for number in numbers),
        appraisal_page(site),
        glossary_page(dataset.vocabulary, context),
        data_page(dataset, context),
        terms_page(site),
        cite_page(site),
        editorial_page(site),
        contributing_page(dataset.vocabulary, context),
        errors_page(context),
        changelog_page(dataset.newest_amendments, context),
        *(case_page(site, case) for case in dataset.cases.values()),
        *(paper_page(site, paper) for paper in dataset.papers.values()),
        *(study_page(site, study) for study in dataset.studies.values()),
    )
