"""Pages of reference: glossary, data and how to cite."""

from pathlib import Path

from evidence.pages.rendering import render_page
from evidence.pages.views import Site, paper_view
from evidence.results import SiteFile
from evidence.tables import TABLES


def glossary_page(site: Site) -> SiteFile:
    """Return the glossary with measurements, substances and reference ranges."""
    vocabulary = site.dataset.vocabulary
    return render_page(
        site.context,
        "glossary.md",
        "glossary.md.jinja",
        title="Glossary",
        description="The terms of this site in plain words, and the reference ranges it uses.",
        kind="Glossary",
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


def data_page(site: Site) -> SiteFile:
    """Return the page that offers the tables."""
    return render_page(
        site.context,
        "data.md",
        "data.md.jinja",
        title="Data",
        description="The tables behind this site, to download as CSV.",
        kind="Page",
        files=TABLES,
    )


def cite_page(site: Site) -> SiteFile:
    """Return the page on citing."""
    return render_page(
        site.context,
        "cite.md",
        "cite.md.jinja",
        title="How to cite",
        description="How to cite this site, and how to cite the original paper instead.",
        kind="Page",
        papers=[paper_view(paper) for paper in site.dataset.papers.values()],
    )
