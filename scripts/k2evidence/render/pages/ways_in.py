"""The pages for patients and for clinicians, and the list of outcomes: ways into the evidence."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from k2evidence.derive.care import care_of_course
from k2evidence.derive.certainty import body_statement, effect_of
from k2evidence.derive.density_direction import rose_later_elsewhere
from k2evidence.derive.known_rises import exceeded_rise
from k2evidence.derive.register_counts import (
    GIVEN,
    CourseCounts,
    GivenCount,
    count_courses,
    count_given,
    count_other_bones,
)
from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import Body, Certainty, OutcomeSummary
from k2evidence.model.placeholders import fill
from k2evidence.model.studies import VIEWS, Study
from k2evidence.model.study_text import estimate_text
from k2evidence.model.text import number, sentence, signed
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import claims_files, folder_files, summary_files
from k2evidence.render.pages.views.certainty import HOW_SURE, symbols, unrated_text
from k2evidence.render.pages.views.claims import ClaimSection, claims_view
from k2evidence.render.pages.views.compared_gains import ComparedGain, compared_gains
from k2evidence.render.pages.views.record_links import SiteLink
from k2evidence.render.site_file import SiteFile

LISTED = "tests-"
"""How the ids of the claims begin that the page for clinicians shows as a list."""
EVERYDAY = {
    GIVEN[kind] for kind in ("calcium or vitamin D", "weaning", "corset", "analgesic", "rest", "exercise")
}
OPERATION = GIVEN["operation"]
_SENTENCE_END = re.compile(r"(?<=\.)\s+(?=[A-Z])")
"""Between two sentences."""


@dataclass(frozen=True, slots=True)
class GivenRow:
    """How many women were given something; `which` names the drugs of a group, and is empty elsewhere."""

    what: str
    which: str
    women: int


@dataclass(frozen=True, slots=True)
class GivenGroup:
    """What was given, of one sort."""

    name: str
    rows: tuple[GivenRow, ...]


@dataclass(frozen=True, slots=True)
class GivenTable:
    """How many of all `women` of the register were given what; `doubled` may be in it twice."""

    women: int
    doubled: int
    groups: tuple[GivenGroup, ...]


@dataclass(frozen=True, slots=True)
class PatientsPage:
    """Questions of patients with their answers."""

    sections: tuple[ClaimSection, ...]
    certainty: Certainty
    sure: str
    given: GivenTable
    given_below: str
    """The id of the section that the counts are part of; the last one where there is none of that name."""


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A group of courses as a row: counts, and the range of the changes of lumbar bone density in words.

    `exceeds` is the largest rise found elsewhere, '63 %', where the range ends above it. `rose_later` is in
    how many courses with a lower lumbar density that of a site not stated is later called higher.
    """

    counts: CourseCounts
    change: str
    exceeds: str
    rose_later: int


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome with the most direct evidence on vitamin K: what it may do, and how sure that is.

    `result` is the sentence of the summary of findings, in the wording of GRADE, with the estimate. `caveat`
    is what else a reader must know, above all evidence to the contrary, which its first sentence names;
    `unrated` is how many domains could not be judged.
    """

    id: str
    name: str
    importance: str
    comparison: str
    result: str
    caveat: str
    first_caveat: str
    level: Certainty | None
    symbols: str
    unrated: str


@dataclass(frozen=True, slots=True)
class CliniciansPage:
    """One sheet for clinicians; the tables are in the sections of claims called courses and treatments.

    The claims in `listed` are items of a list. `sources` are the names of all evidence, each once: on paper
    a sentence has their places in this list after it. `surrogates` are outcomes that a patient does not feel.
    `single_reports` are of one woman each, and studies here but no cases.
    """

    sections: tuple[ClaimSection, ...]
    listed: tuple[str, ...]
    sources: tuple[str, ...]
    surrogates: tuple[OutcomeRow, ...]
    women: int
    doubled: int
    doubtful: int
    single_reports: tuple[Study, ...]
    other_bones: tuple[GivenCount, ...]
    compared: tuple[ComparedGain, ...]
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
    sections = claims_view(site, "patients").sections
    return render_page(
        site.context,
        "patients.md",
        "patients.md.jinja",
        title="Patients",
        description="Does vitamin K2 help broken bones after a birth? In plain words: what is known, "
        "breast-feeding, your baby, other treatments, and when to get help today.",
        kind="Page",
        answers="patients",
        sources=(*claims_files(dataset, "patients"), *folder_files(dataset, "cases")),
        view=PatientsPage(
            sections=sections,
            certainty=site.lowest_certainty,
            sure=HOW_SURE[site.lowest_certainty],
            given=_given(site),
            given_below=_section(sections, "other-drugs"),
        ),
    )


def clinicians_page(site: SiteData) -> SiteFile:
    """Return the page for clinicians."""
    dataset = site.dataset
    sections, outcomes = claims_view(site, "clinicians").sections, tuple(_outcomes(site))
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
            sources=tuple(dict.fromkeys(e.label for s in sections for c in s.claims for e in c.evidence)),
            surrogates=tuple(row for row in outcomes if row.importance == "surrogate"),
            listed=tuple(c.id for s in sections for c in s.claims if c.id.startswith(LISTED)),
            women=len(dataset.cases),
            doubled=dataset.cases_of_listed_patients,
            doubtful=len(dataset.doubtful_cases),
            single_reports=dataset.single_reports,
            other_bones=count_other_bones(dataset),
            compared=compared_gains(dataset, "teriparatide"),
            courses=tuple(_course_rows(site)),
            outcomes=outcomes,
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
    dataset, drugs = site.dataset, _drugs(site.dataset)
    sorts: dict[str, list[GivenRow]] = {"Everyday care": [], "Bone drugs": [], "Other": []}
    for row in count_given(dataset):
        sort = "Everyday care" if row.what in EVERYDAY else "Bone drugs" if row.what in drugs else "Other"
        names = ", ".join(sorted(drugs.get(row.what, ())))
        which = "of any kind" if row.what == OPERATION else names if sort == "Bone drugs" else ""
        what = row.what.partition(" (")[0] if names else row.what  # the names are beside it
        sorts[sort].append(GivenRow(what, which, row.women))
    groups = tuple(GivenGroup(name, tuple(rows)) for name, rows in sorts.items() if rows)
    return GivenTable(len(dataset.cases), dataset.cases_of_listed_patients, groups)


def _drugs(dataset: Dataset) -> dict[str, set[str]]:
    """Return the names of the drugs of each group that women were given, by the name of the group."""
    names: dict[str, set[str]] = {}
    for _, course in dataset.courses():
        for treatment in course.treatments:
            substance = dataset.vocabulary.substances.get(treatment.substance or "")
            group = dataset.drug_class(treatment)
            named = names.setdefault(GIVEN.get(group, ""), set())
            is_named = substance and not re.search(r"\bnot (?:named|stated)\b", substance.name)
            if substance and is_named and treatment.substance != group:
                named.add(substance.name.partition(" (")[0])
    return names


def _course_rows(site: SiteData) -> Iterator[CourseRow]:
    """Yield each group of courses as a row."""
    dataset, changes = site.dataset, site.changes
    rose_later = Counter(
        care_of_course(dataset, course)
        for case, course in dataset.courses()
        if rose_later_elsewhere(dataset, changes, case, course)
    )
    for counts in count_courses(dataset, changes):
        exceeded = counts.highest and exceeded_rise(dataset.vocabulary, "lumbar-bmd", counts.highest)
        limit = f"{number(exceeded.percent)} %" if exceeded else ""
        yield CourseRow(counts, _change(counts), limit, rose_later[counts.group])


def _change(counts: CourseCounts) -> str:
    """Return '+2.0 to +24.4', in percent; empty where no change in percent is known."""
    if counts.lowest is None or counts.highest is None:
        return ""
    low, high = signed(counts.lowest), signed(counts.highest)
    return low if low == high else f"{low} to {high}"


def _outcomes(site: SiteData) -> Iterator[OutcomeRow]:
    """Yield the outcomes in the order of the summary of findings."""
    for summary in sorted(site.dataset.summaries.values(), key=lambda summary: summary.place):
        body = summary.bodies[0] if summary.bodies else None
        rating = site.ratings[summary.id, body.id] if body else None
        level = rating.level if rating else None
        says = fill(body.says, site.phrases.phrases_for(body.rests_on)) if body and body.says else ""
        yield OutcomeRow(
            id=summary.id,
            name=summary.outcome,
            importance=summary.importance,
            comparison=f"{body.intervention} compared with {body.comparator}, in {body.population}"
            if body
            else "",
            result=_result(site, summary, body, level)
            if body and level
            else summary.none_found or "no controlled study was found",
            caveat=says,
            first_caveat=_SENTENCE_END.split(says)[0],
            level=level,
            symbols=symbols(level) if level else "",
            unrated=unrated_text(rating) if rating else "",
        )


def _result(site: SiteData, summary: OutcomeSummary, body: Body, level: Certainty) -> str:
    """Return what a body shows with its certainty, and the estimate."""
    effect = effect_of(site.dataset, body)
    known = sentence(estimate_text(effect)) if effect else "" if body.says else "No estimate was seen."
    return f"{body_statement(summary, body, level)} {known}".rstrip()
