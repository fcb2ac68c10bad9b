"""The same visit dated on several clocks."""

from .conftest import CASE_2, CASE_4, FindingsAfter

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
        "time: 12 months after start of treatment\n            locator",
        "time: 9 months after start of treatment\n            locator",
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


def test_a_dash_where_another_place_tells_the_time(findings_after: FindingsAfter) -> None:
    """The table leaves the start of the second course open, the text tells it."""
    name = "clocks-tsuchie-2012-case-3-second-delivery-start-of-treatment-availability"
    assert findings_after(RULE)[name].also_says == "2 weeks after delivery"


def test_treatment_before_the_first_visit(findings_after: FindingsAfter) -> None:
    """Three months after an onset at four weeks lies after the start in month three."""
    name = "clocks-tsuchie-2012-case-1-first-delivery-start-of-treatment-against-first-visit"
    assert findings_after(RULE)[name].kind == "imprecision"
