"""What the methods promise or a reader needs, and the paper does not give."""

from collections.abc import Iterator, Mapping, Sequence

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, fact, join_distinct
from k2evidence.model.base import PHASES, Phase
from k2evidence.model.cases import Case, Course, ReportKey

RULE = Rule(
    id="gaps",
    title="What is missing",
    principle="What the methods say was measured should be there for every patient, before and after; "
    "and a measurement needs its device, its region, its reference and its corrections to be read.",
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield promised outcomes that a patient lacks, and methods that are not reported."""
    by_course: dict[tuple[str, str], dict[tuple[str, Phase], list[MeasurementEvent]]] = {}
    for event in scope.measurement_events:
        events = by_course.setdefault((event.case.id, event.course.id), {})
        events.setdefault((event.measurement.analyte, event.phase), []).append(event)
    for case, course in scope.courses():
        yield from _promised(scope, case, course, by_course.get((case.id, course.id), {}))
        yield from _pain_without_time(case, course)
        yield from _recurrence_not_reported(scope, case, course)
    for method in scope.paper.methods:
        if not method.reported:
            yield Draft(
                kind="gap",
                severity="major",
                courses=(),
                field=method.about,
                says=method.says,
                locator=method.locator,
                also_says="needed to read the values",
                also_locator="every measurement that depends on it",
                means=f"Without it ({method.about}) values cannot be compared in full, neither with each "
                "other nor with other studies.",
                effect="Verdicts that depend on it read 'cannot be judged'.",
            )


def _promised(
    scope: Scope, case: Case, course: Course, events: Mapping[tuple[str, Phase], Sequence[MeasurementEvent]]
) -> Iterator[Draft]:
    missing: dict[Phase, list[str]] = {}
    affects: list[ReportKey] = []
    locators: list[str] = []
    for analyte in scope.paper.outcomes_promised:
        for phase in PHASES:
            promised = events.get((analyte, phase), ())
            if not any(event.values for event in promised):
                missing.setdefault(phase, []).append(scope.vocabulary.analytes[analyte].short)
                affects += [key for event in promised for key, _ in event.reports]
                locators += [report.locator for event in promised for _, report in event.reports]
    if missing:
        yield Draft(
            kind="gap",
            severity="major" if "after" in missing else "minor",
            courses=((case, course),),
            field="promised outcomes",
            says="; ".join(f"no value {phase}: {', '.join(missing[phase])}" for phase in missing),
            locator=join_distinct(locators) or "not in the paper",
            also_says="measured at the start or during treatment",
            also_locator=next((m.locator for m in scope.paper.methods if m.reported), "Methods"),
            means="The methods name these measurements; for this course they are missing.",
            effect="No change can be derived for them.",
            affects=tuple(affects),
        )


def _pain_without_time(case: Case, course: Course) -> Iterator[Draft]:
    """Yield a course whose relief from pain is reported without a time."""
    pain = [outcome for outcome in course.outcomes if outcome.kind == "pain"]
    if pain and not any(outcome.time for outcome in pain):
        yield Draft(
            kind="gap",
            severity="minor",
            courses=((case, course),),
            field="time of pain relief",
            says=pain[0].what,
            locator=pain[0].locator,
            also_says="when",
            also_locator="not reported",
            means="When the pain went is not told, so it cannot be set against the treatment.",
            affects=(fact(case, course, "pain"),),
        )


def _recurrence_not_reported(scope: Scope, case: Case, course: Course) -> Iterator[Draft]:
    """Yield a course of which the paper does not report whether new fractures came."""

    def reports_recurrence(course: Course) -> bool:
        return any(outcome.kind == "recurrence" for outcome in course.outcomes)

    if not reports_recurrence(course):
        elsewhere = any(reports_recurrence(other) for _, other in scope.courses())
        yield Draft(
            kind="gap",
            severity="minor",
            courses=((case, course),),
            field="recurrence",
            says="not reported",
            locator=course.treatment.locator,
            also_says="told for other patients" if elsewhere else "reported for no patient",
            also_locator="case reports",
            means="Whether new fractures came is not told for this course.",
            affects=(fact(case, course, "recurrence"),),
        )
