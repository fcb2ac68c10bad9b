"""The patients that a publication reports, and what this site found in its report of them."""

from dataclasses import dataclass

from k2evidence.derive.appraisals import answers_of
from k2evidence.load.dataset import Publication
from k2evidence.model.papers import Method
from k2evidence.model.text import count
from k2evidence.render.pages.page_groups import page_uri
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.record_links import SiteLink
from k2evidence.render.site_file import url_path


@dataclass(frozen=True, slots=True)
class ReportedCases:
    """The cases of a publication and how they were measured.

    `findings` and `tools` are numbers in words, of what the audit found and of the appraisal tools that
    judge it; `tools` is empty where none does.
    """

    courses: tuple[SiteLink, ...]
    findings: str
    audit_address: str
    tools: str
    has_background: bool
    methods: tuple[Method, ...]


def reported_cases(site: SiteData, paper: Publication) -> ReportedCases:
    """Return the cases of a publication that reports patients."""
    dataset = site.dataset
    findings = len(site.findings_by_paper.get(paper.id, ()))
    appraisal = dataset.appraisals.get(paper.id)
    answers = answers_of(dataset, appraisal, "reports of patients") if appraisal else ()
    return ReportedCases(
        courses=tuple(
            SiteLink(dataset.course_label(case, course), f"cases/{case.id}/")
            for case in dataset.cases_of[paper.id]
            for course in case.courses
        ),
        findings=f"{findings:,} finding{'' if findings == 1 else 's'}" if findings else "no findings",
        audit_address=url_path(page_uri("audit", site.page_number_of[paper.id])),
        tools=count(len(answers), "published tool") if answers else "",
        has_background=paper.id in dataset.background,
        methods=paper.methods,
    )
