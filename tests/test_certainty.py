"""The certainty of an outcome follows from the design of its first evidence and from recorded steps."""

import dataclasses

import pytest
from k2evidence.derive.certainty import Rating, lowest_level, rate_certainty
from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import Certainty, OutcomeSummary


def level_of(dataset: Dataset, first: str, *directions: str) -> str:
    """Return the level of a side that rests on `first` and takes steps in these directions."""
    side = {
        "says": "Something.",
        "people": "some",
        "rests_on": [first],
        "steps": [
            {"domain": "indirectness", "direction": direction, "reason": "Why.", "rests_on": [first]}
            for direction in directions
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
        pytest.param("yops-2004", "high", id="randomised trial"),
        pytest.param("mott-2019", "high", id="review of trials"),
        pytest.param("example-review", "low", id="review of cohorts and case reports"),
        pytest.param("hong-2018", "low", id="cohort"),
        pytest.param("example-study", "low", id="comparison without randomisation"),
        pytest.param("osullivan-2006", "very low", id="case series"),
        pytest.param("japan-label-glakay", "very low", id="label"),
        pytest.param("tsuchie-2012", "very low", id="paper of case reports"),
    ],
)
def test_the_design_of_the_first_evidence_sets_the_start(
    corpus_dataset: Dataset, first: str, level: str
) -> None:
    """Trials start high, cohorts low, case series and everything else very low."""
    assert level_of(corpus_dataset, first) == level


def test_each_step_moves_by_one_level(corpus_dataset: Dataset) -> None:
    """A weakness lowers the level, a strength raises it."""
    assert level_of(corpus_dataset, "mott-2019", "down") == "moderate"
    assert level_of(corpus_dataset, "mott-2019", "down", "down") == "low"
    assert level_of(corpus_dataset, "hong-2018", "up") == "moderate"


def test_a_level_stays_between_very_low_and_high(corpus_dataset: Dataset) -> None:
    """More steps than levels end at the last level."""
    assert level_of(corpus_dataset, "hong-2018", "down", "down", "down") == "very low"
    assert level_of(corpus_dataset, "mott-2019", "up") == "high"


def test_no_side_of_uncontrolled_cases_is_more_than_very_low(dataset: Dataset) -> None:
    """The published summary of findings does not raise its case reports."""
    levels = {rating.level for (_, side), rating in rate_certainty(dataset).items() if side == "cases"}
    assert levels == {"very low"}


def test_the_lowest_of_several_levels_counts() -> None:
    """Where nothing was rated, it is that of case reports."""
    levels: tuple[Certainty, ...] = ("high", "low", "moderate")
    assert lowest_level(Rating("high", "randomised trial", (), level) for level in levels) == "low"
    assert lowest_level([]) == "very low"
