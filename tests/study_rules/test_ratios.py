"""Ratios that no whole counts give."""

import pytest
from k2evidence.audit.statistics import Counts, ratio

from .conftest import QuestionsAfter

RULE = "ratios"


def test_a_relative_risk_that_no_count_of_the_group_gives(questions_after: QuestionsAfter) -> None:
    """0.44 (0.20 to 0.99) against 17 of 66 lies between the ratios of 7 and of 8 of 66."""
    [question] = questions_after(RULE, "yops-2004")
    assert (question.kind, question.severity) == ("plausibility", "minor")
    assert "8 of 66 against 17 of 66 gives 0.47 (0.22 to 1.01)" in question.also_says
    assert "7 of 66 against 17 of 66 gives 0.41 (0.18 to 0.93)" in question.also_says


@pytest.mark.parametrize(
    "edit",
    [
        ("value: 0.44, low: 0.20, high: 0.99", "value: 0.47, low: 0.22, high: 1.01"),
        ("value: 0.44, low: 0.20, high: 0.99", "value: 0.41, low: 0.17, high: 0.93"),
        ("value: 0.44, low: 0.20, high: 0.99", "value: 0.47"),
        ("measure: RR", "measure: HR"),
        ('"K2, form not given", people: 66}', '"K2, form not given"}'),
        ("design: randomised trial", "design: cohort"),
        ("events: 17, people: 66", "events: 17, people: 60"),
    ],
)
def test_ratios_that_counts_give_or_that_cannot_be_judged(
    questions_after: QuestionsAfter, edit: tuple[str, str]
) -> None:
    """Intervals may be computed in several ways; a hazard ratio, or a group of unknown size, is not."""
    assert questions_after(RULE, "yops-2004", edit) == []


@pytest.mark.parametrize(
    ("value", "asked"), [("0.49, low: 0.09, high: 2.60", 0), ("0.40, low: 0.1, high: 1", 1)]
)
def test_the_counts_of_both_groups(questions_after: QuestionsAfter, value: str, asked: int) -> None:
    """2 of 108 against 4 of 105 is 0.49 (0.09 to 2.60)."""
    estimate = f'    estimates: [{{measure: RR, value: {value}}}]\n    p: "> 0.05"'
    assert len(questions_after(RULE, "jiang-2014", ('    p: "> 0.05"', estimate))) == asked


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((9, 217), (20, 223), (0.46, 0.22, 0.99)),
        ((2, 108), (4, 105), (0.49, 0.09, 2.60)),
        ((1, 60), (8, 60), (0.13, 0.02, 0.97)),
    ],
)
def test_published_relative_risks_are_computed_again(
    one: tuple[int, int], other: tuple[int, int], expected: tuple[float, float, float]
) -> None:
    """To their last digit; 1 of 60 against 8 of 60 is that of a retracted trial."""
    found = ratio("RR", Counts(*one), Counts(*other))
    assert found is not None
    assert (found.value, found.low, found.high) == pytest.approx(expected, abs=0.0051)


def test_odds_ratios_and_empty_cells() -> None:
    """The odds ratio of the same counts; none where a cell is empty."""
    found = ratio("OR", Counts(2, 108), Counts(4, 105))
    assert found is not None
    assert tuple(round(number, 2) for number in (found.value, found.low, found.high)) == (0.48, 0.09, 2.66)
    assert ratio("RR", Counts(0, 108), Counts(4, 105)) is None
    assert ratio("OR", Counts(108, 108), Counts(4, 105)) is None
