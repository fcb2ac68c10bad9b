"""The page of one case."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from k2evidence.audit.finding import Finding
from k2evidence.derive.timelines import Moment
from k2evidence.model.base import VERTEBRAE
from k2evidence.model.cases import Case, Course, Measurement, Report, ReportKey, keyed_reports
from k2evidence.model.placeholders import course_phrases, fill
from k2evidence.model.text import dose_text, join_words, number, ordinal, rounded
from k2evidence.model.vocabulary import AnalyteForm
from k2evidence.render.pages.pictures import course_pictures, empty_sentence, spine_picture, timeline_picture
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.sources import MEASURED, files_of, lists
from k2evidence.render.pages.views import (
    MISSING,
    QUALIFIERS,
    SiteData,
    change_sentence,
    facts_of,
    finding_view,
    form_of,
    measurement_row,
    paper_view,
    short_name,
    status_text,
)
from k2evidence.render.site_file import SiteFile


def case_page(site: SiteData, case: Case) -> SiteFile:
    """Return the page of one case, all its courses on it."""
    paper = site.dataset.papers[case.paper]
    ages = [str(course.age[0].years) for course in case.courses]
    person = "woman" if case.sex == "female" else "man" if case.sex == "male" else "person"
    who = f"a {ages[0]}-year-old {person}"
    if len(ages) > 1:
        who += f", treated again as a {join_words(ages[1:])}-year-old"
    several = len(case.courses) > 1
    return render_page(
        site.context,
        f"cases/{case.id}.md",
        "case.md.jinja",
        title=f"{case.label} ({short_name(paper)})",
        description=f"{case.label}: {who}, given vitamin K2 for pregnancy-associated osteoporosis.",
        kind="Case",
        sources=(*files_of(site.dataset, (case.id, case.paper)), *lists(*MEASURED)),
        origin=Path(f"data/cases/{case.id}.yml"),
        case=case,
        who=who,
        several=several,
        paper=paper_view(paper),
        courses=[_course_view(site, case, course, several) for course in case.courses],
        extraction=_extraction_text(case),
        filters=_filters_of(site, case),
    )


def _filters_of(site: SiteData, case: Case) -> list[dict[str, str]]:
    """Return what the form on the page of cases finds this one by, in the words that its page shows."""
    substances = site.dataset.vocabulary.substances
    given = [course.treatment for course in case.courses]
    named = {level for course in case.courses for report in course.fractures for level in report.levels}
    values = {
        "purpose": ["treat" if course.purpose == "treatment" else "prevent" for course in case.courses],
        "dose": [dose_text(treatment.dose, substances[treatment.substance]) for treatment in given],
        "vertebra": [level for level in VERTEBRAE if level in named],
    }
    return [
        {"name": name, "value": value} for name, found in values.items() for value in dict.fromkeys(found)
    ]


def _extraction_text(case: Case) -> str:
    """Return whether one or two people transcribed the case, and who."""
    told = case.extraction
    if told is None:
        return "It is not recorded how often this case was transcribed from the paper."
    names = f" ({join_words(told.by)})" if told.by else ""
    if told.times == "once":
        return f"Transcribed from the paper once{names}; no second person repeated it independently."
    return f"Transcribed from the paper twice, independently{names}; every disagreement was settled."


def _course_view(site: SiteData, case: Case, course: Course, several: bool) -> dict[str, Any]:
    phrases = course_phrases(course, site.dataset.vocabulary)
    panels, empty = course_pictures(site, case, course)
    return {
        "panels": panels,
        "empty": empty_sentence(empty),
        "spine": spine_picture(course),
        "timeline": timeline_picture(site, case, course),
        "course": course,
        "prefix": f"{course.id}-" if several else "",
        "level": "###" if several else "##",
        "lede": _course_lede(site, case, course),
        "facts": facts_of(site, case, course),
        "rows": [measurement_row(site, case, course, m) for m in course.measurements],
        "reports": [
            _report_row(site, m, key, report)
            for m in course.measurements
            for key, report in keyed_reports(case, course, m)
        ],
        "fractures": _fracture_table(course),
        "moments": _moment_views(site.timelines[case.id, course.id]),
        "co_interventions": [
            {
                "what": measure.what,
                "dose": dose_text(
                    measure.dose, site.dataset.vocabulary.substances.get(measure.substance or "")
                )
                if measure.dose
                else "",
                "note": _dose_note(site, measure.substance),
                "when": str(measure.time) if measure.time else MISSING[""],
                "by": measure.by or MISSING[""],
                "locator": measure.locator,
            }
            for measure in course.co_interventions
        ],
        "story": [fill(paragraph, phrases) for paragraph in course.story],
        "findings": [finding_view(site, finding) for finding in _inline_findings(site, case, course)],
        "drug_note": _dose_note(site, course.treatment.substance),
    }


def _inline_findings(site: SiteData, case: Case, course: Course) -> Iterator[Finding]:
    """Yield the findings that concern this course; one about several of a case is told once."""
    for finding in site.findings_of.get(case.id, ()):
        own = [name for name in finding.course_ids if name.startswith(f"{case.id}/")]
        if own and own[0] == f"{case.id}/{course.id}":
            yield finding


def _dose_note(site: SiteData, substance: str | None) -> str:
    found = site.dataset.vocabulary.substances.get(substance or "")
    return (found.dose_note or "") if found else ""


def _course_lede(site: SiteData, case: Case, course: Course) -> str:
    given = course.treatment
    substance = site.dataset.vocabulary.substances[given.substance]
    purpose = "to treat" if course.purpose == "treatment" else "to prevent"
    levels = next((report.levels for report in course.fractures if report.levels), ())
    broken = f"fractures of {join_words(list(levels))}" if levels else "fractures"
    order = ordinal(course.delivery[0].order) if course.delivery else ""
    return " ".join(
        (
            f"After her {order} delivery she was given {substance.name}, "
            f"{dose_text(given.dose, substance)}, {purpose} {broken}.",
            change_sentence(site, case, course),
        )
    )


def _report_row(site: SiteData, measurement: Measurement, key: ReportKey, report: Report) -> dict[str, Any]:
    _, form = form_of(site, measurement)
    return {
        "name": form.name,
        "phase": key.phase,
        "printed": number(report.token) if report.token else "words only",
        "unit": report.unit_printed or "",
        "unit_reason": _unit_reason(site, form, report),
        "t_score": report.t_score,
        "range": str(report.range).replace("-", "–") if report.range else "",
        "words": QUALIFIERS[report.qualifier] if report.qualifier else "",
        "when": str(report.time) if report.time else MISSING[""],
        "note": report.note or "",
        "locator": report.locator,
        "used": key in site.changes.chosen,
    }


def _unit_reason(site: SiteData, form: AnalyteForm, report: Report) -> str:
    """Return why this site reads the printed unit as its own, where the two differ."""
    if report.unit_printed:
        unit = site.dataset.vocabulary.unit(report.unit_printed)
        for reading in form.reads_printed:
            if site.dataset.vocabulary.unit(reading.printed) == unit:
                return f"Read as {form.unit}. {reading.reason}"
    return ""


def _fracture_table(course: Course) -> dict[str, Any]:
    """Return which place names which vertebra; empty where no place names any."""
    reports = [report for report in course.fractures if report.levels]
    levels = [v for v in VERTEBRAE if any(v in report.levels for report in reports)]
    return {
        "places": [{"locator": report.locator, "method": report.method or ""} for report in reports],
        "rows": [
            {"level": level, "named": [level in report.levels for report in reports]} for level in levels
        ],
        "none": [
            f"{status_text(report)} ({report.locator})" for report in course.fractures if not report.levels
        ],
    }


def _moment_views(moments: Iterable[Moment]) -> list[dict[str, str]]:
    """Return the rows of a timeline; what is told of the same time stands in one row."""
    rows: dict[tuple[str, str], list[Moment]] = {}
    for moment in moments:
        rows.setdefault((_months_text(moment), moment.told), []).append(moment)
    return [
        {
            "months": months,
            "told": told or "the start of the clock",
            "what": "; ".join(dict.fromkeys(moment.what.rstrip(".") for moment in same)),
            "locator": "; ".join(
                dict.fromkeys(part for moment in same for part in moment.locator.split("; "))
            ),
        }
        for (months, told), same in rows.items()
    ]


def _months_text(moment: Moment) -> str:
    """Return when, in months after delivery: '3', 'about 15.9', or that it cannot be placed."""
    if moment.low is None or moment.high is None:
        return "cannot be placed"
    if not moment.converted:
        return number(moment.low)
    return f"about {' to '.join(dict.fromkeys(map(_month, (moment.low, moment.high))))}"


def _month(value: Decimal) -> str:
    return number(rounded(value)).removesuffix(".0")
