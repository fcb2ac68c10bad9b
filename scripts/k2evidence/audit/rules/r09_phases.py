"""Values called 'before' or 'after' that were not measured before, or after, treatment."""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, fact, join_distinct
from k2evidence.derive.intervals import Interval
from k2evidence.model.cases import Case, Course, Report, ReportKey
from k2evidence.model.text import one_decimal

RULE = Rule(
    id="phases",
    title="Before and after",
    principle="A value called 'before' is the starting point only if it was measured shortly before "
    "treatment, and 'after' means after: treatment had begun, and had ended or the reader is told "
    "that it went on.",
)

LONG = Decimal("1.5")
"""Months between a baseline and the start of treatment from which on the gap is a finding."""
PREGNANCY = Decimal("9.2")
"""Months from conception to delivery: 40 weeks, in months of 30.44 days."""

Measured = tuple[MeasurementEvent, ReportKey, Report, Interval]


def find(scope: Scope) -> Iterator[Draft]:
    """Yield baselines and follow-ups at the wrong time, and treatments whose end is not reported."""
    by_course: dict[tuple[str, str], list[Measured]] = {}
    for event in scope.measurement_events:
        for key, report, _ in event.values:
            time = report.time and scope.months_after_delivery(event.course, report.time)
            if time:
                place = (event.case.id, event.course.id)
                by_course.setdefault(place, []).append((event, key, report, time))
    for case, course in scope.courses():
        measured = by_course.get((case.id, course.id), [])
        start = _earliest(scope, course, "start")
        if start:
            yield from _baselines(case, course, measured, start)
            yield from _early_followups(case, course, measured, start)
        yield from _during(scope, case, course, measured)
        yield from _earlier_treatment(case, course, measured)


def _earliest(scope: Scope, course: Course, which: str) -> Interval | None:
    reports = course.treatment_start if which == "start" else course.treatment.end
    times = [scope.months_after_delivery(course, report.time) for report in reports if report.time]
    return min(filter(None, times), key=lambda time: time.value, default=None)


def _baselines(case: Case, course: Course, measured: Iterable[Measured], start: Interval) -> Iterator[Draft]:
    """Yield one finding for all baselines that were measured at one time."""
    groups: dict[str, list[Measured]] = {}
    for item in measured:
        event, _, report, time = item
        gap = start - time
        certain = gap.low > LONG / 3 or gap.high < 0
        if event.phase == "before" and certain and (gap.value >= LONG or gap.value < 0):
            groups.setdefault(str(report.time), []).append(item)
    for time_text, items in groups.items():
        gap = start - items[0][3]
        names = dict.fromkeys(event.form.name for event, _, _, _ in items)
        too_late = gap.value < 0
        before_pregnancy = items[0][3].high < -PREGNANCY
        when = "after the start" if too_late else f"{one_decimal(gap.value)} months before the start"
        yield Draft(
            kind="contradiction" if too_late else "plausibility",
            severity="major" if before_pregnancy or too_late else "minor",
            courses=((case, course),),
            field=f"before at {time_text}",
            says=f"{', '.join(names)}: before, {time_text}",
            locator=join_distinct(report.locator for _, _, report, _ in items),
            also_says=f"treatment began in month {one_decimal(start.value)}",
            also_locator=join_distinct(r.locator for r in course.treatment_start if r.time),
            means=f"The value called 'before' was measured {when}."
            + (" That is before the pregnancy began." if before_pregnancy else ""),
            effect="The change mixes what happened before treatment with what happened during it.",
            affects=tuple(key for _, key, _, _ in items),
        )


def _early_followups(
    case: Case, course: Course, measured: Iterable[Measured], start: Interval
) -> Iterator[Draft]:
    for event, key, report, time in measured:
        if event.phase == "after" and time.value <= start.value:
            yield Draft(
                kind="contradiction" if time.high < start.low else "imprecision",
                severity="major",
                courses=((case, course),),
                field=f"{event.field} before the start",
                says=f"after, {report.time}",
                locator=report.locator,
                also_says=f"treatment began in month {one_decimal(start.value)}",
                also_locator=join_distinct(r.locator for r in course.treatment_start if r.time),
                means="The value called 'after' was measured before treatment had begun.",
                effect="The change says nothing about treatment.",
                affects=(key,),
            )


def _during(scope: Scope, case: Case, course: Course, measured: list[Measured]) -> Iterator[Draft]:
    """Yield one finding for all follow-ups during treatment, or where its end is not reported."""
    after = [item for item in measured if item[0].phase == "after"]
    if not after:
        return
    end = _earliest(scope, course, "end")
    early = [item for item in after if end is None or item[3].high < end.low]
    if not early:
        return
    names = dict.fromkeys(event.form.name for event, _, _, _ in early)
    ends = [report for report in course.treatment.end if report.time]
    yield Draft(
        kind="gap" if end is None else "plausibility",
        severity="minor",
        courses=((case, course),),
        field="after means during",
        says=f"{', '.join(names)}: after",
        locator=join_distinct(report.locator for _, _, report, _ in early),
        also_says=f"treatment ended in month {one_decimal(end.value)}"
        if end
        else f"duration: {course.treatment.duration}",
        also_locator=ends[0].locator if ends else course.treatment.locator,
        means="The values called 'after' were measured while treatment went on."
        if end
        else "The paper does not tell when treatment ended, so 'after' may mean during it.",
        effect="What happens once treatment has stopped is not known from them.",
        affects=(
            *(key for _, key, _, _ in early),
            fact(case, course, "treatment-end"),
        ),
    )


def _earlier_treatment(case: Case, course: Course, measured: list[Measured]) -> Iterator[Draft]:
    """Yield the baselines of a later course that the treatment of an earlier one may have affected."""
    before = [item for item in measured if item[0].phase == "before"]
    for earlier in course.earlier:
        other = next(one for one in case.courses if one.id == earlier.course)
        if before and not any(report.time for report in other.treatment.end):
            yield Draft(
                kind="gap",
                severity="minor",
                courses=((case, other), (case, course)),
                field="baseline and earlier treatment",
                says=f"before, {before[0][2].time}",
                locator=join_distinct(item[2].locator for item in before),
                also_says=f"earlier course: {other.treatment.duration}",
                also_locator=other.treatment.locator,
                means="The end of the earlier course is not told. Its treatment may have gone on when "
                "the baseline of this course was measured.",
                effect="The baseline of this course may not be free of the drug.",
                affects=tuple(item[1] for item in before),
            )
