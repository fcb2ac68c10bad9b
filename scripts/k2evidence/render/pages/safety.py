"""The safety page: what labels and studies say, beside what the papers claim."""

from collections.abc import Iterator
from dataclasses import dataclass

from k2evidence.load.dataset import Dataset
from k2evidence.model.judgements import Certainty
from k2evidence.model.studies import Fact, FactTopic, OutcomeKind, Study
from k2evidence.model.study_text import design_text, population_text
from k2evidence.model.text import dose_text
from k2evidence.render.pages.background import PointView, point_view
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import claims_files, folder_files, record_files
from k2evidence.render.pages.views.claims import ClaimSection, ClaimsView, claims_view
from k2evidence.render.pages.views.findings import question_marks
from k2evidence.render.pages.views.outcomes import OutcomeView, outcome_view
from k2evidence.render.pages.views.record_links import Linker, address_of, linker
from k2evidence.render.site_file import SiteFile

SECTIONS: tuple[tuple[str, str, FactTopic, OutcomeKind | None], ...] = (
    ("warfarin", "Warfarin and other anticoagulants", "warfarin and other anticoagulants", None),
    ("breast-feeding", "Breast-feeding", "breast-feeding", None),
    ("stopping-breast-feeding", "Stopping breast-feeding", "stopping breast-feeding", None),
    ("pregnancy", "Pregnancy", "pregnancy", None),
    ("newborns", "Newborns", "newborns", None),
    ("adverse-events", "Adverse events", "adverse events", "adverse-events"),
    ("clotting", "Clotting in people without anticoagulants", "coagulation in other people", "coagulation"),
    ("dose", "Dose and use", "dose and use", None),
    ("warning-signs", "Signs that need emergency or urgent care", "warning signs", None),
)
"""Anchor and heading of each section, and the facts and the outcomes that it lists."""


@dataclass(frozen=True, slots=True)
class SafetyRow:
    """What one study says on safety: a fact or an outcome, the other is None."""

    study: Study
    address: str
    fact: Fact | None
    outcome: OutcomeView | None

    @property
    def who(self) -> str:
        """The design and the population of the study."""
        return "; ".join(filter(None, (design_text(self.study), population_text(self.study))))


@dataclass(frozen=True, slots=True)
class SafetySection:
    """What is known on one subject, labels first."""

    id: str
    title: str
    rows: tuple[SafetyRow, ...]


@dataclass(frozen=True, slots=True)
class SafetyPage:
    """What is known on safety; `dose` is the daily dose of the drug's label, `women` how many were given it.

    `patients` are the questions of the page for patients, and `answered` those of them that are here.
    """

    dose: str
    women: str
    certainty: Certainty
    act: ClaimsView
    patients: tuple[ClaimSection, ...]
    answered: tuple[str, ...]
    sections: tuple[SafetySection, ...]
    several_papers: bool
    points: tuple[PointView, ...]
    linked: Linker


def safety_page(site: SiteData) -> SiteFile:
    """Return the page on safety."""
    dataset, uri = site.dataset, "safety.md"
    sections, act = tuple(_sections(site)), claims_view(site, "before-you-act")
    cited = sorted({row.study.id for section in sections for row in section.rows})
    return render_page(
        site.context,
        uri,
        "safety.md.jinja",
        title="Safety",
        description="Warfarin, pregnancy, breast-feeding, newborns, adverse events and clotting: what labels "
        "and trials say, and what was read of each.",
        kind="Page",
        answers="safety",
        sources=(
            *record_files(dataset, cited),
            *folder_files(dataset, "background"),
            *claims_files(dataset, "before-you-act"),
        ),
        view=SafetyPage(
            women=site.phrases["women"],
            dose=_labelled_dose(dataset) or site.phrases["dose"],
            certainty=site.lowest_certainty,
            act=act,
            patients=claims_view(site, "patients").sections,
            answered=tuple(section.id for section in act.sections),
            sections=sections,
            several_papers=len(dataset.background) > 1,
            points=tuple(_points(site)),
            linked=linker(dataset, uri),
        ),
    )


def _labelled_dose(dataset: Dataset) -> str:
    """Return the daily dose for osteoporosis of the drug's label; empty where no label gives one."""
    for study in dataset.studies.values():
        for arm in study.arms if study.design == "label" and study.usable else ():
            if arm.dose and arm.name == "osteoporosis":
                return dose_text(arm.dose, dataset.vocabulary.substances.get("menatetrenone"))
    return ""


def _sections(site: SiteData) -> Iterator[SafetySection]:
    studies = sorted(
        (study for study in site.dataset.studies.values() if study.usable),
        key=lambda study: (study.design != "label", study.label),
    )
    for id_, title, topic, kind in SECTIONS:
        rows = tuple(row for study in studies for row in _rows(site, study, topic, kind))
        if rows:
            yield SafetySection(id_, title, rows)


def _rows(site: SiteData, study: Study, topic: FactTopic, kind: OutcomeKind | None) -> Iterator[SafetyRow]:
    """Yield the facts of a study on a topic, then its outcomes of a kind."""
    address, marks = address_of(site.dataset, study.id), question_marks(site, study.id)
    for fact in study.facts:
        if fact.about == topic:
            yield SafetyRow(study, address, fact, None)
    for outcome in study.outcomes:
        if outcome.kind == kind:
            yield SafetyRow(study, address, None, outcome_view(study, outcome, marks))


def _points(site: SiteData) -> Iterator[PointView]:
    """Yield what the papers claim about safety."""
    for background in site.dataset.background.values():
        for point in background.points:
            if point.section == "safety":
                yield point_view(site, background, point)
