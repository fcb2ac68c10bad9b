"""Pictures that exist once for each record: SVG as text, styled by the site's stylesheet.

They are shown at the size at which they are drawn, so that their text never shrinks: 280 pixels wide, and
a timeline 680 as well where there is room. The strips of all courses are as wide as the page allows.
Every picture carries its finding as a text alternative; a table beside it has the numbers.
"""

from k2evidence.render.charts.inline.course import CoursePanel, CoursePoint, Span, course_panel
from k2evidence.render.charts.inline.grid import answer_grid, wide_answer_grid
from k2evidence.render.charts.inline.lifeline import (
    LineAxis,
    Shape,
    StripMark,
    axis_strip,
    lifeline_strip,
    sample,
    shapes,
)
from k2evidence.render.charts.inline.spine import spine
from k2evidence.render.charts.inline.svg import Axis
from k2evidence.render.charts.inline.timeline import Event, timeline, wide_timeline

__all__ = [
    "Axis",
    "CoursePanel",
    "CoursePoint",
    "Event",
    "LineAxis",
    "Shape",
    "Span",
    "StripMark",
    "answer_grid",
    "axis_strip",
    "course_panel",
    "lifeline_strip",
    "sample",
    "shapes",
    "spine",
    "timeline",
    "wide_answer_grid",
    "wide_timeline",
]
