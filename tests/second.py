"""A second paper for tests: another clock, other analytes missing, three fractures, two courses.

Nothing in it is true; it exists to show that no page assumes one paper.
"""

from pathlib import Path

PAPER = """\
# yaml-language-server: $schema=../schema/papers.json
id: example-2020
title: A made-up report
article_type: case report
authors:
  - {given: Ada Maria, family: Example}
  - {given: Bo, family: Sample}
affiliation: Nowhere
journal: Journal of Tests
year: 2020
volume: "1"
issue: {says: not verified}
pages: 1-2
doi: 10.1000/test
reading: {extent: full text}
integrity: {status: current, note: Made up.}
licence: {says: not verified}
conflicts: Not told.
ethics: Not told.
funding: Not told.
methods:
  - {about: densitometer, says: Not told., reported: false, locator: page 1}
"""

CASE = """\
# yaml-language-server: $schema=../schema/cases.json
id: example-2020-case-1
paper: example-2020
label: Case 1
sex: female
extraction: {times: twice, by: [A. Curator, B. Curator]}
courses:
  - id: first-delivery
    label: First delivery
    purpose: treatment
    age:
      - {reported_in: text, years: 28, locator: page 1}
    delivery:
      - {reported_in: text, order: 1, locator: page 1}
    first_visit:
      - {reported_in: text, time: 5 months after delivery, locator: page 1}
    onset:
      - {reported_in: text, time: 2 months before first visit, locator: page 1}
    treatment:
      substance: menatetrenone
      dose: 15 mg/day
      duration: not reported
      locator: page 1
    fractures:
      - {reported_in: text, levels: [T11, L2, L3], locator: page 1}
    measurements:
      - analyte: bmd-lumbar-spine
        before:
          - reported_in: text
            value: 0.650
            unit_printed: g/cm2
            time: 1 month after first visit
            locator: page 1
        after:
          - reported_in: text
            value: 0.700
            unit_printed: g/cm2
            time: 2 years after first visit
            locator: page 2
      - analyte: calcium
        specimen: serum
        before:
          - {reported_in: text, value: 9.0, unit_printed: mg/dL, locator: page 1}
    story:
      - Pain began {onset}. She was {age} and had fractures of {fractures}.
  - id: second-delivery
    label: Second delivery
    purpose: prevention
    age:
      - {reported_in: text, years: 32, locator: page 2}
    delivery:
      - {reported_in: text, order: 2, locator: page 2}
    treatment:
      substance: menatetrenone
      dose: 45 mg/day
      duration: not reported
      locator: page 2
"""


def add_to(data: Path) -> None:
    """Add the paper and its case to a copy of the data."""
    (data / "papers" / "example-2020.yml").write_text(PAPER, encoding="utf-8")
    (data / "cases" / "example-2020-case-1.yml").write_text(CASE, encoding="utf-8")
