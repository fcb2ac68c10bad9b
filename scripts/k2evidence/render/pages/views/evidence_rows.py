"""A row of the table of all evidence, built from a study or from a paper with its cases."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from k2evidence.derive.changes import Changes
from k2evidence.derive.visits import OrderedVisit
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import Extent, IntegrityStatus
from k2evidence.model.cases import Case, Course, Treatment, measurement_key
from k2evidence.model.papers import Paper
from k2evidence.model.studies import Design, Direction, OutcomeKind, Population, Study, Topic, VitaminK
from k2evidence.model.study_text import (
    NOT_READ,
    design_label,
    design_text,
    form_labels,
    population_label,
    population_text,
)
from k2evidence.model.text import dose_text, join_words, quantity
from k2evidence.model.vocabulary import Analyte, Region, Substance, Vocabulary
from k2evidence.render.pages.views.outcomes import OUTCOME_NAMES, outcome_names
from k2evidence.render.pages.views.publications import STATUSES
from k2evidence.render.pages.views.record_links import address_of, label_of
from k2evidence.render.pages.views.study_rows import people_text, vitamin_k_doses


@dataclass(frozen=True, slots=True)
class Facet:
    """Something that the table is filtered by, with the values that a row has or a form offers."""

    id: str
    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A publication in the table of all evidence.

    `design_text` and `population_text` are what the cells show; the filters go by `design` and `population`.
    `people` is the number as a page words it, and `size` the number that the column sorts by.
    `outcomes` are the values of the filter, and `outcomes_text` is the text of the cell. `direction` is
    None where nobody rated a comparison of vitamin K with a control. `questions` says how many questions
    there are about the study; it is empty where there is none. `words` are further words that the search of
    the table finds the row by: of its title, its topics, its statements and its outcomes.
    """

    label: str
    address: str
    year: int | None
    topics: tuple[Topic, ...]
    design: Design
    design_text: str
    population: Population | None
    population_text: str
    forms: tuple[VitaminK, ...]
    doses: tuple[str, ...]
    people: str
    size: int | None
    outcomes: tuple[str, ...]
    outcomes_text: str
    direction: Direction | None
    extent: Extent
    integrity: IntegrityStatus
    usable: bool
    questions: str = ""
    words: str = ""

    @property
    def form_text(self) -> str:
        """The forms of vitamin K that were given."""
        return join_words(form_labels(self.forms)) or "none"

    @property
    def dose_text(self) -> str:
        """The daily doses of vitamin K; empty where none is known."""
        return "; ".join(self.doses)

    @property
    def direction_text(self) -> str:
        """The rated direction of a comparison of vitamin K with a control."""
        return self.direction or "not rated"

    @property
    def integrity_text(self) -> str:
        """The integrity status as a page words it."""
        return STATUSES[self.integrity]

    @property
    def _population_label(self) -> str:
        return population_label(self.population) if self.population else NOT_READ

    @property
    def facets(self) -> tuple[Facet, ...]:
        """Everything that the table can be filtered by, with the values of this row."""
        return (
            Facet("topic", "Topic", self.topics),
            Facet("design", "Design", (design_label(self.design),)),
            Facet("population", "Population", (self._population_label,)),
            Facet("form", "Vitamin K", form_labels(self.forms) or ("none",)),
            Facet("dose", "Dose", self.doses),
            Facet("outcome", "Outcome", self.outcomes),
            Facet("direction", "Result", (self.direction_text,)),
            Facet("read", "Extent read", (self.extent,)),
            Facet("status", "Status", (self.integrity_text,)),
        )


def row_of_study(dataset: Dataset, study: Study, questions: int = 0) -> EvidenceRow:
    """Return the row of a study that there are this many questions about."""
    outcomes = outcome_names(study)
    return EvidenceRow(
        label=study.label,
        address=address_of(dataset, study.id),
        year=study.year,
        topics=study.topics,
        design=study.design,
        design_text=design_text(study),
        population=study.population,
        population_text=population_text(study) or population_label(study.population),
        forms=study.vitamin_k,
        doses=vitamin_k_doses(dataset, study),
        people=people_text(study) or NOT_READ,
        size=study.people if study.people is not None else study.group_total,
        outcomes=outcomes,
        outcomes_text=", ".join(outcomes) or "none",
        direction=study.direction.judgement if study.direction else None,
        extent=study.reading.extent,
        integrity=study.integrity.status,
        usable=study.usable,
        questions=quantity(questions, "question") if questions else "",
        words=_words(_texts(study)),
    )


_SHORTEST = 3
"""Words with fewer letters are in no list of words."""


def _texts(study: Study) -> Iterator[str | None]:
    """Yield what a study says beside the cells of its row."""
    yield study.title
    yield from study.topics
    yield study.authors_conclude
    for fact in study.facts:
        yield from (fact.says, fact.limits)
    for outcome in study.outcomes:
        yield from (outcome.what, outcome.says)


def _words(texts: Iterable[str | None]) -> str:
    """Return the words of some texts in lower case, each once, in the order of the alphabet."""
    found = re.findall(r"[^\W_]+", " ".join(text for text in texts if text).lower())
    return " ".join(sorted({word for word in found if len(word) >= _SHORTEST}))


def row_of_paper(dataset: Dataset, changes: Changes, paper: Paper) -> EvidenceRow:
    """Return the row of a paper, derived from its own cases; cases have no control group."""
    cases = dataset.cases_of[paper.id]
    courses = [course for case in cases for course in case.courses]
    forms = _forms(dataset, courses)
    outcomes = _outcomes(dataset, changes, cases)
    design, population = _design(cases), _population(courses)
    return EvidenceRow(
        label=label_of(dataset, paper.id),
        address=address_of(dataset, paper.id),
        year=paper.year,
        topics=_topics(forms),
        design=design,
        design_text=design_label(design),
        population=population,
        population_text=population_label(population) if population else NOT_READ,
        forms=forms,
        doses=_doses(dataset, courses),
        people=f"{len(cases):,}",
        size=len(cases),
        outcomes=tuple(OUTCOME_NAMES[kind] for kind in outcomes),
        outcomes_text=", ".join(dict.fromkeys(map(_short_name, outcomes))) or "none",
        direction=None,
        extent=paper.reading.extent,
        integrity=paper.integrity.status,
        usable=paper.integrity.status in ("current", "corrected"),
        words=_words((paper.title, *_topics(forms))),
    )


_DENSITIES: Mapping[Region, OutcomeKind] = {"lumbar spine": "lumbar-bmd", "hip": "hip-bmd"}
"""The kind of outcome of a bone density, by its region of the skeleton."""


def _short_name(kind: OutcomeKind) -> str:
    """Return the name of a kind of outcome, without the site of a bone density."""
    return "bone density" if kind in ("lumbar-bmd", "hip-bmd", "other-bmd") else OUTCOME_NAMES[kind]


def _topics(forms: Sequence[VitaminK]) -> tuple[Topic, ...]:
    """Return the topics of a paper of cases: every course of a case is counted from a delivery."""
    return ("vitamin K and bone", "bone after pregnancy") if forms else ("bone after pregnancy",)


def _design(cases: Sequence[Case]) -> Design:
    return "case series" if len(cases) > 1 else "case report" if cases else "other"


def _population(courses: Sequence[Course]) -> Population | None:
    """Return who the courses are of; None where there is none.

    A course of treatment is of a woman who had fractures after pregnancy, and so is one with a fracture; a
    course of prevention alone does not say that.
    """
    if any(course.purpose == "treatment" or _has_fracture(course) for course in courses):
        return "pregnancy-associated osteoporosis"
    return "women after pregnancy" if courses else None


def _has_fracture(course: Course) -> bool:
    return any(report.status in ("reported", "qualitative") for report in course.fractures)


def _forms(dataset: Dataset, courses: Sequence[Course]) -> tuple[VitaminK, ...]:
    """Return each form of vitamin K2 that the courses gave."""
    substances = (substance for _, substance in _vitamin_k2(dataset, courses))
    return tuple(dict.fromkeys(form for substance in substances for form in _forms_of(substance)))


def _vitamin_k2(dataset: Dataset, courses: Sequence[Course]) -> Iterator[tuple[Treatment, Substance]]:
    """Yield each treatment with vitamin K2, and the substance."""
    for course in courses:
        for treatment in course.treatments:
            substance = dataset.vocabulary.substances.get(treatment.substance or "")
            if substance and substance.drug_class == "vitamin K2":
                yield treatment, substance


def _forms_of(substance: Substance) -> tuple[VitaminK, ...]:
    """Return the forms of vitamin K that the synonyms of a substance name."""
    forms: tuple[VitaminK, ...] = get_args(VitaminK)
    return tuple(form for form in forms if form in substance.synonyms) or ("K2, form not given",)


def _doses(dataset: Dataset, courses: Sequence[Course]) -> tuple[str, ...]:
    """Return each dose of vitamin K2 that the courses gave."""
    given = _vitamin_k2(dataset, courses)
    return tuple(dict.fromkeys(dose_text(t.dose, substance) for t, substance in given if t.dose))


def _outcomes(dataset: Dataset, changes: Changes, cases: Sequence[Case]) -> tuple[OutcomeKind, ...]:
    """Return the kinds of outcome that the cases report, in the order of lists."""
    reported = {
        kind
        for case in cases
        for course in case.courses
        for kind in _course_outcomes(dataset, changes, case, course)
    }
    return tuple(kind for kind in OUTCOME_NAMES if kind in reported)


def _course_outcomes(dataset: Dataset, changes: Changes, case: Case, course: Course) -> Iterator[OutcomeKind]:
    """Yield the kind of each outcome of a course: what was measured during follow-up, and pain."""
    for measurement in course.measurements:
        kind = _outcome_kind(dataset.vocabulary, dataset.vocabulary.analytes[measurement.analyte])
        if kind and _is_followed_up(changes.visits[measurement_key(case, course, measurement)]):
            yield kind
    if any(outcome.kind == "pain" for outcome in course.outcomes):
        yield "pain"


def _is_followed_up(visits: Sequence[OrderedVisit]) -> bool:
    """Say whether something was found after treatment began, or at more than one visit."""
    found = [
        visit
        for visit in visits
        if any(report.status in ("reported", "qualitative") for report in visit.visit.reports)
    ]
    return any(visit.phase == "after" for visit in found) or sum(visit.phase is None for visit in found) > 1


def _outcome_kind(vocabulary: Vocabulary, analyte: Analyte) -> OutcomeKind | None:
    """Return the kind of outcome that an analyte is; None for minerals and hormones, which are none."""
    if analyte.group == "bone density":
        site = vocabulary.sites.get(analyte.site or "")
        return _DENSITIES.get(site.region, "other-bmd") if site else "other-bmd"
    return "bone-markers" if analyte.group == "bone turnover" else None
