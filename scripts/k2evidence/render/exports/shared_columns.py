"""Columns that several tables share, and the rows that they read."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar, get_args

from k2evidence.model.base import Extent, IntegrityStatus, Place, Specimen
from k2evidence.model.cases import Case, Course, PlacedReport
from k2evidence.model.scalars.times import Origin, Time, TimeUnit
from k2evidence.render.exports.table import Column, ForeignKey, TableSource, one_of

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course of treatment of one patient; tables with several rows for a course extend it."""

    case: Case
    course: Course


def course_rows(source: TableSource) -> Iterator[CourseRow]:
    """Yield each course of each case."""
    return (CourseRow(case, course) for case, course in source.dataset.courses())


COURSE_COLUMNS: tuple[Column[CourseRow], ...] = (
    Column("case_id", "The patient.", lambda row: row.case.id, required=True),
    Column("course_id", "The course of treatment within the case.", lambda row: row.course.id, required=True),
)
COURSE_KEY = ForeignKey(("case_id", "course_id"), "courses")
ANALYTE_KEY = ForeignKey(("analyte", "specimen"), "analytes")


class HasReport(Protocol):
    """A row about one report, which names its place in the paper."""

    @property
    def report(self) -> PlacedReport:
        """The report."""


PLACE_COLUMNS: tuple[Column[HasReport], ...] = (
    one_of(
        "reported_in",
        Place,
        "Which kind of place of the paper prints it.",
        lambda row: row.report.reported_in,
        required=True,
    ),
    Column("locator", "Where to look in the paper.", lambda row: row.report.locator, required=True),
)


class HasTime(Protocol):
    """A row with a time on one of the clocks of a paper, where the paper gives one."""

    @property
    def time(self) -> Time | None:
        """The time on its clock."""


def origin_word(origin: Origin) -> str:
    """Return what a clock counts from as one word, e.g. `first-visit`."""
    return origin.replace(" ", "-")


def time_value_column(description: str) -> Column[HasTime]:
    """Return the column of a time as a number."""
    return Column(
        "time_value",
        description,
        lambda row: row.time.value if row.time else None,
        "number",
        unit_column="time_unit",
    )


CLOCK_COLUMNS: tuple[Column[HasTime], ...] = (
    one_of("time_unit", TimeUnit, "The unit of that time.", lambda row: row.time.unit if row.time else None),
    Column(
        "time_origin",
        "What that clock counts from.",
        lambda row: origin_word(row.time.origin) if row.time else None,
        enum=tuple(map(origin_word, get_args(Origin))),
    ),
)


def analyte_column(value: Callable[[RowT], str]) -> Column[RowT]:
    """Return the column of the analyte that was measured."""
    return Column("analyte", "What was measured.", value, required=True)


def specimen_column(value: Callable[[RowT], Specimen | None]) -> Column[RowT]:
    """Return the column of the specimen in which an analyte was measured."""
    description = "In what it was measured; empty for bone density, or where it is not told."
    return one_of("specimen", Specimen, description, value)


def reading_column(value: Callable[[RowT], Extent]) -> Column[RowT]:
    """Return the column of how much of a publication was read."""
    return one_of("read", Extent, "How much of it was read.", value, required=True)


def integrity_column(value: Callable[[RowT], IntegrityStatus]) -> Column[RowT]:
    """Return the column of whether a publication was corrected, doubted or retracted."""
    description = "Whether the publication still stands."
    return one_of("integrity", IntegrityStatus, description, value, required=True)


def used_column(value: Callable[[RowT], bool]) -> Column[RowT]:
    """Return the column of whether pooled views use a row."""
    return Column("used", "Whether pooled views may show it.", value, "boolean", required=True)
