"""What happened in a course, in order, on one clock."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Case, Course, TimeReport
from k2evidence.model.scalars.times import Time
from k2evidence.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened in a course, placed in months after delivery.

    `low` and `high` differ where the source tells the time on another clock whose start it
    gives in more than one way; both are None where that clock cannot be placed.
    """

    kind: str
    what: str
    told: str
    converted: bool
    low: Decimal | None
    high: Decimal | None
    locator: str


Timelines = Mapping[tuple[str, str], tuple[Moment, ...]]
"""The moments of each course, by case and course id, in order of time."""


def derive_timelines(dataset: Dataset) -> Timelines:
    """Return the moments of every course, earliest first; those without a place come last."""
    return {
        (case.id, course): moments
        for case in dataset.cases.values()
        for course, moments in _timelines_of(case, dataset.vocabulary).items()
    }


def _timelines_of(case: Case, vocabulary: Vocabulary) -> Mapping[str, tuple[Moment, ...]]:
    """Return the moments of each course of a case, by the id of the course."""
    return {
        course.id: tuple(
            sorted(
                _merge(_moments(course, vocabulary)),
                key=lambda moment: (moment.low is None, moment.low or Decimal(0)),
            )
        )
        for course in case.courses
    }


def _merge(moments: Iterable[Moment]) -> Iterator[Moment]:
    """Yield what several places tell alike once, with all their locators."""
    groups: dict[tuple[str, str, str], list[Moment]] = {}
    for moment in moments:
        groups.setdefault((moment.kind, moment.what, moment.told), []).append(moment)
    for same in groups.values():
        locators = dict.fromkeys(moment.locator for moment in same)
        yield replace(same[0], locator="; ".join(locators))


def _moments(course: Course, vocabulary: Vocabulary) -> Iterator[Moment]:
    def moment(kind: str, what: str, time: Time, locator: str) -> Moment:
        when = [way.value for way in to_months_after_delivery(course, time)]
        converted = (time.origin, time.unit) != ("delivery", "month")
        low, high = (min(when), max(when)) if when else (None, None)
        return Moment(kind, what, str(time), converted, low, high, locator)

    locator = course.delivery[0].locator if course.delivery else ""
    yield Moment("delivery", "Delivery", "", False, Decimal(0), Decimal(0), locator)
    named: tuple[tuple[str, str, tuple[TimeReport, ...]], ...] = (
        ("onset", "Onset of pain", course.onset),
        ("visit", "First visit to the authors", course.first_visit),
        ("treatment", "Vitamin K2 began", course.treatment_start),
        ("treatment", "Vitamin K2 stopped", course.treatment.end),
    )
    for kind, what, reports in named:
        for report in reports:
            if report.time:
                yield moment(kind, what, report.time, report.locator)
    for measure in course.co_interventions:
        if measure.time:
            yield moment("co-intervention", measure.what, measure.time, measure.locator)
    for finding in course.findings:
        if finding.time and finding.kind != "symptom":
            yield moment("finding", finding.what, finding.time, finding.locator)
    yield from _measured(course, vocabulary, moment)
    for outcome in course.outcomes:
        if outcome.time and outcome.kind != "treatment":
            yield moment("outcome", outcome.what, outcome.time, outcome.locator)


def _measured(
    course: Course, vocabulary: Vocabulary, moment: Callable[[str, str, Time, str], Moment]
) -> Iterator[Moment]:
    """Yield one moment for all that one place of the paper measured at one time."""
    together: dict[tuple[Time, str], dict[str, None]] = {}
    for measurement in course.measurements:
        name = vocabulary.analytes[measurement.analyte].short
        for _, report in measurement.reports():
            if report.time and report.value is not None:
                table = report.reported_in == "table"
                where = report.locator.split(",")[0] if table else report.locator
                together.setdefault((report.time, where), {})[name] = None
    for (time, where), names in together.items():
        yield moment("measurement", f"Measured: {', '.join(names)}", time, where)
