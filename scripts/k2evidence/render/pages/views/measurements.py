"""One measurement of one course: its values, what changed, and the reference range."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from k2evidence.derive.changes import Change, Verdict
from k2evidence.derive.reference_ranges import ApplicableRange, applicable_range
from k2evidence.model.base import Phase
from k2evidence.model.cases import Case, Course, Measurement, Report, keyed_reports
from k2evidence.model.text import number, rounded, signed
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.findings import FindingMark, finding_mark
from k2evidence.render.pages.views.reports import (
    MISSING,
    NOT_REPORTED,
    QUALIFIERS,
    places_of,
    status_text,
)

VERDICTS: Mapping[Verdict, str] = {
    "exceeds": "exceeds error",
    "within-error": "within error",
    "cannot-judge": "cannot be judged",
}
"""How each verdict on a change reads."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One value at one end of a course, or why there is none (`missing`)."""

    text: str
    missing: bool
    t_score: Decimal | None
    when: str
    where: str
    mark: FindingMark | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change from before to after: both values, when they were measured, and the verdict on it.

    `absolute` is in the unit of the row, `percent` in percent of the value before; `basis` names the
    places of the paper that both values come from.
    """

    before: str
    after: str
    when: str
    absolute: str
    percent: str
    basis: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A reference range, with the place of the paper or the laboratory that it comes from."""

    text: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class MeasurementRow:
    """A measurement in the table of its case.

    `other_changes` are those of places that were not chosen and that a threshold judges otherwise.
    """

    name: str
    unit: str
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]
    changes: tuple[ChangeView, ...]
    other_changes: tuple[ChangeView, ...]
    reference: ReferenceView | None
    has_t_scores: bool


@dataclass(frozen=True, slots=True)
class ComparedMeasurement:
    """A measurement beside those of other courses: its changes in one line each, or both ends without any.

    `mark` stands for the findings on all its values; the cells have marks of their own.
    """

    changes: tuple[ChangeView, ...]
    other_changes: tuple[ChangeView, ...]
    before: tuple[Cell, ...]
    after: tuple[Cell, ...]
    mark: FindingMark | None


def measurement_row(site: SiteData, case: Case, course: Course, measurement: Measurement) -> MeasurementRow:
    """Return a measurement as a row of the table of its case."""
    vocabulary = site.dataset.vocabulary
    form = vocabulary.form(measurement.analyte, measurement.specimen)
    chosen, unchosen = _change_views(site, case, course, measurement)
    applied = reference_range(site, case, measurement)
    return MeasurementRow(
        name=form.name,
        unit=form.unit or "",
        before=_cells(site, case, course, measurement, "before"),
        after=_cells(site, case, course, measurement, "after"),
        changes=chosen,
        other_changes=unchosen,
        reference=_reference_view(applied) if applied else None,
        has_t_scores=vocabulary.analytes[measurement.analyte].group == "bone density",
    )


def compared_measurement(
    site: SiteData, case: Case, course: Course, measurement: Measurement
) -> ComparedMeasurement:
    """Return a measurement as a cell of the comparison of courses."""
    chosen, unchosen = _change_views(site, case, course, measurement)
    return ComparedMeasurement(
        changes=chosen,
        other_changes=unchosen,
        before=_cells(site, case, course, measurement, "before"),
        after=_cells(site, case, course, measurement, "after"),
        mark=finding_mark(site, (key for key, _ in keyed_reports(case, course, measurement))),
    )


def reference_range(site: SiteData, case: Case, measurement: Measurement) -> ApplicableRange | None:
    """Return the reference range that applies to a measurement of a case; None where none is known."""
    references = site.dataset.vocabulary.reference_ranges
    return applicable_range(measurement, site.printed_ranges[case.paper], references)


def _reference_view(applied: ApplicableRange) -> ReferenceView:
    origin = "printed in " if applied.in_paper else "not in the paper; "
    return ReferenceView(
        f"{applied.range.low}–{applied.range.high}", f"{origin}{applied.source}", applied.url
    )


def _change_views(
    site: SiteData, case: Case, course: Course, measurement: Measurement
) -> tuple[tuple[ChangeView, ...], tuple[ChangeView, ...]]:
    """Return the chosen changes of a measurement, and the others that are shown beside them."""
    changes = site.changes.of(case.id, course.id, measurement.analyte, measurement.specimen)
    return (
        tuple(_change_view(measurement, change) for change in changes if change.chosen),
        tuple(_change_view(measurement, change) for change in changes if not change.chosen),
    )


def _change_view(measurement: Measurement, change: Change) -> ChangeView:
    ends: tuple[tuple[Phase, Report], ...] = (("before", change.before), ("after", change.after))
    return ChangeView(
        before=number(change.before.value),
        after=number(change.after.value),
        when=" → ".join(_time_text(measurement, phase, report) for phase, report in ends),
        absolute=signed(change.absolute.value),
        percent=signed(rounded(change.percent.value)),
        basis=change.basis,
        verdict=_verdict_text(change),
    )


def _verdict_text(change: Change) -> str:
    """Return how a change compares with measurement error, under every threshold that is known."""
    with_value = [judgement for judgement in change.judgements if judgement.threshold.value is not None]
    if not with_value:
        return "no threshold known"
    amounts = Counter(judgement.verdict for judgement in with_value)
    parts = [f"{words} under {amounts[verdict]}" for verdict, words in VERDICTS.items() if amounts[verdict]]
    total = f" of {len(with_value)} thresholds" if len(parts) == 1 else f"; {len(with_value)} thresholds"
    scanner = "; scanner unknown" if len(with_value) < len(change.judgements) else ""
    return f"{', '.join(parts)}{total}{scanner}"


def _cells(
    site: SiteData, case: Case, course: Course, measurement: Measurement, phase: Phase
) -> tuple[Cell, ...]:
    """Return the reports to show for one end of a measurement: those used, else why there is none.

    The findings on reports that are not shown are marked at the first one that is.
    """
    reports = list(keyed_reports(case, course, measurement, (phase,)))
    used = [(key, report) for key, report in reports if key in site.changes.chosen]
    if not used:
        mark = finding_mark(site, (key for key, _ in reports))
        return (_missing_cell([report for _, report in reports], mark),)
    hidden = [key for key, _ in reports if key not in site.changes.chosen]
    return tuple(
        Cell(
            text=number(report.value),
            missing=False,
            t_score=report.t_score,
            when=_time_text(measurement, phase, report),
            where=report.reported_in,
            mark=finding_mark(site, (key, *(hidden if position == 0 else ()))),
        )
        for position, (key, report) in enumerate(used)
    )


def _missing_cell(reports: Sequence[Report], mark: FindingMark | None) -> Cell:
    """Return what stands where no value can be shown: a word of the source, or the kind of missing."""
    without_value = [report for report in reports if report.status != "reported"] or list(reports)
    return Cell(
        text=_missing_text(without_value),
        missing=True,
        t_score=None,
        when="",
        where=places_of(without_value),
        mark=mark,
    )


def _missing_text(reports: Sequence[Report]) -> str:
    for report in reports:
        if report.qualifier:
            return QUALIFIERS[report.qualifier]
    return next((status_text(report) for report in reports if report.status in MISSING), NOT_REPORTED)


def _time_text(measurement: Measurement, phase: Phase, report: Report) -> str:
    """Return when a report was measured; without a time of its own, the one that another place gives."""
    if report.time:
        return str(report.time)
    for other in measurement.at(phase):
        if other.time:
            return f"{other.time} (by the {other.reported_in})"
    return "time not reported"
