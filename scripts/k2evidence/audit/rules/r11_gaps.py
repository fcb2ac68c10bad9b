"""What the methods promise or a reader needs, and the paper does not give."""

from collections.abc import Iterator, Mapping, Sequence

from k2evidence.audit.finding import Rule
from k2evidence.audit.first_hand import first_hand
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, fact, join_distinct, place_of
from k2evidence.model.base import PHASES, Phase
from k2evidence.model.cases import Case, Course, ReportKey

RULE = Rule(
    id="gaps",
    title="Missing information",
    statement="What the methods say was measured should be reported for every patient, before and after "
    "treatment; and to interpret a measurement a reader needs its device, region, reference and "
    "corrections.",
    needs_whole_text=True,
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield promised outcomes that a patient lacks, and methods that are not reported."""
    by_course: dict[tuple[str, str], dict[str, list[MeasurementEvent]]] = {}
    for event in scope.measurement_events:
        events = by_course.setdefault((event.case.id, event.course.id), {})
        events.setdefault(event.measurement.analyte, []).append(event)
    for case, course in scope.courses():
        if scope.is_unsaid(course, "measurements"):
            yield from _promised(scope, case, course, by_course.get((case.id, course.id), {}))
        if scope.is_unsaid(course, "pain"):
            yield from _pain_without_time(case, course)
        if scope.is_unsaid(course, "new_fractures"):
            yield from _new_fractures_not_reported(scope, case, course)
    if scope.paper.reading.is_whole:
        yield from _methods(scope)


def _methods(scope: Scope) -> Iterator[Draft]:
    """Yield methods that a reader needs and the paper leaves out."""
    for method in first_hand(scope.paper.methods):
        if not method.reported:
            yield Draft(
                kind="gap",
                severity="major",
                courses=(),
                field=method.about,
                says=method.says,
                locator=method.locator,
                also_says="needed to interpret the values",
                also_locator="every measurement that depends on it",
                means=f"Without it ({method.about}) values cannot be fully compared with each other or with "
                "other studies.",
                effect="Verdicts that depend on it read “not assessable”.",
            )


def _promised(
    scope: Scope, case: Case, course: Course, by_analyte: Mapping[str, Sequence[MeasurementEvent]]
) -> Iterator[Draft]:
    """Yield one finding for all that a course lacks: before and after treatment, or at all without one."""
    phases: tuple[Phase | None, ...] = PHASES if course.treatments else (None,)
    missing: dict[Phase | None, list[str]] = {}
    affects: list[ReportKey] = []
    locators: list[str] = []
    for analyte in scope.paper.outcomes_promised:
        for phase in phases:
            events = [
                event
                for event in by_analyte.get(analyte, ())
                if phase is None or event.phase in (phase, None)
            ]
            reports = [report for event in events for _, report in event.reports]
            if not any(report.has_number or report.status == "not-seen" for report in reports):
                missing.setdefault(phase, []).append(scope.vocabulary.analytes[analyte].short)
                affects += [key for event in events for key, _ in event.reports]
                locators += [report.locator for report in reports]
    if missing:
        yield Draft(
            kind="gap",
            severity="minor" if missing.keys() == {"before"} else "major",
            courses=((case, course),),
            field="promised outcomes",
            says="; ".join(
                f"no value{f' {phase}' if phase else ''}: {', '.join(missing[phase])}" for phase in missing
            ),
            locator=join_distinct(locators) or "not in the paper",
            also_says="measured at the start or during treatment"
            if course.treatments
            else "measured, according to the methods",
            also_locator=next((m.locator for m in scope.paper.methods if m.reported), "Methods"),
            means="The methods name these measurements, but they are missing for this course.",
            effect="No change can be derived for them.",
            affects=tuple(affects),
        )


def _pain_without_time(case: Case, course: Course) -> Iterator[Draft]:
    """Yield a course whose relief from pain is reported without a time."""
    pain = [outcome for outcome in course.outcomes if outcome.kind == "pain"]
    first = next(iter(pain), None)
    if first and not any(outcome.time for outcome in pain):
        yield Draft(
            kind="gap",
            severity="minor",
            courses=((case, course),),
            field="time of pain relief",
            says=first.what,
            locator=first.locator,
            also_says="when",
            also_locator="not reported",
            means="When the pain resolved is not reported, so it cannot be related to the treatment."
            if course.treatments
            else "When the pain resolved is not reported.",
            affects=(fact(case, course, "pain"),),
        )


def _new_fractures_not_reported(scope: Scope, case: Case, course: Course) -> Iterator[Draft]:
    """Yield a course of which the paper does not report whether new fractures came."""
    if not _reports_new_fractures(course):
        elsewhere = any(_reports_new_fractures(other) for _, other in scope.courses())
        unclear = next((outcome for outcome in course.outcomes if outcome.kind == "recurrence"), None)
        yield Draft(
            kind="gap",
            severity="minor",
            courses=((case, course),),
            field="recurrence",
            says=unclear.what if unclear else "not reported",
            locator=unclear.locator if unclear else place_of(course),
            also_says="reported for other patients" if elsewhere else "reported for no patient",
            also_locator="case reports",
            means="Whether new fractures occurred is not reported for this course.",
            affects=(fact(case, course, "recurrence"),),
        )


def _reports_new_fractures(course: Course) -> bool:
    """Return whether it is reported that new fractures came, or that none did."""
    outcomes = any(outcome.kind == "fracture" for outcome in course.outcomes)
    return outcomes or any(report.new and report.status != "not-seen" for report in course.fractures)
