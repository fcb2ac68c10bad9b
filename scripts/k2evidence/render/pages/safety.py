"""What is known about safety, beside what the paper claims."""

from typing import Any

from k2evidence.model.studies import FactTopic, OutcomeKind
from k2evidence.model.text import dose_text
from k2evidence.render.pages.background import point_view
from k2evidence.render.pages.evidence import address_of, linker, outcome_view
from k2evidence.render.pages.rendering import render_page
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.sources import files_of, folders
from k2evidence.render.site_file import SiteFile

SECTIONS: tuple[tuple[str, str, FactTopic | None, OutcomeKind | None], ...] = (
    ("warfarin", "Warfarin and other anticoagulants", "warfarin and other anticoagulants", None),
    ("breast-feeding", "Breast-feeding", "breast-feeding", None),
    ("pregnancy", "Pregnancy", "pregnancy", None),
    ("newborns", "Newborns", "newborns", None),
    ("adverse-events", "Adverse events", "adverse events", "adverse-events"),
    ("clotting", "Clotting in people without anticoagulants", "coagulation in other people", "coagulation"),
    ("dose", "Dose and use", "dose and use", None),
)
"""Anchor, heading, and the facts and outcomes that stand under it."""


def safety_page(site: SiteData) -> SiteFile:
    """Return the page on safety."""
    uri = "safety.md"
    sections: list[dict[str, Any]] = [
        {"id": id_, "title": title, "rows": _rows(site, topic, kind)} for id_, title, topic, kind in SECTIONS
    ]
    told = {row["study"].id for section in sections for row in section["rows"]}
    return render_page(
        site.context,
        uri,
        "safety.md.jinja",
        title="Safety",
        description="Warfarin, pregnancy, breast-feeding, newborns, adverse events and clotting: what labels "
        "and trials say, and what was read of each.",
        kind="Page",
        sources=(*files_of(site.dataset, sorted(told)), *folders(site.dataset, "background")),
        linked=linker(site, uri),
        dose=_labelled_dose(site),
        sections=sections,
        several=len(site.dataset.background) > 1,
        points=[
            point_view(site, background, point)
            for background in site.dataset.background.values()
            for point in background.points
            if point.section == "safety"
        ],
        level=site.lowest_certainty,
    )


def _labelled_dose(site: SiteData) -> str:
    """Return the daily dose of the drug's label for osteoporosis, or that of the cases without one."""
    for study in site.dataset.studies.values():
        for arm in study.arms if study.design == "label" and study.usable else ():
            if arm.dose and arm.name == "osteoporosis":
                substance = site.dataset.vocabulary.substances.get("menatetrenone")
                return dose_text(arm.dose, substance)
    return site.phrases["dose"]


def _rows(site: SiteData, topic: FactTopic | None, kind: OutcomeKind | None) -> list[dict[str, Any]]:
    """Return facts and outcomes under one heading, labels first."""
    studies = sorted(
        (study for study in site.dataset.studies.values() if study.usable),
        key=lambda study: (study.design != "label", study.label),
    )
    rows: list[dict[str, Any]] = []
    for study in studies:
        who = {"label": study.label, "address": address_of(site, study.id), "study": study}
        rows.extend(who | {"fact": fact, "outcome": None} for fact in study.facts if fact.about == topic)
        rows.extend(
            who | {"fact": None, "outcome": outcome_view(outcome)}
            for outcome in study.outcomes
            if kind and outcome.kind == kind
        )
    return rows
