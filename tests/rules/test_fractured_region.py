"""Bone density over a fractured vertebra."""

from .conftest import CASE_2, FindingsAfter, FindingsOf

RULE = "fractured-region"


def test_a_fracture_inside_the_scanned_region(findings_after: FindingsAfter) -> None:
    """L4 of case 2 is fractured and lies within L2 to L4."""
    [finding] = findings_after(RULE).values()
    assert (finding.case_ids, finding.says) == (("tsuchie-2012-case-2",), "fracture of L4")


def test_fractures_elsewhere_are_no_finding(findings_after: FindingsAfter) -> None:
    """Without L4 no measured vertebra is fractured."""
    assert findings_after(RULE, (CASE_2, ", L4]", "]")) == {}


SCAN = """
fractures: [{{reported_in: text, levels: [L2], locator: page 1}}]
measurements:
  - analyte: bmd-lumbar-spine-l1-l4
    {}
    visits:
      - reports: [{{reported_in: text, t_score: -3.0, locator: page 2}}]
"""


def test_the_vertebrae_that_were_measured_count(findings_of: FindingsOf) -> None:
    """L2 left out is no finding; L2 measured is one, and so is a region of which nothing was left out."""
    measured = [
        [finding.also_says for finding in findings_of(RULE, SCAN.format(vertebrae))]
        for vertebrae in ("vertebrae: [L1, L3, L4]", "vertebrae: [L1, L2]", "method: DXA")
    ]
    assert measured == [[], ["bone density of L1, L2"], ["bone density of L1 to L4"]]


def test_what_was_not_read_may_say_that_it_was_left_out(findings_of: FindingsOf) -> None:
    """Of an abstract nothing is said to be missing."""
    [finding] = findings_of(RULE, SCAN.format("method: DXA"), extent="abstract")
    assert "The paper does not say" not in finding.means
