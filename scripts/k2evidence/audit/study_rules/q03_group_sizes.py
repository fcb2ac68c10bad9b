"""Sizes of a group that differ between two places of a source."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from k2evidence.audit.finding import Rule
from k2evidence.audit.study_scope import QuestionDraft, StudyScope
from k2evidence.model.studies import Arm, ArmReport

RULE = Rule(
    id="group-sizes",
    title="Group sizes that differ between places",
    statement="A group has one size. Where two places of a source print different sizes, both are shown.",
)


def find(scope: StudyScope) -> Iterator[QuestionDraft]:
    """Yield each pair of places that gives a group, or several groups, other sizes."""
    arms = [arm for arm in scope.study.arms if len({report.people for report in arm.reports}) > 1]
    places = dict.fromkeys(report.locator for arm in arms for report in arm.reports)
    for one, other in combinations(places, 2):
        pairs = [(arm, _at(arm, one), _at(arm, other)) for arm in arms]
        differ = [(arm, a, b) for arm, a, b in pairs if a and b and a.people != b.people]
        if differ:
            yield _draft(differ, one, other)


def _at(arm: Arm, place: str) -> ArmReport | None:
    return next((report for report in arm.reports if report.locator == place), None)


def _draft(differ: Sequence[tuple[Arm, ArmReport, ArmReport]], one: str, other: str) -> QuestionDraft:
    exchanged = sorted(a.people for _, a, _ in differ) == sorted(b.people for _, _, b in differ)
    return QuestionDraft(
        kind="contradiction",
        severity="minor" if exchanged else "major",
        field=f"groups {one} {other}",
        says="; ".join(f"{arm.name}: {a.people:,} people" for arm, a, _ in differ),
        locator=one,
        also_says="; ".join(f"{arm.name}: {b.people:,} people" for arm, _, b in differ),
        also_locator=other,
        means="Both places print the same sizes, but for different groups."
        if exchanged
        else "The places print different sizes for the same group.",
        may_be="The groups may have been exchanged in one of the places; every figure based on a group size "
        "is uncertain by that much."
        if exchanged
        else "The places may count different stages of the study, such as those assigned and those analysed.",
    )
