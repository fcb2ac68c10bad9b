"""Pages of reference: glossary, data, changelog and how to cite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import COURSES_PER_PAGE, Dataset, Publication
from k2evidence.model.papers import Paper
from k2evidence.model.releases import Amendment
from k2evidence.model.vocabulary import Analyte, ReferenceRange, SkeletalSite, Substance, Term, Vocabulary
from k2evidence.render.exports.catalogue import TABLES
from k2evidence.render.exports.phenopacket_terms import TERM_ANCHOR, TERMS_PAGE
from k2evidence.render.exports.table import Table
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import folder_files, record_files, vocabulary_files
from k2evidence.render.pages.views.papers import PaperView, paper_view
from k2evidence.render.site_file import SiteFile

YOUR_ADDRESS = "https://ADDRESS-OF-THIS-SITE/"
"""What is in the place of the address in the code examples, where the site has none yet."""


@dataclass(frozen=True, slots=True)
class ReferenceRangeRow:
    """A reference range of a laboratory, with the name of what was measured."""

    name: str
    text: str
    reference: ReferenceRange


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """The glossary."""

    terms: tuple[Term, ...]
    analytes: tuple[Analyte, ...]
    sites: tuple[SkeletalSite, ...]
    substances: tuple[Substance, ...]
    ranges: tuple[ReferenceRangeRow, ...]


@dataclass(frozen=True, slots=True)
class DataPage:
    """The page of downloads; `other_cases` is how many more phenopackets there are than are listed.

    `site` is the address from which the code examples read, a placeholder without one; `example` is that of
    some page of a record.
    """

    tables: tuple[Table[Any], ...]
    cases: tuple[str, ...]
    other_cases: int
    example: str
    site: str


@dataclass(frozen=True, slots=True)
class TermsPage:
    """The terms of this site in phenopackets: what each anchor begins with, and the label of each code."""

    anchor: str
    terms: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangelogPage:
    """What changed: the content, newest first, and the versions of the whole, in Markdown."""

    amendments: tuple[Amendment, ...]
    versions: Markup


@dataclass(frozen=True, slots=True)
class PaperToCite:
    """A paper to cite, and what could not be verified about its reference."""

    paper: PaperView
    remarks: str


@dataclass(frozen=True, slots=True)
class CitePage:
    """How to cite; `other_papers` is how many publications with cases are cited on their own pages alone."""

    papers: tuple[PaperToCite, ...]
    other_papers: int


def glossary_page(vocabulary: Vocabulary, context: BuildContext) -> SiteFile:
    """Return the glossary with measurements, substances and reference ranges."""
    return render_page(
        context,
        "glossary.md",
        "glossary.md.jinja",
        title="Glossary",
        description="What the terms of this site mean in plain words, from bone markers to statistics, "
        "and the reference ranges that it uses.",
        kind="Glossary",
        answers=True,
        sources=vocabulary_files("glossary", "analytes", "substances", "sites", "reference-ranges"),
        origin=Path("data/vocabulary/glossary.yml"),
        view=GlossaryPage(
            terms=vocabulary.terms,
            analytes=tuple(vocabulary.analytes.values()),
            sites=tuple(vocabulary.sites.values()),
            substances=tuple(vocabulary.substances.values()),
            ranges=tuple(
                ReferenceRangeRow(
                    name=vocabulary.form(reference.analyte, reference.specimen).name,
                    text=f"{reference.range.low}–{reference.range.high} {reference.unit}",
                    reference=reference,
                )
                for reference in vocabulary.reference_ranges
            ),
        ),
    )


def data_page(dataset: Dataset, context: BuildContext) -> SiteFile:
    """Return the page that offers the tables."""
    cases = [case.id for group in dataset.list_groups for case in group.cases]
    return render_page(
        context,
        "data.md",
        "data.md.jinja",
        title="Data",
        description="Which data of this site can be downloaded: tables, one file with everything, one "
        "file for each record, what each column means and how to load it.",
        kind="Page",
        sources=folder_files(dataset, "papers", "cases", "studies"),
        view=DataPage(
            tables=TABLES,
            cases=tuple(cases[:COURSES_PER_PAGE]),
            other_cases=max(len(cases) - COURSES_PER_PAGE, 0),
            example=f"cases/{cases[0]}/" if cases else "",
            site=context.address or YOUR_ADDRESS,
        ),
    )


def terms_page(site: SiteData) -> SiteFile:
    """Return the list of the terms of this site in phenopackets, each with the anchor that its IRI names."""
    return render_page(
        site.context,
        f"{TERMS_PAGE.rstrip('/')}.md",
        "terms.md.jinja",
        title="Terms of the phenopackets",
        description="What each term with the prefix k2e means in the phenopackets, the files of single "
        "patients.",
        kind="Page",
        searchable=False,
        view=TermsPage(TERM_ANCHOR, site.own_terms.get(TERMS_PAGE, {})),
    )


def changelog_page(amendments: Sequence[Amendment], context: BuildContext) -> SiteFile:
    """Return what changed: the content, record by record, and the versions of the whole."""
    return render_page(
        context,
        "changelog.md",
        "changelog.md.jinja",
        title="Changelog",
        description="What changed on this site, newest first: every change of content with its reason and "
        "the pages whose meaning changed, and every version.",
        kind="Page",
        searchable=False,
        sources=("CHANGELOG.md", *(f"data/amendments/{amendment.id}.yml" for amendment in amendments)),
        origin=Path("CHANGELOG.md"),
        view=ChangelogPage(
            amendments=tuple(amendments),
            versions=Markup(context.changelog.partition("\n")[2].strip()),
        ),
    )


def cite_page(site: SiteData) -> SiteFile:
    """Return the page on citing."""
    return render_page(
        site.context,
        "cite.md",
        "cite.md.jinja",
        title="How to cite",
        description="How to cite a page of this site, its data or the original paper: NLM (Vancouver) and "
        "APA references, and files for reference managers.",
        kind="Page",
        sources=record_files(site.dataset, (paper.id for paper in site.dataset.main_papers)),
        view=CitePage(
            papers=tuple(
                PaperToCite(paper_view(paper), _remarks(paper)) for paper in site.dataset.main_papers
            ),
            other_papers=len(site.dataset.case_reports) - len(site.dataset.main_papers),
        ),
    )


def _remarks(paper: Publication) -> str:
    """Return what the record says of the issue number and the licence of a paper, where it says something."""
    if not isinstance(paper, Paper):
        return ""
    remarks = []
    if paper.issue:
        remarks.append(f"Issue number {paper.issue.says}: {paper.issue.note or 'confirmed.'}")
    if paper.licence:
        remarks.append(f"Licence of the article: {paper.licence.says}. {paper.licence.note or ''}".strip())
    return " ".join(remarks)
