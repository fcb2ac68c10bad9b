"""How sure an outcome is follows from the design of its evidence and from recorded steps."""

import dataclasses

import pytest
from k2evidence.derive.certainty import Rating, lowest_level, rate_certainty
from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import Certainty, OutcomeSummary


def rated(dataset: Dataset, first: str, *steps: str) -> str:
    """Return the level of a side that rests on `first` and takes these steps."""
    side = {
        "says": "Something.",
        "people": "some",
        "rests_on": [first],
        "steps": [
            {"domain": "indirectness", "direction": step, "reason": "Why.", "rests_on": [first]}
            for step in steps
        ],
    }
    summary = OutcomeSummary.model_validate(
        {"id": "x", "outcome": "X", "place": 1, "cases": side, "controlled": side}
    )
    changed = dataclasses.replace(dataset, summaries={"x": summary})
    return rate_certainty(changed)["x", "controlled"].level


@pytest.mark.parametrize(
    ("first", "level"),
    [
        ("inoue-2009-of-study", "high"),  # a randomised trial
        ("mott-2019", "high"),  # a systematic review of randomised trials
        ("anagnostis-2024", "low"),  # a systematic review of cohorts and case reports
        ("hong-2018", "low"),  # a cohort
        ("oral-k-before-delivery-1990", "low"),  # a comparison without randomisation
        ("osullivan-2006", "very low"),  # a case series
        ("japan-label-glakay", "very low"),  # a label
        ("tsuchie-2012", "very low"),  # a paper of case reports
    ],
)
def test_the_design_of_the_first_evidence_sets_the_start(dataset: Dataset, first: str, level: str) -> None:
    """Trials high, cohorts low, case series and everything else very low."""
    assert rated(dataset, first) == level


def test_each_step_moves_by_one_level(dataset: Dataset) -> None:
    """Down for a weakness, up for a strength."""
    assert rated(dataset, "mott-2019", "down") == "moderate"
    assert rated(dataset, "mott-2019", "down", "down") == "low"
    assert rated(dataset, "hong-2018", "up") == "moderate"


def test_a_rating_stays_between_very_low_and_high(dataset: Dataset) -> None:
    """More steps than levels end at the last level."""
    assert rated(dataset, "hong-2018", "down", "down", "down") == "very low"
    assert rated(dataset, "mott-2019", "up") == "high"


def test_what_the_cases_show_is_never_more_than_very_low(dataset: Dataset) -> None:
    """No row of the real summary rates four uncontrolled cases higher."""
    levels = {rating.level for (_, side), rating in rate_certainty(dataset).items() if side == "cases"}
    assert levels == {"very low"}


def test_the_answer_as_a_whole_is_as_sure_as_its_least_sure_part() -> None:
    """The lowest of several ratings; where nothing was rated, what the rules say of case reports."""
    levels: tuple[Certainty, ...] = ("high", "low", "moderate")
    assert lowest_level(Rating("high", "randomised trial", (), level) for level in levels) == "low"
    assert lowest_level([]) == "very low"
