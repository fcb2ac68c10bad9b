"""Which reference range applies to a measurement: one answer for the pages and for the audit."""

from decimal import Decimal

import pytest
from k2evidence.derive.reference_ranges import ApplicableRange, applicable_range, printed_ranges
from k2evidence.model.base import Phase, Source
from k2evidence.model.cases import Measurement, Report, Visit
from k2evidence.model.scalars.numbers import Range
from k2evidence.model.vocabulary import ReferenceRange


def report(locator: str, printed: str | None = None) -> Report:
    """Return a value of 9.4 mg/dL, with the range that is printed beside it."""
    return Report.model_validate(
        {
            "reported_in": "table",
            "value": "9.4",
            "unit_printed": "mg/dL",
            "locator": locator,
            "range": printed,
        }
    )


def calcium(*, before: str | None = None, after: str | None = None) -> Measurement:
    """Return calcium in serum, with the ranges that are printed at its two visits."""
    return Measurement(
        analyte="calcium",
        specimen="serum",
        visits=(
            Visit(label="before", reports=(report("before", before),)),
            Visit(label="after", reports=(report("after", after),)),
        ),
    )


def laboratory(id_: str, low: str, url: str | None = None) -> ReferenceRange:
    """Return a laboratory's range of calcium in serum, from `low` to 10."""
    return ReferenceRange(
        id=id_,
        analyte="calcium",
        specimen="serum",
        range=Range(Decimal(low), Decimal(10)),
        unit="mg/dL",
        group="adults",
        source=Source(title=id_, url=url, extent="excerpt"),
    )


PRINTED_ELSEWHERE = printed_ranges([calcium(before="7.0-11.0")])
LABORATORIES = (laboratory("preferred", "8", "https://doi.org/10.1000/preferred"), laboratory("other", "9"))


@pytest.mark.parametrize(
    ("measurement", "phase", "low", "source"),
    [
        (calcium(before="8.5-10.5", after="8.6-10.5"), "before", "8.5", "before"),
        (calcium(before="8.5-10.5", after="8.6-10.5"), "after", "8.6", "after"),
        (calcium(after="8.6-10.5"), "before", "8.6", "after"),
        (calcium(before="8.5-10.5"), "after", "8.5", "before"),
    ],
)
def test_a_range_printed_beside_the_values_comes_first(
    measurement: Measurement, phase: Phase, low: str, source: str
) -> None:
    """That of the same visit, else that of the other, before what the paper prints elsewhere."""
    visit = next(visit for visit in measurement.visits if visit.label == phase)
    assert applicable_range(measurement, PRINTED_ELSEWHERE, LABORATORIES, visit) == ApplicableRange(
        Range(Decimal(low), Decimal("10.5")), source, in_paper=True
    )


def test_a_range_that_the_paper_prints_elsewhere_comes_before_a_laboratory() -> None:
    """Another patient's row of the same paper has one."""
    applied = applicable_range(calcium(), PRINTED_ELSEWHERE, LABORATORIES)
    assert applied == ApplicableRange(Range(Decimal("7.0"), Decimal("11.0")), "before", in_paper=True)


def test_a_laboratory_is_the_last_resort() -> None:
    """The first of its list is preferred, and its page is linked."""
    applied = applicable_range(calcium(), {}, LABORATORIES)
    assert applied == ApplicableRange(
        LABORATORIES[0].range,
        "preferred: adults",
        in_paper=False,
        url="https://doi.org/10.1000/preferred",
    )


def test_a_measurement_without_any_range_has_none() -> None:
    """None is made up."""
    assert applicable_range(calcium(), {}, ()) is None


def test_another_form_of_the_analyte_does_not_count() -> None:
    """A range of calcium in urine says nothing about calcium in serum."""
    urine = calcium(before="1-2").model_copy(update={"specimen": "urine"})
    assert applicable_range(calcium(), printed_ranges([urine]), ()) is None


def test_the_first_place_of_a_paper_counts() -> None:
    """Two patients of one paper with different ranges: the first is used where none is printed."""
    ranges = printed_ranges([calcium(after="7-11"), calcium(before="1-2")])
    assert ranges["calcium", "serum"].range == Range(Decimal(7), Decimal(11))
