"""Which of four ways a fact is missing: a source says nothing, or the part that may report was not read.

What a place of the source marks as not available or not applicable is a report of its own, with a status.
"""

from typing import Literal

from k2evidence.load.dataset import Publication
from k2evidence.model.cases import Course, CourseFact

Unsaid = Literal["not reported", "not seen"]


def unsaid(paper: Publication, course: Course, fact: CourseFact) -> Unsaid:
    """Return how a fact reads that the record of a course lacks.

    `not reported` needs that the source was read for it: whole, or as `not_reported` says.
    """
    if fact in course.not_reported:
        return "not reported"
    if fact in course.not_seen or not paper.reading.is_whole:
        return "not seen"
    return "not reported"
