"""Two figures of one outcome, one group and one time."""

import pytest

from .conftest import QuestionsAfter

RULE = "two-figures"
RESULT = "{arm: menatetrenone, at: 6 months, value: 1.4, spread: 0.7, spread_is: not stated}"
ESTIMATE = "{id: lumbar-bmd-1-year, measure: MD, value: 0.93,"


@pytest.mark.parametrize(
    ("other", "asked"),
    [
        ("{arm: menatetrenone, at: 6 months, value: 1.9}", 1),
        ("{arm: menatetrenone, at: 6 months, value: 1.41}", 0),
        ("{arm: menatetrenone, at: 7 months, value: 1.9}", 0),
        ("{arm: menatetrenone, what: L2, at: 6 months, value: 1.9}", 0),
    ],
)
def test_two_results_of_one_group(questions_after: QuestionsAfter, other: str, asked: int) -> None:
    """Rounding may explain them; another time or another place sets them apart."""
    found = questions_after(RULE, "shiraki-2000", (RESULT, f"{RESULT}\n      - {other}"))
    assert [(question.kind, question.severity) for question in found] == [("contradiction", "major")] * asked


@pytest.mark.parametrize(
    ("other", "asked"),
    [
        ("comparison: at 1 year", 1),
        ("comparison: at 3 years", 0),
        ("comparison: at 1 year, replaced: true", 0),
    ],
)
def test_two_estimates_of_one_comparison(questions_after: QuestionsAfter, other: str, asked: int) -> None:
    """A figure that was replaced is none."""
    edit = ESTIMATE, f'{{measure: MD, value: 0.5, unit: "%", {other}}}\n      - {ESTIMATE}'
    assert len(questions_after(RULE, "mott-2019", edit)) == asked
