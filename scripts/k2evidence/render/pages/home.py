"""The home page: the answer, how sure it is, and why."""

from k2evidence.model.text import count
from k2evidence.render.pages.claims import claims_view
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.sources import claims_files, folders, recovery_files
from k2evidence.render.pages.views import SiteData, paper_view
from k2evidence.render.site_file import SiteFile


def home_page(site: SiteData) -> SiteFile:
    """Return the home page; every sentence of it is a claim that names its evidence."""
    return render_page(
        site.context,
        "index.md",
        "home.md.jinja",
        title="Vitamin K2 after pregnancy-associated osteoporosis",
        description="What vitamin K2 (menatetrenone) is known to do for fractures after pregnancy: "
        f"{count(len(site.dataset.cases), 'case')}, the trials around them, and how sure each answer is.",
        kind="Page",
        sources=(
            *claims_files(site.dataset, "bottom-line", "plain-language", "questions", "what-would-change"),
            *recovery_files(site.dataset, site.recovery),
            *folders(site.dataset, "summaries"),
        ),
        wide=True,
        answer=claims_view(site, "bottom-line"),
        plain=claims_view(site, "plain-language"),
        questions=claims_view(site, "questions"),
        change=claims_view(site, "what-would-change"),
        level=site.lowest_certainty,
        picture=site.pictures["recovery-home"],
        counted=site.recovery.counted,
        papers=[paper_view(paper) for paper in site.main_papers if site.dataset.cases_of[paper.id]],
        others=len(site.dataset.papers) - len(site.main_papers),
    )
