"""A study as a row of a table: who was studied, what was given and what was found."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from k2evidence.load.dataset import Dataset
from k2evidence.model.base import Extent
from k2evidence.model.studies import Arm, Design, Fact, Study, StudyOutcome, Topic
from k2evidence.model.study_text import NOT_READ, design_text, form_labels, population_text
from k2evidence.model.text import dose_text, join_words, quantity
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.findings import question_marks
from k2evidence.render.pages.views.outcomes import OutcomeView, outcome_view
from k2evidence.render.pages.views.record_links import address_of


@dataclass(frozen=True, slots=True)
class StudyRow:
    """A study with some of its outcomes and facts; `treatment` is the form and the doses of vitamin K."""

    id: str
    label: str
    address: str
    design: str
    population: str
    people: str
    treatment: str
    extent: Extent
    outcomes: tuple[OutcomeView, ...]
    facts: tuple[Fact, ...]


def study_row(
    site: SiteData, study: Study, outcomes: Sequence[StudyOutcome], facts: Sequence[Fact]
) -> StudyRow:
    """Return a study as a row that shows these of its outcomes and facts."""
    dataset, marks = site.dataset, question_marks(site, study.id)
    doses = ", ".join(vitamin_k_doses(dataset, study))
    return StudyRow(
        id=study.id,
        label=study.label,
        address=address_of(dataset, study.id),
        design=design_text(study),
        population=population_text(study),
        people=people_text(study) or NOT_READ,
        treatment="; ".join(filter(None, (join_words(form_labels(study.vitamin_k)), doses))),
        extent=study.reading.extent,
        outcomes=tuple(outcome_view(study, outcome, marks) for outcome in outcomes),
        facts=tuple(facts),
    )


def by_topic(dataset: Dataset) -> Sequence[Study]:
    """Return every study sorted by its first topic, then by design, then the latest first."""
    topics: tuple[str, ...] = get_args(Topic)
    designs: tuple[str, ...] = get_args(Design)

    def key(study: Study) -> tuple[int, int, int, str]:
        return topics.index(study.topics[0]), designs.index(study.design), -(study.year or 0), study.id

    return sorted(dataset.studies.values(), key=key)


def people_text(study: Study) -> str:
    """Return '240', '32 (groups of 5 and 27)' or '3,400 in 12 studies', as far as it is known."""
    people = f"{study.people:,}" if study.people is not None else ""
    if not people and study.group_total is not None:
        sizes = join_words(tuple(f"{arm.people:,}" for arm in study.arms))
        people = f"{study.group_total:,} (groups of {sizes})" if len(study.arms) > 1 else sizes
    trials = quantity(study.trials, "study", "studies") if study.trials is not None else ""
    return " in ".join(filter(None, (people, trials)))


def arm_dose_text(dataset: Dataset, arm: Arm) -> str:
    """Return the daily dose of an arm with its note; vitamin K in milligrams is given in micrograms too."""
    if arm.dose is None:
        return arm.dose_note or ""
    substance = dataset.vocabulary.substances["menatetrenone"] if arm.vitamin_k else None
    return "; ".join(filter(None, (dose_text(arm.dose, substance), arm.dose_note)))


def vitamin_k_doses(dataset: Dataset, study: Study) -> tuple[str, ...]:
    """Return each daily dose of vitamin K that a study gave."""
    return tuple(dict.fromkeys(_vitamin_k_doses(dataset, study)))


def _vitamin_k_doses(dataset: Dataset, study: Study) -> Iterator[str]:
    substance = dataset.vocabulary.substances["menatetrenone"]
    for arm in study.arms:
        if arm.dose and arm.vitamin_k:
            yield dose_text(arm.dose, substance)
