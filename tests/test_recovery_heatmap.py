"""The recovery chart of many courses: they are counted in cells, whose number does not grow with them."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from k2evidence.derive.recovery import MOST_DRAWN, Recovery
from k2evidence.derive.recovery_points import RecoveryGroup, RecoveryPoint
from k2evidence.render.charts.picture import Picture
from k2evidence.render.charts.vega.recovery import recovery_pictures
from k2evidence.render.charts.vega.recovery_heatmap import HeatmapCell, heatmap_cells

from .conftest import CONTEXT


def course(
    number: int, months: str = "12", percent: str = "3", group: RecoveryGroup = "vitamin K2"
) -> RecoveryPoint:
    """Return the change of a made-up course."""
    return RecoveryPoint(
        group=group,
        record_id=f"case-{number}",
        course_id="first-delivery",
        line=f"case-{number}/first-delivery/bmd",
        label=f"Case {number}",
        short_label=f"Case {number}",
        region="Lumbar spine",
        arm="menatetrenone",
        people=1,
        months=(Decimal(months), Decimal(months)),
        since="baseline scan",
        value=Decimal(percent),
        low=None,
        high=None,
        spread_is=None,
        basis="densities",
        baseline=None,
        number=number + 1,
    )


def picture(courses: list[RecoveryPoint]) -> Picture:
    """Return the picture of the recovery page."""
    return next(iter(recovery_pictures(Recovery(tuple(courses), ()), CONTEXT)))


def rows(picture: Picture) -> list[dict[str, object]]:
    """Return the data of a picture's chart."""
    spec = next(file for file in picture.downloads if file.uri == "charts/recovery.json")
    (values,) = json.loads(str(spec.content))["datasets"].values()
    data = json.loads(values) if isinstance(values, str) else values
    assert isinstance(data, list)
    return data


@pytest.mark.parametrize(
    ("months", "percent", "cell"),
    [
        ("12", "3", ((12, 18), (100, 105))),
        ("11.9", "-0.1", ((6, 12), (95, 100))),
        ("0", "5", ((0, 6), (105, 110))),
    ],
)
def test_a_course_is_counted_in_the_cell_that_holds_it(
    months: str, percent: str, cell: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    """A cell holds its lower ends and not its upper ones."""
    assert heatmap_cells([course(1, months, percent)], 6, 5) == (HeatmapCell("vitamin K2", *cell, 1),)


def test_few_courses_are_drawn_one_by_one() -> None:
    """Each has a mark of its own; the text alternative gives their number and range."""
    few = picture([course(number, str(number)) for number in range(MOST_DRAWN)])
    assert {row["label"] for row in rows(few)} == {
        f"{number + 1}: Case {number}" for number in range(MOST_DRAWN)
    }
    assert f"{MOST_DRAWN} women, 103.0 % at the last scans after 0 to {MOST_DRAWN - 1} months" in few.says


def test_many_courses_are_counted() -> None:
    """One mark for all courses of a cell; the text alternative gives their number and range."""
    many = picture([course(number, percent=str(number % 10)) for number in range(MOST_DRAWN + 10)])
    half = (MOST_DRAWN + 10) // 2
    assert [(row["label"], row["shown"]) for row in rows(many)] == [
        (f"{half} scans", "100 to 105 %"),
        (f"{half} scans", "105 to 110 %"),
    ]
    assert f"{2 * half} women, 100.0 to 109.0 % at the last scans" in many.says
    assert "Case 7" not in many.says


def test_courses_of_two_panels_are_counted_apart() -> None:
    """A woman on teriparatide is never counted among those given vitamin K2."""
    given = [course(number) for number in range(MOST_DRAWN)]
    other = [course(number, group="teriparatide") for number in range(MOST_DRAWN, MOST_DRAWN + 6)]
    many = picture([*given, *other])
    assert {(row["panel"], row["label"]) for row in rows(many)} == {
        ("Vitamin K2", f"{MOST_DRAWN} scans"),
        ("Teriparatide", "6 scans"),
    }
    assert "Teriparatide: six women, 103.0 % at the last scans" in many.says


def test_a_single_patient_has_another_mark_than_a_group() -> None:
    """A circle is one woman, a triangle one given vitamin K2; panels without a mark are not drawn."""
    patient = course(1, group="no bone drug")
    group = replace(patient, record_id="study", course_id="", line="", label="Study", people=5, number=None)
    drawn = {row["label"]: (row["panel"], row["shape"]) for row in rows(picture([patient, group, course(2)]))}
    assert drawn == {
        "2: Case 1": ("No bone drug: one woman", "circle"),
        "Study": ("No bone drug: one woman", "diamond"),
        "3: Case 2": ("Vitamin K2: one woman", "triangle-up"),
    }


def test_a_line_leads_from_scan_to_scan_and_begins_at_the_baseline() -> None:
    """It is broken where the baseline scan has no date; a group has none."""
    first, second = course(1, "6", "4"), course(1, "12", "7")
    undated = replace(course(2, "9", "5"), since="start of teriparatide")
    drawn = {
        row["months"]: (row["line_month"], row["line_percent"], row["dashed"])
        for row in rows(picture([first, second, undated]))
    }
    assert drawn == {6: (0, 100, False), 12: (6, 104, False), 9: (0, 100, True)}


def test_a_change_that_only_the_source_computed_is_hollow() -> None:
    """It has the colour of the page inside, and that of its group around."""
    (row,) = rows(picture([replace(course(1), basis="printed change")]))
    assert row["fill"] == "var(--k2-paper)"
    assert row["stroke"] == row["colour"]
    assert str(row["shown"]).endswith("as printed")


def test_women_have_numbers_where_there_is_no_room_for_names() -> None:
    """Each label is free of marks and of other labels, or not drawn."""
    women = [replace(course(n, str(6 + n), str(n)), baseline=(Decimal(2), Decimal(2))) for n in range(12)]
    texts = {str(row["text"]) for row in rows(picture(women)) if row["text"]}
    assert texts
    assert all(re.fullmatch(r"\d+(, month 2)?", text) for text in texts)
    few = {str(row["text"]) for row in rows(picture(women[:2]))}
    assert few == {"Case 0 (month 2)", "Case 1 (month 2)"}


def test_a_label_that_is_wider_than_its_panel_is_shortened() -> None:
    """So that the picture does not grow; the text alternative has it whole."""
    long = replace(course(1), short_label="A name that is longer than any panel could ever be wide")
    (row,) = rows(picture([long]))
    assert str(row["text"]).endswith("…")
    assert row["label"] == "2: Case 1"
