"""How numbers and small words read on a page."""

from decimal import Decimal

import pytest
from k2evidence.model import text as words


@pytest.mark.parametrize(
    ("value", "expected"), [("0.035", "+0.035"), ("-0.01", "−0.01"), ("0.00", "0.00"), ("-9", "−9")]
)
def test_a_change_has_a_true_sign(value: str, expected: str) -> None:
    """Pages use the minus sign, and zero has none."""
    assert words.signed(Decimal(value)) == expected


def test_rounding_for_reading_goes_away_from_zero() -> None:
    """Halves are rounded the way readers expect."""
    assert [words.rounded(Decimal(v)) for v in ("0.25", "-0.25")] == [
        Decimal("0.3"),
        Decimal("-0.3"),
    ]


def test_counts_are_words_up_to_ten() -> None:
    """Four women, one course, 1,200 courses."""
    assert words.count(4, "woman", "women") == "four women"
    assert words.count(1, "course") == "one course"
    assert words.count(1200, "course") == "1,200 courses"


def test_words_are_joined_as_in_speech() -> None:
    """The last word is joined by 'and'."""
    assert [words.join_words(["a", "b", "c"][:n]) for n in range(4)] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]
