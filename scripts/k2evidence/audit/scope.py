"""What a rule reads and returns: the records of one paper, a draft of a finding, shared helpers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from k2evidence.audit.finding import AffectedValue, Kind, Severity
from k2evidence.audit.first_hand import first_hand_case
from k2evidence.derive.intervals import Interval
from k2evidence.derive.missing import unsaid
from k2evidence.derive.time_axis import MONTHS_IN, to_months_after_delivery
from k2evidence.derive.visits import OrderedVisit, find_baseline, is_later, visits_in_order
from k2evidence.load.dataset import Publication
from k2evidence.model.base import Phase
from k2evidence.model.cases import (
    Case,
    Course,
    CourseFact,
    FractureReport,
    Measurement,
    MeasurementKey,
    PlacedReport,
    Report,
    ReportKey,
    TimeReport,
    Treatment,
    keyed_reports,
    measurement_key,
)
from k2evidence.model.scalars.times import AGE, Time
from k2evidence.model.text import number
from k2evidence.model.vocabulary import AnalyteForm, FormKey, Vocabulary

MOST_LISTED = 12
"""How many values or places one finding lists."""
NOT_PRINTED = "not printed"
"""The unit of a value beside which the source prints none."""


@dataclass(frozen=True, slots=True)
class MeasurementEvent:
    """All that a paper itself reports of one visit of one measurement of one patient."""

    case: Case
    course: Course
    measurement: Measurement
    ordered: OrderedVisit
    """The visit, with its place in the order of time."""
    name: str
    """What distinguishes the visit from the others: `after`, or its time where it has no label."""
    form: AnalyteForm
    form_key: FormKey
    """The analyte and its specimen."""
    reports: tuple[tuple[ReportKey, Report], ...]
    """Each report with its key."""
    values: tuple[tuple[ReportKey, Report, Decimal], ...]
    """Each report that holds a value with its unit."""

    @property
    def label(self) -> Phase | None:
        """What the paper calls the visit: `before` or `after` treatment."""
        return self.ordered.visit.label

    @property
    def phase(self) -> Phase | None:
        """On which side of the first bone drug the visit lies, by label or time; None where unknown."""
        return self.ordered.phase

    @property
    def field(self) -> str:
        """What a finding calls it, e.g. `bmd-proximal-femur after`."""
        return f"{self.measurement.analyte} {self.name}".strip()

    def describe(self, report: Report) -> str:
        """Return a value as a finding shows it: digits and printed unit."""
        return f"{number(report.value)} {report.unit_printed}"


@dataclass(frozen=True)
class Scope:
    """One paper, its patients, and the vocabulary."""

    paper: Publication
    cases: tuple[Case, ...]
    """The patients, as far as the paper itself reports them."""
    vocabulary: Vocabulary

    @classmethod
    def of(cls, paper: Publication, cases: Iterable[Case], vocabulary: Vocabulary) -> Scope:
        """Return the scope of a paper, without what was read at second hand."""
        return cls(paper, tuple(map(first_hand_case, cases)), vocabulary)

    def courses(self) -> Iterator[tuple[Case, Course]]:
        """Yield every course of the paper's patients."""
        for case in self.cases:
            for course in case.courses:
                yield case, course

    def is_unsaid(self, course: Course, fact: CourseFact) -> bool:
        """Return whether the paper was read for a fact that its record lacks, and does not report it."""
        return unsaid(self.paper, course, fact) == "not reported"

    @cached_property
    def measurement_events(self) -> tuple[MeasurementEvent, ...]:
        """Every visit of every measurement, those of one measurement in the order of time."""
        return tuple(
            event
            for case, course in self.courses()
            for measurement in course.measurements
            for event in self._events_of(case, course, measurement)
        )

    def _events_of(self, case: Case, course: Course, measurement: Measurement) -> Iterator[MeasurementEvent]:
        form_key = measurement.analyte, measurement.specimen
        by_visit: dict[int, list[tuple[ReportKey, Report]]] = {}
        for key, _, report in keyed_reports(case, course, measurement):
            if report.via is None:
                by_visit.setdefault(key.visit, []).append((key, report))
        for ordered in visits_in_order(course, measurement):
            reports = by_visit.get(ordered.number, [])
            values = (
                (key, report, report.value)
                for key, report in reports
                if report.value is not None and report.unit_printed != NOT_PRINTED
            )
            yield MeasurementEvent(
                case,
                course,
                measurement,
                ordered,
                _name(measurement, ordered),
                self.vocabulary.form(*form_key),
                form_key,
                tuple(reports),
                tuple(values),
            )

    @cached_property
    def events_by_measurement(self) -> Mapping[MeasurementKey, tuple[MeasurementEvent, ...]]:
        """The visits of each measurement in the order of time."""
        grouped: dict[MeasurementKey, list[MeasurementEvent]] = {}
        for event in self.measurement_events:
            key = measurement_key(event.case, event.course, event.measurement)
            grouped.setdefault(key, []).append(event)
        return {key: tuple(events) for key, events in grouped.items()}

    def baseline_of(self, event: MeasurementEvent) -> MeasurementEvent | None:
        """Return the baseline of a later visit; None where the visit is no later one, or none is known."""
        key = measurement_key(event.case, event.course, event.measurement)
        baseline = self._baselines.get(key)
        later = baseline is not None and is_later(event.course, event.ordered, baseline.ordered)
        return baseline if later else None

    @cached_property
    def _baselines(self) -> Mapping[MeasurementKey, MeasurementEvent]:
        baselines: dict[MeasurementKey, MeasurementEvent] = {}
        for key, events in self.events_by_measurement.items():
            by_number = {event.ordered.number: event for event in events if event.values}
            visits = [event.ordered for event in events]
            if by_number and (found := find_baseline(events[0].course, visits, by_number)):
                baselines[key] = by_number[found.number]
        return baselines

    def months_after_delivery(self, course: Course, time: Time) -> Interval | None:
        """Return a time in months after delivery; None where its clock has no origin.

        Where the paper gives the origin of the clock in several ways, the bounds span all of them.
        """
        key = id(course), time
        if key not in self._to_months:
            ways = to_months_after_delivery(course, time)
            self._to_months[key] = (
                Interval(min(w.low for w in ways), ways[0].value, max(w.high for w in ways)) if ways else None
            )
        return self._to_months[key]

    @cached_property
    def _to_months(self) -> dict[tuple[int, Time], Interval | None]:
        return {}

    def earliest(self, course: Course, reports: Iterable[TimeReport]) -> Interval | None:
        """Return the earliest time that some reports of one event give, in months after delivery."""
        times = (self.months_after_delivery(course, report.time) for report in reports if report.time)
        return min(filter(None, times), key=lambda time: time.value, default=None)

    def first_treatment(self, course: Course) -> tuple[Treatment, Interval] | None:
        """Return the first bone drug that is dated, with its start in months after delivery."""
        started = [(treatment, self.earliest(course, treatment.start)) for treatment in course.treatments]
        dated = [(treatment, start) for treatment, start in started if start]
        return min(dated, key=lambda one: one[1].value, default=None)

    def is_bone_density(self, event: MeasurementEvent) -> bool:
        """Return whether bone density was measured."""
        return self.vocabulary.analytes[event.measurement.analyte].group == "bone density"

    def is_younger(self, event: MeasurementEvent, years: int) -> bool:
        """Return whether a patient was certainly below an age at a visit; never where no age is reported."""
        age = self._greatest_age(event)
        return age is not None and age <= years

    def knows_age(self, event: MeasurementEvent) -> bool:
        """Return whether the age of a patient at a visit is known at all."""
        return self._greatest_age(event) is not None

    def _greatest_age(self, event: MeasurementEvent) -> Decimal | None:
        """Return the greatest age in years that a patient can have had at a visit; None if unknown."""
        times = event.ordered.times
        ages = [time.value + 1 for time in times if time.origin == AGE and time.unit == "year"]
        if years := ages_of(event.course):
            months = [self.months_after_delivery(event.course, time) for time in times]
            passed = max((time.high for time in months if time), default=Decimal(0))
            ages.append(max(years) + 1 + max(passed, Decimal(0)) / MONTHS_IN["year"])
        return max(ages, default=None)


def place(report: PlacedReport | FractureReport) -> tuple[str, str]:
    """Return the place of the paper that a report is at; two reports of one place do not disagree."""
    return report.reported_in, report.locator


def ages_of(course: Course) -> tuple[int, ...]:
    """Return every age that is reported of a course, in completed years."""
    return tuple(report.years for report in course.age if report.years is not None)


def place_of(course: Course) -> str:
    """Return where a course is described: at its bone drug, or at the first place that is cited for it."""
    located = (
        *course.treatments,
        *filter(None, [course.no_bone_drug]),
        *course.fractures,
        *course.findings,
        *course.outcomes,
        *course.onset,
        *course.age,
    )
    first = next(iter(located), None)
    reports = (report for measurement in course.measurements for _, report in measurement.reports())
    report = next(reports, None)
    return first.locator if first else report.locator if report else "case reports"


def _name(measurement: Measurement, ordered: OrderedVisit) -> str:
    """Return what distinguishes a visit from the others, whatever their order in the file."""
    label: str | None = ordered.visit.label
    alike = sum(visit.label == label for visit in measurement.visits)
    parts = [label or ""]
    if label is None or alike > 1:
        parts.append(_when(ordered))
    return " ".join(filter(None, parts))


def _when(ordered: OrderedVisit) -> str:
    times = sorted(map(str, ordered.times), key=lambda time: ("after delivery" not in time, time))
    words = sorted({report.time_words for report in ordered.visit.reports if report.time_words})
    return next(iter([*times, *words]), "")


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding before it has its rule, its paper and its id."""

    kind: Kind
    severity: Severity
    courses: tuple[tuple[Case, Course | None], ...]
    field: str
    says: str
    locator: str
    also_says: str
    also_locator: str
    means: str
    effect: str = ""
    affects: Iterable[AffectedValue] = ()


def join_distinct(items: Iterable[str], separator: str = "; ") -> str:
    """Return distinct items joined; beyond `MOST_LISTED`, how many more there are."""
    distinct = list(dict.fromkeys(items))
    more = len(distinct) - MOST_LISTED
    if more > 0:
        distinct = [*distinct[:MOST_LISTED], f"and {more} more"]
    return separator.join(distinct)


def fact(case: Case, course: Course, name: str) -> AffectedValue:
    """Return the key of a fact of a course, for findings that affect no single report."""
    return (case.id, course.id, name)
