"""Pairs of bone density and T-score."""

from .conftest import CASE_1, CASE_2, CASE_3, CASE_4, FindingsAfter, FindingsOf

RULE = "t-scores"
BETWEEN = "t-scores-tsuchie-2012-case-3-first-delivery-case-3-second-delivery-"
NO_SCORES = [(case, f"                t_score: {score}\n", "") for case, scores in {
    CASE_1: ("-2.9", "-3.8", "-2.4", "-1.7"),
    CASE_2: ("-2.8", "-2.3"),
    CASE_3: ("-2.66", "-4.55", "-2.46", "-4.43", "-2.1", "-2.7"),
    CASE_4: ("-1.0", "-0.8", "-0.7"),
}.items() for score in scores]  # fmt: skip


def test_near_equal_density_with_far_scores_in_one_patient(findings_after: FindingsAfter) -> None:
    """0.569 scores -4.43 and 0.564 scores -2.7 in the same woman."""
    finding = findings_after(RULE)[f"{BETWEEN}bmd-proximal-femur-after-t-scores-far-apart"]
    assert (finding.kind, finding.severity) == ("contradiction", "major")
    assert finding.says == "0.569 g/cm2, T-score −4.43"


def test_near_equal_density_with_far_scores_across_patients(findings_after: FindingsAfter) -> None:
    """0.585 scores -2.3 in one woman and 0.589 scores -3.8 in another."""
    courses = "case-2-first-delivery-case-1-first-delivery"
    name = f"t-scores-tsuchie-2012-{courses}-bmd-proximal-femur-before-t-scores-far-apart"
    assert findings_after(RULE)[name].kind == "plausibility"


def test_an_implausible_reference(findings_after: FindingsAfter) -> None:
    """The femur of case 1 implies an SD of 0.040 g/cm2; surveys find three times as much."""
    name = "t-scores-tsuchie-2012-case-1-first-delivery-bmd-proximal-femur-before-and-after-implied-reference"
    finding = findings_after(RULE)[name]
    assert "SD of 0.040 g/cm2" in finding.means
    assert finding.severity == "major"


def test_no_reference_serves_all(findings_after: FindingsAfter) -> None:
    """At neither site can one mean and SD produce all printed scores."""
    found = [name for name in findings_after(RULE) if name.endswith("one-reference")]
    assert len(found) == 2


def test_scores_that_move_against_the_table(findings_after: FindingsAfter) -> None:
    """The femur of case 3: the score rises while the density in the table falls."""
    name = "t-scores-tsuchie-2012-case-3-first-delivery-bmd-proximal-femur-t-score-against-table"
    finding = findings_after(RULE)[name]
    assert (finding.kind, finding.severity) == ("contradiction", "major")


def test_scores_that_rounding_lets_move_with_the_table(findings_after: FindingsAfter) -> None:
    """With a score whose rounding lets it stay, nothing is certain: rounding explains it."""
    name = "t-scores-tsuchie-2012-case-3-first-delivery-bmd-proximal-femur-t-score-against-table"
    finding = findings_after(RULE, (CASE_3, "t_score: -4.43", "t_score: -4.5"))[name]
    assert (finding.kind, finding.severity) == ("imprecision", "minor")


def test_a_flipped_sign_is_found(findings_after: FindingsAfter) -> None:
    """With one sign flipped, density and score move in opposite directions."""
    found = findings_after(RULE, (CASE_4, "t_score: -0.7", "t_score: 0.7"))
    assert any("case-4" in name for name in found.keys() - findings_after(RULE).keys())
    flipped = findings_after(RULE, (CASE_4, "t_score: -0.8", "t_score: -1.8"))
    name = "t-scores-tsuchie-2012-case-4-first-delivery-bmd-lumbar-spine-before-and-after-"
    assert any(found.startswith(name) for found in flipped)


def test_scores_of_one_reference_are_no_finding(findings_after: FindingsAfter) -> None:
    """Scores that lie on one line, mean 1.000 and SD 0.110, give nothing."""
    without_scores = [edit for edit in NO_SCORES if edit[0] != CASE_1 and edit[0] != CASE_4]
    line = [
        (CASE_1, "t_score: -2.9", "t_score: -2.6"),
        (CASE_1, "t_score: -2.4", "t_score: -2.3"),
        (CASE_1, "t_score: -3.8", "t_score: -3.7"),
        (CASE_1, "t_score: -1.7", "t_score: -3.0"),
        (
            CASE_4,
            "value: 0.901\n                unit_printed: g/cm2\n                t_score: -1.0",
            "value: 0.901\n                unit_printed: g/cm2\n                t_score: -0.9",
        ),
        (CASE_4, "t_score: -0.8", "t_score: -0.7"),
        (
            CASE_4,
            "value: 0.749\n                unit_printed: g/cm2\n                t_score: -1.0",
            "value: 0.749\n                unit_printed: g/cm2\n                t_score: -2.3",
        ),
        (
            CASE_4,
            "value: 0.78\n                unit_printed: g/cm2\n                t_score: -0.7",
            "value: 0.78\n                unit_printed: g/cm2\n                t_score: -2.0",
        ),
    ]
    assert findings_after(RULE, *without_scores, *line) == {}


SCANS = """
measurements:
  - analyte: bmd-lumbar-spine-l1-l4
    visits:
      - reports: [{{reported_in: text, value: 0.615, unit_printed: g/cm2, t_score: -4.0, locator: page 1}}]
      - reports: [{{reported_in: text, value: 0.829, unit_printed: g/cm2, t_score: -2.9, locator: page 2}}]
      - reports: [{{reported_in: text, value: 0.757, unit_printed: g/cm2, t_score: {}, locator: page 3}}]
"""


def test_a_third_scan_that_moves_the_other_way(findings_of: FindingsOf) -> None:
    """The density falls from 0.829 to 0.757 while the T-score rises from -2.9 to -2.6."""
    fields = [finding.field for finding in findings_of(RULE, SCANS.format("-2.6"))]
    assert [field for field in fields if "opposite directions" in field] == [
        "bmd-lumbar-spine-l1-l4 opposite directions"
    ]
    assert not [f for f in findings_of(RULE, SCANS.format("-3.27")) if "opposite" in f.field]
