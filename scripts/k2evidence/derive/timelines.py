"""Timelines: the events of a course in order, in months after delivery."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.load.dataset import Dataset
from k2evidence.model.cases import Course, TimeReport, Treatment
from k2evidence.model.scalars.times import Time
from k2evidence.model.text import time_text
from k2evidence.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Moment:
    """An event of a course, in months after delivery.

    `source_time` is the time as the source gives it, on its own clock; `converted` says that it is not in
    months after delivery already. `low` and `high` differ where the source dates the origin of that
    clock in more than one way; both are None where it does not date it.
    """

    kind: str
    what: str
    source_time: str
    converted: bool
    low: Decimal | None
    high: Decimal | None
    locator: str


Timelines = Mapping[tuple[str, str], tuple[Moment, ...]]
"""The moments of each course, by the ids of case and course, earliest first."""


def derive_timelines(dataset: Dataset) -> Timelines:
    """Return the moments of every course, earliest first; those that cannot be dated come last."""
    return {
        (case.id, course.id): tuple(sorted(_merge(_moments(course, dataset.vocabulary)), key=_order))
        for case, course in dataset.courses()
    }


def _order(moment: Moment) -> tuple[bool, Decimal]:
    return moment.low is None, moment.low or Decimal(0)


def _merge(moments: Iterable[Moment]) -> Iterator[Moment]:
    """Yield moments that several places report alike once, with all their locators."""
    groups: dict[tuple[str, str, str], list[Moment]] = {}
    for moment in moments:
        groups.setdefault((moment.kind, moment.what, moment.source_time), []).append(moment)
    for same in groups.values():
        locators = dict.fromkeys(moment.locator for moment in same)
        yield replace(same[0], locator="; ".join(locators))


def _moment(course: Course, kind: str, what: str, time: Time, locator: str) -> Moment:
    months = [way.value for way in to_months_after_delivery(course, time)]
    converted = (time.origin, time.unit) != ("delivery", "month")
    low, high = (min(months), max(months)) if months else (None, None)
    return Moment(kind, what, time_text(time), converted, low, high, locator)


def _moments(course: Course, vocabulary: Vocabulary) -> Iterator[Moment]:
    """Yield the delivery, and everything else in a course that has a time."""
    locator = course.delivery[0].locator if course.delivery else ""
    yield Moment("delivery", "Delivery", "", False, Decimal(0), Decimal(0), locator)
    yield from _dated(course, "onset", "Onset of pain", course.onset)
    yield from _dated(course, "visit", "First visit to the authors", course.first_visit)
    for treatment in course.treatments:
        name = treatment_name(vocabulary, treatment)
        yield from _dated(course, "treatment", f"{name} began", treatment.start)
        yield from _dated(course, "treatment", f"{name} stopped", treatment.end)
    for report in course.fractures:
        if report.time:
            what = "New fracture found" if report.new else "Fracture found"
            yield _moment(course, "finding", what, report.time, report.locator)
    for feeding in course.breast_feeding:
        if feeding.until:
            what = "Breast-feeding ended"
            yield _moment(course, "co-intervention", what, feeding.until, feeding.locator)
    for measure in course.co_interventions:
        if measure.time:
            yield _moment(course, "co-intervention", measure.what, measure.time, measure.locator)
    onset = {report.time for report in course.onset}
    for finding in course.findings:
        if finding.time and not (finding.kind == "symptom" and finding.time in onset):
            yield _moment(course, "finding", finding.what, finding.time, finding.locator)
    yield from _measured(course, vocabulary)
    for outcome in course.outcomes:
        if outcome.time and outcome.kind != "treatment":
            yield _moment(course, "outcome", outcome.what, outcome.time, outcome.locator)


def treatment_name(vocabulary: Vocabulary, treatment: Treatment) -> str:
    """Return what a treatment is called where it begins a phrase: 'Vitamin K2' or 'Teriparatide'."""
    if vocabulary.drug_class(treatment.substance) == "vitamin K2":
        return "Vitamin K2"
    substance = vocabulary.substances.get(treatment.substance or "")
    name = substance.name if substance else treatment.procedure or ""
    return name[:1].upper() + name[1:]


def _dated(course: Course, kind: str, what: str, reports: Iterable[TimeReport]) -> Iterator[Moment]:
    """Yield a moment for each report that gives a time."""
    for report in reports:
        if report.time:
            yield _moment(course, kind, what, report.time, report.locator)


def _measured(course: Course, vocabulary: Vocabulary) -> Iterator[Moment]:
    """Yield one moment for all values that one place dates to one time, and one for all it has words for."""
    names_at: dict[tuple[Time, str, str], dict[str, None]] = {}
    for measurement in course.measurements:
        name = vocabulary.analytes[measurement.analyte].short
        for _, report in measurement.reports():
            if report.time and (report.has_number or report.status == "qualitative"):
                table = report.reported_in == "table"
                where = report.locator.split(",")[0] if table else report.locator
                what = "Measured" if report.has_number else "Reported in words"
                names_at.setdefault((report.time, where, what), {})[name] = None
    for (time, where, what), names in names_at.items():
        yield _moment(course, "measurement", f"{what}: {', '.join(names)}", time, where)
