"""Changes since the first scan, where it is not known which scan lies before treatment.

They are no changes from baseline. The recovery picture, the pages of cases and the register show the same
ones, and all of them say from which scan they count.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from k2evidence.derive.changes import Changes, reads_as
from k2evidence.derive.visits import OrderedVisit, is_later
from k2evidence.model.cases import Case, Course, Measurement, measurement_key
from k2evidence.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class ChangeSinceFirst:
    """A density at the first dated scan and at a later one, in the unit of this site."""

    first: OrderedVisit
    before: Decimal
    later: OrderedVisit
    after: Decimal

    @property
    def percent(self) -> Decimal:
        """The change in percent of the first density."""
        return (self.after - self.before) / self.before * 100


def since_first_scan(
    vocabulary: Vocabulary, changes: Changes, case: Case, course: Course, measurement: Measurement
) -> tuple[ChangeSinceFirst, ...]:
    """Return the change to each later scan; none where a change from baseline is derived."""
    key = measurement_key(case, course, measurement)
    if any(change.chosen for change in changes.by_measurement.get(key, ())):
        return ()
    return tuple(_since_first(vocabulary, course, measurement, changes.visits[key]))


def _since_first(
    vocabulary: Vocabulary, course: Course, measurement: Measurement, visits: Sequence[OrderedVisit]
) -> Iterator[ChangeSinceFirst]:
    densities = [(visit, density_of(vocabulary, measurement, visit)) for visit in visits if visit.times]
    values = [(visit, value) for visit, value in densities if value is not None]
    if not values or any(visit.phase for visit, _ in values):
        return
    first, before = values[0]
    for visit, value in values[1:]:
        if is_later(course, visit, first):
            yield ChangeSinceFirst(first, before, visit, value)


def density_of(vocabulary: Vocabulary, measurement: Measurement, visit: OrderedVisit) -> Decimal | None:
    """Return the value of a visit in the unit of this site, the one with most digits; None if none."""
    form = vocabulary.form(measurement.analyte, measurement.specimen)
    reports = (report for report in visit.visit.reports if reads_as(report, form, vocabulary))
    values = (report.value for report in reports if report.value is not None)
    return max(values, key=lambda value: (len(value.as_tuple().digits), value), default=None)
