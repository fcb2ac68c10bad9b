"""Bone density measured over a vertebra that is itself fractured."""

from collections.abc import Iterator

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, fact, join_distinct
from k2evidence.model.base import Source

RULE = Rule(
    id="fractured-region",
    title="A fracture inside the scanned region",
    principle="A compressed vertebra can raise the bone density that a scan of the spine finds, so "
    "fractured vertebrae are left out of it.",
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
    by_scan: dict[tuple[str, str, str], list[MeasurementEvent]] = {}
    for event in scope.measurement_events:
        if event.values:
            key = event.case.id, event.course.id, event.measurement.analyte
            by_scan.setdefault(key, []).append(event)
    for (_, _, analyte), events in by_scan.items():
        case, course = events[0].case, events[0].course
        site = scope.vocabulary.analytes[analyte].site
        region = scope.vocabulary.sites[site].vertebrae if site else ()
        named = [report for report in course.fractures if set(report.levels) & set(region)]
        if not named:
            continue
        inside = sorted({level for report in named for level in report.levels} & set(region))
        yield Draft(
            kind="plausibility",
            severity="minor",
            courses=((case, course),),
            field=f"{analyte} over a fracture",
            says=f"fracture of {', '.join(inside)}",
            locator=join_distinct(report.locator for report in named),
            also_says=f"bone density of {region[0]} to {region[-1]}",
            also_locator=join_distinct(r.locator for event in events for _, r, _ in event.values),
            means="A measured vertebra is fractured. The paper does not say that it was left out; the "
            "measured density may be too high.",
            effect="The value is used as printed.",
            affects=(
                *(key for event in events for key, _, _ in event.values),
                fact(case, course, "fractures"),
            ),
        )
