"""Which numbers can be true together: ends of intervals, and parts of a whole."""

from decimal import Decimal

from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.refusals import refuse


def require_interval(value: Decimal | None, low: Decimal | None, high: Decimal | None) -> None:
    """Raise the error of an interval with one end, upside down, or that its value lies outside of."""
    if (low is None) != (high is None):
        raise refuse(ErrorCode.INTERVAL_INCOMPLETE, "the interval has one end", "give `low` and `high`")
    if low is None or high is None:
        return
    if low > high:
        raise refuse(ErrorCode.INTERVAL_ORDER, "`low` is above `high`", "swap the two ends")
    if value is not None and not low <= value <= high:
        raise refuse(
            ErrorCode.IMPOSSIBLE,
            f"the value {value} lies outside its interval, {low} to {high}",
            "look at the three numbers and their signs in the source; where it prints them so, leave the "
            "interval out and say so in words",
        )


def require_part(name: str, part: int | None, people: int | None) -> None:
    """Raise the error of a part of the people that is larger than all who entered."""
    if part is not None and people is not None and part > people:
        raise refuse(
            ErrorCode.IMPOSSIBLE,
            f"`{name}` is {part:,}, more than the {people:,} who entered (`people`)",
            "correct one of the two numbers",
        )
