"""The certainty of evidence of each row of the summary of findings, rated by written rules.

The design of the first evidence sets the start; every step down or up is a judgement of the data
with its reason. The start follows table 12.2.a of the Cochrane Handbook 5.1; the methods page says
where sources disagree.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import CERTAINTIES, Certainty, OutcomeSummary, Side, Step
from k2evidence.model.studies import Study


@dataclass(frozen=True, slots=True)
class Rating:
    """The certainty of a body of evidence: where it starts and why, each step down or up, the level."""

    start: Certainty
    because: str
    steps: tuple[Step, ...]
    level: Certainty


Ratings = Mapping[tuple[str, str], Rating]
"""The rating of each side, `cases` and `controlled`, of each summary of findings."""


CASE_REPORTS: Certainty = "very low"
"""Where the certainty of case reports without a comparison starts."""

_TRIALS: tuple[str, ...] = ("randomised trial",)
_COHORTS: tuple[str, ...] = ("cohort", "non-randomised comparison")


def rate_certainty(dataset: Dataset) -> Ratings:
    """Return the rating of both sides of every summary."""
    return {
        (summary.id, name): _rate(dataset, side)
        for summary in dataset.summaries.values()
        for name, side in sides(summary)
    }


def lowest_level(ratings: Iterable[Rating]) -> Certainty:
    """Return the lowest level of some ratings; where there are none, that of case reports."""
    return min((rating.level for rating in ratings), key=CERTAINTIES.index, default=CASE_REPORTS)


def sides(summary: OutcomeSummary) -> tuple[tuple[str, Side], ...]:
    """Return both sides of a summary with their names."""
    return ("cases", summary.cases), ("controlled", summary.controlled)


def _rate(dataset: Dataset, side: Side) -> Rating:
    first = side.rests_on[0].partition("/")[0]
    start, because = _start(dataset.studies.get(first))
    place = CERTAINTIES.index(start)
    for step in side.steps:
        place += 1 if step.direction == "up" else -1
    level = CERTAINTIES[max(0, min(place, len(CERTAINTIES) - 1))]
    return Rating(start=start, because=because, steps=side.steps, level=level)


def _start(study: Study | None) -> tuple[Certainty, str]:
    """Return the certainty that a design starts with, and the design; None is a paper of case reports."""
    if study is None:
        return CASE_REPORTS, "case reports without a comparison"
    if study.design in _TRIALS:
        return "high", study.design
    if study.design == "systematic review":
        pooled = study.pools or "cohorts and case reports"
        return ("high" if pooled == "randomised trials" else "low"), f"systematic review of {pooled}"
    if study.design in _COHORTS:
        return "low", study.design
    return "very low", study.design
