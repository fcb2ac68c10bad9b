"""How numbers, doses and small words read on a page."""

from decimal import Decimal

import pytest
from k2evidence.load.dataset import Dataset
from k2evidence.model import text
from k2evidence.model.scalars.doses import parse_dose
from k2evidence.model.scalars.times import parse_time


@pytest.mark.parametrize(
    ("value", "expected"), [("0.035", "+0.035"), ("-0.01", "−0.01"), ("0.00", "0.00"), ("-9", "−9")]
)
def test_a_change_has_a_sign(value: str, expected: str) -> None:
    """A change shows a plus or a true minus sign, and zero shows none."""
    assert text.signed(Decimal(value)) == expected


def test_rounding_goes_away_from_zero() -> None:
    """Halves are rounded away from zero, as readers expect."""
    assert [text.rounded(Decimal(v)) for v in ("0.25", "-0.25")] == [Decimal("0.3"), Decimal("-0.3")]


def test_counts_are_words_up_to_ten() -> None:
    """Small counts are spelled out, large ones have digits with a thousands separator."""
    assert text.count(4, "woman", "women") == "four women"
    assert text.count(1, "course") == "one course"
    assert text.count(1200, "course") == "1,200 courses"


def test_a_list_of_words_ends_with_and() -> None:
    """Commas join all words but the last, which 'and' joins."""
    lists = [text.join_words(["a", "b", "c"][:n]) for n in range(4)]
    assert lists == ["", "a", "a and b", "a, b and c"]


def test_ordinals_are_words_up_to_eight() -> None:
    """Small ordinals are spelled out, larger ones have digits and their ending."""
    assert [text.ordinal(n) for n in (1, 8, 9, 11, 22, 113)] == [
        "first",
        "eighth",
        "9th",
        "11th",
        "22nd",
        "113th",
    ]


def test_a_dose_of_vitamin_k_is_given_in_both_units(dataset: Dataset) -> None:
    """Milligrams of menatetrenone cannot be mistaken for micrograms; other drugs have one unit."""
    dose = parse_dose("45 mg/day")
    substances = dataset.vocabulary.substances
    assert text.dose_text(dose, substances["menatetrenone"]) == "45 mg (45,000 µg) a day"
    assert text.dose_text(dose, substances["calcium-carbonate"]) == "45 mg a day"
    half = parse_dose("1.5 mg/day")
    assert text.dose_text(half, substances["menatetrenone"]) == "1.5 mg (1,500 µg) a day"


@pytest.mark.parametrize(
    ("dose", "expected"),
    [
        ("35 mg/week", "35 mg a week"),
        ("60 mg every 6 months", "60 mg every 6 months"),
        ("5 mg once", "5 mg once"),
        ("500 mg 2 times/day", "500 mg 2 times a day"),
        ("1000 mg", "1,000 mg"),
    ],
)
def test_a_dose_says_how_often(dose: str, expected: str) -> None:
    """Weekly, half-yearly and single doses are no daily ones; where nothing is reported, nothing is said."""
    assert text.dose_text(parse_dose(dose), None) == expected


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("33 weeks of gestation", "at 33 weeks of gestation"),
        ("35 years of age", "at 35 years of age"),
        ("1 year after start of zoledronic-acid", "1 year after start of zoledronic acid"),
    ],
)
def test_a_time_reads_inside_a_sentence(time: str, expected: str) -> None:
    """A time of gestation or of age has its preposition, and a treatment no hyphens."""
    assert text.time_text(parse_time(time)) == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ({"L1", "T8"}, ["T8", "L1"]),
        ({"T11", "T12"}, ["T11", "T12"]),
        ({"T8", "L2", "T12", "L1", "L3"}, ["T8", "T12 to L3"]),
        ((), []),
    ],
)
def test_three_neighbouring_vertebrae_are_a_range(levels: set[str], expected: list[str]) -> None:
    """Two stay two, and the order is that of the spine."""
    assert text.level_ranges(levels) == expected


@pytest.mark.parametrize(
    ("given", "expected"), [("Anna-Berta", "AB"), ("A. B.", "AB"), ("陽子", "陽子"), ("헌성", "헌성")]
)
def test_only_a_script_with_capitals_has_initials(given: str, expected: str) -> None:
    """Half of a name in another script is no initial."""
    assert text.initials(given) == expected
