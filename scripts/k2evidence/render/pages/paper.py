"""The page of a paper that reports cases."""

from dataclasses import dataclass
from pathlib import Path

from k2evidence.model.judgements import Certainty
from k2evidence.model.papers import Paper
from k2evidence.model.text import count
from k2evidence.render.pages.page_groups import page_uri
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import record_files
from k2evidence.render.pages.views.certainty import case_certainty
from k2evidence.render.pages.views.citing_pages import citing_pages
from k2evidence.render.pages.views.papers import PaperView, paper_view, short_name
from k2evidence.render.pages.views.record_links import SiteLink
from k2evidence.render.site_file import SiteFile, url_path


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper as its own page shows it.

    `certainty` is that of what its cases show. `findings` and `tools` are numbers in words, of what the audit
    found and of the appraisal tools that judge it; `tools` is empty where none does.
    """

    cited: PaperView
    paper: Paper
    only_paper: bool
    authors: tuple[str, ...]
    certainty: Certainty
    courses: tuple[SiteLink, ...]
    findings: str
    audit_address: str
    tools: str
    has_background: bool
    cited_on: tuple[SiteLink, ...]


def paper_page(site: SiteData, paper: Paper) -> SiteFile:
    """Return the page of a paper."""
    cases = site.dataset.cases_of[paper.id]
    return render_page(
        site.context,
        f"evidence/{paper.id}.md",
        "paper.md.jinja",
        title=short_name(paper),
        description=f"{paper.title}: what was read of it, how things were measured, and its cases.",
        kind="Study",
        sources=record_files(site.dataset, (paper.id, *(case.id for case in cases))),
        origin=Path(f"data/papers/{paper.id}.yml"),
        view=_view(site, paper),
    )


def _view(site: SiteData, paper: Paper) -> PaperPage:
    dataset = site.dataset
    findings = len(site.findings_by_paper.get(paper.id, ()))
    appraisal = dataset.appraisals.get(paper.id)
    return PaperPage(
        cited=paper_view(paper),
        paper=paper,
        only_paper=not dataset.several_papers,
        authors=tuple(f"{author.given} {author.family}" for author in paper.authors),
        certainty=case_certainty(site, (paper.id,)),
        courses=tuple(
            SiteLink(dataset.course_label(case, course), f"cases/{case.id}/")
            for case in dataset.cases_of[paper.id]
            for course in case.courses
        ),
        findings=f"{findings:,} finding{'' if findings == 1 else 's'}",
        audit_address=url_path(page_uri("audit", site.page_number_of[paper.id])),
        tools=count(len(appraisal.answers), "published tool") if appraisal else "",
        has_background=paper.id in dataset.background,
        cited_on=citing_pages(site, paper.id),
    )
