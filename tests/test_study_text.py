"""Results and estimates of studies read as printed, with their measure, unit and spread."""

import pytest
from k2evidence.model.studies import Estimate, Result
from k2evidence.model.study_text import estimate_label, estimate_text, p_text, result_text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"measure": "OR", "value": "0.98", "low": "0.85", "high": "1.14"},
         "odds ratio 0.98, 95 % CI 0.85 to 1.14"),
        ({"measure": "MD", "value": "0.93", "low": "-0.02", "high": "1.89", "unit": "%"},
         "mean difference +0.93 %, 95 % CI −0.02 to 1.89"),
        ({"measure": "RR", "value": "0.50", "p": "0.0005"}, "relative risk 0.50, P = 0.0005"),
        ({"measure": "MD", "low": "-0.03", "high": "0.20", "p": "0.08"}, "95 % CI −0.03 to 0.20, P = 0.08"),
    ],
)  # fmt: skip
def test_an_estimate_keeps_its_digits(fields: dict[str, object], text: str) -> None:
    """A ratio has no sign, a difference has one, and what was not printed is left out."""
    assert estimate_text(Estimate.model_validate(fields)) == text


@pytest.mark.parametrize(
    ("fields", "label"),
    [
        ({}, ""),
        ({"comparison": "at 1 year"}, "at 1 year"),
        ({"vitamin_k": ["K1"], "comparator": "placebo"}, "K1 versus placebo"),
        ({"comparison": "one trial", "vitamin_k": ["MK-4", "K1"]}, "one trial, MK-4 and K1"),
        ({"comparison": "200 µg", "comparator": "placebo"}, "200 µg, versus placebo"),
    ],
)
def test_an_estimate_says_what_is_compared(fields: dict[str, object], label: str) -> None:
    """Forms and comparator are named where they are given, and nothing is where they are not."""
    estimate = Estimate.model_validate({"measure": "OR", "value": "0.98"} | fields)
    assert estimate_label(estimate) == label


@pytest.mark.parametrize(
    ("fields", "unit", "text"),
    [
        ({"value": "7.5", "spread": "7.1", "spread_is": "SD"}, "%", "7.5 % (SD 7.1)"),
        (
            {"value": "1.4", "spread": "0.7", "spread_is": "not stated"},
            "%",
            "1.4 % (± 0.7; SD or SE not stated)",
        ),
        ({"events": "16", "people": "272", "value": "5.9"}, "%", "16 of 272 (5.9 %)"),
        ({"events": "9", "people": "10"}, None, "9 of 10"),
        ({"range": "2.0-7.5"}, "%", "2.0 to 7.5 %"),
        ({"value": "-65.6", "low": "-70.1", "high": "-60.0"}, "%", "−65.6 % (95 % CI −70.1 to −60.0)"),
        ({"before": "0.137", "value": "0.118"}, "ng/mL", "0.137 to 0.118 ng/mL"),
    ],
)
def test_a_result_names_each_of_its_numbers(fields: dict[str, object], unit: str | None, text: str) -> None:
    """A result reads with its spread, its events out of people, its range, or its change from before."""
    assert result_text(Result.model_validate(fields), unit) == text


@pytest.mark.parametrize(("printed", "text"), [("0.04", "P = 0.04"), ("< 0.001", "P < 0.001")])
def test_a_p_value_keeps_its_comparison(printed: str, text: str) -> None:
    """A P value reads as equal or as smaller, whichever is printed."""
    assert p_text(printed) == text
