"""What pairs of bone density and T-score imply about the reference they were counted in.

A T-score is (bone density - mean) / SD of young adults. Two pairs of one site therefore imply the
SD and the mean of the reference, and every pair of a paper that uses one reference lies on one
line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

from k2evidence.audit.finding import Kind, Rule, Severity
from k2evidence.audit.scope import Draft, MeasurementEvent, Scope, join_distinct
from k2evidence.derive.intervals import Interval, rounding
from k2evidence.model.base import Place
from k2evidence.model.cases import Report, ReportKey
from k2evidence.model.text import number, rounded
from k2evidence.model.vocabulary import FormKey, SkeletalSite

RULE = Rule(
    id="t-scores",
    title="Bone density against T-score",
    statement="A T-score is the distance of a bone density from the mean of young adults, in their standard "
    "deviations (SD). A higher density gives a higher score, an equal density an equal score, and two "
    "pairs of density and score at one site reveal the SD that was used.",
)

NEAR = Decimal("0.022")
"""Bone densities closer than this, in g/cm2, cannot be distinguished by two scans: the smallest
absolute least significant change of the spine in the vocabulary (doi:10.1016/j.jocd.2009.10.001)."""
AREAL = "g/cm2"
"""The unit of areal bone density."""
LARGEST_SD = 0.4
"""Largest reference SD that is tried, in g/cm2: three times any published one."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A bone density, in g/cm2, printed with its T-score, in SD."""

    event: MeasurementEvent
    key: ReportKey
    density: Interval
    score: Interval
    locator: str

    @property
    def text(self) -> str:
        """The pair as a finding shows it."""
        return f"{number(self.density.value)} g/cm2, T-score {number(self.score.value)}"


def find(scope: Scope) -> Iterator[Draft]:
    """Yield pairs that contradict each other, or imply an implausible reference."""
    by_site: dict[FormKey, list[Pair]] = {}
    for pair in _pairs(scope):
        by_site.setdefault(pair.event.form_key, []).append(pair)
    for (analyte, _), pairs in by_site.items():
        site = scope.vocabulary.sites.get(scope.vocabulary.analytes[analyte].site or "")
        if site:
            yield from _within_patients(site, pairs)
            yield from _across_patients(site, pairs)
            yield from _one_reference(scope, site, analyte, pairs)
    yield from _against_table(scope)
    yield from _decimals(by_site)


def _pairs(scope: Scope) -> Iterator[Pair]:
    for event in scope.measurement_events:
        if scope.is_bone_density(event):
            for key, report, value in event.values:
                if report.t_score is not None and _is_areal(scope, report):
                    density, score = rounding(value), rounding(report.t_score)
                    yield Pair(event, key, density, score, report.locator)


def _is_areal(scope: Scope, report: Report) -> bool:
    """Return whether a density is printed in the unit that surveys of young adults use."""
    return scope.vocabulary.unit(report.unit_printed or "").id == AREAL


def _within_patients(site: SkeletalSite, pairs: Sequence[Pair]) -> Iterator[Draft]:
    by_patient: dict[str, list[Pair]] = {}
    for pair in pairs:
        by_patient.setdefault(pair.event.case.id, []).append(pair)
    for pairs_of_patient in by_patient.values():
        for one, other in combinations(pairs_of_patient, 2):
            if draft := _far_apart(site, one, other) or _opposite(one, other):
                yield draft
            elif one.event.course is other.event.course:
                yield from _implied(site, one, other)


def _across_patients(site: SkeletalSite, pairs: Sequence[Pair]) -> Iterator[Draft]:
    """Compare neighbours in order of density alone: enough to see that one line fails."""
    ordered = sorted(pairs, key=lambda pair: pair.density.value)
    for one, other in pairwise(ordered):
        same_patient = one.event.case is other.event.case
        if not same_patient and (draft := _far_apart(site, one, other) or _opposite(one, other)):
            yield draft


def _far_apart(site: SkeletalSite, one: Pair, other: Pair) -> Draft | None:
    """Return a finding when two near-equal densities have T-scores that are far apart."""
    if not site.young_adults:
        return None
    density, score = other.density - one.density, other.score - one.score
    least = _least(score) * min(young.sd for young in site.young_adults)
    most = max(abs(density.low), abs(density.high))
    if abs(density.value) >= NEAR or least <= most + NEAR:
        return None
    same = one.event.case is other.event.case
    return _draft(
        one,
        other,
        kind="contradiction" if same else "plausibility",
        severity="major",
        field="T-scores far apart",
        means=f"The densities differ by {number(abs(density.value))} g/cm2, which two scans can hardly "
        f"distinguish; the T-scores differ by {number(abs(score.value))} SD. "
        "They do not come from one reference population, or one of them is wrong.",
    )


def _opposite(one: Pair, other: Pair) -> Draft | None:
    """Return a finding when density and T-score move in opposite directions."""
    density, score = other.density - one.density, other.score - one.score
    if density.value * score.value >= 0:
        return None
    certain = _least(density) > 0 and _least(score) > 0
    return _draft(
        one,
        other,
        kind="contradiction" if certain else "imprecision",
        severity="major" if certain else "minor",
        field="opposite directions",
        means="Density and T-score move in opposite directions. "
        + (
            "With a single reference population that is impossible."
            if certain
            else "Rounding of the printed digits can explain it."
        ),
    )


def _implied(site: SkeletalSite, one: Pair, other: Pair) -> Iterator[Draft]:
    """Yield a finding when the SD implied by two scans of one course is implausible."""
    density, score = other.density - one.density, other.score - one.score
    if not site.young_adults or score.value == 0 or density.value == 0:
        return
    sd = density.value / score.value
    far, near = _least(score), max(abs(score.low), abs(score.high))
    low = _least(density) / near
    high = max(abs(density.low), abs(density.high)) / far if far else None
    published = [young.sd for young in site.young_adults]
    if (high is None or high >= min(published)) and low <= max(published):
        return
    mean = one.density.value - one.score.value * sd
    known = f"{min(published)} to {max(published)} g/cm2"
    twice = (high is not None and high * 2 < min(published)) or low > 2 * max(published)
    yield _draft(
        one,
        other,
        kind="plausibility",
        severity="major" if twice else "minor",
        field="implied reference",
        means=f"Together they imply a reference SD of {rounded(sd, 3)} g/cm2 and a mean of "
        f"{rounded(mean, 3)} g/cm2. Surveys of young women found an SD of {known} at this site.",
    )


def _one_reference(scope: Scope, site: SkeletalSite, analyte: str, pairs: Sequence[Pair]) -> Iterator[Draft]:
    """Yield a finding when no single mean and SD can produce every printed T-score of a site."""
    if len(pairs) < 3 or _fits_one_line(pairs):
        return
    ordered = sorted(pairs, key=lambda pair: pair.density.value)
    courses = {(p.event.case.id, p.event.course.id): (p.event.case, p.event.course) for p in ordered}
    name = site.name[:1].lower() + site.name[1:]
    unstated = "not stated" if scope.paper.reading.is_whole else "not seen"
    yield Draft(
        kind="plausibility",
        severity="major",
        courses=tuple(courses.values()),
        field=f"{analyte} one reference",
        says=join_distinct(pair.text for pair in ordered),
        locator=join_distinct(pair.locator for pair in ordered),
        also_says="one reference mean and SD for all",
        also_locator=next((m.locator for m in scope.paper.methods if "reference" in m.about), unstated),
        means=f"No mean and SD of young adults produce all printed T-scores of the {name}, "
        "whatever the rounding. Several scanners or references were used, or some scores are wrong.",
        effect="T-scores are shown as printed and used in no derived figure.",
        affects=tuple(pair.key for pair in ordered),
    )


def _fits_one_line(pairs: Sequence[Pair]) -> bool:
    """Say whether density = mean + score * SD can hold for all pairs within their rounding.

    For each SD every pair allows an interval of means. How much those intervals overlap is a
    concave function of the SD, so its maximum is found by ternary search.
    """
    boxes = [
        (float(p.density.low), float(p.density.high), float(p.score.low), float(p.score.high)) for p in pairs
    ]

    def overlap(sd: float) -> float:
        low = max(density - score * sd for density, _, _, score in boxes)
        high = min(density - score * sd for _, density, score, _ in boxes)
        return high - low

    low, high = 0.0, LARGEST_SD
    while high - low > 1e-4:
        third = (high - low) / 3
        if overlap(low + third) < overlap(high - third):
            low += third
        else:
            high -= third
    return overlap((low + high) / 2) >= 0


def _against_table(scope: Scope) -> Iterator[Draft]:
    """Yield measurements whose T-scores move one way and another place's densities the other way."""
    for events in scope.events_by_measurement.values():
        scored = [(event, score) for event in events if (score := _scored(event))]
        for (first, one), (last, other) in pairwise(scored):
            places = {report.reported_in for event in events for _, report in event.reports}
            own = {one.reported_in} if one.value is not None else set()
            for where in sorted(places - own):
                yield from _against_place((first, one), (last, other), where)


def _scored(event: MeasurementEvent) -> Report | None:
    return next((report for _, report in event.reports if report.t_score is not None), None)


def _against_place(
    first: tuple[MeasurementEvent, Report], last: tuple[MeasurementEvent, Report], where: Place
) -> Iterator[Draft]:
    """Yield a finding when the densities of a place move against the T-scores of another."""
    (event, before), (later, after) = first, last
    start = next((report for _, report, _ in event.values if report.reported_in == where), None)
    end = next((report for _, report, _ in reversed(later.values) if report.reported_in == where), None)
    if start is None or end is None or start.unit_printed != end.unit_printed:
        return
    score = rounding(after.t_score or Decimal(0)) - rounding(before.t_score or Decimal(0))
    score_change = score.value
    change = rounding(end.value or Decimal(0)) - rounding(start.value or Decimal(0))
    if change.value * score_change >= 0:
        return
    # Where no rounding lets the density move with the score, both cannot be right.
    certain = (score.low > 0 and change.high <= 0) or (score.high < 0 and change.low >= 0)
    yield Draft(
        kind="contradiction" if certain else "imprecision",
        severity="major" if certain else "minor",
        courses=((event.case, event.course),),
        field=f"{event.measurement.analyte} T-score against {where}",
        says=f"T-score {number(before.t_score)} to {number(after.t_score)}",
        locator=f"{before.locator}; {after.locator}",
        also_says=f"{number(start.value)} to {number(end.value)} {end.unit_printed}",
        also_locator=f"{start.locator}; {end.locator}",
        means=(
            "The T-score rises while the density printed elsewhere falls."
            if score_change > 0
            else "The T-score falls while the density printed elsewhere rises."
        )
        + ("" if certain else " Rounding of the printed digits can explain it."),
        effect="Both changes are shown; whether density rose or fell is not known.",
        affects=tuple(key for key, _, _ in (*event.values, *later.values)),
    )


def _decimals(by_site: dict[FormKey, list[Pair]]) -> Iterator[Draft]:
    """Yield a finding when T-scores of one paper are printed with different numbers of decimals."""
    groups: dict[int, list[Pair]] = {}
    for pairs in by_site.values():
        for pair in pairs:
            exponent = pair.score.value.as_tuple().exponent
            assert isinstance(exponent, int)
            groups.setdefault(-exponent, []).append(pair)
    if len(groups) < 2:
        return
    few, many = groups[min(groups)], groups[max(groups)]
    odd = min(few, many, key=len)
    rest = many if odd is few else few
    courses = {(p.event.case.id, p.event.course.id): (p.event.case, p.event.course) for p in odd}
    yield Draft(
        kind="plausibility",
        severity="minor",
        courses=tuple(courses.values()),
        field="decimals of T-scores",
        says=", ".join(number(pair.score.value) for pair in odd),
        locator=join_distinct(pair.locator for pair in odd),
        also_says=", ".join(number(pair.score.value) for pair in rest),
        also_locator=join_distinct(pair.locator for pair in rest),
        means="Some T-scores are printed with more decimal places than others: they may come from another "
        "scanner or another clinic.",
        affects=tuple(pair.key for pair in odd),
    )


def _least(interval: Interval) -> Decimal:
    """Return the smallest distance from zero that an interval allows."""
    if interval.low <= 0 <= interval.high:
        return Decimal(0)
    return min(abs(interval.low), abs(interval.high))


def _draft(one: Pair, other: Pair, *, kind: Kind, severity: Severity, field: str, means: str) -> Draft:
    events = [one.event, other.event]
    courses = {(v.case.id, v.course.id): (v.case, v.course) for v in events}
    second = other.event.name if len(courses) == 1 else ""
    names = " and ".join(filter(None, [one.event.field, second]))
    return Draft(
        kind=kind,
        severity=severity,
        courses=tuple(courses.values()),
        field=f"{names} {field}",
        says=one.text,
        locator=one.locator,
        also_says=other.text,
        also_locator=other.locator,
        means=means,
        effect="T-scores are shown as printed and used in no derived figure.",
        affects=(one.key, other.key),
    )
