"""The tables of papers, cases and courses of treatment."""

from collections.abc import Iterator
from dataclasses import dataclass

from k2evidence.model.base import Status
from k2evidence.model.cases import Case, FractureReport, Purpose, Sex, TimeReport
from k2evidence.model.papers import Paper
from k2evidence.model.scalars.times import Time
from k2evidence.render.exports.shared_columns import (
    CLOCK_COLUMNS,
    COURSE_COLUMNS,
    COURSE_KEY,
    PLACE_COLUMNS,
    CourseRow,
    course_rows,
    integrity_column,
    reading_column,
    time_value_column,
)
from k2evidence.render.exports.table import Column, ForeignKey, Table, TableSource, one_of


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper and its cases."""

    paper: Paper
    cases: tuple[Case, ...]


def _paper_rows(source: TableSource) -> Iterator[PaperRow]:
    dataset = source.dataset
    return (PaperRow(paper, dataset.cases_of[paper.id]) for paper in dataset.papers.values())


PAPERS: Table[PaperRow] = Table(
    "papers",
    "paper that cases come from",
    _paper_rows,
    (
        Column(
            "paper_id",
            "The paper; also its address, `evidence/<paper_id>/`.",
            lambda row: row.paper.id,
            required=True,
        ),
        Column(
            "authors",
            "Authors; joined by `; `.",
            lambda row: "; ".join(f"{author.family} {author.given}" for author in row.paper.authors),
            required=True,
        ),
        Column("title", "The title as printed.", lambda row: row.paper.title, required=True),
        Column("year", "Year of the issue.", lambda row: row.paper.year, "integer", required=True),
        Column("journal", "Journal.", lambda row: row.paper.journal, required=True),
        Column("volume", "Volume.", lambda row: row.paper.volume, required=True),
        Column("pages", "First and last page.", lambda row: row.paper.pages, required=True),
        Column("doi", "DOI.", lambda row: row.paper.doi, required=True),
        reading_column(lambda row: row.paper.reading.extent),
        integrity_column(lambda row: row.paper.integrity.status),
        Column("cases", "Number of cases.", lambda row: len(row.cases), "integer", required=True),
    ),
    primary_key=("paper_id",),
)

CASES: Table[Case] = Table(
    "cases",
    "patient",
    lambda source: source.dataset.cases.values(),
    (
        Column(
            "case_id",
            "The patient; also the address, `cases/<case_id>/`.",
            lambda case: case.id,
            required=True,
        ),
        Column("paper_id", "The paper that reports her.", lambda case: case.paper, required=True),
        Column("label", "What the paper calls the patient.", lambda case: case.label, required=True),
        one_of("sex", Sex, "As far as the paper tells.", lambda case: case.sex, required=True),
        Column(
            "courses",
            "Number of courses of treatment.",
            lambda case: len(case.courses),
            "integer",
            required=True,
        ),
    ),
    primary_key=("case_id",),
    foreign_keys=(ForeignKey(("paper_id",), "papers"),),
)


def _first_time(reports: tuple[TimeReport, ...]) -> Time | None:
    """Return the time of the first report that gives one."""
    return next((report.time for report in reports if report.time), None)


def _co_interventions(row: CourseRow) -> str:
    return "; ".join(
        f"{measure.what.rstrip('.')}{f' {measure.dose}' if measure.dose else ''}"
        for measure in row.course.co_interventions
    )


def _outcomes(row: CourseRow) -> str:
    return "; ".join(
        f"{outcome.what.rstrip('.')}{f' ({outcome.time})' if outcome.time else ''}"
        for outcome in row.course.outcomes
    )


COURSES: Table[CourseRow] = Table(
    "courses",
    "course of treatment",
    course_rows,
    (
        *COURSE_COLUMNS,
        Column("age", "Completed years of age.", lambda row: row.course.age[0].years, "integer", unit="year"),
        Column(
            "parity",
            "Which delivery the course follows; 1 is the first.",
            lambda row: row.course.delivery[0].order,
            "integer",
        ),
        Column(
            "onset",
            "When symptoms began, as first told; empty where no time is told.",
            lambda row: _first_time(row.course.onset),
        ),
        Column(
            "treatment_start",
            "When vitamin K2 began, as first told.",
            lambda row: _first_time(row.course.treatment_start),
        ),
        one_of(
            "purpose",
            Purpose,
            "Whether fractures were treated or prevented.",
            lambda row: row.course.purpose,
            required=True,
        ),
        Column("drug", "The drug given.", lambda row: row.course.treatment.substance, required=True),
        Column(
            "dose",
            "The dose as printed.",
            lambda row: row.course.treatment.dose.value,
            "number",
            unit_column="dose_unit",
            required=True,
        ),
        Column(
            "dose_unit", "The unit of the dose.", lambda row: row.course.treatment.dose.unit, required=True
        ),
        Column(
            "duration",
            "How long, as far as the paper tells.",
            lambda row: row.course.treatment.duration,
        ),
        Column("co_interventions", "What else was done; joined by `; `.", _co_interventions),
        Column("outcome", "What followed; joined by `; `.", _outcomes),
        Column(
            "locator",
            "Where to look in the paper.",
            lambda row: row.course.treatment.locator,
            required=True,
        ),
    ),
    primary_key=("case_id", "course_id"),
    foreign_keys=(ForeignKey(("case_id",), "cases"),),
)


@dataclass(frozen=True, slots=True)
class FractureRow(CourseRow):
    """A vertebra in one list of fractured vertebrae."""

    report: FractureReport
    vertebra: str


def _fracture_rows(source: TableSource) -> Iterator[FractureRow]:
    for case, course in source.dataset.courses():
        for report in course.fractures:
            for vertebra in report.levels:
                yield FractureRow(case, course, report, vertebra)


FRACTURES: Table[FractureRow] = Table(
    "fractures",
    "vertebra and place of the paper that names it as fractured",
    _fracture_rows,
    (
        *COURSE_COLUMNS,
        Column("vertebra", "`T1` to `L5`.", lambda row: row.vertebra, required=True),
        *PLACE_COLUMNS,
    ),
    primary_key=("case_id", "course_id", "vertebra", "reported_in", "locator"),
    foreign_keys=(COURSE_KEY,),
)

EVENTS = ("onset", "first-visit", "treatment-start", "treatment-end")
"""The events of a course whose times papers report."""


@dataclass(frozen=True, slots=True)
class TimeRow(CourseRow):
    """One report of when an event of a course was."""

    event: str
    report: TimeReport

    @property
    def time(self) -> Time | None:
        """The time that the report gives, if any."""
        return self.report.time


def _time_rows(source: TableSource) -> Iterator[TimeRow]:
    for case, course in source.dataset.courses():
        reports = (course.onset, course.first_visit, course.treatment_start, course.treatment.end)
        for event, event_reports in zip(EVENTS, reports, strict=True):
            for report in event_reports:
                yield TimeRow(case, course, event, report)


TIMES: Table[TimeRow] = Table(
    "times",
    "event of a course and place of the paper that tells when it was",
    _time_rows,
    (
        *COURSE_COLUMNS,
        Column("event", "What happened.", lambda row: row.event, enum=EVENTS, required=True),
        one_of(
            "status",
            Status,
            "Whether the place tells a time.",
            lambda row: row.report.status,
            required=True,
        ),
        time_value_column("When; negative before its origin."),
        *CLOCK_COLUMNS,
        *PLACE_COLUMNS,
    ),
    primary_key=(
        "case_id",
        "course_id",
        "event",
        "time_value",
        "time_unit",
        "time_origin",
        "reported_in",
        "locator",
    ),
    foreign_keys=(COURSE_KEY,),
)
