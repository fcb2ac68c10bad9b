"""The index of cases and the comparison of courses."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from k2evidence.derive.changes import Change
from k2evidence.load.dataset import PageGroup
from k2evidence.model.cases import Case, Course
from k2evidence.model.judgements import Certainty
from k2evidence.model.papers import Paper
from k2evidence.model.scalars.numbers import Quantity
from k2evidence.model.text import count, dose_text, rounded, signed
from k2evidence.model.vocabulary import AnalyteForm, Substance
from k2evidence.render.charts.picture import Picture
from k2evidence.render.pages.page_groups import Pager, page_uri, pager
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import MEASURED, record_files, vocabulary_files
from k2evidence.render.pages.views.certainty import case_certainty
from k2evidence.render.pages.views.facts import (
    CO_INTERVENTIONS,
    case_facts,
    purpose_text,
)
from k2evidence.render.pages.views.measurements import ComparedMeasurement, compared_measurement
from k2evidence.render.pages.views.papers import short_name
from k2evidence.render.pages.views.record_links import address_of
from k2evidence.render.pages.views.reports import NOT_REPORTED, PlacedText, fracture_lists, times_of
from k2evidence.render.site_file import SiteFile, url_path

Courses = Sequence[tuple[Case, Course]]


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One course of treatment in the index of cases."""

    id: str
    label: str
    age: int
    purpose: str
    fractures: str
    start: str
    lumbar: str
    femur: str
    pain: str


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
class CaseIndexPage:
    """The index of the cases of one page group; `given` and `also_done` are on the first page alone."""

    certainty: Certainty
    pager: Pager | None
    rows: tuple[CourseRow, ...]
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
    """A fact of each course side by side."""

    label: str
    cells: tuple[tuple[PlacedText, ...], ...]


@dataclass(frozen=True, slots=True)
class ComparedForm:
    """A measurement of each course side by side; None where a course has none of it."""

    name: str
    unit: str
    cells: tuple[ComparedMeasurement | None, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The comparison of the courses of one page group; `measurements` are by the group of the analyte."""

    certainty: Certainty
    pager: Pager | None
    audit: str
    picture: Picture | None
    amount: str
    columns: tuple[ComparedCourse, ...]
    facts: tuple[ComparedFact, ...]
    measurements: Mapping[str, tuple[ComparedForm, ...]]


def case_index(site: SiteData, number: int) -> SiteFile:
    """Return the index of the cases of one page group."""
    group = site.dataset.page_groups[number - 1]
    given = _given_doses(site) if number == 1 else ()
    labels = [dose.label.study_id for dose in given if dose.label]
    return render_page(
        site.context,
        page_uri("cases", number),
        "cases.md.jinja",
        title="Cases" if number == 1 else f"Cases, page {number}",
        description="Every patient given vitamin K2, with age, fractures, treatment and outcome.",
        kind="Page",
        sources=record_files(site.dataset, (*(case.id for case in group.cases), *labels)),
        searchable=number == 1,
        view=CaseIndexPage(
            certainty=case_certainty(site, group.ids),
            pager=pager(site.dataset.page_groups, "cases", number),
            rows=tuple(_course_row(site, case, course) for case, course in group.courses()),
            given=given,
            also_done=_also_done(list(site.dataset.courses())) if number == 1 else (),
            unreported=_unreported_methods(group.papers),
        ),
    )


def _course_row(site: SiteData, case: Case, course: Course) -> CourseRow:
    pain = next((outcome for outcome in course.outcomes if outcome.kind == "pain"), None)
    lumbar = site.changes.of(case.id, course.id, "bmd-lumbar-spine", None)
    femur = site.changes.of(case.id, course.id, "bmd-proximal-femur", None)
    return CourseRow(
        id=case.id,
        label=site.dataset.course_label(case, course),
        age=course.age[0].years,
        purpose=purpose_text(course),
        fractures=fracture_lists(course.fractures)[0].text,
        start=times_of(course.treatment_start)[-1].text,
        lumbar=_percents(lumbar) or "no second value",
        femur=_percents(femur) or "no second value",
        pain=pain.what.rstrip(".") if pain else NOT_REPORTED,
    )


def _percents(changes: Sequence[Change]) -> str:
    """Return each chosen percent change, e.g. '+5.6 % or −1.9 %'; empty where there is none."""
    chosen = [change for change in changes if change.chosen]
    return " or ".join(f"{signed(rounded(change.percent.value))} %" for change in chosen)


def _given_doses(site: SiteData) -> tuple[GivenDose, ...]:
    """Return each drug with its dose, and in how many courses it was given."""
    courses = list(site.dataset.courses())
    substances = site.dataset.vocabulary.substances
    amounts = Counter((course.treatment.substance, course.treatment.dose) for _, course in courses)
    return tuple(
        GivenDose(
            what=f"{substances[name].name}, {dose_text(dose, substances[name])}",
            amount=f"{amount} of {len(courses)} courses",
            label=_label_with_dose(site, substances[name], dose),
        )
        for (name, dose), amount in amounts.items()
    )


def _label_with_dose(site: SiteData, substance: Substance, dose: Quantity) -> DoseLabel | None:
    """Return the first usable label of a form of the substance that gives this dose."""
    for study in site.dataset.studies.values():
        if study.design != "label" or not study.usable or not set(study.vitamin_k) & set(substance.synonyms):
            continue
        for arm in study.arms:
            if arm.dose == dose:
                return DoseLabel(study.id, study.label, address_of(site.dataset, study.id), arm.name)
    return None


def _also_done(courses: Courses) -> tuple[CoInterventionAmount, ...]:
    """Return how many courses had each co-intervention, the most frequent first."""
    kinds = Counter(
        kind for _, course in courses for kind in {measure.kind for measure in course.co_interventions}
    )
    return tuple(
        CoInterventionAmount(CO_INTERVENTIONS[kind], f"{amount} of {len(courses)} courses")
        for kind, amount in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    )


def _unreported_methods(papers: Sequence[Paper]) -> tuple[UnreportedMethods, ...]:
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
        title="Compare" if number == 1 else f"Compare, page {number}",
        description="The courses of treatment side by side: every measurement, before and after.",
        kind="Page",
        sources=(*record_files(site.dataset, group.ids), *vocabulary_files(*MEASURED)),
        wide=True,
        searchable=number == 1,
        view=_comparison(site, group, number),
    )


def _comparison(site: SiteData, group: PageGroup, number: int) -> ComparePage:
    courses = list(group.courses())
    return ComparePage(
        certainty=case_certainty(site, group.ids),
        pager=pager(site.dataset.page_groups, "compare", number),
        audit=url_path(page_uri("audit", number)),
        picture=site.pictures.get("compare") if number == 1 else None,
        amount=count(len(courses), "course"),
        columns=tuple(
            ComparedCourse(case.id, site.dataset.course_label(case, course)) for case, course in courses
        ),
        facts=_compared_facts(site, courses),
        measurements=_compared_forms(site, courses),
    )


def _compared_facts(site: SiteData, courses: Courses) -> tuple[ComparedFact, ...]:
    by_course = [case_facts(site, case, course) for case, course in courses]
    return tuple(
        ComparedFact(same[0].label, tuple(fact.entries for fact in same))
        for same in zip(*by_course, strict=True)
    )


def _compared_forms(site: SiteData, courses: Courses) -> Mapping[str, tuple[ComparedForm, ...]]:
    """Return each form of an analyte that any of the courses has, by the group of the analyte."""
    groups: dict[str, tuple[ComparedForm, ...]] = {}
    for analyte in site.dataset.vocabulary.analytes.values():
        for form in analyte.forms:
            cells = tuple(_compared_cell(site, case, course, analyte.id, form) for case, course in courses)
            if any(cells):
                compared = ComparedForm(form.name, form.unit or "", cells)
                groups[analyte.group] = (*groups.get(analyte.group, ()), compared)
    return groups


def _compared_cell(
    site: SiteData, case: Case, course: Course, analyte: str, form: AnalyteForm
) -> ComparedMeasurement | None:
    for measurement in course.measurements:
        if (measurement.analyte, measurement.specimen) == (analyte, form.specimen):
            return compared_measurement(site, case, course, measurement)
    return None
