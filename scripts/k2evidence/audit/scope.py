"""What a rule reads and returns: the records of one paper, a draft of a finding, shared helpers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from k2evidence.audit.finding import AffectedValue, Kind, Severity
from k2evidence.derive.intervals import Interval
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.model.base import PHASES, Phase
from k2evidence.model.cases import Case, Course, Measurement, Report, ReportKey, keyed_reports
from k2evidence.model.papers import Paper
from k2evidence.model.scalars.times import Time
from k2evidence.model.text import number
from k2evidence.model.vocabulary import AnalyteForm, FormKey, Vocabulary

MOST_LISTED = 12
"""How many values or places one finding lists."""


@dataclass(frozen=True, slots=True)
class MeasurementEvent:
    """All that a paper reports of one measurement of one patient, before or after treatment."""

    case: Case
    course: Course
    measurement: Measurement
    phase: Phase
    form: AnalyteForm
    form_key: FormKey
    """The analyte and its specimen."""
    reports: tuple[tuple[ReportKey, Report], ...]
    """Each report with its key."""
    values: tuple[tuple[ReportKey, Report, Decimal], ...]
    """Each report that holds a number."""

    @classmethod
    def of(
        cls, case: Case, course: Course, measurement: Measurement, phase: Phase, form: AnalyteForm
    ) -> MeasurementEvent:
        """Return the reports of one phase of a measurement."""
        form_key = measurement.analyte, measurement.specimen
        reports = tuple(keyed_reports(case, course, measurement, (phase,)))
        values = tuple((key, report, report.value) for key, report in reports if report.value is not None)
        return cls(case, course, measurement, phase, form, form_key, reports, values)

    @property
    def field(self) -> str:
        """What a finding calls it, e.g. `bmd-proximal-femur after`."""
        return f"{self.measurement.analyte} {self.phase}"

    def describe(self, report: Report) -> str:
        """Return a value as a finding shows it: digits and printed unit."""
        return f"{number(report.value)} {report.unit_printed}"


@dataclass(frozen=True)
class Scope:
    """One paper, its patients, and the vocabulary."""

    paper: Paper
    cases: tuple[Case, ...]
    vocabulary: Vocabulary

    def courses(self) -> Iterator[tuple[Case, Course]]:
        """Yield every course of the paper's patients."""
        for case in self.cases:
            for course in case.courses:
                yield case, course

    @cached_property
    def measurement_events(self) -> tuple[MeasurementEvent, ...]:
        """Every measurement, once before and once after treatment."""
        return tuple(
            MeasurementEvent.of(
                case,
                course,
                measurement,
                phase,
                self.vocabulary.form(measurement.analyte, measurement.specimen),
            )
            for case, course in self.courses()
            for measurement in course.measurements
            for phase in PHASES
        )

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

    def is_bone_density(self, event: MeasurementEvent) -> bool:
        """Return whether bone density was measured."""
        return self.vocabulary.analytes[event.measurement.analyte].group == "bone density"


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
