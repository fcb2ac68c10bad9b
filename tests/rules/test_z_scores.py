"""Z-scores against T-scores."""

import pytest

from .conftest import FindingsOf

RULE = "z-scores"
SCORES = """
age: [{{reported_in: text, years: {}, locator: page 1}}]
measurements:
  - analyte: bmd-femoral-neck
    visits:
      - reports: [{{reported_in: text, t_score: {}, z_score: {}, locator: page 1}}]
"""


def test_a_z_score_below_its_t_score(findings_of: FindingsOf) -> None:
    """At 39 years a Z-score of -3.9 beside a T-score of -3.3 is hard to believe."""
    [finding] = findings_of(RULE, SCORES.format(39, "-3.3", "-3.9"))
    assert (finding.kind, finding.severity) == ("plausibility", "minor")
    assert (finding.says, finding.also_says) == ("Z-score −3.9", "T-score −3.3 at 39 years")


@pytest.mark.parametrize(
    ("years", "t_score", "z_score"),
    [(39, "-3.3", "-2.9"), (39, "-3.3", "-3.3"), (39, "-3.3", "-3.4"), (70, "-3.3", "-3.9")],
)
def test_scores_that_fit_the_age_are_no_finding(
    findings_of: FindingsOf, years: int, t_score: str, z_score: str
) -> None:
    """A higher or an equal Z-score fits, and so does what rounding explains; old people are not judged."""
    assert findings_of(RULE, SCORES.format(years, t_score, z_score)) == ()


def test_an_unknown_age_is_not_judged(findings_of: FindingsOf) -> None:
    """Neither is a scan made decades later."""
    unknown = SCORES.format(39, "-3.3", "-3.9").replace("years: 39", "status: not-available")
    later = SCORES.format(39, "-3.3", "-3.9").replace("z_score", "time: 58 years of age, z_score")
    assert findings_of(RULE, unknown) == findings_of(RULE, later) == ()
