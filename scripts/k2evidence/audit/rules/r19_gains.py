"""Changes that a paper prints against the values that it prints."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope
from k2evidence.derive.intervals import Interval, rounding
from k2evidence.model.cases import Report, ReportKey
from k2evidence.model.text import number, one_decimal, signed

RULE = Rule(
    id="gains",
    title="Printed changes against printed values",
    statement="A change printed in a paper must follow from two values printed for the same measurement, "
    "allowing for the rounding of all three.",
)

Value = tuple[ReportKey, Report, Decimal]


def find(scope: Scope) -> Iterator[Draft]:
    """Yield printed changes that no earlier value of the same measurement gives."""
    for events in scope.events_by_measurement.values():
        for event in events:
            for key, report in event.reports:
                if report.percent_change is not None:
                    yield from _compare(events, event, key, report, report.percent_change, "%")
                if report.change is not None:
                    yield from _compare(events, event, key, report, report.change, report.unit_printed or "")


def _compare(
    events: Sequence[MeasurementEvent],
    event: MeasurementEvent,
    key: ReportKey,
    report: Report,
    printed: Decimal,
    unit: str,
) -> Iterator[Draft]:
    """Yield a finding where no pair of another visit and this one gives a printed change."""
    pairs = [
        (start, end, _change(start[2], end[2], unit))
        for other in events
        if other is not event
        for start in other.values
        for end in event.values
        if start[1].unit_printed == end[1].unit_printed and (unit == "%" or end[1].unit_printed == unit)
    ]
    known = rounding(printed)
    if not pairs or any(change is None or change.overlaps(known) for _, _, change in pairs):
        return
    start, end, change = pairs[0]
    if change is None:
        return
    computed = f"{signed(change.value)}" if unit != "%" else f"{number(one_decimal(change.value))}"
    yield Draft(
        kind="contradiction",
        severity="major",
        courses=((event.case, event.course),),
        field=f"{event.field} change",
        says=f"change {number(printed)} {unit}",
        locator=report.locator,
        also_says=f"{event.describe(start[1])} to {event.describe(end[1])}: {computed} {unit}",
        also_locator=f"{start[1].locator}; {end[1].locator}",
        means="The printed values do not give the printed change, whatever the rounding.",
        effect="Figures use the printed values.",
        affects=(key, start[0], end[0]),
    )


def _change(start: Decimal, end: Decimal, unit: str) -> Interval | None:
    """Return the change between two values as rounding allows; None for percent of nothing."""
    before, after = rounding(start), rounding(end)
    if unit != "%":
        return after - before
    if before.low <= 0:
        return None
    corners = [(b - a) / a * 100 for a in (before.low, before.high) for b in (after.low, after.high)]
    return Interval(min(corners), (end - start) / start * 100, max(corners))
