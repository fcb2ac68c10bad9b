"""Changes from baseline to each later visit: which values, in what order, with the bounds of rounding."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import permutations

import pytest
from k2evidence.derive.changes import Changes, derive_changes
from k2evidence.derive.intervals import agree, rounding
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import Phase
from k2evidence.model.cases import Case, Measurement, Report, Statement, Treatment, Visit


def report(place: str, value: str, unit: str = "g/cm2", time: str | None = None) -> Report:
    """Return one report of a value."""
    fields = {"reported_in": place, "value": value, "unit_printed": unit, "locator": place, "time": time}
    return Report.model_validate({name: field for name, field in fields.items() if field})


def scan(value: str, time: str | None = None, label: Phase | None = None) -> Visit:
    """Return a visit with one report of a value."""
    return Visit(label=label, reports=(report("text", value, time=time),))


def changes_of(dataset: Dataset, before: list[Report], after: list[Report]) -> Changes:
    """Return what is derived from one measurement with these reports, as a paper labels them."""
    labelled: list[tuple[Phase, list[Report]]] = [("before", before), ("after", after)]
    return changes_between(
        dataset, [Visit(label=label, reports=tuple(reports)) for label, reports in labelled if reports]
    )


def changes_between(dataset: Dataset, visits: Sequence[Visit], **course: object) -> Changes:
    """Return what is derived from one measurement with these visits, in a course with these fields."""
    measurement = Measurement(analyte="bmd-lumbar-spine", visits=tuple(visits))
    case = next(iter(dataset.cases.values()))
    first = case.courses[0].model_copy(update={"measurements": (measurement,), **course})
    alone: Case = case.model_copy(update={"courses": (first,)})
    return derive_changes(Dataset(dataset.papers, {alone.id: alone}, dataset.vocabulary))


def treatment(
    substance: str, start: str | None = None, end: str | None = None, follows: str | None = None
) -> Treatment:
    """Return a treatment that is named after its substance."""

    def reported(time: str | None) -> list[dict[str, str]]:
        return [{"reported_in": "text", "time": time, "locator": "text"}] if time else []

    fields = {
        "id": substance,
        "substance": substance,
        "start": reported(start),
        "end": reported(end),
        "follows": follows,
    }
    return Treatment.model_validate({**fields, "locator": "text"})


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
    assert {key[-2:] for key in found.chosen} == {(0, 1), (1, 1)}


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


AACE = (
    scan("0.615", label="before"),
    scan("0.829", "2 years after start of teriparatide"),
    scan("0.757", label="after"),
)
"""Three scans as a poster of 2019 prints them: before, after two years, and the latest, without a date."""
SEQUENCE = (
    treatment("teriparatide", end="2 years after start of teriparatide"),
    treatment("zoledronic-acid", follows="teriparatide"),
)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_in_the_file_does_not_matter(corpus_dataset: Dataset, order: tuple[int, ...]) -> None:
    """Each later visit has its own change from the same baseline, whatever is written first."""
    found = changes_between(corpus_dataset, [AACE[i] for i in order], treatments=SEQUENCE)
    assert [(str(c.before.value), str(c.after.value), c.care) for c in found] == [
        ("0.615", "0.829", "teriparatide"),
        ("0.615", "0.757", "several drugs"),
    ]


def test_the_baseline_is_the_last_value_before_the_first_drug(corpus_dataset: Dataset) -> None:
    """An earlier scan is no end of a change, and one on the day of the start is still before."""
    visits = [
        scan("0.70", "12 months after delivery"),
        scan("0.60", "3 months after delivery"),
        scan("0.65", "1 month after delivery"),
    ]
    drug = (treatment("risedronate", start="3 months after delivery"),)
    assert ends(changes_between(corpus_dataset, visits, treatments=drug)) == [("text", "0.60", "0.70")]


def test_without_a_drug_the_baseline_is_the_first_value(corpus_dataset: Dataset) -> None:
    """Each later scan counts from it, and the group says what the source says."""
    visits = [scan("0.70", "12 months after delivery"), scan("0.60", "3 months after delivery")]
    none = Statement(what="No bone drug was given.", locator="text")
    found = changes_between(corpus_dataset, visits, treatments=(), no_bone_drug=none, co_interventions=())
    assert [(str(c.before.value), str(c.after.value), c.care) for c in found] == [
        ("0.60", "0.70", "no bone drug")
    ]


def test_what_was_given_is_not_known_where_nothing_is_reported(corpus_dataset: Dataset) -> None:
    """Silence about drugs is no statement that there was none."""
    visits = [scan("0.70", "12 months after delivery"), scan("0.60", "3 months after delivery")]
    [change] = changes_between(corpus_dataset, visits, treatments=())
    assert change.care == "not known"


def test_a_drug_that_began_after_the_last_scan_names_no_group(corpus_dataset: Dataset) -> None:
    """Only what was given between two scans names the group of their change."""
    visits = [scan("0.60", "3 months after delivery", "before"), scan("0.70", "12 months after delivery")]
    drugs = (
        treatment("teriparatide", start="3 months after delivery"),
        treatment("denosumab", start="12 months after delivery"),
    )
    [change] = changes_between(corpus_dataset, visits, treatments=drugs)
    assert change.care == "teriparatide"


def test_a_drug_without_a_date_may_follow_one_that_has_one(corpus_dataset: Dataset) -> None:
    """It cannot have been the first, nor given before the one that it follows; otherwise nothing is known."""
    visits = [scan("0.60", "3 months after delivery"), scan("0.70", "12 months after delivery")]
    first = treatment("teriparatide", start="4 months after delivery")
    late = treatment("denosumab", follows="zoledronic-acid")
    middle = treatment("zoledronic-acid", start="13 months after delivery")
    [change] = changes_between(corpus_dataset, visits, treatments=(late, middle, first))
    assert change.care == "teriparatide"
    undated = treatment("denosumab")
    assert list(changes_between(corpus_dataset, visits, treatments=(first, undated))) == []


@pytest.mark.parametrize("time", [None, "2 years after first visit"])
def test_a_visit_without_a_place_in_time_gives_no_change(corpus_dataset: Dataset, time: str | None) -> None:
    """A time is optional, and a clock may have no origin: neither is an error."""
    visits = [scan("0.60", "3 months after delivery"), scan("0.70", time)]
    found = changes_between(corpus_dataset, visits, treatments=(), first_visit=())
    assert list(found) == []
    assert len(found.chosen) == 2


def test_several_undated_values_before_treatment_give_no_baseline(corpus_dataset: Dataset) -> None:
    """Which of them was the last is not known, so none is taken."""
    visits = [scan("0.60", None, "before"), scan("0.65", None, "before"), scan("0.70", None, "after")]
    assert list(changes_between(corpus_dataset, visits)) == []


def test_a_change_that_only_the_source_computed_is_kept_as_printed(corpus_dataset: Dataset) -> None:
    """Its ends are not printed, so nothing is derived."""
    printed = Report.model_validate(
        {"reported_in": "text", "percent_change": "23.6", "time": "12 months after delivery", "locator": "x"}
    )
    found = changes_between(corpus_dataset, [Visit(reports=(printed,))])
    [[change]] = found.printed.values()
    assert (list(found), change.report.percent_change) == ([], Decimal("23.6"))


def test_fractured_vertebrae_inside_the_region_are_named(corpus_dataset: Dataset) -> None:
    """The first patient of the corpus has fractures of T11, L2 and L3; L2 to L4 are measured."""
    [change] = changes_of(corpus_dataset, [report("text", "0.65")], [report("text", "0.70")])
    assert change.fractured == ("L2", "L3")


def test_a_value_of_zero_gives_no_change(corpus_dataset: Dataset) -> None:
    """Nothing is a percentage of zero."""
    assert ends(changes_of(corpus_dataset, [report("text", "0")], [report("text", "0.7")])) == []


@pytest.mark.parametrize(("words", "first"), [("at diagnosis", "0.7"), ("at some time", "0.8")])
def test_an_undated_visit_at_diagnosis_is_the_first(corpus_dataset: Dataset, words: str, first: str) -> None:
    """Other words give no place in time, so that such a visit comes last."""
    undated = report("text", "0.7").model_copy(update={"time_printed": words})
    changes = changes_between(
        corpus_dataset,
        [scan("0.8", "3 months after start of treatment"), Visit(reports=(undated,))],
    )
    [ordered] = changes.visits.values()
    assert str(ordered[0].visit.reports[0].value) == first
