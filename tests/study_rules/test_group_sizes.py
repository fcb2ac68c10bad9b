"""Group sizes that differ between two places."""

import pytest

from .conftest import QuestionsAfter

RULE = "group-sizes"
FIRST = "{name: menatetrenone, vitamin_k: MK-4, people: 120,"
SECOND = "{name: no treatment, people: 121}"


def sizes(name: str, *people: int) -> str:
    """Return the reports of the sizes of a group in the abstract and in the methods."""
    places = zip(people, ("abstract", "Methods"), strict=True)
    reports = ", ".join(f"{{people: {n}, locator: {place}}}" for n, place in places)
    return f"{name} reports: [{reports}],"


@pytest.mark.parametrize(
    ("first", "second", "severity"), [((120, 121), (121, 120), "minor"), ((120, 118), (121, 121), "major")]
)
def test_two_places_with_two_sizes(
    questions_after: QuestionsAfter, first: tuple[int, int], second: tuple[int, int], severity: str
) -> None:
    """Both are shown; groups that are only exchanged are a minor question."""
    edits = (FIRST, sizes(FIRST, *first)), (SECOND, sizes(SECOND.removesuffix("}") + ",", *second) + "}")
    [question] = questions_after(RULE, "shiraki-2000", *edits)
    assert (question.kind, question.severity) == ("contradiction", severity)
    assert (question.locator, question.also_locator) == ("abstract", "Methods")
    assert f"{first[1]} people" in question.also_says


def test_two_places_with_one_size(questions_after: QuestionsAfter) -> None:
    """They agree."""
    assert questions_after(RULE, "shiraki-2000", (FIRST, sizes(FIRST, 120, 120))) == []
