"""Doses against labels."""

import pytest

from .conftest import FindingsOf

RULE = "doses"
TREATMENT = """
treatments:
  - {{id: the-drug, substance: {}, dose: {}, locator: page 1}}
"""


def test_a_dose_outside_its_label(findings_of: FindingsOf) -> None:
    """200 micrograms of teriparatide a day are ten times the dose of the label."""
    [finding] = findings_of(RULE, TREATMENT.format("teriparatide", "200 mcg/day"))
    assert (finding.kind, finding.severity) == ("plausibility", "minor")
    assert (finding.says, finding.also_says) == ("teriparatide 200 mcg/day", "label: 20 ug/day")
    assert finding.also_locator == "US label of teriparatide, read on a copy"


@pytest.mark.parametrize(
    ("substance", "dose"),
    [
        ("teriparatide", "20 ug/day"),
        ("teriparatide", "56.5 ug/week"),
        ("alendronate", "35 mg/week"),
        ("denosumab", "60 mg every 6 months"),
        ("menatetrenone", "45 mg/day"),
    ],
)
def test_a_dose_of_a_label_is_no_finding(findings_of: FindingsOf, substance: str, dose: str) -> None:
    """Any label that was seen will do."""
    assert findings_of(RULE, TREATMENT.format(substance, dose)) == ()


@pytest.mark.parametrize(
    ("substance", "dose"),
    [
        ("zoledronic-acid", "4 mg once"),
        ("denosumab", "0.06 g every 6 months"),
        ("denosumab", "120 mg"),
        ("calcitonin", "200 IU/day"),
    ],
)
def test_another_schedule_or_unit_is_not_judged(findings_of: FindingsOf, substance: str, dose: str) -> None:
    """Nothing is converted, and a drug without a label is left alone."""
    assert findings_of(RULE, TREATMENT.format(substance, dose)) == ()


def test_a_treatment_without_a_dose_is_not_judged(findings_of: FindingsOf) -> None:
    """Neither is a procedure."""
    without = """
treatments:
  - {id: the-drug, substance: teriparatide, locator: page 1}
  - {id: the-procedure, procedure: whole-body vibration, locator: page 1}
"""
    assert findings_of(RULE, without) == ()
