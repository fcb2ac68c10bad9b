"""The index of cases and the comparison of courses."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from k2evidence.derive.care import given_classes
from k2evidence.derive.fractured_levels import LevelCounts, count_fractured_levels
from k2evidence.load.dataset import Dataset, PageGroup, Publication
from k2evidence.model.base import VERTEBRAE
from k2evidence.model.cases import Case, Course
from k2evidence.model.scalars.doses import Dose
from k2evidence.model.text import count, dose_text, first_fitting, sentence
from k2evidence.model.vocabulary import AnalyteForm, Substance
from k2evidence.render.charts.picture import Picture
from k2evidence.render.pages.page_groups import Pager, page_uri, pager, reports_of
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import MEASURED, record_files, vocabulary_files
from k2evidence.render.pages.views.facts import CO_INTERVENTIONS, Fact, case_facts
from k2evidence.render.pages.views.measurements import ComparedMeasurement, compared_measurement
from k2evidence.render.pages.views.papers import short_name
from k2evidence.render.pages.views.record_links import SiteLink, address_of, record_link
from k2evidence.render.pages.views.reports import NOT_APPLICABLE, PlacedText, unsaid_text
from k2evidence.render.pages.views.women import (
    DRUGS_NAME,
    CountedFacet,
    WomanRow,
    counted_facets,
    woman_row,
)
from k2evidence.render.site_file import MOST_DESCRIBED, SiteFile, url_path

Courses = Sequence[tuple[Case, Course]]
GIVEN = "Bone drugs"
"""What the comparison calls the treatments of a course."""


@dataclass(frozen=True, slots=True)
class DoseLabel:
    """A label of the drug, as a study, that gives the same dose, and what for."""

    study_id: str
    name: str
    address: str
    use: str


@dataclass(frozen=True, slots=True)
class GivenDose:
    """A drug with its dose, in how many courses it was given, and the label that gives that dose."""

    what: str
    amount: str
    label: DoseLabel | None


@dataclass(frozen=True, slots=True)
class CoInterventionAmount:
    """Something else that was done, and in how many courses."""

    what: str
    amount: str


@dataclass(frozen=True, slots=True)
class UnreportedMethods:
    """What a paper does not report about how things were measured."""

    paper: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FracturedLevels:
    """The vertebrae of the women given vitamin K2 beside those of all others.

    `levels` are the rows of the table: a vertebra, and of each group how many women had it fractured.
    """

    picture: Picture
    groups: tuple[LevelCounts, ...]
    levels: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class CaseIndexPage:
    """The women of one page: those given vitamin K2, then the others, and what they can be filtered by.

    `women` and `others` are how many patients of the whole site were given vitamin K2 and how many were not,
    in words; `others` is empty where there is none. `unstated` are those of them who were given vitamin K of
    a form that is not stated, and `without` is how many were given none. `exceptions` says how many may be
    listed twice, and how many may be no example of the disease. The first page alone counts all of them in
    `register`, draws their fractures, and says what those on vitamin K2 were given, by courses.
    """

    pager: Pager | None
    is_first: bool
    women: str
    others: str
    without: str
    unstated: tuple[SiteLink, ...]
    unstated_women: str
    exceptions: str
    on_vitamin_k2: tuple[WomanRow, ...]
    other_rows: tuple[WomanRow, ...]
    facets: tuple[CountedFacet, ...]
    register: tuple[CountedFacet, ...]
    drugs_name: str
    fractured: FracturedLevels | None
    given: tuple[GivenDose, ...]
    also_done: tuple[CoInterventionAmount, ...]
    unreported: tuple[UnreportedMethods, ...]


@dataclass(frozen=True, slots=True)
class ComparedCourse:
    """A column of the comparison."""

    id: str
    label: str


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """A fact of each course side by side; empty where a course has no such fact."""

    label: str
    cells: tuple[tuple[PlacedText, ...], ...]


@dataclass(frozen=True, slots=True)
class ComparedCell:
    """A measurement of one course; where there is none, why it is missing."""

    measurement: ComparedMeasurement | None
    missing: str


@dataclass(frozen=True, slots=True)
class ComparedForm:
    """A measurement of each course side by side."""

    name: str
    unit: str
    cells: tuple[ComparedCell, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The comparison of the courses of one page group; `measurements` are by the group of the analyte.

    `whom` says how many courses of which patients there are; `others` how many patients are on later pages,
    where this is the first of several.
    """

    pager: Pager | None
    audit: str
    picture: Picture | None
    whom: str
    others: str
    columns: tuple[ComparedCourse, ...]
    facts: tuple[ComparedFact, ...]
    measurements: Mapping[str, tuple[ComparedForm, ...]]


def case_index(site: SiteData, number: int) -> SiteFile:
    """Return one page of the register; it is complete without the script that filters and sorts it."""
    dataset = site.dataset
    group = dataset.list_groups[number - 1]
    is_first = number == 1
    given = _given_doses(site, dataset.k2_cases) if is_first else ()
    labels = [dose.label.study_id for dose in given if dose.label]
    on_vitamin_k2 = {case.id for case in dataset.k2_cases}
    unstated = [
        case
        for case in dataset.cases.values()
        if case.id not in on_vitamin_k2
        and "vitamin K, form not stated" in given_classes(dataset, case.courses)
    ]
    return render_page(
        site.context,
        page_uri("cases", number),
        "cases.md.jinja",
        title="Cases" if is_first else f"Cases, page {number}",
        description=_description(site, number),
        kind="Page",
        sources=record_files(dataset, (*(case.id for case in group.cases), *labels)),
        wide=True,
        searchable=is_first,
        view=CaseIndexPage(
            pager=pager(dataset.list_groups, "cases", number),
            is_first=is_first,
            women=site.phrases["women"],
            others=site.other_patients,
            without=count(len(dataset.cases) - len(dataset.k2_cases) - len(unstated)),
            unstated=tuple(record_link(dataset, case.id) for case in unstated),
            unstated_women=count(len(unstated), "was", "were") if unstated else "",
            exceptions=_exceptions(dataset),
            on_vitamin_k2=tuple(woman_row(site, case) for case in group.cases if case.id in on_vitamin_k2),
            other_rows=tuple(woman_row(site, case) for case in group.cases if case.id not in on_vitamin_k2),
            facets=counted_facets(dataset, group.cases),
            register=counted_facets(dataset, dataset.cases.values()) if is_first else (),
            drugs_name=DRUGS_NAME,
            fractured=_fractured_levels(site) if is_first else None,
            given=given,
            also_done=_also_done(dataset.k2_cases) if is_first else (),
            unreported=_unreported_methods(paper for paper in group.papers if paper in dataset.k2_papers),
        ),
    )


def _exceptions(dataset: Dataset) -> str:
    """Return how many women may be listed twice, and how many may be no example of the disease."""
    twice, doubtful = dataset.cases_of_listed_patients, len(dataset.doubtful_cases)
    said = [f"{count(twice)} may be reported by two papers and so appear twice"] if twice else []
    if doubtful:
        said.append(
            f"{count(doubtful)} may not be {'an example' if doubtful == 1 else 'examples'} of the disease"
        )
    return sentence(f"{', and '.join(said)}; such rows say so") if said else ""


def _fractured_levels(site: SiteData) -> FracturedLevels | None:
    """Return the counts of fractured vertebrae; None where no level is named."""
    groups = count_fractured_levels(site.dataset)
    if "levels" not in site.pictures:
        return None
    return FracturedLevels(
        picture=site.pictures["levels"],
        groups=groups,
        levels=tuple(
            (vertebra, tuple(counts.by_level[vertebra] for counts in groups)) for vertebra in VERTEBRAE
        ),
    )


def _description(site: SiteData, number: int) -> str:
    """Return whom the list is of: everybody given vitamin K2, and how many others."""
    others = site.other_patients
    after = f", and after them {others} for whom none is reported" if others else ""
    page = f"; page {number}" if number > 1 else ""
    found = f"Every patient found who was given vitamin K2{after}"
    return f"{found}: age, fractures, treatment and what happened{page}."


def _split(site: SiteData, group: PageGroup) -> tuple[Courses, Courses]:
    """Return the courses of patients who were given vitamin K2, and those of the others."""
    given = {case.id for case in site.dataset.k2_cases}
    courses = list(group.courses())
    return [c for c in courses if c[0].id in given], [c for c in courses if c[0].id not in given]


def _given_doses(site: SiteData, cases: Sequence[Case]) -> tuple[GivenDose, ...]:
    """Return each drug with its dose, and in how many courses of some cases it was given."""
    courses = [course for case in cases for course in case.courses]
    substances = site.dataset.vocabulary.substances
    amounts: Counter[tuple[str, Dose | None]] = Counter()
    for course in courses:
        amounts.update([*dict.fromkeys(_drugs(course))])
    return tuple(
        GivenDose(
            what=_drug_text(name, substances.get(name), dose),
            amount=f"{amount} of {len(courses)} courses",
            label=_label_with_dose(site, substances[name], dose) if dose and name in substances else None,
        )
        for (name, dose), amount in amounts.items()
    )


def _drugs(course: Course) -> Iterator[tuple[str, Dose | None]]:
    """Yield what was given in a course with its dose: a substance by its id, or a procedure."""
    for treatment in course.treatments:
        yield treatment.substance or treatment.procedure or "", treatment.dose


def _drug_text(name: str, substance: Substance | None, dose: Dose | None) -> str:
    text = substance.name if substance else name
    return f"{text}, {dose_text(dose, substance)}" if dose else text


def _label_with_dose(site: SiteData, substance: Substance, dose: Dose) -> DoseLabel | None:
    """Return the first usable label of a form of the substance that gives this dose."""
    for study in site.dataset.studies.values():
        if study.design != "label" or not study.usable or not set(study.vitamin_k) & set(substance.synonyms):
            continue
        for arm in study.arms:
            if arm.dose == dose:
                return DoseLabel(study.id, study.label, address_of(site.dataset, study.id), arm.name)
    return None


def _also_done(cases: Sequence[Case]) -> tuple[CoInterventionAmount, ...]:
    """Return how many courses of some cases had each co-intervention, the most frequent first."""
    courses = [course for case in cases for course in case.courses]
    kinds = Counter(
        kind
        for course in courses
        for kind in {(measure.kind, measure.advised) for measure in course.co_interventions}
    )
    return tuple(
        CoInterventionAmount(
            f"{CO_INTERVENTIONS[kind]}{', recommended' if advised else ''}",
            f"{amount} of {len(courses)} courses",
        )
        for (kind, advised), amount in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    )


def _unreported_methods(papers: Iterable[Publication]) -> tuple[UnreportedMethods, ...]:
    """Return what each paper does not report; a paper that reports everything is left out."""
    by_paper = {
        short_name(paper): tuple(method.about for method in paper.methods if not method.reported)
        for paper in papers
    }
    return tuple(UnreportedMethods(name, about) for name, about in by_paper.items() if about)


def compare_page(site: SiteData, number: int) -> SiteFile:
    """Return the comparison of the courses of one page group."""
    group = site.dataset.page_groups[number - 1]
    return render_page(
        site.context,
        page_uri("compare", number),
        "compare.md.jinja",
        title="Compare the courses" if number == 1 else f"Compare the courses, page {number}",
        description=_compared(site, group, number),
        kind="Page",
        sources=(*record_files(site.dataset, group.ids), *vocabulary_files(*MEASURED)),
        wide=True,
        searchable=number == 1,
        view=_comparison(site, group, number),
    )


def _compared(site: SiteData, group: PageGroup, number: int) -> str:
    """Return what a page of the comparison answers, and of which papers: no two pages say the same."""
    page = "" if number == 1 else f"; page {number}"
    return first_fitting(
        (
            f"{_whom(site, group)}, side by side: every measurement in {reports}, and what changed{page}."
            for reports in reports_of(group)
        ),
        MOST_DESCRIBED,
    )


def _whom(site: SiteData, group: PageGroup) -> str:
    """Return 'The five courses of patients given vitamin K2, and two of others'."""
    on_vitamin_k2, others = map(len, _split(site, group))
    if not others:
        return f"The {count(on_vitamin_k2, 'course')} of patients given vitamin K2"
    if not on_vitamin_k2:
        return f"{count(others, 'course').capitalize()} of patients for whom no vitamin K2 is reported"
    return f"The {count(on_vitamin_k2, 'course')} of patients given vitamin K2, and {count(others)} of others"


def _comparison(site: SiteData, group: PageGroup, number: int) -> ComparePage:
    courses = list(group.courses())
    return ComparePage(
        pager=pager(site.dataset.page_groups, "compare", number),
        audit=url_path(page_uri("audit", number)),
        picture=site.pictures.get("compare") if number == 1 else None,
        whom=_whom(site, group),
        others=site.other_patients if number == 1 < len(site.dataset.page_groups) else "",
        columns=tuple(
            ComparedCourse(case.id, site.dataset.course_label(case, course)) for case, course in courses
        ),
        facts=_compared_facts(site, courses),
        measurements=_compared_forms(site, courses),
    )


def _compared_facts(site: SiteData, courses: Courses) -> tuple[ComparedFact, ...]:
    """Return every fact that some course has, by its label; what was given is one fact of each course.

    A fact that only later courses have is before the one that follows it among their own. A course
    without a fact reads as its source does: not reported, not in the part read, or not applicable.
    """
    by_course = [_facts_by_label(case_facts(site, case, course)) for case, course in courses]
    labels: list[str] = []
    for facts in by_course:
        place = len(labels)
        for label in reversed(facts):
            if label in labels:
                place = labels.index(label)
            else:
                labels.insert(place, label)
    about = {label: fact.about for facts in by_course for label, fact in facts.items()}

    def cell(number: int, label: str) -> tuple[PlacedText, ...]:
        case, course = courses[number]
        if label in by_course[number]:
            return by_course[number][label].entries
        missing = about[label]
        paper = site.dataset.publications[case.paper]
        return (PlacedText(unsaid_text(paper, course, missing) if missing else NOT_APPLICABLE),)

    return tuple(
        ComparedFact(label, tuple(cell(number, label) for number in range(len(courses)))) for label in labels
    )


def _facts_by_label(facts: Sequence[Fact]) -> dict[str, Fact]:
    """Return facts by their label, those of every treatment together."""
    by_label: dict[str, Fact] = {}
    for fact in facts:
        label = GIVEN if fact.about == "treatments" else fact.label
        same = by_label.get(label)
        by_label[label] = replace(same, entries=(*same.entries, *fact.entries)) if same else fact
    return by_label


def _compared_forms(site: SiteData, courses: Courses) -> Mapping[str, tuple[ComparedForm, ...]]:
    """Return each form of an analyte that any of the courses has, by the group of the analyte."""
    groups: dict[str, tuple[ComparedForm, ...]] = {}
    for analyte in site.dataset.vocabulary.analytes.values():
        for form in analyte.forms:
            cells = tuple(_compared_cell(site, case, course, analyte.id, form) for case, course in courses)
            if any(cell.measurement for cell in cells):
                compared = ComparedForm(form.name, form.unit or "", cells)
                groups[analyte.group] = (*groups.get(analyte.group, ()), compared)
    return groups


def _compared_cell(
    site: SiteData, case: Case, course: Course, analyte: str, form: AnalyteForm
) -> ComparedCell:
    for measurement in course.measurements:
        if (measurement.analyte, measurement.specimen) == (analyte, form.specimen):
            return ComparedCell(compared_measurement(site, case, course, measurement), "")
    missing = unsaid_text(site.dataset.publications[case.paper], course, "measurements")
    return ComparedCell(None, missing)
