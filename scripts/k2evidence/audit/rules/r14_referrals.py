"""Being sent to the authors for the first time, more than once."""

from collections.abc import Iterator
from itertools import combinations

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, fact
from k2evidence.model.cases import ClinicalFinding, Course
from k2evidence.model.scalars.times import Time
from k2evidence.model.text import one_decimal

RULE = Rule(
    id="referrals",
    title="First referrals",
    principle="A patient is sent to a clinic for the first time once. Told twice, it is unclear who "
    "treated her from when.",
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
                means=f"The paper tells of being sent to the same clinic twice{_apart(scope, one, other)}. "
                "Who treated her from when is unclear.",
                effect=_effect(course, other_course),
                affects=(fact(case, course, "first-visit"), fact(case, other_course, "first-visit")),
            )


def _apart(scope: Scope, one: Referral, other: Referral) -> str:
    """Return how far two referrals lie apart, as far as the paper tells it; empty where it does not."""
    (course, finding), (other_course, other_finding) = one, other
    if course is not other_course:
        return _courses_apart(course, other_course) or _courses_apart(other_course, course)
    if not (finding.time and other_finding.time):
        return ""
    months = scope.months_after_delivery(course, finding.time)
    other_months = scope.months_after_delivery(course, other_finding.time)
    if not (months and other_months):
        return ""
    return f", {one_decimal(abs(other_months.value - months.value))} months apart"


def _courses_apart(earlier: Course, later: Course) -> str:
    """Return how long before the later course the earlier one lies, in the unit that the paper uses."""
    time = next((entry.time for entry in later.earlier if entry.course == earlier.id), None)
    return f", {_amount(time)} apart, and dates the earlier time from the later" if time else ""


def _amount(time: Time) -> str:
    """Return '7 years' for '7 years before first visit'."""
    amount = abs(time.value)
    return f"{amount} {time.unit}{'' if amount == 1 else 's'}"


def _effect(course: Course, other_course: Course) -> str:
    dated = [report for one in (course, other_course) for report in one.first_visit if report.time]
    if dated:
        return "What is counted from a first visit may be counted from the wrong one."
    return "The first visit of neither course is dated."
