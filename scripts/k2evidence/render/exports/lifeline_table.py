"""The table of what the picture of lifelines draws."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from k2evidence.derive.care import CareGroup
from k2evidence.derive.lifelines import LineEvent, LineMark, Span, derive_lifelines
from k2evidence.render.exports.shared_columns import COURSE_COLUMNS, COURSE_KEY, CourseRow, months_text
from k2evidence.render.exports.table import Column, Table, TableSource, one_of


@dataclass(frozen=True, slots=True)
class LifelineRow(CourseRow):
    """A mark of the lifeline of a course."""

    group: CareGroup
    mark: LineMark


def _rows(source: TableSource) -> Iterator[LifelineRow]:
    for line in derive_lifelines(source.dataset):
        for mark in line.marks:
            yield LifelineRow(line.case, line.course, line.group, mark)


def _month(span: Callable[[LineMark], Span | None], end: int) -> Callable[[LifelineRow], Decimal | None]:
    """Return the function that gives the earliest (0) or the latest (1) month of a span of a row."""

    def month(row: LifelineRow) -> Decimal | None:
        months = span(row.mark)
        return months_text(months[end]) if months else None

    return month


def _start(mark: LineMark) -> Span | None:
    return mark.start


def _end(mark: LineMark) -> Span | None:
    return mark.end


LIFELINES: Table[LifelineRow] = Table(
    "lifelines",
    "dated event of a course, as shown on the page Cases over time",
    _rows,
    (
        *COURSE_COLUMNS,
        one_of("given", CareGroup, "What was given in the course.", lambda row: row.group, required=True),
        one_of(
            "event",
            LineEvent,
            "The kind of event: `pain` is a report of pain after the onset, `drug` a drug from start to end.",
            lambda row: row.mark.event,
            required=True,
        ),
        Column("what", "What happened, in this site's words.", lambda row: row.mark.what, required=True),
        Column("treatment_id", "The treatment, if it is a drug.", lambda row: row.mark.treatment_id),
        Column(
            "months",
            "When it happened or the drug began: the earliest month after delivery that the source "
            "allows; empty if only the end of a drug is dated.",
            _month(_start, 0),
            "number",
            unit="month",
        ),
        Column(
            "months_latest",
            "The latest such month; identical if the source allows only one.",
            _month(_start, 1),
            "number",
            unit="month",
        ),
        Column(
            "end_months",
            "When the drug ended: the earliest month after delivery; empty if its end is not dated.",
            _month(_end, 0),
            "number",
            unit="month",
        ),
        Column("end_months_latest", "The latest such month.", _month(_end, 1), "number", unit="month"),
    ),
    primary_key=(
        "case_id",
        "course_id",
        "event",
        "what",
        "treatment_id",
        "months",
        "months_latest",
        "end_months",
    ),
    foreign_keys=(COURSE_KEY,),
)
