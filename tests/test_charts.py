"""The small pictures: marks where the numbers are, and a sentence that says so."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import combinations

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
    wide_answer_grid,
    wide_timeline,
)
from k2evidence.render.charts.inline.svg import lines_of, nice_ticks
from k2evidence.render.charts.label_placement import text_width
from markupsafe import Markup

AXIS = Axis.over([Decimal(3), Decimal(24)])


def point(
    months: tuple[int, int], value: str, place: Place = "text", phase: Phase | None = None, visit: int = 0
) -> CoursePoint:
    """Return a point of a panel."""
    early, late = (Decimal(month) for month in months)
    return CoursePoint((early, late), Decimal(value), value, place, phase, visit)


def panel(*points: CoursePoint, **other: object) -> CoursePanel:
    """Return a panel with these points."""
    settings: dict[str, object] = {
        "name": "BAP",
        "unit": "U/L",
        "phases": {"before": "before treatment", "after": "after treatment"},
        "missing": (),
        "range_": None,
        "given": (),
        "weaning": (),
    }
    return CoursePanel(points=points, **settings | other)  # type: ignore[arg-type]


def drawn(svg: str, tag: str, kind: str) -> list[ElementTree.Element]:
    """Return the elements of a picture that carry a class."""
    return [e for e in ElementTree.fromstring(svg).iter(tag) if kind in (e.get("class") or "").split()]


def middle(mark: ElementTree.Element) -> float:
    """Return the x coordinate of a mark."""
    return float(mark.get("cx") or float(mark.get("x") or 0) + float(mark.get("width") or 0) / 2)


BEFORE = point((3, 3), "0.70", "table", "before", 0)
AFTER = point((24, 24), "0.80", "table", "after", 1)
SIX = tuple(point((month, month), f"0.{60 + month}", visit=month) for month in (1, 3, 6, 12, 18, 24))


def test_marks_be_where_month_and_value_say() -> None:
    """Later is further right, higher is further up."""
    svg = course_panel(panel(BEFORE, AFTER), AXIS)
    before, after = drawn(svg, "circle", "k2-before")[0], drawn(svg, "circle", "k2-after")[0]
    assert middle(before) < middle(after)
    assert float(after.get("cy") or 0) < float(before.get("cy") or 0)


def test_no_line_joins_two_visits() -> None:
    """Nothing was measured between them."""
    svg = course_panel(panel(BEFORE, AFTER), AXIS)
    assert drawn(svg, "path", "k2-join") == []
    assert [e.tag for e in ElementTree.fromstring(svg).iter() if e.tag in ("line", "polyline")] == []


def test_a_thin_line_leads_through_several_visits_in_the_order_of_time() -> None:
    """However the points are given: one line from the first visit to the last, at one point of each."""
    elsewhere = point((6, 6), "0.9", "table", visit=6)
    for points in (SIX, SIX[::-1]):
        (line,) = drawn(course_panel(panel(*points, elsewhere), AXIS), "path", "k2-join")
        places = [float(place.split()[0]) for place in (line.get("d") or "").removeprefix("M").split("L")]
        assert places == sorted(places)
        assert len(places) == 6


def test_every_visit_has_a_mark_and_its_value_in_words() -> None:
    """Six visits of a course without a drug have a mark of their own, which is neither before nor after."""
    svg = course_panel(panel(*SIX), AXIS)
    assert len(drawn(svg, "rect", "k2-visit")) == 6
    assert ElementTree.fromstring(svg).get("aria-label") == (
        "BAP, U/L: 0.61 (text, month 1) and 0.63 (text, month 3) and 0.66 (text, month 6) and "
        "0.72 (text, month 12) and 0.78 (text, month 18) and 0.84 (text, month 24)."
    )


def test_both_axes_have_ticks_and_units() -> None:
    """Round values on the left, months below; the unit of the values is above their axis."""
    svg = course_panel(panel(*SIX), AXIS)
    ticks = [e.text for e in drawn(svg, "text", "k2-tick")]
    assert ticks == ["0.6", "0.7", "0.8", "0", "6", "12", "18", "24"]
    assert [e.text for e in drawn(svg, "text", "k2-sub")] == ["U/L", "months after delivery"]


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        ("0.61", "0.84", ["0.65", "0.70", "0.75", "0.80"]),
        ("-4.4", "-3.5", ["-4.4", "-4.2", "-4.0", "-3.8", "-3.6"]),
        ("0", "52.2", ["0", "20", "40"]),
        ("98000000000", "133000000000", ["100000000000", "110000000000", "120000000000", "130000000000"]),
    ],
)
def test_ticks_are_round_numbers(low: str, high: str, ticks: list[str]) -> None:
    """Two to six of them, with the same decimals, none outside."""
    assert [f"{tick:f}" for tick in nice_ticks(Decimal(low), Decimal(high))] == ticks


def test_two_places_of_one_value_at_the_end_of_the_axis_are_both_labelled() -> None:
    """The text prints it later than the table: its label is below the other's mark."""
    text = point((28, 28), "0.674", "text", "after", 1)
    table = point((24, 24), "0.67", "table", "after", 1)
    svg = course_panel(panel(text, table), Axis.over([Decimal(28)]))
    labels = ["".join(e.itertext()) for e in drawn(svg, "text", "k2-num")]
    assert labels == ["0.674 text", "0.67 table"]


def test_labels_of_values_do_not_overlap() -> None:
    """A value without free room beside its mark has none: the table has all."""
    crowd = [point((month, month), f"0.7{month}", visit=month) for month in range(9)]
    svg = course_panel(panel(*crowd), AXIS)
    boxes = [
        (float(e.get("x") or 0), float(e.get("y") or 0), text_width(e.text or ""))
        for e in drawn(svg, "text", "k2-num")
    ]
    assert boxes
    for (x, y, width), (other_x, other_y, other_width) in combinations(boxes, 2):
        apart = x + width <= other_x or other_x + other_width <= x or abs(y - other_y) >= 14
        assert apart, boxes
    assert len(drawn(svg, "rect", "k2-visit")) == 9


def test_a_time_reported_in_two_ways_is_a_span() -> None:
    """The mark is in its middle."""
    svg = course_panel(panel(point((20, 24), "0.80", "text", "after")), AXIS)
    assert len(drawn(svg, "path", "k2-span")) == 1


def test_table_and_text_have_marks_of_their_own() -> None:
    """A circle and a square, each named at its value, where both places print one."""
    svg = course_panel(panel(AFTER, point((24, 24), "0.75", "text", "after")), AXIS)
    assert len(drawn(svg, "circle", "k2-after")) == 1
    assert len(drawn(svg, "rect", "k2-after")) == 1
    labels = ["".join(e.itertext()) for e in drawn(svg, "text", "k2-num")]
    assert labels == ["0.80 table", "0.75 text"]


def test_a_missing_end_is_reported() -> None:
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
    """An end that the source does not report is not drawn as one; the strip begins below its month."""
    svg = course_panel(panel(BEFORE, given=((Decimal(3), end),)), AXIS)
    (strip,) = drawn(svg, "rect", "k2-given")
    assert kind in (strip.get("class") or "")
    assert float(strip.get("x") or 0) == middle(drawn(svg, "circle", "k2-before")[0])


def test_each_of_several_treatments_has_a_strip_of_its_own() -> None:
    """Seven lie one below the other, above the axis."""
    given = tuple((Decimal(month), Decimal(month + 6)) for month in range(7))
    strips = drawn(course_panel(panel(BEFORE, given=given), AXIS), "rect", "k2-given")
    assert len({strip.get("y") for strip in strips}) == 7


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


def test_a_vertebra_that_many_lists_name_has_their_number() -> None:
    """Names of many places have no room beside it."""
    lists = ["text", "table", "figure 1", "figure 2"]
    svg = spine(("T12", "L4"), {"T12": lists, "L4": lists[:2]}, 4)
    assert [e.text for e in drawn(svg, "text", "k2-sub")] == ["all 4 lists", "text and table"]


def test_a_range_that_the_paper_does_not_print_is_hatched_and_named() -> None:
    """A printed one is a plain band."""
    low_high = (Decimal("0.6"), Decimal("0.9"))
    own = course_panel(panel(BEFORE, range_=low_high), AXIS)
    other = course_panel(panel(BEFORE, range_=low_high, range_of="a laboratory: women"), AXIS)
    assert (len(drawn(own, "path", "k2-hatch")), len(drawn(other, "path", "k2-hatch"))) == (0, 1)
    assert (ElementTree.fromstring(other).get("aria-label") or "").endswith(
        "reference range 0.6 to 0.9, not printed in the paper (a laboratory: women)."
    )


EVENTS = (
    Event("delivery", "Delivery", ((Decimal(0), Decimal(0)),)),
    Event("onset", "Pain began: month 1 or month 3", tuple((Decimal(m), Decimal(m)) for m in (1, 3))),
    Event("treatment", "Teriparatide", ((Decimal(3), Decimal(3)),), Decimal(18)),
    Event("treatment", "Denosumab: its end is not seen", ((Decimal(18), Decimal(18)),), open_ended=True),
    Event("treatment", "Romosozumab: when it began is not seen", ()),
)


@pytest.mark.parametrize("draw", [timeline, wide_timeline])
def test_a_timeline_has_a_row_for_each_event(draw: Callable[[Sequence[Event], Axis], Markup]) -> None:
    """An event is a mark, a treatment a bar, open where its end is unknown; what has no time is words."""
    svg = draw(EVENTS, AXIS)
    assert len(drawn(svg, "circle", "k2-event")) == 3
    assert len(drawn(svg, "rect", "k2-given")) == 2
    assert len(drawn(svg, "rect", "k2-given--open")) == 1
    assert [e.text for e in drawn(svg, "text", "k2-num")][-1] == "Romosozumab: when it began is not seen"
    assert [e.text for e in drawn(svg, "text", "k2-sub")] == ["months after delivery"]


def test_both_widths_of_a_timeline_say_the_same() -> None:
    """The words for readers who do not see it are equal."""
    pictures = (timeline(EVENTS, AXIS), wide_timeline(EVENTS, AXIS))
    assert {ElementTree.fromstring(picture).get("aria-label") for picture in pictures} == {
        "Delivery; Pain began: month 1 or month 3; Teriparatide; Denosumab: its end is not seen; "
        "Romosozumab: when it began is not seen."
    }


def test_long_words_of_a_timeline_are_folded() -> None:
    """No line is longer than the picture is wide."""
    assert lines_of("one two three", 8) == ["one two", "three"]


@pytest.mark.parametrize("field", ["name", "unit"])
def test_markup_is_escaped(field: str) -> None:
    """A name cannot leave its attribute."""
    svg = course_panel(panel(BEFORE, **{field: '"><script>'}), AXIS)
    assert "<script" not in svg
    ElementTree.fromstring(svg)


def test_the_answer_grid_reports_every_answer_twice() -> None:
    """Each square has its letter, and the text alternative counts the answers of each tool."""
    svg = answer_grid([("A", ["yes", "no"]), ("B", ["unclear", "not applicable", "no"])])
    root = ElementTree.fromstring(svg)
    letters = [t.text for t in root.iter("text") if (t.get("class") or "").startswith("k2-letter")]
    assert letters == ["Y", "N", "?", "–", "N"]
    assert root.get("aria-label") == "A: yes 1, no 1. B: unclear 1, not applicable 1, no 1."


def test_the_wide_answer_grid_numbers_its_items() -> None:
    """And says the same as the narrow one to readers who do not see it."""
    wide = wide_answer_grid([("A", [(1, "yes"), (2, "no")])])
    assert [e.text for e in drawn(wide, "text", "k2-tick")] == ["1", "2"]
    narrow = answer_grid([("A", ["yes", "no"])])
    assert ElementTree.fromstring(wide).get("aria-label") == ElementTree.fromstring(narrow).get("aria-label")
