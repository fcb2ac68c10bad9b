"""The recovery chart: a panel for each group, with the lines of its women or its heatmap cells."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from k2evidence.derive.recovery_points import BASELINE, RecoveryGroup, RecoveryPoint
from k2evidence.model.text import count
from k2evidence.render.charts.vega.drawing import (
    INK,
    MUTED,
    NARROW,
    Spec,
    inline_data,
    nominal,
    quantitative,
)
from k2evidence.render.charts.vega.recovery_heatmap import HeatmapCell
from k2evidence.render.charts.vega.recovery_marks import Axes, Row, cell_rows, point_rows

PANELS: Mapping[RecoveryGroup, str] = {
    "vitamin K2": "Vitamin K2",
    "no bone drug": "No bone drug",
    "calcium or vitamin D only": "Calcium or vitamin D",
    "healthy women": "Healthy women",
    "active vitamin D": "Active vitamin D",
    "teriparatide": "Teriparatide",
    "bisphosphonate": "Bisphosphonates",
    "denosumab": "Denosumab",
    "romosozumab": "Romosozumab",
    "vitamin K, form not stated": "Vitamin K, form not stated",
    "other drug": "Other drugs",
    "several drugs": "Several drugs",
    "not known": "Drug not known",
}
"""The panels in their order, with their titles."""


_SHORT: Mapping[RecoveryGroup, str] = {
    "calcium or vitamin D only": "Calcium, D",
    "active vitamin D": "Active D",
    "vitamin K, form not stated": "Vitamin K",
    "bisphosphonate": "Bisphosph.",
}
"""Titles for panels that are narrow."""


@dataclass(frozen=True, slots=True)
class _Layout:
    """Columns of panels, height of a panel and room for its vertical axis, in pixels."""

    columns: int
    height: int
    beside: int
    title: int
    """Size of the title of a panel."""


_LAYOUTS: Mapping[tuple[bool, bool], _Layout] = {
    (False, False): _Layout(columns=2, height=150, beside=58, title=14),
    (False, True): _Layout(columns=1, height=190, beside=56, title=14),
    (True, False): _Layout(columns=3, height=90, beside=58, title=13),
    (True, True): _Layout(columns=2, height=90, beside=66, title=12),
}
"""The layout by whether the picture is the small one, and whether the page is narrow."""


@dataclass(frozen=True, slots=True)
class RecoveryMarks:
    """What a chart draws: single points, and cells in place of scans that are too many.

    `small` is the picture without labels and titles of axes. `only` are the groups of a part of the picture,
    whose scales are those of the whole; without any it is the whole.
    """

    points: tuple[RecoveryPoint, ...]
    cells: tuple[HeatmapCell, ...] = ()
    small: bool = False
    only: tuple[RecoveryGroup, ...] = ()

    @property
    def groups(self) -> tuple[RecoveryGroup, ...]:
        """The groups that have a panel, in the order of the panels."""
        drawn = {point.group for point in self.points} | {cell.group for cell in self.cells}
        return tuple(group for group in PANELS if group in drawn and group in (self.only or PANELS))

    def title(self, group: RecoveryGroup, *, narrow: bool) -> str:
        """Return the title of a panel, with the number of its women unless the picture is the small one."""
        if self.small:
            return _SHORT.get(group, PANELS[group]) if narrow else PANELS[group]
        women = {point.record_id for point in self.points if point.group == group and point.course_id}
        counted = f": {count(len(women), 'woman', 'women')}" if women else ""
        return f"{PANELS[group]}{counted}"


def recovery_parts(marks: RecoveryMarks) -> list[RecoveryMarks]:
    """Return the panels that are side by side as parts of their own; the small picture is one part."""
    columns = _LAYOUTS[False, False].columns
    if marks.small:
        return [marks]
    return [
        replace(marks, only=marks.groups[first : first + columns])
        for first in range(0, len(marks.groups), columns)
    ]


def recovery_chart(marks: RecoveryMarks, width: int) -> Spec:
    """Return the panels with marks in rows, or below one another in a narrow chart, equally scaled."""
    layout = _LAYOUTS[marks.small, width == NARROW]
    axes = _axes(marks, layout, width // layout.columns - layout.beside)
    header = {
        "labelFontSize": layout.title,
        "labelFontWeight": 600,
        "labelAnchor": "start",
        "labelColor": INK,
        "labelPadding": 4,
    }
    titles = [marks.title(group, narrow=width == NARROW) for group in marks.groups]
    return {
        "data": inline_data(_rows(marks, dict(zip(marks.groups, titles, strict=True)), axes)),
        "facet": nominal("panel", title=None, sort=titles, header=header),
        "spec": {"layer": _layers(marks, axes), "width": axes.width, "height": axes.height},
        "columns": layout.columns,
        "spacing": {"row": 10 if marks.small else 14, "column": 8 if marks.small else 16},
        "resolve": {"axis": {"x": "independent", "y": "independent"}},
    }


def _axes(marks: RecoveryMarks, layout: _Layout, width: int) -> Axes:
    """Return scales that hold the baseline with room for a label below it, and every mark with its spread."""
    changes = [p for point in marks.points for p in (point.value, point.low, point.high) if p is not None]
    percents = [float(BASELINE + change) for change in changes]
    percents += [float(end) for cell in marks.cells for end in cell.percent]
    ends = [point.months[1] for point in marks.points] + [cell.months[1] for cell in marks.cells]
    return Axes(
        width=width,
        height=layout.height,
        months=max([0.0, *map(float, ends)]) + 2,
        low=min(95.0 if marks.small else 83.0, *(percent - 2 for percent in percents)),
        high=max(percents) + 4,
    )


def _rows(marks: RecoveryMarks, titles: Mapping[RecoveryGroup, str], axes: Axes) -> list[Row]:
    """Return every mark with the title of its panel."""
    rows = [
        {"panel": titles[cell.group]} | row for cell, row in cell_rows(marks.cells) if cell.group in titles
    ]
    for group in marks.groups:
        points = [point for point in marks.points if point.group == group]
        drawn = point_rows(points, axes, labelled=not marks.small)
        rows += [{"panel": titles[group]} | row for row in drawn]
    return rows


def _layers(marks: RecoveryMarks, axes: Axes) -> list[Spec]:
    """Return the layers of every panel, from back to front: groups behind the women."""
    percent = {"domain": [axes.low, axes.high], "nice": False}
    layers = [
        _baseline(percent),
        _lines(percent) | _only("woman"),
        _spread_bars(percent) | _only("group"),
        _points(axes, percent, marks) | _only("group"),
        _month_bars(percent) | _only("woman"),
        _points(axes, percent, marks) | {"transform": [{"filter": "datum.kind !== 'group'"}]},
    ]
    labelled = {"transform": [{"filter": "datum.text"}]}
    if not marks.small:
        layers += [_leader_lines(percent) | labelled, _labels(percent) | labelled]
    return layers


def _only(kind: str) -> Spec:
    return {"transform": [{"filter": f"datum.kind === '{kind}'"}]}


def _baseline(percent: Spec) -> Spec:
    return {
        "mark": {"type": "rule", "aria": False, "color": MUTED},
        "encoding": {"y": {"datum": float(BASELINE), "type": "quantitative", "scale": percent}},
    }


def _lines(percent: Spec) -> Spec:
    """Return the thin line from the scan before, or from the baseline, to each mark of a woman."""
    return {
        "mark": {"type": "rule", "aria": False, "strokeWidth": 1},
        "encoding": {
            "x": quantitative("line_month"),
            "y": quantitative("line_percent", scale=percent),
            "x2": {"field": "months"},
            "y2": {"field": "percent"},
            "color": nominal("colour", scale=None),
            "strokeDash": {"condition": {"test": "datum.dashed", "value": [3, 3]}, "value": [1, 0]},
        },
    }


def _leader_lines(percent: Spec) -> Spec:
    """Return the line from each mark to its label."""
    return {
        "mark": {"type": "rule", "aria": False, "color": MUTED, "strokeWidth": 0.5},
        "encoding": {
            "x": quantitative("months"),
            "y": quantitative("percent", scale=percent),
            "x2": {"field": "near_month"},
            "y2": {"field": "near_percent"},
        },
    }


def _spread_bars(percent: Spec) -> Spec:
    """Return the bar of the spread of each group."""
    return {
        "mark": {"type": "rule", "aria": False, "strokeWidth": 1.5},
        "encoding": {
            "x": quantitative("months"),
            "y": quantitative("low", scale=percent),
            "y2": {"field": "high"},
            "color": nominal("colour", scale=None),
        },
    }


def _ticks(months: float, width: int) -> list[int]:
    """Return the ticks of the axis of months: every half year, or as far apart as a long axis needs."""
    most = max(2, width // 45)
    step = next((step for step in (6, 12, 24, 60) if months <= most * step), 120)
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


def _points(axes: Axes, percent: Spec, marks: RecoveryMarks) -> Spec:
    """Return the marks themselves, with their tooltips; this layer carries both axes."""
    x_axis = {"values": _ticks(axes.months, axes.width), "grid": False} | _x_words(marks.small)
    y_axis = {"tickCount": 4 if marks.small else 6} | _y_words(marks.small)
    return {
        "mark": {"type": "point", "opacity": 1},
        "encoding": {
            "x": quantitative("months", scale={"domain": [0, axes.months], "nice": False}, axis=x_axis),
            "y": quantitative("percent", scale=percent, axis=y_axis),
            "fill": nominal("fill", scale=None),
            "stroke": nominal("stroke", scale=None),
            "strokeWidth": {"condition": {"test": "datum.fill === datum.colour", "value": 1}, "value": 1.8},
            "shape": nominal("shape", scale=None),
            "size": quantitative("size", scale=None),
            "tooltip": [
                nominal("label", title="Woman or study"),
                nominal("given", title="Given"),
                nominal("shown", title="Percent of baseline"),
                nominal("spread", title="Spread"),
                nominal("when", title="Months since the baseline scan"),
                nominal("baseline", title="Baseline scan"),
                nominal("region", title="Measured"),
            ],
        },
    }


def _x_words(small: bool) -> Spec:
    """Return what the axis of months says: a title, or in a small picture the unit at each tick."""
    if small:
        return {"title": None, "labelExpr": "datum.value ? datum.label + ' mo' : '0'"}
    return {"title": "months since the baseline scan"}


def _y_words(small: bool) -> Spec:
    return {"title": None, "labelExpr": "datum.label + ' %'"} if small else {"title": "% of baseline"}


def _labels(percent: Spec) -> Spec:
    return {
        "mark": {"type": "text", "aria": False, "align": "left", "baseline": "middle", "color": INK},
        "encoding": {
            "x": quantitative("label_left"),
            "y": quantitative("label_at", scale=percent),
            "text": nominal("text"),
        },
    }
