"""The names in braces that stand for data in this site's prose, e.g. `{onset}` or `{mott-2019/people}`.

A course's story names what `course_phrases` holds; a claim or a summary of evidence names what
`study_phrases` and `CASE_PHRASES` hold.
"""

import re
from collections.abc import Iterator, Mapping

from k2evidence.model.cases import Course, TimeReport
from k2evidence.model.studies import Estimate, Result, Study, StudyOutcome
from k2evidence.model.study_text import estimate_text, result_text
from k2evidence.model.text import dose_text, join_words, level_ranges, ordinal, time_text
from k2evidence.model.vocabulary import Vocabulary

CASE_PHRASES: Mapping[str, str] = {
    "women": "How many women the paper reports, in words.",
    "courses": "How many courses of treatment, in words.",
    "drug": "The vitamin K2 that was given.",
    "dose": "Its daily dose.",
    "treatment-courses": "How many of these were meant to treat, in words.",
    "weaned": "In how many of the courses stopping breast-feeding was advised.",
    "lumbar-measured": "In how many courses lumbar bone density was measured twice.",
    "lumbar-rose": "In how many of these it rose.",
    "lumbar-fell": "In how many of these it fell.",
    "lumbar-unclear": "In how many of these two places of the paper report it both ways.",
    "femur-measured": "In how many courses bone density of the femur was measured twice.",
    "femur-rose": "In how many of these it rose.",
    "femur-fell": "In how many of these it fell.",
    "femur-unclear": "In how many of these two places of the paper report it both ways.",
}
"""What a sentence about the cases may name, and what it says; `derive.phrases` counts it."""

AMOUNTS: Mapping[str, str] = {
    "people": "How many people.",
    "completed": "How many of them completed it.",
    "trials": "How many trials.",
}
"""What `{study/name}` says of a whole study; no part of one has such an id."""
COURSE_PHRASES: frozenset[str] = frozenset(
    {
        "onset",
        "first-visit",
        "age",
        "delivery",
        "fractures",
        "drug",
        "dose",
        "treatment-start",
        "treatment-end",
    }
)
"""What every story may name; no treatment and no statement has such an id."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def placeholders(text: str) -> Iterator[str]:
    """Yield each name in braces."""
    return (match[1] for match in _PLACEHOLDER.finditer(text))


def fill(text: str, phrases: Mapping[str, str]) -> str:
    """Replace each name in braces by its phrase; a name without a phrase stays as written.

    A phrase that begins a later sentence of the text has a capital.
    """

    def phrase(match: re.Match[str]) -> str:
        said = phrases.get(match[1], match[0])
        begins = text[: match.start()].endswith((". ", "? "))
        return f"{said[:1].upper()}{said[1:]}" if begins else said

    return _PLACEHOLDER.sub(phrase, text)


def course_phrases(course: Course, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the phrase of each name that this course's story may use.

    Only what the data holds has a phrase: age (years), delivery, onset, first-visit,
    fractures, the time and the dose of every statement that has an id (`{calcium}`, `{calcium.dose}`),
    and of every treatment (`{teriparatide}`, `{teriparatide.dose}`, `{teriparatide.start}`,
    `{teriparatide.end}`). Of the only treatment there is: drug, dose, treatment-start, treatment-end.
    """
    levels = next((report.levels for report in course.fractures if report.levels), ())
    phrases = {
        "onset": _first_time(course.onset),
        "first-visit": _first_time(course.first_visit),
        "age": next((str(report.years) for report in course.age if report.years is not None), ""),
        "delivery": next((ordinal(report.order) for report in course.delivery if report.order), ""),
        "fractures": join_words(level_ranges(levels)),
        **_treatment_phrases(course, vocabulary),
        **_statement_phrases(course, vocabulary),
    }
    return {name: phrase for name, phrase in phrases.items() if phrase}


def _treatment_phrases(course: Course, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the name, the dose and the times of the treatments."""
    phrases: dict[str, str] = {}
    for treatment in course.treatments:
        substance = vocabulary.substances.get(treatment.substance or "")
        of_treatment = {
            "": substance.name if substance else treatment.procedure or "",
            "dose": dose_text(treatment.dose, substance) if treatment.dose else "",
            "start": _first_time(treatment.start),
            "end": _first_time(treatment.end),
        }
        phrases |= {f"{treatment.id}.{name}".rstrip("."): text for name, text in of_treatment.items()}
        if len(course.treatments) == 1:
            alone = {"": "drug", "dose": "dose", "start": "treatment-start", "end": "treatment-end"}
            phrases |= {alone[name]: text for name, text in of_treatment.items()}
    return phrases


def _statement_phrases(course: Course, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the times and doses of the statements that have an id."""
    phrases = {}
    for statement in (*course.co_interventions, *course.findings, *course.outcomes):
        if statement.id and statement.time:
            phrases[statement.id] = time_text(statement.time)
    for measure in course.co_interventions:
        if measure.id and measure.dose:
            substance = vocabulary.substances.get(measure.substance or "")
            phrases[f"{measure.id}.dose"] = dose_text(measure.dose, substance)
    return phrases


def _first_time(reports: tuple[TimeReport, ...]) -> str:
    return next((time_text(report.time) for report in reports if report.time), "")


def study_phrases(studies: Mapping[str, Study]) -> dict[str, str]:
    """Return every number of a study that a sentence may name, as `study/item`, in words.

    An outcome can be named where it holds one number; where it holds several, each by its own id.
    `study/people`, `study/completed` and `study/trials` are how many were in it.
    """
    phrases = {
        f"{study.id}/{name}": text
        for study in studies.values()
        for name, item in study.items()
        if (text := _item_text(study, item))
    }
    for study in studies.values():
        amounts = {name: getattr(study, name) for name in AMOUNTS}
        phrases |= {f"{study.id}/{name}": f"{n:,}" for name, n in amounts.items() if n is not None}
    return phrases


def _item_text(study: Study, item: object) -> str:
    """Return the one number that an item of a study holds, in words, or nothing."""
    match item:
        case Estimate():
            return estimate_text(item)
        case Result():
            unit = next(outcome.unit for outcome in study.outcomes if item in outcome.results)
            return result_text(item, unit)
        case StudyOutcome():
            texts = [estimate_text(estimate) for estimate in item.estimates]
            texts += [result_text(result, item.unit) for result in item.results]
            return texts[0] if len(texts) == 1 else ""
    return ""
