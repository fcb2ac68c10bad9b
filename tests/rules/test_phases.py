"""'Before' that is not before, and 'after' that is not after."""

from .conftest import CASE_1, CASE_3, CASE_4, FindingsAfter

RULE = "phases"
LONG = "phases-tsuchie-2012-case-3-second-delivery-before-at-11-months-before-delivery"


def test_a_baseline_from_before_the_pregnancy(findings_after: FindingsAfter) -> None:
    """Eleven months before delivery is before conception, and a year before treatment."""
    finding = findings_after(RULE)[LONG]
    assert (finding.severity, "before the pregnancy began" in finding.means) == ("major", True)


def test_a_baseline_that_the_earlier_course_may_reach(findings_after: FindingsAfter) -> None:
    """The end of the first course is not told."""
    name = "phases-tsuchie-2012-case-3-first-delivery-case-3-second-delivery-baseline-and-earlier-treatment"
    assert findings_after(RULE)[name].kind == "gap"


def test_after_means_during(findings_after: FindingsAfter) -> None:
    """Case 4 was measured at months 4 to 12 and treated until month 15."""
    finding = findings_after(RULE)["phases-tsuchie-2012-case-4-first-delivery-after-means-during"]
    assert "while treatment went on" in finding.means


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
        "value: 0.71\n            unit_printed: g/cm2\n            time: 3 months",
        "value: 0.71\n            unit_printed: g/cm2\n            time: 9 months",
    )
    found = findings_after(RULE, edit)
    assert (
        found["phases-tsuchie-2012-case-1-first-delivery-before-at-9-months-after-delivery"].kind
        == "contradiction"
    )


def test_a_baseline_at_the_start_is_no_finding(findings_after: FindingsAfter) -> None:
    """Measured in the month in which treatment began."""
    assert LONG not in findings_after(RULE, (CASE_3, "11 months before delivery", "0 months after delivery"))
