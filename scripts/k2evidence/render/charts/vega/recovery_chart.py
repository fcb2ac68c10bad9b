"""The recovery chart: a panel for each group, with its points or its heatmap cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt

from k2evidence.derive.recovery import RecoveryGroup, RecoveryPoint
from k2evidence.render.charts.vega.drawing import INK, MUTED, NARROW, PAPER, AltairChart, chart_of
from k2evidence.render.charts.vega.recovery_heatmap import HeatmapCell
from k2evidence.render.charts.vega.recovery_marks import Axes, Row, cell_rows, point_rows

PANELS: Mapping[RecoveryGroup, str] = {
    "vitamin K2": "Vitamin K2: these cases",
    "no bone drug": "No bone drug",
    "calcium or vitamin D only": "Calcium or vitamin D only",
    "healthy women": "Healthy women, no drug",
    "teriparatide": "Teriparatide",
    "bisphosphonate": "Bisphosphonates",
    "denosumab": "Denosumab",
    "romosozumab": "Romosozumab",
    "other drug": "Other drugs",
    "several drugs": "Several drugs",
    "not known": "What was given is not known",
}
"""The panels in their order, with their titles."""

_HEIGHT = 190  # of a panel, in pixels


@dataclass(frozen=True, slots=True)
class RecoveryMarks:
    """What a chart draws: single points, and cells in place of courses that are too many."""

    points: tuple[RecoveryPoint, ...]
    cells: tuple[HeatmapCell, ...] = ()

    @property
    def groups(self) -> tuple[RecoveryGroup, ...]:
        """The groups that have a panel, in the order of the panels."""
        drawn = {point.group for point in self.points} | {cell.group for cell in self.cells}
        return tuple(group for group in PANELS if group in drawn)


def recovery_chart(marks: RecoveryMarks, width: int) -> AltairChart:
    """Return the panels with marks in rows of two, or below one another in a narrow chart, on equal scales."""
    columns = 1 if width == NARROW else 2
    axes = _axes(marks, width // columns - (58 if columns == 2 else 50))
    header = alt.Header(
        labelFontSize=14, labelFontWeight=600, labelAnchor="start", labelColor=INK, labelPadding=4
    )
    panels = [PANELS[group] for group in marks.groups]
    return (
        alt.layer(*_layers(marks, axes))
        .properties(width=axes.width, height=axes.height)
        .facet(facet=alt.Facet("panel:N", title=None, sort=panels, header=header), columns=columns)
        .resolve_axis(x="independent", y="independent")
    )


def _axes(marks: RecoveryMarks, width: int) -> Axes:
    """Return scales that hold zero, and every mark with its spread."""
    percents = [
        float(p) for point in marks.points for p in (point.value, point.low, point.high) if p is not None
    ]
    percents += [float(end) for cell in marks.cells for end in cell.percent]
    ends = [point.months[1] for point in marks.points] + [cell.months[1] for cell in marks.cells]
    return Axes(
        width=width,
        height=_HEIGHT,
        months=max([0.0, *map(float, ends)]) + 2,
        low=min(-5.0, *percents),
        high=max(percents) + 4,
    )


def _rows(marks: RecoveryMarks, axes: Axes) -> list[Row]:
    """Return every mark with the title of its panel."""
    rows = [{"panel": PANELS[cell.group]} | row for cell, row in cell_rows(marks.cells)]
    for group in marks.groups:
        points = [point for point in marks.points if point.group == group]
        rows += [{"panel": PANELS[group]} | row for row in point_rows(points, axes)]
    return rows


def _layers(marks: RecoveryMarks, axes: Axes) -> Sequence[AltairChart]:
    """Return the layers of every panel, from back to front."""
    marked = chart_of(_rows(marks, axes))
    # A cell has neither label nor spread: drawing an empty mark for each would cost more than the cell.
    labelled = marked.transform_filter("datum.text") if marks.cells else marked
    percent = alt.Scale(domain=[axes.low, axes.high], nice=False)
    return (
        _zero_line(marked, percent),
        _leader_lines(labelled, percent),
        _spread_bars(labelled, axes, percent),
        _month_bars(labelled, percent),
        _points(marked, percent),
        _labels(labelled, percent),
    )


def _zero_line(chart: alt.Chart, percent: alt.Scale) -> AltairChart:
    return chart.mark_rule(aria=False, color=MUTED).encode(y=alt.YDatum(0, scale=percent))


def _leader_lines(chart: alt.Chart, percent: alt.Scale) -> AltairChart:
    """Return the line from each mark to its label."""
    return chart.mark_rule(aria=False, color=MUTED, strokeWidth=0.75).encode(
        x=alt.X("months:Q"), y=_y(percent), x2=alt.X2("near_month"), y2=alt.Y2("near_percent")
    )


def _spread_bars(chart: alt.Chart, axes: Axes, percent: alt.Scale) -> AltairChart:
    """Return the bar of each spread; this layer carries both axes."""
    x_axis = alt.Axis(values=_ticks(axes.months), title="months since the first scan", grid=False)
    y_axis = alt.Axis(title="change, %", tickCount=5)
    return chart.mark_rule(aria=False, strokeWidth=1.5).encode(
        x=alt.X("months:Q", scale=alt.Scale(domain=[0, axes.months], nice=False), axis=x_axis),
        y=alt.Y("low:Q", scale=percent, axis=y_axis),
        y2=alt.Y2("high"),
        color=alt.Color("colour:N", scale=None),
    )


def _ticks(months: float) -> list[int]:
    """Return the ticks of the axis of months: every half year, or as far apart as a long axis needs."""
    step = next((step for step in (6, 12, 24) if months <= 7 * step), 60)
    return [*range(0, int(months) + 1, step)]


def _month_bars(chart: alt.Chart, percent: alt.Scale) -> AltairChart:
    """Return the bar of all the months that each mark may stand for."""
    return chart.mark_rule(aria=False, strokeWidth=3).encode(
        x=alt.X("from:Q"), x2=alt.X2("to"), y=_y(percent), color=alt.Color("colour:N", scale=None)
    )


def _points(chart: alt.Chart, percent: alt.Scale) -> AltairChart:
    """Return the marks themselves, with their tooltips."""
    return chart.mark_point(filled=True, stroke=PAPER, opacity=1).encode(
        x=alt.X("months:Q"),
        y=_y(percent),
        fill=alt.Fill("colour:N", scale=None),
        shape=alt.Shape("shape:N", scale=None),
        size=alt.Size("size:Q", scale=None),
        tooltip=[
            alt.Tooltip("label:N", title="Study or case"),
            alt.Tooltip("given:N", title="Given"),
            alt.Tooltip("shown:N", title="Change"),
            alt.Tooltip("spread:N", title="Spread"),
            alt.Tooltip("when:N", title="Months since the first scan"),
        ],
    )


def _labels(chart: alt.Chart, percent: alt.Scale) -> AltairChart:
    return chart.mark_text(aria=False, align="left", baseline="middle", color=INK).encode(
        x=alt.X("label_left:Q"), y=alt.Y("label_at:Q", scale=percent), text=alt.Text("text:N")
    )


def _y(percent: alt.Scale) -> alt.Y:
    return alt.Y("percent:Q", scale=percent)
