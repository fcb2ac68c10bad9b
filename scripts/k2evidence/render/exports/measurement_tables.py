"""The tables of measurements, and of the analytes and thresholds that they refer to."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from k2evidence.model.base import Phase, Qualifier, Specimen, Status
from k2evidence.model.cases import Report, ReportKey, keyed_reports
from k2evidence.model.scalars.times import Time
from k2evidence.model.vocabulary import (
    Analyte,
    AnalyteForm,
    AnalyteGroup,
    Threshold,
    ThresholdDirection,
    ThresholdUnit,
)
from k2evidence.render.exports.shared_columns import (
    ANALYTE_KEY,
    CLOCK_COLUMNS,
    COURSE_COLUMNS,
    COURSE_KEY,
    PLACE_COLUMNS,
    CourseRow,
    analyte_column,
    specimen_column,
    time_value_column,
)
from k2evidence.render.exports.table import Column, Table, TableSource, one_of


@dataclass(frozen=True, slots=True)
class MeasurementRow(CourseRow):
    """One report of a measurement; `chosen` tells whether this site uses it."""

    key: ReportKey
    form: AnalyteForm
    report: Report
    chosen: bool

    @property
    def time(self) -> Time | None:
        """When it was measured, if the report tells."""
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
            for key, report in keyed_reports(case, course, measurement):
                chosen = key in source.changes.chosen
                yield MeasurementRow(case, course, key, form, report, chosen)


MEASUREMENTS: Table[MeasurementRow] = Table(
    "measurements",
    "report of a measurement; a value printed in the table and in the text is two rows",
    _measurement_rows,
    (
        *COURSE_COLUMNS,
        analyte_column(lambda row: row.key.analyte),
        specimen_column(lambda row: row.key.specimen),
        one_of(
            "phase",
            Phase,
            "Before or after treatment, as the paper sorts it.",
            lambda row: row.key.phase,
            required=True,
        ),
        one_of(
            "status",
            Status,
            "`reported`: a number is printed; `not-available`: the paper says that it has none; `dash`: "
            "the table prints a dash; `qualitative`: words only.",
            lambda row: row.report.status,
            required=True,
        ),
        Column(
            "value",
            "Exactly the digits printed; only where `reported`.",
            lambda row: row.report.value,
            "number",
            unit_column="unit",
        ),
        Column("unit", "The unit that this site uses.", lambda row: row.form.unit),
        Column("printed", "The token as printed, with its footnote mark.", lambda row: row.report.token),
        Column("unit_printed", "The unit as the paper prints it.", lambda row: row.report.unit_printed),
        one_of(
            "qualifier",
            Qualifier,
            "What the paper calls the value, in one word.",
            lambda row: row.report.qualifier,
        ),
        Column("t_score", "T-score printed with it.", lambda row: row.report.t_score, "number", unit="SD"),
        Column(
            "range_low",
            "Low end of the reference range printed with it.",
            lambda row: row.report.range.low if row.report.range else None,
            "number",
            unit_column="unit_printed",
        ),
        Column(
            "range_high",
            "High end of the reference range printed with it.",
            lambda row: row.report.range.high if row.report.range else None,
            "number",
            unit_column="unit_printed",
        ),
        time_value_column("When, on the clock that this report uses; negative before its origin."),
        *CLOCK_COLUMNS,
        Column(
            "months_after_delivery",
            "Only where this report itself counts months from delivery.",
            lambda row: row.months_after_delivery,
            "number",
            unit="month",
        ),
        *PLACE_COLUMNS,
        Column(
            "chosen",
            "Whether tables and charts of this site use the report.",
            lambda row: row.chosen,
            "boolean",
            required=True,
        ),
    ),
    primary_key=(
        "case_id",
        "course_id",
        "analyte",
        "specimen",
        "phase",
        "reported_in",
        "locator",
        "time_value",
        "time_unit",
        "time_origin",
        "printed",
    ),
    foreign_keys=(COURSE_KEY, ANALYTE_KEY),
)


@dataclass(frozen=True, slots=True)
class AnalyteRow:
    """An analyte in one specimen, and the UCUM code of the unit that this site uses for it."""

    analyte: Analyte
    form: AnalyteForm
    ucum: str | None


def _analyte_rows(source: TableSource) -> Iterator[AnalyteRow]:
    vocabulary = source.dataset.vocabulary
    for analyte in vocabulary.analytes.values():
        for form in analyte.forms:
            ucum = vocabulary.unit(form.unit).ucum if form.unit else None
            yield AnalyteRow(analyte, form, ucum)


ANALYTES: Table[AnalyteRow] = Table(
    "analytes",
    "analyte in one specimen",
    _analyte_rows,
    (
        analyte_column(lambda row: row.analyte.id),
        specimen_column(lambda row: row.form.specimen),
        Column("name", "What readers call it.", lambda row: row.form.name, required=True),
        Column("full_name", "Its full name.", lambda row: row.analyte.name, required=True),
        one_of(
            "group", AnalyteGroup, "Where it stands in tables.", lambda row: row.analyte.group, required=True
        ),
        Column(
            "unit",
            "The unit that this site uses; empty for a form that holds no value.",
            lambda row: row.form.unit,
        ),
        Column("ucum", "The unit as UCUM code, where it was validated.", lambda row: row.ucum),
        Column(
            "loinc",
            "LOINC code, where it was verified.",
            lambda row: row.form.loinc.code if row.form.loinc else None,
        ),
    ),
    primary_key=("analyte", "specimen"),
)

THRESHOLDS: Table[Threshold] = Table(
    "thresholds",
    "published threshold that a change must reach to be more than error",
    lambda source: source.dataset.vocabulary.thresholds,
    (
        Column("threshold_id", "The threshold.", lambda threshold: threshold.id, required=True),
        Column("name", "What readers call it.", lambda threshold: threshold.name, required=True),
        Column(
            "analytes",
            "What it is for; joined by `;`.",
            lambda threshold: ";".join(threshold.analytes),
            required=True,
        ),
        one_of(
            "specimen",
            Specimen,
            "Only in this specimen, where that matters.",
            lambda threshold: threshold.specimen,
        ),
        Column(
            "value",
            "Its size; empty where the rule needs the clinic's own figure.",
            lambda threshold: threshold.value,
            "number",
            unit_column="unit",
        ),
        one_of("unit", ThresholdUnit, "The unit of its size.", lambda threshold: threshold.unit),
        one_of(
            "direction",
            ThresholdDirection,
            "Whether it judges any change, or only a fall.",
            lambda threshold: threshold.direction,
            required=True,
        ),
        Column(
            "group",
            "On whom, or on which scanner, it rests.",
            lambda threshold: threshold.group,
            required=True,
        ),
        Column(
            "derived",
            "How this site derived the value, where the source prints another figure.",
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
