"""Words such as 'normal' or 'high' against the numbers and ranges."""

from collections.abc import Iterator
from decimal import Decimal

from k2evidence.audit.finding import Kind, Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, fact
from k2evidence.derive.intervals import rounding
from k2evidence.derive.reference_ranges import ApplicableRange, applicable_range, printed_ranges
from k2evidence.model.base import Phase
from k2evidence.model.cases import Report, ReportKey
from k2evidence.model.scalars.numbers import Range
from k2evidence.model.text import number

RULE = Rule(
    id="words",
    title="Words against numbers",
    principle="What a paper calls normal must lie inside the range, what it calls high above it, "
    "what it calls low below it; what improved or was suppressed must have moved that way; and "
    "what showed no change must not have changed by more than error.",
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield words that do not fit the value, or the change, that they speak of."""
    printed = printed_ranges(m for _, course in scope.courses() for m in course.measurements)
    for visit in scope.visits:
        if scope.is_bone_density(visit):
            yield from _bone_density(visit)
            continue
        bounds = applicable_range(visit.measurement, printed, scope.vocabulary.reference_ranges, visit.phase)
        words = [(key, r) for key, r in visit.reports if r.qualifier]
        for key, report in words:
            yield from _level(visit, key, report, bounds)
            yield from _moved(visit, key, report, bounds)
        if not words:
            yield from _general(visit, bounds)


def _side(value: Decimal, bounds: Range) -> str:
    """Say where a value lies, giving it the benefit of its rounding."""
    known = rounding(value)
    if known.low > bounds.high:
        return "high"
    if known.high < bounds.low:
        return "low"
    return "normal"


def _level(
    visit: MeasurementEvent, key: ReportKey, report: Report, bounds: ApplicableRange | None
) -> Iterator[Draft]:
    if bounds is None or report.qualifier not in ("normal", "high", "low"):
        return
    for other_key, other, value in visit.values:
        side = _side(value, bounds.range)
        if side != report.qualifier:
            yield _draft(
                visit,
                bounds,
                f"{visit.field} called {report.qualifier}",
                f"called {report.qualifier}",
                report.locator,
                other,
                f"The value lies {_where(side)} the range.",
                (key, other_key),
            )
            return


def _moved(
    visit: MeasurementEvent, key: ReportKey, report: Report, bounds: ApplicableRange | None
) -> Iterator[Draft]:
    """Check 'improved' and 'suppressed' against the value before and the range."""
    if visit.phase != "after" or report.value is None:
        return
    if report.qualifier not in ("improved", "suppressed"):
        return
    before = next((r for r in visit.measurement.before if r.value is not None), None)
    start = before.value if before else None
    if before and start is not None and report.qualifier == "suppressed" and report.value >= start:
        yield _draft(
            visit,
            bounds,
            f"{visit.field} called suppressed",
            f"called suppressed, {visit.told(report)}",
            report.locator,
            before,
            "The value did not fall.",
            (key,),
            kind="contradiction",
        )
    if bounds and (side := _side(report.value, bounds.range)) != "normal":
        yield _draft(
            visit,
            bounds,
            f"{visit.field} called {report.qualifier}",
            f"called {report.qualifier}",
            report.locator,
            report,
            f"The value still lies {_where(side)} the range.",
            (key,),
            kind="plausibility",
        )


def _general(visit: MeasurementEvent, bounds: ApplicableRange | None) -> Iterator[Draft]:
    """Check words that speak of all, or of all other, laboratory values."""
    statement = next(
        (
            said
            for said in visit.course.findings
            if said.kind == "laboratory" and said.about and said.phase == visit.phase
        ),
        None,
    )
    if statement is None or statement.says is None or bounds is None:
        return
    if statement.about == "others" and any(r.reported_in == "text" for _, r in visit.reports):
        return  # the text speaks of this one by name
    for key, report, value in visit.values:
        side = _side(value, bounds.range)
        if side != statement.says:
            yield _draft(
                visit,
                bounds,
                f"{visit.field} among values called {statement.says}",
                f"{'all' if statement.about == 'all' else 'all other'} values called {statement.says}",
                statement.locator,
                report,
                f"This value lies {_where(side)} the range.",
                (key,),
            )
            return


def _bone_density(visit: MeasurementEvent) -> Iterator[Draft]:
    """Check what is said of a change of bone density, and of a mild decline."""
    for key, report in visit.reports:
        if report.qualifier == "mild-decline" and report.t_score is not None and report.t_score >= -1:
            yield Draft(
                kind="plausibility",
                severity="minor",
                courses=((visit.case, visit.course),),
                field=f"{visit.field} called mildly low",
                says=f"T-score {number(report.t_score)}",
                locator=report.locator,
                also_says="called mildly low",
                also_locator=report.locator,
                means="By the classes of the WHO a T-score of −1 or more is normal, not low.",
                effect="None.",
                affects=(key, fact(visit.case, visit.course, "fractures")),
            )
        if visit.phase == "after" and report.qualifier in ("improved", "no-change"):
            yield from _density_change(visit, key, report)


def _density_change(visit: MeasurementEvent, key: ReportKey, report: Report) -> Iterator[Draft]:
    phase: Phase = "before"
    first = [r for r in visit.measurement.at(phase) if r.value is not None]
    same = [r for r in first if r.reported_in == report.reported_in] or first
    if not same or same[0].value is None or report.value is None:
        return
    change = rounding(report.value) - rounding(same[0].value)
    if report.qualifier == "improved" and change.value <= 0:
        means, kind = "The value did not rise.", "contradiction"
    elif report.qualifier == "no-change" and not change.low <= 0 <= change.high:
        means = "The printed values differ by more than rounding, though perhaps not by more than error."
        kind = "imprecision"
    else:
        return
    yield Draft(
        kind=kind,  # type: ignore[arg-type]
        severity="minor" if kind == "imprecision" else "major",
        courses=((visit.case, visit.course),),
        field=f"{visit.field} called {report.qualifier}",
        says=f"called {'unchanged' if report.qualifier == 'no-change' else report.qualifier}",
        locator=report.locator,
        also_says=f"{visit.told(same[0])} to {visit.told(report)}",
        also_locator=f"{same[0].locator}; {report.locator}",
        means=means,
        effect="The printed values are used.",
        affects=(key,),
    )


def _where(side: str) -> str:
    return {"high": "above", "low": "below", "normal": "inside"}[side]


def _draft(
    visit: MeasurementEvent,
    bounds: ApplicableRange | None,
    field: str,
    says: str,
    locator: str,
    value: Report,
    means: str,
    affects: tuple[ReportKey, ...],
    kind: Kind | None = None,
) -> Draft:
    span = f"; range {bounds.range.low}–{bounds.range.high} ({bounds.source})" if bounds else ""
    own = bounds is not None and bounds.in_paper
    return Draft(
        kind=kind or ("contradiction" if own else "plausibility"),
        severity="minor",
        courses=((visit.case, visit.course),),
        field=field,
        says=says,
        locator=locator,
        also_says=f"{visit.told(value)}{span}",
        also_locator=value.locator,
        means=means if own or bounds is None else f"{means} The paper prints no range of its own.",
        effect="The printed value is used.",
        affects=affects,
    )
