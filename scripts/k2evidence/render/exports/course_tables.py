"""The tables of courses, of when their events were, and of births."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from k2evidence.model.base import Place, Status
from k2evidence.model.cases import (
    BirthReport,
    BreastFeedingReport,
    CoIntervention,
    Course,
    Exposure,
    PlacedReport,
    Purpose,
    Statement,
    TimeReport,
    Treatment,
)
from k2evidence.model.scalars.doses import Dose
from k2evidence.model.scalars.times import Duration, Time
from k2evidence.render.exports.shared_columns import (
    CLOCK_COLUMNS,
    COURSE_COLUMNS,
    COURSE_KEY,
    DOSE_COLUMNS,
    PLACE_COLUMNS,
    CourseRow,
    duration_columns,
    first_time,
    joined,
    time_value_column,
    via_column,
)
from k2evidence.render.exports.table import Column, ForeignKey, Table, TableSource, one_of, word_column


@dataclass(frozen=True, slots=True)
class CourseFactsRow(CourseRow):
    """A course with the groups of its bone drugs."""

    drug_classes: tuple[str, ...]

    @property
    def only_treatment(self) -> Treatment | None:
        """The treatment, where the course has exactly one."""
        treatments = self.course.treatments
        return treatments[0] if len(treatments) == 1 else None

    @property
    def dose(self) -> Dose | None:
        """The dose of that treatment."""
        return self.only_treatment.dose if self.only_treatment else None


def _course_facts_rows(source: TableSource) -> Iterator[CourseFactsRow]:
    for case, course in source.dataset.courses():
        yield CourseFactsRow(case, course, source.dataset.drug_classes(course))


def _measures(measures: Iterable[CoIntervention | Exposure]) -> str:
    return "; ".join(
        f"{measure.what.rstrip('.')}{f' {measure.dose}' if measure.dose else ''}" for measure in measures
    )


def _outcomes(row: CourseRow) -> str:
    return "; ".join(
        f"{outcome.what.rstrip('.')}{f' ({outcome.time})' if outcome.time else ''}"
        for outcome in row.course.outcomes
    )


def _course_locators(course: Course) -> str:
    """Return where the source reports the treatments, or that there was none."""
    statements = course.treatments or filter(None, (course.no_bone_drug,))
    return joined(statement.locator for statement in statements)


def _breast_feeding(report: BreastFeedingReport) -> str:
    """Return how long a patient breast-fed, as one place reports it; else whether."""
    parts = (str(report.lasted) if report.lasted else "", f"until {report.until}" if report.until else "")
    if text := ", ".join(filter(None, parts)):
        return text
    return "" if report.fed is None else "yes" if report.fed else "no"


COURSES: Table[CourseFactsRow] = Table(
    "courses",
    "course of the disease after one pregnancy",
    _course_facts_rows,
    (
        *COURSE_COLUMNS,
        Column(
            "age",
            "Completed years of age, as first reported.",
            lambda row: next((report.years for report in row.course.age if report.years is not None), None),
            "integer",
            unit="year",
        ),
        Column(
            "parity",
            "Which delivery the course follows, as first reported; 1 is the first.",
            lambda row: next(
                (report.order for report in row.course.delivery if report.order is not None), None
            ),
            "integer",
        ),
        Column(
            "onset",
            "When symptoms began, as first reported; empty where no time is reported.",
            lambda row: first_time(row.course.onset),
        ),
        Column(
            "treatment_start",
            "When the only treatment began, as first reported; for several see `treatments.csv`.",
            lambda row: first_time(row.only_treatment.start) if row.only_treatment else None,
        ),
        one_of(
            "purpose",
            Purpose,
            "Whether fractures were treated or prevented; empty where no bone drug is known.",
            lambda row: row.course.purpose,
        ),
        Column(
            "drug",
            "The bone drugs given; joined by `;`.",
            lambda row: ";".join(t.substance for t in row.course.treatments if t.substance),
        ),
        *DOSE_COLUMNS,
        Column(
            "duration",
            "Duration of the only treatment, as far as reported; for several see `treatments.csv`.",
            lambda row: row.only_treatment.duration if row.only_treatment else None,
        ),
        Column(
            "co_interventions",
            "Co-interventions given or recommended; joined by `; `.",
            lambda row: _measures(row.course.co_interventions),
        ),
        Column("outcome", "Outcomes; joined by `; `.", _outcomes),
        Column(
            "locator",
            "Where the source reports the treatments, or that no bone drug was given; joined by `; `.",
            lambda row: _course_locators(row.course),
        ),
        Column(
            "treatments",
            "Number of bone drugs, and of procedures performed instead of one.",
            lambda row: len(row.course.treatments),
            "integer",
            required=True,
        ),
        Column(
            "drug_classes",
            "The classes of these drugs; joined by `;`.",
            lambda row: ";".join(row.drug_classes),
        ),
        Column(
            "no_bone_drug",
            "`true` where the source says that no bone drug was given, or lists what was and none is in "
            "the list; else empty.",
            lambda row: True if row.course.no_bone_drug else None,
            "boolean",
        ),
        Column(
            "breast_feeding",
            "Duration of breast-feeding, or whether the patient breast-fed (`yes`, `no`); all "
            "reports, joined by `; `.",
            lambda row: joined(map(_breast_feeding, row.course.breast_feeding)),
        ),
        Column(
            "later_pregnancies",
            "Pregnancies after this course that are not courses themselves; joined by `; `.",
            lambda row: joined(statement.what for statement in row.course.later_pregnancies),
        ),
        Column(
            "exposures",
            "Medicines and habits before or during the pregnancy that can weaken bone; joined by `; `.",
            lambda row: _measures(row.course.exposures),
        ),
        Column("paper_id", "The publication that reports it.", lambda row: row.case.paper, required=True),
        Column(
            "advised",
            "Which of `co_interventions` were only recommended; joined by `; `.",
            lambda row: _measures(measure for measure in row.course.co_interventions if measure.advised),
        ),
        Column(
            "age_printed",
            "The wording of the source for the age, if it gives no number; joined by `; `.",
            lambda row: joined(report.printed or "" for report in row.course.age),
        ),
        Column(
            "gravida",
            "Gravidity, as printed in the source.",
            lambda row: next((r.gravida for r in row.course.delivery if r.gravida is not None), None),
            "integer",
        ),
        Column(
            "para",
            "Parity, as printed in the source.",
            lambda row: next((r.para for r in row.course.delivery if r.para is not None), None),
            "integer",
        ),
    ),
    primary_key=("case_id", "course_id"),
    foreign_keys=(ForeignKey(("case_id",), "cases"), ForeignKey(("paper_id",), "papers")),
)

EVENTS = ("onset", "first-visit", "treatment-start", "treatment-end")
"""The events of a course whose times papers report."""


@dataclass(frozen=True, slots=True)
class TimeRow(CourseRow):
    """One report of when an event of a course was."""

    event: str
    treatment: Treatment | None
    report: TimeReport

    @property
    def time(self) -> Time | None:
        """The time that the report gives, if any."""
        return self.report.time


def _time_rows(source: TableSource) -> Iterator[TimeRow]:
    for case, course in source.dataset.courses():
        for event, treatment, reports in _events(course):
            for report in reports:
                yield TimeRow(case, course, event, treatment, report)


def _events(course: Course) -> Iterator[tuple[str, Treatment | None, tuple[TimeReport, ...]]]:
    """Yield each event of a course with its treatment, if it is of one, and its reports."""
    yield "onset", None, course.onset
    yield "first-visit", None, course.first_visit
    for treatment in course.treatments:
        yield "treatment-start", treatment, treatment.start
        yield "treatment-end", treatment, treatment.end


TIMES: Table[TimeRow] = Table(
    "times",
    "event of a course, and place in the paper that dates it",
    _time_rows,
    (
        *COURSE_COLUMNS,
        Column("event", "What happened.", lambda row: row.event, enum=EVENTS, required=True),
        one_of(
            "status",
            Status,
            "Whether the place reports a time.",
            lambda row: row.report.status,
            required=True,
        ),
        time_value_column("When; negative before its origin."),
        *CLOCK_COLUMNS,
        *PLACE_COLUMNS,
        Column(
            "treatment_id",
            "The treatment that began or ended.",
            lambda row: row.treatment.id if row.treatment else None,
        ),
        Column("printed", "The wording of the source, if it differs.", lambda row: row.report.printed),
        Column(
            "in_our_words",
            "The wording of this site, if that of the source is not recorded.",
            lambda row: row.report.in_our_words,
        ),
        via_column(lambda row: row.report),
    ),
    primary_key=(
        "case_id",
        "course_id",
        "event",
        "treatment_id",
        "time_value",
        "time_unit",
        "time_origin",
        "printed",
        "reported_in",
        "locator",
    ),
    foreign_keys=(COURSE_KEY,),
)


BirthKind = Literal["birth", "breast-feeding", "later-pregnancy"]


@dataclass(frozen=True, slots=True)
class BirthRow(CourseRow):
    """A birth, how long the child was breast-fed, or a later pregnancy, as one place reports it."""

    number: int
    report: BirthReport | BreastFeedingReport | Statement

    @property
    def kind(self) -> BirthKind:
        """What the row is about."""
        if isinstance(self.report, BirthReport):
            return "birth"
        return "breast-feeding" if isinstance(self.report, BreastFeedingReport) else "later-pregnancy"

    @property
    def birth(self) -> BirthReport | None:
        """The report, where it is of a birth."""
        return self.report if isinstance(self.report, BirthReport) else None

    @property
    def feeding(self) -> BreastFeedingReport | None:
        """The report, where it is of breast-feeding."""
        return self.report if isinstance(self.report, BreastFeedingReport) else None

    @property
    def pregnancy(self) -> Statement | None:
        """The statement, where it is of a later pregnancy."""
        return self.report if isinstance(self.report, Statement) else None

    @property
    def placed(self) -> PlacedReport | None:
        """The report, where it has a status and a kind of place."""
        return self.report if isinstance(self.report, PlacedReport) else None

    @property
    def lasted(self) -> Duration | None:
        "Duration of the pregnancy or of breast-feeding."
        if self.birth:
            return self.birth.gestation
        return self.feeding.lasted if self.feeding else None

    @property
    def time(self) -> Time | None:
        """When breast-feeding ended, or when the later pregnancy was."""
        if self.feeding:
            return self.feeding.until
        return self.pregnancy.time if self.pregnancy else None


def _birth_rows(source: TableSource) -> Iterator[BirthRow]:
    for case, course in source.dataset.courses():
        reports: tuple[BirthReport | BreastFeedingReport | Statement, ...] = (
            *course.birth,
            *course.breast_feeding,
            *course.later_pregnancies,
        )
        for number, report in enumerate(reports, 1):
            yield BirthRow(case, course, number, report)


BIRTHS: Table[BirthRow] = Table(
    "births",
    "birth, breast-feeding or later pregnancy, and place in the paper that reports it",
    _birth_rows,
    (
        *COURSE_COLUMNS,
        Column(
            "number", "Number of the row within the course.", lambda row: row.number, "integer", required=True
        ),
        one_of("kind", BirthKind, "What it is about.", lambda row: row.kind, required=True),
        one_of(
            "status",
            Status,
            "Whether the place reports it; empty for a later pregnancy.",
            lambda row: row.placed.status if row.placed else None,
        ),
        word_column(
            BirthReport,
            "mode",
            "Mode of birth, or other end of the pregnancy.",
            lambda row: row.birth.mode if row.birth else None,
        ),
        Column(
            "children",
            "Number of children born.",
            lambda row: row.birth.children if row.birth else None,
            "integer",
        ),
        Column(
            "stillborn",
            "`true` if the source reports a stillbirth.",
            lambda row: (row.birth.stillborn or None) if row.birth else None,
            "boolean",
        ),
        Column(
            "fed",
            "Whether the patient breast-fed.",
            lambda row: row.feeding.fed if row.feeding else None,
            "boolean",
        ),
        *duration_columns("Duration of the pregnancy or of breast-feeding."),
        time_value_column(
            "When breast-feeding ended, or when the later pregnancy was; negative before its origin."
        ),
        *CLOCK_COLUMNS,
        Column(
            "what",
            "The statement about a later pregnancy, in this site's words.",
            lambda row: row.pregnancy.what if row.pregnancy else None,
        ),
        one_of(
            "reported_in",
            Place,
            "The kind of place in the paper that prints it; empty for a later pregnancy.",
            lambda row: row.placed.reported_in if row.placed else None,
        ),
        Column("locator", "The place in the paper.", lambda row: row.report.locator, required=True),
        via_column(lambda row: row.report),
    ),
    primary_key=("case_id", "course_id", "number"),
    foreign_keys=(COURSE_KEY,),
)
