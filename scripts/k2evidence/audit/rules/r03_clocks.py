"""The same visit dated on several clocks: from delivery, first visit or start of treatment."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import combinations

from k2evidence.audit.finding import AffectedValue, Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, fact, place
from k2evidence.derive.intervals import Interval
from k2evidence.derive.time_axis import length
from k2evidence.model.base import Located
from k2evidence.model.cases import Case, Course, FractureReport, TimeReport
from k2evidence.model.scalars.times import Time
from k2evidence.model.text import one_decimal

RULE = Rule(
    id="clocks",
    title="One visit dated in several ways",
    statement="A visit has one date. Counted from delivery, from the first visit or from the start of "
    "treatment, it must fall in the same month, allowing for times given in whole weeks, months or "
    "years.",
)


@dataclass(slots=True)
class _Clash:
    """Two places that date one event differently, and the measurements that they date."""

    one: Located
    other: Located
    times: tuple[Time, Time]
    months: tuple[Interval, Interval]
    """Both times in months after one event."""
    after_delivery: bool
    """Whether that event is the delivery; else it is the origin of the clock that both use."""
    names: dict[str, None] = field(default_factory=dict)
    affects: set[AffectedValue] = field(default_factory=set)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield measurements and events that two reports date to different months after delivery."""
    yield from _measurement_times(scope)
    for case, course in scope.courses():
        yield from _events(scope, case, course)
        yield from _statements(scope, case, course)
        yield from _order(scope, case, course)


def _measurement_times(scope: Scope) -> Iterator[Draft]:
    """Yield one finding for all analytes of a course that share the same two times."""
    clashes: dict[tuple[str, str, str, tuple[Time, Time]], tuple[MeasurementEvent, _Clash]] = {}
    for event in scope.measurement_events:
        for (key, one), (other_key, other) in combinations(event.reports, 2):
            if place(one) == place(other):
                continue
            clash = _clash(scope, event.course, one, other, one.time, other.time)
            if clash is None:
                continue
            same = event.case.id, event.course.id, event.name, clash.times
            _, clash = clashes.setdefault(same, (event, clash))
            clash.names[scope.vocabulary.analytes[event.measurement.analyte].short] = None
            clash.affects |= {key, other_key}
    for event, clash in clashes.values():
        name = f"time of {', '.join(clash.names)} {event.name}".strip()
        yield _draft(event.case, event.course, clash, name)


def _events(scope: Scope, case: Case, course: Course) -> Iterator[Draft]:
    """Yield events that two places date differently, or that one leaves open and another dates."""
    for name, slug, reports in _dated_events(course):
        affects = {fact(case, course, slug)}
        for one, other in combinations(reports, 2):
            if place(one) == place(other):
                continue
            if clash := _clash(scope, course, one, other, one.time, other.time):
                clash.affects |= affects
                yield _draft(case, course, clash, name)
        dated = next((report for report in reports if report.time), None)
        for undated in reports:
            if dated and undated.status in ("dash", "not-available"):
                yield Draft(
                    kind="gap",
                    severity="minor",
                    courses=((case, course),),
                    field=f"{name} availability",
                    says="a dash" if undated.status == "dash" else "not available",
                    locator=undated.locator,
                    also_says=str(dated.time),
                    also_locator=dated.locator,
                    means="One place gives no time although another does.",
                    effect="Figures use the time that is reported.",
                    affects=affects,
                )


def _dated_events(course: Course) -> Iterator[tuple[str, str, tuple[TimeReport, ...]]]:
    """Yield each event of a course that several places may date, with its name as a fact."""
    yield "onset", "onset", course.onset
    yield "first visit", "first-visit", course.first_visit
    for treatment in course.treatments:
        name = "treatment" if len(course.treatments) == 1 else treatment.id
        yield f"start of {name}", "treatment-start", treatment.start
        yield f"end of {name}", "treatment-end", treatment.end


def _statements(scope: Scope, case: Case, course: Course) -> Iterator[Draft]:
    """Yield what happens once, and two places date differently: the end of feeding, and each fracture."""
    feeding: list[tuple[Located, Time | None]] = [
        (reported, reported.until) for reported in course.breast_feeding
    ]
    yield from _differently_dated(scope, case, course, "end of breast-feeding", feeding)
    weaned: dict[str, list[tuple[Located, Time | None]]] = {}
    for measure in course.co_interventions:
        if measure.kind == "weaning":
            weaned.setdefault(measure.what, []).append((measure, measure.time))
    for dated in weaned.values():
        yield from _differently_dated(scope, case, course, "weaning", dated)
    fractures: dict[tuple[object, ...], list[tuple[Located, Time | None]]] = {}
    for report in course.fractures:
        if report.status == "reported":
            fractures.setdefault(_which(report), []).append((report, report.time))
    for dated in fractures.values():
        yield from _differently_dated(scope, case, course, "time of fracture", dated)


def _which(report: FractureReport) -> tuple[object, ...]:
    return (frozenset(report.levels), report.bone, report.side, report.number, report.new)


def _differently_dated(
    scope: Scope, case: Case, course: Course, name: str, dated: list[tuple[Located, Time | None]]
) -> Iterator[Draft]:
    for (one, a), (other, b) in combinations(dated, 2):
        if one.locator != other.locator and (clash := _clash(scope, course, one, other, a, b)):
            yield _draft(case, course, clash, name)


def _clash(
    scope: Scope, course: Course, one: Located, other: Located, a: Time | None, b: Time | None
) -> _Clash | None:
    """Return the clash of two times; None where they agree, or cannot be put on one clock."""
    if a is None or b is None or a == b:
        return None
    first, second = scope.months_after_delivery(course, a), scope.months_after_delivery(course, b)
    after_delivery = first is not None and second is not None
    if not after_delivery and course.clock(a) == course.clock(b):
        first, second = length(a), length(b)
    if first is None or second is None or first.value == second.value:
        return None
    return _Clash(one, other, (a, b), (first, second), after_delivery)


def _draft(case: Case, course: Course, clash: _Clash, name: str) -> Draft:
    first, second = clash.months
    explained = first.overlaps(second)
    spread_apart = one_decimal(abs(first.value - second.value))
    says, also_says = (
        f"{time} (month {one_decimal(months.value)})" if clash.after_delivery else str(time)
        for time, months in zip(clash.times, clash.months, strict=True)
    )
    one, other = clash.times
    wrong = "one of the two" if one.origin == other.origin else "one of the dates"
    return Draft(
        kind="imprecision" if explained else "contradiction",
        severity="minor" if explained else "major",
        courses=((case, course),),
        field=name,
        says=says,
        locator=clash.one.locator,
        also_says=also_says,
        also_locator=clash.other.locator,
        means=f"Taken literally, the two are {spread_apart} month{'' if spread_apart == '1' else 's'} apart. "
        + (
            "Whole weeks, months or years can explain it."
            if explained
            else f"Rounding cannot explain it: {wrong} is wrong."
        ),
        effect="The interval is uncertain by that much.",
        affects=frozenset(clash.affects),
    )


def _order(scope: Scope, case: Case, course: Course) -> Iterator[Draft]:
    """Yield the only bone drug of a course where it begins before the first visit to the authors."""
    starts = course.treatments[0].start if len(course.treatments) == 1 else ()
    for visit, visited in _dated(scope, course, course.first_visit):
        for start, started in _dated(scope, course, starts):
            if started.value >= visited.value:
                continue
            explained = started.high >= visited.low
            yield Draft(
                kind="imprecision" if explained else "plausibility",
                severity="minor",
                courses=((case, course),),
                field="start of treatment against first visit",
                says=f"first visit {visit.time} (month {one_decimal(visited.value)})",
                locator=visit.locator,
                also_says=f"treatment began {start.time} (month {one_decimal(started.value)})",
                also_locator=start.locator,
                means="Taken literally, treatment began before the authors first saw the patient."
                + (
                    " Whole weeks and months can explain it."
                    if explained
                    else " It may have been started elsewhere, or one of the times is wrong."
                ),
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
