"""What the recovery picture draws: a point for each later scan of a woman and for each result of a group."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from k2evidence.derive.care import CareGroup

RecoveryGroup = CareGroup | Literal["healthy women"]
"""The panels of the recovery picture."""
PointSpread = Literal["SD", "SE", "95 % CI", "not stated"]
"""What the ends of a point's spread are: those that studies print, and the confidence interval."""
PointBasis = Literal["densities", "printed change", "group result"]
"""What a point is taken from: two densities of one woman, a change of hers that only the source computed,
or the result of a group."""
BASELINE_SCAN, FIRST_SCAN = "baseline scan", "first scan"
"""What the months of a point count from: the scan by the rule of the baseline, or the first scan where it is
not known which one lies before treatment. Where the baseline scan has no date, `since` is the event that the
source counts from: `start of <treatment>` or `first visit`."""
BASELINE = Decimal(100)
"""Percent of the baseline density at the baseline scan, where every line begins in month 0."""


@dataclass(frozen=True, slots=True)
class RecoveryPoint:
    """A change of lumbar bone density, in percent, so many months after the baseline scan.

    `number` is that of the woman in the picture, from 1; None for a group. `line` names the points of one
    woman that a line joins; empty for a group. `short_label` is given with the mark: it leaves out the paper
    where all cases of the panel come from one. `region` is what was measured. `months` are lowest and highest
    where a paper dates the scans in more than one way. `value` is a change of so many percent, `low` and
    `high` are one SD, or SE, either way, or a confidence interval, as `spread_is` says; None where the source
    gives no spread. `baseline` are months after delivery, where known.
    """

    group: RecoveryGroup
    record_id: str
    course_id: str
    line: str
    label: str
    short_label: str
    region: str
    arm: str
    people: int | None
    months: tuple[Decimal, Decimal]
    since: str
    value: Decimal
    low: Decimal | None
    high: Decimal | None
    spread_is: PointSpread | None
    basis: PointBasis
    baseline: tuple[Decimal, Decimal] | None
    number: int | None = None

    @property
    def month(self) -> Decimal:
        """Where its mark is: the middle of its months."""
        return sum(self.months, Decimal(0)) / 2

    @property
    def percent_of_baseline(self) -> Decimal:
        """The density in percent of that at the baseline scan."""
        return BASELINE + self.value


@dataclass(frozen=True, slots=True)
class ExcludedPoint:
    """Something that the recovery picture leaves out, and why; `course_id` is empty for a study.

    `drawn_otherwise` is whether the picture draws other scans of the same woman, or other results of the
    study.
    """

    record_id: str
    course_id: str
    label: str
    what: str
    reason: str
    drawn_otherwise: bool = False
