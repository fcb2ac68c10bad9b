"""The tables of studies and of the figures that they report."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from k2evidence.model.studies import (
    Confidence,
    Design,
    Direction,
    Estimate,
    Measure,
    OutcomeKind,
    Population,
    Result,
    SpreadKind,
    Study,
    StudyOutcome,
)
from k2evidence.render.exports.shared_columns import integrity_column, reading_column, used_column
from k2evidence.render.exports.table import Column, ForeignKey, Table, TableSource, one_of


def _joined(texts: Iterable[str]) -> str:
    """Return distinct texts, joined."""
    return "; ".join(dict.fromkeys(texts))


STUDIES: Table[Study] = Table(
    "studies",
    "publication recorded as a study",
    lambda source: source.dataset.studies.values(),
    (
        Column(
            "study_id",
            "The study; also its address, `evidence/<study_id>/`.",
            lambda study: study.id,
            required=True,
        ),
        Column("label", "Its label on pages.", lambda study: study.label, required=True),
        Column(
            "authors",
            "Authors, as far as they were seen; joined by `; `.",
            lambda study: "; ".join(study.authors),
        ),
        Column(
            "title",
            "The title; in brackets where it is this site's description.",
            lambda study: study.display_title,
        ),
        Column("year", "Year of publication.", lambda study: study.year, "integer"),
        Column("journal", "Journal or publisher.", lambda study: study.journal),
        Column("doi", "DOI.", lambda study: study.doi),
        Column("pmid", "PubMed identifier.", lambda study: study.pmid),
        Column("pmcid", "PubMed Central identifier.", lambda study: study.pmcid),
        Column("link", "Another stable address of it.", lambda study: study.link),
        Column("registration", "Number in a trial registry.", lambda study: study.registration),
        Column("country", "Country of the study.", lambda study: study.country),
        one_of(
            "design",
            Design,
            "Design of the study, or kind of publication.",
            lambda study: study.design,
            required=True,
        ),
        Column(
            "topics",
            "Topics; joined by `; `.",
            lambda study: "; ".join(study.topics),
            required=True,
        ),
        one_of("population", Population, "Who was studied.", lambda study: study.population, required=True),
        Column("vitamin_k", "Forms of vitamin K; joined by `; `.", lambda study: "; ".join(study.vitamin_k)),
        Column(
            "doses",
            "Daily doses of vitamin K as given; joined by `; `.",
            lambda study: _joined(str(arm.dose) for arm in study.arms if arm.dose and arm.vitamin_k),
        ),
        Column("people", "Number of people.", lambda study: study.people, "integer"),
        Column("trials", "Number of studies pooled.", lambda study: study.trials, "integer"),
        Column(
            "outcomes",
            "Outcomes; joined by `; `.",
            lambda study: _joined(outcome.kind for outcome in study.outcomes),
        ),
        one_of(
            "direction",
            Direction,
            "Our rating of the comparison of vitamin K with a control; empty if not rated.",
            lambda study: study.direction.judgement if study.direction else None,
        ),
        Column(
            "direction_on",
            "The outcomes that it is about.",
            lambda study: study.direction.about if study.direction else None,
        ),
        Column("funding", "Funding.", lambda study: study.funding),
        reading_column(lambda study: study.reading.extent),
        one_of(
            "confidence",
            Confidence,
            "Confidence in the extraction.",
            lambda study: study.reading.confidence,
            required=True,
        ),
        Column(
            "checked",
            "When the record was last checked against it: a date or part of one.",
            lambda study: study.reading.checked,
        ),
        integrity_column(lambda study: study.integrity.status),
        Column("superseded_by", "A later review that replaces it.", lambda study: study.superseded_by),
        used_column(lambda study: study.in_pooled_views),
        Column(
            "direction_reason",
            "Reason for the rating of direction.",
            lambda study: study.direction.reason if study.direction else None,
        ),
        Column(
            "group_total",
            "Total number of people in all groups, derived from their sizes; empty if one is unknown.",
            lambda study: study.group_total,
            "integer",
        ),
        Column(
            "notices_searched",
            "When notices about it were last searched for: a date or part of one; empty if never.",
            lambda study: study.integrity.searched,
        ),
    ),
    primary_key=("study_id",),
    foreign_keys=(ForeignKey(("superseded_by",), "studies"),),
)


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome of a study; the rows of its figures extend it."""

    study: Study
    outcome: StudyOutcome


OUTCOME_COLUMNS: tuple[Column[OutcomeRow], ...] = (
    Column("study_id", "The study.", lambda row: row.study.id, required=True),
    Column("outcome_id", "The outcome within the study.", lambda row: row.outcome.id, required=True),
    one_of(
        "kind",
        OutcomeKind,
        "The view in which the outcome is shown.",
        lambda row: row.outcome.kind,
        required=True,
    ),
)
SECONDARY: Column[OutcomeRow] = Column(
    "secondary",
    "Whether it is known only from another publication.",
    lambda row: row.outcome.secondary,
    "boolean",
    required=True,
)
STUDY_KEY = ForeignKey(("study_id",), "studies")


def _outcome_rows(source: TableSource) -> Iterator[OutcomeRow]:
    for study in source.dataset.studies.values():
        for outcome in study.outcomes:
            yield OutcomeRow(study, outcome)


@dataclass(frozen=True, slots=True)
class EstimateRow(OutcomeRow):
    """A comparison of groups as one number."""

    estimate: Estimate


def _estimate_rows(source: TableSource) -> Iterator[EstimateRow]:
    for row in _outcome_rows(source):
        for estimate in row.outcome.estimates:
            yield EstimateRow(row.study, row.outcome, estimate)


ESTIMATES: Table[EstimateRow] = Table(
    "estimates",
    "comparison of groups expressed as one number",
    _estimate_rows,
    (
        *OUTCOME_COLUMNS,
        Column("what", "What was measured.", lambda row: row.outcome.what, required=True),
        Column(
            "comparison",
            "The comparison, if the outcome does not name it.",
            lambda row: row.estimate.comparison,
        ),
        one_of("measure", Measure, "The effect measure.", lambda row: row.estimate.measure, required=True),
        Column(
            "value", "The number as printed.", lambda row: row.estimate.value, "number", unit_column="unit"
        ),
        Column(
            "low",
            "Lower limit of the 95 % confidence interval.",
            lambda row: row.estimate.low,
            "number",
            unit_column="unit",
        ),
        Column("high", "Upper limit of it.", lambda row: row.estimate.high, "number", unit_column="unit"),
        Column("se", "Standard error as printed, if no interval is.", lambda row: row.estimate.se),
        Column("p", "P value as printed.", lambda row: row.estimate.p),
        Column("unit", "The unit; empty for a ratio.", lambda row: row.estimate.unit),
        Column("trials", "Number of studies pooled.", lambda row: row.estimate.trials, "integer"),
        Column("people", "Number of people.", lambda row: row.estimate.people, "integer"),
        Column(
            "corrects",
            "Whether a later correction replaced another number by this one.",
            lambda row: row.estimate.corrects,
            "boolean",
            required=True,
        ),
        SECONDARY,
        integrity_column(lambda row: row.study.integrity.status),
        used_column(lambda row: row.study.in_pooled_views and not row.estimate.replaced),
        Column(
            "vitamin_k",
            "The forms of vitamin K to which it applies, if not all those of the study; joined by `; `.",
            lambda row: "; ".join(row.estimate.vitamin_k),
        ),
        Column("comparator", "The comparator, if read.", lambda row: row.estimate.comparator),
        Column(
            "leaves_out",
            "What was excluded in a sensitivity analysis.",
            lambda row: row.estimate.leaves_out,
        ),
        Column(
            "without",
            "Trials included in the review but known not to be in this estimate; joined by `; `.",
            lambda row: "; ".join(row.estimate.without),
        ),
    ),
    primary_key=("study_id", "outcome_id", "comparison", "measure", "value", "low", "high", "p"),
    foreign_keys=(STUDY_KEY,),
)


@dataclass(frozen=True, slots=True)
class ResultRow(OutcomeRow):
    """What one group showed."""

    result: Result

    @property
    def people(self) -> int | None:
        """Out of how many: as the result reports, else how many of its group were analysed, or entered."""
        return self.study.people_of(self.result)


def _result_rows(source: TableSource) -> Iterator[ResultRow]:
    for row in _outcome_rows(source):
        for result in row.outcome.results:
            yield ResultRow(row.study, row.outcome, result)


RESULTS: Table[ResultRow] = Table(
    "results",
    "group of a study and figure reported for it",
    _result_rows,
    (
        *OUTCOME_COLUMNS,
        Column("arm", "The group; empty for all participants.", lambda row: row.result.arm),
        Column(
            "what",
            "What distinguishes the figure from others of the same outcome.",
            lambda row: row.result.what,
        ),
        Column("at", "When, as the source reports it.", lambda row: row.result.at),
        Column(
            "months",
            "Months since the baseline scan, where reported.",
            lambda row: row.result.months,
            "number",
            unit="month",
        ),
        Column("value", "The number as printed.", lambda row: row.result.value, "number", unit_column="unit"),
        Column(
            "range_low",
            "Lower limit, if a range is printed.",
            lambda row: row.result.range.low if row.result.range else None,
            "number",
            unit_column="unit",
        ),
        Column(
            "range_high",
            "Upper limit, if a range is printed.",
            lambda row: row.result.range.high if row.result.range else None,
            "number",
            unit_column="unit",
        ),
        Column(
            "before",
            "The value before, if values before and after are printed.",
            lambda row: row.result.before,
            "number",
            unit_column="unit",
        ),
        Column(
            "before_spread",
            "Its spread, of the same kind as `spread`.",
            lambda row: row.result.before_spread,
            "number",
            unit_column="unit",
        ),
        Column(
            "spread",
            "The number printed after the plus-minus sign.",
            lambda row: row.result.spread,
            "number",
            unit_column="unit",
        ),
        one_of("spread_is", SpreadKind, "The kind of spread.", lambda row: row.result.spread_is),
        Column(
            "low",
            "Lower limit of the confidence interval.",
            lambda row: row.result.low,
            "number",
            unit_column="unit",
        ),
        Column("high", "Upper limit of it.", lambda row: row.result.high, "number", unit_column="unit"),
        Column(
            "events",
            "Number of people with an event, or of events.",
            lambda row: row.result.events,
            "integer",
        ),
        Column("people", "Number of people in the denominator.", lambda row: row.people, "integer"),
        Column("p", "P value within the group, as printed.", lambda row: row.result.p),
        Column("unit", "The unit.", lambda row: row.outcome.unit),
        SECONDARY,
        integrity_column(lambda row: row.study.integrity.status),
        used_column(lambda row: row.study.in_pooled_views),
        Column(
            "people_derived",
            "How `people` was derived, if the source does not print it.",
            lambda row: row.result.people_derived,
        ),
    ),
    primary_key=(
        "study_id",
        "outcome_id",
        "arm",
        "what",
        "at",
        "months",
        "value",
        "range_low",
        "events",
        "before",
    ),
    foreign_keys=(STUDY_KEY,),
)
