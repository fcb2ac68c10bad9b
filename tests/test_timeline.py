"""What happened in a course, in order, on one clock."""

from k2evidence.derive.timelines import derive_timelines
from k2evidence.load.dataset import Dataset


def test_a_timeline_is_in_order_and_whole(dataset: Dataset) -> None:
    """Delivery, onset, treatment and outcomes stand in the order in which they happened."""
    moments = derive_timelines(dataset)["tsuchie-2012-case-4", "first-delivery"]
    to_months_after_delivery = [moment.low for moment in moments if moment.low is not None]
    assert to_months_after_delivery == sorted(to_months_after_delivery)
    whats = [moment.what for moment in moments]
    assert whats[:2] == ["Delivery", "Onset of pain"]
    assert {"Vitamin K2 began", "Vitamin K2 stopped", "Back pain gone."} <= set(whats)


def test_what_two_places_tell_alike_is_one_moment(dataset: Dataset) -> None:
    """The onset of case 1 is four weeks in the text and in the table: one row, two locators."""
    moments = derive_timelines(dataset)["tsuchie-2012-case-1", "first-delivery"]
    [onset] = [moment for moment in moments if moment.kind == "onset"]
    assert onset.locator == "Case 1, paragraph 1; Table I, Onset, Case 1"
