"""How a reported value, time or fracture reads, which kind of place gives it, and how a missing one reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from k2evidence.derive.missing import unsaid
from k2evidence.load.dataset import Dataset, Publication
from k2evidence.model.base import WAYS_MISSING, Located, Missing, Qualifier
from k2evidence.model.cases import (
    AgeReport,
    Course,
    CourseFact,
    FractureReport,
    PlacedReport,
    Report,
    TimeReport,
)
from k2evidence.model.text import count, join_words, time_text

NOT_APPLICABLE = "not applicable"
"""How a fact reads that does not arise."""
NOT_READ = "not in the part read"
"""How a fact reads that may be in a part of the source that was not read."""

QUALIFIERS: Mapping[Qualifier, str] = {
    "high": "called high",
    "low": "called low",
    "normal": "called normal",
    "improved": "called improved",
    "suppressed": "called suppressed",
    "no-change": "called unchanged",
    "mild-decline": "called mildly low",
    "osteoporosis": "called osteoporosis",
    "decreased": "called decreased",
    "fell": "reported to have fallen",
    "rose": "reported to have risen",
}
"""How each word that a source uses for a value reads."""


@dataclass(frozen=True, slots=True)
class PlacedText:
    """What the source says, and the kinds of place that say it: 'text and table', or empty.

    `via` names the publications in which it was read at second hand, by their ids.
    """

    text: str
    where: str = ""
    via: tuple[str, ...] = ()


def missing_text(missing: Missing) -> str:
    """Return how a missing fact reads on a page, where 'not seen' could be taken for 'none'."""
    return NOT_READ if missing == "not seen" else missing


def unsaid_text(paper: Publication, course: Course, fact: CourseFact) -> str:
    """Return how a fact reads on a page that the record of a course lacks."""
    return missing_text(unsaid(paper, course, fact))


def status_text(report: PlacedReport | FractureReport) -> str:
    """Return how the status of a report without a value reads; a report in words reads as printed."""
    if report.status == "none":
        return "no fracture"
    if report.status != "qualitative":
        return missing_text(WAYS_MISSING[report.status])
    words = report.printed if isinstance(report, (AgeReport, FractureReport, TimeReport, Report)) else None
    ours = report.in_our_words if isinstance(report, (FractureReport, TimeReport)) else None
    return f"“{words}”" if words else ours or "reported in words only"


def places_of(reports: Iterable[PlacedReport | FractureReport]) -> str:
    """Return 'text and table' for reports from those kinds of place."""
    return join_words(list(dict.fromkeys(report.reported_in for report in reports)))


def times_of(reports: Iterable[TimeReport], missing: str) -> tuple[PlacedText, ...]:
    """Return each different time that the reports give, with the places that give it.

    `missing` is how the time reads where there is no report at all.
    """
    return by_text(((_told_time(report), report) for report in reports), missing)


def _told_time(report: TimeReport) -> str:
    if report.time is None:
        return status_text(report)
    time = time_text(report.time)
    return f"{time} (“{report.printed}”)" if report.printed else time


def fracture_lists(reports: Sequence[FractureReport], missing: str) -> tuple[PlacedText, ...]:
    """Return each different account of fractures, with the places that give it.

    `missing` is how fractures read where there is no report at all.
    """
    return by_text(((fracture_text(report), report) for report in reports), missing)


def fracture_text(report: FractureReport) -> str:
    """Return 'T7, T12, L1', 'left femoral neck; called displaced', 'six fractures', or why none is listed."""
    severity = f"called {report.severity}" if report.severity else ""
    return "; ".join(filter(None, (_fractured(report), severity)))


def _fractured(report: FractureReport) -> str:
    what = ", ".join(report.levels) or bone_text(report)
    amount = count(report.number, "fracture") if report.number is not None else ""
    if what and amount:
        return f"{what} ({amount})"
    return what or amount or status_text(report)


def bone_text(report: FractureReport) -> str:
    """Return 'left femoral neck', or 'rib on both sides'; empty where no bone is named."""
    if report.bone and report.side == "both":
        return f"{report.bone} on both sides"
    return " ".join(filter(None, (report.bone and report.side, report.bone)))


def by_text(
    reports: Iterable[tuple[str, PlacedReport | FractureReport]], missing: str = ""
) -> tuple[PlacedText, ...]:
    """Return each different text with its places; how it is missing where there is no report."""
    same_text: dict[str, list[PlacedReport | FractureReport]] = {}
    for text, report in reports:
        same_text.setdefault(text, []).append(report)
    if missing and not same_text:
        return (PlacedText(missing),)
    return tuple(
        PlacedText(text, places_of(same), tuple(dict.fromkeys(r.via for r in same if r.via)))
        for text, same in same_text.items()
    )


def second_hand(dataset: Dataset, via: Iterable[str]) -> str:
    """Return 'read at second hand in Kovacs 2015'; empty for what was read in the source itself."""
    names = [dataset.publications[name].cited_name for name in via]
    return f"read at second hand in {join_words(names)}" if names else ""


def locator_text(dataset: Dataset, located: Located) -> str:
    """Return where a source says something, and in which publication that was read at second hand."""
    via = second_hand(dataset, [located.via] if located.via else [])
    return f"{located.locator}; {via}" if via else located.locator
