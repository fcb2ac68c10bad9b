"""The pictures of one course: its measurements, its spine and what happened, on one clock."""

from collections.abc import Iterator
from decimal import Decimal

from markupsafe import Markup

from k2evidence.derive.intervals import agree
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.derive.timelines import Moment
from k2evidence.model.base import PHASES, VERTEBRAE, Phase
from k2evidence.model.cases import Case, Course, Measurement, Report
from k2evidence.model.text import dose_text, join_words, number, rounded
from k2evidence.render.charts.inline import (
    Axis,
    CoursePanel,
    CoursePoint,
    Event,
    course_panel,
    spine,
    timeline,
)
from k2evidence.render.pages.views import MISSING, QUALIFIERS, SiteData, form_of, reference_for, status_text

TOLD = ("delivery", "onset", "visit", "treatment", "co-intervention", "finding", "outcome")
"""Kinds of moment that the timeline draws; measurements have pictures of their own."""


def axis_of(site: SiteData, case: Case, course: Course) -> Axis:
    """Return the months that all pictures of a course share."""
    moments = site.timelines[case.id, course.id]
    return Axis.over(month for moment in moments for month in (moment.low, moment.high) if month is not None)


def course_pictures(site: SiteData, case: Case, course: Course) -> tuple[list[Markup], list[str]]:
    """Return a picture of each measurement with a value, and the names of those without any."""
    axis = axis_of(site, case, course)
    drawn, empty = [], []
    for measurement in course.measurements:
        panel = _panel(site, case, course, measurement)
        if panel.points:
            drawn.append(course_panel(panel, axis))
        else:
            empty.append(panel.name)
    return drawn, empty


def _panel(site: SiteData, case: Case, course: Course, measurement: Measurement) -> CoursePanel:
    _, form = form_of(site, measurement)
    reference = reference_for(site, case, measurement)
    points = {phase: list(_points(site, course, measurement, phase)) for phase in PHASES}
    return CoursePanel(
        name=form.name,
        unit=form.unit or "",
        points=tuple(point for own in points.values() for point in own),
        missing=tuple((phase, _absent(measurement, phase)) for phase in PHASES if not points[phase]),
        range_=(reference.low, reference.high) if reference else None,
        treatment=_treatment(site, case, course),
        weaning=tuple(
            way.value
            for measure in course.co_interventions
            if measure.kind == "weaning" and measure.time
            for way in to_months_after_delivery(course, measure.time)
        ),
    )


def _points(site: SiteData, course: Course, measurement: Measurement, phase: Phase) -> Iterator[CoursePoint]:
    """Yield each report with a value; one that repeats another's value and time is not drawn again."""
    _, form = form_of(site, measurement)
    reports = [
        report
        for report in measurement.at(phase)
        if report.value is not None
        and report.unit_printed
        and site.dataset.vocabulary.reads(form, report.unit_printed)
    ]
    told = next((report.time for report in reports if report.time), None)
    drawn: list[tuple[Decimal, tuple[Decimal, ...]]] = []
    for report in sorted(reports, key=lambda report: -_digits(report)):
        time = report.time or told
        months = tuple(sorted({way.value for way in to_months_after_delivery(course, time)})) if time else ()
        assert report.value is not None
        if not months or any(agree(report.value, value) and months == when for value, when in drawn):
            continue
        drawn.append((report.value, months))
        yield CoursePoint(
            (months[0], months[-1]), report.value, number(report.value), report.reported_in, phase
        )


def _digits(report: Report) -> int:
    return len(report.value.as_tuple().digits) if report.value is not None else 0


def _absent(measurement: Measurement, phase: Phase) -> str:
    """Say why a phase has no value to draw."""
    reports = measurement.at(phase)
    word = next((report.qualifier for report in reports if report.qualifier), None)
    if word:
        return QUALIFIERS[word]
    return status_text(reports[0]) if reports and reports[0].status != "reported" else MISSING[""]


def _treatment(site: SiteData, case: Case, course: Course) -> tuple[Decimal, Decimal | None] | None:
    """Return from when to when vitamin K2 was given, at the widest; the end where it is told."""
    moments = site.timelines[case.id, course.id]
    origin_to_months = [m.low for m in moments if m.what == "Vitamin K2 began" and m.low is not None]
    ends = [m.high for m in moments if m.what == "Vitamin K2 stopped" and m.high is not None]
    return (min(origin_to_months), max(ends) if ends else None) if origin_to_months else None


def spine_picture(course: Course) -> Markup | None:
    """Return the spine with its fractures; None where no place names any."""
    reports = [report for report in course.fractures if report.levels]
    if not reports:
        return None
    named = {
        vertebra: list(dict.fromkeys(r.reported_in for r in reports if vertebra in r.levels))
        for vertebra in VERTEBRAE
    }
    places = len({report.reported_in for report in reports})
    return spine(VERTEBRAE, {vertebra: where for vertebra, where in named.items() if where}, places)


def timeline_picture(site: SiteData, case: Case, course: Course) -> Markup:
    """Return what happened, in rows; what is told in two ways stands in one row with two marks."""
    moments = [
        moment
        for moment in site.timelines[case.id, course.id]
        if moment.kind in TOLD and moment.low is not None
    ]
    groups: dict[str, list[Moment]] = {}
    for moment in moments:
        groups.setdefault(moment.what, []).append(moment)
    given = _treatment(site, case, course)
    events = []
    for what, same in groups.items():
        if what == "Vitamin K2 stopped":
            continue
        if what == "Vitamin K2 began" and given:
            events.append(_given(site, course, given, same))
            continue
        months = tuple((m.low, m.high) for m in same if m.low is not None and m.high is not None)
        events.append(Event(same[0].kind, f"{what.rstrip('.')}{_when(same)}", months))
    return timeline(events, axis_of(site, case, course))


def _given(
    site: SiteData, course: Course, given: tuple[Decimal, Decimal | None], told: list[Moment]
) -> Event:
    start, end = given
    drug = course.treatment
    dose = dose_text(drug.dose, site.dataset.vocabulary.substances[drug.substance])
    until = f" to {_month(end)}" if end is not None else "; its end is not reported"
    what = f"Vitamin K2 {dose}: month {_month(start)}{until}"
    return Event("treatment", what, ((start, start),), end, open_ended=end is None)


def _when(moments: list[Moment]) -> str:
    """Return ', month 3', or both months where two places differ."""
    months = dict.fromkeys(
        f"{'about ' if m.converted else ''}month {_month(m.low)}" for m in moments if m.low is not None
    )
    return f": {' or '.join(months)}" if moments[0].kind != "delivery" else ""


def _month(value: Decimal) -> str:
    return number(rounded(value)).removesuffix(".0")


def empty_sentence(names: list[str]) -> str:
    """Return which measurements have no value at all; empty where none is missing."""
    return f"No value is reported for {join_words(names)}." if names else ""
