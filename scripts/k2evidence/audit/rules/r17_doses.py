"""Doses of bone drugs against those of their labels."""

from collections.abc import Iterator

from k2evidence.audit.finding import Rule
from k2evidence.audit.scope import Draft, Scope, fact, join_distinct
from k2evidence.model.cases import Case, Course, Treatment
from k2evidence.model.scalars.doses import Dose
from k2evidence.model.vocabulary import LabelDose, Substance

RULE = Rule(
    id="doses",
    title="Doses against labels",
    statement="A dose outside the range that a label gives for osteoporosis may be intended or may be a "
    "misprint. Only doses in the same unit and at the same frequency are compared. Each label is that "
    "of one country.",
)


def find(scope: Scope) -> Iterator[Draft]:
    """Yield doses of bone drugs that no label seen here gives."""
    for case, course in scope.courses():
        for treatment in course.treatments:
            substance = scope.vocabulary.substances.get(treatment.substance or "")
            if substance and treatment.dose:
                labels = [
                    label for label in substance.label_doses if _alike(scope, label.low, treatment.dose)
                ]
                if labels and not any(
                    label.low.value <= treatment.dose.value <= label.high.value for label in labels
                ):
                    yield _draft(case, course, treatment, treatment.dose, substance, labels)


def _alike(scope: Scope, one: Dose, other: Dose) -> bool:
    """Return whether two doses are in one unit and given as often."""
    units = [scope.vocabulary.dose_unit(dose.unit).id for dose in (one, other)]
    return units[0] == units[1] and one.schedule == other.schedule


def _draft(
    case: Case,
    course: Course,
    treatment: Treatment,
    dose: Dose,
    substance: Substance,
    labels: list[LabelDose],
) -> Draft:
    return Draft(
        kind="plausibility",
        severity="minor",
        courses=((case, course),),
        field=f"dose of {treatment.id}",
        says=f"{substance.name} {dose}",
        locator=treatment.locator,
        also_says=join_distinct(map(_range, labels)),
        also_locator=join_distinct(label.source.title for label in labels),
        means="The dose is outside the range of the labels that were seen.",
        effect="It is shown as printed.",
        affects=(fact(case, course, "dose"),),
    )


def _range(label: LabelDose) -> str:
    if label.low.value == label.high.value:
        return f"label: {label.low}"
    return f"label: {label.low.value} to {label.high}"
