"""Which reference range applies to a measurement: the paper's own before a laboratory's.

The page of a case shows this range beside the values, and the audit holds words such as 'normal'
against it, so both see the same one.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from k2evidence.model.cases import Measurement, Visit
from k2evidence.model.scalars.numbers import Range
from k2evidence.model.vocabulary import FormKey, ReferenceRange


@dataclass(frozen=True, slots=True)
class ApplicableRange:
    """A reference range, and the paper or laboratory that it comes from."""

    range: Range
    source: str
    """The locator in the paper, or the laboratory's title and the group it holds for."""
    in_paper: bool
    """Whether the paper itself prints it."""
    url: str = ""
    """The laboratory's page; empty for a printed range, or where no stable address by https was found."""


PrintedRanges = Mapping[FormKey, ApplicableRange]
"""The first range that one paper prints for each form of an analyte."""


def printed_ranges(measurements: Iterable[Measurement]) -> PrintedRanges:
    """Return the reference ranges that one paper prints beside its measurements; the first counts."""
    ranges: dict[FormKey, ApplicableRange] = {}
    for measurement in measurements:
        if printed := _printed_beside(measurement, None):
            ranges.setdefault((measurement.analyte, measurement.specimen), printed)
    return ranges


def applicable_range(
    measurement: Measurement,
    printed: PrintedRanges,
    references: Iterable[ReferenceRange],
    visit: Visit | None = None,
) -> ApplicableRange | None:
    """Return the reference range of a measurement; None where none is known.

    A range printed beside its values comes first, those of `visit` before the others; then one that
    the paper prints elsewhere for the same form of the analyte; then the preferred one of a laboratory.
    """
    form_key = measurement.analyte, measurement.specimen
    return (
        _printed_beside(measurement, visit) or printed.get(form_key) or _of_laboratory(form_key, references)
    )


def _printed_beside(measurement: Measurement, visit: Visit | None) -> ApplicableRange | None:
    """Return the range printed at a visit, else the first at any; what is called 'before' counts first."""
    placed = sorted(measurement.reports(), key=lambda p: (p[0] is not visit, p[0].label != "before"))
    for _, report in placed:
        if report.range:
            return ApplicableRange(report.range, report.locator, in_paper=True)
    return None


def _of_laboratory(form_key: FormKey, references: Iterable[ReferenceRange]) -> ApplicableRange | None:
    for reference in references:
        if (reference.analyte, reference.specimen) == form_key:
            source = f"{reference.source.title}: {reference.group}"
            return ApplicableRange(reference.range, source, in_paper=False, url=reference.source.url or "")
    return None
