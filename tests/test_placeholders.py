"""Names in braces stand for data in this site's prose."""

from k2evidence.load.dataset import Dataset
from k2evidence.model.placeholders import course_phrases, fill, placeholders


def test_a_story_gets_its_numbers_from_the_fields_of_its_course(dataset: Dataset) -> None:
    """Age, times, doses and vertebrae replace the names in braces."""
    course = dataset.cases["tsuchie-2012-case-1"].courses[0]
    phrases = course_phrases(course, dataset.vocabulary)
    assert fill("{age}: {onset}; {fractures}; {dose}; {calcium.dose}", phrases) == (
        "30: 4 weeks after delivery; T8, T10, T12 and L1; 45 mg (45,000 µg) a day; 1,200 mg a day"
    )


def test_every_placeholder_of_a_story_has_a_phrase(dataset: Dataset) -> None:
    """No story of the data names in braces what its course does not hold."""
    for _, course in dataset.courses():
        phrases = course_phrases(course, dataset.vocabulary)
        names = {name for paragraph in course.story for name in placeholders(paragraph)}
        assert names <= set(phrases)


def test_a_phrase_that_begins_a_sentence_has_a_capital() -> None:
    """Not the first phrase of a text, which may be a fragment."""
    phrases = {"drug": "strontium ranelate"}
    assert fill("{drug} or none. {drug}", phrases) == "strontium ranelate or none. Strontium ranelate"


def test_an_unknown_placeholder_stays_as_written() -> None:
    """Template syntax in a story is shown as text and never run."""
    assert fill("{{7*7}} {x}", {}) == "{{7*7}} {x}"
