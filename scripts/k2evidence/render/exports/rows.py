"""The rows of every table, as text: ASCII minus, true and false in lower case, empty for nothing."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from k2evidence.audit.finding import Finding
from k2evidence.derive.changes import Change, Changes
from k2evidence.derive.intervals import Interval
from k2evidence.derive.phrases import Phrases
from k2evidence.derive.recovery import Recovery, RecoveryPoint
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import PHASES, Phase
from k2evidence.model.cases import Case, Course, Measurement, Report, ReportKey
from k2evidence.model.papers import Paper
from k2evidence.model.placeholders import CASE_PHRASES
from k2evidence.model.scalars.times import Time
from k2evidence.model.studies import Estimate, Result, Study, StudyOutcome
from k2evidence.model.text import rounded
from k2evidence.model.vocabulary import Analyte, AnalyteForm, Threshold
from k2evidence.render.exports.tables import (
    ANALYTES,
    CASES,
    CHANGES,
    COURSES,
    ESTIMATES,
    FIGURES,
    FINDINGS,
    FRACTURES,
    MEASUREMENTS,
    PAPERS,
    RECOVERY,
    RESULTS,
    STUDIES,
    TABLES,
    THRESHOLDS,
    TIMES,
    Table,
)

Rows = tuple[tuple[str, ...], ...]
"""The rows of one table: a text for each column."""


def tabulate(
    dataset: Dataset,
    changes: Changes,
    recovery: Recovery,
    findings: tuple[Finding, ...],
    phrases: Phrases,
) -> Mapping[Table, Rows]:
    """Return the rows of every table."""
    vocabulary = dataset.vocabulary
    of_cases = tabulate_cases(dataset, dataset.cases.values(), changes)
    others: dict[Table, Iterable[Sequence[object]]] = {
        FINDINGS: (_finding(finding) for finding in findings),
        RECOVERY: (_recovery(point) for point in recovery.points),
        STUDIES: (_study(study) for study in dataset.studies.values()),
        ESTIMATES: (
            _estimate(study, outcome, estimate)
            for study in dataset.studies.values()
            for outcome in study.outcomes
            for estimate in outcome.estimates
        ),
        PAPERS: (_paper(dataset, paper) for paper in dataset.papers.values()),
        ANALYTES: (
            _analyte(dataset, analyte, form)
            for analyte in vocabulary.analytes.values()
            for form in analyte.forms
        ),
        THRESHOLDS: (_threshold(threshold) for threshold in vocabulary.thresholds),
        RESULTS: (
            _result(study, outcome, result)
            for study in dataset.studies.values()
            for outcome in study.outcomes
            for result in outcome.results
        ),
        FIGURES: ((name, meaning, phrases[name]) for name, meaning in CASE_PHRASES.items()),
    }
    made = {**of_cases, **_as_text(others)}
    return {table: made[table] for table in TABLES}


def tabulate_cases(dataset: Dataset, cases: Collection[Case], changes: Changes) -> Mapping[Table, Rows]:
    """Return the rows of some cases in every table that tells of cases."""
    courses = [(case, course) for case in cases for course in case.courses]
    return _as_text(
        {
            MEASUREMENTS: (
                _measurement(dataset, case, course, measurement, phase, index, report, changes)
                for case, course in courses
                for measurement in course.measurements
                for phase in PHASES
                for index, report in enumerate(measurement.at(phase))
            ),
            FRACTURES: (
                (case.id, course.id, level, report.reported_in, report.locator)
                for case, course in courses
                for report in course.fractures
                for level in report.levels
            ),
            COURSES: (_course(case, course) for case, course in courses),
            CHANGES: (
                row
                for case, course in courses
                for measurement in course.measurements
                for change in changes.of(case.id, course.id, measurement.analyte, measurement.specimen)
                for row in _change(dataset, change)
            ),
            CASES: ((case.id, case.paper, case.label, case.sex, len(case.courses)) for case in cases),
            TIMES: (row for case, course in courses for row in _times(case, course)),
        }
    )


def _as_text(rows: Mapping[Table, Iterable[Sequence[object]]]) -> Mapping[Table, Rows]:
    return {table: tuple(tuple(map(_field, row)) for row in found) for table, found in rows.items()}


def _field(value: object) -> str:
    """Return a value as text: nothing is empty, true and false are lower-case, the minus is ASCII."""
    if isinstance(value, str):
        return value.replace("\N{MINUS SIGN}", "-")
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).replace("\N{MINUS SIGN}", "-")


def _measurement(
    dataset: Dataset,
    case: Case,
    course: Course,
    measurement: Measurement,
    phase: Phase,
    index: int,
    report: Report,
    changes: Changes,
) -> Sequence[object]:
    form = dataset.vocabulary.form(measurement.analyte, measurement.specimen)
    time = report.time
    from_delivery = time is not None and (time.origin, time.unit) == ("delivery", "month")
    key: ReportKey = (case.id, course.id, measurement.analyte, measurement.specimen, phase, index)
    return (
        case.id,
        course.id,
        measurement.analyte,
        measurement.specimen,
        phase,
        report.status,
        report.value,
        form.unit,
        report.token,
        report.unit_printed,
        report.qualifier,
        report.t_score,
        report.range.low if report.range else None,
        report.range.high if report.range else None,
        *_clock(time),
        time.value if time and from_delivery else None,
        report.reported_in,
        report.locator,
        key in changes.chosen,
    )


def _course(case: Case, course: Course) -> Sequence[object]:
    given = course.treatment
    start = next((report for report in course.treatment_start if report.time), None)
    onset = next((report for report in course.onset if report.time), None)
    measures = [
        f"{measure.what.rstrip('.')}{f' {measure.dose}' if measure.dose else ''}"
        for measure in course.co_interventions
    ]
    outcomes = [
        f"{outcome.what.rstrip('.')}{f' ({outcome.time})' if outcome.time else ''}"
        for outcome in course.outcomes
    ]
    return (
        case.id,
        course.id,
        course.age[0].years if course.age else None,
        course.delivery[0].order if course.delivery else None,
        onset.time if onset else None,
        start.time if start else None,
        course.purpose,
        given.substance,
        given.dose.value,
        given.dose.unit,
        given.duration,
        "; ".join(measures),
        "; ".join(outcomes),
        given.locator,
    )


def _change(dataset: Dataset, change: Change) -> Iterator[Sequence[object]]:
    """Yield a change once for each threshold; once without any where none is known."""
    form = dataset.vocabulary.form(change.analyte, change.specimen)
    start, end = change.months
    numbers = (
        change.case_id,
        change.course_id,
        change.analyte,
        change.specimen,
        change.basis,
        change.before.value,
        _derived(start),
        change.after.value,
        _derived(end),
        form.unit,
        *(f"{value:f}" for value in _ends(change.absolute)),
        *(_derived(value, 2) for value in _ends(change.percent)),
    )
    for judgement in change.judgements:
        threshold = judgement.threshold
        yield (*numbers, threshold.id, threshold.value, threshold.unit, judgement.verdict)
    if not change.judgements:
        yield (*numbers, None, None, None, "cannot-judge")


def _ends(interval: Interval) -> tuple[Decimal, Decimal, Decimal]:
    return interval.value, interval.low, interval.high


def _derived(value: Decimal | None, places: int = 1) -> str | None:
    """Return a derived number rounded; a whole number of months stays whole."""
    if value is None:
        return None
    return f"{value:f}" if places == 1 and value == value.to_integral_value() else str(rounded(value, places))


def _finding(finding: Finding) -> Sequence[object]:
    return (
        finding.finding_id,
        finding.rule,
        finding.kind,
        finding.severity,
        finding.paper_id,
        ";".join(finding.case_ids),
        ";".join(finding.course_ids),
        finding.field,
        finding.says,
        finding.locator,
        finding.also_says,
        finding.also_locator,
        finding.explanation,
    )


def _recovery(point: RecoveryPoint) -> Sequence[object]:
    return (
        point.group,
        point.record_id,
        point.course_id,
        point.label,
        point.arm,
        point.people,
        *(_derived(month) for month in point.months),
        _derived(point.value, 2) if point.course_id else point.value,
        point.low,
        point.high,
        point.spread_is,
        *(point.baseline or (None, None)),
    )


def _estimate(study: Study, outcome: StudyOutcome, estimate: Estimate) -> Sequence[object]:
    return (
        study.id,
        outcome.id,
        outcome.kind,
        outcome.what,
        estimate.comparison,
        estimate.measure,
        estimate.value,
        estimate.low,
        estimate.high,
        estimate.se,
        estimate.p,
        estimate.unit,
        estimate.trials,
        estimate.people,
        estimate.corrects,
        outcome.secondary,
        study.integrity.status,
        study.usable and study.superseded_by is None and not estimate.replaced,
    )


def _study(study: Study) -> tuple[object, ...]:
    title = f"[{study.title}]" if study.title and study.title_ours else study.title
    doses = [str(arm.dose) for arm in study.arms if arm.dose and arm.is_vitamin_k]
    return (
        study.id,
        study.label,
        "; ".join(study.authors),
        title,
        study.year,
        study.journal,
        study.doi,
        study.pmid,
        study.pmcid,
        study.link,
        study.registration,
        study.country,
        study.design,
        "; ".join(study.topics),
        study.population,
        "; ".join(study.vitamin_k),
        "; ".join(dict.fromkeys(doses)),
        study.people,
        study.trials,
        "; ".join(dict.fromkeys(outcome.kind for outcome in study.outcomes)),
        study.direction,
        study.direction_on,
        study.funding,
        study.reading.extent,
        study.reading.confidence,
        study.reading.checked,
        study.integrity.status,
        study.superseded_by,
        study.usable and study.superseded_by is None,
    )


def _paper(dataset: Dataset, paper: Paper) -> tuple[object, ...]:
    return (
        paper.id,
        "; ".join(f"{author.family} {author.given}" for author in paper.authors),
        paper.title,
        paper.year,
        paper.journal,
        paper.volume,
        paper.pages,
        paper.doi,
        paper.reading.extent,
        paper.integrity.status,
        len(dataset.cases_of[paper.id]),
    )


def _analyte(dataset: Dataset, analyte: Analyte, form: AnalyteForm) -> Sequence[object]:
    return (
        analyte.id,
        form.specimen,
        form.name,
        analyte.name,
        analyte.group,
        form.unit,
        dataset.vocabulary.unit(form.unit).ucum if form.unit else None,
        form.loinc.code if form.loinc else None,
    )


def _threshold(threshold: Threshold) -> Sequence[object]:
    return (
        threshold.id,
        threshold.name,
        ";".join(threshold.analytes),
        threshold.specimen,
        threshold.value,
        threshold.unit,
        threshold.direction,
        threshold.group,
        threshold.derived,
        threshold.source.url or threshold.source.title,
    )


def _times(case: Case, course: Course) -> Iterator[Sequence[object]]:
    events = {
        "onset": course.onset,
        "first-visit": course.first_visit,
        "treatment-start": course.treatment_start,
        "treatment-end": course.treatment.end,
    }
    for event, reports in events.items():
        for report in reports:
            clock = _clock(report.time)
            yield (case.id, course.id, event, report.status, *clock, report.reported_in, report.locator)


def _clock(time: Time | None) -> tuple[object, object, object]:
    """Return a time on its clock as three fields."""
    return (time.value, time.unit, time.origin.replace(" ", "-")) if time else (None, None, None)


def _result(study: Study, outcome: StudyOutcome, result: Result) -> Sequence[object]:
    arm = next((arm for arm in study.arms if arm.name == result.arm), None)
    people = result.people if result.people is not None else arm.people if arm else None
    return (
        study.id,
        outcome.id,
        outcome.kind,
        result.arm,
        result.what,
        result.at,
        result.months,
        result.value,
        result.range.low if result.range else None,
        result.range.high if result.range else None,
        result.before,
        result.before_spread,
        result.spread,
        result.spread_is,
        result.low,
        result.high,
        result.events,
        people,
        result.p,
        outcome.unit,
        outcome.secondary,
        study.integrity.status,
        study.usable and study.superseded_by is None,
    )
