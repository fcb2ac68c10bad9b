"""Numbers, times, ranges, doses, text and identifiers are read as printed, or refused with a fix."""

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from k2evidence.model.scalars.doses import Dose, parse_dose
from k2evidence.model.scalars.free_text import check_prose, check_text
from k2evidence.model.scalars.identifiers import parse_id, parse_link, parse_vertebra, slug
from k2evidence.model.scalars.numbers import Range, parse_number, parse_range, parse_whole
from k2evidence.model.scalars.times import Time, parse_duration, parse_time
from pydantic_core import PydanticCustomError


def test_a_number_keeps_its_digits() -> None:
    """A trailing zero is part of a number: 0.70 never becomes 0.7."""
    assert str(parse_number("0.70")) == "0.70"


@pytest.mark.parametrize(
    ("text", "fix"),
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
        ("not reported", "status: not-reported"),
        *(
            (text, "the digits as printed")
            for text in ("1:30", "NO", "1_000", "1e5", "", "0x1", "2020-01-02", "1" * 40)
        ),
    ],
)
def test_other_notation_is_no_number_and_the_fix_names_the_right_one(text: str, fix: str) -> None:
    """A comma, a colon, full-width digits or a typographic minus is refused with a fix that fits."""
    with pytest.raises(PydanticCustomError) as caught:
        parse_number(text)
    assert caught.value.context is not None
    assert fix in caught.value.context["fix"]


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("3 months after delivery", Time(Decimal(3), "month", "delivery")),
        ("11 months before delivery", Time(Decimal(-11), "month", "delivery")),
        ("1 year after first visit", Time(Decimal(1), "year", "first visit")),
        ("10 months after start of treatment", Time(Decimal(10), "month", "start of treatment")),
    ],
)
def test_a_time_keeps_its_origin(text: str, time: Time) -> None:
    """A time is read with its origin, and written back the same."""
    assert (parse_time(text), str(time)) == (time, text)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("six weeks post partum", "did you mean '6 weeks after delivery'?"),
        ("2 months postnatally", "did you mean '2 months after delivery'?"),
        ("30 weeks gestation", "did you mean '30 weeks of gestation'?"),
        ("the third trimester", "in `printed` beside `status: qualitative`"),
        ("4 months after pregnancy", "where the source means the birth, write `after delivery`"),
        ("2 years after therapy", "write `<number> <days"),
        ("not reported", "`status: not-reported`"),
    ],
)
def test_the_words_of_a_source_lead_to_a_time_or_stay_words(text: str, fix: str) -> None:
    """Another spelling of a time is read; what is no time with its clock is kept in words."""
    with pytest.raises(PydanticCustomError) as caught:
        parse_time(text)
    assert caught.value.context is not None
    assert fix in caught.value.context["fix"]


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
def test_an_incomplete_time_is_refused(text: str) -> None:
    """A time needs a number, a unit, a side and an origin."""
    with pytest.raises(PydanticCustomError):
        parse_time(text)


def test_a_range_goes_from_low_to_high() -> None:
    """A hyphen or an en dash joins the low and the high end; the other order is refused."""
    assert parse_range("9.3–54.3") == Range(Decimal("9.3"), Decimal("54.3"))
    with pytest.raises(PydanticCustomError):
        parse_range("54.3-9.3")


@pytest.mark.parametrize(
    ("text", "dose"),
    [
        ("45 mg/day", Dose(Decimal(45), "mg", "/day")),
        ("35 mg/week", Dose(Decimal(35), "mg", "/week")),
        ("500 mg 2 times/day", Dose(Decimal(500), "mg", "2 times/day")),
        ("60 mg every 6 months", Dose(Decimal(60), "mg", "every 6 months")),
        ("5 mg once", Dose(Decimal(5), "mg", "once")),
        ("1000 mg", Dose(Decimal(1000), "mg")),
        ("200 U/day", Dose(Decimal(200), "U", "/day")),
    ],
)
def test_a_dose_keeps_its_unit_and_how_often_it_was_given(text: str, dose: Dose) -> None:
    """A dose is read with its interval, or without one, and written back the same."""
    assert (parse_dose(text), str(dose)) == (dose, text)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("45", "the unit as printed"),
        ("70 mg once weekly", "did you mean '70 mg/week'?"),
        ("5 mg twice daily", "did you mean '5 mg 2 times/day'?"),
        ("20 \N{GREEK SMALL LETTER MU}g daily", "did you mean '20 \N{GREEK SMALL LETTER MU}g/day'?"),
        ("60 mg every month", "did you mean '60 mg/month'?"),
        ("5 mg as a single dose", "did you mean '5 mg once'?"),
        ("0,5 ug/day", "did you mean '0.5 ug/day'?"),
        ("0,250 mg/day", "did you mean '0.250 mg/day'?"),
        ("1,500 mg/day", "write 1500 mg/day or 1.500 mg/day"),
        ("unknown", "leave `dose` out"),
        ("single dose", "Leave `dose` out where no amount is known"),
    ],
)
def test_another_notation_is_no_dose(text: str, fix: str) -> None:
    """A dose in other words is refused; a comma is never taken for a decimal point, or for none, unasked."""
    with pytest.raises(PydanticCustomError) as caught:
        parse_dose(text)
    assert caught.value.context is not None
    assert fix in caught.value.context["fix"]


@pytest.mark.parametrize(
    "parse", [parse_number, parse_whole, parse_range, parse_dose, parse_time, parse_duration]
)
@pytest.mark.parametrize("text", ["what", "third trimester", "not reported", "0,7", "some moons", "?"])
def test_no_remedy_holds_a_value_that_was_not_written(parse: Callable[[object], object], text: str) -> None:
    """A remedy names no number but those of the refused text: an example would be copied as a fact."""
    with pytest.raises(PydanticCustomError) as caught:
        parse(text)
    assert caught.value.context is not None
    assert set(re.findall(r"\d+", caught.value.context["fix"])) <= set(re.findall(r"\d+", text))


@pytest.mark.parametrize(
    "text",
    [
        "K2 and MK-4 at L2–4",
        "T1-weighted images of T12",
        "one year",
        "{onset} after",
        "25-hydroxyvitamin D, 25(OH)D and 1,25-dihydroxyvitamin D",
    ],
)
def test_prose_may_hold_names_with_digits(text: str) -> None:
    """A digit that belongs to a name is not a number."""
    assert check_prose(text) == text


@pytest.mark.parametrize("text", ["took 45 mg", "25 mg", "in 2012", "the 2nd scan", "about 3.5 months"])
def test_prose_holds_no_number(text: str) -> None:
    """Numbers live in fields, so that none is typed twice."""
    with pytest.raises(PydanticCustomError, match="stands in prose"):
        check_prose(text)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd", "-cmd|x", "", "  ", "a\x00b", "a\u202eb"])
def test_dangerous_or_empty_text_is_refused(text: str) -> None:
    """Spreadsheet formulas, invisible characters and blanks do not pass as text."""
    with pytest.raises(PydanticCustomError):
        check_text(text)


@pytest.mark.parametrize("text", ["../etc", "A", "a--b", "a_b", "a/b", "ä", "a" * 81])
def test_an_id_is_plain(text: str) -> None:
    """Ids are lower-case words and digits joined by single hyphens."""
    with pytest.raises(PydanticCustomError):
        parse_id(text)


@pytest.mark.parametrize("text", ["javascript:alert(1)", "//x.org", "https://x.org/<b>", "ftp://x.org/a"])
def test_only_web_addresses_are_links(text: str) -> None:
    """Nothing but http and https is ever linked."""
    with pytest.raises(PydanticCustomError):
        parse_link(text)


@pytest.mark.parametrize("text", ["T0", "T13", "L6", "Th7", "t8", "C3"])
def test_a_vertebra_lies_between_t1_and_l5(text: str) -> None:
    """A vertebra outside T1 to L5, or in another spelling, is refused."""
    with pytest.raises(PydanticCustomError):
        parse_vertebra(text)


def test_a_slug_is_an_id() -> None:
    """Whatever a label holds, its slug joins the words and digits by single hyphens."""
    assert [slug(text) for text in ("Case 1", " First  delivery! ", "L2–4")] == [
        "case-1",
        "first-delivery",
        "l2-4",
    ]
