"""Columns that several tables share, and the rows that they read."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol, TypeVar

from k2evidence.model.base import Extent, IntegrityStatus, Located, Place, Specimen
from k2evidence.model.cases import Case, Course, TimeReport
from k2evidence.model.scalars.doses import Dose
from k2evidence.model.scalars.times import AGE, GESTATION, ORIGINS, Duration, Origin, Time, TimeUnit
from k2evidence.model.text import rounded
from k2evidence.render.exports.table import Column, ForeignKey, one_of

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class CourseRow:
    """A course of treatment of one patient; tables with several rows for a course extend it."""

    case: Case
    course: Course


COURSE_COLUMNS: tuple[Column[CourseRow], ...] = (
    Column("case_id", "The patient.", lambda row: row.case.id, required=True),
    Column("course_id", "The course of treatment within the case.", lambda row: row.course.id, required=True),
)
COURSE_KEY = ForeignKey(("case_id", "course_id"), "courses")
ANALYTE_KEY = ForeignKey(("analyte", "specimen"), "analytes")


class Placed(Protocol):
    """A report, which names the kind of place that prints it, and the place."""

    @property
    def reported_in(self) -> Place:
        """The kind of place."""

    @property
    def locator(self) -> str:
        """The place."""


class HasReport(Protocol):
    """A row about one report, which names its place in the paper."""

    @property
    def report(self) -> Placed:
        """The report."""


PLACE_COLUMNS: tuple[Column[HasReport], ...] = (
    one_of(
        "reported_in",
        Place,
        "The kind of place in the paper that prints it.",
        lambda row: row.report.reported_in,
        required=True,
    ),
    Column("locator", "The place in the paper.", lambda row: row.report.locator, required=True),
)


def via_column(value: Callable[[RowT], Located]) -> Column[RowT]:
    """Return the column of the publication in which something was read at second hand."""
    description = "For information read at second hand: the publication on this site that reports it."
    return Column("via", description, lambda row: value(row).via)


class HasTime(Protocol):
    """A row with a time on one of the clocks of a paper, where the paper gives one."""

    @property
    def time(self) -> Time | None:
        """The time on its clock."""


def first_time(reports: Iterable[TimeReport]) -> Time | None:
    """Return the time of the first report that gives one."""
    return next((report.time for report in reports if report.time), None)


def origin_word(origin: Origin) -> str:
    """Return what a clock counts from as one word, e.g. `first-visit`."""
    return origin.replace(" ", "-")


ORIGIN_PATTERN = (
    rf"^({'|'.join(map(origin_word, (*ORIGINS, GESTATION, AGE)))}|(start|end)-of-[a-z0-9]+(-[a-z0-9]+)*)$"
)
"""What a column of clocks may hold: an event of a course, or the start or end of a treatment by its id."""


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
        "The reference event from which that time is counted.",
        lambda row: origin_word(row.time.origin) if row.time else None,
        pattern=ORIGIN_PATTERN,
    ),
)


def months_text(value: Decimal | None) -> Decimal | None:
    """Return derived months to one decimal; a whole number stays whole."""
    return value if value is None or value == value.to_integral_value() else rounded(value)


def joined(texts: Iterable[object], separator: str = "; ") -> str:
    """Return distinct texts, joined; what is None or empty is left out."""
    return separator.join(
        dict.fromkeys(str(text).rstrip(".") for text in texts if text is not None and text != "")
    )


class HasDose(Protocol):
    """A row with the dose of a substance, where the source gives one."""

    @property
    def dose(self) -> Dose | None:
        """The dose as printed."""


DOSE_COLUMNS: tuple[Column[HasDose], ...] = (
    Column(
        "dose",
        "The dose as printed.",
        lambda row: row.dose.value if row.dose else None,
        "number",
        unit_column="dose_unit",
    ),
    Column(
        "dose_unit",
        "Its unit and how often it was given, e.g. `mg/day`, `mg every 6 months` or `mg once`.",
        lambda row: row.dose.unit_and_schedule if row.dose else None,
    ),
)


class HasDuration(Protocol):
    """A row about something that lasted for a time, where the source says how long."""

    @property
    def lasted(self) -> Duration | None:
        "Its duration."


def duration_columns(description: str) -> tuple[Column[HasDuration], ...]:
    """Return the columns of a length of time as printed: its number and its unit."""
    return (
        Column(
            "lasted_value",
            description,
            lambda row: row.lasted.value if row.lasted else None,
            "number",
            unit_column="lasted_unit",
        ),
        one_of(
            "lasted_unit",
            TimeUnit,
            "The unit of that duration.",
            lambda row: row.lasted.unit if row.lasted else None,
        ),
    )


def analyte_column(value: Callable[[RowT], str]) -> Column[RowT]:
    """Return the column of the analyte that was measured."""
    return Column("analyte", "What was measured.", value, required=True)


def specimen_column(value: Callable[[RowT], Specimen | None]) -> Column[RowT]:
    """Return the column of the specimen in which an analyte was measured."""
    description = "The specimen in which it was measured; empty for bone density, or if not reported."
    return one_of("specimen", Specimen, description, value)


def reading_column(value: Callable[[RowT], Extent]) -> Column[RowT]:
    """Return the column of how much of a publication was read."""
    return one_of("read", Extent, "How much of it was read.", value, required=True)


def integrity_column(value: Callable[[RowT], IntegrityStatus]) -> Column[RowT]:
    """Return the column of whether a publication was corrected, doubted or retracted."""
    description = "Whether the publication was corrected, questioned or retracted."
    return one_of("integrity", IntegrityStatus, description, value, required=True)


def used_column(value: Callable[[RowT], bool]) -> Column[RowT]:
    """Return the column of whether pooled views use a row."""
    return Column(
        "used", "Whether its figures may be shown in pooled views.", value, "boolean", required=True
    )
