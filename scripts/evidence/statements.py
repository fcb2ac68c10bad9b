"""What the sentences of this site say once the numbers of the data stand in them."""

from collections.abc import Iterator, Sequence

from evidence.figures import figures_of
from evidence.model import Case, Course, Dataset
from evidence.results import Changes, Phrases
from evidence.story import dose_text, fill
from evidence.words import count
from evidence.yaml_source import Problem

_PLACES = {"lumbar": "bmd-lumbar-spine", "femur": "bmd-proximal-femur"}


def derive_phrases(dataset: Dataset, changes: Changes) -> Phrases:
    """Return what stands for each name in braces: figures of studies, and what the cases show."""
    courses = list(dataset.courses())
    weaned = [c for _, c in courses if any(m.kind == "weaning" for m in c.co_interventions)]
    treated = [course for _, course in courses if course.purpose == "treatment"]
    given = courses[0][1].treatment
    substance = dataset.vocabulary.substances[given.substance]
    all_ = "all " if len(weaned) == len(courses) else f"{count(len(weaned))} of "
    phrases = {
        "women": count(len(dataset.cases), "woman", "women"),
        "courses": count(len(courses), "course"),
        "treatment-courses": count(len(treated)),
        "drug": substance.name,
        "dose": dose_text(given.dose, substance),
        "weaned": f"{all_}{count(len(courses), 'course')}",
    }
    for name, analyte in _PLACES.items():
        phrases |= {f"{name}-{what}": said for what, said in _directions(courses, changes, analyte)}
    return figures_of(dataset.studies) | phrases


def _directions(
    courses: Sequence[tuple[Case, Course]], changes: Changes, analyte: str
) -> Iterator[tuple[str, str]]:
    """Yield in how many courses a density was measured twice, rose, fell, or is told both ways."""
    signs = []
    for case, course in courses:
        chosen = [change for change in changes.of(case.id, course.id, analyte, None) if change.chosen]
        if chosen:
            signs.append({change.absolute.value > 0 for change in chosen})
    yield "measured", count(len(signs), "course")
    yield "rose", count(signs.count({True}))
    yield "fell", count(signs.count({False}))
    yield "unclear", count(signs.count({True, False}))


def overlong(dataset: Dataset, phrases: Phrases) -> Iterator[Problem]:
    """Yield a problem for every set of claims that is longer than its record allows."""
    for path, document in dataset.documents.items():
        for claims in dataset.claims.values():
            if claims.max_words is None or not path.endswith(f"claims/{claims.id}.yml"):
                continue
            words = sum(len(fill(claim.says, phrases).split()) for claim in claims.claims)
            if words > claims.max_words:
                yield document.problem(
                    ["max_words"],
                    "too-many-words",
                    f"the claims have {words} words together; {claims.max_words} are allowed",
                    "say it in fewer words",
                )
