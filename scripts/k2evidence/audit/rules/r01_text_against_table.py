"""The same value printed in two places of a paper."""

from collections.abc import Iterator
from itertools import combinations

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope
from k2evidence.derive.intervals import agree

RULE = Rule(
    id="text-against-table",
    title="The same value printed twice",
    principle="A value that a paper prints in two places must be the same number. Rounding "
    "explains 0.714 and 0.71; it does not explain 0.569 and 0.53.",
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield pairs of reports whose digits differ, and values where another place has none."""
    for event in scope.measurement_events:
        values = list(event.values)
        for (key, one, a), (other_key, other, b) in combinations(values, 2):
            if a == b or one.reported_in == other.reported_in:
                continue
            explained = agree(a, b)
            yield Draft(
                kind="imprecision" if explained else "contradiction",
                severity="minor" if explained else "major",
                courses=((event.case, event.course),),
                field=event.field,
                says=event.describe(one),
                locator=one.locator,
                also_says=event.describe(other),
                also_locator=other.locator,
                means="One place prints more digits; rounding explains the difference."
                if explained
                else "Rounding cannot explain the difference: at least one of the two is wrong.",
                effect="Figures use the place that prints more digits."
                if explained
                else "Both values are shown and each gives a change of its own.",
                affects=(key, other_key),
            )
        for key, report in event.reports:
            if report.status == "not-available" and values:
                _, other, _ = values[0]
                yield Draft(
                    kind="contradiction",
                    severity="minor",
                    courses=((event.case, event.course),),
                    field=f"{event.field} availability",
                    says=report.token,
                    locator=report.locator,
                    also_says=event.describe(other),
                    also_locator=other.locator,
                    means="One place says that there is no value and another prints one.",
                    effect="Figures use the value that is printed.",
                    affects=(key, values[0][0]),
                )
