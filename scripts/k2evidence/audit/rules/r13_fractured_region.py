"""Bone density measured over a vertebra that is itself fractured."""

from collections.abc import Iterator, Sequence

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, fact, join_distinct
from k2evidence.derive.changes import fractured_in_region
from k2evidence.model.base import Source
from k2evidence.model.cases import Measurement, Report, ReportKey

RULE = Rule(
    id="fractured-region",
    title="A fracture inside the scanned region",
    statement="A compressed vertebra can raise the bone density measured at the spine, so fractured "
    "vertebrae are excluded from the measurement.",
    source=Source.model_validate(
        {
            "title": "Atlas of the International Society for Clinical Densitometry",
            "url": "https://www.iscd.org/education/resources/atlas/",
            "extent": "excerpt",
        }
    ),
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield scans of a region in which some place of the paper names a fracture."""
    for events in scope.events_by_measurement.values():
        for event in events[:1]:
            scans = [(key, r) for one in events for key, r in one.reports if r.has_number]
            inside = fractured_in_region(scope.vocabulary, event.course, event.measurement)
            if scans and inside and scope.is_bone_density(event):
                yield _draft(scope, event, scans, inside)


def _draft(
    scope: Scope, event: MeasurementEvent, scans: Sequence[tuple[ReportKey, Report]], inside: Sequence[str]
) -> Draft:
    case, course, measurement = event.case, event.course, event.measurement
    named = [report for report in course.fractures if set(report.levels) & set(inside)]
    return Draft(
        kind="plausibility",
        severity="minor",
        courses=((case, course),),
        field=f"{measurement.analyte} over a fracture",
        says=f"fracture of {', '.join(inside)}",
        locator=join_distinct(report.locator for report in named),
        also_says=f"bone density of {_region(scope, measurement)}",
        also_locator=join_distinct(report.locator for _, report in scans),
        means=f"A measured vertebra is fractured. {_left_out(scope, measurement)}"
        "the measured density may be too high.",
        effect="The value is used as printed.",
        affects=(*(key for key, _ in scans), fact(case, course, "fractures")),
    )


def _left_out(scope: Scope, measurement: Measurement) -> str:
    """Return what is known of whether a fractured vertebra was measured, as the beginning of a sentence."""
    if measurement.vertebrae:
        return "The paper lists it among those measured; "
    if scope.paper.reading.is_whole:
        return "The paper does not say that it was excluded; "
    return "Whether it was excluded was not seen; if it was not, "


def _region(scope: Scope, measurement: Measurement) -> str:
    """Return what was measured: the vertebrae listed, else the region from its first to its last."""
    if measurement.vertebrae:
        return ", ".join(measurement.vertebrae)
    site = scope.vocabulary.sites[scope.vocabulary.analytes[measurement.analyte].site or ""]
    return " to ".join(dict.fromkeys((site.vertebrae[0], site.vertebrae[-1])))
