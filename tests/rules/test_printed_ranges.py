"""Printed reference ranges."""

from .conftest import CASE_4, FindingsAfter, FindingsOf

RULE = "printed-ranges"
CALCIUM = "printed-ranges-tsuchie-2012-case-4-first-delivery-calcium-before-printed-range"


def test_an_end_that_no_other_range_reaches(findings_after: FindingsAfter) -> None:
    """The low end of the printed calcium range lies below all others."""
    assert findings_after(RULE)[CALCIUM].also_says == "low end 7.8, elsewhere 8.4 to 8.8"


def test_a_usual_range_is_no_finding(findings_after: FindingsAfter) -> None:
    """8.5 to 10.1 looks like other laboratories."""
    assert findings_after(RULE, (CASE_4, "range: 7.8-10.1", "range: 8.5-10.1")) == {}


def test_one_other_range_is_not_enough(findings_of: FindingsOf) -> None:
    """Only one range of bone alkaline phosphatase is known, and it is of another assay."""
    bap = """
measurements:
  - analyte: bap
    specimen: serum
    visits:
      - reports: [{reported_in: text, value: 9, unit_printed: U/L, range: 6.5-14.9, locator: page 1}]
"""
    assert findings_of(RULE, bap) == ()
