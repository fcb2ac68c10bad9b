"""The same value printed in two places of a paper."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, place
from k2evidence.audit.unit_conversion import are_two_usual_units, is_same_in_other_unit
from k2evidence.derive.intervals import agree
from k2evidence.model.cases import Report, ReportKey
from k2evidence.model.text import number

RULE = Rule(
    id="text-against-table",
    title="The same value printed twice",
    statement="A value printed in two places of a paper must be the same. Rounding explains 0.714 and "
    "0.71; it does not explain 0.569 and 0.53.",
)

Printed = tuple[ReportKey, Report, Decimal]
"""A number of one sort that a report prints."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield pairs of reports whose digits differ, and values where another place has none."""
    for event in scope.measurement_events:
        for one, other in _pairs(event.values):
            if not (
                is_same_in_other_unit(scope.vocabulary, one[1], other[1])
                or are_two_usual_units(scope.vocabulary, event.form, one[1], other[1])
            ):
                yield _values_differ(event, one, other)
        for name, unit, numbers in _scores(event):
            for one, other in _pairs(numbers):
                yield _scores_differ(event, name, unit, one, other)
        yield from _availability(event)


def _pairs(values: tuple[Printed, ...]) -> Iterator[tuple[Printed, Printed]]:
    """Yield the values of two places whose digits differ."""
    for one, other in combinations(values, 2):
        if one[2] != other[2] and place(one[1]) != place(other[1]):
            yield one, other


def _values_differ(event: MeasurementEvent, one: Printed, other: Printed) -> Draft:
    if agree(one[2], other[2]):
        effect = "Figures use the place that prints more digits."
    elif one[1].reported_in == other[1].reported_in:
        effect = "Both values are shown; figures use one of them."
    else:
        effect = "Both values are shown, each with its own change."
    says, also_says = event.describe(one[1]), event.describe(other[1])
    return _draft(event, event.field, (one, says), (other, also_says), effect)


def _scores(event: MeasurementEvent) -> Iterator[tuple[str, str, tuple[Printed, ...]]]:
    """Yield what else than values the reports of a visit print: its name, its unit and the numbers."""
    for name, unit, field in (
        ("T-score", "", "t_score"),
        ("Z-score", "", "z_score"),
        ("share of young adults", " %", "percent_of_young"),
        ("change", " %", "percent_change"),
    ):
        printed = ((key, report, getattr(report, field)) for key, report in event.reports)
        yield name, unit, tuple(one for one in printed if one[2] is not None)


def _scores_differ(event: MeasurementEvent, name: str, unit: str, one: Printed, other: Printed) -> Draft:
    says, also_says = (f"{name} {number(value)}{unit}" for _, _, value in (one, other))
    effect = "Both are shown as printed and used in no derived figure."
    return _draft(event, f"{event.field} {name}", (one, says), (other, also_says), effect)


def _draft(
    event: MeasurementEvent, field: str, one: tuple[Printed, str], other: tuple[Printed, str], effect: str
) -> Draft:
    ((key, report, value), says), ((other_key, other_report, other_value), also_says) = one, other
    explained = agree(value, other_value)
    return Draft(
        kind="imprecision" if explained else "contradiction",
        severity="minor" if explained else "major",
        courses=((event.case, event.course),),
        field=field,
        says=says,
        locator=report.locator,
        also_says=also_says,
        also_locator=other_report.locator,
        means="One place prints more digits; rounding explains the difference."
        if explained
        else "Rounding cannot explain the difference: at least one of the two is wrong.",
        effect=effect,
        affects=(key, other_key),
    )


def _availability(event: MeasurementEvent) -> Iterator[Draft]:
    """Yield a place that says that there is no value where another prints one."""
    first = next(iter(event.values), None)
    if first is None:
        return
    key, other, _ = first
    for own_key, report in event.reports:
        if report.status == "not-available":
            yield Draft(
                kind="gap",
                severity="minor",
                courses=((event.case, event.course),),
                field=f"{event.field} availability",
                says=report.token,
                locator=report.locator,
                also_says=event.describe(other),
                also_locator=other.locator,
                means="One place states that no value is available, and another prints one.",
                effect="Figures use the value that is printed.",
                affects=(own_key, key),
            )
