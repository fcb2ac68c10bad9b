"""The page of one case."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from markupsafe import Markup

from k2evidence.audit.finding import KINDS, SEVERITIES, Finding, Kind
from k2evidence.derive.care import WITHOUT_BONE_DRUG, care_of_course
from k2evidence.derive.timelines import Moment
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import VERTEBRAE
from k2evidence.model.cases import (
    Case,
    CoIntervention,
    Course,
    CourseFact,
    FractureReport,
    Measurement,
    Report,
    Statement,
    Treatment,
    keyed_reports,
    measurement_key,
)
from k2evidence.model.placeholders import course_phrases, fill
from k2evidence.model.text import dose_text, join_words, number, one_decimal, quantity, time_text
from k2evidence.model.vocabulary import AnalyteForm, Vocabulary
from k2evidence.render.exports.phenopacket_terms import TERM_ANCHOR
from k2evidence.render.pages.audit import MEANINGS
from k2evidence.render.pages.pictures import (
    CoursePictures,
    course_pictures,
    spine_picture,
    timeline_pictures,
)
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import MEASURED, record_files, vocabulary_files
from k2evidence.render.pages.views.case_words import (
    case_description,
    case_who,
    certainty_reason,
    course_lede,
    given_names,
    reading_text,
)
from k2evidence.render.pages.views.facts import Fact, case_facts, drug_text
from k2evidence.render.pages.views.findings import SIGNS, FindingView, finding_view
from k2evidence.render.pages.views.measurements import (
    MeasurementRow,
    measurement_row,
    printed_changes,
    time_words_text,
)
from k2evidence.render.pages.views.papers import PaperView, paper_view, place_of
from k2evidence.render.pages.views.record_links import SiteLink, place_between, record_link
from k2evidence.render.pages.views.reports import (
    NOT_APPLICABLE,
    NOT_READ,
    QUALIFIERS,
    fracture_text,
    locator_text,
    status_text,
    unsaid_text,
)
from k2evidence.render.site_file import SiteFile


@dataclass(frozen=True, slots=True)
class SearchFilter:
    """A value by which the form on the page of cases finds a case."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """Something that the source says, when, and where."""

    what: str
    place: str


@dataclass(frozen=True, slots=True)
class StatementGroup:
    """Statements of one kind; `name` is empty where nothing is gained by a heading."""

    name: str
    statements: tuple[StatementView, ...]


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report of one value, as one place of the source prints it; a missing number says why."""

    name: str
    phase: str
    visit: str
    printed: str
    unit: str
    unit_reason: str
    numbers: tuple[str, ...]
    range: str
    words: str
    when: str
    note: str
    place: str
    used: bool


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Every report of a course; `columns` names its `numbers` beside the value that any report has."""

    columns: tuple[str, ...]
    rows: tuple[ReportRow, ...]


@dataclass(frozen=True, slots=True)
class FracturePlace:
    """A place of the source that lists fractured vertebrae, and how, when and how severe they were."""

    place: str
    details: str


@dataclass(frozen=True, slots=True)
class FractureRow:
    """A vertebra, and whether each place names it."""

    level: str
    named: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class FractureTable:
    """Which place names which vertebra, and what each place says that names none: `others`."""

    places: tuple[FracturePlace, ...]
    rows: tuple[FractureRow, ...]
    others: tuple[StatementView, ...]
    missing: str


@dataclass(frozen=True, slots=True)
class MomentRow:
    """What happened at one time: in months after delivery, and on the clock that the source uses."""

    months: str
    printed_time: str
    what: str
    locator: str


@dataclass(frozen=True, slots=True)
class CoInterventionRow:
    """Something else that was done, or that was only recommended: `advised`."""

    what: str
    advised: bool
    dose: str
    note: str
    when: str
    by: str
    place: str


@dataclass(frozen=True, slots=True)
class SignView:
    """The sign of a kind of finding, and what the kind means."""

    kind: Kind
    sign: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Gravest:
    """What shows of folded findings: kind and sign of the gravest, and how many of each kind there are."""

    kind: Kind
    sign: str
    words: str


@dataclass(frozen=True, slots=True)
class CourseView:
    """One course of the disease.

    `heading` marks its sections (`##`, or `###` below the heading of the course), and `prefix` sets
    their anchors apart where a case has several courses. `missing` says how a measurement, and
    `nothing_done` how another measure is missing; `as_well` ends the sentence on what else could explain
    what followed.
    """

    course: Course
    prefix: str
    heading: str
    lede: str
    facts: tuple[Fact, ...]
    dose_notes: tuple[str, ...]
    pictures: CoursePictures
    measured: str
    rows: tuple[MeasurementRow, ...]
    missing: str
    reports: ReportTable
    spine: Markup | None
    fractures: FractureTable
    timelines: tuple[Markup, Markup]
    moments: tuple[MomentRow, ...]
    as_well: str
    has_advice: bool
    co_interventions: tuple[CoInterventionRow, ...]
    nothing_done: str
    story: tuple[str, ...]
    authors_conclude: tuple[StatementView, ...]
    clinical_findings: tuple[StatementView, ...]
    findings: tuple[FindingView, ...]
    gravest: Gravest | None


@dataclass(frozen=True, slots=True)
class CasePage:
    """The page of one case; `reading` says what was not read, `unsaid` how what is missing reads.

    `doubt` is why she may be no example of the disease; empty where nothing speaks against it.
    """

    case: Case
    who: str
    reading: str
    doubt: str
    same_patient: tuple[SiteLink, ...]
    terms: Mapping[str, str]
    """The label of each term of its phenopacket that stands for a time or for words, by its anchor."""
    why: str
    several: bool
    courses: tuple[CourseView, ...]
    extraction: str
    history: tuple[StatementGroup, ...]
    unsaid: str
    paper: PaperView
    place: str
    filters: tuple[SearchFilter, ...]
    signs: tuple[SignView, ...]


HISTORY: Mapping[str, str] = {
    "illness": "Illness",
    "medicine": "Medicines",
    "family": "Family",
    "fracture": "Earlier fractures",
    "lifestyle": "Way of life",
    "other": "Other",
}
"""The heading of each kind of history."""


FINDINGS: Mapping[Kind, str] = {
    "contradiction": "contradiction",
    "imprecision": "rounding difference",
    "plausibility": "implausible value",
    "gap": "gap",
}
"""What one finding of each kind is called where they are counted."""

T_SCORE = "T\N{NON-BREAKING HYPHEN}score"


def _number_text(value: Decimal | None) -> str:
    return number(value) if value is not None else ""


NUMBERS: Mapping[str, Callable[[Report], str]] = {
    T_SCORE: lambda report: _number_text(report.t_score),
    "Z\N{NON-BREAKING HYPHEN}score": lambda report: _number_text(report.z_score),
    "% of young adult mean": lambda report: _number_text(report.percent_of_young),
    "Change printed": lambda report: "; ".join(printed_changes(report)),
}
"""The numbers that are given with a value in the table of every report, by the heading of their column."""


def case_page(site: SiteData, case: Case) -> SiteFile:
    """Return the page of one case, all its courses on it."""
    dataset = site.dataset
    publication = dataset.publications[case.paper]
    paper = paper_view(publication)
    several = len(case.courses) > 1
    return render_page(
        site.context,
        f"cases/{case.id}.md",
        "case.md.jinja",
        title=f"{case.label} ({paper.short})",
        description=case_description(site, case, paper.short),
        kind="Case",
        sources=(*record_files(dataset, (case.id, case.paper)), *vocabulary_files(*MEASURED)),
        origin=Path(f"data/cases/{case.id}.yml"),
        place=place_between(dataset, site.neighbours_of_case.get(case.id)),
        view=CasePage(
            case=case,
            who=case_who(dataset, case),
            reading=reading_text(publication),
            terms={
                f"{TERM_ANCHOR}{code}": label
                for code, label in site.own_terms.get(f"cases/{case.id}/", {}).items()
            },
            doubt=case.doubt or "",
            same_patient=tuple(record_link(dataset, other) for other in case.same_patient),
            why=certainty_reason(site, case),
            several=several,
            courses=tuple(_course_view(site, case, course, several) for course in case.courses),
            extraction=_extraction_text(case),
            history=_history(dataset, case),
            unsaid="Not reported." if publication.reading.is_whole else "Not in the part that was read.",
            paper=paper,
            place=place_of(publication),
            filters=tuple(_search_filters(dataset, case)),
            signs=tuple(SignView(kind, SIGNS[kind], MEANINGS[kind]) for kind in KINDS),
        ),
    )


def _search_filters(dataset: Dataset, case: Case) -> Iterator[SearchFilter]:
    """Yield what the form on the page of cases finds this one by, in the words that its page shows."""
    vocabulary = dataset.vocabulary
    treatments = [treatment for course in case.courses for treatment in course.treatments]
    groups = [care_of_course(dataset, course) for course in case.courses]
    values: dict[str, list[str]] = {
        "purpose": [str(course.purpose) for course in case.courses if course.purpose],
        "drug": [*given_names(vocabulary, case.courses), *(n for n in groups if n in WITHOUT_BONE_DRUG)],
        "dose": [_dose(vocabulary, treatment) for treatment in treatments if treatment.dose],
        "vertebra": [level for level in VERTEBRAE if any(level in c.levels for c in case.courses)],
    }
    for name, of_courses in values.items():
        yield from (SearchFilter(name, value) for value in dict.fromkeys(of_courses))


def _dose(vocabulary: Vocabulary, treatment: Treatment) -> str:
    """Return a dose of vitamin K2 alone, and that of another drug with its name."""
    substance = vocabulary.substances.get(treatment.substance or "")
    if treatment.dose and substance and substance.drug_class == "vitamin K2":
        return dose_text(treatment.dose, substance)
    return drug_text(vocabulary, treatment)


def _history(dataset: Dataset, case: Case) -> tuple[StatementGroup, ...]:
    """Return what is said of the patient's health before, by its kind."""
    by_kind: dict[str, list[StatementView]] = {kind: [] for kind in HISTORY}
    for said in case.history:
        by_kind[said.kind].append(_statement(dataset, said))
    reported = {kind: statements for kind, statements in by_kind.items() if statements}
    has_names = set(reported) != {"other"}
    return tuple(
        StatementGroup(HISTORY[kind] if has_names else "", tuple(statements))
        for kind, statements in reported.items()
    )


def _statement(dataset: Dataset, said: Statement) -> StatementView:
    what = f"{said.what.rstrip('.')} ({time_text(said.time)})." if said.time else said.what
    return StatementView(what, locator_text(dataset, said))


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
    dataset = site.dataset
    vocabulary = dataset.vocabulary
    paper = dataset.publications[case.paper]
    phrases = course_phrases(course, vocabulary)
    names = given_names(vocabulary, [course])

    findings = tuple(_inline_findings(site, case, course))

    def missing(fact: CourseFact) -> str:
        return unsaid_text(paper, course, fact)

    return CourseView(
        course=course,
        prefix=f"{course.id}-" if several else "",
        heading="###" if several else "##",
        lede=course_lede(site, case, course),
        facts=case_facts(site, case, course),
        dose_notes=tuple(_dose_notes(vocabulary, course)),
        pictures=course_pictures(site, case, course),
        measured=_measured(course, names),
        rows=tuple(measurement_row(site, case, course, m) for m in course.measurements),
        missing=missing("measurements"),
        reports=_report_table(site, case, course, missing("measurements")),
        spine=spine_picture(course),
        fractures=_fracture_table(dataset, course, missing("fractures")),
        timelines=timeline_pictures(site, case, course),
        moments=tuple(_moment_rows(site.timelines[case.id, course.id])),
        as_well=f" as well as {join_words(names, 'or')} could" if names else "",
        has_advice=any(measure.advised for measure in course.co_interventions),
        co_interventions=tuple(
            _co_intervention_row(dataset, measure, missing("co_interventions"))
            for measure in course.co_interventions
        ),
        nothing_done=_nothing_done(missing("co_interventions")),
        story=tuple(fill(paragraph, phrases) for paragraph in course.story),
        authors_conclude=tuple(_statement(dataset, said) for said in course.authors_conclude),
        clinical_findings=tuple(_statement(dataset, said) for said in course.findings),
        findings=tuple(finding_view(site, finding) for finding in findings),
        gravest=_gravest(findings),
    )


def _gravest(findings: Sequence[Finding]) -> Gravest | None:
    """Return what shows of folded findings: the gravest by severity, then by kind; None without any."""
    if not findings:
        return None
    worst = min(findings, key=lambda one: (SEVERITIES.index(one.severity), KINDS.index(one.kind)))
    amounts = Counter(finding.kind for finding in findings)
    parts = [quantity(amounts[kind], FINDINGS[kind]) for kind in KINDS if amounts[kind]]
    words = join_words(parts)
    return Gravest(worst.kind, SIGNS[worst.kind], words)


def _measured(course: Course, names: Sequence[str]) -> str:
    """Return what the table of measurements holds: both sides of one drug, or every visit."""
    labels = {visit.label for measurement in course.measurements for visit in measurement.visits}
    if len(names) == 1 and None not in labels:
        return f"measurements before and after {names[0]}"
    return "measurements at each visit"


def _nothing_done(missing: str) -> str:
    if missing == NOT_READ:
        return "The part that was read reports no other measure."
    return "The source reports no other measure."


def _inline_findings(site: SiteData, case: Case, course: Course) -> Iterator[Finding]:
    """Yield the findings on this course; one on several courses of the case is with the first."""
    for finding in site.findings_by_case.get(case.id, ()):
        courses = [name for name in finding.course_ids if name.startswith(f"{case.id}/")]
        if courses and courses[0] == f"{case.id}/{course.id}":
            yield finding


def _dose_notes(vocabulary: Vocabulary, course: Course) -> Iterator[str]:
    """Yield what a reader could get wrong about the dose of anything that was given."""
    notes = (_dose_note(vocabulary, treatment.substance) for treatment in course.treatments)
    yield from dict.fromkeys(filter(None, notes))


def _dose_note(vocabulary: Vocabulary, substance_id: str | None) -> str:
    substance = vocabulary.substances.get(substance_id or "")
    return (substance.dose_note or "") if substance else ""


def _report_table(site: SiteData, case: Case, course: Course, missing: str) -> ReportTable:
    """Return every report of a course; a column of scores or changes is only where there are any."""
    reports = [report for m in course.measurements for _, report in m.reports()]
    columns = {
        name: text_of
        for name, text_of in NUMBERS.items()
        if name == T_SCORE or any(text_of(report) for report in reports)
    }
    rows = (
        row
        for measurement in course.measurements
        for row in _report_rows(site, case, course, measurement, columns.values(), missing)
    )
    return ReportTable(tuple(columns), tuple(rows))


def _report_rows(
    site: SiteData,
    case: Case,
    course: Course,
    measurement: Measurement,
    columns: Iterable[Callable[[Report], str]],
    missing: str,
) -> Iterator[ReportRow]:
    """Yield every report of a measurement, its visits in the order of time."""
    vocabulary = site.dataset.vocabulary
    form = vocabulary.form(measurement.analyte, measurement.specimen)
    is_density = vocabulary.analytes[measurement.analyte].group == "bone density"
    no_number = missing if is_density else NOT_APPLICABLE
    ordered = [visit.number for visit in site.changes.visits[measurement_key(case, course, measurement)]]
    reports = sorted(keyed_reports(case, course, measurement), key=lambda r: ordered.index(r[0].visit))
    for key, visit, report in reports:
        yield ReportRow(
            name=form.name,
            phase=visit.label or "not sorted",
            visit=f"{ordered.index(key.visit) + 1} of {len(ordered)}",
            printed=_printed(report),
            unit=report.unit_printed or "",
            unit_reason=_unit_reason(vocabulary, form, report),
            numbers=tuple(text_of(report) or no_number for text_of in columns),
            range=str(report.range).replace("-", "–") if report.range else "",
            words=QUALIFIERS[report.qualifier] if report.qualifier else "",
            when=str(report.time or "") or time_words_text(report) or missing,
            note=report.note or "",
            place=locator_text(site.dataset, report),
            used=key in site.changes.chosen,
        )


def _printed(report: Report) -> str:
    """Return the token on the page; what is there where it is no value."""
    if report.token:
        return number(report.token)
    if report.has_number:
        return "no value"
    return "words only" if report.qualifier else status_text(report)


def _unit_reason(vocabulary: Vocabulary, form: AnalyteForm, report: Report) -> str:
    """Return why this site reads the printed unit as its own; empty where the two do not differ."""
    if report.unit_printed:
        unit = vocabulary.unit(report.unit_printed)
        for reading in form.reads_printed:
            if vocabulary.unit(reading.printed) == unit:
                return f"Read as {form.unit}. {reading.reason}"
    return ""


def _fracture_table(dataset: Dataset, course: Course, missing: str) -> FractureTable:
    """Return which place names which vertebra, and what the places say that name none."""
    reports = [report for report in course.fractures if report.levels]
    return FractureTable(
        places=tuple(
            FracturePlace(locator_text(dataset, report), _fracture_details(report, with_severity=True))
            for report in reports
        ),
        rows=tuple(
            FractureRow(level, tuple(level in report.levels for report in reports)) for level in course.levels
        ),
        others=tuple(_other_fracture(dataset, report) for report in course.fractures if not report.levels),
        missing=missing,
    )


def _other_fracture(dataset: Dataset, report: FractureReport) -> StatementView:
    """Return the account of a place that names no vertebra: 'Left femoral neck; MRI'."""
    if report.status == "none":
        what = "No fracture (the source says so)"
    elif report.status == "reported":
        what = fracture_text(report)
    elif report.status == "qualitative":
        what = f"in words, without levels: {status_text(report)}"
    else:
        what = f"Names no fracture: {status_text(report)}"
    what = "; ".join(filter(None, (what, _fracture_details(report, with_severity=False))))
    return StatementView(what[:1].upper() + what[1:], locator_text(dataset, report))


def _fracture_details(report: FractureReport, *, with_severity: bool) -> str:
    parts = (
        report.method or "",
        f"called {report.severity}" if report.severity and with_severity else "",
        "new" if report.new else "",
        f"found {time_text(report.time)}" if report.time else "",
    )
    return ", ".join(filter(None, parts))


def _co_intervention_row(dataset: Dataset, measure: CoIntervention, missing: str) -> CoInterventionRow:
    vocabulary = dataset.vocabulary
    substance = vocabulary.substances.get(measure.substance or "")
    times = (str(measure.time or ""), f"for {measure.lasted}" if measure.lasted else "")
    no_dose = missing if substance else NOT_APPLICABLE
    return CoInterventionRow(
        what=measure.what,
        advised=measure.advised,
        dose=dose_text(measure.dose, substance) if measure.dose else no_dose,
        note=_dose_note(vocabulary, measure.substance),
        when=", ".join(filter(None, times)) or missing,
        by=measure.by or missing,
        place=locator_text(dataset, measure),
    )


def _moment_rows(moments: Iterable[Moment]) -> Iterator[MomentRow]:
    """Yield the rows of a timeline; moments with the same printed time share a row."""
    rows: dict[tuple[str, str], list[Moment]] = {}
    for moment in moments:
        rows.setdefault((_months_text(moment), moment.source_time), []).append(moment)
    for (months, printed_time), same in rows.items():
        yield MomentRow(
            months=months,
            printed_time=printed_time or "delivery",
            what=_joined(moment.what.rstrip(".") for moment in same),
            locator=_joined(part for moment in same for part in moment.locator.split("; ")) or NOT_APPLICABLE,
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
