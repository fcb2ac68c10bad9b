"""Each course's change from before to after, in percent, against what is measurement error.

Drawn for the courses of the first batch of papers.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt

from k2evidence.derive.changes import Change, Changes
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case, Course
from k2evidence.model.text import rounded, signed
from k2evidence.model.vocabulary import AnalyteForm
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.drawing import NARROW, picture
from k2evidence.render.charts.vega.strips import Mark, Scale, Strip, strips
from k2evidence.render.exports.derived_tables import CHANGES

SCALE = Scale("change, % of the value before", 0.0)

ComparePanel = tuple[str, tuple[Strip, ...], tuple[tuple[float, float], ...]]
"""The name of a measurement, its rows and the spans that thresholds call error."""


def compare_pictures(dataset: Dataset, changes: Changes, context: BuildContext) -> Iterator[Picture]:
    """Yield the picture of all measurements; urine and serum never share a panel."""
    panels = tuple(_panels(dataset, changes))
    if panels:
        title = "Every course: change from before to after treatment"
        says = " ".join(_says(*panel) for panel in panels)
        yield picture("compare", title, says, CHANGES.uri, _chart, panels, context)


def _chart(panels: tuple[ComparePanel, ...], width: int) -> Any:
    columns = 1 if width == NARROW else 2
    inner = NARROW - 10 if columns == 1 else width // 2 - 30
    charts = [strips(rows, SCALE, inner, title=name, bands=bands) for name, rows, bands in panels]
    return alt.concat(*charts, columns=columns)


def _panels(dataset: Dataset, changes: Changes) -> Iterator[ComparePanel]:
    """Yield each measurement that some course has twice, with its rows and its limits of error."""
    courses = list(dataset.page_groups[0].courses())
    for analyte in dataset.vocabulary.analytes.values():
        for form in analyte.forms:
            rows = []
            for case, course in courses:
                label = dataset.course_label(case, course)
                found = [c for c in changes.of(case.id, course.id, analyte.id, form.specimen) if c.chosen]
                rows.append(_strip(label, found))
            if any(row.marks for row in rows):
                yield form.name, tuple(rows), _bands(changes, courses, analyte.id, form)


def _strip(label: str, found: list[Change]) -> Strip:
    if not found:
        return Strip(label, "not measured twice")
    several = len(found) > 1
    shown = [f"{signed(rounded(c.percent.value))} %{f', {c.basis}' if several else ''}" for c in found]
    marks = (
        Mark(
            float(change.percent.value),
            float(change.percent.low),
            float(change.percent.high),
            "circle" if change.basis == "table" else "square",
            (
                ("Course", label),
                ("Printed values", f"{change.before.value} to {change.after.value}"),
                ("Change", text),
                ("From the", change.basis),
            ),
        )
        for change, text in zip(found, shown, strict=True)
    )
    return Strip(label, " or ".join(shown), tuple(marks))


def _bands(
    changes: Changes, courses: Sequence[tuple[Case, Course]], analyte: str, form: AnalyteForm
) -> tuple[tuple[float, float], ...]:
    """Return the span that each threshold in percent calls error, the widest first."""
    thresholds = {
        judgement.threshold.id: judgement.threshold
        for case, course in courses
        for change in changes.of(case.id, course.id, analyte, form.specimen)
        for judgement in change.judgements
        if judgement.threshold.unit == "%"
    }
    spans = {
        (-float(t.value), float(t.value) if t.direction == "either" else 0.0)
        for t in thresholds.values()
        if t.value is not None
    }
    return tuple(sorted(spans, key=lambda span: span[0] - span[1]))


def _says(name: str, rows: Sequence[Strip], bands: Sequence[tuple[float, float]]) -> str:
    """State every change, and between which figures the limits of error lie."""
    said = "; ".join(f"{row.name} {row.shown}" for row in rows)
    error = ""
    if bands:
        limits = [abs(end) for band in bands for end in band if end]
        error = f" Published limits of error: {min(limits):g} to {max(limits):g} %."
    return f"{name}: {said}.{error}"
