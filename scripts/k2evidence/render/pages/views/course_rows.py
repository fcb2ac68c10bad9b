"""What was given in a course, in words."""

from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case, Course, NoBoneDrug, Treatment
from k2evidence.model.text import join_words
from k2evidence.render.pages.views.facts import drug_text, supplement_names
from k2evidence.render.pages.views.reports import unsaid_text


def given_text(dataset: Dataset, case: Case, course: Course) -> str:
    """Return what was given, in words: each drug or procedure with its dose, or that none is known."""
    given = "; ".join(dict.fromkeys(drug_text(dataset.vocabulary, t) for t in course.treatments))
    return given or untreated_text(dataset, case, course)


def untreated_text(dataset: Dataset, case: Case, course: Course) -> str:
    """Return what is known of bone drugs where none is recorded: 'calcium; no bone drug listed'."""
    if course.no_bone_drug is None:
        return unsaid_text(dataset.publications[case.paper], course, "treatments")
    supplements = join_words(supplement_names(dataset.vocabulary, course))
    return "; ".join(filter(None, (supplements, no_bone_drug_text(course.no_bone_drug))))


def no_bone_drug_text(said: NoBoneDrug) -> str:
    """Return whether the source says that no bone drug was given, or only lists none."""
    return "no bone drug, as the source says" if said.stated else "no bone drug listed"


def substances_text(dataset: Dataset, course: Course) -> str:
    """Return the names of all substances and procedures of a course; empty where there is none."""
    return ", ".join(dict.fromkeys(substance_name(dataset, treatment) for treatment in course.treatments))


def substance_name(dataset: Dataset, treatment: Treatment) -> str:
    """Return the name of what was given: a substance or a procedure."""
    substance = dataset.vocabulary.substances.get(treatment.substance or "")
    return substance.name if substance else treatment.procedure or ""
