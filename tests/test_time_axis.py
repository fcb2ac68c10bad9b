"""Every time of a course is converted to months after delivery."""

from decimal import Decimal

import pytest
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Course
from k2evidence.model.scalars.times import parse_time


def course_of(dataset: Dataset, case: str, position: int = 0) -> Course:
    """Return a course of the real data."""
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
def test_a_time_becomes_months_after_delivery(
    dataset: Dataset, time: str, low: str, value: str, high: str
) -> None:
    """Times after onset, first visit or start of treatment follow from where these lie in case 1."""
    [when] = to_months_after_delivery(course_of(dataset, "1"), parse_time(time))
    assert [round(end, 1) for end in (when.low, when.value, when.high)] == [
        Decimal(low),
        Decimal(value),
        Decimal(high),
    ]


def test_an_origin_with_two_reports_gives_two_times(dataset: Dataset) -> None:
    """The onset of case 3 is two months in the text and eight weeks in the table, so both are used."""
    times = to_months_after_delivery(course_of(dataset, "3"), parse_time("1 month after onset"))
    assert [round(time.value, 2) for time in times] == [Decimal(3), Decimal("2.84")]


def test_an_origin_without_a_date_gives_no_time(dataset: Dataset) -> None:
    """The first visit after the second delivery of case 3 is not dated, so nothing can be counted from it."""
    course = course_of(dataset, "3", 1)
    assert to_months_after_delivery(course, parse_time("7 years before first visit")) == ()


def test_origins_in_a_circle_give_no_time(dataset: Dataset) -> None:
    """A first visit counted from the onset, and an onset from the first visit, end the search."""
    course = course_of(dataset, "1")
    visit, onset = course.first_visit[0], course.onset[0]
    looped = course.model_copy(
        update={
            "first_visit": (visit,),
            "onset": (onset.model_copy(update={"time": parse_time("1 month after first visit")}),),
        }
    )
    assert to_months_after_delivery(looped, parse_time("1 month after onset")) == ()
