"""The comparison chart: each course's change in percent, against the limits of measurement error.

It shows the courses of the first page group whose patients were given vitamin K2.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from k2evidence.derive.changes import Change, Changes
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case, Course
from k2evidence.model.text import rounded, signed
from k2evidence.model.vocabulary import AnalyteForm
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.drawing import NARROW, Spec, draw_picture
from k2evidence.render.charts.vega.strips import Band, Mark, Scale, Strip, strip_panel
from k2evidence.render.exports.csv_file import csv_of
from k2evidence.render.exports.derived_tables import CHANGES, ChangeRow

_COLUMNS = tuple(
    column
    for column in CHANGES.columns
    if column.name
    in {
        "case_id", "course_id", "analyte", "specimen", "basis", "from_value", "from_months", "to_value",
        "to_months", "unit", "percent_change", "percent_low", "percent_high",
    }
)  # fmt: skip
"""The columns of the table of changes that a mark shows; the limits of error are there beside them."""
SCALE = Scale("change, % of the value before", 0.0)


@dataclass(frozen=True, slots=True)
class ComparePanel:
    """A measurement: its name, a row for each course, and what thresholds call error, in %."""

    name: str
    rows: tuple[Strip, ...]
    bands: tuple[Band, ...]


def compare_pictures(dataset: Dataset, changes: Changes, context: BuildContext) -> Iterator[Picture]:
    """Yield the picture of all measurements; urine and serum never share a panel."""
    panels = tuple(_panels(dataset, changes))
    if panels:
        title = "Courses of those given vitamin K2: change from baseline to each later value"
        says = " ".join(map(_says, panels))
        csv = csv_of(_COLUMNS, _drawn(dataset, changes))
        yield draw_picture("compare", title, says, csv, _chart, panels, context, _in_pairs)


def _in_pairs(panels: Sequence[ComparePanel]) -> Sequence[tuple[ComparePanel, ...]]:
    """Return the panels that are side by side as parts of their own."""
    return [tuple(panels[first : first + 2]) for first in range(0, len(panels), 2)]


def _courses(dataset: Dataset) -> list[tuple[Case, Course]]:
    """Return the courses of the first page group whose patients were given vitamin K2."""
    given = {case.id for case in dataset.k2_cases}
    return [(case, course) for case, course in dataset.page_groups[0].courses() if case.id in given]


def _drawn(dataset: Dataset, changes: Changes) -> Iterator[ChangeRow]:
    """Yield every change that is drawn, in the order of the panels."""
    for analyte in dataset.vocabulary.analytes.values():
        for form in analyte.forms:
            for case, course in _courses(dataset):
                for change in changes.of(case.id, course.id, analyte.id, form.specimen):
                    if change.chosen:
                        yield ChangeRow(case, course, change, change.visits, form, None)


def _chart(panels: Sequence[ComparePanel], width: int) -> Spec:
    columns = 1 if width == NARROW else 2
    inner = NARROW - 10 if columns == 1 else width // 2 - 30
    charts = [strip_panel(p.rows, SCALE, inner, title=p.name, bands=p.bands) for p in panels]
    return {"concat": charts, "columns": columns}


def _panels(dataset: Dataset, changes: Changes) -> Iterator[ComparePanel]:
    """Yield each measurement that some course has twice."""
    courses = _courses(dataset)
    for analyte in dataset.vocabulary.analytes.values():
        for form in analyte.forms:
            rows = []
            for case, course in courses:
                own = changes.of(case.id, course.id, analyte.id, form.specimen)
                label = dataset.course_label(case, course, drawn=True)
                chosen = [change for change in own if change.chosen]
                rows.append(_strip(label, chosen, dataset.publications[case.paper].reading.is_whole))
            if any(row.marks for row in rows):
                yield ComparePanel(form.name, tuple(rows), _bands(changes, courses, analyte.id, form))


def _strip(label: str, changes: Sequence[Change], is_read_whole: bool) -> Strip:
    """Return the row of a course; each change is a mark of its own, those of one visit are alternatives."""
    if not changes:
        return Strip(label, "not measured twice" if is_read_whole else "no change seen")
    visits = [
        [change for change in changes if change.visits == visit]
        for visit in dict.fromkeys(change.visits for change in changes)
    ]
    marks = tuple(_mark(label, change, len(same) > 1) for same in visits for change in same)
    shown = (" or ".join(_percent(change, len(same) > 1) for change in same) for same in visits)
    return Strip(label, ", then ".join(shown), marks)


def _percent(change: Change, several: bool) -> str:
    """Return '+4.9 %', with the place that prints it where there are several."""
    percent = f"{signed(rounded(change.percent.value))} %"
    return f"{percent}, {change.basis}" if several else percent


def _mark(label: str, change: Change, several: bool) -> Mark:
    """Return a change with the range that rounding of the printed values allows."""
    return Mark(
        value=float(change.percent.value),
        low=float(change.percent.low),
        high=float(change.percent.high),
        shape="circle" if change.basis == "table" else "square",
        details=(
            ("Course", label),
            ("Printed values", f"{change.before.value} to {change.after.value}"),
            ("Change", _percent(change, several)),
            ("From the", change.basis),
        ),
    )


def _bands(
    changes: Changes, courses: Sequence[tuple[Case, Course]], analyte: str, form: AnalyteForm
) -> tuple[Band, ...]:
    """Return the span that each threshold in percent calls error, with its names, the widest first."""
    thresholds = {
        judgement.threshold.id: judgement.threshold
        for case, course in courses
        for change in changes.of(case.id, course.id, analyte, form.specimen)
        for judgement in change.judgements
        if judgement.threshold.unit == "%"
    }
    named: dict[tuple[float, float], list[str]] = {}
    for threshold in thresholds.values():
        if threshold.value is not None:
            value = float(threshold.value)
            span = -value, value if threshold.direction == "either" else 0.0
            named.setdefault(span, []).append(threshold.name)
    return tuple(
        Band(low, high, f"{'±' if high else '−'}{-low:g} %: {'; '.join(named[low, high])}")
        for low, high in sorted(named, key=lambda span: span[0] - span[1])
    )


def _says(panel: ComparePanel) -> str:
    """Return every change of a panel in words, and between which figures the limits of error lie."""
    changes = "; ".join(f"{row.name} {row.shown}" for row in panel.rows)
    error = ""
    if panel.bands:
        limits = [-band.low for band in panel.bands]
        error = f" Published limits of error: {min(limits):g} to {max(limits):g} %."
    return f"{panel.name}: {changes}.{error}"
