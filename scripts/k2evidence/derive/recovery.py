"""Recovery of lumbar bone density after pregnancy: courses of treatment beside published cohorts.

A point is drawn where the source gives a change in percent and the months since the baseline scan.
One cohort is drawn once; reviews that may hold a drawn cohort, and whatever has no place on the axes,
are listed with the reason.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from k2evidence.derive.care import CareGroup
from k2evidence.derive.changes import Change, Changes, PrintedChange
from k2evidence.derive.visits import OrderedVisit, months_between
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case, Course, Measurement, measurement_key
from k2evidence.model.studies import Care, Result, Study
from k2evidence.model.vocabulary import Vocabulary

RecoveryGroup = CareGroup | Literal["healthy women"]
"""The panels of the recovery picture."""
PointSpread = Literal["SD", "SE", "95 % CI", "not stated"]
"""What the ends of a point's spread are: those that studies print, and the confidence interval."""


@dataclass(frozen=True, slots=True)
class RecoveryPoint:
    """A change of lumbar bone density, in percent, so many months after the baseline scan.

    `short_label` is given with the mark: it leaves out the paper where all cases of the panel come from one.
    `months` are lowest and highest where a paper dates the scans in more than one way. `low` and
    `high` are one SD, or SE, either way, or a confidence interval, as `spread_is` says; None
    where the source gives no spread. `baseline` are months after delivery, where known.
    """

    group: RecoveryGroup
    record_id: str
    course_id: str
    label: str
    short_label: str
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


def derive_recovery(dataset: Dataset, changes: Changes) -> Recovery:
    """Return every point of the recovery picture, and what is left out with its reason."""
    courses = list(_course_points(dataset, changes))
    cases = {point.record_id for point in courses if isinstance(point, RecoveryPoint)}
    drawn = [*courses, *_cohort_points(dataset, cases)]
    return Recovery(
        points=tuple(point for point in drawn if isinstance(point, RecoveryPoint)),
        excluded=tuple(point for point in drawn if isinstance(point, ExcludedPoint)),
    )


def _course_points(dataset: Dataset, changes: Changes) -> Iterator[RecoveryPoint | ExcludedPoint]:
    """Yield the chosen changes of every course, or why it has none that shows recovery."""
    for case, course in dataset.courses():
        measurements = [m for m in course.measurements if is_lumbar(dataset.vocabulary, m.analyte)]
        if not measurements:
            label = dataset.course_label(case, course)
            yield ExcludedPoint(case.id, course.id, label, "Lumbar spine BMD", _missing(dataset, case))
        for measurement in measurements:
            yield from _measurement_points(dataset, changes, case, course, measurement)


def _missing(dataset: Dataset, case: Case) -> str:
    """Return why nothing is drawn where there is no second value; what was not read may hold one."""
    whole = dataset.publications[case.paper].reading.is_whole
    return f"No second value of lumbar bone density{'' if whole else ' was in what was read'}."


def is_lumbar(vocabulary: Vocabulary, analyte: str) -> bool:
    """Return whether an analyte is a bone density of the lumbar spine."""
    return vocabulary.is_density_of(analyte, "lumbar spine")


def _measurement_points(
    dataset: Dataset, changes: Changes, case: Case, course: Course, measurement: Measurement
) -> Iterator[RecoveryPoint | ExcludedPoint]:
    """Yield the points of one measurement, and each later value that has no place on the axes."""
    label = dataset.course_label(case, course)
    what = dataset.vocabulary.analytes[measurement.analyte].short
    key = measurement_key(case, course, measurement)
    chosen = [change for change in changes.by_measurement.get(key, ()) if change.chosen]
    visits = {visit.number: visit for visit in changes.visits[key]}
    reasons = dict.fromkeys(
        _reasons(changes.printed.get(key, ()), changes.visits[key], chosen, _missing(dataset, case))
    )
    points = []
    for change in chosen:
        baseline, later = (visits[number] for number in change.visits)
        months = months_between(course, baseline.times, later.times)
        if min((m.value for m in baseline.months), default=Decimal(0)) < 0:
            reasons["Its baseline scan was made before the delivery, so it shows no recovery."] = None
        elif not months:
            reasons["When it was measured is not known."] = None
        else:
            points.append(_point(dataset, case, course, label, change, baseline, months))
    yield from points
    for reason in reasons:
        yield ExcludedPoint(case.id, course.id, label, what, reason)


def _reasons(
    printed: Sequence[PrintedChange],
    visits: Sequence[OrderedVisit],
    chosen: Sequence[Change],
    missing: str,
) -> Iterator[str]:
    """Yield why values of a measurement give no change; `missing` where there is no second one."""
    paired = {number for change in chosen for number in change.visits}
    if printed:
        yield "The source prints a change without both of its values."
    valued = [
        visit
        for visit in visits
        if visit.number not in paired and any(report.value is not None for report in visit.visit.reports)
    ]
    if chosen and any(visit.phase != "before" for visit in valued):
        yield "When another value was measured is not known, or it has no common unit."
    elif not chosen and not valued and any(_has_scores(visit) for visit in visits):
        yield "Scores are printed without a density."
    elif not chosen and len(valued) > 1:
        yield "Which value is the baseline is not known."
    elif not chosen and not printed:
        yield missing


def _has_scores(visit: OrderedVisit) -> bool:
    """Return whether a visit has a score without a density; a change alone is no score."""
    return any(
        score is not None
        for report in visit.visit.reports
        if report.value is None
        for score in (report.t_score, report.z_score, report.percent_of_young)
    )


def _cohort_points(dataset: Dataset, drawn_cases: Collection[str]) -> Iterator[RecoveryPoint | ExcludedPoint]:
    """Yield the results of studies on lumbar bone density after pregnancy, or why they are left out.

    A study whose patients are all drawn as cases is not drawn once more.
    """
    for study in dataset.studies.values():
        for outcome in study.outcomes:
            if not study.is_recovery(outcome):
                continue
            reason = outcome.not_drawn if study.usable else f"Marked as {study.integrity.status}."
            if _is_drawn_as_cases(dataset, study, drawn_cases):
                reason = "Drawn as single patients."
            if reason:
                yield ExcludedPoint(study.id, "", study.label, outcome.what, reason)
            else:
                yield from (_study_point(study, result) for result in outcome.results)


def _is_drawn_as_cases(dataset: Dataset, study: Study, drawn_cases: Collection[str]) -> bool:
    cases = dataset.cases_of.get(study.id, ())
    return bool(cases) and len(cases) == study.people and all(case.id in drawn_cases for case in cases)


def _point(
    dataset: Dataset,
    case: Case,
    course: Course,
    label: str,
    change: Change,
    baseline: OrderedVisit,
    months: tuple[Decimal, ...],
) -> RecoveryPoint:
    """Return the point of a change; its months span every way in which the paper dates the scans."""
    start = [interval.value for interval in baseline.months]
    return RecoveryPoint(
        group=change.care,
        record_id=case.id,
        course_id=course.id,
        label=label,
        short_label=_short_label(dataset, case, course) if change.care == "vitamin K2" else label,
        arm=";".join(treatment.substance or treatment.id for treatment in course.treatments),
        people=1,
        months=(min(months), max(months)),
        value=change.percent.value,
        low=None,
        high=None,
        spread_is=None,
        baseline=(min(start), max(start)) if start else None,
    )


def _short_label(dataset: Dataset, case: Case, course: Course) -> str:
    """Return the label of a course without its paper where only one paper reports vitamin K2."""
    if len(dataset.k2_papers) > 1:
        return dataset.course_label(case, course)
    return case.label if len(case.courses) == 1 else f"{case.label}, {course.label.lower()}"


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
        short_label=study.label,
        arm=arm.name,
        people=result.people if result.people is not None else arm.people,
        months=(result.months, result.months),
        value=result.value,
        low=result.value - spread if spread is not None else result.low,
        high=result.value + spread if spread is not None else result.high,
        spread_is=result.spread_is or ("95 % CI" if result.low is not None else None),
        baseline=None,
    )


def _group(study: Study, care: Care) -> RecoveryGroup:
    if care == "no bone drug" and study.population == "women after pregnancy":
        return "healthy women"
    return "calcium or vitamin D only" if care == "calcium or vitamin D" else care
