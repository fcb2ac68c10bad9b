"""The same visit dated on several clocks."""

import pytest

from .conftest import CASE_2, CASE_4, FindingsAfter, FindingsOf

RULE = "clocks"
CASE_4_SCANS = "clocks-tsuchie-2012-case-4-first-delivery-time-of-lumbar-spine-bmd-femur-bmd-after"


def test_clocks_that_no_rounding_reconciles(findings_after: FindingsAfter) -> None:
    """Twelve months of treatment that began in month three end in month fifteen, not twelve."""
    finding = findings_after(RULE)[CASE_4_SCANS]
    assert finding.kind == "contradiction"
    assert finding.says == "12 months after delivery (month 12)"
    assert finding.also_says == "12 months after start of treatment (month 15)"


def test_one_finding_names_all_that_was_measured_then(findings_after: FindingsAfter) -> None:
    """Spine and femur of one visit are one finding, and both values are touched."""
    touched = findings_after(RULE)[CASE_4_SCANS].affects
    assert {touch[2] for touch in touched} == {"bmd-lumbar-spine", "bmd-proximal-femur"}


def test_whole_years_explain_some_months(findings_after: FindingsAfter) -> None:
    """Two years after the first visit may be month 24: an imprecision."""
    finding = findings_after(RULE)[
        "clocks-tsuchie-2012-case-1-first-delivery-time-of-lumbar-spine-bmd-femur-bmd-after"
    ]
    assert finding.kind == "imprecision"


def test_clocks_that_agree_are_no_finding(findings_after: FindingsAfter) -> None:
    """Nine months after the start in month three are month twelve."""
    edit = (
        CASE_4,
        "time: 12 months after start of treatment\n                locator",
        "time: 9 months after start of treatment\n                locator",
    )
    assert CASE_4_SCANS not in findings_after(RULE, edit)


def test_a_shifted_interval_is_found(findings_after: FindingsAfter) -> None:
    """An onset moved by a month in one place contradicts the other."""
    edit = (
        CASE_2,
        "reported_in: text, time: 2 weeks after delivery",
        "reported_in: text, time: 8 weeks after delivery",
    )
    finding = findings_after(RULE, edit)["clocks-tsuchie-2012-case-2-first-delivery-onset"]
    assert finding.kind == "contradiction"


def test_a_dash_where_another_place_reports_the_time(findings_after: FindingsAfter) -> None:
    """The table leaves the start of the second course open, the text reports it."""
    name = "clocks-tsuchie-2012-case-3-second-delivery-start-of-treatment-availability"
    finding = findings_after(RULE)[name]
    assert (finding.kind, finding.also_says) == ("gap", "2 weeks after delivery")


def test_treatment_before_the_first_visit(findings_after: FindingsAfter) -> None:
    """Three months after an onset at four weeks lies after the start in month three."""
    name = "clocks-tsuchie-2012-case-1-first-delivery-start-of-treatment-against-first-visit"
    assert findings_after(RULE)[name].kind == "imprecision"


ONSET = """
onset:
  - {{reported_in: text, time: {}, locator: Abstract}}
  - {{reported_in: text, time: {}, locator: page 2}}
"""


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("3 months after delivery", "2 months after delivery", ["contradiction"]),
        ("3 months after delivery", "11 weeks after delivery", ["imprecision"]),
        ("6 months after delivery", "2 months after delivery", ["contradiction"]),
        ("2 months after delivery", "2 months after delivery", []),
        ("6 months before first visit", "2 months before first visit", ["contradiction"]),
        ("6 months before first visit", "2 months after delivery", []),
    ],
)
def test_two_places_of_the_text(findings_of: FindingsOf, one: str, other: str, kinds: list[str]) -> None:
    """Abstract and body date one onset; clocks of unknown origin are compared only with themselves."""
    assert [finding.kind for finding in findings_of(RULE, ONSET.format(one, other))] == kinds


FRACTURES = """
fractures:
  - {{reported_in: text, levels: [L1], time: 1 month after delivery, locator: Abstract}}
  - {{reported_in: text, levels: [{}], time: 5 months after delivery, locator: page 2}}
"""


def test_two_dates_of_one_fracture(findings_of: FindingsOf) -> None:
    """Another fracture may have another date."""
    assert [finding.field for finding in findings_of(RULE, FRACTURES.format("L1"))] == ["time of fracture"]
    assert findings_of(RULE, FRACTURES.format("L2")) == ()


def test_each_of_several_treatments_has_its_own_start(findings_of: FindingsOf) -> None:
    """Two starts of one drug disagree; those of two drugs do not."""
    drugs = """
treatments:
  - id: first-drug
    substance: teriparatide
    start:
      - {{reported_in: text, time: 2 months after delivery, locator: Abstract}}
      - {{reported_in: text, time: {} months after delivery, locator: page 2}}
    locator: page 2
  - id: second-drug
    substance: denosumab
    start: [{{reported_in: text, time: 14 months after delivery, locator: page 3}}]
    locator: page 3
"""
    assert [finding.field for finding in findings_of(RULE, drugs.format(6))] == ["start of first-drug"]
    assert findings_of(RULE, drugs.format(2)) == ()


def test_a_treatment_begun_by_somebody_else_is_no_contradiction(findings_of: FindingsOf) -> None:
    """Months before the first visit."""
    begun = """
first_visit: [{reported_in: text, time: 9 months after delivery, locator: page 1}]
treatments:
  - id: the-drug
    substance: denosumab
    start: [{reported_in: text, time: 2 months after delivery, locator: page 1}]
    locator: page 1
"""
    [finding] = findings_of(RULE, begun)
    assert (finding.kind, "started elsewhere" in finding.means) == ("plausibility", True)
