"""Intervals, P values and chi-squared values that do not fit each other."""

import pytest
from k2evidence.audit.statistics import chi_squared_p, normal_deviate, normal_p, printed_p

from .conftest import QuestionsAfter

RULE = "intervals"
LUMBAR = "value: 0.93, low: -0.02, high: 1.89"
CLINICAL = "value: 0.74, low: 0.56, high: 0.97"


def test_a_chi_squared_that_needs_other_degrees_of_freedom(questions_after: QuestionsAfter) -> None:
    """10.935 with P = 0.0273 has four; two groups with and without an event have one."""
    [question] = questions_after(RULE, "shiraki-2000")
    assert (question.kind, question.severity) == ("plausibility", "major")
    assert question.also_says == "with 1 degree of freedom, P = 0.00094; the printed P value needs 4"


@pytest.mark.parametrize(
    ("new", "kinds"),
    [
        ("chi_squared: 10.935\n    degrees_of_freedom: 4", []),
        ("chi_squared: 10.935\n    degrees_of_freedom: 1", ["contradiction"]),
        ("chi_squared: 4.87", []),
        ("chi_squared: 4.9", []),
    ],
)
def test_degrees_of_freedom_that_are_printed(
    questions_after: QuestionsAfter, new: str, kinds: list[str]
) -> None:
    """Printed ones are those that count; rounding is allowed for."""
    found = questions_after(RULE, "shiraki-2000", ("chi_squared: 10.935", new))
    assert [question.kind for question in found] == kinds


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [
        (LUMBAR, LUMBAR, 0),
        (LUMBAR, "value: 0.39, low: -0.02, high: 1.89", 1),
        (LUMBAR, "value: 1.0, low: 0, high: 1.89", 0),
        (CLINICAL, "value: 0.74, low: 0.56, high: 1.97", 1),
        (CLINICAL, "value: 0.7, low: 0.5, high: 1.0", 0),
    ],
)
def test_an_estimate_that_is_off_the_middle_of_its_interval(
    questions_after: QuestionsAfter, old: str, new: str, asked: int
) -> None:
    """Ratios are even on the logarithmic scale; rounding, and a tenth of the interval, is allowed for."""
    found = questions_after(RULE, "mott-2019", (old, new))
    assert [question.kind for question in found] == ["plausibility"] * asked


@pytest.mark.parametrize(
    ("old", "new", "asked"),
    [
        (LUMBAR, f'{LUMBAR}, p: "0.055"', 0),
        (LUMBAR, f'{LUMBAR}, p: "0.04"', 0),
        (LUMBAR, f'{LUMBAR}, p: "< 0.001"', 1),
        (CLINICAL, f'{CLINICAL}, p: "0.03"', 0),
        (CLINICAL, f'{CLINICAL}, p: "0.9"', 1),
        (CLINICAL, f"{CLINICAL}, p: not significant", 0),
        (LUMBAR, 'value: 0.45, se: 0.02 as printed, p: "0.9"', 1),
        (LUMBAR, 'value: 1.33, se: "1.91", p: "0.5"', 0),
        (LUMBAR, 'value: 3.39, se: "1.65", p: "0.048"', 0),
    ],
)
def test_a_p_value_that_does_not_fit_what_is_beside_it(
    questions_after: QuestionsAfter, old: str, new: str, asked: int
) -> None:
    """Another test of the same data may give a somewhat different one."""
    found = questions_after(RULE, "mott-2019", (old, new))
    assert [question.kind for question in found] == ["contradiction"] * asked


@pytest.mark.parametrize(
    ("value", "degrees", "expected"),
    [
        (3.841, 1, 0.05),
        (10.935, 1, 0.00094),
        (10.935, 4, 0.0273),
        (5.991, 2, 0.05),
        (7.815, 3, 0.05),
        (11.07, 5, 0.05),
    ],
)
def test_p_values_of_chi_squared(value: float, degrees: int, expected: float) -> None:
    """The limits of the tables."""
    assert chi_squared_p(value, degrees) == pytest.approx(expected, rel=0.005)


def test_p_values_of_the_normal_distribution() -> None:
    """1.96 is the limit of 5 %, either way round."""
    assert normal_p(-1.96) == pytest.approx(0.05, rel=0.001)
    assert normal_deviate(0.05) == pytest.approx(1.96, rel=0.001)
    assert normal_deviate(1) == 0


@pytest.mark.parametrize("text", [None, "", "not significant", "0.0010 at 6 months", "1"])
def test_p_values_in_other_words_are_not_read(text: str | None) -> None:
    """Only a number, with or without a sign."""
    assert printed_p(text) is None
