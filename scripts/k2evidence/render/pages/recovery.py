"""How bone density came back: single women before published groups."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.derive.recovery_points import ExcludedPoint, PointBasis, RecoveryPoint
from k2evidence.model.studies import Study
from k2evidence.model.study_text import NOT_READ
from k2evidence.model.text import join_words
from k2evidence.render.charts.picture import Picture
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import record_files, recovery_files
from k2evidence.render.pages.views.course_rows import substances_text
from k2evidence.render.pages.views.record_links import Linker, address_of, linker
from k2evidence.render.pages.views.study_rows import StudyRow, study_row
from k2evidence.render.recovery_text import baseline_text, months_text, percent_text, since_text, spread_text
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
        "Women were not randomised. Gains here cannot be ranked against other gains.",
    ),
    "bisphosphonates": (
        "Bisphosphonates",
        "Women were not randomised. Gains here cannot be ranked against other gains.",
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
    """One point of the picture; `number` is that of the woman, empty for a group."""

    number: str
    address: str
    label: str
    group: str
    arm: str
    people: int | str
    months: str
    percent: str
    basis: str
    spread: str
    baseline: str
    region: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A record that the picture leaves out for a reason, and a note beside it; empty where there is none."""

    address: str
    label: str
    note: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is not drawn: how many records it concerns, and those that the page lists."""

    reason: str
    records: int
    listed: tuple[LeftOut, ...]


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

    `women` are all women recorded, of whom `drawn` are in the picture and `not_drawn` are not. `aggregated`
    is whether the picture counts their scans instead of drawing each one. `twice` are pairs of drawn reports
    that may be of one woman. `linked` makes links of the studies that a text names by their ids.
    """

    picture: Picture
    aggregated: bool
    all_higher: bool
    women: int
    drawn: int
    not_drawn: int
    points: tuple[PointRow, ...]
    reasons: tuple[Reason, ...]
    studies: tuple[Reason, ...]
    twice: tuple[str, ...]
    sections: tuple[RecoverySection, ...]
    linked: Linker


def recovery_page(site: SiteData) -> SiteFile:
    """Return the page on recovery."""
    sections = tuple(_section(site, id_) for id_ in SECTIONS)
    studies = {row.id for section in sections for row in section.rows}
    recovery = site.recovery
    return render_page(
        site.context,
        "recovery.md",
        "recovery.md.jinja",
        title="Recovery",
        description="How lumbar bone density changed in each woman after pregnancy, in percent of her "
        "first scan: with vitamin K2, without a bone drug, and with other drugs.",
        kind="Page",
        answers=True,
        sources=(*recovery_files(site.dataset, recovery), *record_files(site.dataset, sorted(studies))),
        wide=True,
        view=RecoveryPage(
            picture=site.pictures["recovery"],
            aggregated=recovery.is_aggregated,
            all_higher=all(point.value > 0 for point in recovery.points),
            women=len(site.dataset.cases),
            drawn=len(recovery.drawn_cases),
            not_drawn=len(recovery.cases_not_drawn),
            points=tuple(_point_row(site, point) for point in recovery.points if _is_listed(site, point)),
            reasons=_reasons(site, [point for point in recovery.excluded if point.course_id]),
            studies=_reasons(site, [point for point in recovery.excluded if not point.course_id]),
            twice=tuple(_drawn_twice(site)),
            sections=sections,
            linked=linker(site.dataset, "recovery.md"),
        ),
    )


def _is_listed(site: SiteData, point: RecoveryPoint | ExcludedPoint) -> bool:
    """Say whether the page lists a point: of women whose scans are counted, those of the main papers."""
    main_cases = {case.id for case in site.dataset.page_groups[0].cases}
    return not (site.recovery.is_aggregated and point.course_id) or point.record_id in main_cases


def _reasons(site: SiteData, excluded: Sequence[ExcludedPoint]) -> tuple[Reason, ...]:
    """Return each reason once, with the records that it concerns."""
    return tuple(
        Reason(
            reason,
            len({point.record_id for point in excluded if point.reason == reason}),
            tuple(_left_out(site, [p for p in excluded if p.reason == reason and _is_listed(site, p)])),
        )
        for reason in dict.fromkeys(point.reason for point in excluded)
    )


def _left_out(site: SiteData, excluded: Sequence[ExcludedPoint]) -> Iterator[LeftOut]:
    """Yield each record once: of a study with what was measured, of a woman whether other scans are drawn."""
    for record, label in dict.fromkeys((point.record_id, point.label) for point in excluded):
        own = [point for point in excluded if (point.record_id, point.label) == (record, label)]
        notes = [] if own[0].course_id else [join_words([*dict.fromkeys(point.what for point in own)])]
        notes += ["others are drawn"] if own[0].drawn_otherwise else []
        yield LeftOut(address_of(site.dataset, record), label, "; ".join(notes))


def _drawn_twice(site: SiteData) -> Iterator[str]:
    """Yield 'A and B' for each two drawn cases that may be the same woman."""
    drawn = site.recovery.drawn_cases
    for name in drawn:
        for other in site.dataset.cases[name].same_patient:
            if other in drawn and (name < other or name not in site.dataset.cases[other].same_patient):
                cases = (site.dataset.cases[one] for one in (name, other))
                yield " and ".join(map(site.dataset.case_label, cases))


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


BASES: Mapping[PointBasis, str] = {
    "densities": "two densities",
    "printed change": "a change as printed",
    "group result": "a result as printed",
}
"""What a point is taken from, in words."""


def _point_row(site: SiteData, point: RecoveryPoint) -> PointRow:
    """Return a point in words."""
    return PointRow(
        number=str(point.number or ""),
        address=address_of(site.dataset, point.record_id),
        label=point.label,
        group=point.group,
        arm=_given(site, point),
        people=point.people if point.people is not None else NOT_READ,
        months=f"{months_text(point.months)}{since_text(point)}",
        percent=percent_text(point),
        basis=BASES[point.basis],
        spread=spread_text(point),
        baseline=baseline_text(point),
        region=point.region,
    )


def _given(site: SiteData, point: RecoveryPoint) -> str:
    """Return the group of a study; of a course, the names of all that was given in it, or of its panel."""
    if not point.course_id:
        return point.arm
    case = site.dataset.cases[point.record_id]
    course = next(course for course in case.courses if course.id == point.course_id)
    return substances_text(site.dataset, course) or point.group
