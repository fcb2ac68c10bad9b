"""Recovery of single women: a point for each later lumbar scan, in percent of the baseline, or why not.

A point rests on two densities, or on a change in percent that the source prints with the time of the scan.
Where the baseline scan has no date, the months count from the start of a drug or the first visit, if the
source counts from it; where it is not known which scan lies before treatment, from the first scan. The
point says so. Nothing is averaged, and no time is guessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from k2evidence.derive.care import care_between
from k2evidence.derive.changes import Change, Changes, PrintedChange
from k2evidence.derive.first_scan import density_of, since_first_scan
from k2evidence.derive.missing import unsaid
from k2evidence.derive.recovery_points import BASELINE_SCAN, FIRST_SCAN, ExcludedPoint, RecoveryPoint
from k2evidence.derive.time_axis import to_months
from k2evidence.derive.visits import OrderedVisit, find_baseline, is_later, months_between
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case, Course, Measurement, MeasurementKey, measurement_key
from k2evidence.model.scalars.times import Time
from k2evidence.model.vocabulary import Vocabulary

BEFORE_DELIVERY = "The baseline scan was made before the delivery, so the change shows no recovery."
NO_DATE = "The later scan has no date."
NO_SPAN = "The time between the two scans is not known."
NO_DATE_OF_CHANGE = "A change is printed in percent, without the date of the later scan."
NO_SPAN_OF_CHANGE = "A change is printed in percent; from when it counts is not known."
NO_PERCENT = "A change is printed as a difference, without both densities."
UNPLACED = "Another scan has no date, or no unit in common with the baseline scan."
NO_UNIT = "The densities are printed in no unit that can be compared."
ONLY_SCORES = "Only scores are printed, no density."
SCORES_LATER = "A density is printed for one scan, and only scores for the others."
ONLY_WORDS = "Only words are printed, no number."
NO_BASELINE = "Which scan is the baseline is not known."
OTHER_REGION = "Only a density of another region, or of a region that is not stated, was reported."
MISSING = {
    ("no", "not reported"): "No lumbar density is reported.",
    ("no", "not seen"): "No lumbar density was seen: the source was not read whole.",
    ("no second", "not reported"): "No second lumbar density is reported.",
    ("no second", "not seen"): "No second lumbar density was seen: the source was not read whole.",
}
"""Why nothing can be drawn, by what is missing and whether the source was read for it."""


def is_lumbar(vocabulary: Vocabulary, analyte: str) -> bool:
    """Return whether an analyte is a bone density of the lumbar spine."""
    return vocabulary.is_density_of(analyte, "lumbar spine")


def course_points(dataset: Dataset, changes: Changes) -> Iterator[RecoveryPoint | ExcludedPoint]:
    """Yield the points of every course; for each lumbar density that has a scan left over, why."""
    for case, course in dataset.courses():
        measurements = [m for m in course.measurements if is_lumbar(dataset.vocabulary, m.analyte)]
        if reason := _unusable(dataset, case) or ("" if measurements else _no_lumbar(dataset, case, course)):
            label = dataset.course_label(case, course, drawn=True)
            yield ExcludedPoint(case.id, course.id, label, "Lumbar spine BMD", reason)
            continue
        for measurement in measurements:
            key = measurement_key(case, course, measurement)
            yield from _Measured(dataset, case, course, measurement, changes.visits[key]).points(changes, key)


def _unusable(dataset: Dataset, case: Case) -> str:
    """Return why no number of a case may be drawn; empty where its publication is not in doubt."""
    status = dataset.publications[case.paper].integrity.status
    return "" if status in ("current", "corrected") else f"Marked as {status}."


def _no_lumbar(dataset: Dataset, case: Case, course: Course) -> str:
    groups = (dataset.vocabulary.analytes[m.analyte].group for m in course.measurements)
    missing = unsaid(dataset.publications[case.paper], course, "measurements")
    return OTHER_REGION if "bone density" in groups else MISSING["no", missing]


@dataclass(frozen=True, slots=True)
class _Measured:
    """One lumbar density of a course, with its visits in the order of time."""

    dataset: Dataset
    case: Case
    course: Course
    measurement: Measurement
    visits: Sequence[OrderedVisit]

    def points(self, changes: Changes, key: MeasurementKey) -> Iterator[RecoveryPoint | ExcludedPoint]:
        """Yield the points of all later scans, and each reason why one has none."""
        chosen = [change for change in changes.by_measurement.get(key, ()) if change.chosen]
        printed = changes.printed.get(key, ())
        of_scans = map(self._of_change, chosen) if chosen else self._since_first_scan(changes)
        found = dict.fromkeys([*of_scans, *map(self._of_printed, printed)])
        points = [one for one in found if isinstance(one, RecoveryPoint)]
        reasons = dict.fromkeys(one for one in found if isinstance(one, str))
        if not points or chosen:
            reasons |= dict.fromkeys(filter(None, [self._left_over(chosen, has_printed=bool(printed))]))
        yield from sorted(points, key=lambda point: point.months)
        what = self.dataset.vocabulary.analytes[self.measurement.analyte].short
        label = self.dataset.course_label(self.case, self.course, drawn=True)
        for reason in reasons:
            yield ExcludedPoint(self.case.id, self.course.id, label, what, reason)

    def _of_change(self, change: Change) -> RecoveryPoint | str:
        """Return the point of a change between two densities, or why it has none."""
        by_number = {visit.number: visit for visit in self.visits}
        baseline, later = (by_number[number] for number in change.visits)
        return self._point(change.percent.value, baseline, later) or (NO_SPAN if later.times else NO_DATE)

    def _since_first_scan(self, changes: Changes) -> Iterator[RecoveryPoint | str]:
        """Yield the points of the densities where it is not known which scan lies before treatment."""
        vocabulary = self.dataset.vocabulary
        for change in since_first_scan(vocabulary, changes, self.case, self.course, self.measurement):
            point = self._point(change.percent, change.first, change.later)
            if isinstance(point, RecoveryPoint):
                point = replace(point, since=FIRST_SCAN)
            yield point or NO_SPAN

    def _density(self, visit: OrderedVisit) -> Decimal | None:
        """Return the density of a visit in the unit of this site; None if none."""
        return density_of(self.dataset.vocabulary, self.measurement, visit)

    def _of_printed(self, printed: PrintedChange) -> RecoveryPoint | str:
        """Return the point of a change that only the source computed, or why it has none."""
        if printed.report.percent_change is None:
            return NO_PERCENT
        later = next(visit for visit in self.visits if visit.number == printed.key.visit)
        if not later.times:
            return NO_DATE_OF_CHANGE
        measured = (v for v in self.visits if v.number != later.number and _has_number(v))
        baseline = find_baseline(self.course, self.visits, [visit.number for visit in measured])
        if baseline and not is_later(self.course, later, baseline):
            baseline = None
        return self._point(printed.report.percent_change, baseline, later, printed=True) or NO_SPAN_OF_CHANGE

    def _point(
        self, percent: Decimal, baseline: OrderedVisit | None, later: OrderedVisit, *, printed: bool = False
    ) -> RecoveryPoint | str | None:
        """Return the point of a later scan, or why it shows no recovery; None where its time is not known."""
        start = [interval.value for interval in baseline.months] if baseline else []
        if min(start, default=Decimal(0)) < 0:
            return BEFORE_DELIVERY
        counted = count_months(self.course, baseline, later)
        if counted is None:
            return None
        dataset, case, course = self.dataset, self.case, self.course
        first = baseline.times if baseline else ()
        care = care_between(dataset, course, first or counted.origin, later.times)
        label = dataset.course_label(case, course, drawn=True)
        return RecoveryPoint(
            group=care,
            record_id=case.id,
            course_id=course.id,
            line=f"{case.id}/{course.id}/{self.measurement.analyte}",
            label=label,
            short_label=_short_label(dataset, case, course) if care == "vitamin K2" else label,
            region=self._region(),
            arm=";".join(treatment.substance or treatment.id for treatment in course.treatments),
            people=1,
            months=counted.months,
            since=counted.since,
            value=percent,
            low=None,
            high=None,
            spread_is=None,
            basis="printed change" if printed else "densities",
            baseline=(min(start), max(start)) if start else None,
        )

    def _region(self) -> str:
        """Return which vertebrae were measured, as far as the source reports."""
        vocabulary = self.dataset.vocabulary
        site = vocabulary.sites[vocabulary.analytes[self.measurement.analyte].site or ""]
        named = self.measurement.vertebrae
        return f"{site.name}, of them {', '.join(named)}" if named else site.name

    def _left_over(self, chosen: Sequence[Change], *, has_printed: bool) -> str:
        """Return why a scan without a change has none; empty where nothing is left over."""
        paired = {number for change in chosen for number in change.visits}
        left = [visit for visit in self.visits if visit.number not in paired]
        valued = [v for v in left if any(report.value is not None for report in v.visit.reports)]
        if chosen:
            return UNPLACED if any(visit.phase != "before" for visit in valued) else ""
        if has_printed:
            return ""
        if len(valued) > 1:
            return self._no_baseline([visit for visit in valued if self._density(visit) is not None])
        scored = [visit for visit in left if visit not in valued and _has_number(visit)]
        if scored:
            return SCORES_LATER if valued else ONLY_SCORES
        if not valued and any(r.status == "qualitative" for v in left for r in v.visit.reports):
            return ONLY_WORDS
        missing = unsaid(self.dataset.publications[self.case.paper], self.course, "measurements")
        return MISSING["no second" if valued else "no", missing]

    def _no_baseline(self, readable: Sequence[OrderedVisit]) -> str:
        """Return why several scans have no baseline, by those whose unit this site reads."""
        dated = [visit for visit in readable if visit.times]
        if len(readable) < 2:
            return NO_UNIT
        return UNPLACED if 0 < len(dated) < len(readable) else NO_BASELINE


@dataclass(frozen=True, slots=True)
class CountedMonths:
    """How many months lie before a scan, the fewest and the most, and since what; `origin` is that event."""

    months: tuple[Decimal, Decimal]
    since: str
    origin: tuple[Time, ...]


def count_months(course: Course, baseline: OrderedVisit | None, later: OrderedVisit) -> CountedMonths | None:
    """Return how long after the baseline a scan was made; None where the source does not date it.

    Where the baseline scan cannot be dated and lies before treatment, or is not reported itself, the months
    count from the start of the first bone drug, or from the first visit if the source counts from that.
    """
    spans = months_between(course, baseline.times, later.times) if baseline else ()
    if spans:
        assert baseline is not None
        return CountedMonths((min(spans), max(spans)), BASELINE_SCAN, baseline.times)
    for origin in _origins(course, baseline, later):
        spans = tuple(months.value for time in later.times for months in to_months(course, time, origin))
        if spans and min(spans) > 0:
            return CountedMonths((min(spans), max(spans)), origin, (Time(Decimal(0), "month", origin),))
    return None


def _origins(course: Course, baseline: OrderedVisit | None, later: OrderedVisit) -> Iterator[str]:
    """Yield the events that may stand for an undated baseline scan, the best first.

    That is the start of a bone drug, or the first visit, from which the source counts; and for a scan before
    treatment, the start of the only drug that can have been the first.
    """
    clocks = dict.fromkeys(course.clock(time) for time in later.times)
    starts = {f"start of {treatment.id}": treatment for treatment in course.treatments}
    if baseline is None:
        yield from (clock for clock in clocks if clock in starts)
    elif baseline.phase == "before":
        first = [name for name, treatment in starts.items() if treatment.follows is None]
        yield from first if len(first) == 1 else (clock for clock in clocks if clock in first)
    if not (baseline and baseline.times) and "first visit" in clocks:
        yield "first visit"


def _has_number(visit: OrderedVisit) -> bool:
    """Return whether a visit has a density or a score of its own, and not a change alone."""
    return any(
        number is not None
        for report in visit.visit.reports
        for number in (report.value, report.t_score, report.z_score, report.percent_of_young)
    )


def _short_label(dataset: Dataset, case: Case, course: Course) -> str:
    """Return the label of a course without its paper where only one paper reports vitamin K2."""
    if len(dataset.k2_papers) > 1:
        return dataset.course_label(case, course, drawn=True)
    return case.label if len(case.courses) == 1 else f"{case.label}, {course.label.lower()}"
