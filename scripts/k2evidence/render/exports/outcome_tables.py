"""The tables of fractures and of what followed."""

from collections.abc import Iterator
from dataclasses import dataclass

from k2evidence.model.base import Phase
from k2evidence.model.cases import FractureReport, Outcome
from k2evidence.model.scalars.times import Time
from k2evidence.render.exports.shared_columns import (
    CLOCK_COLUMNS,
    COURSE_COLUMNS,
    COURSE_KEY,
    PLACE_COLUMNS,
    CourseRow,
    time_value_column,
    via_column,
)
from k2evidence.render.exports.table import Column, Table, TableSource, one_of, word_column

FRACTURE_STATUSES = ("reported", "qualitative", "none")
"""What a place may report of fractures; places that report nothing are in the table of what is missing."""


@dataclass(frozen=True, slots=True)
class FractureRow(CourseRow):
    """A vertebra in one list of fractured vertebrae, another bone, or a number of fractures alone."""

    number: int
    report: FractureReport
    vertebra: str | None

    @property
    def time(self) -> Time | None:
        """When it was found, where the place dates it."""
        return self.report.time


def _fracture_rows(source: TableSource) -> Iterator[FractureRow]:
    for case, course in source.dataset.courses():
        for number, report in enumerate(course.fractures, 1):
            for vertebra in report.levels:
                yield FractureRow(case, course, number, report, vertebra)
            if report.bone or (not report.levels and report.status in FRACTURE_STATUSES):
                yield FractureRow(case, course, number, report, None)


FRACTURES: Table[FractureRow] = Table(
    "fractures",
    "fractured vertebra, or other statement about fractures, and place in the paper",
    _fracture_rows,
    (
        *COURSE_COLUMNS,
        Column(
            "vertebra",
            "`T1` to `L5`; empty for another bone, a number alone, or none.",
            lambda row: row.vertebra,
        ),
        *PLACE_COLUMNS,
        Column(
            "bone",
            "The bone, if it is not a thoracic or lumbar vertebra.",
            lambda row: None if row.vertebra else row.report.bone,
        ),
        word_column(
            FractureReport,
            "side",
            "The side of the bone.",
            lambda row: None if row.vertebra else row.report.side,
        ),
        Column(
            "number",
            "The number of fractures, if this place gives one.",
            lambda row: row.report.number,
            "integer",
        ),
        Column("severity", "Their severity according to this place.", lambda row: row.report.severity),
        Column("method", "How they were detected, if this place says so.", lambda row: row.report.method),
        time_value_column("When they were found; negative before its origin."),
        *CLOCK_COLUMNS,
        Column(
            "new",
            "Whether they came during follow-up, after those that led to the diagnosis.",
            lambda row: row.report.new,
            "boolean",
            required=True,
        ),
        Column(
            "status",
            "`reported`: fractures are listed; `qualitative`: words only, in `printed`; `none`: the "
            "place states that there was no fracture. Places that report nothing are in "
            "`missing.csv`.",
            lambda row: row.report.status,
            enum=FRACTURE_STATUSES,
            required=True,
        ),
        Column(
            "printed", "The wording of this place, if it gives no number.", lambda row: row.report.printed
        ),
        Column(
            "in_our_words",
            "The wording of this site, if that of the place is not recorded.",
            lambda row: row.report.in_our_words,
        ),
        Column(
            "report",
            "Number of the list, or statement, within the course.",
            lambda row: row.number,
            "integer",
            required=True,
        ),
        via_column(lambda row: row.report),
    ),
    primary_key=("case_id", "course_id", "report", "vertebra"),
    foreign_keys=(COURSE_KEY,),
)


@dataclass(frozen=True, slots=True)
class OutcomeRow(CourseRow):
    """Something that followed, as the source reports it."""

    number: int
    outcome: Outcome

    @property
    def time(self) -> Time | None:
        """When, where the source reports."""
        return self.outcome.time


def _outcome_rows(source: TableSource) -> Iterator[OutcomeRow]:
    for case, course in source.dataset.courses():
        for number, outcome in enumerate(course.outcomes, 1):
            yield OutcomeRow(case, course, number, outcome)


OUTCOMES: Table[OutcomeRow] = Table(
    "outcomes",
    "statement about an outcome",
    _outcome_rows,
    (
        *COURSE_COLUMNS,
        Column(
            "number",
            "Number of the statement within the course.",
            lambda row: row.number,
            "integer",
            required=True,
        ),
        word_column(
            Outcome,
            "kind",
            "The kind of outcome; `fracture` is a statement about new fractures, or their absence, and "
            "`recurrence` one about a return, or none, of what the source does not state.",
            lambda row: row.outcome.kind,
            required=True,
        ),
        Column("what", "The outcome, in this site's words.", lambda row: row.outcome.what, required=True),
        Column(
            "value",
            "The number as printed, if any.",
            lambda row: row.outcome.value,
            "number",
            unit_column="unit",
        ),
        Column("unit", "Its unit as printed.", lambda row: row.outcome.unit),
        Column("scale", "The scale to which the number belongs.", lambda row: row.outcome.scale),
        time_value_column("When; negative before its origin."),
        *CLOCK_COLUMNS,
        Column("locator", "The place in the paper.", lambda row: row.outcome.locator, required=True),
        via_column(lambda row: row.outcome),
        one_of(
            "phase",
            Phase,
            "`before` for statements about the time before treatment.",
            lambda row: row.outcome.phase,
        ),
    ),
    primary_key=("case_id", "course_id", "number"),
    foreign_keys=(COURSE_KEY,),
)
