"""The names in braces that stand for data in a story."""

from k2evidence.load.dataset import Dataset
from k2evidence.model.placeholders import dose_text, fill, phrases_of, placeholders
from k2evidence.model.scalars import Quantity, parse_number


def test_a_story_takes_its_numbers_from_data(dataset: Dataset) -> None:
    """Age, times, doses and vertebrae are filled in from the fields."""
    course = dataset.cases["tsuchie-2012-case-1"].courses[0]
    phrases = phrases_of(course, dataset.vocabulary)
    assert fill("{age}: {onset}; {fractures}; {dose}; {calcium.dose}", phrases) == (
        "30: 4 weeks after delivery; T8, T10, T12 and L1; 45 mg (45,000 µg) a day; 1,200 mg a day"
    )


def test_every_name_in_the_stories_has_a_phrase(dataset: Dataset) -> None:
    """No brace is left on a page."""
    for _, course in dataset.courses():
        phrases = phrases_of(course, dataset.vocabulary)
        names = {name for paragraph in course.story for name in placeholders(paragraph)}
        assert names <= set(phrases)


def test_an_unknown_name_stays_as_written() -> None:
    """Template syntax in a story is shown, never run."""
    assert fill("{{7*7}} {x}", {}) == "{{7*7}} {x}"


def test_a_dose_of_vitamin_k_is_given_in_both_units(dataset: Dataset) -> None:
    """Milligrams of menatetrenone cannot be taken for micrograms; other drugs have one unit."""
    dose = Quantity(parse_number("45"), "mg/day")
    substances = dataset.vocabulary.substances
    assert dose_text(dose, substances["menatetrenone"]) == "45 mg (45,000 µg) a day"
    assert dose_text(dose, substances["calcium-carbonate"]) == "45 mg a day"
