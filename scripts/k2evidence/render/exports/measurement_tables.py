"""The tables of measurements and visits, and of the analytes and thresholds that they refer to."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from k2evidence.audit.scope import NOT_PRINTED
from k2evidence.derive.visits import OrderedVisit
from k2evidence.model.base import Phase, Qualifier, Specimen, Status
from k2evidence.model.cases import Measurement, Report, ReportKey, measurement_key
from k2evidence.model.scalars.times import Time
from k2evidence.model.vocabulary import (
    Analyte,
    AnalyteForm,
    AnalyteGroup,
    Region,
    Threshold,
    ThresholdDirection,
    ThresholdUnit,
    Vocabulary,
)
from k2evidence.render.exports.shared_columns import (
    ANALYTE_KEY,
    CLOCK_COLUMNS,
    COURSE_COLUMNS,
    COURSE_KEY,
    PLACE_COLUMNS,
    CourseRow,
    analyte_column,
    joined,
    months_text,
    specimen_column,
    time_value_column,
    via_column,
)
from k2evidence.render.exports.table import Column, ForeignKey, Table, TableSource, one_of


@dataclass(frozen=True, slots=True)
class MeasurementRow(CourseRow):
    """One report of a measurement; `chosen` says whether this site uses it.

    `visit_number` and `number` count from 1: the visits in the order of time, the reports of a visit as
    the record lists them.
    """

    measurement: Measurement
    visit_number: int
    visit: OrderedVisit
    number: int
    form: AnalyteForm
    unit: str | None
    """The unit of the value; None where none is printed, or the form holds no value."""
    report: Report
    chosen: bool

    @property
    def time(self) -> Time | None:
        """When it was measured, if the report gives it."""
        return self.report.time

    @property
    def months_after_delivery(self) -> Decimal | None:
        """The months that the report itself counts from delivery."""
        time = self.report.time
        counts = time is not None and (time.origin, time.unit) == ("delivery", "month")
        return time.value if time and counts else None


def _measurement_rows(source: TableSource) -> Iterator[MeasurementRow]:
    for case, course in source.dataset.courses():
        for measurement in course.measurements:
            form = source.dataset.vocabulary.form(measurement.analyte, measurement.specimen)
            measured = measurement_key(case, course, measurement)
            for visit_number, visit in enumerate(source.changes.visits[measured], 1):
                for position, report in enumerate(visit.visit.reports):
                    chosen = ReportKey(*measured, visit.number, position) in source.changes.chosen
                    yield MeasurementRow(
                        case,
                        course,
                        measurement,
                        visit_number,
                        visit,
                        position + 1,
                        form,
                        _unit(source.dataset.vocabulary, form, report),
                        report,
                        chosen,
                    )


def _unit(vocabulary: Vocabulary, form: AnalyteForm, report: Report) -> str | None:
    """Return the unit of this site where a value is read in it, else the one printed."""
    printed = report.unit_printed
    if report.value is None or printed is None or vocabulary.reads(form, printed):
        return form.unit
    return vocabulary.unit(printed).id if printed != NOT_PRINTED else None


def _months(visit: OrderedVisit) -> tuple[Decimal, ...]:
    """Return the months after delivery, for each way in which the paper dates the visit."""
    return tuple(way.value for way in visit.months)


class HasVisit(Protocol):
    """A row about one visit."""

    @property
    def visit_number(self) -> int:
        """Its number in the order of time, from 1."""


class HasDatedVisit(Protocol):
    """A row about one visit that holds it."""

    @property
    def visit(self) -> OrderedVisit:
        """The visit, as the source dates it."""


VISIT_NUMBER: Column[HasVisit] = Column(
    "visit",
    "Number of the visit in chronological order among those of this measurement, from 1.",
    lambda row: row.visit_number,
    "integer",
    required=True,
)
VISIT_MONTHS: tuple[Column[HasDatedVisit], ...] = (
    Column(
        "months_low",
        "Months from delivery to the visit, the earliest that the source allows; "
        "empty where it is not dated so.",
        lambda row: months_text(min(_months(row.visit), default=None)),
        "number",
        unit="month",
    ),
    Column(
        "months_high",
        "Months from delivery to the visit, the latest that the source allows.",
        lambda row: months_text(max(_months(row.visit), default=None)),
        "number",
        unit="month",
    ),
)
VISIT_KEY = ForeignKey(("case_id", "course_id", "analyte", "specimen", "visit"), "visits")


MEASUREMENTS: Table[MeasurementRow] = Table(
    "measurements",
    "report of a measurement; a value printed in the table and in the text has two rows",
    _measurement_rows,
    (
        *COURSE_COLUMNS,
        analyte_column(lambda row: row.measurement.analyte),
        specimen_column(lambda row: row.measurement.specimen),
        one_of(
            "phase",
            Phase,
            "Before or after treatment, if the paper says which.",
            lambda row: row.visit.visit.label,
        ),
        one_of(
            "status",
            Status,
            "`reported`: a number is printed; `not-available`: the paper states that it has none; "
            "`dash`: the table prints a dash; `qualitative`: words only; `not-applicable`: the "
            "question does not arise; `not-reported`: the relevant text was read and does not mention "
            "it; `not-seen`: that part was not read.",
            lambda row: row.report.status,
            required=True,
        ),
        Column(
            "value",
            "The digits exactly as printed; empty if only a score or a change is printed.",
            lambda row: row.report.value,
            "number",
            unit_column="unit",
        ),
        Column(
            "unit",
            "The unit of the value: that of this site, or the printed one if it differs.",
            lambda row: row.unit,
        ),
        Column("printed", "The text as printed, with its footnote mark.", lambda row: row.report.token),
        Column("unit_printed", "The unit as the paper prints it.", lambda row: row.report.unit_printed),
        one_of(
            "qualifier",
            Qualifier,
            "The term by which the paper describes the value.",
            lambda row: row.report.qualifier,
        ),
        Column("t_score", "T-score printed with it.", lambda row: row.report.t_score, "number", unit="SD"),
        Column(
            "range_low",
            "Lower limit of the reference range printed with it.",
            lambda row: row.report.range.low if row.report.range else None,
            "number",
            unit_column="unit_printed",
        ),
        Column(
            "range_high",
            "Upper limit of the reference range printed with it.",
            lambda row: row.report.range.high if row.report.range else None,
            "number",
            unit_column="unit_printed",
        ),
        time_value_column("Time as counted in this report; negative before its reference event."),
        *CLOCK_COLUMNS,
        Column(
            "months_after_delivery",
            "Only if this report itself counts months from delivery.",
            lambda row: row.months_after_delivery,
            "number",
            unit="month",
        ),
        *PLACE_COLUMNS,
        Column(
            "chosen",
            "Whether the tables and charts of this site use the report.",
            lambda row: row.chosen,
            "boolean",
            required=True,
        ),
        VISIT_NUMBER,
        Column(
            "report",
            "Number of the report within its visit.",
            lambda row: row.number,
            "integer",
            required=True,
        ),
        Column("z_score", "Z-score printed with it.", lambda row: row.report.z_score, "number", unit="SD"),
        Column(
            "percent_of_young",
            "Bone density as a percentage of the young adult mean, as printed.",
            lambda row: row.report.percent_of_young,
            "number",
            unit="%",
        ),
        Column(
            "percent_change",
            "A change from baseline that the source prints as a percentage.",
            lambda row: row.report.percent_change,
            "number",
            unit="%",
        ),
        Column(
            "change",
            "A change from baseline that the source prints as a difference.",
            lambda row: row.report.change,
            "number",
            unit_column="unit_printed",
        ),
        Column("method", "How it was measured, if reported.", lambda row: row.measurement.method),
        Column("device", "The device, if reported.", lambda row: row.measurement.device),
        Column(
            "vertebrae",
            "The vertebrae measured, if the source excludes some of the region; joined by `;`.",
            lambda row: ";".join(row.measurement.vertebrae),
        ),
        Column(
            "time_printed",
            "The wording of the source for when it was measured, if it is not a time.",
            lambda row: row.report.time_printed,
        ),
        Column(
            "time_in_our_words",
            "When it was measured in the wording of this site, if that of the source is not recorded.",
            lambda row: row.report.time_in_our_words,
        ),
        via_column(lambda row: row.report),
        *VISIT_MONTHS,
    ),
    primary_key=("case_id", "course_id", "analyte", "specimen", "visit", "report"),
    foreign_keys=(COURSE_KEY, ANALYTE_KEY, VISIT_KEY),
)


@dataclass(frozen=True, slots=True)
class VisitRow(CourseRow):
    """One scan or sample, in its place among those of one measurement."""

    measurement: Measurement
    visit_number: int
    visit: OrderedVisit
    is_baseline: bool | None


def _visit_rows(source: TableSource) -> Iterator[VisitRow]:
    for case, course in source.dataset.courses():
        for measurement in course.measurements:
            measured = measurement_key(case, course, measurement)
            baselines = {change.visits[0] for change in source.changes.by_measurement.get(measured, ())}
            for number, visit in enumerate(source.changes.visits[measured], 1):
                is_baseline = visit.number in baselines if baselines else None
                yield VisitRow(case, course, measurement, number, visit, is_baseline)


VISITS: Table[VisitRow] = Table(
    "visits",
    "scan or sample of one measurement",
    _visit_rows,
    (
        *COURSE_COLUMNS,
        analyte_column(lambda row: row.measurement.analyte),
        specimen_column(lambda row: row.measurement.specimen),
        VISIT_NUMBER,
        one_of(
            "label",
            Phase,
            "Before or after treatment, if the paper says which.",
            lambda row: row.visit.visit.label,
        ),
        one_of(
            "phase",
            Phase,
            "Whether it is at or before the first bone drug or after it, according to its label or "
            "otherwise its time; empty if unknown or if no bone drug was given.",
            lambda row: row.visit.phase,
        ),
        *VISIT_MONTHS,
        Column(
            "times",
            "All times reported for it; joined by `; `.",
            lambda row: joined(row.visit.times),
        ),
        Column(
            "time_printed",
            "The wording of the source, if it is not a time; joined by `; `.",
            lambda row: joined(report.time_printed for report in row.visit.visit.reports),
        ),
        Column(
            "is_baseline",
            "Whether it is the baseline for changes; empty if no change is derived.",
            lambda row: row.is_baseline,
            "boolean",
        ),
    ),
    primary_key=("case_id", "course_id", "analyte", "specimen", "visit"),
    foreign_keys=(COURSE_KEY, ANALYTE_KEY),
)


@dataclass(frozen=True, slots=True)
class AnalyteRow:
    """An analyte in one specimen, its region, and the UCUM code of the unit that this site uses for it."""

    analyte: Analyte
    form: AnalyteForm
    ucum: str | None
    region: Region | None


def _analyte_rows(source: TableSource) -> Iterator[AnalyteRow]:
    vocabulary = source.dataset.vocabulary
    for analyte in vocabulary.analytes.values():
        site = vocabulary.sites.get(analyte.site or "")
        for form in analyte.forms:
            ucum = vocabulary.unit(form.unit).ucum if form.unit else None
            yield AnalyteRow(analyte, form, ucum, site.region if site else None)


ANALYTES: Table[AnalyteRow] = Table(
    "analytes",
    "analyte in one specimen",
    _analyte_rows,
    (
        analyte_column(lambda row: row.analyte.id),
        specimen_column(lambda row: row.form.specimen),
        Column("name", "Its label on pages.", lambda row: row.form.name, required=True),
        Column("full_name", "Its full name.", lambda row: row.analyte.name, required=True),
        one_of("group", AnalyteGroup, "Group in tables.", lambda row: row.analyte.group, required=True),
        Column(
            "unit",
            "The unit that this site uses; empty for a form without values.",
            lambda row: row.form.unit,
        ),
        Column("ucum", "The unit as UCUM code, where it was validated.", lambda row: row.ucum),
        Column(
            "loinc",
            "LOINC code, where it was verified.",
            lambda row: row.form.loinc.code if row.form.loinc else None,
        ),
        Column("site", "The skeletal site, if it is measured at one.", lambda row: row.analyte.site),
        one_of("region", Region, "The region of the skeleton.", lambda row: row.region),
    ),
    primary_key=("analyte", "specimen"),
)

THRESHOLDS: Table[Threshold] = Table(
    "thresholds",
    "published threshold that a change must reach to exceed measurement error",
    lambda source: source.dataset.vocabulary.thresholds,
    (
        Column("threshold_id", "The threshold.", lambda threshold: threshold.id, required=True),
        Column("name", "Its label on pages.", lambda threshold: threshold.name, required=True),
        Column(
            "analytes",
            "The analytes to which it applies; joined by `;`.",
            lambda threshold: ";".join(threshold.analytes),
            required=True,
        ),
        one_of(
            "specimen",
            Specimen,
            "The specimen to which it is limited, if any.",
            lambda threshold: threshold.specimen,
        ),
        Column(
            "value",
            "Its size; empty if the rule needs the clinic's own figure.",
            lambda threshold: threshold.value,
            "number",
            unit_column="unit",
        ),
        one_of("unit", ThresholdUnit, "The unit of its size.", lambda threshold: threshold.unit),
        one_of(
            "direction",
            ThresholdDirection,
            "Whether it applies to any change or only to a fall.",
            lambda threshold: threshold.direction,
            required=True,
        ),
        Column(
            "group",
            "The people, or the scanner, on which it is based.",
            lambda threshold: threshold.group,
            required=True,
        ),
        Column(
            "derived",
            "How this site derived the value, if the source prints a different figure.",
            lambda threshold: threshold.derived,
        ),
        Column(
            "source",
            "Where it was seen.",
            lambda threshold: threshold.source.url or threshold.source.title,
            required=True,
        ),
    ),
    primary_key=("threshold_id",),
)
