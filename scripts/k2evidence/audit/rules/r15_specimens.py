"""One analyte measured in different specimens."""

from collections.abc import Iterator

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, join_distinct
from k2evidence.model.base import Source
from k2evidence.model.cases import ReportKey

RULE = Rule(
    id="specimens",
    title="One analyte in different specimens",
    principle="A marker in urine and the same marker in serum are different measurements with other "
    "ranges and other variation. They cannot be compared, and must not be averaged.",
    source=Source.model_validate(
        {
            "title": "Eastell et al., J Bone Miner Res 2000;15:594, doi:10.1359/jbmr.2000.15.3.594",
            "url": "https://doi.org/10.1359/jbmr.2000.15.3.594",
            "extent": "abstract",
        }
    ),
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield analytes that some patients had measured in urine and others in serum."""
    by_analyte: dict[str, dict[str, list[tuple[MeasurementEvent, ReportKey, str]]]] = {}
    for event in scope.measurement_events:
        specimen = event.measurement.specimen
        for key, report, _ in event.values:
            if specimen and report.reported_in == "table":
                by_specimen = by_analyte.setdefault(event.measurement.analyte, {})
                by_specimen.setdefault(specimen, []).append((event, key, report.locator))
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
            locator=join_distinct(locator for _, _, locator in one),
            also_says=f"{name} in {second}: {_patients(other)}",
            also_locator=join_distinct(locator for _, _, locator in other),
            means=f"The paper prints {name} of both specimens in one row, under one unit.",
            effect="They stand in separate rows and never share an axis.",
            affects=tuple(key for _, key, _ in both),
        )


def _patients(values: list[tuple[MeasurementEvent, ReportKey, str]]) -> str:
    return ", ".join(dict.fromkeys(event.case.label for event, _, _ in values))
