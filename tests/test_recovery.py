"""The recovery picture draws each cohort once, and names what it leaves out with the reason."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from k2evidence.derive.changes import derive_changes
from k2evidence.derive.recovery import Recovery, RecoveryPoint, _has_scores, derive_recovery
from k2evidence.derive.visits import OrderedVisit
from k2evidence.load import load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Report, Visit
from k2evidence.site import build_site

from .conftest import CONTEXT


@pytest.fixture(scope="module")
def recovery(corpus_dataset: Dataset) -> Recovery:
    """The points of the corpus."""
    return derive_recovery(corpus_dataset, derive_changes(corpus_dataset))


def points_of(recovery: Recovery, record: str) -> Iterator[RecoveryPoint]:
    """Yield the points of a record."""
    return (point for point in recovery.points if point.record_id == record)


def reasons(recovery: Recovery) -> dict[tuple[str, str], str]:
    """Return why each course or study is left out, by the ids of record and course."""
    return {(entry.record_id, entry.course_id): entry.reason for entry in recovery.excluded}


def test_a_course_whose_first_scan_precedes_delivery_is_not_drawn(recovery: Recovery) -> None:
    """The second course of case 3 shows no recovery."""
    drawn = {point.course_id for point in points_of(recovery, "tsuchie-2012-case-3")}
    assert drawn == {"first-delivery"}
    assert "before the delivery" in reasons(recovery)["tsuchie-2012-case-3", "second-delivery"]


def test_a_course_without_a_second_scan_is_not_drawn(recovery: Recovery) -> None:
    """Neither is one without any."""
    for course in (("tsuchie-2012-case-2", "first-delivery"), ("example-2020-case-1", "second-delivery")):
        assert reasons(recovery)[course] == "No second value of lumbar bone density."


def test_the_months_of_a_course_span_every_way_of_dating_it(recovery: Recovery) -> None:
    """The table of case 1 says months 3 and 24, the text two years after the first visit."""
    [point] = points_of(recovery, "tsuchie-2012-case-1")
    assert point.baseline == (Decimal(3), Decimal(3))
    assert point.months[0] == Decimal(21)
    assert point.months[1] > Decimal(24)


def test_a_cohort_is_drawn_as_its_source_prints_it(recovery: Recovery) -> None:
    """Of the women of Hong 2018 who declined the drug: the change, its spread and how many they were."""
    [point] = (p for p in points_of(recovery, "hong-2018") if p.group == "no bone drug")
    assert (point.people, point.months, point.value) == (5, (Decimal(12), Decimal(12)), Decimal("7.5"))
    assert (point.low, point.high, point.spread_is) == (Decimal("0.4"), Decimal("14.6"), "SD")


def test_an_outcome_that_is_no_recovery_is_left_out_with_its_reason(recovery: Recovery) -> None:
    """Kalkwarf 1995 reports the loss during breast-feeding too."""
    assert "the loss during breast-feeding" in reasons(recovery)["kalkwarf-specker-1995", ""]


def test_a_review_that_may_hold_a_drawn_cohort_is_not_drawn(dataset: Dataset) -> None:
    """In the published picture each omission has a reason, and no drawn study includes another."""
    recovery = derive_recovery(dataset, derive_changes(dataset))
    drawn = {point.record_id for point in recovery.points}
    for study in dataset.studies.values():
        assert study.id not in drawn or not drawn & set(study.includes)
        assert study.id not in drawn or study.design != "systematic review"
    assert all(entry.reason for entry in recovery.excluded)


def test_a_patient_is_in_the_panel_of_what_was_given_between_the_scans(recovery: Recovery) -> None:
    """One who was given several drugs has a point for each later scan, each in the panel of its time."""
    points = sorted(points_of(recovery, "example-2021-six-scans"), key=lambda p: (p.course_id, p.months))
    assert [(point.course_id, point.group) for point in points] == [
        ("first-delivery", "teriparatide"),
        ("first-delivery", "teriparatide"),
        ("first-delivery", "several drugs"),
        ("second-delivery", "no bone drug"),
    ]
    assert {point.group for point in points_of(recovery, "tsuchie-2012-case-1")} == {"vitamin K2"}


def test_what_was_read_in_part_may_hold_a_second_value(corpus_dataset: Dataset) -> None:
    """The reason says so; of a paper that was read whole it does not."""
    recovery = derive_recovery(corpus_dataset, derive_changes(corpus_dataset))
    assert reasons(recovery)["example-2022-hip", "the-delivery"] == (
        "No second value of lumbar bone density was in what was read."
    )


def test_a_study_whose_patient_is_drawn_as_a_case_is_not_drawn_once_more(corpus_dataset: Dataset) -> None:
    """The case is drawn, with the values that the study prints, and the study is listed."""
    study = corpus_dataset.studies["nomura-romosozumab"]
    assert study.people == 1
    case = corpus_dataset.cases["tsuchie-2012-case-1"].model_copy(update={"paper": study.id})
    changed = replace(corpus_dataset, cases={case.id: case})
    recovery = derive_recovery(changed, derive_changes(changed))
    assert list(points_of(recovery, study.id)) == []
    assert len(list(points_of(recovery, case.id))) == 1
    assert reasons(recovery)[study.id, ""] == "Drawn as single patients."


def test_a_retracted_study_is_not_drawn(corpus_dataset: Dataset) -> None:
    """It is left out with its status as the reason."""
    study = corpus_dataset.studies["hong-2018"]
    integrity = study.integrity.model_copy(update={"status": "retracted"})
    studies = corpus_dataset.studies | {study.id: study.model_copy(update={"integrity": integrity})}
    corpus_dataset = replace(corpus_dataset, studies=studies)
    recovery = derive_recovery(corpus_dataset, derive_changes(corpus_dataset))
    assert list(points_of(recovery, "hong-2018")) == []
    assert reasons(recovery)["hong-2018", ""] == "Marked as retracted."


def test_a_density_without_any_time_is_listed_and_the_site_is_built(corpus_data: Path) -> None:
    """The time of a scan is optional; without it the change stands, but has no place in the picture."""
    path = corpus_data / "cases" / "tsuchie-2012-case-4.yml"
    text = path.read_text(encoding="utf-8")
    before, measured, after = text.partition("- analyte: bmd-lumbar-spine\n")
    density, next_analyte, rest = after.partition("- analyte:")
    undated = re.sub(r"\n *time: .*", "", density)
    path.write_text(f"{before}{measured}{undated}{next_analyte}{rest}", encoding="utf-8")
    built = build_site(corpus_data, CONTEXT)
    dataset = load_dataset(corpus_data)
    recovery = derive_recovery(dataset, derive_changes(dataset))
    why = {point.reason for point in recovery.excluded if point.record_id == "tsuchie-2012-case-4"}
    assert why == {"When it was measured is not known."}
    assert any(file.uri == "recovery.md" for file in built.files)


def test_a_printed_change_is_no_score() -> None:
    """A visit of which the source prints only a change has no score without a density."""
    printed = {"reported_in": "text", "locator": "page 1"}
    for number, expected in (({"percent_change": "23.6"}, False), ({"t_score": "-2.5"}, True)):
        visit = Visit(reports=(Report.model_validate(printed | number),))
        assert _has_scores(OrderedVisit(0, visit, None, ())) is expected
