"""The same value printed in two places."""

import pytest

from .conftest import CASE_3, FindingsAfter, FindingsOf

RULE = "text-against-table"
FEMUR = "text-against-table-tsuchie-2012-case-3-first-delivery-bmd-proximal-femur-after"


def test_rounding_cannot_explain_a_large_difference(findings_after: FindingsAfter) -> None:
    """0.569 in the text and 0.53 in the table are a contradiction, with both numbers."""
    finding = findings_after(RULE)[FEMUR]
    assert (finding.kind, finding.severity) == ("contradiction", "major")
    assert (finding.says, finding.also_says) == ("0.53 g/cm2", "0.569 g/cm2")
    assert finding.also_locator == "Case 3, paragraph 1"


def test_rounding_explains_a_small_difference(findings_after: FindingsAfter) -> None:
    """0.714 and 0.71 are an imprecision."""
    found = findings_after(RULE)
    name = "text-against-table-tsuchie-2012-case-1-first-delivery-bmd-lumbar-spine-before"
    assert found[name].kind == "imprecision"


def test_equal_values_are_no_finding(findings_after: FindingsAfter) -> None:
    """What both places print alike fits."""
    found = findings_after(RULE, (CASE_3, "value: 0.569", "value: 0.53"))
    assert FEMUR not in found


def test_a_value_where_another_place_says_there_is_none(findings_after: FindingsAfter) -> None:
    """A cell that says N.A. contradicts a text that prints a value."""
    edit = (
        CASE_3,
        "                value: 0.53\n                unit_printed: g/cm2\n"
        "                time: 25 months after delivery\n",
        "                status: not-available\n                printed: N.A.\n",
    )
    finding = findings_after(RULE, edit)[f"{FEMUR}-availability"]
    assert (finding.kind, finding.says) == ("gap", "N.A.")


TWO_PLACES = """
measurements:
  - analyte: bmd-lumbar-spine
    visits:
      - reports:
          - {{reported_in: text, {}, locator: Abstract}}
          - {{reported_in: text, {}, locator: page 2}}
"""


@pytest.mark.parametrize(
    ("one", "other", "says"),
    [
        ("value: 0.61, unit_printed: g/cm2", "value: 0.68, unit_printed: g/cm2", ["0.61 g/cm2"]),
        ("t_score: -2.9", "t_score: -3.9", ["T-score −2.9"]),
        ("z_score: -2.9", "z_score: -3.9", ["Z-score −2.9"]),
        ("percent_change: 18.1", "percent_change: 21.0", ["change 18.1 %"]),
        ("value: 0.61, unit_printed: g/cm2", "value: 0.61, unit_printed: g/cm2", []),
        ("value: 0.61, unit_printed: g/cm2", "value: 610, unit_printed: mg/cm2", []),
        ("value: 0.61, unit_printed: g/cm2", "value: 0.68, unit_printed: not printed", []),
    ],
)
def test_two_places_of_the_text(findings_of: FindingsOf, one: str, other: str, says: list[str]) -> None:
    """Abstract and body are two places; another unit of the same value is no other value."""
    found = findings_of(RULE, TWO_PLACES.format(one, other))
    assert [finding.says for finding in found] == says
    assert all(finding.kind == "contradiction" for finding in found)


def test_a_value_read_at_second_hand_is_no_finding(findings_of: FindingsOf) -> None:
    """What a review prints is nothing that the authors say."""
    values = "value: 0.61, unit_printed: g/cm2", "value: 0.68, unit_printed: g/cm2, via: a-review"
    assert findings_of(RULE, TWO_PLACES.format(*values)) == ()


UNLABELLED = """
measurements:
  - analyte: bmd-lumbar-spine
    visits: [{}]
"""
IN_TABLE = "{reported_in: table, value: 0.70, unit_printed: g/cm2, locator: Table 1}"
AT_6, AT_12 = (
    f"{{reports: [{{reported_in: text, value: 0.60, unit_printed: g/cm2, time: {n} months after delivery, "
    f"locator: page 1}}, {IN_TABLE}]}}"
    for n in (6, 12)
)


def test_a_visit_without_a_label_is_called_by_its_time(findings_of: FindingsOf) -> None:
    """Whatever its place in the file."""
    found, turned = (
        {finding.finding_id for finding in findings_of(RULE, UNLABELLED.format(visits))}
        for visits in (f"{AT_6}, {AT_12}", f"{AT_12}, {AT_6}")
    )
    place = "contradiction-text-against-table-made-up-patient-course-1-bmd-lumbar-spine"
    assert found == turned == {f"{place}-6-months-after-delivery", f"{place}-12-months-after-delivery"}
