"""What happened in a course, as one plain line: pain, new fractures, bone density, adverse events.

It says what the source reports and what is derived from it, favourable or not, and judges nothing. Where
there is none of it, the line says in which way that is missing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from k2evidence.derive.changes import Change
from k2evidence.derive.lifelines import NOTED
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.derive.visits import (
    OrderedVisit,
    find_baseline,
    is_before_treatment,
    is_later,
    visits_in_order,
)
from k2evidence.model.cases import Case, Course, FractureReport, Measurement, Outcome, Report, measurement_key
from k2evidence.model.text import (
    count,
    join_words,
    lower_first,
    number,
    one_decimal,
    rounded,
    sentence,
    signed,
    time_text,
)
from k2evidence.model.vocabulary import Analyte
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.measurements import (
    changes_since_first,
    printed_changes,
    since_first_text,
)
from k2evidence.render.pages.views.reports import fracture_text, unsaid_text

MOST_STEPS = 3
"""How many later scans are listed with their changes; of more, the last one alone."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a kind of outcome is called before words of the source that have none of its own words."""

    label: str
    words: tuple[str, ...]


_KINDS: Mapping[str, _Kind] = {
    "pain": _Kind("Pain", ("pain", "symptom")),
    "recurrence": _Kind("Recurrence", ("recurrence",)),
    "fracture": _Kind("New fractures", ("fracture", "recurrence", "collapse")),
    "bone density": _Kind("Bone density", ("density", "bmd", "score")),
    "adverse event": _Kind("Adverse event", ("adverse", "side effect", "complication")),
    "imaging": _Kind("Images", ("image", "imaging", "mri", "radiograph", "fracture")),
    "function": _Kind("Function", ("function", "walk", "mobil")),
    "quality of life": _Kind("Quality of life", ("quality of life",)),
    "height": _Kind("Height", ("height",)),
    "markers": _Kind("Markers", ("marker", "biochemical")),
}
_OTHERS = ("imaging", "function", "quality of life", "height", "markers", "other")
"""Kinds of outcome that are named only where nothing else is known."""


def _score_text(name: str, score: Decimal | None, unit: str = "") -> str:
    return " ".join(filter(None, (name, number(score), unit))) if score is not None else ""


_NUMBERS: tuple[Callable[[Report], str], ...] = (
    lambda report: _score_text("T\N{NON-BREAKING HYPHEN}score", report.t_score),
    lambda report: _score_text("Z\N{NON-BREAKING HYPHEN}score", report.z_score),
    lambda report: _score_text("", report.percent_of_young, "% of the young adult mean"),
    lambda report: _score_text("", report.value, report.unit_printed or ""),
)
"""The numbers that stand for a change where none is derived or printed: the first that two visits have."""


def outcome_line(site: SiteData, case: Case, course: Course) -> str:
    """Return what happened in a course, in a sentence or a few."""
    said = [
        *_last_words(course, "pain"),
        *_new_fractures(course),
        *_density(site, case, course),
        *_words(course, "adverse event"),
    ]
    if not said:
        said = list(_other_words(course))
    if not said:
        return f"Outcome {unsaid_text(site.dataset.publications[case.paper], course, 'outcomes')}"
    return " ".join(map(sentence, dict.fromkeys(said)))


def outcomes_beside_density(site: SiteData, case: Case, course: Course) -> tuple[str, ...]:
    """Return what the line says of a course beside its bone density."""
    density = density_outcomes(site, case, course)
    said = (*_last_words(course, "pain"), *_new_fractures(course), *_words(course, "adverse event"))
    return tuple(dict.fromkeys(said if said or density else _other_words(course)))


def density_outcomes(site: SiteData, case: Case, course: Course) -> tuple[str, ...]:
    """Return what the line says of the bone density of a course."""
    return tuple(_density(site, case, course))


def _other_words(course: Course) -> Iterator[str]:
    """Yield what the source says of outcomes that count only where nothing else is known."""
    yield from (text for kind in _OTHERS for text in _words(course, kind))


def _words(course: Course, *kinds: str) -> Iterator[str]:
    """Yield what the source says of some kinds of outcome."""
    yield from (_phased(course, outcome) for outcome in _outcomes(course, *kinds))


def _outcomes(course: Course, *kinds: str) -> list[Outcome]:
    """Return the outcomes of some kinds; those before treatment, such as pain at first, if no other."""
    outcomes = [outcome for outcome in course.outcomes if outcome.kind in kinds]
    return [one for one in outcomes if not is_before_treatment(course, one)] or outcomes


def _phased(course: Course, outcome: Outcome) -> str:
    """Return the words of an outcome; of one before treatment they say so."""
    if is_before_treatment(course, outcome):
        return f"Before treatment: {lower_first(_named(outcome))}"
    return _named(outcome)


def _named(outcome: Outcome) -> str:
    """Return the words of an outcome, after the name of its kind where they do not say it."""
    kind = _KINDS.get(outcome.kind)
    if kind is None or any(word in outcome.what.lower() for word in kind.words):
        return outcome.says
    return f"{kind.label}: {lower_first(outcome.says)}"


def _last_words(course: Course, *kinds: str) -> Iterator[str]:
    """Yield the last that is said of some kinds of outcome: the latest, where all of them are dated."""
    outcomes = _outcomes(course, *kinds)
    months = [_month(course, outcome) for outcome in outcomes]
    dated = [month for month in months if month is not None]
    if outcomes:
        last = months.index(max(dated)) if len(dated) == len(outcomes) else -1
        yield _phased(course, outcomes[last])


def _month(course: Course, outcome: Outcome) -> Decimal | None:
    """Return the latest month after delivery that an outcome may be dated to; None without a date."""
    ways = to_months_after_delivery(course, outcome.time) if outcome.time else ()
    return max((way.value for way in ways), default=None)


def _new_fractures(course: Course) -> Iterator[str]:
    """Yield which fractures came in follow-up, and all that is said of new ones or of a recurrence."""
    new = [report for report in course.fractures if report.new]
    found = dict.fromkeys(_dated_fractures(report) for report in new if report.status in NOTED)
    if found:
        yield f"New fractures: {join_words(list(found))}"
    elif any(report.status == "none" for report in new):
        yield "No new fracture"
    yield from (*_words(course, "fracture"), *_words(course, "recurrence"))


def _dated_fractures(report: FractureReport) -> str:
    """Return the fractures of a report, and when they were found."""
    return f"{fracture_text(report)}{f' ({time_text(report.time)})' if report.time else ''}"


def _density(site: SiteData, case: Case, course: Course) -> Iterator[str]:
    """Yield how each bone density changed; words of the source too where it prints or allows no change."""
    analytes = site.dataset.vocabulary.analytes
    measured = [m for m in course.measurements if analytes[m.analyte].group == "bone density"]
    changes = {m.analyte: text for m in measured if (text := _change(site, case, course, m))}
    texts = {m.analyte: changes.get(m.analyte) or _first_and_last(course, m) for m in measured}
    said = [f"{_name(analytes[analyte])} {text}" for analyte, text in texts.items() if text]
    words = [] if changes else [*_words(course, "bone density")]
    again = any(sum(any(r.has_number for r in v.reports) for v in m.visits) > 1 for m in measured)
    if again and not (said or words):
        words = ["Bone density was measured again; no change can be derived"]
    yield from (*said, *words)


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
    since_first = changes_since_first(site, case, course, measurement)
    return since_first_text(site, measurement, since_first[-1]) if since_first else ""


def _step(changes: Sequence[Change]) -> str:
    """Return '+5.6 % (month 12)' for a later visit; places that disagree are joined by 'or'."""
    percents = dict.fromkeys(f"{signed(rounded(c.percent.value))}\N{NO-BREAK SPACE}%" for c in changes)
    months = {change.months[1] for change in changes}
    month = months.pop() if len(months) == 1 else None
    return f"{' or '.join(percents)}{f' (month {one_decimal(month)})' if month is not None else ''}"


def _first_and_last(course: Course, measurement: Measurement) -> str:
    """Return 'T-score −3.9 (month 2), later T-score −2.1 (month 14)'; nothing where the later is not known.

    The first is the baseline; without one, as the start of treatment is not known, the first that is dated.
    """
    ordered = visits_in_order(course, measurement)
    for text_of in _NUMBERS:
        texts = {
            visit.number: text
            for visit in ordered
            if (text := next(filter(None, map(text_of, visit.visit.reports)), ""))
        }
        numbered = [visit for visit in ordered if visit.number in texts]
        dated = next((visit for visit in numbered if visit.is_dated), None)
        if first := find_baseline(course, ordered, texts) or dated:
            later = [visit for visit in numbered if is_later(course, visit, first)]
            if later:
                return f"{_dated(texts, first)}, later {_dated(texts, later[-1])}"
    return ""


def _dated(texts: Mapping[int, str], visit: OrderedVisit) -> str:
    """Return the text of a visit with its month, where that is known in one way."""
    months = {month.value for month in visit.months}
    when = f" (month {one_decimal(months.pop())})" if len(months) == 1 else ""
    return f"{texts[visit.number]}{when}"
