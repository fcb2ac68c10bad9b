"""Recovery of lumbar bone density after pregnancy: single women beside published groups.

One group is drawn once; reviews that may hold a drawn group, and whatever has no place on the axes, are
listed with the reason. Nothing is pooled.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import get_args

from k2evidence.derive.care import WITHOUT_BONE_DRUG, CareGroup, care_of_arm
from k2evidence.derive.changes import Changes
from k2evidence.derive.recovery_of_courses import course_points
from k2evidence.derive.recovery_points import BASELINE_SCAN, ExcludedPoint, RecoveryGroup, RecoveryPoint
from k2evidence.load.dataset import Dataset
from k2evidence.model.studies import Care, Result, Study, StudyOutcome

GROUPS: tuple[RecoveryGroup, ...] = (
    "vitamin K2",
    *WITHOUT_BONE_DRUG,
    "healthy women",
    *(name for name in get_args(CareGroup) if name not in ("vitamin K2", *WITHOUT_BONE_DRUG)),
)
"""The panels of the picture in their order: vitamin K2, then without a bone drug, then with others."""
MOST_DRAWN = 200
"""How many later scans of women the picture draws one by one; more are counted in cells of a heatmap."""


@dataclass(frozen=True)
class Recovery:
    """What the recovery picture shows and what it leaves out."""

    points: tuple[RecoveryPoint, ...]
    excluded: tuple[ExcludedPoint, ...]

    @cached_property
    def is_aggregated(self) -> bool:
        """Whether the scans are too many to be drawn and listed one by one, so that cells count them."""
        return sum(1 for point in self.points if point.course_id) > MOST_DRAWN

    @cached_property
    def drawn_cases(self) -> tuple[str, ...]:
        """The cases that have a point, in the order of their numbers."""
        return tuple(dict.fromkeys(point.record_id for point in self.points if point.course_id))

    @cached_property
    def cases_not_drawn(self) -> tuple[str, ...]:
        """The cases that have no point at all."""
        left_out = (e.record_id for e in self.excluded if e.course_id and not e.drawn_otherwise)
        return tuple(dict.fromkeys(left_out))


def derive_recovery(dataset: Dataset, changes: Changes) -> Recovery:
    """Return every point of the recovery picture, and what is left out with its reason."""
    courses = list(course_points(dataset, changes))
    points = _numbered(point for point in courses if isinstance(point, RecoveryPoint))
    groups = list(_group_points(dataset, {point.record_id for point in points}))
    drawn = [*points, *(point for point in groups if isinstance(point, RecoveryPoint))]
    records = {point.record_id for point in drawn}
    return Recovery(
        points=tuple(sorted(drawn, key=lambda point: GROUPS.index(point.group))),
        excluded=tuple(
            replace(point, drawn_otherwise=point.record_id in records)
            for point in (*courses, *groups)
            if isinstance(point, ExcludedPoint)
        ),
    )


def _numbered(points: Iterable[RecoveryPoint]) -> list[RecoveryPoint]:
    """Return the points of women panel by panel, each woman with a number."""
    ordered = sorted(points, key=lambda point: GROUPS.index(point.group))
    women = list(dict.fromkeys(point.record_id for point in ordered))
    number_of = {woman: number for number, woman in enumerate(women, start=1)}
    return [replace(point, number=number_of[point.record_id]) for point in ordered]


def _group_points(dataset: Dataset, drawn_cases: Collection[str]) -> Iterator[RecoveryPoint | ExcludedPoint]:
    """Yield the results of studies on lumbar bone density after pregnancy, or why they are left out.

    A study whose patients are all recorded as cases is not drawn once more beside those that are drawn.
    """
    for study in dataset.studies.values():
        for outcome in study.outcomes:
            if not study.is_recovery(outcome):
                continue
            reason = outcome.not_drawn if study.usable else f"Marked as {study.integrity.status}."
            if _is_drawn_as_cases(dataset, study, drawn_cases):
                reason = "Drawn as individual women."
            if reason:
                yield ExcludedPoint(study.id, "", study.label, outcome.what, reason)
            else:
                yield from (_group_point(study, outcome, result) for result in outcome.results)


def _is_drawn_as_cases(dataset: Dataset, study: Study, drawn_cases: Collection[str]) -> bool:
    cases = dataset.cases_of.get(study.id, ())
    return bool(cases) and len(cases) == study.people and any(case.id in drawn_cases for case in cases)


def _group_point(study: Study, outcome: StudyOutcome, result: Result) -> RecoveryPoint:
    assert result.months is not None
    assert result.value is not None
    arm = next(arm for arm in study.arms if arm.name == result.arm)
    assert arm.care is not None
    spread = result.spread
    group = _group(study, arm.care)
    return RecoveryPoint(
        group=group,
        record_id=study.id,
        course_id="",
        line="",
        label=f"{study.label}, {arm.name}" if group == "no bone drug" else study.label,
        short_label=f"{study.label}, {arm.name}" if group == "no bone drug" else study.label,
        region=outcome.what,
        arm=arm.name,
        people=result.people if result.people is not None else arm.people,
        months=(result.months, result.months),
        since=BASELINE_SCAN,
        value=result.value,
        low=result.value - spread if spread is not None else result.low,
        high=result.value + spread if spread is not None else result.high,
        spread_is=result.spread_is or ("95 % CI" if result.low is not None else None),
        basis="group result",
        baseline=None,
    )


def _group(study: Study, care: Care) -> RecoveryGroup:
    if care == "no bone drug" and study.population == "women after pregnancy":
        return "healthy women"
    return care_of_arm(care)
