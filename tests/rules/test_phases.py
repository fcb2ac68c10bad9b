"""'Before' that is not before, and 'after' that is not after."""

import pytest

from .conftest import CASE_1, CASE_3, CASE_4, FindingsAfter, FindingsOf

RULE = "phases"
LONG = "phases-tsuchie-2012-case-3-second-delivery-before-at-11-months-before-delivery"


def test_a_baseline_from_before_the_pregnancy(findings_after: FindingsAfter) -> None:
    """Eleven months before delivery is before conception, and a year before treatment."""
    finding = findings_after(RULE)[LONG]
    assert (finding.severity, "before the pregnancy began" in finding.means) == ("major", True)


def test_a_baseline_that_the_earlier_course_may_reach(findings_after: FindingsAfter) -> None:
    """The end of the first course is not reported."""
    name = "phases-tsuchie-2012-case-3-first-delivery-case-3-second-delivery-baseline-and-earlier-treatment"
    assert findings_after(RULE)[name].kind == "gap"


def test_after_means_during(findings_after: FindingsAfter) -> None:
    """Case 4 was measured at months 4 to 12 and treated until month 15."""
    finding = findings_after(RULE)["phases-tsuchie-2012-case-4-first-delivery-after-means-during"]
    assert "while treatment continued" in finding.means


def test_after_before_anything_began(findings_after: FindingsAfter) -> None:
    """A follow-up in month one of a treatment that began in month three is a contradiction."""
    edit = (CASE_4, "time: 8 months after delivery", "time: 1 month after delivery")
    found = findings_after(RULE, edit)
    assert (
        found["phases-tsuchie-2012-case-4-first-delivery-bap-after-before-the-start"].kind == "contradiction"
    )


def test_before_after_the_start(findings_after: FindingsAfter) -> None:
    """A baseline in month nine of a treatment that began in month three is a contradiction."""
    edit = (
        CASE_1,
        "value: 0.71\n                unit_printed: g/cm2\n                time: 3 months",
        "value: 0.71\n                unit_printed: g/cm2\n                time: 9 months",
    )
    found = findings_after(RULE, edit)
    assert (
        found["phases-tsuchie-2012-case-1-first-delivery-before-at-9-months-after-delivery"].kind
        == "contradiction"
    )


def test_a_baseline_at_the_start_is_no_finding(findings_after: FindingsAfter) -> None:
    """Measured in the month in which treatment began."""
    assert LONG not in findings_after(RULE, (CASE_3, "11 months before delivery", "0 months after delivery"))


DRUGS = """
treatments:
  - id: first-drug
    substance: teriparatide
    start: [{{reported_in: text, {}, locator: page 1}}]
    duration: {}
    locator: page 1
  - id: second-drug
    substance: zoledronic-acid
    dose: 5 mg once
    start: [{{reported_in: text, time: 12 months after delivery, locator: page 2}}]
    end: [{{reported_in: text, time: 12 months after delivery, locator: page 2}}]
    locator: page 2
measurements:
  - analyte: bmd-lumbar-spine
    visits:
      - label: before
        reports:
          - {{reported_in: text, value: 0.6, unit_printed: g/cm2,
             time: {} months after delivery, locator: page 1}}
      - label: after
        reports:
          - {{reported_in: text, value: 0.7, unit_printed: g/cm2,
             time: 18 months after delivery, locator: page 1}}
"""


@pytest.mark.parametrize(
    ("start", "duration", "baseline", "fields"),
    [
        ("time: 2 months after delivery", "6 months", 2, []),
        ("time: 2 months after delivery", "6 months", 9, ["before at 9 months after delivery"]),
        ("time: 2 months after delivery", "not reported", 2, ["after means during"]),
        ("status: not-available", "6 months", 2, ["after means during"]),
    ],
)
def test_the_first_and_the_last_of_several_drugs_count(
    findings_of: FindingsOf, start: str, duration: str, baseline: int, fields: list[str]
) -> None:
    """A baseline comes before the first drug, and treatment ends with the last."""
    found = findings_of(RULE, DRUGS.format(start, duration, baseline))
    assert [finding.field for finding in found] == fields


def test_an_end_that_was_not_seen_is_not_missing(findings_of: FindingsOf) -> None:
    """Of an abstract nobody knows whether the paper reports it."""
    course = DRUGS.format("time: 2 months after delivery", "not reported", 2)
    assert findings_of(RULE, course, extent="abstract") == ()


@pytest.mark.parametrize(("order", "fields"), [("follows: first-drug", 1), ("route: other", 0)])
def test_a_drug_without_a_date_may_have_been_the_first(
    findings_of: FindingsOf, order: str, fields: int
) -> None:
    """Unless the paper says that it followed another: then a baseline long before the first is one."""
    course = f"""
treatments:
  - id: first-drug
    substance: teriparatide
    start: [{{reported_in: text, time: 9 months after delivery, locator: page 1}}]
    locator: page 1
  - {{id: other-drug, substance: alendronate, {order}, locator: page 2}}
measurements:
  - analyte: bmd-lumbar-spine
    visits:
      - label: before
        reports:
          - {{reported_in: text, value: 0.6, unit_printed: g/cm2,
             time: 2 months after delivery, locator: page 1}}
"""
    assert len(findings_of(RULE, course)) == fields
