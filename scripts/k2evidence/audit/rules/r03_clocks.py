"""The same visit dated on several clocks: from delivery, first visit or start of treatment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from k2evidence.audit.finding import AffectedValue, Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, fact
from k2evidence.derive.intervals import Interval
from k2evidence.model.base import Phase
from k2evidence.model.cases import Case, Course, PlacedReport, TimeReport
from k2evidence.model.scalars.times import Time
from k2evidence.model.text import one_decimal

RULE = Rule(
    id="clocks",
    title="The same visit on several clocks",
    principle="A visit has one date. Told from delivery, from the first visit and from the start of "
    "treatment, it must fall in the same month, as far as whole weeks, months and years allow.",
)


@dataclass(slots=True)
class _Clash:
    """Two reports that date one event differently, and the measurements that they date."""

    one: PlacedReport
    other: PlacedReport
    times: tuple[Time, Time]
    months: tuple[Interval, Interval]
    """Both times in months after delivery."""
    names: dict[str, None] = field(default_factory=dict)
    affects: set[AffectedValue] = field(default_factory=set)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield measurements and events that two reports date to different months after delivery."""
    yield from _measurement_times(scope)
    for case, course in scope.courses():
        yield from _events(scope, case, course)
        yield from _order(scope, case, course)


def _measurement_times(scope: Scope) -> Iterator[Draft]:
    """Yield one finding for all analytes of a course that share the same two times."""
    clashes: dict[tuple[str, str, Phase, tuple[Time, Time]], tuple[MeasurementEvent, _Clash]] = {}
    for event in scope.measurement_events:
        for (key, one), (other_key, other) in combinations(event.reports, 2):
            clash = _clash(scope, event.course, one, other, one.time, other.time)
            if clash is None:
                continue
            same = event.case.id, event.course.id, event.phase, clash.times
            _, clash = clashes.setdefault(same, (event, clash))
            clash.names[scope.vocabulary.analytes[event.measurement.analyte].short] = None
            clash.affects |= {key, other_key}
    for event, clash in clashes.values():
        yield _draft(event.case, event.course, clash, f"time of {', '.join(clash.names)} {event.phase}")


def _events(scope: Scope, case: Case, course: Course) -> Iterator[Draft]:
    named: Iterable[tuple[str, str, tuple[TimeReport, ...]]] = (
        ("onset", "onset", course.onset),
        ("first visit", "first-visit", course.first_visit),
        ("start of treatment", "treatment-start", course.treatment_start),
        ("end of treatment", "treatment-end", course.treatment.end),
    )
    for name, slug, reports in named:
        affects = {fact(case, course, slug)}
        for one, other in combinations(reports, 2):
            if clash := _clash(scope, course, one, other, one.time, other.time):
                clash.affects |= affects
                yield _draft(case, course, clash, name)
        dated = [report for report in reports if report.time]
        for undated in reports:
            if dated and undated.status in ("dash", "not-available"):
                yield Draft(
                    kind="contradiction",
                    severity="minor",
                    courses=((case, course),),
                    field=f"{name} availability",
                    says="a dash" if undated.status == "dash" else "not available",
                    locator=undated.locator,
                    also_says=str(dated[0].time),
                    also_locator=dated[0].locator,
                    means="One place leaves this open although another tells it.",
                    effect="Figures use the time that is told.",
                    affects=affects,
                )


def _clash(
    scope: Scope,
    course: Course,
    one: PlacedReport,
    other: PlacedReport,
    a: Time | None,
    b: Time | None,
) -> _Clash | None:
    """Return the clash of two times; None where they agree, or cannot be converted."""
    if a is None or b is None or a == b or one.reported_in == other.reported_in:
        return None
    first, second = scope.months_after_delivery(course, a), scope.months_after_delivery(course, b)
    if first is None or second is None or first.value == second.value:
        return None
    return _Clash(one, other, (a, b), (first, second))


def _draft(case: Case, course: Course, clash: _Clash, name: str) -> Draft:
    first, second = clash.months
    explained = first.overlaps(second)
    spread_apart = one_decimal(abs(first.value - second.value))
    return Draft(
        kind="imprecision" if explained else "contradiction",
        severity="minor" if explained else "major",
        courses=((case, course),),
        field=name,
        says=f"{clash.times[0]} (month {one_decimal(first.value)})",
        locator=clash.one.locator,
        also_says=f"{clash.times[1]} (month {one_decimal(second.value)})",
        also_locator=clash.other.locator,
        means=f"At face value the two lie {spread_apart} months apart. "
        + (
            "Whole weeks, months or years can explain it."
            if explained
            else "Rounding cannot explain it: one of the clocks is wrong."
        ),
        effect="How long it took is uncertain by that much.",
        affects=frozenset(clash.affects),
    )


def _order(scope: Scope, case: Case, course: Course) -> Iterator[Draft]:
    """Yield a treatment that begins before the first visit to those who prescribed it."""
    for visit, visited in _dated(scope, course, course.first_visit):
        for start, started in _dated(scope, course, course.treatment_start):
            if started.value >= visited.value:
                continue
            explained = started.high >= visited.low
            yield Draft(
                kind="imprecision" if explained else "contradiction",
                severity="minor",
                courses=((case, course),),
                field="start of treatment against first visit",
                says=f"first visit {visit.time} (month {one_decimal(visited.value)})",
                locator=visit.locator,
                also_says=f"treatment began {start.time} (month {one_decimal(started.value)})",
                also_locator=start.locator,
                means="At face value treatment began before the authors first saw her."
                + (" Whole weeks and months can explain it." if explained else ""),
                effect="The first visit and all that is counted from it are uncertain by "
                f"{one_decimal(visited.value - started.value)} months.",
                affects=(fact(case, course, "first-visit"), fact(case, course, "treatment-start")),
            )


def _dated(
    scope: Scope, course: Course, reports: Iterable[TimeReport]
) -> Iterator[tuple[TimeReport, Interval]]:
    """Yield the reports of an event that can be dated, each with its months after delivery."""
    for report in reports:
        if report.time and (months := scope.months_after_delivery(course, report.time)):
            yield report, months
