"""Pictures that exist once for each record: SVG as text, styled by the site's stylesheet.

They are drawn 280 user units wide and shown at that size, so that their text never shrinks.
Every picture carries its finding as a text alternative; a table beside it has the numbers.
"""

from k2evidence.render.charts.inline.course import CoursePanel, CoursePoint, course_panel
from k2evidence.render.charts.inline.grid import answer_grid
from k2evidence.render.charts.inline.spine import spine
from k2evidence.render.charts.inline.svg import Axis
from k2evidence.render.charts.inline.timeline import Event, timeline

__all__ = ["Axis", "CoursePanel", "CoursePoint", "Event", "answer_grid", "course_panel", "spine", "timeline"]
