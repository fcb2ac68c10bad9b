"""Values called 'before' or 'after' that were not measured before, or after, treatment."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, fact, join_distinct
from k2evidence.derive.intervals import Interval
from k2evidence.derive.time_axis import length
from k2evidence.model.cases import Case, Course, Report, ReportKey, Treatment
from k2evidence.model.scalars.times import Duration, parse_duration
from k2evidence.model.text import one_decimal

RULE = Rule(
    id="phases",
    title="Before and after",
    statement="A value called 'before' is a baseline only if it was measured shortly before treatment. "
    "'After' must mean after: treatment had begun and had ended, or the paper says that it continued.",
    needs_whole_text=True,
)

LONG = Decimal("1.5")
"""Months between a baseline and the start of treatment from which on the gap is a finding."""
PREGNANCY = Decimal("9.2")
"""Months from conception to delivery: 40 weeks, in months of 30.44 days."""

Measured = tuple[MeasurementEvent, ReportKey, Report, Interval]
Start = tuple[Treatment, Interval]
"""The first bone drug of a course, and when it began."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield baselines and follow-ups at the wrong time, and treatments whose end is not reported."""
    by_course: dict[tuple[str, str], list[Measured]] = {}
    for event in scope.measurement_events:
        for key, report, _ in event.values:
            time = report.time and scope.months_after_delivery(event.course, report.time)
            if time and event.label:
                place = (event.case.id, event.course.id)
                by_course.setdefault(place, []).append((event, key, report, time))
    for case, course in scope.courses():
        measured = by_course.get((case.id, course.id), [])
        if start := scope.first_treatment(course):
            yield from _baselines(scope, case, course, measured, start)
            yield from _early_followups(scope, case, course, measured, start)
        yield from _during(scope, case, course, measured)
        yield from _earlier_treatment(scope, case, course, measured)


def _all_dated(scope: Scope, course: Course) -> bool:
    """Return whether no bone drug can have begun before the first that is dated."""
    return all(scope.earliest(course, one.start) or one.follows for one in course.treatments)


def _baselines(
    scope: Scope, case: Case, course: Course, measured: Iterable[Measured], first: Start
) -> Iterator[Draft]:
    """Yield one finding for all baselines that were measured at one time."""
    treatment, start = first
    certain_start = _all_dated(scope, course)
    groups: dict[str, list[Measured]] = {}
    for item in measured:
        event, _, report, time = item
        gap = start - time
        certain = (gap.low > LONG / 3 and certain_start) or gap.high < 0
        if event.label == "before" and certain and (gap.value >= LONG or gap.value < 0):
            groups.setdefault(str(report.time), []).append(item)
    for time_text, items in groups.items():
        _, _, _, time = items[0]
        gap = start - time
        names = dict.fromkeys(event.form.name for event, _, _, _ in items)
        too_late = gap.value < 0
        before_pregnancy = time.high < -PREGNANCY
        when = "after the start" if too_late else f"{one_decimal(gap.value)} months before the start"
        yield Draft(
            kind="contradiction" if too_late else "plausibility",
            severity="major" if before_pregnancy or too_late else "minor",
            courses=((case, course),),
            field=f"before at {time_text}",
            says=f"{', '.join(names)}: before, {time_text}",
            locator=join_distinct(report.locator for _, _, report, _ in items),
            also_says=f"treatment began in month {one_decimal(start.value)}",
            also_locator=_where_started(treatment),
            means=f"The value called 'before' was measured {when}."
            + (" That is before the pregnancy began." if before_pregnancy else ""),
            effect="The change combines what happened before treatment with what happened during it.",
            affects=tuple(key for _, key, _, _ in items),
        )


def _early_followups(
    scope: Scope, case: Case, course: Course, measured: Iterable[Measured], first: Start
) -> Iterator[Draft]:
    treatment, start = first
    if not _all_dated(scope, course):
        return
    for event, key, report, time in measured:
        if event.label == "after" and time.value <= start.value:
            yield Draft(
                kind="contradiction" if time.high < start.low else "imprecision",
                severity="major",
                courses=((case, course),),
                field=f"{event.field} before the start",
                says=f"after, {report.time}",
                locator=report.locator,
                also_says=f"treatment began in month {one_decimal(start.value)}",
                also_locator=_where_started(treatment),
                means="The value called 'after' was measured before treatment had begun.",
                effect="The change says nothing about treatment.",
                affects=(key,),
            )


def _where_started(treatment: Treatment) -> str:
    return join_distinct(report.locator for report in treatment.start if report.time)


def _during(scope: Scope, case: Case, course: Course, measured: list[Measured]) -> Iterator[Draft]:
    """Yield one finding for all follow-ups during treatment, or where its end is not reported."""
    after = [item for item in measured if item[0].label == "after"]
    if not after or not course.treatments:
        return
    ends = [(treatment, _end(scope, course, treatment)) for treatment in course.treatments]
    open_ended = next((treatment for treatment, end in ends if end is None), None)
    if open_ended and not scope.is_unsaid(course, "duration"):
        return
    known = [(treatment, end) for treatment, end in ends if end]
    last, end = max(known, key=lambda one: one[1].value) if not open_ended else (open_ended, None)
    early = [item for item in after if end is None or item[3].high < end.low]
    if not early:
        return
    names = dict.fromkeys(event.form.name for event, _, _, _ in early)
    reported = next((report.locator for report in last.end if report.time), last.locator)
    yield Draft(
        kind="gap" if end is None else "plausibility",
        severity="minor",
        courses=((case, course),),
        field="after means during",
        says=f"{', '.join(names)}: after",
        locator=join_distinct(report.locator for _, _, report, _ in early),
        also_says=f"treatment ended in month {one_decimal(end.value)}"
        if end
        else f"duration: {last.duration or 'not reported'}",
        also_locator=reported,
        means="The values called 'after' were measured while treatment continued."
        if end
        else "The paper does not report when treatment ended, so 'after' may mean during it.",
        effect="They do not show what happens once treatment has stopped.",
        affects=(
            *(key for _, key, _, _ in early),
            fact(case, course, "treatment-end"),
        ),
    )


def _end(scope: Scope, course: Course, treatment: Treatment) -> Interval | None:
    """Return when a treatment ended, in months after delivery: as reported, else by start and length."""
    if end := scope.earliest(course, treatment.end):
        return end
    start, lasted = scope.earliest(course, treatment.start), _lasted(treatment)
    return start + length(lasted) if start and lasted else None


def _lasted(treatment: Treatment) -> Duration | None:
    """Return how long a treatment lasted, where its words are a length of time and nothing else."""
    try:
        return parse_duration(treatment.duration) if treatment.duration else None
    except ValueError:
        return None


def _earlier_treatment(scope: Scope, case: Case, course: Course, measured: list[Measured]) -> Iterator[Draft]:
    """Yield the baselines of a later course that the treatment of an earlier one may have affected."""
    before = [item for item in measured if item[0].label == "before"]
    courses = {one.id: one for one in case.courses}
    for earlier in course.earlier:
        other = courses.get(earlier.course)
        if not before or other is None or not scope.is_unsaid(other, "duration"):
            continue
        open_ended = next((one for one in other.treatments if _end(scope, other, one) is None), None)
        if open_ended is None or any(report.time for report in open_ended.end):
            continue
        yield Draft(
            kind="gap",
            severity="minor",
            courses=((case, other), (case, course)),
            field="baseline and earlier treatment",
            says=f"before, {before[0][2].time}",
            locator=join_distinct(item[2].locator for item in before),
            also_says=f"earlier course: {open_ended.duration or 'duration not reported'}",
            also_locator=open_ended.locator,
            means="The end of the earlier course is not reported. Its treatment may still have been taken "
            "when the baseline of this course was measured.",
            effect="The baseline of this course may have been measured on the drug.",
            affects=tuple(item[1] for item in before),
        )
