"""Words such as 'normal' or 'high' against the numbers and ranges."""

from collections.abc import Iterator
from decimal import Decimal

from k2evidence.audit.finding import Kind, Rule
from k2evidence.audit.rules.r10_diagnosis import NORMAL, OSTEOPOROSIS
from k2evidence.audit.scope import NOT_PRINTED, Draft, MeasurementEvent, Scope
from k2evidence.derive.intervals import rounding
from k2evidence.derive.reference_ranges import ApplicableRange, applicable_range, printed_ranges
from k2evidence.model.cases import Report, ReportKey
from k2evidence.model.scalars.numbers import Range
from k2evidence.model.text import number

RULE = Rule(
    id="words",
    title="Words against numbers",
    statement="What a paper calls normal must lie within the reference range, what it calls high above it "
    "and what it calls low below it; a bone density called low or normal must have a T-score of that "
    "category; what improved or was suppressed must have moved in that direction; and what is said "
    "not to have changed must not differ by more than measurement error.",
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield words that do not fit the value, or the change, that they speak of."""
    printed = printed_ranges(m for _, course in scope.courses() for m in course.measurements)
    references = scope.vocabulary.reference_ranges
    for event in scope.measurement_events:
        if scope.is_bone_density(event):
            yield from _bone_density(scope, event)
            continue
        bounds = applicable_range(event.measurement, printed, references, event.ordered.visit)
        if bounds and not bounds.in_paper and not _all_read(scope, event):
            bounds = None
        words = [(key, r) for key, r in event.reports if r.qualifier]
        for key, report in words:
            yield from _level(scope, event, key, report, bounds)
            yield from _moved(scope, event, key, report, bounds)
        if not words:
            yield from _general(scope, event, bounds)


def _all_read(scope: Scope, event: MeasurementEvent) -> bool:
    """Return whether every value of a visit is printed in a unit that this site reads as its own."""
    return all(scope.vocabulary.reads(event.form, report.unit_printed or "") for _, report, _ in event.values)


def _side(value: Decimal, bounds: Range) -> str:
    """Say where a value lies, giving it the benefit of its rounding."""
    known = rounding(value)
    if known.low > bounds.high:
        return "high"
    if known.high < bounds.low:
        return "low"
    return "normal"


def _level(
    scope: Scope, event: MeasurementEvent, key: ReportKey, report: Report, bounds: ApplicableRange | None
) -> Iterator[Draft]:
    if bounds is None or report.qualifier not in ("normal", "high", "low"):
        return
    for other_key, other, value in event.values:
        side = _side(value, bounds.range)
        if side != report.qualifier:
            yield _draft(
                scope,
                event,
                bounds,
                f"{event.field} called {report.qualifier}",
                f"called {report.qualifier}",
                report.locator,
                other,
                f"The value lies {_where(side)} the range.",
                (key, other_key),
            )
            return


def _moved(
    scope: Scope, event: MeasurementEvent, key: ReportKey, report: Report, bounds: ApplicableRange | None
) -> Iterator[Draft]:
    """Yield 'improved' and 'suppressed' where the value before, or the range, does not bear them out."""
    if event.phase == "before" or report.value is None or report.unit_printed == NOT_PRINTED:
        return
    if report.qualifier not in ("improved", "suppressed"):
        return
    baseline = scope.baseline_of(event)
    earlier = baseline.values if baseline else ()
    before = next((r for _, r, _ in earlier if r.unit_printed == report.unit_printed), None)
    fell = before is None or before.value is None or report.value < before.value
    if before and report.qualifier == "suppressed" and not fell:
        yield _draft(
            scope,
            event,
            bounds,
            f"{event.field} called suppressed",
            f"called suppressed, {event.describe(report)}",
            report.locator,
            before,
            "The value did not fall.",
            (key,),
            kind="contradiction",
        )
    if bounds and (side := _side(report.value, bounds.range)) != "normal":
        yield _draft(
            scope,
            event,
            bounds,
            f"{event.field} called {report.qualifier}",
            f"called {report.qualifier}",
            report.locator,
            report,
            f"The value still lies {_where(side)} the range.",
            (key,),
            kind="plausibility",
        )


def _general(scope: Scope, event: MeasurementEvent, bounds: ApplicableRange | None) -> Iterator[Draft]:
    """Yield a value outside the range where all, or all other, values are called normal."""
    statement = next(
        (
            finding
            for finding in event.course.findings
            if finding.kind == "laboratory"
            and finding.about
            and finding.phase
            and finding.phase == event.phase
        ),
        None,
    )
    if statement is None or statement.says not in ("normal", "high", "low") or bounds is None:
        return
    if statement.about == "others" and any(r.reported_in == "text" for _, r in event.reports):
        return  # the text speaks of this one by name
    for key, report, value in event.values:
        side = _side(value, bounds.range)
        if side != statement.says:
            yield _draft(
                scope,
                event,
                bounds,
                f"{event.field} among values called {statement.says}",
                f"{'all' if statement.about == 'all' else 'all other'} values called {statement.says}",
                statement.locator,
                report,
                f"This value lies {_where(side)} the range.",
                (key,),
            )
            return


def _bone_density(scope: Scope, event: MeasurementEvent) -> Iterator[Draft]:
    """Yield words about a change of bone density, or a mild decline, that its numbers do not bear out."""
    for key, report in event.reports:
        if report.qualifier == "mild-decline" and report.t_score is not None and report.t_score >= -1:
            yield Draft(
                kind="plausibility",
                severity="minor",
                courses=((event.case, event.course),),
                field=f"{event.field} called mildly low",
                says=f"T-score {number(report.t_score)}",
                locator=report.locator,
                also_says="called mildly low",
                also_locator=report.locator,
                means="According to the WHO categories a T-score of −1 or above is normal, not low.",
                effect="None.",
                affects=(key,),
            )
        if report.qualifier in ("low", "normal"):
            yield from _density_class(event, key, report)
        if report.qualifier in ("improved", "rose", "fell", "no-change"):
            yield from _density_change(scope, event, key, report)


def _density_class(event: MeasurementEvent, key: ReportKey, report: Report) -> Iterator[Draft]:
    """Yield a density called low of which every score is normal, or called normal at an osteoporotic T-score.

    Where a Z-score is printed too, normal may be meant for the age.
    """
    scored = [(k, r, r.t_score) for k, r in event.reports if r.t_score is not None]
    z_scores = [r.z_score for _, r in event.reports if r.z_score is not None]
    if not scored:
        return
    not_low = report.qualifier == "low" and all(rounding(t).low > NORMAL for _, _, t in scored)
    not_low = not_low and all(rounding(z).low > NORMAL for z in z_scores)
    not_normal = report.qualifier == "normal" and not z_scores
    not_normal = not_normal and all(rounding(t).high <= OSTEOPOROSIS for _, _, t in scored)
    if not (not_low or not_normal):
        return
    other_key, other, t_score = scored[0]
    yield Draft(
        kind="plausibility",
        severity="minor",
        courses=((event.case, event.course),),
        field=f"{event.field} called {report.qualifier}",
        says=f"called {report.qualifier}",
        locator=report.locator,
        also_says=f"T-score {number(t_score)}",
        also_locator=other.locator,
        means="According to the WHO categories a T-score of −1 or above is normal, not low."
        if not_low
        else "According to the WHO categories a T-score of −2.5 or lower is osteoporosis, not normal; the "
        "categories are not meant for premenopausal women.",
        effect="None: this site uses no T-score to diagnose.",
        affects=tuple(dict.fromkeys((key, other_key))),
    )


def _density_change(scope: Scope, event: MeasurementEvent, key: ReportKey, report: Report) -> Iterator[Draft]:
    """Yield a density that did not move as the source says: up, down, or not at all."""
    baseline = scope.baseline_of(event)
    first = (
        [value for value in baseline.values if value[1].unit_printed == report.unit_printed]
        if baseline
        else []
    )
    same = [value for value in first if value[1].reported_in == report.reported_in] or first
    if not same or report.value is None:
        return
    _, start, value = same[0]
    change = rounding(report.value) - rounding(value)
    up, down = change.value > 0, change.value < 0
    not_improved = (report.qualifier in ("improved", "rose") and not up) or (
        report.qualifier == "fell" and not down
    )
    not_unchanged = report.qualifier == "no-change" and not change.low <= 0 <= change.high
    if not (not_improved or not_unchanged):
        return
    yield Draft(
        kind="contradiction" if not_improved else "plausibility",
        severity="major" if not_improved else "minor",
        courses=((event.case, event.course),),
        field=f"{event.field} called {report.qualifier}",
        says=f"called {'unchanged' if report.qualifier == 'no-change' else report.qualifier}",
        locator=report.locator,
        also_says=f"{event.describe(start)} to {event.describe(report)}",
        also_locator=f"{start.locator}; {report.locator}",
        means=f"The value did not {'fall' if report.qualifier == 'fell' else 'rise'}."
        if not_improved
        else "The printed values differ by more than rounding, though perhaps not by more than measurement "
        "error.",
        effect="The printed values are used.",
        affects=(key,),
    )


def _where(side: str) -> str:
    return {"high": "above", "low": "below", "normal": "inside"}[side]


def _draft(
    scope: Scope,
    event: MeasurementEvent,
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
    in_paper = bounds is not None and bounds.in_paper
    unprinted = (
        "The paper prints no range of its own."
        if scope.paper.reading.is_whole
        else "No printed range was seen."
    )
    return Draft(
        kind=kind or ("contradiction" if in_paper else "plausibility"),
        severity="minor",
        courses=((event.case, event.course),),
        field=field,
        says=says,
        locator=locator,
        also_says=f"{event.describe(value)}{span}",
        also_locator=value.locator,
        means=means if in_paper or bounds is None else f"{means} {unprinted}",
        effect="The printed value is used.",
        affects=affects,
    )
