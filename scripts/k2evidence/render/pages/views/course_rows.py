"""What was given in a course, in words."""

from k2evidence.derive.missing import unsaid
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case, Course, Treatment
from k2evidence.render.pages.views.facts import drug_text


def given_text(dataset: Dataset, case: Case, course: Course) -> str:
    """Return what was given, in words: each drug or procedure with its dose, or that there was none."""
    given = "; ".join(dict.fromkeys(drug_text(dataset.vocabulary, t) for t in course.treatments))
    if given or not course.no_bone_drug:
        return given or unsaid(dataset.publications[case.paper], course, "treatments")
    return "no bone drug"


def substances_text(dataset: Dataset, course: Course) -> str:
    """Return the names of all substances and procedures of a course; empty where there is none."""
    return ", ".join(dict.fromkeys(substance_name(dataset, treatment) for treatment in course.treatments))


def substance_name(dataset: Dataset, treatment: Treatment) -> str:
    """Return the name of what was given: a substance or a procedure."""
    substance = dataset.vocabulary.substances.get(treatment.substance or "")
    return substance.name if substance else treatment.procedure or ""
