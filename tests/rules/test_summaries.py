"""Printed means and ranges, recomputed."""

from .conftest import CASE_3, FindingsAfter

RULE = "summaries"
MEAN = "summaries-tsuchie-2012-mean-of-age"
PAPER = "papers/tsuchie-2012.yml"


def test_a_mean_that_fits_one_way_of_counting(findings_after: FindingsAfter) -> None:
    """31.5 counts the later age of case 3 only."""
    finding = findings_after(RULE)[MEAN]
    assert finding.kind == "plausibility"
    assert "fits only each woman at her last course" in finding.means
    assert "first course: 29.5" in finding.also_says


def test_a_mean_that_no_way_of_counting_gives(findings_after: FindingsAfter) -> None:
    """33.0 follows from no ages in the paper."""
    found = findings_after(RULE, (PAPER, "value: 31.5", "value: 33.0"))
    assert found[MEAN].kind == "contradiction"


def test_a_range_that_every_way_gives_is_no_finding(findings_after: FindingsAfter) -> None:
    """With equal ages at both courses the range is one and the same; the mean is not."""
    found = findings_after(RULE, (CASE_3, "years: 23", "years: 31"), (PAPER, "value: 31.5", "value: 31.4"))
    assert [name for name in found if "mean" in name] == [MEAN]
    assert "range" not in "".join(found)


def test_a_figure_over_other_patients_is_not_judged(findings_after: FindingsAfter) -> None:
    """Of fourteen women of whom four are here nothing can be recomputed."""
    assert findings_after(RULE, (PAPER, "n: 4", "n: 14")) == {}
