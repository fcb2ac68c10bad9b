"""A row of the table of all evidence, built from a study or from a paper with its cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from k2evidence.load.dataset import Dataset
from k2evidence.model.base import Extent, IntegrityStatus
from k2evidence.model.cases import Case, Course
from k2evidence.model.papers import Paper
from k2evidence.model.studies import Design, Direction, OutcomeKind, Population, Study, Topic, VitaminK
from k2evidence.model.study_text import NOT_READ
from k2evidence.model.text import dose_text, join_words
from k2evidence.model.vocabulary import Analyte, Substance
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

    `people` is the number as a page words it, and `size` the number that the column sorts by.
    `outcomes` are the values of the filter, and `outcomes_text` is the text of the cell. `direction` is
    None where nothing was compared with a control group.
    """

    label: str
    address: str
    year: int | None
    topics: tuple[Topic, ...]
    design: Design
    population: Population | None
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

    @property
    def population_text(self) -> str:
        """Who was studied, as far as it is known."""
        return self.population or NOT_READ

    @property
    def form_text(self) -> str:
        """The forms of vitamin K that were given."""
        return join_words(self.forms) or "none"

    @property
    def dose_text(self) -> str:
        """The daily doses of vitamin K; empty where none is known."""
        return "; ".join(self.doses)

    @property
    def direction_text(self) -> str:
        """The judgement of the comparison with a control group."""
        return self.direction or "no comparison"

    @property
    def integrity_text(self) -> str:
        """The integrity status as a page words it."""
        return STATUSES[self.integrity]

    @property
    def facets(self) -> tuple[Facet, ...]:
        """Everything that the table can be filtered by, with the values of this row."""
        return (
            Facet("topic", "Used for", self.topics),
            Facet("design", "Design", (self.design,)),
            Facet("population", "Who", (self.population_text,)),
            Facet("form", "Vitamin K", self.forms or ("none",)),
            Facet("dose", "Dose", self.doses),
            Facet("outcome", "Outcome", self.outcomes),
            Facet("direction", "Direction", (self.direction_text,)),
            Facet("read", "Read", (self.extent,)),
            Facet("status", "Status", (self.integrity_text,)),
        )


def row_of_study(dataset: Dataset, study: Study) -> EvidenceRow:
    """Return the row of a study."""
    outcomes = outcome_names(study)
    return EvidenceRow(
        label=study.label,
        address=address_of(dataset, study.id),
        year=study.year,
        topics=study.topics,
        design=study.design,
        population=study.population,
        forms=study.vitamin_k,
        doses=vitamin_k_doses(dataset, study),
        people=people_text(study) or NOT_READ,
        size=study.people,
        outcomes=outcomes,
        outcomes_text=", ".join(outcomes) or "none",
        direction=study.direction,
        extent=study.reading.extent,
        integrity=study.integrity.status,
        usable=study.usable,
    )


def row_of_paper(dataset: Dataset, paper: Paper) -> EvidenceRow:
    """Return the row of a paper, derived from its own cases; cases have no control group."""
    cases = dataset.cases_of[paper.id]
    courses = [course for case in cases for course in case.courses]
    forms = _forms(dataset, courses)
    outcomes = _outcomes(dataset, courses)
    return EvidenceRow(
        label=label_of(dataset, paper.id),
        address=address_of(dataset, paper.id),
        year=paper.year,
        topics=_topics(forms),
        design=_design(cases),
        population=_population(courses),
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
    )


_DENSITIES: Mapping[str, OutcomeKind] = {"lumbar-spine": "lumbar-bmd", "proximal-femur": "hip-bmd"}
"""The kind of outcome of a bone density, by its site of the skeleton."""


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

    A course of treatment is of a woman who had fractures after pregnancy; a course of prevention alone does
    not say that.
    """
    if any(course.purpose == "treatment" for course in courses):
        return "pregnancy-associated osteoporosis"
    return "women after pregnancy" if courses else None


def _forms(dataset: Dataset, courses: Sequence[Course]) -> tuple[VitaminK, ...]:
    """Return each form of vitamin K that the courses gave."""
    substances = (dataset.vocabulary.substances[course.treatment.substance] for course in courses)
    return tuple(dict.fromkeys(form for substance in substances for form in _forms_of(substance)))


def _forms_of(substance: Substance) -> tuple[VitaminK, ...]:
    """Return the forms of vitamin K that the synonyms of a substance name."""
    forms: tuple[VitaminK, ...] = get_args(VitaminK)
    return tuple(form for form in forms if form in substance.synonyms) or ("K2, form not given",)


def _doses(dataset: Dataset, courses: Sequence[Course]) -> tuple[str, ...]:
    """Return each daily dose that the courses gave."""
    substances = dataset.vocabulary.substances
    treatments = [course.treatment for course in courses]
    return tuple(dict.fromkeys(dose_text(given.dose, substances[given.substance]) for given in treatments))


def _outcomes(dataset: Dataset, courses: Sequence[Course]) -> tuple[OutcomeKind, ...]:
    """Return the kinds of outcome that the courses report, in the order of lists."""
    reported = {kind for course in courses for kind in _course_outcomes(dataset, course)}
    return tuple(kind for kind in OUTCOME_NAMES if kind in reported)


def _course_outcomes(dataset: Dataset, course: Course) -> Iterator[OutcomeKind]:
    """Yield the kind of each outcome of a course: what was measured after treatment, and pain."""
    for measurement in course.measurements:
        kind = _outcome_kind(dataset.vocabulary.analytes[measurement.analyte])
        if kind and any(report.status in ("reported", "qualitative") for report in measurement.after):
            yield kind
    if any(outcome.kind == "pain" for outcome in course.outcomes):
        yield "pain"


def _outcome_kind(analyte: Analyte) -> OutcomeKind | None:
    """Return the kind of outcome that an analyte is; None for minerals and hormones, which are none."""
    if analyte.group == "bone density":
        return _DENSITIES.get(analyte.site or "", "other-bmd")
    return "bone-markers" if analyte.group == "bone turnover" else None
