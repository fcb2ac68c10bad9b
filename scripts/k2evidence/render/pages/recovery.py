"""How bone density came back: these courses beside published cohorts."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from k2evidence.derive.recovery import ExcludedPoint, RecoveryPoint
from k2evidence.model.studies import Study
from k2evidence.model.study_text import NOT_READ
from k2evidence.model.text import rounded, signed
from k2evidence.render.charts.picture import Picture
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import record_files, recovery_files
from k2evidence.render.pages.views.course_rows import substances_text
from k2evidence.render.pages.views.record_links import Linker, address_of, linker
from k2evidence.render.pages.views.study_rows import StudyRow, study_row
from k2evidence.render.recovery_text import months_text, spread_text
from k2evidence.render.site_file import SiteFile

SECTIONS: Mapping[str, tuple[str, str]] = {
    "healthy-women": (
        "Healthy women after weaning",
        "Breast-feeding takes bone density, and most of it comes back. No drug was given.",
    ),
    "without-bone-drugs": (
        "Pregnancy-associated osteoporosis without bone drugs",
        "What happened to women who got no bone drug, and what reviews say about it.",
    ),
    "teriparatide": (
        "Teriparatide",
        "Women were not assigned by lot. Gains here cannot be ranked against other gains.",
    ),
    "bisphosphonates": (
        "Bisphosphonates",
        "Women were not assigned by lot. Gains here cannot be ranked against other gains.",
    ),
    "others": (
        "Other treatments",
        "Denosumab, romosozumab, vitamins and mixed treatments; most are reports of single women.",
    ),
    "the-disease": (
        "Who gets it, and what follows",
        "Who the women are, what may have caused it, and fractures that came later.",
    ),
    "pain-and-healing": (
        "Pain, markers and healing after a vertebral fracture",
        "In older people, without vitamin K: what fades by itself.",
    ),
}
"""The sections below the picture: anchor, heading and what is listed there."""


@dataclass(frozen=True, slots=True)
class PointRow:
    """One point of the picture."""

    address: str
    label: str
    group: str
    arm: str
    people: int | str
    months: str
    change: str
    spread: str
    baseline: str


@dataclass(frozen=True, slots=True)
class ExcludedRow:
    """Something that the picture does not show, and why."""

    address: str
    label: str
    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class RecoverySection:
    """Studies below the picture."""

    id: str
    title: str
    about: str
    rows: tuple[StudyRow, ...]


@dataclass(frozen=True, slots=True)
class RecoveryPage:
    """The page on recovery.

    `aggregated` is whether the picture counts the courses instead of drawing each one; then
    `unlisted` says how many courses of other pages are not drawn, by reason. `linked` makes links of
    the studies that a text names by their ids.
    """

    picture: Picture
    aggregated: bool
    all_higher: bool
    points: tuple[PointRow, ...]
    unlisted: Mapping[str, int]
    excluded: tuple[ExcludedRow, ...]
    sections: tuple[RecoverySection, ...]
    linked: Linker


def recovery_page(site: SiteData) -> SiteFile:
    """Return the page on recovery."""
    sections = tuple(_section(site, id_) for id_ in SECTIONS)
    studies = {row.id for section in sections for row in section.rows}
    main_cases = {case.id for case in site.dataset.page_groups[0].cases}

    def is_listed(point: RecoveryPoint | ExcludedPoint) -> bool:
        """Say whether the page lists a point: of courses that are counted, those of the main papers."""
        return not (site.recovery.is_aggregated and point.course_id) or point.record_id in main_cases

    recovery = site.recovery
    return render_page(
        site.context,
        "recovery.md",
        "recovery.md.jinja",
        title="Recovery",
        description="How lumbar bone density changed after pregnancy: with vitamin K2, without any bone "
        "drug and with other drugs.",
        kind="Page",
        sources=(*recovery_files(site.dataset, recovery), *record_files(site.dataset, sorted(studies))),
        wide=True,
        view=RecoveryPage(
            picture=site.pictures["recovery"],
            aggregated=recovery.is_aggregated,
            all_higher=all(point.value > 0 for point in recovery.points),
            points=tuple(_point_row(site, point) for point in recovery.points if is_listed(point)),
            unlisted=Counter(point.reason for point in recovery.excluded if not is_listed(point)),
            excluded=tuple(
                _excluded_row(site, point) for point in site.recovery.excluded if is_listed(point)
            ),
            sections=sections,
            linked=linker(site.dataset, "recovery.md"),
        ),
    )


_AFTER, _DISEASE = "women after pregnancy", "pregnancy-associated osteoporosis"


def _belongs(study: Study, section: str) -> bool:
    """Say whether a study belongs to a section of the page; it may belong to several."""
    drugs = {arm.care for arm in study.arms} & {"teriparatide", "bisphosphonate"}
    return {
        "healthy-women": study.population == _AFTER and "recovery without bone drugs" in study.topics,
        "without-bone-drugs": study.population == _DISEASE and "recovery without bone drugs" in study.topics,
        "teriparatide": "teriparatide" in drugs,
        "bisphosphonates": "bisphosphonate" in drugs,
        "others": "other treatments" in study.topics and not drugs,
        "the-disease": "the disease" in study.topics,
        "pain-and-healing": "pain and healing" in study.topics,
    }[section]


def _section(site: SiteData, id_: str) -> RecoverySection:
    title, about = SECTIONS[id_]
    studies = [study for study in site.dataset.studies.values() if _belongs(study, id_) and study.usable]
    rows = tuple(study_row(site, study, study.outcomes, study.facts) for study in studies)
    return RecoverySection(id_, title, about, rows)


def _point_row(site: SiteData, point: RecoveryPoint) -> PointRow:
    """Return a point in words; the change of a course is derived, so it is rounded, others are as printed."""
    value = rounded(point.value) if point.course_id else point.value
    return PointRow(
        address=address_of(site.dataset, point.record_id),
        label=point.label,
        group=point.group,
        arm=_given(site, point),
        people=point.people if point.people is not None else NOT_READ,
        months=months_text(point.months),
        change=f"{signed(value)} %",
        spread=spread_text(point),
        baseline=f"month {months_text(point.baseline)}" if point.baseline else NOT_READ,
    )


def _excluded_row(site: SiteData, point: ExcludedPoint) -> ExcludedRow:
    return ExcludedRow(address_of(site.dataset, point.record_id), point.label, point.what, point.reason)


def _given(site: SiteData, point: RecoveryPoint) -> str:
    """Return the group of a study; of a course, the names of all that was given in it, or of its panel."""
    if not point.course_id:
        return point.arm
    case = site.dataset.cases[point.record_id]
    course = next(course for course in case.courses if course.id == point.course_id)
    return substances_text(site.dataset, course) or point.group
