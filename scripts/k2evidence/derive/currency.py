"""How recent the evidence is: to which day it was searched, and when its records were last checked."""

from dataclasses import dataclass

from k2evidence.load.dataset import Dataset


@dataclass(frozen=True, slots=True)
class Currency:
    """The dates of the searches and of the records, as ISO dates; empty where none is recorded.

    `searched` is the day to which everything that the searches find was read: that of the search that is
    furthest behind. `undated` is how many publications and cases have no date of a check.
    """

    searched: str
    first_checked: str
    last_checked: str
    dated: int
    undated: int


def derive_currency(dataset: Dataset) -> Currency:
    """Return how recent the evidence is."""
    days = [
        *(study.reading.checked for study in dataset.studies.values()),
        *(paper.reviewed for paper in dataset.papers.values()),
        *(case.reviewed for case in dataset.cases.values()),
    ]
    known = [day for day in days if day]
    return Currency(
        searched=min((search.since for search in dataset.searches.values()), default=""),
        first_checked=min(known, default=""),
        last_checked=max(known, default=""),
        dated=len(known),
        undated=len(days) - len(known),
    )
