"""How a reported value, time or list of vertebrae reads, and which kind of place of the paper gives it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.model.base import Qualifier
from k2evidence.model.cases import FractureReport, PlacedReport, TimeReport
from k2evidence.model.text import join_words

NOT_REPORTED = "not reported"
"""How a value reads that no place of the paper mentions."""

MISSING: Mapping[str, str] = {"not-available": "not available", "dash": "not applicable"}
"""How a value reads that a place of the paper marks as missing, by its status."""

QUALIFIERS: Mapping[Qualifier, str] = {
    "high": "called high",
    "low": "called low",
    "normal": "called normal",
    "improved": "called improved",
    "suppressed": "called suppressed",
    "no-change": "called unchanged",
    "mild-decline": "called mildly low",
    "osteoporosis": "called osteoporosis",
}
"""How each word that a source uses for a value reads."""


@dataclass(frozen=True, slots=True)
class PlacedText:
    """What the paper says, and the kinds of place that say it: 'text and table', or empty."""

    text: str
    where: str = ""


def status_text(report: PlacedReport) -> str:
    """Return how the status of a report without a value reads."""
    return MISSING.get(report.status, NOT_REPORTED)


def places_of(reports: Iterable[PlacedReport]) -> str:
    """Return 'text and table' for reports from those kinds of place."""
    return join_words(list(dict.fromkeys(report.reported_in for report in reports)))


def times_of(reports: Iterable[TimeReport]) -> tuple[PlacedText, ...]:
    """Return each different time that the reports give, with the places that give it."""
    return _by_text((str(report.time) if report.time else status_text(report), report) for report in reports)


def fracture_lists(reports: Sequence[FractureReport]) -> tuple[PlacedText, ...]:
    """Return each different list of vertebrae, with the places that give it."""
    return _by_text((", ".join(report.levels) or status_text(report), report) for report in reports)


def _by_text(reports: Iterable[tuple[str, PlacedReport]]) -> tuple[PlacedText, ...]:
    """Return each different text with its places; 'not reported' where there is no report at all."""
    by_text: dict[str, list[PlacedReport]] = {}
    for text, report in reports:
        by_text.setdefault(text, []).append(report)
    return tuple(PlacedText(text, places_of(same)) for text, same in by_text.items()) or (
        PlacedText(NOT_REPORTED),
    )
