"""The page of one case."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from markupsafe import Markup

from k2evidence.audit.finding import Finding
from k2evidence.derive.timelines import Moment
from k2evidence.model.base import VERTEBRAE, Phase
from k2evidence.model.cases import Case, CoIntervention, Course, Measurement, Report, keyed_reports
from k2evidence.model.judgements import Certainty
from k2evidence.model.placeholders import course_phrases, fill
from k2evidence.model.text import (
    dose_text,
    join_words,
    number,
    one_decimal,
    ordinal,
    rounded,
    sentence,
    signed,
)
from k2evidence.model.vocabulary import AnalyteForm, Vocabulary
from k2evidence.render.pages.pictures import course_pictures, empty_sentence, spine_picture, timeline_picture
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import MEASURED, record_files, vocabulary_files
from k2evidence.render.pages.views.certainty import case_certainty
from k2evidence.render.pages.views.facts import Fact, case_facts, purpose_text
from k2evidence.render.pages.views.findings import FindingView, finding_view
from k2evidence.render.pages.views.measurements import MeasurementRow, measurement_row
from k2evidence.render.pages.views.papers import PaperView, paper_view, short_name
from k2evidence.render.pages.views.reports import NOT_REPORTED, QUALIFIERS, status_text
from k2evidence.render.site_file import SiteFile


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """A value by which the form on the page of cases finds a case."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report of one value, as one place of the paper prints it."""

    name: str
    phase: Phase
    printed: str
    unit: str
    unit_reason: str
    t_score: Decimal | None
    range: str
    words: str
    when: str
    note: str
    locator: str
    used: bool


@dataclass(frozen=True, slots=True)
class FracturePlace:
    """A place of the paper that lists fractured vertebrae, and how they were seen."""

    locator: str
    method: str


@dataclass(frozen=True, slots=True)
class FractureRow:
    """A vertebra, and whether each place names it."""

    level: str
    named: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class FractureTable:
    """Which place names which vertebra; `without_levels` says what the places say that name none."""

    places: tuple[FracturePlace, ...]
    rows: tuple[FractureRow, ...]
    without_levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MomentRow:
    """What happened at one time: in months after delivery, and on the clock that the paper uses."""

    months: str
    printed_time: str
    what: str
    locator: str


@dataclass(frozen=True, slots=True)
class CoInterventionRow:
    """Something else that was done."""

    what: str
    dose: str
    note: str
    when: str
    by: str
    locator: str


@dataclass(frozen=True, slots=True)
class CourseView:
    """One course of treatment.

    `heading` marks its sections (`##`, or `###` below the heading of the course), and `prefix` sets
    their anchors apart where a case has several courses.
    """

    course: Course
    prefix: str
    heading: str
    lede: str
    facts: tuple[Fact, ...]
    drug_note: str
    panels: tuple[Markup, ...]
    empty: str
    rows: tuple[MeasurementRow, ...]
    reports: tuple[ReportRow, ...]
    spine: Markup | None
    fractures: FractureTable
    timeline: Markup
    moments: tuple[MomentRow, ...]
    co_interventions: tuple[CoInterventionRow, ...]
    story: tuple[str, ...]
    findings: tuple[FindingView, ...]


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page of one case."""

    case: Case
    who: str
    certainty: Certainty
    several: bool
    courses: tuple[CourseView, ...]
    extraction: str
    paper: PaperView
    filters: tuple[SearchFilter, ...]


def case_page(site: SiteData, case: Case) -> SiteFile:
    """Return the page of one case, all its courses on it."""
    paper = site.dataset.papers[case.paper]
    who = _who(case)
    several = len(case.courses) > 1
    return render_page(
        site.context,
        f"cases/{case.id}.md",
        "case.md.jinja",
        title=f"{case.label} ({short_name(paper)})",
        description=f"{case.label}: {who}, given vitamin K2 for pregnancy-associated osteoporosis.",
        kind="Case",
        sources=(*record_files(site.dataset, (case.id, case.paper)), *vocabulary_files(*MEASURED)),
        origin=Path(f"data/cases/{case.id}.yml"),
        view=CasePage(
            case=case,
            who=who,
            certainty=case_certainty(site, (case.paper,)),
            several=several,
            courses=tuple(_course_view(site, case, course, several) for course in case.courses),
            extraction=_extraction_text(case),
            paper=paper_view(paper),
            filters=tuple(_search_filters(site.dataset.vocabulary, case)),
        ),
    )


def _who(case: Case) -> str:
    """Return 'a 23-year-old woman, treated again as a 25-year-old'."""
    ages = [str(course.age[0].years) for course in case.courses]
    person = "woman" if case.sex == "female" else "man" if case.sex == "male" else "person"
    who = f"a {ages[0]}-year-old {person}"
    return f"{who}, treated again as a {join_words(ages[1:])}-year-old" if len(ages) > 1 else who


def _search_filters(vocabulary: Vocabulary, case: Case) -> Iterator[SearchFilter]:
    """Yield what the form on the page of cases finds this one by, in the words that its page shows."""
    treatments = [course.treatment for course in case.courses]
    named = {level for course in case.courses for report in course.fractures for level in report.levels}
    values = {
        "purpose": [purpose_text(course) for course in case.courses],
        "dose": [dose_text(given.dose, vocabulary.substances[given.substance]) for given in treatments],
        "vertebra": [level for level in VERTEBRAE if level in named],
    }
    for name, of_courses in values.items():
        yield from (SearchFilter(name, value) for value in dict.fromkeys(of_courses))


def _extraction_text(case: Case) -> str:
    """Return whether one or two people transcribed the case, and who."""
    extraction = case.extraction
    if extraction is None:
        return "It is not recorded how often this case was transcribed from the paper."
    names = f" ({join_words(extraction.by)})" if extraction.by else ""
    if extraction.times == "once":
        return f"Transcribed from the paper once{names}; no second person repeated it independently."
    return f"Transcribed from the paper twice, independently{names}; every disagreement was settled."


def _course_view(site: SiteData, case: Case, course: Course, several: bool) -> CourseView:
    vocabulary = site.dataset.vocabulary
    phrases = course_phrases(course, vocabulary)
    panels, empty = course_pictures(site, case, course)
    return CourseView(
        course=course,
        prefix=f"{course.id}-" if several else "",
        heading="###" if several else "##",
        lede=_course_lede(site, case, course),
        facts=case_facts(site, case, course),
        drug_note=_dose_note(vocabulary, course.treatment.substance),
        panels=tuple(panels),
        empty=empty_sentence(empty),
        rows=tuple(measurement_row(site, case, course, m) for m in course.measurements),
        reports=tuple(row for m in course.measurements for row in _report_rows(site, case, course, m)),
        spine=spine_picture(course),
        fractures=_fracture_table(course),
        timeline=timeline_picture(site, case, course),
        moments=tuple(_moment_rows(site.timelines[case.id, course.id])),
        co_interventions=tuple(
            _co_intervention_row(vocabulary, measure) for measure in course.co_interventions
        ),
        story=tuple(fill(paragraph, phrases) for paragraph in course.story),
        findings=tuple(finding_view(site, finding) for finding in _inline_findings(site, case, course)),
    )


def _inline_findings(site: SiteData, case: Case, course: Course) -> Iterator[Finding]:
    """Yield the findings on this course; one on several courses of the case stands with the first."""
    for finding in site.findings_by_case.get(case.id, ()):
        courses = [name for name in finding.course_ids if name.startswith(f"{case.id}/")]
        if courses and courses[0] == f"{case.id}/{course.id}":
            yield finding


def _dose_note(vocabulary: Vocabulary, substance_id: str | None) -> str:
    substance = vocabulary.substances.get(substance_id or "")
    return (substance.dose_note or "") if substance else ""


def _course_lede(site: SiteData, case: Case, course: Course) -> str:
    """Return what was given why, and what bone density did."""
    given = course.treatment
    substance = site.dataset.vocabulary.substances[given.substance]
    levels = next((report.levels for report in course.fractures if report.levels), ())
    fractures = f"fractures of {join_words(list(levels))}" if levels else "fractures"
    order = ordinal(course.delivery[0].order) if course.delivery else ""
    return (
        f"After her {order} delivery she was given {substance.name}, "
        f"{dose_text(given.dose, substance)}, to {purpose_text(course)} {fractures}. "
        f"{_density_sentences(site, case, course)}"
    )


def _density_sentences(site: SiteData, case: Case, course: Course) -> str:
    """Return what each bone density did, every printed version of it, and what has no second value."""
    vocabulary = site.dataset.vocabulary
    changed, unpaired = [], []
    for measurement in course.measurements:
        if vocabulary.analytes[measurement.analyte].group != "bone density":
            continue
        form = vocabulary.form(measurement.analyte, measurement.specimen)
        phrases = list(_density_changes(site, case, course, measurement, form))
        changed.extend(phrases)
        if not phrases:
            unpaired.append(_lower_first(form.name))
    parts = [sentence(join_words(changed))] if changed else []
    if unpaired:
        parts.append(sentence(f"{join_words(unpaired)}: no second value"))
    return " ".join(parts)


def _density_changes(
    site: SiteData, case: Case, course: Course, measurement: Measurement, form: AnalyteForm
) -> Iterator[str]:
    """Yield 'lumbar spine BMD rose from 0.714 to 0.749 g/cm2 (+4.9 %)' for each chosen change."""
    changes = site.changes.of(case.id, course.id, measurement.analyte, measurement.specimen)
    chosen = [change for change in changes if change.chosen]
    for change in chosen:
        verb = "rose" if change.absolute.value > 0 else "fell" if change.absolute.value else "stayed"
        basis = f", by the {change.basis}" if len(chosen) > 1 else ""
        yield (
            f"{_lower_first(form.name)} {verb} from {change.before.value} to {change.after.value} "
            f"{form.unit} ({signed(rounded(change.percent.value))} %{basis})"
        )


def _lower_first(text: str) -> str:
    return text[0].lower() + text[1:]


def _report_rows(site: SiteData, case: Case, course: Course, measurement: Measurement) -> Iterator[ReportRow]:
    """Yield every report of a measurement, before first."""
    vocabulary = site.dataset.vocabulary
    form = vocabulary.form(measurement.analyte, measurement.specimen)
    for key, report in keyed_reports(case, course, measurement):
        yield ReportRow(
            name=form.name,
            phase=key.phase,
            printed=number(report.token) if report.token else "words only",
            unit=report.unit_printed or "",
            unit_reason=_unit_reason(vocabulary, form, report),
            t_score=report.t_score,
            range=str(report.range).replace("-", "–") if report.range else "",
            words=QUALIFIERS[report.qualifier] if report.qualifier else "",
            when=str(report.time) if report.time else NOT_REPORTED,
            note=report.note or "",
            locator=report.locator,
            used=key in site.changes.chosen,
        )


def _unit_reason(vocabulary: Vocabulary, form: AnalyteForm, report: Report) -> str:
    """Return why this site reads the printed unit as its own; empty where the two do not differ."""
    if report.unit_printed:
        unit = vocabulary.unit(report.unit_printed)
        for reading in form.reads_printed:
            if vocabulary.unit(reading.printed) == unit:
                return f"Read as {form.unit}. {reading.reason}"
    return ""


def _fracture_table(course: Course) -> FractureTable:
    """Return which place names which vertebra; without rows where no place names any."""
    reports = [report for report in course.fractures if report.levels]
    levels = [v for v in VERTEBRAE if any(v in report.levels for report in reports)]
    return FractureTable(
        places=tuple(FracturePlace(report.locator, report.method or "") for report in reports),
        rows=tuple(
            FractureRow(level, tuple(level in report.levels for report in reports)) for level in levels
        ),
        without_levels=tuple(
            f"{status_text(report)} ({report.locator})" for report in course.fractures if not report.levels
        ),
    )


def _co_intervention_row(vocabulary: Vocabulary, measure: CoIntervention) -> CoInterventionRow:
    substance = vocabulary.substances.get(measure.substance or "")
    return CoInterventionRow(
        what=measure.what,
        dose=dose_text(measure.dose, substance) if measure.dose else "",
        note=_dose_note(vocabulary, measure.substance),
        when=str(measure.time) if measure.time else NOT_REPORTED,
        by=measure.by or NOT_REPORTED,
        locator=measure.locator,
    )


def _moment_rows(moments: Iterable[Moment]) -> Iterator[MomentRow]:
    """Yield the rows of a timeline; moments with the same printed time share a row."""
    rows: dict[tuple[str, str], list[Moment]] = {}
    for moment in moments:
        rows.setdefault((_months_text(moment), moment.source_time), []).append(moment)
    for (months, printed_time), same in rows.items():
        yield MomentRow(
            months=months,
            printed_time=printed_time or "the start of the clock",
            what=_joined(moment.what.rstrip(".") for moment in same),
            locator=_joined(part for moment in same for part in moment.locator.split("; ")),
        )


def _joined(texts: Iterable[str]) -> str:
    """Return the different texts with semicolons between them."""
    return "; ".join(dict.fromkeys(texts))


def _months_text(moment: Moment) -> str:
    """Return when, in months after delivery: '3', 'about 15.9', or that it cannot be placed."""
    if moment.low is None or moment.high is None:
        return "cannot be placed"
    if not moment.converted:
        return number(moment.low)
    return f"about {' to '.join(dict.fromkeys(map(one_decimal, (moment.low, moment.high))))}"
