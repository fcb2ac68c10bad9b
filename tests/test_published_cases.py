"""Patients as published abstracts describe them are recorded whole, and nothing is invented for them."""

from pathlib import Path

import pytest
from k2evidence.audit.validation import load_and_validate

RECORD = """id: published
paper: nomura-romosozumab
label: The patient
sex: female
courses:
  - id: course-1
    label: The course
    purpose: treatment
"""
SCORES_ALONE = """
    age: [{reported_in: text, years: 35, locator: Abstract}]
    breast_feeding: [{reported_in: text, fed: true, lasted: 18 months, locator: Abstract}]
    onset: [{reported_in: text, status: qualitative, printed: a few months after delivery, locator: Abstract}]
    treatments:
      - {id: denosumab, substance: denosumab, duration: single dose, locator: Abstract}
    fractures: [{reported_in: text, number: 6, method: MRI, locator: Abstract}]
    measurements:
      - analyte: bmd-lumbar-spine-unspecified
        visits:
          - reports: [{reported_in: text, t_score: -4.3, locator: Abstract}]
          - reports:
              - {reported_in: text, t_score: -3.6, time: 2 years after start of denosumab, locator: Abstract}
"""
"""Endocrine Abstracts 59 EP31 (10.1530/endoabs.59.EP31), as far as its beginning was read."""
EXPOSED = """
    age: [{reported_in: text, years: 36, locator: Abstract}]
    first_visit:
      - {reported_in: text, time: 3 weeks after delivery, printed: the third week, locator: Abstract}
    exposures:
      - {what: Enoxaparin in the pregnancy., substance: enoxaparin, dose: 60 mg/day, locator: Abstract}
    treatments: [{id: calcitonin, substance: calcitonin, dose: 200 U/day, locator: Abstract}]
    fractures:
      - reported_in: text
        levels: [T5, T6, T7, T8, T11, T12, L2, L3, L4, L5]
        method: MRI
        locator: Abstract
"""
"""The second patient of Ozdemir 2015 (10.1007/s00198-014-2852-9), as the abstract reports her."""


@pytest.mark.parametrize("reported", [SCORES_ALONE, EXPOSED], ids=["scores alone", "exposed"])
def test_what_an_abstract_reports_is_a_whole_case(corpus_data: Path, reported: str) -> None:
    """Without a delivery number, a dose or a density the case passes the check, and lacks just these."""
    (corpus_data / "cases" / "published.yml").write_text(
        f"{RECORD}{reported.lstrip(chr(10))}", encoding="utf-8"
    )
    [course] = load_and_validate(corpus_data).dataset.cases["published"].courses
    assert (course.delivery, course.outcomes) == ((), ())
    assert {name for name in course.model_fields_set if getattr(course, name) in ((), None)} == set()
