"""The index of cases and the comparison of courses."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from k2evidence.model.cases import Case, Course
from k2evidence.model.text import count, dose_text
from k2evidence.model.vocabulary import AnalyteForm
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.sources import MEASURED, files_of, lists
from k2evidence.render.pages.views import (
    CO_INTERVENTIONS,
    MISSING,
    SiteData,
    co_intervention_text,
    facts_of,
    fracture_lists,
    measurement_row,
    paged,
    pager,
    percents,
    short_name,
    times_of,
)
from k2evidence.render.site_file import SiteFile, url_path


def index_row(site: SiteData, case: Case, course: Course) -> dict[str, Any]:
    """Return one course as a row of an index."""
    pain = next((said for said in course.outcomes if said.kind == "pain"), None)
    lumbar = site.changes.of(case.id, course.id, "bmd-lumbar-spine", None)
    femur = site.changes.of(case.id, course.id, "bmd-proximal-femur", None)
    return {
        "id": case.id,
        "label": site.dataset.course_label(case, course),
        "age": course.age[0].years,
        "purpose": course.purpose,
        "fractures": fracture_lists(course.fractures)[0]["text"],
        "start": times_of(course.treatment_start)[-1]["text"],
        "also": co_intervention_text(site, course),
        "lumbar": percents(lumbar) or "no second value",
        "femur": percents(femur) or "no second value",
        "pain": pain.what.rstrip(".") if pain else MISSING[""],
    }


def case_index(site: SiteData, number: int) -> SiteFile:
    """Return the index of the cases of one batch of papers."""
    group = site.dataset.page_groups[number - 1]
    return render_page(
        site.context,
        paged("cases", number),
        "cases.md.jinja",
        title="Cases" if number == 1 else f"Cases, page {number}",
        description="Every patient given vitamin K2, with age, fractures, treatment and outcome.",
        kind="Page",
        sources=files_of(site.dataset, (case.id for case in group.cases)),
        found=number == 1,
        pager=pager(site, "cases", number),
        rows=[index_row(site, case, course) for case, course in group.courses()],
        given=_given(site) if number == 1 else [],
        silent=[
            {"paper": short_name(paper), "about": [m.about for m in paper.methods if not m.reported]}
            for paper in group.papers
            if any(not method.reported for method in paper.methods)
        ],
        also=_also_done(list(site.dataset.courses())) if number == 1 else [],
    )


def _given(site: SiteData) -> list[dict[str, str]]:
    """Return each drug with its dose, and in how many courses it was given."""
    courses = list(site.dataset.courses())
    substances = site.dataset.vocabulary.substances
    amounts = Counter((course.treatment.substance, course.treatment.dose) for _, course in courses)
    return [
        {
            "what": f"{substances[name].name}, {dose_text(dose, substances[name])}",
            "count": f"{amount} of {len(courses)} courses",
            "note": "This is the dose of a Japanese osteoporosis drug." if str(dose) == "45 mg/day" else "",
        }
        for (name, dose), amount in amounts.items()
    ]


def _also_done(courses: Sequence[tuple[Case, Course]]) -> list[dict[str, str]]:
    """Return how many courses had each co-intervention."""
    kinds = Counter(
        kind for _, course in courses for kind in {measure.kind for measure in course.co_interventions}
    )
    return [
        {"what": CO_INTERVENTIONS[kind], "count": f"{amount} of {len(courses)} courses"}
        for kind, amount in sorted(kinds.items(), key=lambda item: (-item[1], item[0]))
    ]


def compare_page(site: SiteData, number: int) -> SiteFile:
    """Return the comparison of the courses of one batch of papers."""
    group = site.dataset.page_groups[number - 1]
    return render_page(
        site.context,
        paged("compare", number),
        "compare.md.jinja",
        title="Compare" if number == 1 else f"Compare, page {number}",
        description="The courses of treatment side by side: every measurement, before and after.",
        kind="Page",
        sources=(*files_of(site.dataset, group.ids), *lists(*MEASURED)),
        wide=True,
        found=number == 1,
        pager=pager(site, "compare", number),
        audit=url_path(paged("audit", number)),
        picture=site.pictures.get("compare") if number == 1 else None,
        **_comparison(site, list(group.courses())),
    )


def _comparison(site: SiteData, courses: Sequence[tuple[Case, Course]]) -> dict[str, Any]:
    """Return the tables of some courses side by side."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for analyte in site.dataset.vocabulary.analytes.values():
        for form in analyte.forms:
            cells = [_compare_cell(site, case, c, analyte.id, form) for case, c in courses]
            if any(cell["row"] for cell in cells):
                groups.setdefault(analyte.group, []).append(
                    {"name": form.name, "unit": form.unit or "", "cells": cells}
                )
    told = [facts_of(site, case, course) for case, course in courses]
    return {
        "courses": count(len(courses), "course"),
        "columns": [{"id": case.id, "label": site.dataset.course_label(case, c)} for case, c in courses],
        "groups": groups,
        "facts": [
            {"label": same[0]["label"], "cells": [entry["entries"] for entry in same]}
            for same in zip(*told, strict=True)
        ],
    }


def _compare_cell(
    site: SiteData, case: Case, course: Course, analyte: str, form: AnalyteForm
) -> dict[str, Any]:
    for measurement in course.measurements:
        if (measurement.analyte, measurement.specimen) == (analyte, form.specimen):
            return {"row": measurement_row(site, case, course, measurement)}
    return {"row": None}
