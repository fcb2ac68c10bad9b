"""The small pictures: marks where the numbers are, and a sentence that says so."""

import xml.etree.ElementTree as ElementTree
from decimal import Decimal

import pytest
from k2evidence.model.base import Phase, Place
from k2evidence.render.charts.inline import (
    Axis,
    CoursePanel,
    CoursePoint,
    Event,
    answer_grid,
    course_panel,
    spine,
    timeline,
)
from k2evidence.render.charts.inline.svg import lines_of

AXIS = Axis.over([Decimal(3), Decimal(24)])


def point(months: tuple[int, int], value: str, place: Place, phase: Phase) -> CoursePoint:
    """Return a point of a panel."""
    early, late = (Decimal(month) for month in months)
    return CoursePoint((early, late), Decimal(value), value, place, phase)


def panel(*points: CoursePoint, **other: object) -> CoursePanel:
    """Return a panel with these points."""
    settings: dict[str, object] = {
        "name": "BAP",
        "unit": "U/L",
        "missing": (),
        "range_": None,
        "treatment": None,
        "weaning": (),
    }
    return CoursePanel(points=points, **settings | other)  # type: ignore[arg-type]


def drawn(svg: str, tag: str, kind: str) -> list[ElementTree.Element]:
    """Return the elements of a picture that carry a class."""
    return [e for e in ElementTree.fromstring(svg).iter(tag) if kind in (e.get("class") or "").split()]


BEFORE = point((3, 3), "0.70", "table", "before")
AFTER = point((24, 24), "0.80", "table", "after")


def test_marks_stand_where_month_and_value_say() -> None:
    """Later is further right, higher is further up."""
    svg = course_panel(panel(BEFORE, AFTER), AXIS)
    before, after = drawn(svg, "circle", "k2-before")[0], drawn(svg, "circle", "k2-after")[0]
    assert (float(before.get("cx") or 0), float(after.get("cx") or 0)) == (
        AXIS.at(Decimal(3)),
        AXIS.at(Decimal(24)),
    )
    assert float(after.get("cy") or 0) < float(before.get("cy") or 0)


def test_no_line_joins_two_points() -> None:
    """Nothing was measured between them."""
    svg = course_panel(panel(BEFORE, AFTER), AXIS)
    assert drawn(svg, "path", "k2-span") == []
    assert [e.tag for e in ElementTree.fromstring(svg).iter() if e.tag in ("line", "polyline")] == []


def test_a_time_told_in_two_ways_is_a_span() -> None:
    """The mark stands in its middle."""
    svg = course_panel(panel(point((20, 24), "0.80", "text", "after")), AXIS)
    assert len(drawn(svg, "path", "k2-span")) == 1


def test_table_and_text_have_marks_of_their_own() -> None:
    """A circle and a square, each named at its value, where both places print one."""
    svg = course_panel(panel(AFTER, point((24, 24), "0.75", "text", "after")), AXIS)
    assert len(drawn(svg, "circle", "k2-after")) == 1
    assert len(drawn(svg, "rect", "k2-after")) == 1
    labels = ["".join(e.itertext()) for e in drawn(svg, "text", "k2-num")]
    assert labels == ["0.80 table", "0.75 text"]


def test_a_missing_end_is_told() -> None:
    """What the paper does not have is words in the picture, not an empty place."""
    svg = course_panel(panel(BEFORE, missing=(("after", "not available"),)), AXIS)
    assert [e.text for e in drawn(svg, "text", "k2-none")] == ["not available"]
    label = ElementTree.fromstring(svg).get("aria-label")
    assert label == "BAP, U/L: before treatment 0.70 (table, month 3); after treatment not available."


def test_the_text_alternative_states_the_finding() -> None:
    """A screen reader hears the values, their unit, their months and the range."""
    svg = course_panel(panel(BEFORE, AFTER, range_=(Decimal("0.6"), Decimal("0.9"))), AXIS)
    assert ElementTree.fromstring(svg).get("aria-label") == (
        "BAP, U/L: before treatment 0.70 (table, month 3); after treatment 0.80 (table, month 24); "
        "reference range 0.6 to 0.9."
    )


@pytest.mark.parametrize(("end", "kind"), [(Decimal(24), "k2-given"), (None, "k2-given--open")])
def test_treatment_is_a_strip_that_is_broken_where_its_end_is_unknown(end: Decimal | None, kind: str) -> None:
    """An end that the paper does not tell is not drawn as one."""
    svg = course_panel(panel(BEFORE, treatment=(Decimal(3), end)), AXIS)
    (strip,) = drawn(svg, "rect", "k2-given")
    assert kind in (strip.get("class") or "")
    assert float(strip.get("x") or 0) == AXIS.at(Decimal(3))


def test_delivery_is_always_on_the_axis() -> None:
    """Month zero is labelled, also where everything is later."""
    assert 0 in Axis.over([Decimal(14), Decimal(25)]).ticks()


def test_an_axis_has_few_labels() -> None:
    """At most six, however long the course."""
    for last in (1, 7, 25, 90, 400):
        assert 2 <= len(Axis.over([Decimal(last)]).ticks()) <= 6


def test_a_vertebra_named_in_one_place_only_looks_different() -> None:
    """Filled where every place names it, a broken outline where some do, and never called normal."""
    svg = spine(("T11", "T12", "L1"), {"T12": ["text", "table"], "L1": ["text"]}, 2)
    assert len(drawn(svg, "rect", "k2-level--all")) == 1
    assert len(drawn(svg, "rect", "k2-level--some")) == 1
    assert ElementTree.fromstring(svg).get("aria-label") == (
        "Reported as fractured: T12; named in some places only: L1 (text only). "
        "The other vertebrae from T1 to L5 are not reported."
    )


def test_a_timeline_has_a_row_for_each_event() -> None:
    """An event is a mark, a period a bar, and two tellings two marks in one row."""
    month = Decimal(3)
    svg = timeline(
        [
            Event("delivery", "Delivery", ((Decimal(0), Decimal(0)),)),
            Event("onset", "Pain began: month 1 or month 3", ((Decimal(1), Decimal(1)), (month, month))),
            Event("treatment", "Vitamin K2", ((month, month),), Decimal(24)),
        ],
        AXIS,
    )
    assert len(drawn(svg, "circle", "k2-event")) == 3
    assert len(drawn(svg, "rect", "k2-given")) == 1


def test_long_words_of_a_timeline_are_folded() -> None:
    """No line is longer than the picture is wide."""
    assert lines_of("one two three", 8) == ["one two", "three"]


@pytest.mark.parametrize("field", ["name", "unit"])
def test_markup_is_escaped(field: str) -> None:
    """A name cannot leave its attribute."""
    svg = course_panel(panel(BEFORE, **{field: '"><script>'}), AXIS)
    assert "<script" not in svg
    ElementTree.fromstring(svg)


def test_the_answer_grid_tells_every_answer_twice() -> None:
    """Each square has its letter, and the text alternative counts the answers of each tool."""
    svg = answer_grid([("A", ["yes", "no"]), ("B", ["unclear", "not applicable", "no"])])
    root = ElementTree.fromstring(svg)
    letters = [t.text for t in root.iter("text") if (t.get("class") or "").startswith("k2-letter")]
    assert letters == ["Y", "N", "?", "–", "N"]
    assert root.get("aria-label") == "A: yes 1, no 1. B: unclear 1, not applicable 1, no 1."
