"""One measurement of one course: its values at each visit, what changed, and the reference range."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.derive.care import CareGroup
from k2evidence.derive.changes import Change, Verdict, fractured_in_region
from k2evidence.derive.first_scan import ChangeSinceFirst, since_first_scan
from k2evidence.derive.intervals import Interval
from k2evidence.derive.known_rises import exceeded_rise
from k2evidence.derive.reference_ranges import ApplicableRange, applicable_range
from k2evidence.derive.visits import OrderedVisit
from k2evidence.model.base import WAYS_MISSING, Phase, Specimen
from k2evidence.model.cases import (
    Case,
    Course,
    Measurement,
    Report,
    ReportKey,
    Visit,
    keyed_reports,
    measurement_key,
)
from k2evidence.model.text import join_words, number, quantity, rounded, signed, time_text
from k2evidence.model.vocabulary import AnalyteForm
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.findings import FindingMark, finding_mark
from k2evidence.render.pages.views.reports import QUALIFIERS, places_of, status_text, unsaid_text

VERDICTS: Mapping[Verdict, str] = {
    "exceeds": "exceeded",
    "within-error": "within",
    "cannot-judge": "not assessable",
}
"""How each verdict of a threshold on a change reads."""

CARE: Mapping[CareGroup, str] = {
    "bisphosphonate": "a bisphosphonate",
    "other drug": "another bone drug",
    "several drugs": "several bone drugs",
}
"""How what was given between two visits reads, where the name of its group does not say it."""

PHASE_NAMES: Mapping[Phase, str] = {"before": "Before", "after": "After"}
"""What a visit is called that the source sorts as before or after treatment."""


@dataclass(frozen=True, slots=True)
class Score:
    """A number that a source prints beside a value or in its place, e.g. a T-score."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One report of one visit, or why there is none (`missing`).

    `text` is empty where only scores are printed. `unit` is the unit printed, only where it is not that
    of the row.
    """

    text: str
    missing: bool
    unit: str
    scores: tuple[Score, ...]
    when: str
    where: str
    mark: FindingMark | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A change from baseline to a later visit: both values, when they were measured, the verdict on it.

    `absolute` is in the unit of the row, `percent` in percent of the value at baseline; `rounding` is what
    rounding allows, in percent, empty where that is no more than the change itself. `basis` names the
    places of the source that both values come from, where other places give another change; `care` is what
    was given between the two visits.
    """

    before: str
    after: str
    when: str
    absolute: str
    percent: str
    rounding: str
    basis: str
    care: str
    verdict: str
    limits: str
    """The anchor of the thresholds behind the verdict; empty where there is none."""


@dataclass(frozen=True, slots=True)
class VisitView:
    """One visit: what it is called, its values, and what changed since the baseline.

    `other_changes` are those of places that were not chosen and that a threshold judges otherwise;
    `printed` are changes that the source computed; `no_change` says why none is derived.
    """

    name: str
    cells: tuple[Cell, ...]
    changes: tuple[ChangeView, ...]
    other_changes: tuple[ChangeView, ...]
    printed: tuple[str, ...]
    no_change: str


@dataclass(frozen=True, slots=True)
class ReferenceView:
    """A reference range, with the place of the paper or the laboratory that it comes from."""

    text: str
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class MeasurementRow:
    """A measurement in the table of its case; `no_reference` says why it has no reference range."""

    name: str
    unit: str
    notes: tuple[str, ...]
    visits: tuple[VisitView, ...]
    reference: ReferenceView | None
    no_reference: str


@dataclass(frozen=True, slots=True)
class ComparedMeasurement:
    """A measurement beside those of other courses: its changes in one line each, or its visits without any.

    `mark` stands for the findings on all its values; the cells have marks of their own.
    """

    changes: tuple[ChangeView, ...]
    other_changes: tuple[ChangeView, ...]
    visits: tuple[VisitView, ...]
    notes: tuple[str, ...]
    mark: FindingMark | None


def measurement_row(site: SiteData, case: Case, course: Course, measurement: Measurement) -> MeasurementRow:
    """Return a measurement as rows of the table of its case, one for each visit."""
    form = site.dataset.vocabulary.form(measurement.analyte, measurement.specimen)
    applied = reference_range(site, case, measurement)
    return MeasurementRow(
        name=form.name,
        unit=form.unit or "",
        notes=tuple(_notes(site, course, measurement)),
        visits=_visits(site, case, course, measurement),
        reference=_reference_view(applied) if applied else None,
        no_reference=_no_reference(site, measurement),
    )


def compared_measurement(
    site: SiteData, case: Case, course: Course, measurement: Measurement
) -> ComparedMeasurement:
    """Return a measurement as a cell of the comparison of courses."""
    visits = _visits(site, case, course, measurement)
    return ComparedMeasurement(
        changes=tuple(change for visit in visits for change in visit.changes),
        other_changes=tuple(change for visit in visits for change in visit.other_changes),
        visits=visits,
        notes=tuple(_notes(site, course, measurement)),
        mark=finding_mark(site, (key for key, _, _ in keyed_reports(case, course, measurement))),
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


def _no_reference(site: SiteData, measurement: Measurement) -> str:
    group = site.dataset.vocabulary.analytes[measurement.analyte].group
    if group == "bone density":
        reports = [report for _, report in measurement.reports()]
        scores = dict.fromkeys(score.name for report in reports for score in scores_of(report))
        return f"not applicable; see the {join_words(list(scores))}" if scores else "not applicable"
    return "not applicable" if group in ("bone structure", "body") else "no range known"


def _notes(site: SiteData, course: Course, measurement: Measurement) -> Iterator[str]:
    """Yield how and where it was measured, and which measured vertebrae are fractured."""
    reported = filter(None, (measurement.method, measurement.device))
    measured = f"measured: {join_words(measurement.vertebrae)}" if measurement.vertebrae else ""
    if text := "; ".join((*reported, *filter(None, [measured]))):
        yield text
    vocabulary = site.dataset.vocabulary
    levels = fractured_in_region(vocabulary, course, measurement)
    if levels and vocabulary.analytes[measurement.analyte].group == "bone density":
        yield f"{join_words(levels)} fractured; the density may read too high"


def visit_name(visit: Visit, missing: str) -> str:
    """Return what a visit is called: 'Before' where the source sorts it so, else when it was."""
    return PHASE_NAMES[visit.label] if visit.label else visit_time(visit, missing)


def visit_time(visit: Visit, missing: str) -> str:
    """Return every different time that the reports of a visit give, or that it is missing."""
    times = [time_text(report.time) for report in visit.reports if report.time]
    words = list(filter(None, map(time_words_text, visit.reports)))
    return " or ".join(dict.fromkeys(times or words)) or f"time {missing}"


def report_time(visit: Visit, report: Report, missing: str) -> str:
    """Return when a report was measured; without a time of its own, the one that another place gives."""
    if report.time:
        return time_text(report.time)
    for other in visit.reports:
        if other.time:
            return f"{time_text(other.time)} (by the {other.reported_in})"
    return time_words_text(report) or f"time {missing}"


def time_words_text(report: Report) -> str:
    """Return the words for when a value was measured: those of the source in quotation marks, or ours."""
    return f"“{report.time_printed}”" if report.time_printed else report.time_in_our_words or ""


def scores_of(report: Report) -> Iterator[Score]:
    """Yield every number that a source prints beside a value: scores and the percent of young adults."""
    if report.t_score is not None:
        yield Score("T\N{NON-BREAKING HYPHEN}score", number(report.t_score))
    if report.z_score is not None:
        yield Score("Z\N{NON-BREAKING HYPHEN}score", number(report.z_score))
    if report.percent_of_young is not None:
        yield Score("percent of the young adult mean", number(report.percent_of_young))


def printed_changes(report: Report) -> Iterator[str]:
    """Yield the changes that a source prints itself: '+23.6 %'."""
    if report.percent_change is not None:
        yield f"{signed(report.percent_change)}\N{NO-BREAK SPACE}%"
    if report.change is not None:
        yield f"{signed(report.change)} {report.unit_printed or ''}".rstrip()


NOT_KNOWN_BEFORE = "which scan preceded treatment is not known"
"""What a reader must know of a change since the first scan."""


def changes_since_first(
    site: SiteData, case: Case, course: Course, measurement: Measurement
) -> tuple[ChangeSinceFirst, ...]:
    """Return the changes since the first scan of a density that has no change from baseline."""
    vocabulary = site.dataset.vocabulary
    if vocabulary.analytes[measurement.analyte].group != "bone density":
        return ()
    return since_first_scan(vocabulary, site.changes, case, course, measurement)


def since_first_text(site: SiteData, measurement: Measurement, change: ChangeSinceFirst) -> str:
    """Return '+69.0 % since the first scan', and that it is implausible where none so large is known."""
    vocabulary = site.dataset.vocabulary
    text = f"{signed(rounded(change.percent))}\N{NO-BREAK SPACE}% since the first scan"
    is_lumbar = vocabulary.is_density_of(measurement.analyte, "lumbar spine")
    bound = exceeded_rise(vocabulary, "lumbar-bmd", change.percent) if is_lumbar else None
    limit = f"{number(bound.percent)}\N{NO-BREAK SPACE}%" if bound else ""
    return f"{text}, implausible: above the largest credible rise found ({limit})" if bound else text


def reads_as(site: SiteData, form: AnalyteForm, report: Report) -> bool:
    """Say whether a report has a value whose printed unit this site reads as its own."""
    if report.value is None or not report.unit_printed:
        return False
    return site.dataset.vocabulary.reads(form, report.unit_printed)


@dataclass(frozen=True, slots=True)
class _Context:
    """What the cells of one measurement are made from."""

    site: SiteData
    form: AnalyteForm
    missing: str
    reports: Mapping[int, Sequence[tuple[ReportKey, Report]]]
    """The reports of each visit by its number."""
    since_first: Mapping[int, str]
    """What is said of the changes since the first scan, by the number of the later visit."""


def _visits(site: SiteData, case: Case, course: Course, measurement: Measurement) -> tuple[VisitView, ...]:
    """Return the visits of a measurement in the order of time, each with its changes since the baseline."""
    reports: dict[int, list[tuple[ReportKey, Report]]] = {}
    for report_key, _, report in keyed_reports(case, course, measurement):
        reports.setdefault(report_key.visit, []).append((report_key, report))
    context = _Context(
        site,
        site.dataset.vocabulary.form(measurement.analyte, measurement.specimen),
        unsaid_text(site.dataset.publications[case.paper], course, "measurements"),
        reports,
        {
            change.later.number: f"{since_first_text(site, measurement, change)}; {NOT_KNOWN_BEFORE}"
            for change in changes_since_first(site, case, course, measurement)
        },
    )
    key = measurement_key(case, course, measurement)
    changes = site.changes.by_measurement.get(key, ())
    ordered = site.changes.visits[key]
    return tuple(_visit(context, ordered, visit, changes) for visit in ordered)


def _visit(
    context: _Context, ordered: Sequence[OrderedVisit], visit: OrderedVisit, changes: Sequence[Change]
) -> VisitView:
    of_visit = [change for change in changes if change.visits[1] == visit.number]
    printed = [text for _, report in context.reports[visit.number] for text in printed_changes(report)]
    chosen = [change for change in of_visit if change.chosen]
    others = [change for change in of_visit if not change.chosen]
    baseline = changes[0].visits[0] if changes else None
    return VisitView(
        name=visit_name(visit.visit, context.missing),
        cells=_cells(context, visit),
        changes=tuple(_change_view(context, ordered, c, alone=len(chosen) == 1) for c in chosen),
        other_changes=tuple(_change_view(context, ordered, c, alone=False) for c in others),
        printed=tuple(dict.fromkeys(printed)),
        no_change="" if of_visit or printed else _why_no_change(context, ordered, visit, baseline),
    )


def _why_no_change(
    context: _Context, ordered: Sequence[OrderedVisit], visit: OrderedVisit, baseline: int | None
) -> str:
    """Return why no change since the baseline is derived for a visit."""
    if visit.number == baseline:
        return "the baseline"
    valued = [other.number for other in ordered if _has_used_value(context, other.number)]
    if visit.number not in valued:
        scored = any(report.has_number for _, report in context.reports[visit.number])
        return "not derived without a value in this unit" if scored else "no value at this visit"
    if visit.number in context.since_first:
        return context.since_first[visit.number]
    if baseline is None:
        unknown = "which value is the baseline is not known"
        return unknown if len(valued) > 1 else "no other value to compare with"
    numbers = [other.number for other in ordered]
    if visit.is_dated and numbers.index(visit.number) < numbers.index(baseline):
        return "earlier than the baseline"
    return "whether it is later than the baseline is not known"


def _has_used_value(context: _Context, visit: int) -> bool:
    """Say whether a visit has a value that a change can be derived from."""
    return any(
        key in context.site.changes.chosen and report.value is not None
        for key, report in context.reports[visit]
    )


def _change_view(
    context: _Context, ordered: Sequence[OrderedVisit], change: Change, *, alone: bool
) -> ChangeView:
    """Return a change between two visits; `alone` says that no other place gives another one."""
    visits = {visit.number: visit.visit for visit in ordered}
    ends = zip(change.visits, (change.before, change.after), strict=True)
    return ChangeView(
        before=number(change.before.value),
        after=number(change.after.value),
        when=" → ".join(report_time(visits[n], report, context.missing) for n, report in ends),
        absolute=signed(change.absolute.value),
        percent=signed(rounded(change.percent.value)),
        rounding=_rounding_text(change.percent),
        basis="" if alone else change.basis,
        care=_care_text(context, change),
        verdict=_verdict_text(change),
        limits=limits_anchor(change.analyte, change.specimen) if change.judgements else "",
    )


def limits_anchor(analyte: str, specimen: Specimen | None) -> str:
    """Return the anchor of a measurement on the page of thresholds."""
    return f"{analyte}-{specimen}" if specimen else analyte


def _rounding_text(percent: Interval) -> str:
    """Return '+3.1 to +3.5'; empty where rounding makes no difference that a reader would see."""
    low, high = (signed(rounded(end)) for end in (percent.low, percent.high))
    return "" if low == high else f"{low} to {high}"


def _care_text(context: _Context, change: Change) -> str:
    if change.care == "not known":
        return context.missing
    return CARE.get(change.care, change.care)


def _verdict_text(change: Change) -> str:
    """Return 'Of 7 thresholds: exceeded 3, within 4': how a change compares with every one that is known."""
    with_value = [judgement for judgement in change.judgements if judgement.threshold.value is not None]
    if not with_value:
        return "no threshold known"
    amounts = Counter(judgement.verdict for judgement in with_value)
    parts = [f"{words} {amounts[verdict]}" for verdict, words in VERDICTS.items() if amounts[verdict]]
    scanner = "; scanner not reported" if len(with_value) < len(change.judgements) else ""
    return f"Of {quantity(len(with_value), 'threshold')}: {', '.join(parts)}{scanner}"


def _cells(context: _Context, visit: OrderedVisit) -> tuple[Cell, ...]:
    """Return the reports to show for one visit: those used, then scores and values in other units.

    The findings on reports that are not shown are marked at the first one that is.
    """
    reports = context.reports[visit.number]
    chosen = [key for key, _ in reports if key in context.site.changes.chosen]
    shown = [
        (key, report)
        for key, report in reports
        if key in chosen or (report.has_number and (report.value is None or not chosen))
    ]
    if not shown:
        mark = finding_mark(context.site, (key for key, _ in reports))
        return (_missing_cell([report for _, report in reports], mark),)
    hidden = [key for key, _ in reports if key not in dict(shown)]
    several_times = visit.visit.label is not None or len(visit.times) > 1
    return tuple(
        Cell(
            text=number(report.value) if report.value is not None else "",
            missing=False,
            unit=_other_unit(context, report),
            scores=tuple(scores_of(report)),
            when=report_time(visit.visit, report, context.missing) if several_times else "",
            where=report.reported_in,
            mark=finding_mark(context.site, (key, *(hidden if position == 0 else ()))),
        )
        for position, (key, report) in enumerate(shown)
    )


def _other_unit(context: _Context, report: Report) -> str:
    """Return the printed unit of a value that this site cannot read as its own; empty otherwise."""
    if report.value is None or not report.unit_printed or reads_as(context.site, context.form, report):
        return ""
    return "unit not printed" if report.unit_printed == "not printed" else report.unit_printed


def _missing_cell(reports: Sequence[Report], mark: FindingMark | None) -> Cell:
    """Return what a cell without a value shows: a word of the source, or the kind of missing."""
    return Cell(_missing_text(reports), True, "", (), "", places_of(reports), mark)


def _missing_text(reports: Iterable[Report]) -> str:
    by_status = {report.status: report for report in reports}
    for report in by_status.values():
        if report.qualifier:
            return QUALIFIERS[report.qualifier]
    return next(status_text(report) for status, report in by_status.items() if status in WAYS_MISSING)
