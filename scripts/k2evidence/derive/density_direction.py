"""Whether bone density rose or fell to the last scan of a course, in whatever form its source prints it.

Densities in one unit are compared first, then T-scores, Z-scores and percent of young adults; else a change
that the source prints counts, or its word for one. Two scans are compared only where the source says which
one came first. Where places disagree, there is no direction. Nothing is averaged.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from k2evidence.derive.changes import Change, Changes, reads_as
from k2evidence.derive.visits import OrderedVisit, is_first_by_words, is_later, months_between
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import Qualifier
from k2evidence.model.cases import Case, Course, Measurement, Report, measurement_key
from k2evidence.model.text import rounded
from k2evidence.model.vocabulary import Vocabulary

Direction = Literal["increased", "decreased", "unchanged"]
"""What became of a bone density."""
DIRECTIONS: Mapping[int, Direction] = {1: "increased", -1: "decreased", 0: "unchanged"}
"""Each direction by the sign of a change."""
WORDS: Mapping[Qualifier | None, int] = {
    "improved": 1,
    "rose": 1,
    "decreased": -1,
    "fell": -1,
    "no-change": 0,
}
"""Words of a scan that compare it with an earlier one."""
UNSTATED = ("bmd-unspecified",)
"""Densities whose part of the skeleton the source does not name."""
NO_UNIT = "not printed"
"""The unit of a value beside which the source prints none."""
_LAST = re.compile(r"\b(latest|last|final|ultimately|in the end)\b", re.IGNORECASE)
"""Words for a scan that can only be the last."""
_SCORES: tuple[Callable[[Report], Decimal | None], ...] = (
    lambda report: report.t_score,
    lambda report: report.z_score,
    lambda report: report.percent_of_young,
)


@dataclass(frozen=True, slots=True)
class DensityCourse:
    """What became of a bone density in a course.

    `percents` are the changes to the last scan in percent, several where places disagree: rounded where they
    are derived from two densities, else as printed; none where only scores or words are known. `fell` is
    whether any scan was lower than one before it, whatever followed; `within_error` whether the change lies
    within each threshold of measurement error that can be judged, of which there is one at least.
    """

    direction: Direction
    percents: tuple[Decimal, ...]
    fell: bool
    within_error: bool


def lumbar_course(dataset: Dataset, changes: Changes, case: Case, course: Course) -> DensityCourse | None:
    """Return what became of the lumbar density of a course; None where the source does not say."""
    vocabulary = dataset.vocabulary
    analytes = [name for name in vocabulary.analytes if vocabulary.is_density_of(name, "lumbar spine")]
    return density_course(dataset, changes, case, course, analytes)


def density_course(
    dataset: Dataset, changes: Changes, case: Case, course: Course, analytes: Sequence[str]
) -> DensityCourse | None:
    """Return what became of the first of these densities that has a direction; None where none has."""
    measured = (m for m in course.measurements if m.analyte in analytes)
    for measurement in sorted(measured, key=lambda m: analytes.index(m.analyte)):
        visits = changes.visits[measurement_key(case, course, measurement)]
        scans = _Scans(dataset.vocabulary, course, measurement, visits)
        last = next((visit for visit in reversed(visits) if scans.sign(visit) is not None), None)
        if last is None:
            continue
        derived = [
            change
            for change in changes.of_last_visit(case, course, measurement)
            if change.visits[1] == last.number
        ]
        signs = {_sign(change.absolute.value) for change in derived}
        if len(signs) <= 1:
            percents = tuple(rounded(change.percent.value) for change in derived) or scans.percents(last)
            sign = signs.pop() if signs else scans.sign(last)
            return DensityCourse(DIRECTIONS[sign or 0], percents, scans.fell, _is_within_error(derived))
    return None


def _is_within_error(derived: Sequence[Change]) -> bool:
    """Return whether no place's change exceeds a threshold, and one at least can be judged."""
    verdicts = {judgement.verdict for change in derived for judgement in change.judgements}
    return "within-error" in verdicts and "exceeds" not in verdicts


def rose_later_elsewhere(dataset: Dataset, changes: Changes, case: Case, course: Course) -> bool:
    """Return whether lumbar density fell and that of a site not stated is reported as higher after that."""
    lumbar = lumbar_course(dataset, changes, case, course)
    other = density_course(dataset, changes, case, course, UNSTATED)
    if not (lumbar and other and (lumbar.direction, other.direction) == ("decreased", "increased")):
        return False

    def visits(analytes: Collection[str]) -> Sequence[OrderedVisit]:
        measured = (m for m in course.measurements if m.analyte in analytes)
        return [visit for m in measured for visit in changes.visits[measurement_key(case, course, m)]]

    vocabulary = dataset.vocabulary
    scans = visits([name for name in vocabulary.analytes if vocabulary.is_density_of(name, "lumbar spine")])
    return any(
        all(min(months_between(course, scan.times, one.times), default=0) > 0 for scan in scans)
        for one in visits(UNSTATED)
    )


@dataclass(frozen=True, slots=True)
class _Scans:
    """The scans of one density, in the order of time as far as it is known."""

    vocabulary: Vocabulary
    course: Course
    measurement: Measurement
    visits: Sequence[OrderedVisit]

    @property
    def fell(self) -> bool:
        """Whether any scan is known to be lower than an earlier one."""
        pairs = (self._compared(earlier, visit) for visit in self.visits for earlier in self._before(visit))
        return any(sign == -1 for sign in pairs) or any(_said(visit) == -1 for visit in self.visits)

    def sign(self, visit: OrderedVisit) -> int | None:
        """Return the sign of the change from the first scan to this one; None where it is not known."""
        signs = (self._compared(earlier, visit) for earlier in self._before(visit))
        return next((sign for sign in signs if sign is not None), _said(visit))

    def percents(self, visit: OrderedVisit) -> tuple[Decimal, ...]:
        """Return the change to a scan as printed; else from the first density in the unit of this site."""
        printed = [r.percent_change for r in visit.visit.reports if r.percent_change is not None]
        if printed:
            return tuple(dict.fromkeys(printed))
        form = self.vocabulary.form(self.measurement.analyte, self.measurement.specimen)

        def density(scan: OrderedVisit) -> Decimal | None:
            return _exact(r.value for r in scan.visit.reports if reads_as(r, form, self.vocabulary))

        end = density(visit)
        starts = (density(earlier) for earlier in self._before(visit))
        start = next(filter(None, starts), None)
        return (rounded((end - start) / start * 100),) if start and end else ()

    def _before(self, visit: OrderedVisit) -> Iterator[OrderedVisit]:
        """Yield the scans that are known to be earlier, the first one first."""
        return (other for other in self.visits if other is not visit and self._is_later(visit, other))

    def _is_later(self, visit: OrderedVisit, other: OrderedVisit) -> bool:
        if is_later(self.course, visit, other):
            return True
        if is_later(self.course, other, visit):
            return False
        by_words = is_first_by_words(other) and not is_first_by_words(visit)
        return by_words or (_is_last(visit) and not _is_last(other))

    def _compared(self, earlier: OrderedVisit, later: OrderedVisit) -> int | None:
        """Return the sign of the change between two scans by what both print; None where that is nothing."""
        units = dict.fromkeys(r.unit_printed for r in earlier.visit.reports if r.value is not None)
        for unit in units:
            ends = [
                _exact(r.value for r in visit.visit.reports if r.unit_printed == unit != NO_UNIT)
                for visit in (earlier, later)
            ]
            if ends[0] is not None and ends[1] is not None:
                return _sign(ends[1] - ends[0])
        for score in _SCORES:
            start, end = (_exact(map(score, visit.visit.reports)) for visit in (earlier, later))
            if start is not None and end is not None:
                return _sign(end - start)
        return None


def _said(visit: OrderedVisit) -> int | None:
    """Return the sign of a change that the source prints at a scan, as a number or a word."""
    reports = visit.visit.reports
    changes = [r.percent_change if r.percent_change is not None else r.change for r in reports]
    signs = [_sign(change) for change in changes if change is not None]
    said = (report.qualifier for report in reports if not report.has_number)
    signs += [WORDS[word] for word in said if word in WORDS]
    return signs[0] if len(set(signs)) == 1 else None


def _exact(values: Iterator[Decimal | None]) -> Decimal | None:
    """Return the number with most digits; None where there is none."""
    known = (value for value in values if value is not None)
    return max(known, key=lambda value: (len(value.as_tuple().digits), value), default=None)


def _sign(value: Decimal) -> int:
    return (value > 0) - (value < 0)


def _is_last(visit: OrderedVisit) -> bool:
    """Return whether a scan is the last by the words of the source."""
    words = [report.time_words for report in visit.visit.reports if report.time_words]
    return any(map(_LAST.search, words))
