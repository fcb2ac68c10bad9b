"""Being sent to the authors for the first time, twice."""

import pytest

from .conftest import CASE_3, ODD_CASE, OTHER_CASE, OTHER_PAPER, FindingsAfter

RULE = "referrals"
SEEN = "{kind: visit, what: Seen by the authors., time: 10 days after onset"
FIRST = (ODD_CASE, SEEN, f"{SEEN}, referred: true")


def referral_in(case: str, after: str, what: str) -> tuple[str, str, str]:
    """Return an edit that adds a finding with a first referral to the course that a text belongs to."""
    finding = f"{{kind: visit, what: {what}, referred: true, locator: page 3}}"
    return case, after, f"{after}    findings:\n      - {finding}\n"


def test_two_first_referrals(findings_after: FindingsAfter) -> None:
    """Case 3 is sent to the authors after her first delivery and again, years later, in a pregnancy."""
    [finding] = findings_after(RULE).values()
    assert finding.course_ids == (
        "tsuchie-2012-case-3/first-delivery",
        "tsuchie-2012-case-3/second-delivery",
    )
    assert "twice, years apart, and dates the earlier time from the later." in finding.means
    assert finding.effect == "The first visit of neither course is dated."


def test_one_referral_is_no_finding(findings_after: FindingsAfter) -> None:
    """A later visit that is not a first referral is no contradiction."""
    edit = (
        CASE_3,
        "because of her bone density.\n        referred: true\n",
        "because of her bone density.\n",
    )
    assert findings_after(RULE, edit) == {}
    assert findings_after(RULE, FIRST, paper=OTHER_PAPER) == {}


def test_courses_lie_apart_in_the_unit_of_their_paper(findings_after: FindingsAfter) -> None:
    """The later course of another paper reports the earlier one in weeks, and has a dated first visit."""
    edits = (
        FIRST,
        (ODD_CASE, "time: 5 years before first visit", "time: 60 weeks before first visit"),
        referral_in(ODD_CASE, "    label: Later\n", "Sent again."),
    )
    [finding] = findings_after(RULE, *edits, paper=OTHER_PAPER).values()
    assert (finding.says, finding.also_says) == ("Seen by the authors.", "Sent again.")
    assert "twice, weeks apart, and dates" in finding.means
    assert finding.effect == "What is counted from a first visit may be counted from the wrong one."


def test_courses_without_a_time_between_them_are_just_two(findings_after: FindingsAfter) -> None:
    """The paper does not report how far apart they lie, so the finding does not either."""
    edits = (
        referral_in(OTHER_CASE, "    label: First delivery\n", "Sent."),
        referral_in(OTHER_CASE, "    label: Second delivery\n", "Sent again."),
    )
    [finding] = findings_after(RULE, *edits, paper=OTHER_PAPER).values()
    assert finding.means == (
        "The paper reports referral to the same clinic twice. Who treated the patient, and from when, is "
        "unclear."
    )


@pytest.mark.parametrize(
    ("time", "apart"),
    [("40 days after onset", "twice, days apart. "), ("3 months after delivery", "twice. ")],
)
def test_two_referrals_of_one_course_need_one_clock(
    findings_after: FindingsAfter, time: str, apart: str
) -> None:
    """10 days after onset lie days from 40 days after onset; on two clocks the unit is not reported."""
    again = f"{{kind: visit, what: Sent again., time: {time}, referred: true, locator: page 3}}"
    edit = (ODD_CASE, f"      - {SEEN}", f"      - {again}\n      - {SEEN}, referred: true")
    [finding] = findings_after(RULE, edit, paper=OTHER_PAPER).values()
    assert apart in finding.means
