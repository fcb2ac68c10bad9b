"""Pictures that exist once for each record: SVG as text, styled by the site's stylesheet.

They are drawn 280 user units wide and shown at that size, so that their text never shrinks.
Every picture carries its finding as a text alternative; the numbers stand in a table beside it.
"""

from evidence.charts.course import CoursePoint, Panel, course_panel
from evidence.charts.grid import answer_grid
from evidence.charts.spine import spine
from evidence.charts.svg import Axis
from evidence.charts.timeline import Event, timeline

__all__ = ["Axis", "CoursePoint", "Event", "Panel", "answer_grid", "course_panel", "spine", "timeline"]
