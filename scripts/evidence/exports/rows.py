"""The tables to download, as text: UTF-8, comma, `\\n`, ASCII minus, empty for nothing to say."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from evidence.intervals import Interval
from evidence.model import (
    PHASES,
    Case,
    Course,
    Dataset,
    Estimate,
    Measurement,
    Paper,
    Phase,
    Report,
    Study,
    StudyOutcome,
)
from evidence.results import Change, Changes, Finding, Recovery, RecoveryPoint, ReportKey, SiteFile
from evidence.tables import (
    CHANGES,
    COURSES,
    ESTIMATES,
    FINDINGS,
    FRACTURES,
    MEASUREMENTS,
    PAPERS,
    RECOVERY,
    STUDIES,
    Table,
)
from evidence.words import rounded


def render_exports(
    dataset: Dataset, changes: Changes, recovery: Recovery, findings: tuple[Finding, ...]
) -> tuple[SiteFile, ...]:
    """Return every table to download."""
    return (
        _csv(
            MEASUREMENTS,
            (
                _measurement(dataset, case, course, measurement, phase, index, report, changes)
                for case, course in dataset.courses()
                for measurement in course.measurements
                for phase in PHASES
                for index, report in enumerate(measurement.at(phase))
            ),
        ),
        _csv(
            FRACTURES,
            (
                (case.id, course.id, level, report.reported_in, report.locator)
                for case, course in dataset.courses()
                for report in course.fractures
                for level in report.levels
            ),
        ),
        _csv(COURSES, (_course(case, course) for case, course in dataset.courses())),
        _csv(CHANGES, (row for change in changes for row in _change(dataset, change))),
        _csv(FINDINGS, (_finding(finding) for finding in findings)),
        _csv(STUDIES, (_study(study) for study in dataset.studies.values())),
        _csv(PAPERS, (_paper(dataset, paper) for paper in dataset.papers.values())),
        _csv(RECOVERY, (_recovery(point) for point in recovery.points)),
        _csv(
            ESTIMATES,
            (
                _estimate(study, outcome, estimate)
                for study in dataset.studies.values()
                for outcome in study.outcomes
                for estimate in outcome.estimates
            ),
        ),
    )


def _csv(table: Table, rows: Iterable[Sequence[object]]) -> SiteFile:
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows([_field(value) for value in row] for row in rows)
    return SiteFile(table.uri, stream.getvalue())


def _field(value: object) -> str:
    """Return a value as text: nothing is empty, true and false are lower-case, the minus is ASCII."""
    if value is None:
        return ""
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
        time.value if time else None,
        time.unit if time else None,
        time.origin.replace(" ", "-") if time else None,
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
        sum(case.paper == paper.id for case in dataset.cases.values()),
    )
