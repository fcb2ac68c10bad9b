"""Changes in percent that are too large."""

import pytest

from .conftest import QuestionsAfter

RULE = "plausible-changes"


def test_a_density_that_more_than_doubled(questions_after: QuestionsAfter) -> None:
    """A rise by 150 % is beyond the bound of the vocabulary, which is shown with its source."""
    [question] = questions_after(RULE, "jiang-2014", ("value: 2.2, p", "value: 150, p"))
    assert (question.kind, question.severity, question.says) == ("plausibility", "major", "+150 %")
    assert "J Clin Densitom" in question.also_locator
    assert [figure.number for figure in question.affects] == [1]


def test_the_end_of_a_range_is_judged(questions_after: QuestionsAfter) -> None:
    """A range is printed for several studies; each end counts."""
    [question] = questions_after(RULE, "jiang-2014", ("value: 2.2, p", "range: 10.2-171.9, p"))
    assert question.says == "10.2 to 171.9 %"


def test_a_fall_by_more_than_everything(questions_after: QuestionsAfter) -> None:
    """No marker falls by more than 100 %."""
    [question] = questions_after(RULE, "jiang-2014", ("value: -82.3", "value: -182.3"))
    assert question.also_says == "no amount can fall by more than all of it"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 2.2, p", "value: 100, p"),
        ("value: -82.3", "value: -100"),
        ("value: -82.3", "value: 300"),
    ],
)
def test_large_changes_within_the_bounds_are_not_asked_about(
    questions_after: QuestionsAfter, old: str, new: str
) -> None:
    """A bound is for its outcomes alone: markers of turnover can rise several times over."""
    assert questions_after(RULE, "jiang-2014", (old, new)) == []
