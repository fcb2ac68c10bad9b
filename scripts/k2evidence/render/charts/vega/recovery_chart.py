"""The recovery chart: a panel for each group, with its points or its heatmap cells."""

from collections.abc import Mapping
from dataclasses import dataclass

from k2evidence.derive.recovery import RecoveryGroup, RecoveryPoint
from k2evidence.render.charts.vega.drawing import (
    INK,
    MUTED,
    NARROW,
    PAPER,
    Spec,
    inline_data,
    nominal,
    quantitative,
)
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


def recovery_chart(marks: RecoveryMarks, width: int) -> Spec:
    """Return the panels with marks in rows of two, or below one another in a narrow chart, equally scaled."""
    columns = 1 if width == NARROW else 2
    axes = _axes(marks, width // columns - (58 if columns == 2 else 50))
    header = {
        "labelFontSize": 14,
        "labelFontWeight": 600,
        "labelAnchor": "start",
        "labelColor": INK,
        "labelPadding": 4,
    }
    panels = [PANELS[group] for group in marks.groups]
    return {
        "data": inline_data(_rows(marks, axes)),
        "facet": nominal("panel", title=None, sort=panels, header=header),
        "spec": {"layer": _layers(marks, axes), "width": axes.width, "height": axes.height},
        "columns": columns,
        "resolve": {"axis": {"x": "independent", "y": "independent"}},
    }


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


def _layers(marks: RecoveryMarks, axes: Axes) -> list[Spec]:
    """Return the layers of every panel, from back to front."""
    # A cell has neither label nor spread: drawing an empty mark for each would cost more than the cell.
    labelled = {"transform": [{"filter": "datum.text"}]} if marks.cells else {}
    percent = {"domain": [axes.low, axes.high], "nice": False}
    return [
        _zero_line(percent),
        _leader_lines(percent) | labelled,
        _spread_bars(axes, percent) | labelled,
        _month_bars(percent) | labelled,
        _points(percent),
        _labels(percent) | labelled,
    ]


def _zero_line(percent: Spec) -> Spec:
    return {
        "mark": {"type": "rule", "aria": False, "color": MUTED},
        "encoding": {"y": {"datum": 0, "scale": percent}},
    }


def _leader_lines(percent: Spec) -> Spec:
    """Return the line from each mark to its label."""
    return {
        "mark": {"type": "rule", "aria": False, "color": MUTED, "strokeWidth": 0.75},
        "encoding": {
            "x": quantitative("months"),
            "y": quantitative("percent", scale=percent),
            "x2": {"field": "near_month"},
            "y2": {"field": "near_percent"},
        },
    }


def _spread_bars(axes: Axes, percent: Spec) -> Spec:
    """Return the bar of each spread; this layer carries both axes."""
    x_scale = {"domain": [0, axes.months], "nice": False}
    x_axis = {"values": _ticks(axes.months), "title": "months since the first scan", "grid": False}
    y_axis = {"title": "change, %", "tickCount": 5}
    return {
        "mark": {"type": "rule", "aria": False, "strokeWidth": 1.5},
        "encoding": {
            "x": quantitative("months", scale=x_scale, axis=x_axis),
            "y": quantitative("low", scale=percent, axis=y_axis),
            "y2": {"field": "high"},
            "color": nominal("colour", scale=None),
        },
    }


def _ticks(months: float) -> list[int]:
    """Return the ticks of the axis of months: every half year, or as far apart as a long axis needs."""
    step = next((step for step in (6, 12, 24) if months <= 7 * step), 60)
    return [*range(0, int(months) + 1, step)]


def _month_bars(percent: Spec) -> Spec:
    """Return the bar of all the months that each mark may stand for."""
    return {
        "mark": {"type": "rule", "aria": False, "strokeWidth": 3},
        "encoding": {
            "x": quantitative("from"),
            "x2": {"field": "to"},
            "y": quantitative("percent", scale=percent),
            "color": nominal("colour", scale=None),
        },
    }


def _points(percent: Spec) -> Spec:
    """Return the marks themselves, with their tooltips."""
    return {
        "mark": {"type": "point", "filled": True, "stroke": PAPER, "opacity": 1},
        "encoding": {
            "x": quantitative("months"),
            "y": quantitative("percent", scale=percent),
            "fill": nominal("colour", scale=None),
            "shape": nominal("shape", scale=None),
            "size": quantitative("size", scale=None),
            "tooltip": [
                nominal("label", title="Study or case"),
                nominal("given", title="Given"),
                nominal("shown", title="Change"),
                nominal("spread", title="Spread"),
                nominal("when", title="Months since the first scan"),
            ],
        },
    }


def _labels(percent: Spec) -> Spec:
    return {
        "mark": {"type": "text", "aria": False, "align": "left", "baseline": "middle", "color": INK},
        "encoding": {
            "x": quantitative("label_left"),
            "y": quantitative("label_at", scale=percent),
            "text": nominal("text"),
        },
    }
