"""Lifelines: when pain, fractures, scans and drugs of each course were, in months relative to delivery.

Only what a source dates has a month; what it reports without one is listed with the reason.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from k2evidence.derive.care import SUPPLEMENTS, WITHOUT_BONE_DRUG, CareGroup, care_of_course
from k2evidence.derive.missing import unsaid
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.derive.timelines import treatment_name
from k2evidence.derive.visits import months_between
from k2evidence.load.dataset import Dataset, Publication
from k2evidence.model.base import WAYS_MISSING, DrugClass
from k2evidence.model.cases import Case, Course, CourseFact, FractureReport, Report, TimeReport, Treatment
from k2evidence.model.scalars.times import Time
from k2evidence.model.text import lower_first, time_text

LineEvent = Literal["onset", "fracture", "scan", "pain", "pregnancy", "drug"]
"""What a mark of a lifeline is; `pain` is a report on pain after the onset."""
Span = tuple[Decimal, Decimal]
"""The earliest and the latest month after delivery that the source allows; negative before it."""
NOTED = ("reported", "qualitative")
"""Statuses of a report that says that something was found."""
FRACTURE = "fracture"
"""What the ids of features have in them that are fractures."""


@dataclass(frozen=True, slots=True)
class LineMark:
    """Something dated in a course.

    `start` is when it was, or when a drug began; `end` when a drug ended. One of the two is known. `drug` is
    the group of a drug and `treatment_id` its treatment; both are None of other events.
    """

    event: LineEvent
    what: str
    start: Span | None
    end: Span | None = None
    drug: DrugClass | None = None
    treatment_id: str | None = None

    @property
    def first(self) -> Decimal:
        """The earliest month of it."""
        return min(span[0] for span in (self.start, self.end) if span)

    @property
    def last(self) -> Decimal:
        """The latest month of it."""
        return max(span[1] for span in (self.start, self.end) if span)


@dataclass(frozen=True, slots=True)
class Undated:
    """Something that has no place after delivery, and why: in which way its date is missing."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Lifeline:
    """One course after delivery: its dated events, the earliest first, and what has no date.

    `first_drug` is when the first bone drug other than calcium and vitamin D began, in months after delivery,
    and `wait` that in months after the onset; each is None where that is not dated, or where an undated drug
    may have come first.
    """

    case: Case
    course: Course
    group: CareGroup
    marks: tuple[LineMark, ...]
    undated: tuple[Undated, ...]
    first_drug: Span | None
    wait: Span | None

    @property
    def is_given_bone_drug(self) -> bool:
        """Whether anything but calcium or vitamin D, plain or active, was given for bone."""
        return self.group not in (*WITHOUT_BONE_DRUG, "active vitamin D", "not known")

    @property
    def onset(self) -> Decimal | None:
        """The earliest month of the onset; None where it is not dated."""
        return next((mark.first for mark in self.marks if mark.event == "onset"), None)

    @property
    def last_month(self) -> Decimal | None:
        """The month of the last dated event; None where nothing is dated but the delivery."""
        return max((mark.last for mark in self.marks), default=None)


def derive_lifelines(dataset: Dataset) -> tuple[Lifeline, ...]:
    """Return the lifeline of every course, in the order of the files."""
    return tuple(_lifeline(dataset, case, course) for case, course in dataset.courses())


def _lifeline(dataset: Dataset, case: Case, course: Course) -> Lifeline:
    found = list(_events(dataset, case, course))
    marks = dict.fromkeys(item for item in found if isinstance(item, LineMark))
    undated = dict.fromkeys(item for item in found if isinstance(item, Undated))
    first = _first_drug(dataset, course)
    starts = [report.time for report in first.start if report.time] if first else []
    onsets = [report.time for report in course.onset if report.time]
    waits = months_between(course, onsets, starts)
    return Lifeline(
        case=case,
        course=course,
        group=care_of_course(dataset, course),
        marks=tuple(sorted(marks, key=lambda mark: mark.first)),
        undated=tuple(undated),
        first_drug=_span(course, starts),
        wait=(min(waits), max(waits)) if waits else None,
    )


def _events(dataset: Dataset, case: Case, course: Course) -> Iterator[LineMark | Undated]:
    paper = dataset.publications[case.paper]
    yield from _onset(paper, course)
    yield from _fractures(paper, course)
    for treatment in course.treatments:
        yield from _drug(dataset, paper, course, treatment)
    yield from _scans(dataset, paper, course)
    told: tuple[tuple[LineEvent, str, CourseFact, list[tuple[str, Time | None]]], ...] = (
        ("pain", "pain afterwards", "pain", [(o.what, o.time) for o in course.outcomes if o.kind == "pain"]),
        (
            "pregnancy",
            "later pregnancy",
            "later_pregnancies",
            [(statement.what, statement.time) for statement in course.later_pregnancies],
        ),
    )
    for event, name, fact, statements in told:
        for what, time in statements:
            if span := _span(course, [time]):
                yield LineMark(event, what.rstrip("."), span)
            else:
                yield Undated(name, _elsewhere([time]) or unsaid(paper, course, fact))
    for other in case.courses:
        if any(earlier.course == course.id for earlier in other.earlier):
            yield Undated(f"{lower_first(other.label)}", "on a line of its own")


def _onset(paper: Publication, course: Course) -> Iterator[LineMark | Undated]:
    if span := _span(course, (report.time for report in course.onset)):
        yield LineMark("onset", "Onset of pain", span)
    else:
        yield Undated("onset", _why(course.onset) or unsaid(paper, course, "onset"))


def _fractures(paper: Publication, course: Course) -> Iterator[LineMark | Undated]:
    """Yield each date at which fractures were found; where there is none, why."""
    noted = [report for report in course.fractures if report.status in NOTED]
    imaged = [
        finding
        for finding in course.findings
        if finding.kind == "imaging" and FRACTURE in (finding.feature or "")
    ]
    for new, name in ((False, "Fracture found"), (True, "New fracture found")):
        found: list[FractureReport] = [report for report in noted if report.new is new]
        times = [report.time for report in found] + [one.time for one in imaged if not new]
        spans = dict.fromkeys(span for time in times if (span := _span(course, [time])))
        yield from (LineMark("fracture", name, span) for span in spans)
        if found and not spans:
            why = _elsewhere(times) or unsaid(paper, course, "new_fractures" if new else "fractures")
            yield Undated("finding of new fractures" if new else "finding of fractures", why)


def _drug(
    dataset: Dataset, paper: Publication, course: Course, treatment: Treatment
) -> Iterator[LineMark | Undated]:
    """Yield a drug with its start and end as far as they are dated; each that is not, with the reason."""
    name = treatment_name(dataset.vocabulary, treatment)
    start = _span(course, (report.time for report in treatment.start))
    end = _span(course, (report.time for report in treatment.end))
    once = treatment.dose is not None and treatment.dose.schedule == "once"
    if once and end is None:
        end = start
    if start or end:
        yield LineMark("drug", name, start, end, dataset.drug_class(treatment), treatment.id)
    if start is None:
        yield Undated(
            f"start of {lower_first(name)}", _why(treatment.start) or unsaid(paper, course, "treatments")
        )
    if end is None and not once:
        yield Undated(f"end of {lower_first(name)}", _why(treatment.end) or unsaid(paper, course, "duration"))


def _scans(dataset: Dataset, paper: Publication, course: Course) -> Iterator[LineMark | Undated]:
    """Yield each visit with a scan of bone density once, whatever regions were scanned."""
    undated: list[Undated] = []
    spans: dict[Span, None] = {}
    for measurement in course.measurements:
        if dataset.vocabulary.analytes[measurement.analyte].group != "bone density":
            continue
        for visit in measurement.visits:
            reports = [report for report in visit.reports if report.status in NOTED]
            if span := _span(course, (report.time for report in reports)):
                spans[span] = None
            elif reports:
                undated.append(Undated("scan", _why_scan(reports) or unsaid(paper, course, "measurements")))
    yield from (LineMark("scan", "Scan", span) for span in spans)
    yield from undated


def _first_drug(dataset: Dataset, course: Course) -> Treatment | None:
    """Return the bone drug that is known to have begun first; None where that is not known."""
    drugs = [
        one for one in course.treatments if dataset.drug_class(one) not in SUPPLEMENTS and one.follows is None
    ]
    if len(drugs) < 2:
        return next(iter(drugs), None)
    starts = [(_span(course, (report.time for report in drug.start)), drug) for drug in drugs]
    dated = [(span, drug) for span, drug in starts if span]
    return min(dated, key=lambda one: one[0])[1] if len(dated) == len(drugs) else None


def _span(course: Course, times: Iterable[Time | None]) -> Span | None:
    """Return the earliest and the latest month after delivery that some times of one event give."""
    months = [way.value for time in times if time for way in to_months_after_delivery(course, time)]
    return (min(months), max(months)) if months else None


def _why(reports: Iterable[TimeReport]) -> str:
    """Return what reports of a time say that has no place after delivery; empty where there is none."""
    reports = tuple(reports)
    words = (
        report.printed or report.in_our_words or "reported in words only"
        for report in reports
        if report.status == "qualitative"
    )
    missing = (WAYS_MISSING[report.status] for report in reports if report.status in WAYS_MISSING)
    return _elsewhere(report.time for report in reports) or next(iter((*words, *missing)), "")


def _why_scan(reports: Iterable[Report]) -> str:
    reports = tuple(reports)
    words = (report.time_words for report in reports if report.time_words)
    return _elsewhere(report.time for report in reports) or next(words, "")


def _elsewhere(times: Iterable[Time | None]) -> str:
    """Return a time on a clock that the source does not date from delivery; empty where there is none."""
    return next((time_text(time) for time in times if time), "")
