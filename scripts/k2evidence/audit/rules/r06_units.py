"""The printed unit of a value, and whether the value can be in it."""

from collections.abc import Iterator
from decimal import Decimal

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import NOT_PRINTED, Draft, MeasurementEvent, Scope, join_distinct
from k2evidence.audit.unit_conversion import are_two_usual_units, is_same_in_other_unit
from k2evidence.model.cases import Report, ReportKey
from k2evidence.model.text import number
from k2evidence.model.vocabulary import FormKey, Unit

RULE = Rule(
    id="units",
    title="Printed units",
    statement="A value must be plausible in the unit printed with it: near the reference ranges of "
    "laboratories, not out by a factor of a thousand. A urinary marker depends on how concentrated "
    "the urine is and must be corrected for creatinine.",
)

FAR = 10
"""How many times a value may lie beyond known ranges before it is implausible."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield values without a unit, whose unit cannot be right, and values that no range is near."""
    envelopes = _envelopes(scope)
    unexpected: dict[tuple[FormKey, str], list[tuple[MeasurementEvent, ReportKey, Report]]] = {}
    for event in scope.measurement_events:
        yield from _two_units(scope, event)
        if event.form.unit is None:
            continue
        for key, report, value in event.values:
            unit = scope.vocabulary.unit(report.unit_printed or "")
            if not scope.vocabulary.is_usual_unit(event.form, unit):
                unexpected.setdefault((event.form_key, unit.id), []).append((event, key, report))
            elif scope.vocabulary.is_own_unit(event.form, unit):
                yield from _far_value(event, key, report, value, envelopes.get(event.form_key))
    for (form, _), values in unexpected.items():
        yield _wrong_unit(scope, values, envelopes.get(form))
    yield from _without_unit(scope)


def _envelopes(scope: Scope) -> dict[FormKey, tuple[Decimal, Decimal]]:
    """Return the lowest and the highest end of all known ranges of each form, in the unit of this site."""
    ends: dict[FormKey, list[Decimal]] = {}
    for reference in scope.vocabulary.reference_ranges:
        form = reference.analyte, reference.specimen
        if scope.vocabulary.form(*form).unit != reference.unit:
            continue
        ends.setdefault(form, []).extend((reference.range.low, reference.range.high))
    return {form: (min(values), max(values)) for form, values in ends.items()}


def _two_units(scope: Scope, event: MeasurementEvent) -> Iterator[Draft]:
    """Yield one value that two places print in different units."""
    first: tuple[ReportKey, Report, Unit] | None = None
    for key, report, _ in event.values:
        unit = scope.vocabulary.unit(report.unit_printed or "")
        if first is None:
            first = key, report, unit
        elif not unit.equals(first[2]) and not (
            is_same_in_other_unit(scope.vocabulary, first[1], report)
            or are_two_usual_units(scope.vocabulary, event.form, first[1], report)
        ):
            times = ""
            if unit.factor and first[2].factor and unit.dimension == first[2].dimension:
                ratio = max(unit.factor / first[2].factor, first[2].factor / unit.factor)
                times = f" They differ by a factor of {int(ratio):,}."
            yield Draft(
                kind="contradiction",
                severity="major",
                courses=((event.case, event.course),),
                field=f"{event.field} unit",
                says=event.describe(first[1]),
                locator=first[1].locator,
                also_says=event.describe(report),
                also_locator=report.locator,
                means=f"Two places print different units for one value.{times}",
                effect=f"This site uses {event.form.unit}; the digits stay as printed.",
                affects=(first[0], key),
            )


def _wrong_unit(
    scope: Scope,
    values: list[tuple[MeasurementEvent, ReportKey, Report]],
    envelope: tuple[Decimal, Decimal] | None,
) -> Draft:
    """Return one finding for all values of an analyte that carry the same unexpected unit."""
    event, _, report = values[0]
    printed = scope.vocabulary.unit(report.unit_printed or "")
    expected = scope.vocabulary.unit(event.form.unit or "")
    is_read = any(scope.vocabulary.unit(r.printed) is printed for r in event.form.reads_printed)
    courses = {(e.case.id, e.course.id): (e.case, e.course) for e, _, _ in values}
    return Draft(
        kind="plausibility",
        severity="major",
        courses=tuple(courses.values()),
        field=f"{event.measurement.analyte} {event.measurement.specimen or ''} unit".replace("  ", " "),
        says=join_distinct(e.describe(r) for e, _, r in values),
        locator=join_distinct(r.locator for _, _, r in values),
        also_says=f"expected: {expected.id}",
        also_locator="this site's vocabulary",
        means=_meaning(event, report, printed, expected, envelope),
        effect=f"This site reads {expected.id}; the digits stay as printed."
        if is_read
        else "The values are shown as printed and used in no derived figure.",
        affects=tuple(key for _, key, _ in values),
    )


def _without_unit(scope: Scope) -> Iterator[Draft]:
    """Yield one finding for all values of an analyte beside which no unit is printed."""
    groups: dict[FormKey, list[tuple[MeasurementEvent, ReportKey, Report]]] = {}
    for event in scope.measurement_events:
        for key, report in event.reports:
            if report.value is not None and report.unit_printed == NOT_PRINTED:
                groups.setdefault(event.form_key, []).append((event, key, report))
    for (analyte, specimen), values in groups.items():
        courses = {(e.case.id, e.course.id): (e.case, e.course) for e, _, _ in values}
        yield Draft(
            kind="gap",
            severity="minor",
            courses=tuple(courses.values()),
            field=f"{analyte} {specimen or ''} without unit".replace("  ", " "),
            says=join_distinct(number(r.value) for _, _, r in values),
            locator=join_distinct(r.locator for _, _, r in values),
            also_says="a unit",
            also_locator="not printed",
            means="No unit is printed with this value.",
            effect="It is shown as printed and used in no derived figure.",
            affects=tuple(key for _, key, _ in values),
        )


def _meaning(
    event: MeasurementEvent,
    report: Report,
    printed: Unit,
    expected: Unit,
    envelope: tuple[Decimal, Decimal] | None,
) -> str:
    """Return why a value cannot be in the printed unit, as far as the two units show."""
    if printed.dimension == expected.dimension and printed.factor and expected.factor:
        ratio = printed.factor / expected.factor
        converted = (report.value or Decimal(0)) * ratio
        meaning = (
            f"In the printed unit the first value would be {number(f'{converted:f}')} {expected.id}. "
            f"The two units differ by a factor of {int(max(ratio, 1 / ratio)):,}."
        )
        known = f" Known ranges reach from {envelope[0]} to {envelope[1]} {expected.id}." if envelope else ""
        return meaning + known
    if "creatinine" in expected.name and "creatinine" not in printed.name:
        return (
            "The printed unit contains no creatinine. Without correction for creatinine a urinary "
            "value depends on how dilute the urine was."
        )
    return f"{event.form.name} is not measured in {printed.name}."


def _far_value(
    event: MeasurementEvent,
    key: ReportKey,
    report: Report,
    value: Decimal,
    envelope: tuple[Decimal, Decimal] | None,
) -> Iterator[Draft]:
    if envelope is None or envelope[0] / FAR <= value <= envelope[1] * FAR:
        return
    yield Draft(
        kind="plausibility",
        severity="major",
        courses=((event.case, event.course),),
        field=f"{event.field} {report.reported_in} size",
        says=event.describe(report),
        locator=report.locator,
        also_says=f"known ranges reach from {envelope[0]} to {envelope[1]} {event.form.unit}",
        also_locator="this site's vocabulary",
        means="The value lies outside every known range by a factor of more than ten.",
        effect="It is used as printed.",
        affects=(key,),
    )
