"""Numbers, times, ranges, doses, text and identifiers are read as printed, or refused with a fix."""

import re
import sys
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from k2evidence.model.scalars.characters import INVISIBLE, code_point_differences
from k2evidence.model.scalars.doses import Dose, parse_dose
from k2evidence.model.scalars.free_text import check_name, check_p_value, check_prose, check_text
from k2evidence.model.scalars.identifiers import (
    doi_address,
    link_host,
    parse_doi,
    parse_id,
    parse_link,
    parse_vertebra,
    slug,
)
from k2evidence.model.scalars.numbers import Range, parse_number, parse_range, parse_whole
from k2evidence.model.scalars.times import Time, parse_date, parse_duration, parse_time
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
    with pytest.raises(PydanticCustomError, match="is in prose"):
        check_prose(text)


@pytest.mark.parametrize("text", ["", "  ", "a\x00b", "a\u202eb", "a" * 4001])
def test_blank_or_endless_text_is_refused(text: str) -> None:
    """Blanks, control characters, turned text and what no field holds do not pass as text."""
    with pytest.raises(PydanticCustomError):
        check_text(text)


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "@SUM(A1)",
        "+cmd",
        "+1",
        "-cmd|x",
        "-2+3+cmd|' /C calc'!A0",
        "−cmd|' /C calc'!A0",
        "−2+3",
        "-2*3",
        "-1/2",
        "-A1",
        "- A1",
        "-(1)",
        "-2(3)",
        "-1%+2",
        "＝1+1",
        "＠SUM(A1)",
        " =1+1",
        "\u00a0=1+1",
        "\u2003=1+1",
        "\t=1+1",
        "\r=1+1",
        "\u00ad=1+1",
        "\u200b=1+1",
    ],
)
def test_text_that_a_spreadsheet_runs_is_refused(text: str) -> None:
    """Also with a typographic or full-width sign, behind blanks, or with a number behind the minus."""
    with pytest.raises(PydanticCustomError):
        check_text(text)


@pytest.mark.parametrize(
    "text", ["-", "--", "-2.9 %", "−2.9 to −1.1 %", "-0.5 (SD 0.2)", "- 3", "- <b> x", "- none", "2-3", "a=b"]
)
def test_a_number_below_zero_is_no_formula(text: str) -> None:
    """A dash alone, and a printed number with words behind it, are text."""
    assert check_text(text) == text


SEEN_FORMATS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
"""What Unicode calls a format although readers see it: signs that are before or around Arabic numbers."""


def test_no_character_passes_that_nobody_sees() -> None:
    """The list holds all controls, formats, halves, private use, noncharacters and separators."""
    for code in range(sys.maxunicode + 1):
        sign = chr(code)
        unseen = unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp") or code & 0xFFFE == 0xFFFE
        if unseen and sign not in SEEN_FORMATS:
            assert INVISIBLE.match(sign), f"U+{code:04X}"


@pytest.mark.parametrize(
    "code",
    [0x00AD, 0x034F, 0x061C, 0x115F, 0x1160, 0x17B4, 0x180E, 0x2028, 0x2060, 0x2065, 0x2800, 0x3164, 0xFE0F,
     0xFEFF, 0xFFA0, 0xFFF0, 0xFFF9, 0xFFFC, 0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0xE000, 0x1D173, 0x1FFFE,
     0x1FFFF, 0xE0041, 0xE0100, 0xEFFFE, 0xF0000, 0x10FFFF],
)  # fmt: skip
def test_text_without_width_or_meaning_is_refused(code: int) -> None:
    """In text and in a link alike."""
    for check, text in ((check_text, f"Case{chr(code)}1"), (parse_link, f"https://doi.org/{chr(code)}x")):
        with pytest.raises(PydanticCustomError):
            check(text)


@pytest.mark.parametrize(
    "text", ["Þór Ø. 丽", "«a» – “b” … ¼ µg/mL µ", "①②", "🙂", "e\u0329", "ﻻ ١٢٣", "a\u00a0b"]
)
def test_letters_and_signs_that_are_seen_pass(text: str) -> None:
    """Any script, typographic signs and letters with accents that have no character of their own."""
    assert check_text(text) == text


@pytest.mark.parametrize("text", ["Ke\u0301fir", "\u212b", "\u2126"])
def test_text_in_another_form_of_unicode_is_refused_with_the_usual_one(text: str) -> None:
    """Two names that look alike are one name."""
    with pytest.raises(PydanticCustomError) as caught:
        check_text(text)
    assert caught.value.context is not None
    assert unicodedata.normalize("NFC", text) in caught.value.context["fix"]


def test_names_that_look_alike_are_code_point_differences() -> None:
    """By the code points in which they differ; what a keyboard types differs visibly."""
    assert code_point_differences("Ke\u0301fir", "K\u00e9fir") == "U+0065 U+0301 is where U+00E9 belongs"
    assert code_point_differences("m\u0435nu", "menu") == "U+0435 is where U+0065 belongs"
    assert code_point_differences("menu", "mean") == ""


def test_a_name_is_short_enough_to_be_drawn() -> None:
    """Pictures and tables grow with names."""
    assert check_name("a" * 200)
    with pytest.raises(PydanticCustomError, match="201 characters"):
        check_name("a" * 201)


@pytest.mark.parametrize(
    "text", ["0.04", "< 0.001", "≤ 0.05", "> 0.05", "1", "0.000", "not significant", "0.0010 at 6 months",
             "against K2: < 0.05 with both, < 0.01 at 12 months", "1e-5", "P = 0.3", "NS"],
)  # fmt: skip
def test_a_p_value_is_kept_as_printed(text: str) -> None:
    """With its sign, and with words."""
    assert check_p_value(text) == text


@pytest.mark.parametrize(
    "text", ["2", "-0.1", "−0.1", "< 0", "<0.00", "> 1", "< 5", "< 0.05 at 6, > 12", "P = 2"]
)
def test_what_no_p_value_can_be_is_refused(text: str) -> None:
    """It lies between 0 and 1, and none is less than 0 or more than 1."""
    with pytest.raises(PydanticCustomError):
        check_p_value(text)


@pytest.mark.parametrize("text", ["1" * 13, "0.1234567", "-0.0000001", "9" * 400])
def test_a_number_has_bounded_digits(text: str) -> None:
    """Sums and percentages of numbers within the bounds fit into every export."""
    with pytest.raises(PydanticCustomError):
        parse_number(text)


@pytest.mark.parametrize(
    ("parse", "longest", "longer"),
    [
        (parse_time, "100 years before delivery", "101 years before delivery"),
        (parse_time, "1200 months after onset", "1201 months after onset"),
        (parse_time, "36525 days after delivery", "36526 days after delivery"),
        (parse_time, "50 weeks of gestation", "51 weeks of gestation"),
        (parse_time, "120 years of age", "121 years of age"),
        (parse_duration, "100 years", "1201 months"),
        (parse_dose, "1 mg every 999 days", "1 mg every 1000 days"),
        (parse_dose, "1 mg 99 times/day", "1 mg 100 times/day"),
        (parse_dose, "0.000001 mg", "0 mg"),
        (parse_date, "1800", "1799"),
        (parse_date, "2100-12-31", "2101-01-01"),
        (parse_date, "2012-02-29", "9999-12-31"),
    ],
)
def test_times_doses_and_dates_are_those_of_a_patient(
    parse: Callable[[object], object], longest: str, longer: str
) -> None:
    """The bounds are wide, and each is reached and not passed."""
    assert str(parse(longest)) == longest
    with pytest.raises(PydanticCustomError):
        parse(longer)


@pytest.mark.parametrize("text", ["../etc", "A", "a--b", "a_b", "a/b", "ä", "a" * 81])
def test_an_id_is_plain(text: str) -> None:
    """Ids are lower-case words and digits joined by single hyphens."""
    with pytest.raises(PydanticCustomError):
        parse_id(text)


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "//x.org",
        "https://x.org/<b>",
        "ftp://x.org/a",
        "https://[",
        "https://[::1]/a",
        "https://user:secret@doi.org/10.1/x",
        "https://user@doi.org/",
        "https://doi.org:443/",
        "https://doi.org:99999999/",
        "https://doi.org\\@x.org",
        "https://doi.org/\u202egpj.exe",
        "https://doi.org/a\u200bb",
        "https://dоi.org/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://-x.org/",
        "https://x..org/",
        "https://x.org/%",
        "https://x.org/%zz",
        "https://x.org/ä",
        "https://",
        "https://x.org/" + "a" * 800,
        "http://x.org/",
    ],
)
def test_only_plain_web_addresses_are_links(text: str) -> None:
    """Nothing but https is linked, without user, port or a sign that is not ASCII."""
    with pytest.raises(PydanticCustomError):
        parse_link(text)


@pytest.mark.parametrize(
    "text",
    [
        "https://doi.org/10.1385/JCD:6:2:159",
        "https://www.iscd.org/resources/",
        "https://x.org",
        "https://xn--mller-kva.example/a?b=1&c=(d)#e",
        "https://x.org/a%20b;c=1,2/@d[0]",
    ],
)
def test_a_web_address_is_kept_as_written(text: str) -> None:
    """A host in ASCII, and a path, a query and a fragment."""
    assert parse_link(text) == text


def test_text_that_begins_like_an_address_has_a_host_or_none() -> None:
    """Whatever follows the slashes."""
    hosts = [
        link_host(text) for text in ("https://[", "https://a.org/b", "http://u@a.org:1", "see https://a.org")
    ]
    assert hosts == ["[", "a.org", "u@a.org:1", None]


SICI = "10.1002/(SICI)1097-0142(19960201)77:3<499::AID-CNCR12>3.0.CO;2-0"


@pytest.mark.parametrize(
    ("doi", "address"),
    [
        ("10.3109/03009734.2012.676573", "https://doi.org/10.3109/03009734.2012.676573"),
        (SICI, "https://doi.org/10.1002/(SICI)1097-0142(19960201)77:3%3C499::AID-CNCR12%3E3.0.CO;2-0"),
        ("10.1234/x#y?z=%41", "https://doi.org/10.1234/x%23y%3Fz=%2541"),
        ("10.1016/0009-8981(94)90027-2", "https://doi.org/10.1016/0009-8981(94)90027-2"),
        ("10.1234/a(b)", "https://doi.org/10.1234/a(b)"),
    ],
)
def test_a_doi_resolves_as_it_is_written(doi: str, address: str) -> None:
    """What has a meaning in an address is written with %; a DOI of a serial is one."""
    assert (parse_doi(doi), doi_address(doi)) == (doi, address)


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        ("10.1234/x.", "did you mean '10.1234/x'?"),
        ("10.1234/x)", "did you mean '10.1234/x'?"),
        ("https://doi.org/10.1234/x", "did you mean '10.1234/x'?"),
        ("10.1234/../../x", "write it bare"),
        ("10.1234/..", "write it bare"),
        ("10.1234/a b", "write it bare"),
        ("10.1234/\u202egpj", "write it bare"),
        ("10.1234/ä", "write it bare"),
        ('10.1234/a"b', "write it bare"),
    ],
)
def test_what_would_lead_elsewhere_is_no_doi(text: str, fix: str) -> None:
    """A mark of the sentence, a step of a path, a blank or a sign that is not ASCII."""
    with pytest.raises(PydanticCustomError) as caught:
        parse_doi(text)
    assert caught.value.context is not None
    assert fix in caught.value.context["fix"]


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
