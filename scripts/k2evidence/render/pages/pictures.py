"""The pictures of one course: its measurements, its spine and what happened, on one clock."""

from collections.abc import Iterator
from decimal import Decimal

from markupsafe import Markup

from k2evidence.derive.intervals import agree
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.derive.timelines import Moment
from k2evidence.model.base import PHASES, VERTEBRAE, Phase
from k2evidence.model.cases import Case, Course, Measurement, Report
from k2evidence.model.text import dose_text, join_words, number, one_decimal
from k2evidence.model.vocabulary import AnalyteForm
from k2evidence.render.charts.inline import (
    Axis,
    CoursePanel,
    CoursePoint,
    Event,
    course_panel,
    spine,
    timeline,
)
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.measurements import reference_range
from k2evidence.render.pages.views.reports import NOT_REPORTED, QUALIFIERS, status_text

TIMELINE_KINDS = ("delivery", "onset", "visit", "treatment", "co-intervention", "finding", "outcome")
"""Kinds of moment that the timeline draws; measurements have pictures of their own."""

Span = tuple[Decimal, Decimal | None]
"""From when to when, in months after delivery; the end is None where the paper tells none."""


def axis_of(site: SiteData, case: Case, course: Course) -> Axis:
    """Return the axis of months after delivery that all pictures of a course share."""
    moments = site.timelines[case.id, course.id]
    return Axis.over(month for moment in moments for month in (moment.low, moment.high) if month is not None)


def course_pictures(site: SiteData, case: Case, course: Course) -> tuple[list[Markup], list[str]]:
    """Return a picture of each measurement with a value, and the names of those without any."""
    axis = axis_of(site, case, course)
    pictures, without_values = [], []
    for measurement in course.measurements:
        panel = _panel(site, case, course, measurement)
        if panel.points:
            pictures.append(course_panel(panel, axis))
        else:
            without_values.append(panel.name)
    return pictures, without_values


def empty_sentence(names: list[str]) -> str:
    """Return which measurements have no value at all; empty where every one has a value."""
    return f"No value is reported for {join_words(names)}." if names else ""


def _panel(site: SiteData, case: Case, course: Course, measurement: Measurement) -> CoursePanel:
    form = site.dataset.vocabulary.form(measurement.analyte, measurement.specimen)
    reference = reference_range(site, case, measurement)
    points = {phase: list(_points(site, course, measurement, form, phase)) for phase in PHASES}
    return CoursePanel(
        name=form.name,
        unit=form.unit or "",
        points=tuple(point for of_phase in points.values() for point in of_phase),
        missing=tuple((phase, _missing_text(measurement, phase)) for phase in PHASES if not points[phase]),
        range_=(reference.range.low, reference.range.high) if reference else None,
        treatment=_treatment_span(site, case, course),
        weaning=tuple(_weaning_months(course)),
    )


def _weaning_months(course: Course) -> Iterator[Decimal]:
    """Yield every month after delivery at which breast-feeding may have been advised against."""
    for measure in course.co_interventions:
        if measure.kind == "weaning" and measure.time:
            for way in to_months_after_delivery(course, measure.time):
                yield way.value


def _points(
    site: SiteData, course: Course, measurement: Measurement, form: AnalyteForm, phase: Phase
) -> Iterator[CoursePoint]:
    """Yield each report with a value; one that repeats another's value and time is not drawn again.

    A report without a time of its own is drawn where another place of the paper puts the value.
    """
    reports = [report for report in measurement.at(phase) if _can_be_drawn(site, form, report)]
    time_elsewhere = next((report.time for report in reports if report.time), None)
    drawn: list[tuple[Decimal, tuple[Decimal, ...]]] = []
    for report in sorted(reports, key=_digits, reverse=True):
        time = report.time or time_elsewhere
        when = tuple(sorted({way.value for way in to_months_after_delivery(course, time)})) if time else ()
        assert report.value is not None
        if not when or any(agree(report.value, value) and when == months for value, months in drawn):
            continue
        drawn.append((report.value, when))
        yield CoursePoint((when[0], when[-1]), report.value, number(report.value), report.reported_in, phase)


def _can_be_drawn(site: SiteData, form: AnalyteForm, report: Report) -> bool:
    """Say whether a report has a value whose printed unit this site reads as its own."""
    if report.value is None or not report.unit_printed:
        return False
    return site.dataset.vocabulary.reads(form, report.unit_printed)


def _digits(report: Report) -> int:
    return len(report.value.as_tuple().digits) if report.value is not None else 0


def _missing_text(measurement: Measurement, phase: Phase) -> str:
    """Return why a phase has no value to draw."""
    reports = measurement.at(phase)
    qualifier = next((report.qualifier for report in reports if report.qualifier), None)
    if qualifier:
        return QUALIFIERS[qualifier]
    return status_text(reports[0]) if reports and reports[0].status != "reported" else NOT_REPORTED


def _treatment_span(site: SiteData, case: Case, course: Course) -> Span | None:
    """Return from when to when vitamin K2 was given, at the widest; None where its start is unknown."""
    moments = site.timelines[case.id, course.id]
    starts = [m.low for m in moments if m.what == "Vitamin K2 began" and m.low is not None]
    ends = [m.high for m in moments if m.what == "Vitamin K2 stopped" and m.high is not None]
    return (min(starts), max(ends, default=None)) if starts else None


def spine_picture(course: Course) -> Markup | None:
    """Return the spine with its fractures; None where no place names any."""
    reports = [report for report in course.fractures if report.levels]
    if not reports:
        return None
    places_of = {
        vertebra: list(dict.fromkeys(r.reported_in for r in reports if vertebra in r.levels))
        for vertebra in VERTEBRAE
    }
    named = {vertebra: places for vertebra, places in places_of.items() if places}
    return spine(VERTEBRAE, named, len({report.reported_in for report in reports}))


def timeline_picture(site: SiteData, case: Case, course: Course) -> Markup:
    """Return what happened, in rows; an event with two different times is one row with two marks."""
    by_what: dict[str, list[Moment]] = {}
    for moment in site.timelines[case.id, course.id]:
        if moment.kind in TIMELINE_KINDS and moment.low is not None:
            by_what.setdefault(moment.what, []).append(moment)
    by_what.pop("Vitamin K2 stopped", None)  # the bar of the treatment ends there
    span = _treatment_span(site, case, course)
    events = [
        _treatment_event(site, course, span) if span and what == "Vitamin K2 began" else _event(what, moments)
        for what, moments in by_what.items()
    ]
    return timeline(events, axis_of(site, case, course))


def _event(what: str, moments: list[Moment]) -> Event:
    months = tuple((m.low, m.high) for m in moments if m.low is not None and m.high is not None)
    return Event(moments[0].kind, f"{what.rstrip('.')}{_when(moments)}", months)


def _treatment_event(site: SiteData, course: Course, span: Span) -> Event:
    start, end = span
    treatment = course.treatment
    dose = dose_text(treatment.dose, site.dataset.vocabulary.substances[treatment.substance])
    until = f" to {one_decimal(end)}" if end is not None else "; its end is not reported"
    what = f"Vitamin K2 {dose}: month {one_decimal(start)}{until}"
    return Event("treatment", what, ((start, start),), end, open_ended=end is None)


def _when(moments: list[Moment]) -> str:
    """Return ': month 3', or every month where places differ; empty for the delivery itself."""
    if moments[0].kind == "delivery":
        return ""
    months = dict.fromkeys(
        f"{'about ' if m.converted else ''}month {one_decimal(m.low)}" for m in moments if m.low is not None
    )
    return f": {' or '.join(months)}"
