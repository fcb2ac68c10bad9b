"""Ages, and the years between them."""

from .conftest import CASE_1, CASE_3, FindingsAfter, FindingsOf

RULE = "ages"
YEARS = "ages-tsuchie-2012-case-3-first-delivery-case-3-second-delivery-years-between-courses"


def test_completed_years_explain_one_year(findings_after: FindingsAfter) -> None:
    """Ages 23 and 31 with seven years between them: eight at face value, explained."""
    finding = findings_after(RULE)[YEARS]
    assert (finding.kind, finding.also_says) == ("imprecision", "7 years before first visit")


def test_years_that_nothing_explains(findings_after: FindingsAfter) -> None:
    """Three years between 23 and 31 are a contradiction."""
    found = findings_after(RULE, (CASE_3, "time: 7 years before", "time: 3 years before"))
    assert found[YEARS].kind == "contradiction"


def test_years_that_fit_are_no_finding(findings_after: FindingsAfter) -> None:
    """Eight years between 23 and 31 fit."""
    assert findings_after(RULE, (CASE_3, "time: 7 years before", "time: 8 years before")) == {}


def test_two_ages_for_one_course(findings_after: FindingsAfter) -> None:
    """Text and table must give one age."""
    found = findings_after(RULE, (CASE_1, "reported_in: text, years: 30", "reported_in: text, years: 32"))
    assert found["ages-tsuchie-2012-case-1-first-delivery-age"].says == "32 years"


def test_an_age_that_is_not_reported_is_not_judged(findings_of: FindingsOf) -> None:
    """Neither against another place nor against an earlier course."""
    first = """
age:
  - {reported_in: text, status: not-available, locator: page 1}
  - {reported_in: text, years: 30, locator: page 2}
"""
    second = """
age: [{reported_in: text, status: not-available, locator: page 3}]
earlier: [{course: course-1, time: 2 years before delivery, locator: page 3}]
"""
    assert findings_of(RULE, first, second) == ()
