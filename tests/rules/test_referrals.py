"""Being sent to the authors for the first time, twice."""

from .conftest import CASE_3, FindingsAfter

RULE = "referrals"


def test_two_first_referrals(findings_after: FindingsAfter) -> None:
    """Case 3 is sent to the authors after her first delivery and again in her second pregnancy."""
    [finding] = findings_after(RULE).values()
    assert finding.course_ids == (
        "tsuchie-2012-case-3/first-delivery",
        "tsuchie-2012-case-3/second-delivery",
    )


def test_one_referral_is_no_finding(findings_after: FindingsAfter) -> None:
    """A later visit that is not a first referral is no contradiction."""
    edit = (
        CASE_3,
        "because of her bone density.\n        referred: true\n",
        "because of her bone density.\n",
    )
    assert findings_after(RULE, edit) == {}
