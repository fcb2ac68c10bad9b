"""The pictures of one course: its measurements, its spine and what happened, on one clock."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from k2evidence.derive.intervals import agree
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.derive.timelines import Moment, treatment_name
from k2evidence.derive.visits import OrderedVisit
from k2evidence.model.base import PHASES, VERTEBRAE, Phase
from k2evidence.model.cases import (
    Case,
    Course,
    FractureReport,
    Measurement,
    Report,
    TimeReport,
    Treatment,
    measurement_key,
)
from k2evidence.model.text import dose_text, join_words, lower_first, number, one_decimal, time_text
from k2evidence.model.vocabulary import AnalyteForm
from k2evidence.render.charts.inline import (
    Axis,
    CoursePanel,
    CoursePoint,
    Event,
    Span,
    course_panel,
    spine,
    timeline,
    wide_timeline,
)
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.measurements import reads_as, reference_range, report_time
from k2evidence.render.pages.views.reports import QUALIFIERS, status_text, unsaid_text

TIMELINE_KINDS = ("delivery", "onset", "visit", "co-intervention", "finding", "outcome")
"""Kinds of moment with a row each; treatments are bars, and all measurements share one row."""

LABELLED: Mapping[Phase, str] = {"before": "before treatment", "after": "after treatment"}
"""What the two sides of treatment are called where the source sorts the visits so."""
DATED: Mapping[Phase, str] = {
    "before": "at or before the first bone drug",
    "after": "after the first bone drug began",
}
"""What they are called where their times show it."""


@dataclass(frozen=True, slots=True)
class KeyItem:
    """A mark of the pictures, by its class in the stylesheet, and what it means."""

    sample: str
    words: str


@dataclass(frozen=True, slots=True)
class CoursePictures:
    """The pictures of the measurements of a course, their key, and what is not drawn for which reason."""

    panels: tuple[Markup, ...]
    key: tuple[KeyItem, ...]
    is_joined: bool
    without_values: tuple[str, ...]
    not_drawn: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Quantity:
    """A number of a report that a picture can draw: what its axis is called, and how to read it."""

    unit: str
    value_of: Callable[[Report], Decimal | None]


_SCORES = (
    _Quantity("T-score", lambda report: report.t_score),
    _Quantity("Z-score", lambda report: report.z_score),
    _Quantity("% of the young adult mean", lambda report: report.percent_of_young),
)


def axis_of(site: SiteData, case: Case, course: Course) -> Axis:
    """Return the axis of months after delivery that all pictures of a course share."""
    moments = site.timelines[case.id, course.id]
    return Axis.over(month for moment in moments for month in (moment.low, moment.high) if month is not None)


def course_pictures(site: SiteData, case: Case, course: Course) -> CoursePictures:
    """Return a picture of each measurement that has a dated number, and what has none."""
    axis = axis_of(site, case, course)
    panels = [list(_panels(site, case, course, measurement)) for measurement in course.measurements]
    drawn = [panel for of_measurement in panels for panel in of_measurement]
    return CoursePictures(
        panels=tuple(course_panel(panel, axis) for panel in drawn),
        key=tuple(_key(site, course, drawn)),
        is_joined=any(len({point.visit for point in panel.points}) > 2 for panel in drawn),
        without_values=tuple(
            lower_first(site.dataset.vocabulary.form(m.analyte, m.specimen).name)
            for m in course.measurements
            if not any(report.has_number for _, report in m.reports())
        ),
        not_drawn=tuple(
            sentence
            for measurement, of_measurement in zip(course.measurements, panels, strict=True)
            for sentence in _not_drawn(site, case, course, measurement, of_measurement)
        ),
    )


def _key(site: SiteData, course: Course, panels: Sequence[CoursePanel]) -> Iterator[KeyItem]:
    """Yield the meaning of every mark that the pictures of a course use."""
    if not panels:
        return
    points = [point for panel in panels for point in panel.points]
    for phase in PHASES:
        sides = dict.fromkeys(panel.phases[phase] for panel in panels if phase in _phases_of(panel))
        if sides:
            yield KeyItem(phase, " or ".join(sides))
    if any(point.phase is None for point in points):
        yield KeyItem("visit", "a visit")
    for place in ("table", "text", "figure"):
        if any(point.place == place for point in points):
            yield KeyItem(place, place)
    if any(panel.range_ and not panel.range_of for panel in panels):
        yield KeyItem("band", "reference range printed in the paper")
    borrowed = dict.fromkeys(f"{p.name}: {p.range_of}" for p in panels if p.range_ and p.range_of)
    if borrowed:
        yield KeyItem("hatched", f"laboratory range, not printed in the paper ({'; '.join(borrowed)})")
    given = [span for panel in panels[:1] for span in panel.given]
    if given:
        names = [lower_first(treatment_name(site.dataset.vocabulary, t)) for t in course.treatments]
        name = names[0] if len(set(names)) == 1 else "bone drugs, one strip each"
        broken = ", broken where its end is not known" if any(end is None for _, end in given) else ""
        yield KeyItem("given", f"{name}{broken}")
    if panels[0].weaning:
        yield KeyItem("weaned", "breast-feeding ended or was advised against, where the source reports when")


def _phases_of(panel: CoursePanel) -> set[Phase | None]:
    return {point.phase for point in panel.points}


def _panels(site: SiteData, case: Case, course: Course, measurement: Measurement) -> Iterator[CoursePanel]:
    """Yield the picture of the values of a measurement, and of each score given without a value."""
    form = site.dataset.vocabulary.form(measurement.analyte, measurement.specimen)
    of_values = _Quantity(form.unit or "", lambda r: r.value if reads_as(site, form, r) else None)
    visits = site.changes.visits[measurement_key(case, course, measurement)]
    labels = {visit.visit.label for visit in visits}
    drawn: set[int] = set()
    for quantity in (of_values, *_SCORES):
        points = list(_points(course, visits, quantity))
        numbers = {point.visit for point in points}
        if numbers <= drawn:
            continue
        drawn |= numbers
        reference = reference_range(site, case, measurement) if quantity is of_values else None
        yield CoursePanel(
            name=form.name,
            unit=quantity.unit,
            points=tuple(points),
            phases=DATED if None in labels else LABELLED,
            missing=tuple(_missing(site, case, course, visits, points)),
            range_=(reference.range.low, reference.range.high) if reference else None,
            given=tuple(_given_spans(course)),
            weaning=tuple(dict.fromkeys(_weaning_months(course))),
            range_of=reference.source if reference and not reference.in_paper else "",
        )


def _points(course: Course, visits: Iterable[OrderedVisit], quantity: _Quantity) -> Iterator[CoursePoint]:
    """Yield each dated number; one that repeats another's value and time at its visit is not drawn again.

    A report without a time of its own is drawn where another place of the source puts the visit.
    """
    for visit in visits:
        reports = [(value, r) for r in visit.visit.reports if (value := quantity.value_of(r)) is not None]
        time_elsewhere = next((report.time for report in visit.visit.reports if report.time), None)
        drawn: list[tuple[Decimal, tuple[Decimal, ...]]] = []
        for value, report in sorted(reports, key=lambda item: len(item[0].as_tuple().digits), reverse=True):
            time = report.time or time_elsewhere
            ways = to_months_after_delivery(course, time) if time else ()
            when = tuple(sorted({way.value for way in ways}))
            if not when or any(agree(value, other) and when == months for other, months in drawn):
                continue
            drawn.append((value, when))
            months = when[0], when[-1]
            yield CoursePoint(months, value, number(value), report.reported_in, visit.phase, visit.number)


def _missing(
    site: SiteData, case: Case, course: Course, visits: Sequence[OrderedVisit], points: Sequence[CoursePoint]
) -> Iterator[tuple[Phase, str]]:
    """Yield why a side of treatment that the source sorts visits by has no point."""
    drawn = {point.visit for point in points}
    for phase in PHASES:
        of_phase = [visit for visit in visits if visit.phase == phase]
        labelled = [visit for visit in of_phase if visit.visit.label]
        if labelled and not any(visit.number in drawn for visit in of_phase):
            yield phase, _missing_text(labelled[0].visit.reports, _unsaid(site, case, course))


def _missing_text(reports: Sequence[Report], missing: str) -> str:
    if qualifier := next((report.qualifier for report in reports if report.qualifier), None):
        return QUALIFIERS[qualifier]
    undrawn = next((report for report in reports if report.status != "reported"), None)
    return status_text(undrawn) if undrawn else f"time {missing}"


def _unsaid(site: SiteData, case: Case, course: Course) -> str:
    return unsaid_text(site.dataset.publications[case.paper], course, "measurements")


def _not_drawn(
    site: SiteData, case: Case, course: Course, measurement: Measurement, panels: Iterable[CoursePanel]
) -> Iterator[str]:
    """Yield each number that is not drawn because its time, or its unit, is not known."""
    form = site.dataset.vocabulary.form(measurement.analyte, measurement.specimen)
    drawn = {point.visit for panel in panels for point in panel.points}
    missing = _unsaid(site, case, course)
    for visit in site.changes.visits[measurement_key(case, course, measurement)]:
        for report in visit.visit.reports:
            if visit.number not in drawn and (what := _numbers_text(site, form, report)):
                yield f"{form.name}, {what}: {_why_not_drawn(visit, report, missing)}"


def _numbers_text(site: SiteData, form: AnalyteForm, report: Report) -> str:
    """Return the value and the scores of a report in one line; empty for a change alone."""
    unit = form.unit if reads_as(site, form, report) else report.unit_printed
    value = f"{number(report.value)} {'' if unit == 'not printed' else unit}".strip()
    parts = [value] if report.value is not None else []
    scores = ((quantity.unit, quantity.value_of(report)) for quantity in _SCORES)
    parts += [f"{unit} {number(score)}" for unit, score in scores if score is not None]
    return ", ".join(parts)


def _why_not_drawn(visit: OrderedVisit, report: Report, missing: str) -> str:
    if visit.is_dated:
        return "its unit is not printed" if report.unit_printed == "not printed" else "in another unit"
    when = report_time(visit.visit, report, missing)
    return f"{when}, which cannot be placed after delivery" if visit.times else when


def _weaning_months(course: Course) -> Iterator[Decimal]:
    """Yield every month after delivery at which breast-feeding may have ended, or was advised against."""
    times = [measure.time for measure in course.co_interventions if measure.kind == "weaning"]
    for time in (*times, *(feeding.until for feeding in course.breast_feeding)):
        if time:
            yield from (way.value for way in to_months_after_delivery(course, time))


def _months(course: Course, reports: Iterable[TimeReport]) -> list[Decimal]:
    """Return every month after delivery that some reports may mean."""
    times = [report.time for report in reports if report.time]
    return [way.value for time in times for way in to_months_after_delivery(course, time)]


def _span(course: Course, treatment: Treatment) -> Span | None:
    """Return from when to when something was given, at the widest; None where its start cannot be placed."""
    starts, ends = _months(course, treatment.start), _months(course, treatment.end)
    if starts and treatment.dose and treatment.dose.schedule == "once" and not ends:
        return min(starts), min(starts)
    return (min(starts), max(ends, default=None)) if starts else None


def _given_spans(course: Course) -> Iterator[Span]:
    """Yield the spans of all treatments that can be placed, the earliest first."""
    spans = (_span(course, treatment) for treatment in course.treatments)
    return iter(sorted((span for span in spans if span), key=lambda span: span[0]))


def spine_picture(course: Course) -> Markup | None:
    """Return the spine with its fractures; None where no place names any vertebra."""
    reports = [report for report in course.fractures if report.levels]
    if not reports:
        return None
    named = {vertebra: _places_that_name(reports, vertebra) for vertebra in course.levels}
    return spine(VERTEBRAE, named, len({_place(reports, report) for report in reports}))


def _places_that_name(reports: Sequence[FractureReport], vertebra: str) -> list[str]:
    """Return the places that name a vertebra, with a word where it fractured during follow-up."""
    naming = [report for report in reports if vertebra in report.levels]
    new = " (new)" if all(report.new for report in naming) else ""
    return [f"{place}{new}" for place in dict.fromkeys(_place(reports, report) for report in naming)]


def _place(reports: Sequence[FractureReport], report: FractureReport) -> str:
    """Return the kind of place that lists fractures; each of several figures is a list of its own."""
    figures = {other.locator for other in reports if other.reported_in == "figure"}
    if report.reported_in != "figure" or len(figures) == 1:
        return report.reported_in
    return lower_first(report.locator.split(",")[0])


def timeline_pictures(site: SiteData, case: Case, course: Course) -> tuple[Markup, Markup]:
    """Return what happened in rows, for a wide and for a narrow screen.

    Treatments are bars. An event with two different times is one row with two marks.
    """
    moments = [moment for moment in site.timelines[case.id, course.id] if moment.low is not None]
    by_what: dict[str, list[Moment]] = {}
    for moment in moments:
        if moment.kind in TIMELINE_KINDS:
            by_what.setdefault(moment.what, []).append(moment)
    events = [_event(what, same) for what, same in by_what.items()]
    if measured := [moment for moment in moments if moment.kind == "measurement"]:
        events.append(_measured(measured))
    missing = unsaid_text(site.dataset.publications[case.paper], course, "treatments")
    bars = [_treatment_event(site, course, treatment, missing) for treatment in course.treatments]
    dated = sorted((e for e in (*events, *bars) if e.months), key=lambda event: event.months[0][0])
    rows = [*dated, *(bar for bar in bars if not bar.months)]
    axis = axis_of(site, case, course)
    return wide_timeline(rows, axis), timeline(rows, axis)


def _event(what: str, moments: Sequence[Moment]) -> Event:
    months = tuple((m.low, m.high) for m in moments if m.low is not None and m.high is not None)
    return Event(moments[0].kind, f"{what.rstrip('.')}{_when(moments)}", months)


def _measured(moments: Sequence[Moment]) -> Event:
    """Return all visits at which something was measured as one row."""
    months = dict.fromkeys((m.low, m.high) for m in moments if m.low is not None and m.high is not None)
    texts = list(dict.fromkeys(one_decimal(low) for low, _ in months))
    return Event("measurement", f"Measured: month {join_words(texts)}", tuple(months))


def _treatment_event(site: SiteData, course: Course, treatment: Treatment, missing: str) -> Event:
    """Return a treatment as a bar; one whose start cannot be placed is reported in words."""
    vocabulary = site.dataset.vocabulary
    substance = vocabulary.substances.get(treatment.substance or "")
    dose = f" {dose_text(treatment.dose, substance)}" if treatment.dose else ""
    what = f"{treatment_name(vocabulary, treatment)}{dose}"
    span = _span(course, treatment)
    if span is None:
        ends = tuple((end, end) for end in dict.fromkeys(_months(course, treatment.end)))
        return Event("treatment", f"{what}: {_unplaced_text(site, course, treatment, missing)}", ends)
    start, end = span
    if end == start:
        return Event("treatment", f"{what}: month {one_decimal(start)}", ((start, start),))
    until = f" to {one_decimal(end)}" if end is not None else f"; its end is {missing}"
    what = f"{what}: month {one_decimal(start)}{until}"
    return Event("treatment", what, ((start, start),), end, open_ended=end is None)


def _unplaced_text(site: SiteData, course: Course, treatment: Treatment, missing: str) -> str:
    """Return what is known of the time of a treatment whose start has no place after delivery."""
    parts = []
    if treatment.follows and (earlier := course.treatment(treatment.follows)):
        parts.append(f"after {lower_first(treatment_name(site.dataset.vocabulary, earlier))}")
    parts += [time_text(report.time) for report in treatment.start if report.time]
    undated = next((status_text(report) for report in treatment.start if not report.time), missing)
    parts.append("when, in months after delivery, is not known" if parts else f"when it began is {undated}")
    return "; ".join(parts)


def _when(moments: Sequence[Moment]) -> str:
    """Return ': month 3', or every month where places differ; empty for the delivery itself."""
    if moments[0].kind == "delivery":
        return ""
    months = dict.fromkeys(
        f"{'about ' if m.converted else ''}month {one_decimal(m.low)}" for m in moments if m.low is not None
    )
    return f": {' or '.join(months)}"
