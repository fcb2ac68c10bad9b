"""Which vertebrae were fractured: how many women had each, given vitamin K2 and all others."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.load.dataset import Dataset
from k2evidence.model.base import VERTEBRAE
from k2evidence.model.cases import Case


@dataclass(frozen=True, slots=True)
class LevelCounts:
    """How many women of a group had each vertebra fractured.

    A woman counts once for each vertebra that any place of her source names, at diagnosis or later, in any
    of her courses. `named` women have some vertebra named; `counts` are in the order of `VERTEBRAE`.
    `unnamed` says how many have none, by the reason. `doubtful` women, who may be no examples of the disease,
    are left out of all the others.
    """

    is_on_vitamin_k2: bool
    women: int
    named: int
    counts: tuple[int, ...]
    unnamed: Mapping[str, int]
    doubtful: int

    @property
    def by_level(self) -> Mapping[str, int]:
        """How many women had each vertebra fractured, from the top."""
        return dict(zip(VERTEBRAE, self.counts, strict=True))


def count_fractured_levels(dataset: Dataset) -> tuple[LevelCounts, ...]:
    """Return the counts of the women given vitamin K2, then of all others, where there are any."""
    given = {case.id for case in dataset.k2_cases}
    others = [case for case in dataset.cases.values() if case.id not in given]
    groups = ((True, dataset.k2_cases), (False, others))
    return tuple(_count(is_given, cases) for is_given, cases in groups if cases)


def _count(is_given: bool, cases: Sequence[Case]) -> LevelCounts:
    levels = [(case, {*_levels(case)}) for case in cases if not case.doubt]
    named = [own for _, own in levels if own]
    return LevelCounts(
        is_on_vitamin_k2=is_given,
        women=len(levels),
        named=len(named),
        counts=tuple(sum(vertebra in own for own in named) for vertebra in VERTEBRAE),
        unnamed=dict(Counter(_why_unnamed(case) for case, own in levels if not own)),
        doubtful=len(cases) - len(levels),
    )


def _levels(case: Case) -> Iterator[str]:
    for course in case.courses:
        yield from course.levels


def _why_unnamed(case: Case) -> str:
    """Return why no vertebra of a woman is named."""
    reports = [report for course in case.courses for report in course.fractures]
    if any(report.number is not None and not report.bone for report in reports):
        return "only a number of fractures was reported"
    if any(report.status == "qualitative" for report in reports):
        return "fractures were reported in words only"
    if any(report.bone for report in reports):
        return "only a fracture of another bone was reported"
    if any(report.status == "none" for report in reports):
        return "the source says that there was no fracture"
    return "fractures were not reported or not seen"
