"""The recovery pictures: change of lumbar bone density in these courses beside published cohorts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.derive.recovery import Recovery, RecoveryGroup, RecoveryPoint
from k2evidence.load.build_context import BuildContext
from k2evidence.model.text import rounded, signed
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.drawing import draw_picture
from k2evidence.render.charts.vega.recovery_chart import PANELS, RecoveryMarks, recovery_chart
from k2evidence.render.charts.vega.recovery_heatmap import HeatmapCell, heatmap_cells
from k2evidence.render.exports.csv_file import csv_file, csv_of
from k2evidence.render.exports.derived_tables import RECOVERY
from k2evidence.render.exports.table import cell_text
from k2evidence.render.recovery_text import months_text


@dataclass(frozen=True, slots=True)
class _Version:
    """A picture of some groups; where courses are counted, a cell is `months` by `percent` large."""

    id: str
    title: str
    groups: tuple[RecoveryGroup, ...]
    months: int
    percent: int


_VERSIONS = (
    _Version(
        "recovery",
        "Lumbar bone density after pregnancy: change since the first scan",
        groups=(*PANELS,),
        months=6,
        percent=5,
    ),
    _Version(
        "recovery-home",
        "Lumbar bone density with vitamin K2 and without any bone drug",
        groups=("vitamin K2", "no bone drug"),
        months=12,
        percent=10,
    ),
)
"""The picture of the recovery page, and the smaller one of the home page."""


def recovery_pictures(recovery: Recovery, context: BuildContext) -> Iterator[Picture]:
    """Yield the picture of all cohorts, and the one of the home page."""
    for version in _VERSIONS:
        points = tuple(p for group in version.groups for p in recovery.points if p.group == group)
        if points:
            marks = _marks(points, version, recovery.is_aggregated)
            says = _says(points, recovery.is_aggregated)
            yield draw_picture(version.id, version.title, says, _csv(marks), recovery_chart, marks, context)


def _csv(marks: RecoveryMarks) -> str:
    """Return what is drawn: each point, and where courses are counted, each cell with their number."""
    if not marks.cells:
        return csv_of(RECOVERY.columns, marks.points)
    header = (*RECOVERY.header, "courses")
    points = [
        (*(cell_text(column.value(point)) for column in RECOVERY.columns), "") for point in marks.points
    ]
    cells = [tuple(_cell(cell).get(name, "") for name in header) for cell in marks.cells]
    return csv_file(header, (*RECOVERY.types, "integer"), [*cells, *points])


def _cell(cell: HeatmapCell) -> Mapping[str, str]:
    """Return the fields of a cell that a row of the file has."""
    return {
        "group": cell.group,
        "months_low": str(cell.months[0]),
        "months_high": str(cell.months[1]),
        "percent_low": str(cell.percent[0]),
        "percent_high": str(cell.percent[1]),
        "courses": str(cell.courses),
    }


def _marks(points: tuple[RecoveryPoint, ...], version: _Version, counted: bool) -> RecoveryMarks:
    """Return the marks of a picture; where courses are counted, cells stand for them."""
    if not counted:
        return RecoveryMarks(points)
    return RecoveryMarks(
        tuple(point for point in points if not point.course_id),
        heatmap_cells(points, version.months, version.percent),
    )


def _says(points: Sequence[RecoveryPoint], counted: bool) -> str:
    """Return the finding in words: every point, group by group; courses that are counted as a range."""
    sentences = []
    for group, title in PANELS.items():
        own = [point for point in points if point.group == group]
        courses = [point for point in own if counted and point.course_id]
        texts = [_range_of_courses(courses)] if courses else []
        texts += [_point_text(point) for point in own if not (counted and point.course_id)]
        if texts:
            sentences.append(f"{title}: {'; '.join(texts)}")
    return f"Change of lumbar bone density since the baseline scan. {'. '.join(sentences)}."


def _range_of_courses(points: Sequence[RecoveryPoint]) -> str:
    """Return how many courses there are, and their least and greatest change, in words."""
    values = [point.value for point in points]
    low, high = (f"{signed(rounded(end))} %" for end in (min(values), max(values)))
    return f"{len(values):,} courses, changes from {low} to {high}"


def _point_text(point: RecoveryPoint) -> str:
    women = f", {point.people} women" if point.people not in (None, 1) else ""
    change = signed(rounded(point.value))
    return f"{point.label} {change} % at {months_text(point.months)} months{women}"
