"""Counts that do not add up."""

import pytest

from .conftest import QuestionsAfter

RULE = "counts"
PARTS = """  - id: parts
    kind: clinical-fracture
    what: New fractures, by group
    unit: "%"
    parts_of: whole
    results:
      - {what: first, EVENTS}
      - {what: second, events: 25, value: 27}
  - id: whole
    kind: clinical-fracture
    what: New fractures
    results:
      - {events: 28, people: 121}
  - id: lumbar-bmd
"""
"""Two parts of a whole, before an outcome of a study of the corpus."""


@pytest.mark.parametrize(
    ("printed", "severity"),
    [("17.0", "major"), ("1.7", "minor"), ("2.2", "minor")],
)
def test_a_share_that_the_counts_do_not_give(
    questions_after: QuestionsAfter, printed: str, severity: str
) -> None:
    """2 of 108 is 1.9 %; people who were left out may explain a small difference."""
    [question] = questions_after(RULE, "jiang-2014", ("value: 1.9}", f"value: {printed}}}"))
    assert (question.kind, question.severity) == ("contradiction", severity)
    assert question.also_says.startswith("2 of 108 is 1.9 %")


def test_what_would_give_the_share_is_said(questions_after: QuestionsAfter) -> None:
    """Other counts of the same people, or the same count of other people."""
    [question] = questions_after(RULE, "jiang-2014", ("value: 1.9}", "value: 17}"))
    assert question.also_says == "2 of 108 is 1.9 %; 17 % is 18 to 19 of 108 or 2 of 12"


@pytest.mark.parametrize("printed", ["1.8", "1.9", "1.85", "2"])
def test_shares_may_be_rounded_or_cut_off(questions_after: QuestionsAfter, printed: str) -> None:
    """1.851… may be printed as any of these."""
    assert questions_after(RULE, "jiang-2014", ("value: 1.9}", f"value: {printed}}}")) == []


def test_groups_with_more_people_than_the_trial(questions_after: QuestionsAfter) -> None:
    """In a randomised trial each person is in one group."""
    [question] = questions_after(RULE, "shiraki-2000", ("people: 241", "people: 240"))
    assert (question.says, question.also_says) == ("groups of 120, 121: 241 people", "240 people")
    assert questions_after(RULE, "shiraki-2000", ("people: 241", "people: 300")) == []


@pytest.mark.parametrize(
    ("events", "fields"),
    [
        ("events: 3, value: 10", []),
        ("events: 4, value: 13", ["parts events"]),
        ("events: 3, value: 30", ["parts people"]),
        ("value: 10", []),
    ],
)
def test_parts_add_up_to_their_whole(questions_after: QuestionsAfter, events: str, fields: list[str]) -> None:
    """Both their events, and the people that their shares are of."""
    edit = ("  - id: lumbar-bmd\n", PARTS.replace("EVENTS", events))
    found = questions_after(RULE, "shiraki-2000", edit)
    assert [question.field for question in found] == fields
