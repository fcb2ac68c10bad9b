"""Changes take both ends from one place of the paper, with the bounds of rounding; reports are made up."""

from decimal import Decimal

import pytest
from k2evidence.derive.changes import Changes, derive_changes
from k2evidence.derive.intervals import agree, rounding
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case, Course, Measurement, Report


def report(place: str, value: str, unit: str = "g/cm2") -> Report:
    """Return one report of a value."""
    return Report.model_validate(
        {"reported_in": place, "value": value, "unit_printed": unit, "locator": place}
    )


def changes_of(dataset: Dataset, before: list[Report], after: list[Report]) -> Changes:
    """Return what is derived from one measurement with these reports."""
    measurement = Measurement(analyte="bmd-lumbar-spine", before=tuple(before), after=tuple(after))
    case = next(iter(dataset.cases.values()))
    course: Course = case.courses[0].model_copy(update={"measurements": (measurement,)})
    alone: Case = case.model_copy(update={"courses": (course,)})
    return derive_changes(Dataset(dataset.papers, {alone.id: alone}, dataset.vocabulary))


def ends(changes: Changes) -> list[tuple[str, str, str]]:
    """Return each chosen change as its basis and its two printed values."""
    return [(c.basis, str(c.before.value), str(c.after.value)) for c in changes if c.chosen]


def test_the_place_with_more_digits_gives_both_ends(corpus_dataset: Dataset) -> None:
    """The text prints three decimals, the table two: the text counts."""
    found = changes_of(
        corpus_dataset,
        [report("table", "0.71"), report("text", "0.714")],
        [report("table", "0.75"), report("text", "0.749")],
    )
    assert ends(found) == [("text", "0.714", "0.749")]
    assert {key[-2:] for key in found.chosen} == {("before", 1), ("after", 1)}


def test_the_table_counts_among_equals(corpus_dataset: Dataset) -> None:
    """The table keeps one clock for all patients."""
    found = changes_of(
        corpus_dataset,
        [report("text", "0.71"), report("table", "0.71")],
        [report("text", "0.75"), report("table", "0.75")],
    )
    assert ends(found) == [("table", "0.71", "0.75")]


def test_a_place_that_lacks_an_end_is_not_used(corpus_dataset: Dataset) -> None:
    """The text prints more digits, but only after treatment: both ends come from the table."""
    found = changes_of(
        corpus_dataset, [report("table", "0.79")], [report("table", "0.78"), report("text", "0.778")]
    )
    assert ends(found) == [("table", "0.79", "0.78")]


def test_ends_from_two_places_are_named_in_the_basis(corpus_dataset: Dataset) -> None:
    """Only where neither place has both ends, one is taken from each."""
    found = changes_of(corpus_dataset, [report("table", "0.79")], [report("text", "0.778")])
    assert [basis for basis, *_ in ends(found)] == ["text and table"]


def test_reports_that_disagree_give_two_changes(corpus_dataset: Dataset) -> None:
    """0.569 cannot be printed as 0.53: both are used, never an average."""
    found = changes_of(
        corpus_dataset,
        [report("table", "0.54"), report("text", "0.539")],
        [report("table", "0.53"), report("text", "0.569")],
    )
    assert ends(found) == [("text", "0.539", "0.569"), ("table", "0.54", "0.53")]


def test_a_place_on_the_other_side_of_a_threshold_is_shown_too(corpus_dataset: Dataset) -> None:
    """3.3 % by the text and 4.0 % by the table lie on two sides of 3.4 %."""
    found = changes_of(
        corpus_dataset,
        [report("table", "0.75"), report("text", "0.750")],
        [report("table", "0.78"), report("text", "0.775")],
    )
    assert [(c.basis, c.chosen) for c in found] == [("text", True), ("table", False)]
    assert len(found.chosen) == 2


def test_a_place_with_the_same_verdicts_is_not_shown(corpus_dataset: Dataset) -> None:
    """Both ways the change exceeds every threshold."""
    found = changes_of(
        corpus_dataset,
        [report("table", "0.59"), report("text", "0.589")],
        [report("table", "0.67"), report("text", "0.674")],
    )
    assert [(c.basis, c.chosen) for c in found] == [("text", True)]


@pytest.mark.parametrize(
    ("before", "after", "threshold", "verdict"),
    [
        ("0.714", "0.749", "lsc-spine-hologic", "exceeds"),
        ("0.901", "0.920", "lsc-spine-hologic", "within-error"),
        ("0.75", "0.78", "lsc-spine-hologic", "cannot-judge"),
        ("0.714", "0.749", "iscd-own-precision", "cannot-judge"),
        ("0.749", "0.714", "lsc-spine-hologic", "exceeds"),
    ],
)
def test_a_change_is_judged_under_each_threshold(
    corpus_dataset: Dataset, before: str, after: str, threshold: str, verdict: str
) -> None:
    """The least significant change of 3.0 % is exceeded, not reached or spanned by rounding, or unknown."""
    [change] = changes_of(corpus_dataset, [report("text", before)], [report("text", after)])
    verdicts = {j.threshold.id: j.verdict for j in change.judgements}
    assert verdicts[threshold] == verdict


def test_a_value_without_a_partner_is_chosen_but_gives_no_change(corpus_dataset: Dataset) -> None:
    """Tables show it; there is no change to derive."""
    found = changes_of(corpus_dataset, [report("table", "0.70"), report("text", "0.698")], [])
    assert (ends(found), len(found.chosen)) == ([], 1)


def test_a_value_in_another_unit_is_not_compared(corpus_dataset: Dataset) -> None:
    """A value in mg/dL gives no change from one in g/cm2."""
    found = changes_of(corpus_dataset, [report("table", "0.70")], [report("table", "700", "mg/dL")])
    assert ends(found) == []


def test_bounds_are_what_rounding_allows(corpus_dataset: Dataset) -> None:
    """0.54 to 0.53 may be no change at all; the bounds lie at the corners."""
    [change] = changes_of(corpus_dataset, [report("table", "0.54")], [report("table", "0.53")])
    absolute = change.absolute
    assert (absolute.low, absolute.value, absolute.high) == (
        Decimal("-0.020"),
        Decimal("-0.01"),
        Decimal("0.000"),
    )
    assert round(change.percent.low, 2) == Decimal("-3.67")
    assert change.percent.high == 0


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("0.714", "0.71", True),
        ("0.585", "0.59", True),
        ("0.569", "0.53", False),
        ("25", "25", True),
    ],
)
def test_rounding_explains_some_differences(one: str, other: str, expected: bool) -> None:
    """A half may be rounded either way; a larger difference is a disagreement."""
    assert agree(Decimal(one), Decimal(other)) is expected


def test_a_trailing_zero_is_precision() -> None:
    """0.750 is known to the thousandth and 0.75 to the hundredth, though they are equal."""
    assert rounding(Decimal("0.75")).low == Decimal("0.745")
    assert rounding(Decimal("0.750")).low == Decimal("0.7495")


def test_rounding_is_half_of_the_last_digit() -> None:
    """A whole number may be off by a half."""
    assert rounding(Decimal(25)).low == Decimal("24.5")
