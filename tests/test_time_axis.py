"""Times of a course are converted to months after delivery, through the origins of their clocks."""

from decimal import Decimal

import pytest
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import BirthReport, Course
from k2evidence.model.scalars.times import parse_time


def course_of(dataset: Dataset, case: str, position: int = 0) -> Course:
    """Return a course of the first paper of the corpus."""
    return dataset.cases[f"tsuchie-2012-case-{case}"].courses[position]


@pytest.mark.parametrize(
    ("time", "low", "value", "high"),
    [
        ("24 months after delivery", "23.5", "24", "24.5"),
        ("11 months before delivery", "-11.5", "-11", "-10.5"),
        ("1 year after delivery", "6", "12", "18"),
        ("4 weeks after delivery", "0.8", "0.9", "1.0"),
        ("12 months after start of treatment", "14", "15", "16"),
        ("3 months after onset", "3.3", "3.9", "4.5"),
        ("2 years after first visit", "21.3", "27.9", "34.5"),
    ],
)
def test_a_time_is_converted_to_months_after_delivery(
    corpus_dataset: Dataset, time: str, low: str, value: str, high: str
) -> None:
    """Case 1 has its onset at four weeks, its first visit three months later, and treatment from month 3."""
    [months] = to_months_after_delivery(course_of(corpus_dataset, "1"), parse_time(time))
    assert [round(end, 1) for end in (months.low, months.value, months.high)] == [
        Decimal(low),
        Decimal(value),
        Decimal(high),
    ]


def test_a_clock_whose_origin_is_dated_twice_gives_two_results(corpus_dataset: Dataset) -> None:
    """The onset of case 3 is two months in the text and eight weeks in the table."""
    ways = to_months_after_delivery(course_of(corpus_dataset, "3"), parse_time("1 month after onset"))
    assert [round(way.value, 2) for way in ways] == [Decimal(3), Decimal("2.84")]


def test_a_clock_without_an_origin_gives_no_result(corpus_dataset: Dataset) -> None:
    """The first visit of the second course of case 3 is not dated."""
    course = course_of(corpus_dataset, "3", 1)
    assert to_months_after_delivery(course, parse_time("7 years before first visit")) == ()


def test_clocks_that_are_dated_from_each_other_give_no_result(corpus_dataset: Dataset) -> None:
    """A first visit after the onset and an onset after the first visit have no place in time."""
    course = course_of(corpus_dataset, "1")
    visit, onset = course.first_visit[0], course.onset[0]
    circular = course.model_copy(
        update={
            "first_visit": (visit,),
            "onset": (onset.model_copy(update={"time": parse_time("1 month after first visit")}),),
        }
    )
    assert to_months_after_delivery(circular, parse_time("1 month after onset")) == ()


def test_a_time_of_gestation_needs_the_length_of_the_pregnancy(corpus_dataset: Dataset) -> None:
    """Week 24 of a pregnancy of 38 weeks lies 14 weeks before the delivery."""
    course = course_of(corpus_dataset, "1")
    time = parse_time("24 weeks of gestation")
    birth = BirthReport.model_validate({"reported_in": "text", "gestation": "38 weeks", "locator": "page 1"})
    assert to_months_after_delivery(course, time) == ()
    [months] = to_months_after_delivery(course.model_copy(update={"birth": (birth,)}), time)
    assert round(months.value, 2) == Decimal("-3.22")


def test_a_clock_may_count_from_one_of_several_treatments(corpus_dataset: Dataset) -> None:
    """Each treatment has a start and an end of its own."""
    course = course_of(corpus_dataset, "1")
    [only] = course.treatments
    other = only.model_copy(update={"id": "other", "start": (), "end": only.start})
    both = course.model_copy(update={"treatments": (only, other)})
    [months] = to_months_after_delivery(both, parse_time("2 months after end of other"))
    assert months.value == Decimal(5)
    assert to_months_after_delivery(both, parse_time("2 months after start of other")) == ()
