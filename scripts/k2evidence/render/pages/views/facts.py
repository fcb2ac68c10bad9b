"""The facts of a course at a glance, the same ones for every course."""

from collections.abc import Mapping
from dataclasses import dataclass

from k2evidence.model.cases import Case, CoIntervention, Course, Outcome
from k2evidence.model.text import dose_text, join_words, ordinal
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.findings import FindingMark, finding_mark
from k2evidence.render.pages.views.reports import (
    NOT_REPORTED,
    PlacedText,
    fracture_lists,
    places_of,
    times_of,
)

CO_INTERVENTIONS: Mapping[str, str] = {
    "weaning": "stopping breast-feeding",
    "corset": "a corset",
    "calcium": "calcium",
    "analgesic": "painkillers",
    "other": "something else",
}
"""How each kind of co-intervention reads in a sentence."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a course: each version of it that the paper gives, and the mark of what does not fit."""

    label: str
    entries: tuple[PlacedText, ...]
    mark: FindingMark | None


def case_facts(site: SiteData, case: Case, course: Course) -> tuple[Fact, ...]:
    """Return the facts of one course of a case."""

    def fact(label: str, entries: tuple[PlacedText, ...], marked_as: str = "") -> Fact:
        """Return a fact; findings on it are known by the name `marked_as`."""
        mark = finding_mark(site, [(case.id, course.id, marked_as)]) if marked_as else None
        return Fact(label, entries, mark)

    age, delivery = course.age, course.delivery
    return (
        fact("Age", (PlacedText(f"{age[0].years} years", places_of(age)),), "age"),
        fact("Delivery", (PlacedText(ordinal(delivery[0].order), places_of(delivery)),)),
        fact("Pain began", times_of(course.onset), "onset"),
        fact("First seen by the authors", times_of(course.first_visit), "first-visit"),
        fact("Fractured vertebrae", fracture_lists(course.fractures), "fractures"),
        fact("Vitamin K2", (PlacedText(_treatment_text(site, course)),)),
        fact("Given to", (PlacedText(purpose_text(course)),)),
        fact("Vitamin K2 began", times_of(course.treatment_start), "treatment-start"),
        fact("Vitamin K2 lasted", (PlacedText(course.treatment.duration),), "treatment-end"),
        fact("Also done", (PlacedText(co_intervention_text(site, course)),)),
        fact("Back pain afterwards", _outcomes(course, "pain"), "pain"),
        fact("Recurrence", _outcomes(course, "recurrence"), "recurrence"),
    )


def purpose_text(course: Course) -> str:
    """Return 'treat' or 'prevent': what vitamin K2 was given to do with fractures."""
    return "treat" if course.purpose == "treatment" else "prevent"


def co_intervention_text(site: SiteData, course: Course) -> str:
    """Return 'stopping breast-feeding, a corset and calcium carbonate 1,200 mg a day'."""
    measures = [_measure_text(site, measure) for measure in course.co_interventions]
    return join_words(measures) or NOT_REPORTED


def _measure_text(site: SiteData, measure: CoIntervention) -> str:
    substance = site.dataset.vocabulary.substances.get(measure.substance or "")
    if substance and measure.dose:
        return f"{substance.name} {dose_text(measure.dose, substance)}"
    return CO_INTERVENTIONS[measure.kind]


def _treatment_text(site: SiteData, course: Course) -> str:
    """Return 'menatetrenone (vitamin K2, MK-4): 45 mg (45,000 µg) a day'."""
    substance = site.dataset.vocabulary.substances[course.treatment.substance]
    synonyms = f" ({', '.join(substance.synonyms)})" if substance.synonyms else ""
    return f"{substance.name}{synonyms}: {dose_text(course.treatment.dose, substance)}"


def _outcomes(course: Course, kind: str) -> tuple[PlacedText, ...]:
    outcomes = [_outcome_text(outcome) for outcome in course.outcomes if outcome.kind == kind]
    return tuple(map(PlacedText, outcomes or [NOT_REPORTED]))


def _outcome_text(outcome: Outcome) -> str:
    return f"{outcome.what.rstrip('.')}{f', {outcome.time}' if outcome.time else ''}"
