"""The pages for patients and for clinicians, and the list of outcomes: ways into the evidence."""

from collections.abc import Iterator
from dataclasses import dataclass

from k2evidence.derive.register_counts import CourseCounts, GivenCount, count_courses, count_given
from k2evidence.model.judgements import Certainty
from k2evidence.model.studies import VIEWS
from k2evidence.model.text import rounded, signed
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import claims_files, folder_files, summary_files
from k2evidence.render.pages.views.certainty import symbols
from k2evidence.render.pages.views.claims import ClaimSection, claim_sections, claims_view
from k2evidence.render.pages.views.record_links import SiteLink
from k2evidence.render.site_file import SiteFile


@dataclass(frozen=True, slots=True)
class GivenTable:
    """How many of all `women` of the register were given what; `doubled` may be in it twice."""

    women: int
    doubled: int
    rows: tuple[GivenCount, ...]


@dataclass(frozen=True, slots=True)
class PatientsPage:
    """Questions of patients with their answers."""

    sections: tuple[ClaimSection, ...]
    certainty: Certainty
    given: GivenTable
    given_below: str
    """The id of the section that the counts are part of; the last one where there is none of that name."""


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A group of courses as a row: counts, and the range of the changes of lumbar bone density in words."""

    counts: CourseCounts
    change: str


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome with the most direct evidence on vitamin K: what it may do, and how sure that is."""

    id: str
    name: str
    importance: str
    comparison: str
    result: str
    level: Certainty | None
    symbols: str


@dataclass(frozen=True, slots=True)
class CliniciansPage:
    """One sheet for clinicians; the tables are in the sections of claims called courses and treatments."""

    sections: tuple[ClaimSection, ...]
    women: int
    courses: tuple[CourseRow, ...]
    outcomes: tuple[OutcomeRow, ...]
    courses_below: str
    outcomes_below: str


@dataclass(frozen=True, slots=True)
class ByOutcomePage:
    """Every outcome: its page where it has one, and its row of the summary of findings."""

    outcomes: tuple[OutcomeRow, ...]
    pages: tuple[SiteLink, ...]


def patients_page(site: SiteData) -> SiteFile:
    """Return the page for patients."""
    dataset = site.dataset
    sections = claim_sections(claims_view(site, "patients"))
    return render_page(
        site.context,
        "patients.md",
        "patients.md.jinja",
        title="Patients",
        description="Does vitamin K2 help broken bones after a birth? In plain words: what is known, "
        "breast-feeding, your baby, other treatments, and when to get help today.",
        kind="Page",
        answers=True,
        sources=(*claims_files(dataset, "patients"), *folder_files(dataset, "cases")),
        view=PatientsPage(
            sections=sections,
            certainty=site.lowest_certainty,
            given=_given(site),
            given_below=_section(sections, "other-drugs"),
        ),
    )


def clinicians_page(site: SiteData) -> SiteFile:
    """Return the page for clinicians."""
    dataset = site.dataset
    sections = claim_sections(claims_view(site, "clinicians"))
    return render_page(
        site.context,
        "clinicians.md",
        "clinicians.md.jinja",
        title="Clinicians",
        description="Pregnancy-associated osteoporosis on one sheet: the work-up that reviews list, courses "
        "with and without drugs, how certain each treatment is, and new fractures.",
        kind="Page",
        answers=True,
        sources=(
            *claims_files(dataset, "clinicians"),
            *summary_files(dataset, *dataset.summaries),
            *folder_files(dataset, "cases"),
        ),
        view=CliniciansPage(
            sections=sections,
            women=len(dataset.cases),
            courses=tuple(_course_rows(site)),
            outcomes=tuple(_outcomes(site)),
            courses_below=_section(sections, "courses"),
            outcomes_below=_section(sections, "treatments"),
        ),
    )


def by_outcome_page(site: SiteData) -> SiteFile:
    """Return the list of outcomes, with links to the page of each."""
    return render_page(
        site.context,
        "evidence/by-outcome.md",
        "by-outcome.md.jinja",
        title="By outcome",
        description="What vitamin K does for fractures, bone density, bone markers and pain, and which harms "
        "were reported: each outcome with its certainty and its studies.",
        kind="Page",
        sources=summary_files(site.dataset, *site.dataset.summaries),
        view=ByOutcomePage(
            tuple(_outcomes(site)),
            tuple(SiteLink(name, f"evidence/{kind}/") for kind, name in VIEWS.items()),
        ),
    )


def _section(sections: tuple[ClaimSection, ...], wanted: str) -> str:
    """Return the id of a section, or of the last one where none is called so."""
    return next((section.id for section in sections if section.id == wanted), sections[-1].id)


def _given(site: SiteData) -> GivenTable:
    dataset = site.dataset
    return GivenTable(len(dataset.cases), dataset.cases_of_listed_patients, count_given(dataset))


def _course_rows(site: SiteData) -> Iterator[CourseRow]:
    """Yield each group of courses as a row."""
    for counts in count_courses(site.dataset, site.changes, site.recovery):
        yield CourseRow(counts, _change(counts))


def _change(counts: CourseCounts) -> str:
    """Return '+2.0 to +24.4', in percent; empty where nothing was measured twice."""
    if counts.lowest is None or counts.highest is None:
        return ""
    low, high = (signed(rounded(value)) for value in (counts.lowest, counts.highest))
    return low if low == high else f"{low} to {high}"


def _outcomes(site: SiteData) -> Iterator[OutcomeRow]:
    """Yield the outcomes in the order of the summary of findings."""
    for summary in sorted(site.dataset.summaries.values(), key=lambda summary: summary.place):
        body = summary.bodies[0] if summary.bodies else None
        level = site.ratings[summary.id, body.id].level if body else None
        yield OutcomeRow(
            id=summary.id,
            name=summary.outcome,
            importance=summary.importance,
            comparison=f"{body.intervention} compared with {body.comparator}, in {body.population}"
            if body
            else "",
            result=body.result if body else "no controlled study was found",
            level=level,
            symbols=symbols(level) if level else "",
        )
