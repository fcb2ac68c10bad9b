"""Z-scores against the T-scores of the same bone density."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, ages_of, join_distinct
from k2evidence.derive.intervals import Interval, rounding
from k2evidence.model.cases import Report, ReportKey
from k2evidence.model.text import number

RULE = Rule(
    id="z-scores",
    title="Z-score against T-score",
    statement="A T-score refers to the mean of young adults, a Z-score to that of people of the same age. "
    "Up to about 50 years the mean for age is normally not above that of young adults, so a Z-score is "
    "normally not below the T-score; where the age of a woman is not known, only a clearly lower "
    "Z-score is reported. Up to about 45 years the two means are close, so a Z-score is normally not "
    "more than one above the T-score. Age separates the two scores in the same direction at every "
    "skeletal site.",
)

YOUNG = 50
"""Up to this age, in years, a Z-score is not the lower one."""
NEAR_PEAK = 45
"""Up to this age, in years, the mean of one's age is near that of young adults."""
PEAK = Decimal("0.05")
"""SD by which people of 31 to 40 years may lie above younger ones at the spine: (1.065 - 1.064) / 0.106 and
(0.980 - 0.974) / 0.130 by the surveys in the vocabulary of sites."""
CLEARLY = Decimal("0.3")
"""SD by which a Z-score must be the lower one where the age is not known: six times what the surveys show."""
FAR = Decimal(1)
"""SD by which a Z-score must be the higher one: references that also count body weight or descent can explain
a part of it, hardly a whole SD."""
APART = Decimal("0.5")
"""SD by which two places must differ, beyond rounding, where their Z-scores are on opposite sides."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A T-score and a Z-score of one density at one visit, with the reports that print them."""

    event: MeasurementEvent
    keys: tuple[ReportKey, ...]
    t_score: Decimal
    z_score: Decimal
    t_locator: str
    z_locator: str

    @property
    def above(self) -> Interval:
        """By how many SD the Z-score is the higher one, with the bounds that rounding allows."""
        return rounding(self.z_score) - rounding(self.t_score)

    @property
    def text(self) -> str:
        """The pair as a finding shows it."""
        return f"{self.event.form.name}: T-score {number(self.t_score)}, Z-score {number(self.z_score)}"


def find(scope: Scope) -> Iterator[Draft]:
    """Yield Z-scores too far below or above the T-score of one density, and places that contradict."""
    pairs = [pair for event in scope.measurement_events for pair in _pairs(event)]
    apart = [(one, other) for one, other in combinations(pairs, 2) if _are_apart(one, other)]
    in_two_places = {key for pair in apart for one in pair for key in one.keys}
    for pair in pairs:
        yield from _lower(scope, pair, is_named=bool(in_two_places.intersection(pair.keys)))
        yield from _higher(scope, pair)
    for one, other in apart:
        yield _places(one, other)


def _pairs(event: MeasurementEvent) -> Iterator[_Pair]:
    """Yield the pairs that one report prints; where there is none, each score of a report with each other."""
    both = [(key, report) for key, report in event.reports if report.t_score is not None]
    own = [_pair(event, (key, report), (key, report)) for key, report in both if report.z_score is not None]
    if own:
        yield from own
        return
    z_scored = [(key, report) for key, report in event.reports if report.z_score is not None]
    yield from (
        _pair(event, t, z) for t, z in product(both, z_scored) if t[1].reported_in == z[1].reported_in
    )


def _pair(event: MeasurementEvent, t: tuple[ReportKey, Report], z: tuple[ReportKey, Report]) -> _Pair:
    assert t[1].t_score is not None
    assert z[1].z_score is not None
    keys = tuple(dict.fromkeys((z[0], t[0])))
    return _Pair(event, keys, t[1].t_score, z[1].z_score, t[1].locator, z[1].locator)


def _lower(scope: Scope, pair: _Pair, *, is_named: bool) -> Iterator[Draft]:
    """Yield a Z-score below its T-score; of a woman whose age is not known only where it is clearly so.

    `is_named` is whether another finding names the pair, which is enough where the age is not known.
    """
    if scope.knows_age(pair.event):
        margin = PEAK if scope.is_younger(pair.event, YOUNG) else None
    else:
        margin = CLEARLY if pair.event.case.sex == "female" and not is_named else None
    if margin is not None and pair.above.high < -margin:
        yield _draft(
            pair,
            "The Z-score is below the T-score. The two may have been swapped, or may come from "
            "reference populations that differ in more than age.",
        )


def _higher(scope: Scope, pair: _Pair) -> Iterator[Draft]:
    """Yield a Z-score that is more than one above its T-score in a patient who is too young for that."""
    if pair.above.low > FAR and scope.is_younger(pair.event, NEAR_PEAK):
        yield _draft(
            pair,
            "The Z-score is more than one above the T-score, although the means of young adults and "
            "of that age are close. One of the two may be a misprint, or they come from reference "
            "populations that differ in more than age.",
        )


def _are_apart(one: _Pair, other: _Pair) -> bool:
    """Return whether the Z-score is lower at one place and higher at another at the same visit."""
    same_course = one.event.case is other.event.case and one.event.course is other.event.course
    if not same_course or one.event.form_key == other.event.form_key or not _is_one_visit(one, other):
        return False
    lower, higher = sorted((one.above, other.above), key=lambda above: above.value)
    return lower.high < -PEAK and higher.low > PEAK and higher.low - lower.high > APART


def _is_one_visit(one: _Pair, other: _Pair) -> bool:
    """Return whether two pairs were measured at one visit: by its times, or by what the paper calls it."""
    times, other_times = (set(pair.event.ordered.times) for pair in (one, other))
    if times and other_times:
        return bool(times & other_times)
    return one.event.label is not None and one.event.name == other.event.name


def _places(one: _Pair, other: _Pair) -> Draft:
    return Draft(
        kind="plausibility",
        severity="minor",
        courses=((one.event.case, one.event.course),),
        field=f"{one.event.field} against {other.event.measurement.analyte}",
        says=one.text,
        locator=join_distinct([one.t_locator, one.z_locator]),
        also_says=other.text,
        also_locator=join_distinct([other.t_locator, other.z_locator]),
        means="At one site the Z-score is below the T-score, at the other above it. Age alone does not "
        "separate them in opposite directions in one patient: scores may have been swapped, or the "
        "reference populations differ in more than age.",
        effect="The scores are shown as printed and used in no derived figure.",
        affects=(*one.keys, *other.keys),
    )


def _draft(pair: _Pair, means: str) -> Draft:
    ages = ages_of(pair.event.course)
    return Draft(
        kind="plausibility",
        severity="minor",
        courses=((pair.event.case, pair.event.course),),
        field=pair.event.field,
        says=f"Z-score {number(pair.z_score)}",
        locator=pair.z_locator,
        also_says=f"T-score {number(pair.t_score)}{f' at {min(ages)} years' if ages else ''}",
        also_locator=pair.t_locator,
        means=means,
        effect="Both scores are shown as printed and used in no derived figure.",
        affects=pair.keys,
    )
