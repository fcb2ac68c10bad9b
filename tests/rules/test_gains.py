"""Printed changes against printed values."""

import pytest

from .conftest import FindingsOf

RULE = "gains"
SCANS = """
treatments: [{{id: teriparatide, substance: teriparatide, locator: page 1}}]
measurements:
  - analyte: bmd-lumbar-spine-l1-l4
    visits:
      - reports:
        - {{reported_in: text, value: 0.757, unit_printed: g/cm2, {},
           time: 4 years after start of treatment, locator: page 3}}
      - reports:
        - {{reported_in: text, value: 0.615, unit_printed: g/cm2,
           time: 0 days after start of treatment, locator: page 1}}
"""


def test_a_gain_that_the_values_do_not_give(findings_of: FindingsOf) -> None:
    """0.615 to 0.757 is a gain of 23 %, not of 34.8 %."""
    [finding] = findings_of(RULE, SCANS.format("percent_change: 34.8"))
    assert (finding.kind, finding.severity) == ("contradiction", "major")
    assert finding.says == "change 34.8 %"
    assert finding.also_says == "0.615 g/cm2 to 0.757 g/cm2: 23.1 %"


@pytest.mark.parametrize(
    "printed", ["percent_change: 23.1", "percent_change: 23", "change: 0.14", "change: 0.142"]
)
def test_a_gain_that_rounding_explains_is_no_finding(findings_of: FindingsOf, printed: str) -> None:
    """In percent or as a difference."""
    assert findings_of(RULE, SCANS.format(printed)) == ()


def test_a_difference_that_the_values_do_not_give(findings_of: FindingsOf) -> None:
    """0.615 to 0.757 is not 0.21."""
    assert [finding.says for finding in findings_of(RULE, SCANS.format("change: 0.21"))] == [
        "change 0.21 g/cm2"
    ]


def test_a_gain_without_both_values_is_not_judged(findings_of: FindingsOf) -> None:
    """Only the paper knows what it was counted from."""
    alone = (
        SCANS.format("percent_change: 34.8")
        .replace("value: 0.615", "t_score: -4.0")
        .replace("unit_printed: g/cm2, time: 0", "time: 0")
    )
    assert findings_of(RULE, alone) == ()
