"""How bone density came back: individual women before published groups."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from k2evidence.derive.density_direction import (
    UNSTATED,
    Direction,
    density_course,
    lumbar_course,
    rose_later_elsewhere,
)
from k2evidence.derive.known_rises import exceeded_rise
from k2evidence.derive.recovery_points import ExcludedPoint, PointBasis, RecoveryPoint
from k2evidence.model.studies import Study
from k2evidence.model.study_text import NOT_READ
from k2evidence.model.text import join_words, number
from k2evidence.render.charts.picture import Picture
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import record_files, recovery_files
from k2evidence.render.pages.views.compared_gains import ComparedGain, compared_gains
from k2evidence.render.pages.views.course_rows import substances_text
from k2evidence.render.pages.views.record_links import Linker, SiteLink, address_of, linker
from k2evidence.render.pages.views.study_rows import StudyRow, study_row
from k2evidence.render.recovery_text import baseline_text, months_text, percent_text, since_text, spread_text
from k2evidence.render.site_file import SiteFile

SECTIONS: Mapping[str, tuple[str, str]] = {
    "healthy-women": (
        "Healthy women after weaning",
        "Bone density falls during breast-feeding and largely recovers. No drug was given.",
    ),
    "without-bone-drugs": (
        "Pregnancy-associated osteoporosis: no bone drug, or treatment not stated",
        "What happened to women who got no bone drug or whose treatment is not stated, and what reviews say.",
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
        "Denosumab, romosozumab, vitamins and mixed treatments; most are reports of individual women.",
    ),
    "the-disease": (
        "Who gets it, and what follows",
        "Who the women are, what may have caused it, and fractures that came later.",
    ),
    "pain-and-healing": (
        "Pain, markers and healing after a vertebral fracture",
        "In older people, without vitamin K: what resolves spontaneously.",
    ),
}
"""The sections below the picture: anchor, heading and what is listed there."""
ROSE_LATER = "later called higher, at a site not stated"
"""What is said of a course in which density is reported as higher after a fall of lumbar density."""


@dataclass(frozen=True, slots=True)
class PointRow:
    """One point of the picture; `number` is that of the woman, empty for a group.

    `exceeds` is the largest rise that was found elsewhere, where the point is above it.
    """

    number: str
    address: str
    label: str
    group: str
    arm: str
    people: int | str
    months: str
    percent: str
    exceeds: str
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
    """Studies below the picture; those in `again` are in a section above, to which their links lead."""

    id: str
    title: str
    about: str
    rows: tuple[StudyRow, ...]
    again: tuple[SiteLink, ...]


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """What is known of the density of women and scans that are not drawn: by scores, words, undated scans.

    The numbers are women who are not drawn at all, by their last course in which it is known. `fell` are the
    courses in which lumbar density was lower at a scan than before and the picture shows no fall, and
    `fell_somewhere` those in which the density of a site that is not stated was.
    """

    increased: int
    decreased: int
    unchanged: int
    unknown: int
    fell: tuple[SiteLink, ...]
    fell_somewhere: tuple[SiteLink, ...]


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
    known: NotDrawn
    compared: tuple[ComparedGain, ...]
    points: tuple[PointRow, ...]
    reasons: tuple[Reason, ...]
    studies: tuple[Reason, ...]
    twice: tuple[str, ...]
    sections: tuple[RecoverySection, ...]
    linked: Linker


def recovery_page(site: SiteData) -> SiteFile:
    """Return the page on recovery."""
    sections = tuple(_sections(site))
    studies = {row.id for section in sections for row in section.rows}
    recovery = site.recovery
    return render_page(
        site.context,
        "recovery.md",
        "recovery.md.jinja",
        title="Recovery",
        description="How lumbar bone density changed in each woman after pregnancy, as a percentage of her "
        "baseline scan: with vitamin K2, without a bone drug, and with other drugs.",
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
            known=_not_drawn(site),
            compared=compared_gains(site.dataset, "teriparatide"),
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


def _sections(site: SiteData) -> Iterator[RecoverySection]:
    """Yield the sections; a study that belongs to several has its row in the first of them."""
    place: dict[str, str] = {}
    for id_, (title, about) in SECTIONS.items():
        studies = [study for study in site.dataset.studies.values() if _belongs(study, id_) and study.usable]
        new = [study for study in studies if study.id not in place]
        again = tuple(SiteLink(s.label, f"recovery/#{place[s.id]}") for s in studies if s.id in place)
        place |= {study.id: id_ for study in new}
        rows = tuple(study_row(site, study, study.outcomes, study.facts) for study in new)
        yield RecoverySection(id_, title, about, rows, again)


def _not_drawn(site: SiteData) -> NotDrawn:
    """Return what is known of the density of women and scans that are not drawn."""
    dataset, recovery = site.dataset, site.recovery
    drawn_falls = {point.record_id for point in recovery.points if point.value < 0}
    directions: dict[str, Direction] = {}
    fell: list[SiteLink] = []
    fell_somewhere: list[SiteLink] = []
    for case, course in dataset.courses():
        link = SiteLink(dataset.course_label(case, course), address_of(dataset, case.id))
        lumbar = lumbar_course(dataset, site.changes, case, course)
        if lumbar and case.id in recovery.cases_not_drawn:
            directions[case.id] = lumbar.direction
        if lumbar and lumbar.fell and case.id not in drawn_falls:
            rose = rose_later_elsewhere(dataset, site.changes, case, course)
            fell.append(replace(link, label=f"{link.label} ({ROSE_LATER})") if rose else link)
        elif not lumbar:
            elsewhere = density_course(dataset, site.changes, case, course, UNSTATED)
            fell_somewhere += [link] if elsewhere and elsewhere.fell else []
    women = Counter(directions.values())
    return NotDrawn(
        increased=women["increased"],
        decreased=women["decreased"],
        unchanged=women["unchanged"],
        unknown=len(recovery.cases_not_drawn) - len(directions),
        fell=tuple(fell),
        fell_somewhere=tuple(fell_somewhere),
    )


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
        exceeds=_exceeds(site, point),
        basis=BASES[point.basis],
        spread=spread_text(point),
        baseline=baseline_text(point),
        region=point.region,
    )


def _exceeds(site: SiteData, point: RecoveryPoint) -> str:
    """Return the largest rise found elsewhere, '63 %', where a point is above it; else nothing."""
    bound = exceeded_rise(site.dataset.vocabulary, "lumbar-bmd", point.value)
    return f"{number(bound.percent)} %" if bound else ""


def _given(site: SiteData, point: RecoveryPoint) -> str:
    """Return the group of a study; of a course, the names of all that was given in it, or of its panel."""
    if not point.course_id:
        return point.arm
    case = site.dataset.cases[point.record_id]
    course = next(course for course in case.courses if course.id == point.course_id)
    return substances_text(site.dataset, course) or point.group
