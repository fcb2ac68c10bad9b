"""T-scores against the definition of the diagnosis."""

import pytest

from .conftest import CASE_2, ODD_CASE, OTHER_PAPER, FindingsAfter, FindingsOf

RULE = "diagnosis"
FEMUR = "diagnosis-tsuchie-2012-case-2-first-delivery-bmd-proximal-femur-before-called-osteoporosis"
ODD_COURSE = (
    "diagnosis-example-2020-case-2-an-episode-whose-name-is-longer-than-any-column-"
    "osteoporosis-without-a-low-t-score"
)
HIGHER_SCORE = (ODD_CASE, "t_score: -12.75", "t_score: -1.5")
NO_DIAGNOSIS = (ODD_CASE, "what: Osteoporosis., feature: osteoporosis,", "what: Fractures.,")


def test_called_osteoporosis_above_the_definition(findings_after: FindingsAfter) -> None:
    """-2.3 does not reach -2.5."""
    assert findings_after(RULE)[FEMUR].says == "T-score −2.3"


def test_treated_as_osteoporosis_without_a_low_score(findings_after: FindingsAfter) -> None:
    """Both scores of case 4 are -1.0, and only the title of the paper calls it osteoporosis."""
    finding = findings_after(RULE)[
        "diagnosis-tsuchie-2012-case-4-first-delivery-osteoporosis-without-a-low-t-score"
    ]
    assert (finding.severity, finding.also_locator) == ("major", "Title")
    assert finding.also_says.startswith("Amelioration of pregnancy-associated osteoporosis")
    assert finding.means == (
        "No T-score before treatment reaches osteoporosis. The case rests on fractures alone, and bone "
        "density had little room to improve."
    )


def test_the_words_of_a_diagnosis_come_before_the_title(findings_after: FindingsAfter) -> None:
    """The odd case of another paper has a diagnosis, fractures and now a T-score of -1.5."""
    finding = findings_after(RULE, HIGHER_SCORE, paper=OTHER_PAPER)[ODD_COURSE]
    assert (finding.also_says, finding.also_locator) == ("Osteoporosis.", "page 2")
    assert finding.means == (
        "No T-score before treatment reaches osteoporosis. The case rests on fractures alone."
    )


def test_the_title_of_another_paper_is_quoted_as_it_is(findings_after: FindingsAfter) -> None:
    """A title without the word is no diagnosis; one with it is."""
    assert ODD_COURSE not in findings_after(RULE, HIGHER_SCORE, NO_DIAGNOSIS, paper=OTHER_PAPER)
    title = ("papers/example-2020.yml", "title: A made-up report", "title: Osteoporotic fractures")
    found = findings_after(RULE, HIGHER_SCORE, NO_DIAGNOSIS, title, paper=OTHER_PAPER)
    assert (found[ODD_COURSE].also_says, found[ODD_COURSE].also_locator) == (
        "Osteoporotic fractures",
        "Title",
    )


def test_t_scores_before_menopause(findings_after: FindingsAfter) -> None:
    """Z-scores are preferred for women of 23 to 34 years."""
    assert findings_after(RULE)["diagnosis-tsuchie-2012-t-scores-before-menopause"].kind == "gap"


def test_scores_that_reach_the_definition_are_no_finding(findings_after: FindingsAfter) -> None:
    """-2.6 and -12.75 are osteoporosis."""
    assert FEMUR not in findings_after(RULE, (CASE_2, "t_score: -2.3", "t_score: -2.6"))
    assert ODD_COURSE not in findings_after(RULE, paper=OTHER_PAPER)


SCORES = """
age: [{{reported_in: text, years: {}, locator: page 1}}]
measurements:
  - analyte: bmd-lumbar-spine
    visits:
      - reports: [{{reported_in: text, t_score: -3.0, {}locator: page 1}}]
"""


def test_t_scores_at_one_age(findings_of: FindingsOf) -> None:
    """40 is 40, not 40 to 40."""
    assert [finding.says for finding in findings_of(RULE, SCORES.format(40, ""))] == ["T-scores at 40 years"]


@pytest.mark.parametrize(
    ("course", "how"),
    [
        (SCORES.format(40, "z_score: -2.8, "), {}),
        (SCORES.format(60, ""), {}),
        (SCORES.format(40, "time: 58 years of age, "), {}),
        (SCORES.format(40, "").replace("years: 40", "status: not-available"), {}),
        (SCORES.format(40, ""), {"sex": "male"}),
        (SCORES.format(40, ""), {"extent": "abstract"}),
    ],
)
def test_t_scores_that_are_no_finding(findings_of: FindingsOf, course: str, how: dict[str, str]) -> None:
    """Z-scores are given with them, or may be where nobody looked; or menopause is no question."""
    assert findings_of(RULE, course, **how) == ()
