"""T-scores against the definition of the diagnosis."""

from .conftest import CASE_2, FindingsAfter

RULE = "diagnosis"
FEMUR = "diagnosis-tsuchie-2012-case-2-first-delivery-bmd-proximal-femur-before-called-osteoporosis"


def test_called_osteoporosis_above_the_definition(findings_after: FindingsAfter) -> None:
    """-2.3 does not reach -2.5."""
    assert findings_after(RULE)[FEMUR].says == "T-score −2.3"


def test_treated_as_osteoporosis_without_a_low_score(findings_after: FindingsAfter) -> None:
    """Both scores of case 4 are -1.0."""
    name = "diagnosis-tsuchie-2012-case-4-first-delivery-osteoporosis-without-a-low-t-score"
    assert findings_after(RULE)[name].severity == "major"


def test_t_scores_before_menopause(findings_after: FindingsAfter) -> None:
    """Z-scores are preferred for women of 23 to 34 years."""
    assert findings_after(RULE)["diagnosis-tsuchie-2012-t-scores-before-menopause"].kind == "gap"


def test_scores_that_reach_the_definition_are_no_finding(findings_after: FindingsAfter) -> None:
    """-2.6 is osteoporosis."""
    assert FEMUR not in findings_after(RULE, (CASE_2, "t_score: -2.3", "t_score: -2.6"))
