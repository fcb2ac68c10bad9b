"""One analyte in urine and in serum."""

from .conftest import CASE_1, CASE_3, FindingsAfter

RULE = "specimens"


def test_urine_and_serum_in_one_row(findings_after: FindingsAfter) -> None:
    """Two women had NTX measured in urine, two in serum."""
    [finding] = findings_after(RULE).values()
    assert finding.says == "NTX in urine: Case 1, Case 3"
    assert finding.also_says == "NTX in serum: Case 2, Case 4"
    assert finding.means == "The paper prints NTX of both specimens in one row, under one unit."


def test_specimens_in_rows_of_their_own(findings_after: FindingsAfter) -> None:
    """The rows are named as the locators name them."""
    edits = [
        (case, "locator: Table I, NTX, ", "locator: Table I, NTX in urine, ") for case in (CASE_1, CASE_3)
    ]
    [finding] = findings_after(RULE, *edits).values()
    assert "in several rows, under one unit" in finding.means


def test_one_specimen_is_no_finding(findings_after: FindingsAfter) -> None:
    """All in serum."""
    edits = [(case, "specimen: urine", "specimen: serum") for case in (CASE_1, CASE_3)]
    assert findings_after(RULE, *edits) == {}
