"""What happened in a course, as one plain line: pain, new fractures, bone density, adverse events.

It says what the source reports and what is derived from it, favourable or not, and judges nothing. Where
there is none of it, the line says in which way that is missing.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from k2evidence.derive.changes import Change
from k2evidence.derive.missing import unsaid
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.derive.visits import find_baseline, is_later, visits_in_order
from k2evidence.model.cases import Case, Course, Measurement, Outcome, Report, measurement_key
from k2evidence.model.text import count, join_words, number, one_decimal, rounded, sentence, signed
from k2evidence.model.vocabulary import Analyte
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.measurements import printed_changes
from k2evidence.render.pages.views.reports import fracture_text

MOST_STEPS = 3
"""How many later scans are listed with their changes; of more, the last one alone."""

_SCORES: tuple[tuple[str, Callable[[Report], Decimal | None]], ...] = (
    ("T\N{NON-BREAKING HYPHEN}score", lambda report: report.t_score),
    ("Z\N{NON-BREAKING HYPHEN}score", lambda report: report.z_score),
    ("% of the young adult mean", lambda report: report.percent_of_young),
)


def outcome_line(site: SiteData, case: Case, course: Course) -> str:
    """Return what happened in a course, in a sentence or a few."""
    said = [
        *_last_words(course, "pain"),
        *_new_fractures(course),
        *_density(site, case, course),
        *_words(course, "adverse event"),
    ]
    if not said:
        kinds = ("bone density", "imaging", "function", "quality of life", "height", "markers", "other")
        said = [text for kind in kinds for text in _words(course, kind)]
    if not said:
        return f"Outcome {unsaid(site.dataset.publications[case.paper], course, 'outcomes')}"
    return " ".join(map(sentence, dict.fromkeys(said)))


def _words(course: Course, *kinds: str) -> Iterator[str]:
    """Yield what the source says of some kinds of outcome."""
    yield from (outcome.what for outcome in course.outcomes if outcome.kind in kinds)


def _last_words(course: Course, *kinds: str) -> Iterator[str]:
    """Yield the last that is said of some kinds of outcome: the latest, where all of them are dated."""
    outcomes = [outcome for outcome in course.outcomes if outcome.kind in kinds]
    months = [_month(course, outcome) for outcome in outcomes]
    dated = [month for month in months if month is not None]
    if outcomes:
        last = months.index(max(dated)) if len(dated) == len(outcomes) else -1
        yield outcomes[last].what


def _month(course: Course, outcome: Outcome) -> Decimal | None:
    """Return the latest month after delivery that an outcome may be dated to; None without a date."""
    ways = to_months_after_delivery(course, outcome.time) if outcome.time else ()
    return max((way.value for way in ways), default=None)


def _new_fractures(course: Course) -> Iterator[str]:
    """Yield which fractures came during follow-up, or what is said of new ones."""
    new = [report for report in course.fractures if report.new]
    found = dict.fromkeys(fracture_text(report) for report in new if report.status == "reported")
    if found:
        yield f"New fractures: {join_words(list(found))}"
    elif any(report.status == "none" for report in new):
        yield "No new fracture"
    yield from _last_words(course, "recurrence", "fracture")


def _density(site: SiteData, case: Case, course: Course) -> Iterator[str]:
    """Yield how each bone density changed; in words where no number can be compared."""
    analytes = site.dataset.vocabulary.analytes
    measured = [m for m in course.measurements if analytes[m.analyte].group == "bone density"]
    texts = [
        f"{_name(analytes[m.analyte])} {text}" for m in measured if (text := _change(site, case, course, m))
    ]
    yield from texts or _words(course, "bone density")


def _name(analyte: Analyte) -> str:
    return analyte.short[:1].upper() + analyte.short[1:]


def _change(site: SiteData, case: Case, course: Course, measurement: Measurement) -> str:
    """Return the changes of a measurement since its baseline, as derived or printed; empty without any."""
    key = measurement_key(case, course, measurement)
    chosen = [change for change in site.changes.by_measurement.get(key, ()) if change.chosen]
    visits = list(dict.fromkeys(change.visits for change in chosen))
    steps = [_step([change for change in chosen if change.visits == visit]) for visit in visits]
    if len(steps) > MOST_STEPS:
        return f"{steps[-1]}, the last of {count(len(steps))} later scans"
    if steps:
        return ", then ".join(steps)
    printed = [text for said in site.changes.printed.get(key, ()) for text in printed_changes(said.report)]
    if printed:
        return f"{', then '.join(dict.fromkeys(printed))}, as printed"
    return next(filter(None, (_scores(course, measurement, *score) for score in _SCORES)), "")


def _step(changes: Sequence[Change]) -> str:
    """Return '+5.6 % (month 12)' for a later visit; places that disagree are joined by 'or'."""
    percents = dict.fromkeys(f"{signed(rounded(c.percent.value))}\N{NO-BREAK SPACE}%" for c in changes)
    months = {change.months[1] for change in changes}
    month = months.pop() if len(months) == 1 else None
    return f"{' or '.join(percents)}{f' (month {one_decimal(month)})' if month is not None else ''}"


def _scores(
    course: Course, measurement: Measurement, name: str, value_of: Callable[[Report], Decimal | None]
) -> str:
    """Return 'T-score −3.9, later −2.1' where a score has a baseline and a later value; else nothing."""
    ordered = visits_in_order(course, measurement)
    scored: dict[int, Decimal] = {}
    for visit in ordered:
        for report in visit.visit.reports:
            value = value_of(report)
            if value is not None:
                scored.setdefault(visit.number, value)
    baseline = find_baseline(course, ordered, scored)
    if baseline is None:
        return ""
    later = [visit for visit in ordered if visit.number in scored and is_later(course, visit, baseline)]
    if not later:
        return ""
    return f"{name} {number(scored[baseline.number])}, later {number(scored[later[-1].number])}"
