"""The recovery pictures: lumbar density of single women in percent of the baseline, before groups."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.derive.recovery import Recovery
from k2evidence.derive.recovery_points import RecoveryGroup, RecoveryPoint
from k2evidence.load.build_context import BuildContext
from k2evidence.model.text import count, join_words, number, rounded
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.drawing import draw_picture
from k2evidence.render.charts.vega.recovery_chart import PANELS, RecoveryMarks, recovery_chart, recovery_parts
from k2evidence.render.charts.vega.recovery_heatmap import HeatmapCell, heatmap_cells
from k2evidence.render.exports.csv_file import csv_file, csv_of
from k2evidence.render.exports.derived_tables import RECOVERY
from k2evidence.render.exports.table import cell_text
from k2evidence.render.recovery_text import months_text, percent_text


@dataclass(frozen=True, slots=True)
class _Version:
    """A size of the picture; where scans are counted, a cell is `months` by `percent` large."""

    id: str
    title: str
    small: bool
    months: int
    percent: int


_VERSIONS = (
    _Version(
        "recovery",
        "Lumbar bone density after pregnancy, in percent of the baseline scan",
        small=False,
        months=6,
        percent=5,
    ),
    _Version(
        "recovery-home",
        "Lumbar bone density after pregnancy, in percent of the baseline scan",
        small=True,
        months=12,
        percent=10,
    ),
)
"""The picture of the recovery page, and the smaller one of the home page."""


def recovery_pictures(recovery: Recovery, context: BuildContext) -> Iterator[Picture]:
    """Yield the picture with labels, and the smaller one of the home page."""
    if not recovery.points:
        return
    says = finding_in_words(recovery.points)
    for version in _VERSIONS:
        marks = _marks(recovery.points, version, recovery.is_aggregated)
        csv = _csv(marks)
        yield draw_picture(
            version.id, version.title, says, csv, recovery_chart, marks, context, recovery_parts
        )


def _csv(marks: RecoveryMarks) -> str:
    """Return what is drawn: each point, and where scans are counted, each cell with their number."""
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
        "months": cell_text(sum(cell.months) / 2),
        "percent_low": str(cell.percent[0] - 100),
        "percent_high": str(cell.percent[1] - 100),
        "percent_of_baseline": cell_text(sum(cell.percent) / 2),
        "courses": str(cell.courses),
    }


def _marks(points: tuple[RecoveryPoint, ...], version: _Version, counted: bool) -> RecoveryMarks:
    """Return the marks of a picture; where scans are counted, cells stand for them."""
    if not counted:
        return RecoveryMarks(points, small=version.small)
    return RecoveryMarks(
        tuple(point for point in points if not point.course_id),
        heatmap_cells(points, version.months, version.percent),
        version.small,
    )


def finding_in_words(points: Sequence[RecoveryPoint]) -> str:
    """Return the finding: for each panel how many women, the range of their last scans, and every group."""
    sentences = (
        f"{PANELS[group]}: {'; '.join(texts)}."
        for group in PANELS
        if (texts := list(_panel_texts(group, [point for point in points if point.group == group])))
    )
    women = {point.record_id for point in points if point.course_id}
    groups = sum(1 for point in points if not point.course_id)
    drawn = [count(len(women), "woman", "women")] if women else []
    drawn += [count(groups, "result") + " of studies"] if groups else []
    opening = "Lumbar bone density in percent of that at the baseline scan"
    return f"{opening}, of {join_words(drawn)}. {' '.join(sentences)}"


def _panel_texts(group: RecoveryGroup, points: Sequence[RecoveryPoint]) -> Iterator[str]:
    """Yield the women of a panel in one text, and each result of a group in another."""
    last: dict[str, tuple[RecoveryPoint, ...]] = {}
    for point in points:
        if point.line:
            same = tuple(other for other in last.get(point.line, ()) if other.months == point.months)
            last[point.line] = (*same, point)
    ends = [point for of_line in last.values() for point in of_line]
    if ends:
        women = count(len({point.record_id for point in ends}), "woman", "women")
        percents = sorted(rounded(point.percent_of_baseline) for point in ends)
        months = min(point.months[0] for point in ends), max(point.months[1] for point in ends)
        low, high = percents[0], percents[-1]
        span = f"{low} to {high} %" if low != high else f"{low} %"
        unit = "month" if months_text(months) == "1" else "months"
        scan = "last scans" if len(ends) > 1 else "last scan"
        yield f"{women}, {number(span)} at the {scan} after {months_text(months)} {unit}"
    yield from (_group_text(point) for point in points if not point.line)


def _group_text(point: RecoveryPoint) -> str:
    people = "" if point.people is None else f", {count(point.people, 'woman', 'women')}"
    return f"{point.label} {percent_text(point)} after {months_text(point.months)} months{people}"
