"""The pages of the site, one module for each kind."""

from collections.abc import Mapping
from pathlib import Path

from evidence.model import Dataset
from evidence.pages.appraisal import appraisal_page
from evidence.pages.audit import audit_page
from evidence.pages.case import case_page
from evidence.pages.courses import case_index, compare_page
from evidence.pages.home import home_page
from evidence.pages.recovery import recovery_page
from evidence.pages.reference import cite_page, data_page, glossary_page
from evidence.pages.views import Site
from evidence.results import BuildContext, Changes, Finding, Picture, Recovery, Rule, SiteFile, Timelines


def render_pages(
    dataset: Dataset,
    changes: Changes,
    timelines: Timelines,
    recovery: Recovery,
    findings: tuple[Finding, ...],
    rules: tuple[Rule, ...],
    pictures: Mapping[str, Picture],
    context: BuildContext,
) -> tuple[SiteFile, ...]:
    """Return every generated page."""
    site = Site(dataset, changes, timelines, recovery, findings, rules, pictures, context)
    return (
        home_page(site),
        case_index(site),
        *(case_page(site, case) for case in dataset.cases.values()),
        compare_page(site),
        recovery_page(site),
        audit_page(site),
        appraisal_page(site),
        glossary_page(site),
        data_page(site),
        cite_page(site),
        SiteFile("changelog.md", context.changelog, Path("CHANGELOG.md")),
    )
