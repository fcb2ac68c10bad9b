"""Numbers, times, ranges and doses are read as printed, or refused with a remedy."""

from decimal import Decimal

import pytest
from k2evidence.model import scalars
from k2evidence.model.scalars import Quantity, Range, Time
from pydantic_core import PydanticCustomError


def test_a_number_keeps_its_digits() -> None:
    """0.70 never becomes 0.7."""
    assert str(scalars.parse_number("0.70")) == "0.70"


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("0,71", "0.71"),
        ("1,200", "1200 or 1.200"),
        ("２３", ": 23"),
        ("−2.9", ": -2.9"),
        (" 1", ": 1"),
        ("1 ", ": 1"),
        (".5", "0.5"),
        ("0.71 g/cm2", "`unit_printed`"),
        ("52.2a", "`mark`"),
        ("N.A.", "status: not-available"),
        *((text, "0.714") for text in ("1:30", "NO", "1_000", "1e5", "", "0x1", "2020-01-02", "1" * 40)),
    ],
)
def test_what_is_not_a_number_is_refused(text: str, remedy: str) -> None:
    """A comma, a colon, full-width digits, a typographic minus and the like are no number."""
    with pytest.raises(PydanticCustomError) as caught:
        scalars.parse_number(text)
    assert caught.value.context is not None
    assert remedy in caught.value.context["fix"]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("3 months after delivery", Time(Decimal(3), "month", "delivery")),
        ("11 months before delivery", Time(Decimal(-11), "month", "delivery")),
        ("1 year after first visit", Time(Decimal(1), "year", "first visit")),
        ("10 months after start of treatment", Time(Decimal(10), "month", "start of treatment")),
    ],
)
def test_a_time_keeps_its_clock(text: str, time: Time) -> None:
    """A time is read with its origin, and written back the same."""
    assert (scalars.parse_time(text), str(time)) == (time, text)


@pytest.mark.parametrize(
    "text",
    [
        "3 months",
        "3M",
        "-3 months after delivery",
        "3 moons after delivery",
        "3 months after birth",
    ],
)
def test_a_time_without_a_clock_is_refused(text: str) -> None:
    """A time needs a number, a unit, a side and an origin."""
    with pytest.raises(PydanticCustomError):
        scalars.parse_time(text)


def test_a_range_has_a_low_and_a_high_end() -> None:
    """A hyphen or an en dash joins the ends, in this order."""
    assert scalars.parse_range("9.3–54.3") == Range(Decimal("9.3"), Decimal("54.3"))
    with pytest.raises(PydanticCustomError):
        scalars.parse_range("54.3-9.3")


def test_a_quantity_has_a_unit() -> None:
    """A dose is an amount with its unit."""
    assert scalars.parse_quantity("45 mg/day") == Quantity(Decimal(45), "mg/day")
    with pytest.raises(PydanticCustomError):
        scalars.parse_quantity("45")


@pytest.mark.parametrize(
    "text", ["K2 and MK-4 at L2–4", "T1-weighted images of T12", "one year", "{onset} after"]
)
def test_prose_may_hold_names_with_digits(text: str) -> None:
    """A digit that belongs to a name is not a number."""
    assert scalars.check_prose(text) == text


@pytest.mark.parametrize("text", ["took 45 mg", "in 2012", "the 2nd scan", "about 3.5 months"])
def test_prose_holds_no_number(text: str) -> None:
    """Numbers live in fields, so that none is typed twice."""
    with pytest.raises(PydanticCustomError, match="stands in prose"):
        scalars.check_prose(text)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd", "-cmd|x", "", "  ", "a\x00b", "a\u202eb"])
def test_dangerous_or_empty_text_is_refused(text: str) -> None:
    """Spreadsheet formulas, invisible characters and blanks do not pass as text."""
    with pytest.raises(PydanticCustomError):
        scalars.check_text(text)


@pytest.mark.parametrize("text", ["../etc", "A", "a--b", "a_b", "a/b", "ä", "a" * 81])
def test_an_id_is_plain(text: str) -> None:
    """Ids are lower-case words and digits joined by single hyphens."""
    with pytest.raises(PydanticCustomError):
        scalars.parse_id(text)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "//x.org", "https://x.org/<b>", "ftp://x.org/a"])
def test_only_web_addresses_are_links(text: str) -> None:
    """Nothing but http and https is ever linked."""
    with pytest.raises(PydanticCustomError):
        scalars.parse_link(text)


@pytest.mark.parametrize("text", ["T0", "T13", "L6", "Th7", "t8", "C3"])
def test_a_vertebra_lies_between_t1_and_l5(text: str) -> None:
    """A vertebra that does not exist is refused."""
    with pytest.raises(PydanticCustomError):
        scalars.parse_vertebra(text)
