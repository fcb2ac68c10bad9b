"""How bone density came back: these courses beside published cohorts."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from k2evidence.derive.recovery import ExcludedPoint, RecoveryPoint
from k2evidence.model.studies import Study
from k2evidence.model.study_text import NOT_READ
from k2evidence.model.text import rounded, signed
from k2evidence.render.pages.record_links import address_of, linker
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.sources import files_of, recovery_files
from k2evidence.render.pages.study_rows import study_row
from k2evidence.render.pages.views import SiteData
from k2evidence.render.recovery_text import months_text, spread_text
from k2evidence.render.site_file import SiteFile

SECTIONS = {
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
"""The sections below the picture: anchor, heading and what stands there."""


def recovery_page(site: SiteData) -> SiteFile:
    """Return the page on recovery."""
    sections = list(_sections(site))
    main_papers = {case.id for case in site.dataset.page_groups[0].cases}

    def listed(one: RecoveryPoint | ExcludedPoint) -> bool:
        """Say whether a page lists it: of courses that are counted, those of the leading papers."""
        return not (site.recovery.counted and one.course_id) or one.record_id in main_papers

    told = {row.id for section in sections for row in section["rows"]}
    return render_page(
        site.context,
        "recovery.md",
        "recovery.md.jinja",
        title="Recovery",
        description="How lumbar bone density changed after pregnancy: with vitamin K2, without any bone "
        "drug and with other drugs.",
        kind="Page",
        sources=(*recovery_files(site.dataset, site.recovery), *files_of(site.dataset, sorted(told))),
        wide=True,
        picture=site.pictures["recovery"],
        all_higher=all(point.value > 0 for point in site.recovery.points),
        points=[_point_row(site, point) for point in site.recovery.points if listed(point)],
        counted=site.recovery.counted,
        left_out=Counter(one.reason for one in site.recovery.excluded if not listed(one)),
        linked=linker(site.dataset, "recovery.md"),
        sections=sections,
        excluded=[_undrawn_row(site, one) for one in site.recovery.excluded if listed(one)],
    )


_AFTER, _DISEASE = "women after pregnancy", "pregnancy-associated osteoporosis"


def _belongs(study: Study, section: str) -> bool:
    """Say whether a study stands in a section of the page; it may stand in several."""
    given = {arm.care for arm in study.arms} & {"teriparatide", "bisphosphonate"}
    return {
        "healthy-women": study.population == _AFTER and "recovery without bone drugs" in study.topics,
        "without-bone-drugs": study.population == _DISEASE and "recovery without bone drugs" in study.topics,
        "teriparatide": "teriparatide" in given,
        "bisphosphonates": "bisphosphonate" in given,
        "others": "other treatments" in study.topics and not given,
        "the-disease": "the disease" in study.topics,
        "pain-and-healing": "pain and healing" in study.topics,
    }[section]


def _sections(site: SiteData) -> Iterator[dict[str, Any]]:
    for id_, (title, about) in SECTIONS.items():
        studies = [study for study in site.dataset.studies.values() if _belongs(study, id_) and study.usable]
        yield {
            "id": id_,
            "title": title,
            "about": about,
            "rows": [study_row(site.dataset, study, study.outcomes, study.facts) for study in studies],
        }


def _point_row(site: SiteData, point: RecoveryPoint) -> dict[str, Any]:
    own = bool(point.course_id)
    return {
        "address": address_of(site.dataset, point.record_id),
        "label": point.label,
        "group": point.group,
        "arm": point.arm,
        "people": point.people if point.people is not None else NOT_READ,
        "months": months_text(point.months),
        "change": f"{signed(rounded(point.value)) if own else signed(point.value)} %",
        "spread": spread_text(point),
        "baseline": f"month {months_text(point.baseline)}" if point.baseline else NOT_READ,
    }


def _undrawn_row(site: SiteData, left_out: ExcludedPoint) -> dict[str, str]:
    return {
        "address": address_of(site.dataset, left_out.record_id),
        "label": left_out.label,
        "what": left_out.what,
        "reason": left_out.reason,
    }
