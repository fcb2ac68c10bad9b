"""The same value printed in two places."""

from .conftest import CASE_3, FindingsAfter

RULE = "text-against-table"
FEMUR = "text-against-table-tsuchie-2012-case-3-first-delivery-bmd-proximal-femur-after"


def test_rounding_cannot_explain_a_large_difference(findings_after: FindingsAfter) -> None:
    """0.569 in the text and 0.53 in the table are a contradiction, with both numbers."""
    finding = findings_after(RULE)[FEMUR]
    assert (finding.kind, finding.severity) == ("contradiction", "major")
    assert (finding.says, finding.also_says) == ("0.53 g/cm2", "0.569 g/cm2")
    assert finding.also_locator == "Case 3, paragraph 1"


def test_rounding_explains_a_small_difference(findings_after: FindingsAfter) -> None:
    """0.714 and 0.71 are an imprecision."""
    found = findings_after(RULE)
    name = "text-against-table-tsuchie-2012-case-1-first-delivery-bmd-lumbar-spine-before"
    assert found[name].kind == "imprecision"


def test_equal_values_are_no_finding(findings_after: FindingsAfter) -> None:
    """What both places print alike fits."""
    found = findings_after(RULE, (CASE_3, "value: 0.569", "value: 0.53"))
    assert FEMUR not in found


def test_a_value_where_another_place_says_there_is_none(findings_after: FindingsAfter) -> None:
    """A cell that says N.A. contradicts a text that prints a value."""
    edit = (
        CASE_3,
        "            value: 0.53\n            unit_printed: g/cm2\n"
        "            time: 25 months after delivery\n",
        "            status: not-available\n            printed: N.A.\n",
    )
    assert findings_after(RULE, edit)[f"{FEMUR}-availability"].says == "N.A."
