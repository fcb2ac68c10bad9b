"""The tables of what this site derives: changes, recovery, findings and questions, figures in sentences."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import get_args

from k2evidence.audit.finding import Finding, Kind, Severity
from k2evidence.audit.question import Question
from k2evidence.derive.care import CareGroup
from k2evidence.derive.changes import Change, Changes, Judgement, Verdict
from k2evidence.derive.recovery_points import (
    BASELINE,
    ExcludedPoint,
    PointBasis,
    PointSpread,
    RecoveryPoint,
)
from k2evidence.model.cases import MeasurementKey, Report, measurement_key
from k2evidence.model.placeholders import CASE_PHRASES
from k2evidence.model.scalars.times import Time
from k2evidence.model.text import rounded
from k2evidence.model.vocabulary import AnalyteForm, Threshold, ThresholdUnit
from k2evidence.render.exports.measurement_tables import VISIT_KEY, VISIT_NUMBER
from k2evidence.render.exports.shared_columns import (
    ANALYTE_KEY,
    CLOCK_COLUMNS,
    COURSE_COLUMNS,
    COURSE_KEY,
    PLACE_COLUMNS,
    CourseRow,
    analyte_column,
    months_text,
    specimen_column,
    time_value_column,
    via_column,
)
from k2evidence.render.exports.table import Column, ForeignKey, Table, TableSource, one_of


def _percent(value: Decimal) -> Decimal:
    """Return a derived percentage to two decimals."""
    return rounded(value, 2)


@dataclass(frozen=True, slots=True)
class ChangeRow(CourseRow):
    """A change held against one threshold, or against none where no threshold is known."""

    change: Change
    visits: tuple[int, int]
    """Numbers of both visits in the order of time, from 1."""
    form: AnalyteForm
    judgement: Judgement | None

    @property
    def threshold(self) -> Threshold | None:
        """The threshold, where one is known."""
        return self.judgement.threshold if self.judgement else None

    @property
    def verdict(self) -> Verdict:
        """How the change compares with the threshold."""
        return self.judgement.verdict if self.judgement else "cannot-judge"


def _change_rows(source: TableSource) -> Iterator[ChangeRow]:
    vocabulary = source.dataset.vocabulary
    for case, course in source.dataset.courses():
        for measurement in course.measurements:
            form = vocabulary.form(measurement.analyte, measurement.specimen)
            measured = measurement_key(case, course, measurement)
            numbers = _visit_numbers(source.changes, measured)
            for change in source.changes.by_measurement.get(measured, ()):
                baseline, later = change.visits
                for judgement in change.judgements or (None,):
                    yield ChangeRow(
                        case, course, change, (numbers[baseline], numbers[later]), form, judgement
                    )


def _visit_numbers(changes: Changes, measured: MeasurementKey) -> Mapping[int, int]:
    """Return the number of each visit in the order of time, from 1, by its number in the record."""
    return {visit.number: number for number, visit in enumerate(changes.visits[measured], 1)}


CHANGES: Table[ChangeRow] = Table(
    "changes",
    "change, place in the paper and threshold",
    _change_rows,
    (
        *COURSE_COLUMNS,
        analyte_column(lambda row: row.change.analyte),
        specimen_column(lambda row: row.change.specimen),
        Column(
            "basis",
            "The place in the paper from which both values come.",
            lambda row: row.change.basis,
            required=True,
        ),
        Column(
            "from_value",
            "The value at baseline, as printed.",
            lambda row: row.change.before.value,
            "number",
            unit_column="unit",
            required=True,
        ),
        Column(
            "from_months",
            "Months from delivery to the baseline value; empty if the paper does not say.",
            lambda row: months_text(row.change.months[0]),
            "number",
            unit="month",
        ),
        Column(
            "to_value",
            "The later value, as printed.",
            lambda row: row.change.after.value,
            "number",
            unit_column="unit",
            required=True,
        ),
        Column(
            "to_months",
            "Months from delivery to the later value; empty if the paper does not say.",
            lambda row: months_text(row.change.months[1]),
            "number",
            unit="month",
        ),
        Column("unit", "The unit that this site uses.", lambda row: row.form.unit, required=True),
        Column(
            "absolute_change",
            "The difference between the printed values.",
            lambda row: row.change.absolute.value,
            "number",
            unit_column="unit",
        ),
        Column(
            "absolute_low",
            "Lowest difference that rounding of the printed digits allows.",
            lambda row: row.change.absolute.low,
            "number",
            unit_column="unit",
        ),
        Column(
            "absolute_high",
            "Highest difference that rounding of the printed digits allows.",
            lambda row: row.change.absolute.high,
            "number",
            unit_column="unit",
        ),
        Column(
            "percent_change",
            "The difference as a percentage of the baseline value.",
            lambda row: _percent(row.change.percent.value),
            "number",
            unit="%",
        ),
        Column(
            "percent_low",
            "Lowest percentage that rounding allows.",
            lambda row: _percent(row.change.percent.low),
            "number",
            unit="%",
        ),
        Column(
            "percent_high",
            "Highest percentage that rounding allows.",
            lambda row: _percent(row.change.percent.high),
            "number",
            unit="%",
        ),
        Column(
            "threshold_id",
            "The threshold; empty if none is known.",
            lambda row: row.threshold.id if row.threshold else None,
        ),
        Column(
            "threshold_value",
            "Its size; empty if the rule needs the clinic's own figure.",
            lambda row: row.threshold.value if row.threshold else None,
            "number",
            unit_column="threshold_unit",
        ),
        one_of(
            "threshold_unit",
            ThresholdUnit,
            "The unit of its size.",
            lambda row: row.threshold.unit if row.threshold else None,
        ),
        one_of(
            "verdict",
            Verdict,
            "How the change compares with the threshold.",
            lambda row: row.verdict,
            required=True,
        ),
        Column(
            "from_visit",
            "Number of the baseline visit in chronological order, as in `visits.csv`.",
            lambda row: row.visits[0],
            "integer",
            required=True,
        ),
        Column("to_visit", "Number of the later visit.", lambda row: row.visits[1], "integer", required=True),
        one_of(
            "care",
            CareGroup,
            "What was given between the two visits.",
            lambda row: row.change.care,
            required=True,
        ),
        Column(
            "fractured_in_region",
            "Vertebrae in the measured region that any place reports as fractured; joined by `;`.",
            lambda row: ";".join(row.change.fractured),
        ),
    ),
    primary_key=(
        "case_id",
        "course_id",
        "analyte",
        "specimen",
        "from_visit",
        "to_visit",
        "basis",
        "threshold_id",
    ),
    foreign_keys=(COURSE_KEY, ANALYTE_KEY, ForeignKey(("threshold_id",), "thresholds")),
)


@dataclass(frozen=True, slots=True)
class PrintedChangeRow(CourseRow):
    """A change that the source prints where none can be derived for that visit."""

    measured: MeasurementKey
    visit_number: int
    report: Report

    @property
    def time(self) -> Time | None:
        """When it was measured, on the clock of the report."""
        return self.report.time


def _printed_change_rows(source: TableSource) -> Iterator[PrintedChangeRow]:
    for case, course in source.dataset.courses():
        for measurement in course.measurements:
            measured = measurement_key(case, course, measurement)
            numbers = _visit_numbers(source.changes, measured)
            for change in source.changes.printed.get(measured, ()):
                yield PrintedChangeRow(case, course, measured, numbers[change.key.visit], change.report)


PRINTED_CHANGES: Table[PrintedChangeRow] = Table(
    "printed-changes",
    "change calculated only by the source, as printed",
    _printed_change_rows,
    (
        *COURSE_COLUMNS,
        analyte_column(lambda row: row.measured.analyte),
        specimen_column(lambda row: row.measured.specimen),
        VISIT_NUMBER,
        Column(
            "percent_change",
            "The percentage change from baseline, as printed.",
            lambda row: row.report.percent_change,
            "number",
            unit="%",
        ),
        Column(
            "change",
            "The change from baseline as a difference, as printed.",
            lambda row: row.report.change,
            "number",
            unit_column="unit_printed",
        ),
        Column("unit_printed", "The unit of the difference as printed.", lambda row: row.report.unit_printed),
        time_value_column("Time as counted in this report; negative before its reference event."),
        *CLOCK_COLUMNS,
        *PLACE_COLUMNS,
        via_column(lambda row: row.report),
    ),
    primary_key=(
        "case_id",
        "course_id",
        "analyte",
        "specimen",
        "visit",
        "percent_change",
        "change",
        "reported_in",
        "locator",
    ),
    foreign_keys=(COURSE_KEY, ANALYTE_KEY, VISIT_KEY),
)


def _percent_change(point: RecoveryPoint) -> Decimal | None:
    """Return the change of a point: rounded where this site derived it, else as printed."""
    return _percent(point.value) if point.basis == "densities" else point.value


RECOVERY: Table[RecoveryPoint] = Table(
    "recovery",
    "change in lumbar bone density shown in the recovery chart",
    lambda source: source.recovery.points,
    (
        Column(
            "group",
            "The panel of the chart: what was given between the scans.",
            lambda point: point.group,
            enum=(*get_args(CareGroup), "healthy women"),
            required=True,
        ),
        Column("record_id", "The case or the study.", lambda point: point.record_id, required=True),
        Column("course_id", "The course, for a case.", lambda point: point.course_id),
        Column("label", "Its label in the chart.", lambda point: point.label, required=True),
        Column("arm", "What was given; empty where no bone drug is known.", lambda point: point.arm),
        Column("people", "Number of women.", lambda point: point.people, "integer"),
        Column(
            "months_low",
            "Months since the baseline scan; the shortest interval that the source allows.",
            lambda point: months_text(point.months[0]),
            "number",
            unit="month",
        ),
        Column(
            "months_high",
            "The longest interval that the source allows.",
            lambda point: months_text(point.months[1]),
            "number",
            unit="month",
        ),
        Column(
            "percent_change",
            "Change of lumbar bone density since the baseline scan.",
            _percent_change,
            "number",
            unit="%",
            required=True,
        ),
        Column(
            "percent_low",
            "One SD or SE below, or the lower limit of the interval.",
            lambda point: point.low,
            "number",
            unit="%",
        ),
        Column(
            "percent_high",
            "One SD or SE above, or the upper limit of the interval.",
            lambda point: point.high,
            "number",
            unit="%",
        ),
        one_of(
            "spread_is",
            PointSpread,
            "What the lower and upper values are; empty if no spread is given.",
            lambda point: point.spread_is,
        ),
        Column(
            "baseline_months_low",
            "Months from delivery to the baseline scan, if known; the earliest that the source allows.",
            lambda point: months_text(point.baseline[0]) if point.baseline else None,
            "number",
            unit="month",
        ),
        Column(
            "baseline_months_high",
            "The latest that the source allows.",
            lambda point: months_text(point.baseline[1]) if point.baseline else None,
            "number",
            unit="month",
        ),
        Column("woman", "The number of the woman in the chart.", lambda point: point.number, "integer"),
        Column(
            "line",
            "Identical for all scans of a woman that are joined by a line, from 100 % in month 0; "
            "empty for a group.",
            lambda point: point.line,
        ),
        Column(
            "months",
            "Position of the mark: the midpoint of the interval.",
            lambda point: rounded(point.month, 2),
            "number",
            unit="month",
            required=True,
        ),
        Column(
            "months_since",
            "The event from which months are counted: `baseline scan`; if that is undated, the event "
            "from which the source counts; `first scan` if it is not known which scan preceded "
            "treatment.",
            lambda point: point.since,
            required=True,
        ),
        Column(
            "percent_of_baseline",
            "Lumbar bone density as a percentage of the baseline scan.",
            lambda point: BASELINE + (_percent_change(point) or 0),
            "number",
            unit="%",
            required=True,
        ),
        one_of(
            "basis",
            PointBasis,
            "The basis: two densities, a change calculated only by the source, or a result of a group.",
            lambda point: point.basis,
            required=True,
        ),
        Column("region", "The region measured, as far as reported.", lambda point: point.region),
    ),
    primary_key=("record_id", "course_id", "arm", "line", "months_low", "months_high", "percent_change"),
)

NOT_DRAWN: Table[ExcludedPoint] = Table(
    "recovery-not-drawn",
    "lumbar density not shown in the recovery chart, with the reason",
    lambda source: source.recovery.excluded,
    (
        Column("record_id", "The case or the study.", lambda row: row.record_id, required=True),
        Column("course_id", "The course, for a case.", lambda row: row.course_id),
        Column("label", "Its label on pages.", lambda row: row.label, required=True),
        Column("measured", "What was measured.", lambda row: row.what, required=True),
        Column("reason", "Why it is not drawn.", lambda row: row.reason, required=True),
        Column(
            "drawn_otherwise",
            "Whether the chart shows other scans of the same woman, or other results of the same study.",
            lambda row: row.drawn_otherwise,
            "boolean",
            required=True,
        ),
    ),
    primary_key=("record_id", "course_id", "measured", "reason"),
)

FINDINGS: Table[Finding] = Table(
    "findings",
    "finding of the audit",
    lambda source: source.findings,
    (
        Column(
            "finding_id",
            "The finding; also the anchor on the audit page.",
            lambda finding: finding.finding_id,
            required=True,
        ),
        Column("rule", "The rule that found it.", lambda finding: finding.rule, required=True),
        one_of("kind", Kind, "The kind of finding.", lambda finding: finding.kind, required=True),
        one_of("severity", Severity, "Its severity.", lambda finding: finding.severity, required=True),
        Column("paper_id", "The paper.", lambda finding: finding.paper_id, required=True),
        Column("case_ids", "The patients; joined by `;`.", lambda finding: ";".join(finding.case_ids)),
        Column(
            "course_ids",
            "The courses, as case/course; joined by `;`.",
            lambda finding: ";".join(finding.course_ids),
        ),
        Column("field", "What it is about.", lambda finding: finding.field, required=True),
        Column("says", "What one place says.", lambda finding: finding.says),
        Column("locator", "Where.", lambda finding: finding.locator),
        Column("also_says", "What another place says.", lambda finding: finding.also_says),
        Column("also_locator", "Where.", lambda finding: finding.also_locator),
        Column(
            "explanation",
            "What it means, and how it affects derived figures.",
            lambda finding: finding.explanation,
            required=True,
        ),
    ),
    primary_key=("finding_id",),
    foreign_keys=(ForeignKey(("paper_id",), "papers"),),
)

QUESTIONS: Table[Question] = Table(
    "questions",
    "question of the audit about a study",
    lambda source: source.questions,
    (
        Column(
            "question_id",
            "The question; also the anchor on the page of the study.",
            lambda question: question.question_id,
            required=True,
        ),
        Column("rule", "The rule that raised it.", lambda question: question.rule, required=True),
        one_of("kind", Kind, "The kind of question.", lambda question: question.kind, required=True),
        one_of("severity", Severity, "Its severity.", lambda question: question.severity, required=True),
        Column("study_id", "The study.", lambda question: question.study_id, required=True),
        Column(
            "outcome_id",
            "The outcome within the study; empty if it concerns the study as a whole.",
            lambda question: question.outcome_id,
        ),
        Column("field", "What it is about.", lambda question: question.field, required=True),
        Column("says", "What one place says.", lambda question: question.says, required=True),
        Column("locator", "Where.", lambda question: question.locator, required=True),
        Column(
            "also_says", "What another place, or the calculation, says.", lambda question: question.also_says
        ),
        Column("also_locator", "Where.", lambda question: question.also_locator),
        Column("means", "The inconsistency.", lambda question: question.means, required=True),
        Column(
            "may_be",
            "Possible explanations; a question is not proof of an error.",
            lambda question: question.may_be,
            required=True,
        ),
    ),
    primary_key=("question_id",),
    foreign_keys=(ForeignKey(("study_id",), "studies"),),
)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of the cases that a sentence can name, and how it reads."""

    name: str
    meaning: str
    text: str


def _figure_rows(source: TableSource) -> Iterator[FigureRow]:
    for name, meaning in CASE_PHRASES.items():
        yield FigureRow(name, meaning, source.phrases[name])


FIGURES: Table[FigureRow] = Table(
    "figures",
    "figure from the cases given vitamin K2 that is used in sentences of this site",
    _figure_rows,
    (
        Column("figure", "Its name in the sentences of the data.", lambda row: row.name, required=True),
        Column("meaning", "What it is.", lambda row: row.meaning, required=True),
        Column("says", "Its text in sentences.", lambda row: row.text, required=True),
    ),
    primary_key=("figure",),
)
