"""The catalogue of every table to download."""

from collections.abc import Mapping
from typing import Any

from k2evidence.audit.finding import Finding
from k2evidence.audit.question import Question
from k2evidence.derive.changes import Changes
from k2evidence.derive.phrases import Phrases
from k2evidence.derive.recovery import Recovery
from k2evidence.load.dataset import Dataset
from k2evidence.render.exports.case_tables import CASES, HISTORY, PAPERS
from k2evidence.render.exports.course_tables import BIRTHS, COURSES, TIMES
from k2evidence.render.exports.derived_tables import (
    CHANGES,
    FIGURES,
    FINDINGS,
    NOT_DRAWN,
    PRINTED_CHANGES,
    QUESTIONS,
    RECOVERY,
)
from k2evidence.render.exports.includes_table import INCLUDES
from k2evidence.render.exports.judgement_tables import APPRAISALS, RATINGS
from k2evidence.render.exports.lifeline_table import LIFELINES
from k2evidence.render.exports.measurement_tables import ANALYTES, MEASUREMENTS, THRESHOLDS, VISITS
from k2evidence.render.exports.missing_table import MISSING
from k2evidence.render.exports.outcome_tables import FRACTURES, OUTCOMES
from k2evidence.render.exports.study_tables import ESTIMATES, RESULTS, STUDIES
from k2evidence.render.exports.table import Rows, Table, TableSource
from k2evidence.render.exports.treatment_tables import CO_INTERVENTIONS, EXPOSURES, TREATMENTS

TABLES: tuple[Table[Any], ...] = (
    MEASUREMENTS,
    FRACTURES,
    COURSES,
    CHANGES,
    FINDINGS,
    RECOVERY,
    STUDIES,
    ESTIMATES,
    PAPERS,
    CASES,
    ANALYTES,
    THRESHOLDS,
    TIMES,
    RESULTS,
    FIGURES,
    PRINTED_CHANGES,
    TREATMENTS,
    VISITS,
    EXPOSURES,
    CO_INTERVENTIONS,
    OUTCOMES,
    BIRTHS,
    HISTORY,
    MISSING,
    LIFELINES,
    NOT_DRAWN,
    RATINGS,
    QUESTIONS,
    INCLUDES,
    APPRAISALS,
)
"""Every table, in the order of the data page."""


def tabulate(
    dataset: Dataset,
    changes: Changes,
    recovery: Recovery,
    findings: tuple[Finding, ...],
    phrases: Phrases,
    questions: tuple[Question, ...] = (),
) -> Mapping[Table[Any], Rows]:
    """Return the rows of every table."""
    source = TableSource(dataset, changes, recovery, findings, phrases, questions)
    return {table: table.tabulate(source) for table in TABLES}
