"""The recovery chart of many courses: they are counted in cells, whose number does not grow with them."""

import json
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
        label=f"Case {number}",
        short_label=f"Case {number}",
        arm="menatetrenone",
        people=1,
        months=(Decimal(months), Decimal(months)),
        value=Decimal(percent),
        low=None,
        high=None,
        spread_is=None,
        baseline=None,
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
        ("12", "3", ((12, 18), (0, 5))),
        ("11.9", "-0.1", ((6, 12), (-5, 0))),
        ("0", "5", ((0, 6), (5, 10))),
    ],
)
def test_a_course_is_counted_in_the_cell_that_holds_it(
    months: str, percent: str, cell: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    """A cell holds its lower ends and not its upper ones."""
    assert heatmap_cells([course(1, months, percent)], 6, 5) == (HeatmapCell("vitamin K2", *cell, 1),)


def test_few_courses_are_drawn_one_by_one() -> None:
    """Each has a mark and a label of its own, and is named in the text alternative."""
    few = picture([course(number) for number in range(MOST_DRAWN)])
    assert {row["label"] for row in rows(few)} == {f"Case {number}" for number in range(MOST_DRAWN)}
    assert "Case 7 +3.0 % at 12 months" in few.says


def test_many_courses_are_counted() -> None:
    """One mark for all courses of a cell; the text alternative gives their number and range."""
    many = picture([course(number, percent=str(number % 10)) for number in range(MOST_DRAWN + 6)])
    assert [(row["label"], row["shown"]) for row in rows(many)] == [
        ("15 courses", "0 to 5 %"),
        ("15 courses", "5 to 10 %"),
    ]
    assert "30 courses, changes from 0.0 % to +9.0 %" in many.says
    assert "Case 7" not in many.says


def test_courses_of_two_panels_are_counted_apart() -> None:
    """A woman on teriparatide is never counted among those given vitamin K2."""
    given = [course(number) for number in range(MOST_DRAWN)]
    other = [course(number, group="teriparatide") for number in range(MOST_DRAWN, MOST_DRAWN + 6)]
    many = picture([*given, *other])
    assert {(row["panel"], row["label"]) for row in rows(many)} == {
        ("Vitamin K2: these cases", f"{MOST_DRAWN} courses"),
        ("Teriparatide", "6 courses"),
    }
    assert "Teriparatide: 6 courses, changes from +3.0 % to +3.0 %" in many.says


def test_a_single_patient_has_another_mark_than_a_group() -> None:
    """In every panel a circle is one patient; panels without a mark are not drawn."""
    patient = course(1, group="no bone drug")
    group = replace(patient, record_id="study", course_id="", label="Study", people=5)
    drawn = {row["label"]: (row["panel"], row["shape"]) for row in rows(picture([patient, group]))}
    assert drawn == {"Case 1": ("No bone drug", "circle"), "Study": ("No bone drug", "diamond")}


def test_a_label_that_is_wider_than_its_panel_is_shortened() -> None:
    """So that the picture does not grow; the text alternative has it whole."""
    long = replace(course(1), short_label="A name that is longer than any panel could ever be wide")
    (row,) = rows(picture([long]))
    assert str(row["text"]).endswith("…")
    assert row["label"] == "Case 1"
