"""A woman as a row of the register: who, what happened, what was given, and what she is found by."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from k2evidence.derive.care import CareGroup, care_of, given_classes
from k2evidence.derive.missing import unsaid
from k2evidence.load.dataset import Dataset, Publication
from k2evidence.model.base import DrugClass, Extent
from k2evidence.model.cases import Case, Course, CourseFact, FractureReport, Treatment
from k2evidence.model.text import count, one_decimal, ordinal
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.course_rows import given_text, substance_name
from k2evidence.render.pages.views.evidence_rows import Facet
from k2evidence.render.pages.views.facts import delivery_text
from k2evidence.render.pages.views.outcome_line import outcome_line
from k2evidence.render.pages.views.papers import place_of, short_name
from k2evidence.render.pages.views.record_links import SiteLink, record_link
from k2evidence.render.pages.views.reports import (
    NOT_READ,
    fracture_lists,
    status_text,
    times_of,
    unsaid_text,
)

_NOT_KNOWN = "not known"
_AGES: Sequence[tuple[int, str]] = ((25, "under 25"), (30, "25–29"), (35, "30–34"), (40, "35–39"))
"""The bands of age: completed years below which each ends, and its name."""
_OLDEST = "40 or older"
_NUMBERS: Sequence[tuple[int, str]] = ((2, "1 or 2"), (5, "3 to 5"))
"""The bands of fractures: the most in each, and its name."""
_MOST_FRACTURES = "6 or more"
_NO_FRACTURE, _OTHER_BONE, _IN_WORDS = "no fracture", "another bone only", "number not reported"
_VISITS = ("none", "1", "2", "3 or more")

DRUGS_NAME = "Given, alone or with others"
"""What the only facet is called of which a woman may have several values."""

ORDER: Mapping[str, tuple[str, ...]] = {
    "group": get_args(CareGroup),
    "drug": (*get_args(DrugClass), "none known"),
    "age": (*(name for _, name in _AGES), _OLDEST, _NOT_KNOWN),
    "fractures": (
        *(name for _, name in _NUMBERS), _MOST_FRACTURES, _OTHER_BONE, _NO_FRACTURE, _IN_WORDS, _NOT_KNOWN,
    ),
    "visits": _VISITS,
    "pregnancy": ("described", "not reported", "not seen"),
    "read": get_args(Extent),
}  # fmt: skip
"""The values of each facet in their order."""


@dataclass(frozen=True, slots=True)
class CourseCells:
    """One course of a woman; each text says in which way its fact is missing, `began` is empty then."""

    label: str
    happened: str
    given: str
    began: str
    age: str
    delivery: str
    fractures: str
    follow_up: str


@dataclass(frozen=True, slots=True)
class WomanRow:
    """A woman of the register.

    `who` leads, as far as age and delivery are known: the name of a patient in a paper says nothing of her.
    `words` are found by the words of the filter and not shown; `same` are other cases that may be of her;
    `doubt` says why she may be no example of the disease.
    """

    id: str
    who: str
    label: str
    paper: str
    extent: Extent
    courses: tuple[CourseCells, ...]
    facets: tuple[Facet, ...]
    words: str
    same: tuple[SiteLink, ...]
    doubt: str


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet, and how many women have it: given vitamin K2, other ones, and all."""

    value: str
    on_vitamin_k2: int
    others: int

    @property
    def text(self) -> str:
        """The value as a reader reads it; addresses that choose it have the value itself."""
        return NOT_READ if self.value == "not seen" else self.value

    @property
    def women(self) -> int:
        """How many women have it."""
        return self.on_vitamin_k2 + self.others


@dataclass(frozen=True, slots=True)
class CountedFacet:
    """Something that the women are found by, with every value that some of them have."""

    id: str
    name: str
    values: tuple[FacetValue, ...]


def woman_row(site: SiteData, case: Case) -> WomanRow:
    """Return a woman as a row of the register."""
    paper = site.dataset.publications[case.paper]
    return WomanRow(
        id=case.id,
        who=_who(case.courses[0]),
        label=case.label,
        paper=short_name(paper),
        extent=paper.reading.extent,
        courses=tuple(_cells(site, case, course) for course in case.courses),
        facets=facets_of(site.dataset, case),
        words=" ".join(filter(None, (paper.journal, place_of(paper), paper.title))),
        same=tuple(record_link(site.dataset, other) for other in case.same_patient),
        doubt=case.doubt or "",
    )


def _who(course: Course) -> str:
    """Return 'Aged 31, first delivery', as far as the source says; else nothing."""
    years = next((report.years for report in course.age if report.years is not None), None)
    order = next((report.order for report in course.delivery if report.order is not None), None)
    aged = f"aged {years}" if years is not None else ""
    delivery = f"{ordinal(order)} delivery" if order is not None else ""
    text = ", ".join(filter(None, (aged, delivery)))
    return text[:1].upper() + text[1:]


def counted_facets(dataset: Dataset, cases: Iterable[Case]) -> tuple[CountedFacet, ...]:
    """Return what some women are found by, with how many have each value."""
    given = {case.id for case in dataset.k2_cases}
    women = {True: Counter[tuple[str, str]](), False: Counter[tuple[str, str]]()}
    names: dict[str, str] = {}
    for case in cases:
        for facet in facets_of(dataset, case):
            names[facet.id] = facet.name
            women[case.id in given].update((facet.id, value) for value in facet.values)
    return tuple(
        CountedFacet(
            id_,
            name,
            tuple(
                FacetValue(value, women[True][id_, value], women[False][id_, value])
                for value in ORDER[id_]
                if women[True][id_, value] or women[False][id_, value]
            ),
        )
        for id_, name in names.items()
    )


def facets_of(dataset: Dataset, case: Case) -> tuple[Facet, ...]:
    """Return everything that a woman is found by; only of single drugs may she have several values."""
    paper = dataset.publications[case.paper]
    drugs = given_classes(dataset, case.courses)
    return (
        Facet("group", "Treatment", (care_of(dataset, case),)),
        Facet("drug", DRUGS_NAME, drugs or ("none known",)),
        Facet("age", "Age", (_age_band(case.courses[0]),)),
        Facet("fractures", "Fractures", (_fracture_band(case),)),
        Facet("visits", "Visits measured", (_visit_band(case),)),
        Facet("pregnancy", "Later pregnancy", (_later_pregnancy(paper, case),)),
        Facet("read", "How much was read", (paper.reading.extent,)),
    )


def _age_band(course: Course) -> str:
    years = next((report.years for report in course.age if report.years is not None), None)
    if years is None:
        return _NOT_KNOWN
    return next((name for end, name in _AGES if years < end), _OLDEST)


def _fracture_band(case: Case) -> str:
    """Return how many fractures of the spine a woman had, by the levels named, else by the number printed."""
    reports = [report for course in case.courses for report in course.fractures]
    levels = {level for course in case.courses for level in course.levels}
    numbers = [report.number for report in reports if report.number is not None and not report.bone]
    if amount := len(levels) or max(numbers, default=0):
        return next((name for most, name in _NUMBERS if amount <= most), _MOST_FRACTURES)
    statuses = {report.status for report in reports}
    if "qualitative" in statuses:
        return _IN_WORDS
    if any(report.bone for report in reports):
        return _OTHER_BONE
    return _NO_FRACTURE if "none" in statuses else _NOT_KNOWN


def visits_measured(course: Course) -> int:
    """Return at how many visits something was measured: the most that any one measurement has."""
    return max(
        (
            sum(any(r.has_number or r.status == "qualitative" for r in visit.reports) for visit in m.visits)
            for m in course.measurements
        ),
        default=0,
    )


def _visit_band(case: Case) -> str:
    return _VISITS[min(max(map(visits_measured, case.courses)), 3)]


def _later_pregnancy(paper: Publication, case: Case) -> str:
    if len(case.courses) > 1 or any(course.later_pregnancies for course in case.courses):
        return "described"
    return unsaid(paper, case.courses[-1], "later_pregnancies")


def _cells(site: SiteData, case: Case, course: Course) -> CourseCells:
    dataset = site.dataset
    paper = dataset.publications[case.paper]
    at_diagnosis = [report for report in course.fractures if not report.new]

    def missing(fact: CourseFact) -> str:
        return unsaid_text(paper, course, fact)

    return CourseCells(
        label=course.label,
        happened=outcome_line(site, case, course),
        given=given_text(dataset, case, course),
        began=_began_text(dataset, course),
        age=_age_text(course) or missing("age"),
        delivery=_delivery_and_onset(case, course, paper),
        fractures=_fractures_text(at_diagnosis, paper, course),
        follow_up=_follow_up_text(site, case, course),
    )


def _age_text(course: Course) -> str:
    """Return '30 years', or what the source says where it gives no number; empty where it says nothing."""
    for report in course.age:
        if report.years is not None:
            return f"{report.years} years"
    return status_text(course.age[0]) if course.age else ""


def _delivery_and_onset(case: Case, course: Course, paper: Publication) -> str:
    """Return 'first delivery; pain began: 4 weeks after delivery', as far as known.

    What the name of the course says already is left out. It is missing only where neither is known.
    """
    delivery = _delivery_text(course)
    onset = f"pain began: {times_of(course.onset, NOT_READ)[0].text}" if course.onset else ""
    is_named = len(case.courses) > 1 and delivery == course.label.lower()
    known = filter(None, ("" if is_named else delivery, onset))
    return "; ".join(known) or unsaid_text(paper, course, "onset")


def _delivery_text(course: Course) -> str:
    """Return 'first delivery', or what the source says where it gives no number; else nothing."""
    for report in course.delivery:
        if report.order is not None:
            return f"{ordinal(report.order)} delivery"
    for report in course.delivery:
        if report.status == "reported":
            return delivery_text(report)
    return f"which delivery: {status_text(course.delivery[0])}" if course.delivery else ""


def _fractures_text(reports: Sequence[FractureReport], paper: Publication, course: Course) -> str:
    return fracture_lists(reports, unsaid_text(paper, course, "fractures"))[0].text


def _began_text(dataset: Dataset, course: Course) -> str:
    """Return why treatment was given and when it began, of each drug that is dated; else nothing."""
    begun = [
        (substance_name(dataset, treatment), start)
        for treatment in course.treatments
        if (start := _start_text(dataset, course, treatment))
    ]
    is_one = len(course.treatments) == 1
    texts = (f"began: {start}" if is_one else f"{name} began: {start}" for name, start in begun)
    purpose = [f"for {course.purpose}"] if course.treatments and course.purpose else []
    return "; ".join((*purpose, *dict.fromkeys(texts)))


def _start_text(dataset: Dataset, course: Course, treatment: Treatment) -> str:
    """Return when a treatment began: by its last report, or after the treatment that it followed."""
    if treatment.start:
        return times_of(treatment.start, NOT_READ)[-1].text
    earlier = course.treatment(treatment.follows) if treatment.follows else None
    return f"after {substance_name(dataset, earlier)}" if earlier else ""


def _follow_up_text(site: SiteData, case: Case, course: Course) -> str:
    """Return at how many visits something was measured, and the last month that anything is dated to."""
    visits = visits_measured(course)
    measured = count(visits, "visit") if visits else "no measurement"
    moments = site.timelines[case.id, course.id]
    months = [m.high for m in moments if m.kind not in ("delivery", "onset") and m.high is not None]
    until = f"followed to month {one_decimal(max(months))}" if months else "follow-up not dated"
    return f"{measured}; {until}"
