"""Timelines hold the events of a course in order, in months after delivery."""

from decimal import Decimal

import pytest
import yaml
from k2evidence.derive.timelines import Timelines, derive_timelines
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Course


@pytest.fixture(scope="module")
def timelines(corpus_dataset: Dataset) -> Timelines:
    """The timelines of the corpus."""
    return derive_timelines(corpus_dataset)


def test_a_timeline_is_in_order_of_time(timelines: Timelines) -> None:
    """Case 4 begins with delivery and onset, and ends with what the paper does not date, if anything."""
    moments = timelines["tsuchie-2012-case-4", "first-delivery"]
    months = [moment.low for moment in moments if moment.low is not None]
    assert months == sorted(months)
    events = [moment.what for moment in moments]
    assert events[:2] == ["Delivery", "Onset of pain"]
    assert {"Vitamin K2 began", "Vitamin K2 stopped", "Back pain gone."} <= set(events)


def test_an_event_without_a_date_comes_last(timelines: Timelines) -> None:
    """Treatment that began two weeks after a first visit that is not dated has no place in time."""
    *_, last = timelines["example-2020-case-2", "later"]
    assert (last.low, last.high) == (None, None)


def test_an_event_that_two_places_report_alike_is_one_moment(timelines: Timelines) -> None:
    """The onset of case 1 is four weeks in the text and in the table."""
    [onset] = [m for m in timelines["tsuchie-2012-case-1", "first-delivery"] if m.kind == "onset"]
    assert onset.locator == "Case 1, paragraph 1; Table I, Onset, Case 1"


def test_values_of_one_place_and_time_are_one_moment(timelines: Timelines) -> None:
    """The table of case 1 dates the scans of spine and femur to month 24."""
    moments = timelines["tsuchie-2012-case-1", "first-delivery"]
    [scans] = [m for m in moments if m.kind == "measurement" and m.low == Decimal(24) and not m.converted]
    assert scans.what.startswith("Measured: Lumbar spine BMD, Femur BMD")


def test_the_bounds_span_every_way_of_dating_the_origin(timelines: Timelines) -> None:
    """The first visit of the odd case is 10 or 12 days after onset, and its treatment a year after onset."""
    moments = timelines["example-2020-case-2", "an-episode-whose-name-is-longer-than-any-column"]
    [measured] = [m for m in moments if m.kind == "measurement" and "first visit" in m.source_time]
    assert measured.low is not None
    assert measured.high is not None
    assert round(measured.high - measured.low, 3) == round(2 / Decimal("30.4375"), 3)


COURSE = """
onset: [{reported_in: text, time: 2 months after delivery, locator: page 1}]
findings:
  - {kind: symptom, what: Back pain., time: 2 months after delivery, locator: page 1}
  - {kind: symptom, what: The pain became worse., time: 3 months after delivery, locator: page 1}
measurements:
  - analyte: calcium
    specimen: serum
    visits:
      - reports:
          - {reported_in: text, status: qualitative, qualifier: normal, time: 4 months after delivery,
             locator: page 1}
"""


def test_symptoms_and_words_with_a_time_have_a_place(corpus_dataset: Dataset) -> None:
    """A symptom at the onset is the onset; a later one and a value in words are moments of their own."""
    case = corpus_dataset.cases["tsuchie-2012-case-1"]
    fields = {"id": "course", "label": "Course"} | yaml.load(COURSE, Loader=yaml.BaseLoader)
    alone = case.model_copy(update={"courses": (Course.model_validate(fields),)})
    dataset = Dataset(corpus_dataset.papers, {case.id: alone}, corpus_dataset.vocabulary)
    assert [moment.what for moment in derive_timelines(dataset)[case.id, "course"]] == [
        "Delivery",
        "Onset of pain",
        "The pain became worse.",
        "Reported in words: Calcium",
    ]
