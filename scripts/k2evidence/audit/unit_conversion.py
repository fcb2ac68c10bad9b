"""Values that two places print in two units: whether they are one value."""

from decimal import Decimal

from k2evidence.derive.intervals import Interval, rounding
from k2evidence.model.cases import Report
from k2evidence.model.vocabulary import AnalyteForm, Unit, Vocabulary


def is_same_in_other_unit(vocabulary: Vocabulary, one: Report, other: Report) -> bool:
    """Return whether two values differ only by the factor between their units, as rounding allows."""
    unit, other_unit = (vocabulary.unit(report.unit_printed or "") for report in (one, other))
    if unit.id == other_unit.id or unit.dimension != other_unit.dimension:
        return False
    base, other_base = _in_base_unit(one.value, unit), _in_base_unit(other.value, other_unit)
    return base is not None and other_base is not None and base.overlaps(other_base)


def are_two_usual_units(vocabulary: Vocabulary, form: AnalyteForm, one: Report, other: Report) -> bool:
    """Return whether two different values are in usual units of two kinds, which a molar mass converts."""
    if one.value == other.value:
        return False
    unit, other_unit = (vocabulary.unit(report.unit_printed or "") for report in (one, other))
    return unit.dimension != other_unit.dimension and all(
        vocabulary.is_usual_unit(form, either) for either in (unit, other_unit)
    )


def _in_base_unit(value: Decimal | None, unit: Unit) -> Interval | None:
    if value is None or unit.factor is None:
        return None
    known = rounding(value)
    return Interval(known.low * unit.factor, known.value * unit.factor, known.high * unit.factor)
