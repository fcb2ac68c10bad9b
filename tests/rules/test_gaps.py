"""What is missing."""

import pytest

from .conftest import ODD_CASE, OTHER_PAPER, FindingsAfter, FindingsOf

RULE = "gaps"
CASE_1 = "gaps-tsuchie-2012-case-1-first-delivery"


def test_a_promised_outcome_that_a_patient_lacks(findings_after: FindingsAfter) -> None:
    """Case 2 has no second scan and no parathyroid hormone."""
    finding = findings_after(RULE)["gaps-tsuchie-2012-case-2-first-delivery-promised-outcomes"]
    assert finding.says == (
        "no value after: Lumbar spine BMD, Femur BMD, Intact PTH; no value before: Intact PTH"
    )


def test_a_method_that_is_not_reported(findings_after: FindingsAfter) -> None:
    """No densitometer is named."""
    assert "gaps-tsuchie-2012-densitometer" in findings_after(RULE)


def test_a_relief_without_a_time(findings_after: FindingsAfter) -> None:
    """When the pain of case 3 went is not reported."""
    assert "gaps-tsuchie-2012-case-3-first-delivery-time-of-pain-relief" in findings_after(RULE)


def test_a_reported_method_and_a_whole_patient_are_no_finding(findings_after: FindingsAfter) -> None:
    """Case 1 has everything that was promised; a named scanner is no gap."""
    edit = (
        "papers/tsuchie-2012.yml",
        "  - about: densitometer\n    says: Not reported.\n    reported: false\n",
        "  - about: densitometer\n    says: One scanner, named.\n",
    )
    found = findings_after(RULE, edit)
    assert "gaps-tsuchie-2012-densitometer" not in found
    assert [name for name in found if "case-1" in name] == [f"{CASE_1}-recurrence"]


def test_no_recurrence_is_no_report_of_fractures(findings_after: FindingsAfter) -> None:
    """Of what there was none the paper leaves open; the finding shows its words and where they are."""
    finding = findings_after(RULE)[f"{CASE_1}-recurrence"]
    assert (finding.says, finding.locator) == (
        "No recurrence.",
        "Case 1, paragraph 1",
    )
    assert finding.also_says == "reported for no patient"


def test_a_recurrence_is_missing_where_other_patients_have_one(findings_after: FindingsAfter) -> None:
    """The odd case of another paper reports none came; without that, no patient of the paper has a report."""
    name = "gaps-example-2020-case-1-first-delivery-recurrence"
    assert findings_after(RULE, paper=OTHER_PAPER)[name].also_says == "reported for other patients"
    edit = (ODD_CASE, "      - {kind: fracture, what: None., locator: page 3}\n", "")
    assert findings_after(RULE, edit, paper=OTHER_PAPER)[name].also_says == "reported for no patient"


PAIN = "outcomes: [{kind: pain, what: The pain went., locator: page 1}]"


def test_an_abstract_has_no_gaps(findings_of: FindingsOf) -> None:
    """What was not read is not missing."""
    assert [finding.field for finding in findings_of(RULE, PAIN)] == ["time of pain relief", "recurrence"]
    assert findings_of(RULE, PAIN, extent="abstract") == ()


def test_a_fact_that_was_looked_for_is_missing(findings_of: FindingsOf) -> None:
    """The record says so, although the paper was not read whole."""
    looked = f"{PAIN}\nnot_reported: [new_fractures]"
    assert [finding.field for finding in findings_of(RULE, looked, extent="excerpt")] == ["recurrence"]


def test_a_fact_that_was_not_seen_is_not_missing(findings_of: FindingsOf) -> None:
    """The record says so, although the paper was read whole."""
    assert findings_of(RULE, f"{PAIN}\nnot_seen: [new_fractures, pain]") == ()


@pytest.mark.parametrize(
    "reported",
    [
        "fractures: [{reported_in: text, status: none, new: true, locator: page 1}]",
        "fractures: [{reported_in: text, levels: [L1], new: true, locator: page 1}]",
        "outcomes: [{kind: fracture, what: None., locator: page 1}]",
    ],
)
def test_new_fractures_may_be_reported_in_several_ways(findings_of: FindingsOf, reported: str) -> None:
    """As an outcome, or as fractures of follow-up."""
    assert findings_of(RULE, reported) == ()


def test_a_promised_outcome_of_an_abstract_is_not_missing(findings_after: FindingsAfter) -> None:
    """Nor is a method."""
    edit = ("papers/tsuchie-2012.yml", "extent: full text", "extent: excerpt")
    assert findings_after(RULE, edit) == {}
