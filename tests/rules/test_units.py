"""Printed units, and whether a value can be in them."""

import pytest

from .conftest import CASE_1, CASE_3, CASE_4, FindingsAfter, FindingsOf

RULE = "units"


def test_two_places_print_different_units(findings_after: FindingsAfter) -> None:
    """7 pg/L in the table and 7 pg/mL in the text differ by a thousand."""
    finding = findings_after(RULE)["units-tsuchie-2012-case-4-first-delivery-pth-intact-before-unit"]
    assert finding.kind == "contradiction"
    assert "factor of 1,000" in finding.means


def test_a_factor_of_a_thousand(findings_after: FindingsAfter) -> None:
    """61 pg/L would be 0.061 pg/mL, far below every range."""
    finding = findings_after(RULE)["units-tsuchie-2012-pth-intact-serum-unit"]
    assert "0.061 pg/mL" in finding.means
    assert len(finding.affects) == 5


def test_urine_without_creatinine(findings_after: FindingsAfter) -> None:
    """NTX in urine is printed per litre."""
    finding = findings_after(RULE)[
        "units-tsuchie-2012-case-1-first-delivery-case-3-first-delivery-ntx-urine-unit"
    ]
    assert "no creatinine" in finding.means


def test_a_unit_of_something_else(findings_after: FindingsAfter) -> None:
    """A swapped unit is found, and named as one that does not belong."""
    found = findings_after(
        RULE,
        (
            CASE_1,
            "value: 9.4\n                unit_printed: mg/dL",
            "value: 9.4\n                unit_printed: U/L",
        ),
    )
    new = found.keys() - findings_after(RULE).keys()
    assert new == {"units-tsuchie-2012-case-1-first-delivery-calcium-serum-unit"}


def test_a_value_far_from_every_range(findings_after: FindingsAfter) -> None:
    """94 times the usual calcium is a misprint, or a patient nobody has seen."""
    found = findings_after(RULE, (CASE_1, "value: 9.4\n", "value: 940\n"))
    assert "units-tsuchie-2012-case-1-first-delivery-calcium-before-table-size" in found


def test_expected_units_are_no_finding(findings_after: FindingsAfter) -> None:
    """With the expected units printed, the rule is silent."""
    edits = [(case, "unit_printed: pg/L", "unit_printed: pg/mL") for case in (CASE_1, CASE_3, CASE_4)]
    edits += [(case, "unit_printed: nmolBCE/L", "unit_printed: nmolBCE/mmol Cr") for case in (CASE_1, CASE_3)]
    assert findings_after(RULE, *edits) == {}


SERUM = """
measurements:
  - analyte: {}
    specimen: serum
    visits:
      - reports: [{{reported_in: text, value: {}, unit_printed: {}, locator: page 1}}]
"""


@pytest.mark.parametrize(
    ("analyte", "value", "unit"),
    [("p1np", "151", "µg/L"), ("calcium", "2.4", "mmol/L"), ("vitamin-d-25-oh", "29", "nmol/L")],
)
def test_a_usual_unit_is_no_finding(findings_of: FindingsOf, analyte: str, value: str, unit: str) -> None:
    """Be it another name of this site's unit, or one of another kind in which laboratories give it."""
    assert findings_of(RULE, SERUM.format(analyte, value, unit)) == ()


@pytest.mark.parametrize(("value", "kinds"), [("2.35", []), ("9.4", ["contradiction"])])
def test_one_value_in_two_usual_units(findings_of: FindingsOf, value: str, kinds: list[str]) -> None:
    """Millimoles in one place and milligrams in another, unless the digits are the same."""
    in_table = "{reported_in: table, value: 9.4, unit_printed: mg/dL, locator: Table 1}"
    two = SERUM.format("calcium", value, "mmol/L").replace("page 1}]", f"page 1}}, {in_table}]")
    assert [finding.kind for finding in findings_of(RULE, two)] == kinds


def test_a_unit_of_another_size_is_a_finding(findings_of: FindingsOf) -> None:
    """Calcium in grams per decilitre is a thousand times too much."""
    [finding] = findings_of(RULE, SERUM.format("calcium", "9.4", "g/dL"))
    assert "factor of 1,000" in finding.means


VALUE = """
measurements:
  - analyte: bmd-lumbar-spine
    visits:
      - reports: [{{reported_in: text, {}, locator: page 1}}]
"""


def test_a_value_without_a_unit_is_a_gap_and_nothing_else(findings_of: FindingsOf) -> None:
    """However far it lies from every range."""
    [finding] = findings_of(RULE, VALUE.format("value: 940, unit_printed: not printed"))
    assert (finding.kind, finding.severity, finding.says) == ("gap", "minor", "940")
    assert finding.means == "No unit is printed with this value."


@pytest.mark.parametrize(
    "printed",
    [
        "t_score: -3.3",
        "z_score: -3.3",
        "percent_change: 23.6",
        "percent_of_young: 70",
        "change: 0.1, unit_printed: g/cm2",
    ],
)
def test_scores_and_changes_have_no_unit_to_judge(findings_of: FindingsOf, printed: str) -> None:
    """They are not values in another unit."""
    assert findings_of(RULE, VALUE.format(printed)) == ()
