"""The words that stand for data in a course's story: `{onset}` becomes '4 weeks after delivery'."""

import re
from collections.abc import Iterator, Mapping

from k2evidence.model.cases import Course, TimeReport
from k2evidence.model.scalars import Quantity
from k2evidence.model.text import join_words
from k2evidence.model.vocabulary import Substance, Vocabulary

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ORDINALS = ("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def placeholders(text: str) -> Iterator[str]:
    """Yield each name that stands in braces."""
    return (match[1] for match in _PLACEHOLDER.finditer(text))


def fill(text: str, phrases: Mapping[str, str]) -> str:
    """Put the phrases in; a name without a phrase stays as written."""
    return _PLACEHOLDER.sub(lambda match: phrases.get(match[1], match[0]), text)


def phrases_of(course: Course, vocabulary: Vocabulary) -> dict[str, str]:
    """Return what each name may stand for in this course's story.

    Only what the data holds has a phrase: age (years), delivery, onset, first-visit,
    treatment-start, treatment-end (time with its clock), drug, dose, fractures, and the time and
    the dose of every statement that has an id (`{calcium}`, `{calcium.dose}`).
    """
    times = {
        "onset": course.onset,
        "first-visit": course.first_visit,
        "treatment-start": course.treatment_start,
        "treatment-end": course.treatment.end,
    }
    phrases = {name: str(time) for name, reports in times.items() if (time := _first(reports))}
    phrases["age"] = str(course.age[0].years) if course.age else ""
    phrases["delivery"] = ordinal(course.delivery[0].order) if course.delivery else ""
    substance = vocabulary.substances.get(course.treatment.substance)
    phrases["drug"] = substance.name if substance else ""
    phrases["dose"] = dose_text(course.treatment.dose, substance)
    levels = next((report.levels for report in course.fractures if report.levels), ())
    phrases["fractures"] = join_words(list(levels))
    for statement in (*course.co_interventions, *course.findings, *course.outcomes):
        if statement.id and statement.time:
            phrases[statement.id] = str(statement.time)
    for measure in course.co_interventions:
        if measure.id and measure.dose:
            given = vocabulary.substances.get(measure.substance or "")
            phrases[f"{measure.id}.dose"] = dose_text(measure.dose, given)
    return {name: phrase for name, phrase in phrases.items() if phrase}


def _first(reports: tuple[TimeReport, ...]) -> object:
    return next((report.time for report in reports if report.time), None)


def dose_text(dose: Quantity, substance: Substance | None) -> str:
    """Return a dose that cannot be mistaken: '45 mg (45,000 µg) a day'.

    Vitamin K is sold in micrograms too, so a dose of it in milligrams is given in both.
    """
    amount, _, interval = dose.unit.partition("/")
    text = f"{dose.value:,} {amount}"
    if amount == "mg" and substance and substance.also_in_micrograms:
        text += f" ({dose.value * 1000:,} µg)"
    return f"{text} a {interval}" if interval else text


def ordinal(number: int) -> str:
    """Return 'first' for 1; digits with a dot beyond eight."""
    return _ORDINALS[number] if 0 < number < len(_ORDINALS) else f"{number}."
