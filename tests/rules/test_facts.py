"""One fact of a pregnancy reported in two places."""

import pytest

from .conftest import FindingsOf

RULE = "facts"
DELIVERY = """
delivery:
  - {{reported_in: text, order: 1, locator: page 1}}
  - {{reported_in: text, order: {}, locator: page 2}}
"""
BIRTH = """
birth:
  - {{reported_in: text, gestation: {}, locator: page 1}}
  - {{reported_in: table, gestation: {}, locator: Table 1}}
"""


def test_two_numbers_of_one_delivery(findings_of: FindingsOf) -> None:
    """The first delivery of one page is the second of another."""
    [finding] = findings_of(RULE, DELIVERY.format(2))
    assert (finding.kind, finding.field) == ("contradiction", "number of the delivery")
    assert (finding.says, finding.also_says) == ("1", "2")


def test_one_number_of_one_delivery_is_no_finding(findings_of: FindingsOf) -> None:
    """Both pages count the first."""
    assert findings_of(RULE, DELIVERY.format(1)) == ()


@pytest.mark.parametrize(
    ("lengths", "kinds"),
    [
        (("38 weeks", "9 months"), ["imprecision"]),
        (("38 weeks", "30 weeks"), ["contradiction"]),
        (("38 weeks", "38 weeks"), []),
    ],
)
def test_the_length_of_a_pregnancy(
    findings_of: FindingsOf, lengths: tuple[str, str], kinds: list[str]
) -> None:
    """Whole weeks and months explain some differences."""
    assert [finding.kind for finding in findings_of(RULE, BIRTH.format(*lengths))] == kinds


def test_breast_fed_or_not(findings_of: FindingsOf) -> None:
    """One place says that she fed the child, another that she did not."""
    feeding = """
breast_feeding:
  - {reported_in: text, fed: true, locator: Abstract}
  - {reported_in: text, fed: false, locator: page 2}
"""
    [finding] = findings_of(RULE, feeding)
    assert (finding.says, finding.also_says) == ("breast-fed", "did not breast-feed")
