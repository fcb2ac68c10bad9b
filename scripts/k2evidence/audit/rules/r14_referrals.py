"""Being sent to the authors for the first time, more than once."""

from collections.abc import Iterator
from itertools import combinations

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, fact

RULE = Rule(
    id="referrals",
    title="First referrals",
    principle="A patient is sent to a clinic for the first time once. Told twice, it is unclear who "
    "treated her from when.",
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield two courses of one patient that both begin with her referral to the authors."""
    for case in scope.cases:
        told = [
            (course, finding) for course in case.courses for finding in course.findings if finding.referred
        ]
        for (one, first), (other, second) in combinations(told, 2):
            yield Draft(
                kind="plausibility",
                severity="minor",
                courses=((case, one), (case, other)),
                field="referral",
                says=first.what,
                locator=first.locator,
                also_says=second.what,
                also_locator=second.locator,
                means="The paper tells of being sent to the same clinic twice, years apart, and "
                "begins her story with the later time. Who treated her from when is unclear.",
                effect="The first visit of neither course is dated.",
                affects=(fact(case, one, "first-visit"), fact(case, other, "first-visit")),
            )
