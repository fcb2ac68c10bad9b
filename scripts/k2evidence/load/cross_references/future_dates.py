"""Dates that have not come yet: a record that says it was read tomorrow has a slip in it."""

import re
from datetime import datetime, timedelta

from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.model.base import Record
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.fields import fields_of
from k2evidence.model.scalars.times import DATE_TYPE

_DATE = re.compile(r"\b(?:20|21)\d\d(?:-\d\d(?:-\d\d)?)?\b", re.ASCII)
FIRST_TIME_ZONE = timedelta(hours=14)
"""How far the clocks that are ahead of all others are ahead of UTC."""


def latest_day(now: datetime, built: str) -> str:
    """Return the latest day that a record can name, e.g. '2026-11-28': today, where it begins first.

    `now` is in UTC. A clock that is behind `built`, the date of the build or of the last commit, is wrong.
    """
    return max(f"{now + FIRST_TIME_ZONE:%Y-%m-%d}", built[:10])


def may_hold_future(text: str, today: str) -> bool:
    """Say at a glance whether a file may hold a date after a day."""
    return any(date > today for date in _DATE.findall(text))


def check_dates(record: Record, today: str) -> Issues:
    """Yield every date of a record after a day, and years of publication after the next one.

    A journal can print the next year on an issue that is out already.
    """
    return _dates([], record, today)


def _dates(loc: Loc, value: object, today: str) -> Issues:
    if isinstance(value, tuple):
        for i, item in enumerate(value):
            yield from _dates([*loc, i], item, today)
    if not isinstance(value, Record):
        return
    for field in fields_of(type(value)):
        held, here = getattr(value, field.name), [*loc, field.name]
        if field.inner:
            yield from _dates(here, held, today)
        elif isinstance(held, str) and field.kind == DATE_TYPE and held > today:
            yield _future(here, held, today)
        elif isinstance(held, int) and field.name == "year" and held > int(today[:4]) + 1:
            yield _future(here, str(held), today)


def _future(loc: Loc, date: str, today: str) -> Issue:
    return Issue(
        loc,
        ErrorCode.DATE,
        f"{date} has not come yet: today is {today}",
        "write the day on which it was; what is planned has no date here",
    )
