"""Pages of reference: glossary, data and how to cite."""

from itertools import islice
from pathlib import Path

from markupsafe import Markup

from k2evidence.load.dataset import COURSES_PER_PAGE
from k2evidence.render.exports.catalogue import TABLES
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.sources import files_of, folders, lists
from k2evidence.render.pages.views import SiteData, paper_view
from k2evidence.render.site_file import SiteFile

PREVIEW = "http://127.0.0.1:8000/"
"""Where `make serve` shows the site."""


def glossary_page(site: SiteData) -> SiteFile:
    """Return the glossary with measurements, substances and reference ranges."""
    vocabulary = site.dataset.vocabulary
    return render_page(
        site.context,
        "glossary.md",
        "glossary.md.jinja",
        title="Glossary",
        description="The terms of this site in plain words, and the reference ranges it uses.",
        kind="Glossary",
        sources=lists("glossary", "analytes", "substances", "sites", "reference-ranges"),
        origin=Path("data/vocabulary/glossary.yml"),
        terms=vocabulary.terms,
        ranges=[
            {
                "name": vocabulary.form(reference.analyte, reference.specimen).name,
                "reference": reference,
                "text": f"{reference.range.low}–{reference.range.high} {reference.unit}",
            }
            for reference in vocabulary.reference_ranges
        ],
        analytes=vocabulary.analytes.values(),
        substances=vocabulary.substances.values(),
        sites=vocabulary.sites.values(),
    )


def data_page(site: SiteData) -> SiteFile:
    """Return the page that offers the tables."""
    return render_page(
        site.context,
        "data.md",
        "data.md.jinja",
        title="Data",
        description="The data behind this site to take with you: tables, one file with everything, one file "
        "for each record, what each column means and how to load it.",
        kind="Page",
        tables=TABLES,
        cases=list(islice(site.dataset.cases, COURSES_PER_PAGE)),
        others=max(len(site.dataset.cases) - COURSES_PER_PAGE, 0),
        example={"page": f"cases/{next(iter(site.dataset.cases))}/"},
        # Without an address the code reads from the preview, where it can be tried.
        site=site.context.address or PREVIEW,
    )


def changelog_page(site: SiteData) -> SiteFile:
    """Return what changed: the content, record by record, and the versions of the whole."""
    amendments = sorted(
        site.dataset.amendments.values(), key=lambda amendment: (amendment.date, amendment.id), reverse=True
    )
    return render_page(
        site.context,
        "changelog.md",
        "changelog.md.jinja",
        title="Changelog",
        description="What changed on this site, newest first: every change of content with its reason and "
        "the pages whose meaning changed, and every version.",
        kind="Page",
        sources=("CHANGELOG.md", *folders(site.dataset, "amendments")),
        origin=Path("CHANGELOG.md"),
        amendments=amendments,
        versions=Markup(site.context.changelog.partition("\n")[2].strip()),
    )


def cite_page(site: SiteData) -> SiteFile:
    """Return the page on citing."""
    return render_page(
        site.context,
        "cite.md",
        "cite.md.jinja",
        title="How to cite",
        description="How to cite this site, and how to cite the original paper instead.",
        kind="Page",
        sources=files_of(site.dataset, (paper.id for paper in site.main_papers)),
        papers=[paper_view(paper) for paper in site.main_papers],
        others=len(site.dataset.papers) - len(site.main_papers),
    )
