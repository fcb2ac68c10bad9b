"""Z-scores against the T-scores of the same bone density."""

from collections.abc import Iterator
from decimal import Decimal

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, ages_of
from k2evidence.derive.intervals import rounding
from k2evidence.model.text import number

RULE = Rule(
    id="z-scores",
    title="Z-score against T-score",
    statement="A T-score counts from the mean of young adults, a Z-score from that of people of one's age. "
    "Up to about 50 years the second mean is normally not the higher one, so a Z-score is normally not the "
    "lower score.",
)

YOUNG = 50
"""Up to this age, in years, the rule holds."""
PEAK = Decimal("0.05")
"""SD by which people of 31 to 40 years may lie above younger ones at the spine: (1.065 - 1.064) / 0.106 and
(0.980 - 0.974) / 0.130 by the surveys in the vocabulary of sites."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield Z-scores below the T-score of one density in a patient who is too young for that."""
    for event in scope.measurement_events:
        for key, report in event.reports:
            if report.t_score is None or report.z_score is None:
                continue
            if rounding(report.z_score).high >= rounding(report.t_score).low - PEAK:
                continue
            if not scope.is_younger(event, YOUNG):
                continue
            ages = ages_of(event.course)
            yield Draft(
                kind="plausibility",
                severity="minor",
                courses=((event.case, event.course),),
                field=event.field,
                says=f"Z-score {number(report.z_score)}",
                locator=report.locator,
                also_says=f"T-score {number(report.t_score)}{f' at {min(ages)} years' if ages else ''}",
                also_locator=report.locator,
                means="The Z-score is the lower one. The two may be swapped, or counted in references that "
                "differ in more than age.",
                effect="Both scores are shown as printed and used in no derived figure.",
                affects=(key,),
            )
