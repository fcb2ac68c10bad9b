"""The home page."""

from collections.abc import Sequence
from typing import Any

from evidence.model import AnalyteForm, Case, Course
from evidence.pages.courses import index_row
from evidence.pages.rendering import render_page
from evidence.pages.views import (
    CO_INTERVENTIONS,
    Site,
    course_label,
    measurement_row,
    paper_view,
    percents,
)
from evidence.results import SiteFile
from evidence.story import dose_text
from evidence.words import count


def home_page(site: Site) -> SiteFile:
    """Return the home page."""
    dataset = site.dataset
    courses = list(dataset.courses())
    lumbar = [change for change in site.changes if change.chosen and change.analyte == "bmd-lumbar-spine"]
    weaned = [c for _, c in courses if any(m.kind == "weaning" for m in c.co_interventions)]
    treated = next(course.treatment for _, course in courses)
    substance = dataset.vocabulary.substances[treated.substance]
    rose = [change for change in lumbar if change.absolute.value > 0]
    fell = [change for change in lumbar if change.absolute.value < 0]
    form = dataset.vocabulary.form("bmd-lumbar-spine", None)
    return render_page(
        site.context,
        "index.md",
        "home.md.jinja",
        title="Vitamin K2 after pregnancy-associated osteoporosis",
        description="What four women who took vitamin K2 (menatetrenone) for "
        "pregnancy-associated osteoporosis can show, and what they cannot.",
        kind="Page",
        women=count(len(dataset.cases), "woman", "women"),
        courses=count(len(courses), "course"),
        dose=f"{substance.name}, {dose_text(treated.dose, substance)}",
        all_weaned=len(weaned) == len(courses),
        measured_twice=count(len(lumbar), "course"),
        rose=count(len(rose)),
        fell=count(len(fell)),
        picture=site.pictures["recovery-home"],
        paper=paper_view(next(iter(dataset.papers.values()))),
        rows=[_lumbar_row(site, case, course, form) for case, course in courses],
        people=[index_row(site, case, course) for case, course in courses],
        analytes=[
            {"name": analyte.name, "short": analyte.short} for analyte in dataset.vocabulary.analytes.values()
        ],
        also=_also_done(courses),
    )


def _also_done(courses: Sequence[tuple[Case, Course]]) -> list[dict[str, str]]:
    """Return how many courses had each co-intervention."""
    kinds: dict[str, int] = {}
    for _, course in courses:
        for kind in dict.fromkeys(measure.kind for measure in course.co_interventions):
            kinds[kind] = kinds.get(kind, 0) + 1
    return [
        {"what": CO_INTERVENTIONS[kind], "count": f"{amount} of {len(courses)} courses"}
        for kind, amount in sorted(kinds.items(), key=lambda item: -item[1])
    ]


def _lumbar_row(site: Site, case: Case, course: Course, form: AnalyteForm) -> dict[str, Any]:
    measurement = next((m for m in course.measurements if m.analyte == "bmd-lumbar-spine"), None)
    changes = site.changes.of(case.id, course.id, "bmd-lumbar-spine", None)
    return {
        "case": case.id,
        "label": course_label(case, course),
        "row": measurement_row(site, case, course, measurement) if measurement else None,
        "percents": percents(changes),
        "unit": form.unit,
    }
