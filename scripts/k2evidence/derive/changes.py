"""Changes from baseline to each later visit, and which of several reports they are taken from.

`derive.visits` says which visit is the baseline. The rule of reports: a change takes both its ends
from one place of the paper, the one that prints more digits; if that place lacks an end, from the
other; only if neither has both, one from each. Reports that disagree by more than rounding are all
used and give a change each, never an average. Where another place would give another sign or
another verdict, its change is shown too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from k2evidence.derive.care import CareGroup, care_between
from k2evidence.derive.intervals import Interval, agree, rounding
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.derive.visits import OrderedVisit, find_baseline, is_later, visits_in_order
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import Phase, Specimen
from k2evidence.model.cases import (
    Case,
    Course,
    Measurement,
    MeasurementKey,
    Report,
    ReportKey,
    keyed_reports,
    measurement_key,
)
from k2evidence.model.vocabulary import AnalyteForm, Threshold, Vocabulary

Verdict = Literal["exceeds", "within-error", "cannot-judge"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a change exceeds a threshold, e.g. the least significant change of bone density.

    It is `cannot-judge` where the threshold is unknown, or where rounding spans it.
    """

    threshold: Threshold
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Change:
    """What changed from baseline to a later visit, from two printed values.

    `absolute` is in the unit of the analyte's form; `percent` is of the value at baseline. `basis`
    says which place of the paper both ends come from (`text`, `table`), or `text and table`
    where neither place prints both. `months` are months after delivery of both ends, None where
    they are not known. `chosen` is false for a change that is shown beside the chosen one only
    because its sign or a verdict differs. `visits` are the numbers of both visits; `care` is what was
    given between them; `fractured` are the vertebrae of the scanned region that some place names as
    fractured.
    """

    case_id: str
    course_id: str
    analyte: str
    specimen: Specimen | None
    visits: tuple[int, int]
    basis: str
    before: Report
    after: Report
    months: tuple[Decimal | None, Decimal | None]
    absolute: Interval
    percent: Interval
    judgements: tuple[Judgement, ...]
    care: CareGroup
    fractured: tuple[str, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class PrintedChange:
    """A change that the source prints where it does not print both values."""

    key: ReportKey
    report: Report


@dataclass(frozen=True, slots=True)
class Changes:
    """Every change, the order of the visits, and the keys of the reports that tables and charts use."""

    by_measurement: Mapping[MeasurementKey, tuple[Change, ...]]
    chosen: frozenset[ReportKey]
    visits: Mapping[MeasurementKey, tuple[OrderedVisit, ...]]
    """The visits of each measurement in the order of time."""
    printed: Mapping[MeasurementKey, tuple[PrintedChange, ...]]
    """Changes that sources print where none can be derived for that visit."""

    def __iter__(self) -> Iterator[Change]:
        """Yield every change in the order of cases, courses, measurements and visits."""
        for changes in self.by_measurement.values():
            yield from changes

    def of(self, case_id: str, course_id: str, analyte: str, specimen: Specimen | None) -> tuple[Change, ...]:
        """Return the changes of one measurement: for each later visit one, or more where places disagree."""
        return self.by_measurement.get(MeasurementKey(case_id, course_id, analyte, specimen), ())

    def of_last_visit(self, case: Case, course: Course, measurement: Measurement) -> tuple[Change, ...]:
        """Return the chosen changes to the latest visit of a measurement that has any."""
        key = measurement_key(case, course, measurement)
        chosen = [change for change in self.by_measurement.get(key, ()) if change.chosen]
        return tuple(change for change in chosen if change.visits == chosen[-1].visits)


Ends = dict[Phase, Report]
"""The reports that a change is taken between, at baseline and later; one end may be missing."""
Usable = Mapping[Phase, Sequence[Report]]
"""The reports at baseline and at a later visit that a change may be taken between."""
Basis = tuple[str, Ends]
"""The place, or places, of the paper that both ends come from, and the ends."""


def derive_changes(dataset: Dataset) -> Changes:
    """Return every change of every course with its verdicts, and the reports that are used."""
    by_measurement: dict[MeasurementKey, tuple[Change, ...]] = {}
    chosen: set[ReportKey] = set()
    visits: dict[MeasurementKey, tuple[OrderedVisit, ...]] = {}
    printed: dict[MeasurementKey, tuple[PrintedChange, ...]] = {}
    for case, course in dataset.courses():
        for measurement in course.measurements:
            key = measurement_key(case, course, measurement)
            derived = _derive(dataset, case, course, measurement)
            visits[key] = derived.visits
            chosen.update(derived.chosen)
            if derived.changes:
                by_measurement[key] = derived.changes
            if derived.printed:
                printed[key] = derived.printed
    return Changes(by_measurement, frozenset(chosen), visits, printed)


@dataclass(frozen=True, slots=True)
class _Derived:
    """What is derived of one measurement."""

    visits: tuple[OrderedVisit, ...]
    changes: tuple[Change, ...]
    chosen: frozenset[ReportKey]
    printed: tuple[PrintedChange, ...]


def _derive(dataset: Dataset, case: Case, course: Course, measurement: Measurement) -> _Derived:
    visits = visits_in_order(course, measurement)
    form = dataset.vocabulary.form(measurement.analyte, measurement.specimen)
    usable = {
        visit.number: reports
        for visit in visits
        if (reports := [r for r in visit.visit.reports if reads_as(r, form, dataset.vocabulary)])
    }
    baseline = find_baseline(course, visits, usable)
    later = [v for v in visits if v.number in usable and baseline and is_later(course, v, baseline)]
    changes: list[Change] = []
    used: list[tuple[int, Report]] = []
    for visit in later:
        assert baseline is not None
        both: Usable = {"before": usable[baseline.number], "after": usable[visit.number]}
        bases = list(_bases(both))
        for _, ends in bases:
            used += [(baseline.number, ends["before"]), (visit.number, ends["after"])]
        between = _Between(dataset, case, course, measurement, baseline, visit)
        changes += _changes_between(between, both, bases)
    paired = {number for change in changes for number in change.visits}
    for number, reports in usable.items():
        if number not in paired:
            used += [(number, ends["after"]) for _, ends in _bases({"before": [], "after": reports})]
    chosen = _keys_of(case, course, measurement, used)
    scored = {
        key
        for key, visit, report in keyed_reports(case, course, measurement)
        if key.visit not in usable and report.value is None and report.has_number
    }
    printed = tuple(
        PrintedChange(key, report)
        for key, _, report in keyed_reports(case, course, measurement)
        if key.visit not in paired and (report.percent_change is not None or report.change is not None)
    )
    return _Derived(visits, tuple(changes), frozenset(chosen | scored), printed)


@dataclass(frozen=True, slots=True)
class _Between:
    """A measurement at baseline and at one later visit."""

    dataset: Dataset
    case: Case
    course: Course
    measurement: Measurement
    baseline: OrderedVisit
    later: OrderedVisit


def _changes_between(between: _Between, usable: Usable, bases: list[Basis]) -> list[Change]:
    """Return the changes between two visits: those of the bases, then others that read differently."""
    changes = [_change(between, basis) for basis in bases]
    for basis in _other_bases(usable, {name for name, _ in bases}):
        other = _change(between, basis)
        if _reads_otherwise(other, changes):
            changes.append(replace(other, chosen=False))
    return changes


def reads_as(report: Report, form: AnalyteForm, vocabulary: Vocabulary) -> bool:
    """Return whether a report has a value above zero whose printed unit this site reads as its own."""
    if report.value is None or report.value <= 0 or report.unit_printed is None:
        return False
    return vocabulary.reads(form, report.unit_printed)


def _bases(usable: Usable) -> Iterator[Basis]:
    """Yield the preferred basis of a measurement, then those of places that disagree with it."""
    # Sorted, so that ties between places are broken in the same way each time.
    places = sorted({report.reported_in for reports in usable.values() for report in reports})
    ends_of = {place: _ends(usable, place) for place in places}
    ranked = sorted(places, key=lambda place: (len(ends_of[place]), _rank(ends_of[place])))[::-1]
    if not ranked:
        return
    best = {
        phase: max(reports, key=lambda report: _rank({phase: report}))
        for phase, reports in usable.items()
        if reports
    }
    basis = _complete(ranked[0], ends_of[ranked[0]], best)
    yield basis
    _, ends = basis
    for place in ranked[1:]:
        if any(not agree(_value(report), _value(ends[phase])) for phase, report in ends_of[place].items()):
            yield _complete(place, ends_of[place], ends)


def _complete(place: str, ends: Ends, fallback: Ends) -> Basis:
    """Return the basis of the ends that a place prints; those that it lacks come from elsewhere."""
    borrowed = {phase: report for phase, report in fallback.items() if phase not in ends}
    places = dict.fromkeys((place, *(report.reported_in for report in borrowed.values())))
    return " and ".join(places), {**ends, **borrowed}


def _other_bases(usable: Usable, used: set[str]) -> Iterator[Basis]:
    """Yield the places that print both ends and were not chosen."""
    places = {report.reported_in for reports in usable.values() for report in reports}
    for place in sorted(places - used):
        ends = _ends(usable, place)
        if ends.keys() == usable.keys():
            yield place, ends


def _reads_otherwise(change: Change, chosen: list[Change]) -> bool:
    """Return whether a change has another sign, or lies on another side of a threshold."""

    def reading(change: Change) -> tuple[bool, ...]:
        return (
            change.absolute.value > 0,
            change.absolute.value < 0,
            *(_reaches(j.threshold, change.absolute, change.percent) for j in change.judgements),
        )

    return reading(change) not in {reading(other) for other in chosen}


def _reaches(threshold: Threshold, absolute: Interval, percent: Interval) -> bool:
    """Return whether a change reaches a threshold at face value."""
    change = percent if threshold.unit == "%" else absolute
    return threshold.value is not None and abs(change.value) >= threshold.value


def _ends(usable: Usable, place: str) -> Ends:
    """Return the value at baseline and at the later visit that one place prints, the one with more digits."""
    ends: Ends = {}
    for phase, reports in usable.items():
        in_place = [report for report in reports if report.reported_in == place]
        if in_place:
            ends[phase] = max(in_place, key=lambda report: (_digits(report), report.t_score is not None))
    return ends


def _rank(ends: Ends) -> tuple[int, bool]:
    """Return the sort key of a place: more digits win; among equals the table, with its one clock for all."""
    digits = sum(map(_digits, ends.values()))
    return digits, all(report.reported_in == "table" for report in ends.values())


def _digits(report: Report) -> int:
    """Return how many digits of a value are printed."""
    return len(_value(report).as_tuple().digits)


def _value(report: Report) -> Decimal:
    assert report.value is not None
    return report.value


def _keys_of(
    case: Case, course: Course, measurement: Measurement, used: list[tuple[int, Report]]
) -> set[ReportKey]:
    """Return the keys of the reports that are used, each with the number of its visit."""
    return {
        key
        for key, _, report in keyed_reports(case, course, measurement)
        if any(key.visit == number and report is other for number, other in used)
    }


def _change(between: _Between, basis: Basis) -> Change:
    """Return the change between both ends of a basis, judged by every threshold of its analyte."""
    place, ends = basis
    measurement, course = between.measurement, between.course
    before, after = rounding(_value(ends["before"])), rounding(_value(ends["after"]))
    absolute, percent = after - before, _percent(before, after)
    return Change(
        between.case.id,
        course.id,
        measurement.analyte,
        measurement.specimen,
        (between.baseline.number, between.later.number),
        place,
        ends["before"],
        ends["after"],
        (
            _months(course, between.baseline.visit.reports, ends["before"]),
            _months(course, between.later.visit.reports, ends["after"]),
        ),
        absolute,
        percent,
        tuple(
            Judgement(threshold, _verdict(threshold, absolute, percent))
            for threshold in between.dataset.vocabulary.thresholds_of(
                measurement.analyte, measurement.specimen
            )
        ),
        care_between(between.dataset, course, between.baseline.times, between.later.times),
        fractured_in_region(between.dataset.vocabulary, course, measurement),
        chosen=True,
    )


def fractured_in_region(vocabulary: Vocabulary, course: Course, measurement: Measurement) -> tuple[str, ...]:
    """Return the measured vertebrae that some place of the paper names as fractured, from the top."""
    site = vocabulary.analytes[measurement.analyte].site
    region = measurement.vertebrae or (vocabulary.sites[site].vertebrae if site else ())
    return tuple(level for level in course.levels if level in region)


def _months(course: Course, reports: tuple[Report, ...], report: Report) -> Decimal | None:
    """Return when a value was measured, in months after delivery.

    The time may be printed in another place than the value. None where the origin of its clock is
    unknown, or is dated in more than one way.
    """
    time = report.time or next((other.time for other in reports if other.time), None)
    ways = {way.value for way in to_months_after_delivery(course, time)} if time else set()
    return ways.pop() if len(ways) == 1 else None


def _verdict(threshold: Threshold, absolute: Interval, percent: Interval) -> Verdict:
    """Return whether all that rounding allows exceeds the least significant change, or lies within it."""
    if threshold.value is None:
        return "cannot-judge"
    change = percent if threshold.unit == "%" else absolute
    if threshold.direction == "fall" and change.value >= 0:
        return "cannot-judge"
    nearest = Decimal(0) if change.low <= 0 <= change.high else min(abs(change.low), abs(change.high))
    if nearest >= threshold.value:
        return "exceeds"
    if max(abs(change.low), abs(change.high)) < threshold.value:
        return "within-error"
    return "cannot-judge"


def _percent(before: Interval, after: Interval) -> Interval:
    """Return the change in percent of the value before; its bounds lie at the corners."""

    def of(start: Decimal, end: Decimal) -> Decimal:
        return (end - start) / start * 100

    corners = [
        of(start, end) for start in (before.low, before.high) for end in (after.low, after.high) if start > 0
    ]
    value = of(before.value, after.value)
    return Interval(min(corners, default=value), value, max(corners, default=value))
