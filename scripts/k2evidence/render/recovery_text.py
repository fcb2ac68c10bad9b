"""The points of the recovery picture in words, for its table and its tooltips."""

from decimal import Decimal

from k2evidence.derive.recovery_points import BASELINE_SCAN, RecoveryPoint
from k2evidence.model.study_text import NOT_READ
from k2evidence.model.text import number, rounded


def months_text(months: tuple[Decimal, Decimal]) -> str:
    """Return '12', or '21 to 24.9' where a source gives two different times."""
    return number(" to ".join(dict.fromkeys(f"{round(float(month), 1):g}" for month in months)))


def percent_text(point: RecoveryPoint) -> str:
    """Return '104.9 %', the density in percent of the baseline: rounded where this site derived it."""
    percent = point.percent_of_baseline
    return f"{rounded(percent) if point.basis == 'densities' else percent} %"


def since_text(point: RecoveryPoint) -> str:
    """Return ', counted from the start of treatment' where the baseline scan has no date; else nothing."""
    if point.since == BASELINE_SCAN:
        return ""
    return f", counted from the {point.since.replace('-', ' ')}"


def baseline_text(point: RecoveryPoint) -> str:
    """Return when the baseline scan was made after delivery: 'month 3', or that this is not known."""
    return f"month {months_text(point.baseline)} after delivery" if point.baseline else NOT_READ


def spread_text(point: RecoveryPoint) -> str:
    """Return '100.4 to 114.6 % (SD)', in percent of the baseline, or why there is no spread."""
    if point.low is None or point.high is None:
        return "one woman" if point.people == 1 else NOT_READ
    return f"{100 + point.low} to {100 + point.high} % ({point.spread_is})"
