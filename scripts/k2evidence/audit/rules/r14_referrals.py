"""Being sent to the authors for the first time, more than once."""

from collections.abc import Iterator
from itertools import combinations

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, fact
from k2evidence.model.cases import ClinicalFinding, Course

RULE = Rule(
    id="referrals",
    title="First referrals",
    statement="A patient can be referred to a clinic for the first time only once. If it is reported "
    "twice, it is unclear who treated the patient, and from when.",
)

Referral = tuple[Course, ClinicalFinding]
"""A first referral, with the course that it belongs to."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield two findings of one patient that both report her first referral to the authors."""
    for case in scope.cases:
        referrals = [
            (course, finding) for course in case.courses for finding in course.findings if finding.referred
        ]
        for one, other in combinations(referrals, 2):
            (course, finding), (other_course, other_finding) = one, other
            yield Draft(
                kind="plausibility",
                severity="minor",
                courses=((case, course), (case, other_course)),
                field="referral",
                says=finding.what,
                locator=finding.locator,
                also_says=other_finding.what,
                also_locator=other_finding.locator,
                means=f"The paper reports referral to the same clinic twice{_apart(one, other)}. "
                "Who treated the patient, and from when, is unclear.",
                effect=_effect(course, other_course),
                affects=(fact(case, course, "first-visit"), fact(case, other_course, "first-visit")),
            )


def _apart(one: Referral, other: Referral) -> str:
    """Return in what unit the paper counts the time between two referrals; empty where it does not."""
    (course, finding), (other_course, other_finding) = one, other
    if course is not other_course:
        return _courses_apart(course, other_course) or _courses_apart(other_course, course)
    times = [referral.time for referral in (finding, other_finding) if referral.time]
    same_clock = len(times) == 2 and (times[0].origin, times[0].unit) == (times[1].origin, times[1].unit)
    return f", {times[0].unit}s apart" if same_clock and times[0].value != times[1].value else ""


def _courses_apart(earlier: Course, later: Course) -> str:
    """Return in what unit the later course dates the earlier one."""
    time = next((entry.time for entry in later.earlier if entry.course == earlier.id), None)
    return f", {time.unit}s apart, and dates the earlier time from the later" if time else ""


def _effect(course: Course, other_course: Course) -> str:
    dated = [report for one in (course, other_course) for report in one.first_visit if report.time]
    if dated:
        return "What is counted from a first visit may be counted from the wrong one."
    return "The first visit of neither course is dated."
