"""Recovery of lumbar bone density after pregnancy: courses of treatment beside published cohorts.

A point is drawn where the source gives a change in percent and the months since the baseline scan.
One cohort is drawn once; reviews that may hold a drawn cohort, and whatever has no place on the axes,
are listed with the reason.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from k2evidence.derive.changes import Change, Changes
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case, Course, Measurement, Report
from k2evidence.model.studies import Result, Study

RecoveryGroup = Literal[
    "vitamin K2", "no bone drug", "healthy women", "teriparatide", "bisphosphonate", "other drug"
]
"""The panels of the recovery picture."""
PointSpread = Literal["SD", "SE", "95 % CI", "not stated"]
"""What the ends of a point's spread are: those that studies print, and the confidence interval."""


@dataclass(frozen=True, slots=True)
class RecoveryPoint:
    """A change of lumbar bone density, in percent, so many months after the baseline scan.

    `months` are lowest and highest where a paper dates the scans in more than one way. `low` and
    `high` are one SD, or SE, either way, or a confidence interval, as `spread_is` says; None
    where the source gives no spread. `baseline` are months after delivery, where known.
    """

    group: RecoveryGroup
    record_id: str
    course_id: str
    label: str
    arm: str
    people: int | None
    months: tuple[Decimal, Decimal]
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    spread_is: PointSpread | None
    baseline: tuple[Decimal, Decimal] | None


@dataclass(frozen=True, slots=True)
class ExcludedPoint:
    """Something that the recovery picture leaves out, and why."""

    record_id: str
    course_id: str
    label: str
    what: str
    reason: str


MOST_DRAWN = 24
"""How many courses the recovery picture draws one by one; more are counted in cells of a heatmap."""


@dataclass(frozen=True)
class Recovery:
    """What the recovery picture shows and what it leaves out."""

    points: tuple[RecoveryPoint, ...]
    excluded: tuple[ExcludedPoint, ...]

    @cached_property
    def is_aggregated(self) -> bool:
        """Whether the courses are too many to be drawn and listed one by one, so that cells count them."""
        return sum(1 for point in self.points if point.course_id) > MOST_DRAWN


LUMBAR = "bmd-lumbar-spine"
"""The analyte whose recovery is drawn."""


def derive_recovery(dataset: Dataset, changes: Changes) -> Recovery:
    """Return every point of the recovery picture, and what is left out with its reason."""
    drawn = [*_course_points(dataset, changes), *_cohort_points(dataset)]
    return Recovery(
        points=tuple(point for point in drawn if isinstance(point, RecoveryPoint)),
        excluded=tuple(point for point in drawn if isinstance(point, ExcludedPoint)),
    )


def _course_points(dataset: Dataset, changes: Changes) -> Iterator[RecoveryPoint | ExcludedPoint]:
    """Yield the chosen changes of every course, or why it has none that shows recovery."""
    for case, course in dataset.courses():
        label = dataset.course_label(case, course)
        measurement = next((m for m in course.measurements if m.analyte == LUMBAR), None)
        chosen = [change for change in changes.of(case.id, course.id, LUMBAR, None) if change.chosen]
        reason = ""
        if measurement is None or not chosen:
            reason = "No second value of lumbar bone density."
        elif min(_months(course, measurement.before), default=Decimal(0)) < 0:
            reason = "Its baseline scan was made before the delivery, so it shows no recovery."
        if measurement is None or reason:
            yield ExcludedPoint(case.id, course.id, label, "Lumbar spine BMD", reason)
        else:
            yield from (_point(case, course, label, measurement, change) for change in chosen)


def _cohort_points(dataset: Dataset) -> Iterator[RecoveryPoint | ExcludedPoint]:
    """Yield the results of studies on lumbar bone density after pregnancy, or why they are left out."""
    for study in dataset.studies.values():
        for outcome in study.outcomes:
            if not study.is_recovery(outcome):
                continue
            reason = outcome.not_drawn if study.usable else f"Marked as {study.integrity.status}."
            if reason:
                yield ExcludedPoint(study.id, "", study.label, outcome.what, reason)
            else:
                yield from (_study_point(study, result) for result in outcome.results)


def _point(case: Case, course: Course, label: str, measurement: Measurement, change: Change) -> RecoveryPoint:
    """Return the point of a change; its months span every way in which the paper dates the scans."""
    start = _months(course, measurement.before)
    end = _months(course, measurement.after)
    spans = [after - before for before in start for after in end]
    return RecoveryPoint(
        group="vitamin K2",
        record_id=case.id,
        course_id=course.id,
        label=label,
        arm=course.treatment.substance,
        people=1,
        months=(min(spans), max(spans)),
        value=change.percent.value,
        low=None,
        high=None,
        spread_is=None,
        baseline=(min(start), max(start)),
    )


def _months(course: Course, reports: tuple[Report, ...]) -> set[Decimal]:
    """Return every time at which a phase was measured, in months after delivery."""
    return {
        months.value
        for report in reports
        if report.time
        for months in to_months_after_delivery(course, report.time)
    }


def _study_point(study: Study, result: Result) -> RecoveryPoint:
    assert result.months is not None
    assert result.value is not None
    arm = next(arm for arm in study.arms if arm.name == result.arm)
    assert arm.care is not None
    spread = result.spread
    return RecoveryPoint(
        group=_group(study, arm.care),
        record_id=study.id,
        course_id="",
        label=study.label,
        arm=arm.name,
        people=result.people if result.people is not None else arm.people,
        months=(result.months, result.months),
        value=result.value,
        low=result.value - spread if spread is not None else result.low,
        high=result.value + spread if spread is not None else result.high,
        spread_is=result.spread_is or ("95 % CI" if result.low is not None else None),
        baseline=None,
    )


def _group(study: Study, care: str) -> RecoveryGroup:
    if care == "no bone drug":
        return "healthy women" if study.population == "women after pregnancy" else "no bone drug"
    if care in ("teriparatide", "bisphosphonate"):
        return care  # type: ignore[return-value]
    return "other drug"
