"""Words against numbers."""

import pytest

from .conftest import CASE_1, CASE_3, CASE_4, FindingsAfter, FindingsOf

RULE = "words"


def test_suppressed_but_still_high(findings_after: FindingsAfter) -> None:
    """NTX of case 2 fell to 18, above the range that the paper prints."""
    finding = findings_after(RULE)["words-tsuchie-2012-case-2-first-delivery-ntx-after-called-suppressed"]
    assert "still lies above the range" in finding.means
    assert "7.5–16.5" in finding.also_says


def test_a_normal_score_called_low(findings_after: FindingsAfter) -> None:
    """A T-score of -1.0 is normal by the classes of the WHO."""
    name = "words-tsuchie-2012-case-4-first-delivery-bmd-lumbar-spine-before-called-mildly-low"
    assert name in findings_after(RULE)


def test_all_other_values_called_normal(findings_after: FindingsAfter) -> None:
    """Phosphate of case 4 lies above a laboratory's range; the paper prints none."""
    name = "words-tsuchie-2012-case-4-first-delivery-phosphate-before-among-values-called-normal"
    finding = findings_after(RULE)[name]
    assert (finding.kind, "prints no range of its own" in finding.means) == ("plausibility", True)


def test_high_that_is_not_high(findings_after: FindingsAfter) -> None:
    """A value called high inside the printed range is a contradiction."""
    edits = [(CASE_4, "value: 10.9", "value: 9.9")]
    found = findings_after(RULE, *edits)
    assert (
        found["words-tsuchie-2012-case-4-first-delivery-calcium-before-called-high"].kind == "contradiction"
    )


def test_improved_that_did_not_rise(findings_after: FindingsAfter) -> None:
    """A density called improved that fell is a contradiction."""
    found = findings_after(RULE, (CASE_1, "value: 0.749", "value: 0.700"))
    name = "words-tsuchie-2012-case-1-first-delivery-bmd-lumbar-spine-after-called-improved"
    assert found[name].kind == "contradiction"


def test_unchanged_that_changed_by_more_than_rounding(findings_after: FindingsAfter) -> None:
    """0.79 to 0.778 is called unchanged: printed precision distinguishes them."""
    name = "words-tsuchie-2012-case-3-second-delivery-bmd-lumbar-spine-after-called-no-change"
    assert findings_after(RULE)[name].kind == "plausibility"
    assert name not in findings_after(RULE, (CASE_3, "value: 0.778", "value: 0.788"))


def test_words_that_fit_are_no_finding(findings_after: FindingsAfter) -> None:
    """NTX of case 1 is called high at 151.4 and lies above the range."""
    assert not [name for name in findings_after(RULE) if "case-1" in name]


def test_a_value_is_held_against_the_range_that_its_page_shows(findings_after: FindingsAfter) -> None:
    """The range printed before treatment holds after it too, before that of another patient."""
    of_case_1, of_case_4 = (
        f"value: {value}\n                unit_printed: mg/dL" for value in ("9.2", "9.4")
    )
    found = findings_after(
        RULE,
        (CASE_1, of_case_1, f"{of_case_1}\n                range: 5.0-6.0"),
        (CASE_4, of_case_4, f"{of_case_4}\n                qualifier: normal"),
    )
    assert not [name for name in found if "case-4" in name and "calcium-after" in name]


UNTREATED = """
measurements:
  - analyte: bmd-lumbar-spine
    visits:
      - reports:
        - {{reported_in: text, value: {}, unit_printed: g/cm2, time: 12 months after delivery,
           qualifier: improved, locator: page 2}}
      - reports:
        - {{reported_in: text, value: 0.700, unit_printed: g/cm2,
           time: 1 month after delivery, locator: page 1}}
"""


def test_improved_without_a_drug(findings_of: FindingsOf) -> None:
    """Held against the first scan, wherever it is in the file."""
    assert [finding.kind for finding in findings_of(RULE, UNTREATED.format("0.650"))] == ["contradiction"]
    assert findings_of(RULE, UNTREATED.format("0.750")) == ()


CALLED = """
measurements:
  - analyte: bmd-lumbar-spine
    visits:
      - reports:
        - {{reported_in: text, status: qualitative, qualifier: {}, locator: Abstract}}
        - {{reported_in: table, t_score: {}, locator: Table 1}}
"""


@pytest.mark.parametrize(
    ("qualifier", "t_score", "findings"),
    [
        ("low", "-0.4", 1),
        ("low", "-1.0", 0),
        ("low", "-2.0", 0),
        ("normal", "-2.9", 1),
        ("normal", "-2.5", 0),
        ("normal", "-1.5", 0),
        ("normal", "-2.9, z_score: -1.8", 0),
    ],
)
def test_a_density_called_low_or_normal(
    findings_of: FindingsOf, qualifier: str, t_score: str, findings: int
) -> None:
    """Against the class of its T-score, beyond rounding; with a Z-score normal may be meant for the age."""
    found = findings_of(RULE, CALLED.format(qualifier, t_score))
    assert [finding.kind for finding in found] == ["plausibility"] * findings
