"""The tables of what patients were given: treatments, co-interventions and exposures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import product

from k2evidence.derive.visits import months_between
from k2evidence.model.base import DrugClass
from k2evidence.model.cases import CoIntervention, Course, Exposure, Route, Treatment
from k2evidence.model.scalars.doses import Dose
from k2evidence.model.scalars.times import Duration, Time, TimeUnit
from k2evidence.model.vocabulary import Substance
from k2evidence.render.exports.shared_columns import (
    CLOCK_COLUMNS,
    COURSE_COLUMNS,
    COURSE_KEY,
    DOSE_COLUMNS,
    ORIGIN_PATTERN,
    CourseRow,
    duration_columns,
    first_time,
    origin_word,
    time_value_column,
    via_column,
)
from k2evidence.render.exports.table import Column, Table, TableSource, one_of, word_column


@dataclass(frozen=True, slots=True)
class TreatmentRow(CourseRow):
    """A bone drug of a course, or a procedure in the place of one."""

    treatment: Treatment
    order: int | None
    substance: Substance | None
    drug_class: DrugClass

    @property
    def dose(self) -> Dose | None:
        """The dose as printed."""
        return self.treatment.dose

    @property
    def start(self) -> Time | None:
        """When it began, as first reported."""
        return first_time(self.treatment.start)

    @property
    def end(self) -> Time | None:
        """When it ended, as first reported."""
        return first_time(self.treatment.end)


def treatment_order(course: Course) -> Mapping[str, int]:
    """Return, for each treatment, 1 and the number of those that are known to have begun earlier.

    A treatment that is in no known order with any other is left out.
    """
    names = [treatment.id for treatment in course.treatments]
    earlier = {(one, other) for one in names for other in names if _is_earlier(course, one, other)}
    for middle, first, last in product(names, names, names):
        if (first, middle) in earlier and (middle, last) in earlier:
            earlier.add((first, last))
    known = names if len(names) == 1 else [name for name in names if any(name in pair for pair in earlier)]
    return {name: 1 + sum((other, name) in earlier for other in names) for name in known}


def _is_earlier(course: Course, one: str, other: str) -> bool:
    """Return whether one treatment is known to have begun before another, by a date or in words."""
    first, second = course.treatment(one), course.treatment(other)
    if first is None or second is None or one == other:
        return False
    spans = months_between(course, _starts(first), _starts(second))
    return min(spans) > 0 if spans else second.follows == one


def _starts(treatment: Treatment) -> tuple[Time, ...]:
    """Return each report of when a treatment began; its own clock where there is none."""
    reported = tuple(report.time for report in treatment.start if report.time)
    return reported or (Time(Decimal(0), "month", f"start of {treatment.id}"),)


def _treatment_rows(source: TableSource) -> Iterator[TreatmentRow]:
    for case, course in source.dataset.courses():
        order = treatment_order(course)
        for treatment in course.treatments:
            drug_class = source.dataset.drug_class(treatment)
            substance = source.dataset.vocabulary.substances.get(treatment.substance or "")
            yield TreatmentRow(case, course, treatment, order.get(treatment.id), substance, drug_class)


def _time_columns(event: str, description: str, end: bool) -> tuple[Column[TreatmentRow], ...]:
    """Return the columns of the start, or the end, of a treatment on its own clock."""

    def time(row: TreatmentRow) -> Time | None:
        return row.end if end else row.start

    def value(row: TreatmentRow) -> object:
        reported = time(row)
        return reported.value if reported else None

    def unit(row: TreatmentRow) -> str | None:
        reported = time(row)
        return reported.unit if reported else None

    def origin(row: TreatmentRow) -> str | None:
        reported = time(row)
        return origin_word(reported.origin) if reported else None

    return (
        Column(f"{event}_value", description, value, "number", unit_column=f"{event}_unit"),
        one_of(f"{event}_unit", TimeUnit, "The unit of that time.", unit),
        Column(
            f"{event}_origin",
            "The reference event from which that time is counted.",
            origin,
            pattern=ORIGIN_PATTERN,
        ),
    )


TREATMENTS: Table[TreatmentRow] = Table(
    "treatments",
    "bone drug of a course, or procedure performed instead of one",
    _treatment_rows,
    (
        *COURSE_COLUMNS,
        Column(
            "treatment_id", "The treatment within the course.", lambda row: row.treatment.id, required=True
        ),
        Column(
            "order",
            "1 plus the number of treatments of the course known to have begun earlier; empty if its "
            "order is unknown.",
            lambda row: row.order,
            "integer",
        ),
        Column("substance", "The drug given.", lambda row: row.treatment.substance),
        Column("procedure", "The procedure, if no drug was given.", lambda row: row.treatment.procedure),
        one_of("drug_class", DrugClass, "The class of the drug.", lambda row: row.drug_class, required=True),
        *DOSE_COLUMNS,
        Column(
            "schedule",
            "Frequency: `/day` and the like, `2 times/day`, `every 6 months`, `once`; empty if not reported.",
            lambda row: row.dose.schedule if row.dose else None,
        ),
        one_of("route", Route, "Route of administration.", lambda row: row.treatment.route),
        *_time_columns(
            "start", "When it began, as first reported; every report is in `times.csv`.", end=False
        ),
        *_time_columns("end", "When it ended, as first reported; every report is in `times.csv`.", end=True),
        Column("duration", "Duration, as far as reported.", lambda row: row.treatment.duration),
        Column("stopped_because", "Reason for stopping.", lambda row: row.treatment.stopped_because),
        Column(
            "follows",
            "The treatment that it replaced, if the source gives the order but no date.",
            lambda row: row.treatment.follows,
        ),
        Column(
            "name",
            "The name of the drug on pages.",
            lambda row: row.substance.name if row.substance else None,
        ),
        Column("note", "Remark.", lambda row: row.treatment.note),
        Column("locator", "The place in the paper.", lambda row: row.treatment.locator, required=True),
        via_column(lambda row: row.treatment),
    ),
    primary_key=("case_id", "course_id", "treatment_id"),
    foreign_keys=(COURSE_KEY,),
)


@dataclass(frozen=True, slots=True)
class MeasureRow(CourseRow):
    """Something done beside a bone drug, or before the pregnancy ended."""

    number: int
    measure: CoIntervention | Exposure

    @property
    def time(self) -> Time | None:
        """When, where the source reports."""
        return self.measure.time

    @property
    def dose(self) -> Dose | None:
        """The dose as printed."""
        return self.measure.dose

    @property
    def lasted(self) -> Duration | None:
        "Its duration."
        return self.measure.lasted


@dataclass(frozen=True, slots=True)
class CoInterventionRow(MeasureRow):
    """Something done beside, or instead of, a bone drug."""

    measure: CoIntervention


def _co_intervention_rows(source: TableSource) -> Iterator[CoInterventionRow]:
    for case, course in source.dataset.courses():
        for number, measure in enumerate(course.co_interventions, 1):
            yield CoInterventionRow(case, course, number, measure)


def _exposure_rows(source: TableSource) -> Iterator[MeasureRow]:
    for case, course in source.dataset.courses():
        for number, exposure in enumerate(course.exposures, 1):
            yield MeasureRow(case, course, number, exposure)


_NUMBER: Column[MeasureRow] = Column(
    "number", "Number of the row within the course.", lambda row: row.number, "integer", required=True
)
_MEASURE_COLUMNS: tuple[Column[MeasureRow], ...] = (
    Column("what", "The exposure, in this site's words.", lambda row: row.measure.what, required=True),
    Column("substance", "The substance, if any.", lambda row: row.measure.substance),
    *DOSE_COLUMNS,
    *duration_columns("Its duration."),
    time_value_column("When; negative before its origin."),
    *CLOCK_COLUMNS,
    Column("locator", "The place in the paper.", lambda row: row.measure.locator, required=True),
    via_column(lambda row: row.measure),
)

CO_INTERVENTIONS: Table[CoInterventionRow] = Table(
    "co-interventions",
    "measure in addition to, or instead of, a bone drug that could also explain the outcome",
    _co_intervention_rows,
    (
        *COURSE_COLUMNS,
        _NUMBER,
        word_column(
            CoIntervention,
            "kind",
            "The kind of measure.",
            lambda row: row.measure.kind,
            required=True,
        ),
        *_MEASURE_COLUMNS,
        Column("by", "Who prescribed or recommended it.", lambda row: row.measure.by),
        Column(
            "advised",
            "Whether it was recommended but not reported as done.",
            lambda row: row.measure.advised,
            "boolean",
            required=True,
        ),
    ),
    primary_key=("case_id", "course_id", "number"),
    foreign_keys=(COURSE_KEY,),
)

EXPOSURES: Table[MeasureRow] = Table(
    "exposures",
    "drug or habit before or during the pregnancy that can weaken bone",
    _exposure_rows,
    (*COURSE_COLUMNS, _NUMBER, *_MEASURE_COLUMNS),
    primary_key=("case_id", "course_id", "number"),
    foreign_keys=(COURSE_KEY,),
)
