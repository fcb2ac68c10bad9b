"""One analyte measured in different specimens."""

from collections.abc import Iterator, Sequence

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, join_distinct
from k2evidence.model.base import Source
from k2evidence.model.cases import Report, ReportKey

RULE = Rule(
    id="specimens",
    title="One analyte in different specimens",
    statement="A marker in urine and the same marker in serum are different measurements, with different "
    "reference ranges and variation. They cannot be compared and must not be averaged.",
    source=Source.model_validate(
        {
            "title": "Eastell et al., J Bone Miner Res 2000;15:594, doi:10.1359/jbmr.2000.15.3.594",
            "url": "https://doi.org/10.1359/jbmr.2000.15.3.594",
            "extent": "abstract",
        }
    ),
)


TableValue = tuple[MeasurementEvent, ReportKey, Report]
"""A value that a table prints."""


def find(scope: Scope) -> Iterator[Draft]:
    """Yield analytes that some patients had measured in urine and others in serum."""
    by_analyte: dict[str, dict[str, list[TableValue]]] = {}
    for event in scope.measurement_events:
        specimen = event.measurement.specimen
        for key, report, _ in event.values:
            if specimen and report.reported_in == "table":
                by_specimen = by_analyte.setdefault(event.measurement.analyte, {})
                by_specimen.setdefault(specimen, []).append((event, key, report))
    for analyte, specimens in by_analyte.items():
        if len(specimens) < 2:
            continue
        (first, one), (second, other) = list(specimens.items())[:2]
        both = [*one, *other]
        courses = {(v.case.id, v.course.id): (v.case, v.course) for v, _, _ in both}
        name = scope.vocabulary.analytes[analyte].short
        yield Draft(
            kind="plausibility",
            severity="minor",
            courses=tuple(courses.values()),
            field=f"{analyte} specimens",
            says=f"{name} in {first}: {_patients(one)}",
            locator=join_distinct(report.locator for _, _, report in one),
            also_says=f"{name} in {second}: {_patients(other)}",
            also_locator=join_distinct(report.locator for _, _, report in other),
            means=f"The paper prints {name} of both specimens {_where([report for _, _, report in both])}.",
            effect="They are in separate rows and never share an axis.",
            affects=tuple(key for _, key, _ in both),
        )


def _where(reports: Sequence[Report]) -> str:
    """Return in how many rows and units a table prints some values; a locator begins 'Table I, NTX'."""
    rows = {tuple(report.locator.split(", ")[:2]) for report in reports}
    units = {report.unit_printed for report in reports}
    row = "in one row" if len(rows) == 1 else "in several rows"
    return f"{row}, under {'one unit' if len(units) == 1 else 'several units'}"


def _patients(values: list[TableValue]) -> str:
    return ", ".join(dict.fromkeys(event.case.label for event, _, _ in values))
