"""The points of the recovery picture in words, for its table and its tooltips."""

from decimal import Decimal

from k2evidence.derive.recovery import RecoveryPoint
from k2evidence.model.study_text import NOT_READ
from k2evidence.model.text import number


def months_text(months: tuple[Decimal, Decimal]) -> str:
    """Return '12', or '21 to 24.9' where a source gives two different times."""
    return number(" to ".join(dict.fromkeys(f"{round(float(month), 1):g}" for month in months)))


def spread_text(point: RecoveryPoint) -> str:
    """Return '0.4 to 14.6 % (SD)', or why there is no spread."""
    if point.low is None or point.high is None:
        return "one woman" if point.people == 1 else NOT_READ
    return f"{number(point.low)} to {number(point.high)} % ({point.spread_is})"
