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
    [
        (39, "-3.3", "-2.9"),
        (39, "-3.3", "-3.3"),
        (39, "-3.3", "-3.4"),
        (70, "-3.3", "-3.9"),
        (39, "-3.3", "-2.2"),
    ],
)
def test_scores_that_fit_the_age_are_no_finding(
    findings_of: FindingsOf, years: int, t_score: str, z_score: str
) -> None:
    """A higher or an equal Z-score fits, and so does what rounding explains; old people are not judged."""
    assert findings_of(RULE, SCORES.format(years, t_score, z_score)) == ()


@pytest.mark.parametrize(("years", "findings"), [(39, 1), (70, 0)])
def test_a_z_score_far_above_its_t_score(findings_of: FindingsOf, years: int, findings: int) -> None:
    """By more than one it is hard to believe at 39 years, and not at 70."""
    assert len(findings_of(RULE, SCORES.format(years, "-3.3", "-1.9"))) == findings


UNKNOWN = SCORES.replace("years: {}", "status: not-available")


@pytest.mark.parametrize(("z_score", "findings"), [("-3.9", 1), ("-3.6", 0), ("-1.9", 0)])
def test_an_unknown_age_of_a_woman(findings_of: FindingsOf, z_score: str, findings: int) -> None:
    """Only what holds at any adult age counts: a Z-score that is clearly the lower one."""
    assert len(findings_of(RULE, UNKNOWN.format("-3.3", z_score))) == findings
    assert findings_of(RULE, UNKNOWN.format("-3.3", z_score), sex="male") == ()


def test_a_scan_decades_later_is_not_judged(findings_of: FindingsOf) -> None:
    """The patient is old by then."""
    later = SCORES.format(39, "-3.3", "-3.9").replace("z_score", "time: 58 years of age, z_score")
    assert findings_of(RULE, later) == ()


PLACES = """
measurements:
  - analyte: bmd-lumbar-spine
    visits:
      - label: before
        reports:
          - {{reported_in: table, t_score: -1.3, locator: "Table 2, T"}}
          - {{reported_in: table, z_score: {}, locator: "Table 2, Z"}}
  - analyte: bmd-femoral-neck
    visits:
      - label: {}
        reports: [{{reported_in: table, t_score: -0.8, z_score: 0, locator: Table 2}}]
"""


def test_two_places_that_contradict_each_other(findings_of: FindingsOf) -> None:
    """One finding names both, also where columns of a table hold the scores, and the age is not known."""
    [finding] = findings_of(RULE, PLACES.format("-1.9", "before"))
    assert finding.kind == "plausibility"
    assert finding.says == "Lumbar spine BMD: T-score −1.3, Z-score −1.9"
    assert finding.locator == "Table 2, T; Table 2, Z"


@pytest.mark.parametrize(("z_score", "label"), [("-1.5", "before"), ("-1.2", "before"), ("-1.6", "after")])
def test_two_places_that_may_both_be_right(findings_of: FindingsOf, z_score: str, label: str) -> None:
    """Less than half an SD apart beyond rounding, to the same side, or at two visits."""
    assert findings_of(RULE, PLACES.format(z_score, label)) == ()
