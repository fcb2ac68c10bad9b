"""Bone density over a fractured vertebra."""

from .conftest import CASE_2, FindingsAfter

RULE = "fractured-region"


def test_a_fracture_inside_the_scanned_region(findings_after: FindingsAfter) -> None:
    """L4 of case 2 is fractured and lies within L2 to L4."""
    [finding] = findings_after(RULE).values()
    assert (finding.case_ids, finding.says) == (("tsuchie-2012-case-2",), "fracture of L4")


def test_fractures_elsewhere_are_no_finding(findings_after: FindingsAfter) -> None:
    """Without L4 no measured vertebra is fractured."""
    assert findings_after(RULE, (CASE_2, ", L4]", "]")) == {}
