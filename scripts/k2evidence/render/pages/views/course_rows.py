"""A course as a row of the index of cases: who, what was given, and what followed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from k2evidence.derive.changes import Change
from k2evidence.derive.missing import unsaid
from k2evidence.derive.visits import is_before_treatment
from k2evidence.load.dataset import Dataset, Publication
from k2evidence.model.cases import Case, Course, CourseFact, Measurement, Treatment, measurement_key
from k2evidence.model.text import rounded, signed
from k2evidence.model.vocabulary import Region
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.facts import drug_text, purpose_text
from k2evidence.render.pages.views.reports import NOT_APPLICABLE, fracture_lists, status_text, times_of


@dataclass(frozen=True, slots=True)
class CourseRow:
    """One course in the index of cases; each text says in which way its fact is missing."""

    id: str
    label: str
    age: str
    given: str
    purpose: str
    fractures: str
    start: str
    lumbar: str
    femur: str
    pain: str


def course_row(site: SiteData, case: Case, course: Course) -> CourseRow:
    """Return a course as a row."""
    paper = site.dataset.publications[case.paper]

    def or_missing(text: str, fact: CourseFact) -> str:
        return text or unsaid(paper, course, fact)

    def of_treatment(text: str, fact: CourseFact) -> str:
        return text or (NOT_APPLICABLE if course.no_bone_drug else unsaid(paper, course, fact))

    pains = (outcome for outcome in course.outcomes if outcome.kind == "pain")
    pain = next((outcome for outcome in pains if not is_before_treatment(course, outcome)), None)
    at_diagnosis = [report for report in course.fractures if not report.new]
    return CourseRow(
        id=case.id,
        label=site.dataset.course_label(case, course),
        age=_age_text(course) or unsaid(paper, course, "age"),
        given=given_text(site.dataset, case, course),
        purpose=of_treatment(purpose_text(course), "purpose"),
        fractures=fracture_lists(at_diagnosis, unsaid(paper, course, "fractures"))[0].text,
        start=of_treatment(_start_text(site.dataset, paper, course), "treatments"),
        lumbar=or_missing(_changes_text(site, case, course, "lumbar spine"), "measurements"),
        femur=or_missing(_changes_text(site, case, course, "hip"), "measurements"),
        pain=or_missing(pain.what.rstrip(".") if pain else "", "pain"),
    )


def given_text(dataset: Dataset, case: Case, course: Course) -> str:
    """Return what was given, in words: each drug or procedure with its dose, or that there was none."""
    given = "; ".join(dict.fromkeys(drug_text(dataset.vocabulary, t) for t in course.treatments))
    if given or not course.no_bone_drug:
        return given or unsaid(dataset.publications[case.paper], course, "treatments")
    return "no bone drug"


def substances_text(dataset: Dataset, course: Course) -> str:
    """Return the names of all substances and procedures of a course; empty where there is none."""
    return ", ".join(dict.fromkeys(_name(dataset, treatment) for treatment in course.treatments))


def _name(dataset: Dataset, treatment: Treatment) -> str:
    substance = dataset.vocabulary.substances.get(treatment.substance or "")
    return substance.name if substance else treatment.procedure or ""


def _age_text(course: Course) -> str:
    """Return '30 years', or what the source says where it gives no number; empty where it says nothing."""
    for report in course.age:
        if report.years is not None:
            return f"{report.years} years"
    return status_text(course.age[0]) if course.age else ""


def _start_text(dataset: Dataset, paper: Publication, course: Course) -> str:
    """Return when treatment began, for each drug where there are several; empty where nothing is reported."""
    missing = unsaid(paper, course, "treatments")
    starts = [(_name(dataset, t), times_of(t.start, missing)[-1].text) for t in course.treatments if t.start]
    if len(course.treatments) == 1:
        return starts[0][1] if starts else ""
    return "; ".join(f"{name}: {start}" for name, start in starts)


def _changes_text(site: SiteData, case: Case, course: Course, region: Region) -> str:
    """Return how each bone density of a region changed until its last scan.

    Several measurements are distinguished by their names; the text is empty where nothing was measured.
    """
    measured = list(_measured(site.dataset, course, region))
    if len(measured) == 1:
        return _change_text(site, case, course, measured[0])
    analytes = site.dataset.vocabulary.analytes
    return "; ".join(f"{analytes[m.analyte].short}: {_change_text(site, case, course, m)}" for m in measured)


def _measured(dataset: Dataset, course: Course, region: Region) -> Iterator[Measurement]:
    """Yield the bone densities of a region."""
    vocabulary = dataset.vocabulary
    for measurement in course.measurements:
        analyte = vocabulary.analytes[measurement.analyte]
        site = vocabulary.sites.get(analyte.site or "")
        if analyte.group == "bone density" and site and site.region == region:
            yield measurement


def _change_text(site: SiteData, case: Case, course: Course, measurement: Measurement) -> str:
    """Return '+5.6 % or −1.9 %' for the last scan, what only the source gives, or why there is none."""
    if changes := site.changes.of_last_visit(case, course, measurement):
        return _percents(changes)
    printed = site.changes.printed.get(measurement_key(case, course, measurement), ())
    for change in reversed(printed):
        if change.report.percent_change is not None:
            return f"{signed(change.report.percent_change)} %, as printed"
    numbers = sum(any(report.has_number for report in visit.reports) for visit in measurement.visits)
    if numbers > 1:
        return "no change can be derived"
    is_whole = site.dataset.publications[case.paper].reading.is_whole
    return "no second value" if is_whole else "no second value was read"


def _percents(changes: Iterable[Change]) -> str:
    return " or ".join(f"{signed(rounded(change.percent.value))} %" for change in changes)
