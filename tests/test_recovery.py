"""The recovery picture: who is drawn, from when, and who is not."""

from decimal import Decimal

import pytest
from k2evidence.derive.changes import derive_changes
from k2evidence.derive.recovery import Recovery, derive_recovery
from k2evidence.load.dataset import Dataset


@pytest.fixture(scope="module")
def recovery(dataset: Dataset) -> Recovery:
    """The picture's points from the real data."""
    return derive_recovery(dataset, derive_changes(dataset))


def test_a_course_whose_first_scan_precedes_delivery_is_not_drawn(recovery: Recovery) -> None:
    """The second course of case 3 shows no recovery, and the page says why."""
    drawn = {(point.record_id, point.course_id) for point in recovery.points}
    assert ("tsuchie-2012-case-3", "first-delivery") in drawn
    assert ("tsuchie-2012-case-3", "second-delivery") not in drawn
    reasons = {entry.course_id: entry.reason for entry in recovery.excluded if entry.course_id}
    assert "before the delivery" in reasons["second-delivery"]


def test_the_months_of_a_course_span_every_way_in_which_they_are_told(recovery: Recovery) -> None:
    """Case 1: the table says months 3 and 24, the text two years after the first visit."""
    point = next(p for p in recovery.points if p.record_id == "tsuchie-2012-case-1")
    assert point.baseline == (Decimal(3), Decimal(3))
    assert point.months[0] == Decimal(21)
    assert point.months[1] > Decimal(24)


def test_a_group_stands_as_its_source_prints_it(recovery: Recovery) -> None:
    """Hong 2018, women who declined the drug: the change, its spread and how many they were."""
    point = next(p for p in recovery.points if p.record_id == "hong-2018" and p.group == "no bone drug")
    assert (point.people, point.months, point.value) == (5, (Decimal(12), Decimal(12)), Decimal("7.5"))
    assert (point.low, point.high, point.spread_is) == (Decimal("0.4"), Decimal("14.6"), "SD")


def test_one_cohort_is_drawn_once(recovery: Recovery, dataset: Dataset) -> None:
    """No review that may hold a drawn cohort is drawn, and each omission has a reason."""
    drawn = {point.record_id for point in recovery.points}
    for study in dataset.studies.values():
        if study.design == "systematic review":
            assert study.id not in drawn
    for study in dataset.studies.values():
        assert not drawn & set(study.includes) or study.id not in drawn
    assert all(entry.reason for entry in recovery.excluded)


def test_doubted_studies_are_never_drawn(recovery: Recovery, dataset: Dataset) -> None:
    """Retracted or doubted work shows no point."""
    drawn = {point.record_id for point in recovery.points} & dataset.studies.keys()
    assert all(dataset.studies[study].usable for study in drawn)
