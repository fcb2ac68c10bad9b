"""Changes from before to after treatment, and which of several reports they are taken from.

The rule: a change takes both its ends from one place of the paper, the one that prints more
digits; if that place lacks an end, from the other; only if neither has both, one from each.
Reports that disagree by more than rounding are all used and give a change each, never an
average. Where another place would give another sign or another verdict, its change is shown too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from k2evidence.derive.intervals import Interval, agree, rounding
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import PHASES, Phase, Specimen
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
    """What changed from before to after, from two printed values.

    `absolute` is in the unit of the analyte's form; `percent` is of the value before. `basis`
    says which place of the paper both ends come from (`text`, `table`), or `text and table`
    where neither place prints both. `months` are months after delivery of both ends, None where
    they are not known. `chosen` is false for a change that is shown beside the chosen one only
    because its sign or a verdict differs.
    """

    case_id: str
    course_id: str
    analyte: str
    specimen: Specimen | None
    basis: str
    before: Report
    after: Report
    months: tuple[Decimal | None, Decimal | None]
    absolute: Interval
    percent: Interval
    judgements: tuple[Judgement, ...]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """Every change, and the keys of the reports that tables and charts use."""

    by_measurement: Mapping[MeasurementKey, tuple[Change, ...]]
    chosen: frozenset[ReportKey]

    def __iter__(self) -> Iterator[Change]:
        """Yield every change in the order of cases, courses and measurements."""
        for changes in self.by_measurement.values():
            yield from changes

    def of(self, case_id: str, course_id: str, analyte: str, specimen: Specimen | None) -> tuple[Change, ...]:
        """Return the changes of one measurement: none, one, or more where places disagree."""
        return self.by_measurement.get(MeasurementKey(case_id, course_id, analyte, specimen), ())


Ends = dict[Phase, Report]
"""The reports that a change is taken between; one end may be missing."""
Basis = tuple[str, Ends]
"""The place, or places, of the paper that both ends come from, and the ends."""


def derive_changes(dataset: Dataset) -> Changes:
    """Return every change of every course with its verdicts, and the reports that are used."""
    by_measurement: dict[MeasurementKey, tuple[Change, ...]] = {}
    chosen: set[ReportKey] = set()
    for case, course in dataset.courses():
        for measurement in course.measurements:
            usable = _usable(measurement, dataset.vocabulary)
            bases = list(_bases(usable))
            for _, ends in bases:
                chosen.update(_keys(case, course, measurement, ends))
            if changes := _changes_of(dataset.vocabulary, case, course, measurement, usable, bases):
                by_measurement[measurement_key(case, course, measurement)] = changes
    return Changes(by_measurement, frozenset(chosen))


def _changes_of(
    vocabulary: Vocabulary,
    case: Case,
    course: Course,
    measurement: Measurement,
    usable: dict[Phase, list[Report]],
    bases: list[Basis],
) -> tuple[Change, ...]:
    """Return the changes of one measurement: those of its bases, then others that read differently."""
    changes = [
        _change(vocabulary, case, course, measurement, basis)
        for basis in bases
        if len(basis[1]) == len(PHASES)
    ]
    if changes:
        for basis in _other_bases(usable, {name for name, _ in bases}):
            other = _change(vocabulary, case, course, measurement, basis)
            if _reads_otherwise(other, changes):
                changes.append(replace(other, chosen=False))
    return tuple(changes)


def _usable(measurement: Measurement, vocabulary: Vocabulary) -> dict[Phase, list[Report]]:
    """Return the reports of each phase whose unit this site reads as its own."""
    form = vocabulary.form(measurement.analyte, measurement.specimen)
    return {phase: [r for r in measurement.at(phase) if _reads_as(r, form, vocabulary)] for phase in PHASES}


def _reads_as(report: Report, form: AnalyteForm, vocabulary: Vocabulary) -> bool:
    """Return whether a report has a value whose printed unit this site reads as its own."""
    if report.value is None or report.unit_printed is None:
        return False
    return vocabulary.reads(form, report.unit_printed)


def _bases(usable: dict[Phase, list[Report]]) -> Iterator[Basis]:
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


def _other_bases(usable: dict[Phase, list[Report]], used: set[str]) -> Iterator[Basis]:
    """Yield the places that print both ends and were not chosen."""
    places = {report.reported_in for reports in usable.values() for report in reports}
    for place in sorted(places - used):
        ends = _ends(usable, place)
        if len(ends) == len(PHASES):
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


def _ends(usable: dict[Phase, list[Report]], place: str) -> Ends:
    """Return the first value before and the last value after that one place prints."""
    before = [report for report in usable["before"] if report.reported_in == place]
    after = [report for report in usable["after"] if report.reported_in == place]
    ends: Ends = {}
    if before:
        ends["before"] = before[0]
    if after:
        ends["after"] = after[-1]
    return ends


def _rank(ends: Ends) -> tuple[int, bool]:
    """Return the sort key of a place: more digits win; among equals the table, with its one clock for all."""
    digits = sum(len(_value(report).as_tuple().digits) for report in ends.values())
    return digits, all(report.reported_in == "table" for report in ends.values())


def _value(report: Report) -> Decimal:
    assert report.value is not None
    return report.value


def _keys(case: Case, course: Course, measurement: Measurement, ends: Ends) -> Iterator[ReportKey]:
    """Yield the keys of the reports that are the ends of a change."""
    for key, report in keyed_reports(case, course, measurement):
        if report is ends.get(key.phase):
            yield key


def _change(
    vocabulary: Vocabulary,
    case: Case,
    course: Course,
    measurement: Measurement,
    basis: Basis,
) -> Change:
    """Return the change between both ends of a basis, judged by every threshold of its analyte."""
    place, ends = basis
    before, after = rounding(_value(ends["before"])), rounding(_value(ends["after"]))
    absolute, percent = after - before, _percent(before, after)
    return Change(
        case.id,
        course.id,
        measurement.analyte,
        measurement.specimen,
        place,
        ends["before"],
        ends["after"],
        (
            _months(course, measurement.before, ends["before"]),
            _months(course, measurement.after, ends["after"]),
        ),
        absolute,
        percent,
        tuple(
            Judgement(threshold, _verdict(threshold, absolute, percent))
            for threshold in vocabulary.thresholds
            if measurement.analyte in threshold.analytes
            and threshold.specimen in (None, measurement.specimen)
        ),
        chosen=True,
    )


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
