"""The facts of a course at a glance; a fact that does not arise in a course is left out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from k2evidence.derive.care import supplement_class
from k2evidence.derive.timelines import treatment_name
from k2evidence.derive.visits import is_before_treatment
from k2evidence.model.base import Located
from k2evidence.model.cases import (
    BirthReport,
    BreastFeedingReport,
    Case,
    CoIntervention,
    Course,
    CourseFact,
    Exposure,
    OrderReport,
    Outcome,
    Statement,
    Treatment,
)
from k2evidence.model.text import count, dose_text, join_words, lower_first, number, ordinal, time_text
from k2evidence.model.vocabulary import Vocabulary
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.findings import FindingMark, finding_mark
from k2evidence.render.pages.views.reports import (
    PlacedText,
    by_text,
    fracture_lists,
    fracture_text,
    locator_text,
    second_hand,
    status_text,
    times_of,
    unsaid_text,
)

CO_INTERVENTIONS: Mapping[str, str] = {
    "weaning": "stopping breast-feeding",
    "corset": "a corset",
    "calcium": "calcium",
    "vitamin D": "vitamin D",
    "analgesic": "painkillers",
    "operation": "an operation",
    "rest": "rest",
    "exercise": "exercise",
    "other": "something else",
}
"""How each kind of co-intervention reads in a sentence."""

OUTCOMES: Mapping[str, str] = {
    "recurrence": "Recurrence",
    "function": "Function",
    "quality of life": "Quality of life",
    "height": "Height afterwards",
    "imaging": "Follow-up imaging",
    "bone density": "Bone density, as described",
    "markers": "Markers, as described",
    "adverse event": "Adverse events",
    "treatment": "Treatment, as described",
    "other": "Other outcomes",
}
"""What each kind of outcome is called; pain and new fractures are facts of every course."""

_TOLD_IN_WORDS = {"operation", "other"}
"""Kinds of co-intervention that say too little without the words of the record."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a course: each version of it that the source gives, and the mark of what does not fit.

    `about` is what a course without the fact lacks; None where it does not arise there.
    """

    label: str
    about: CourseFact | None
    entries: tuple[PlacedText, ...]
    mark: FindingMark | None


def case_facts(site: SiteData, case: Case, course: Course) -> tuple[Fact, ...]:
    """Return the facts of one course of a case that arise in it."""
    return tuple(_facts(site, case, course))


def _facts(site: SiteData, case: Case, course: Course) -> Iterator[Fact]:
    vocabulary = site.dataset.vocabulary
    missing = partial(unsaid_text, site.dataset.publications[case.paper], course)

    def fact(label: str, about: CourseFact | None, entries: Iterable[PlacedText], *marked_as: str) -> Fact:
        """Return a fact; findings on it are known by the names `marked_as`."""
        mark = finding_mark(site, [(case.id, course.id, name) for name in marked_as])
        return Fact(label, about, tuple(_with_publications(site, entry) for entry in entries), mark)

    def where_told(label: str, entries: Sequence[PlacedText], name: CourseFact) -> Iterator[Fact]:
        """Yield a fact that is left out where the record says neither it nor that it is missing."""
        if entries:
            yield fact(label, name, entries)
        elif name != "outcomes" and name in (*course.not_seen, *course.not_reported):
            yield fact(label, name, [PlacedText(missing(name))])

    yield fact("Age", "age", _ages(course, missing("age")), "age")
    yield fact("Delivery", "delivery", _deliveries(course, missing("delivery")), "delivery")
    if course.pregnancy:
        yield fact("Pregnancy", "birth", [PlacedText(course.pregnancy)])
    yield from where_told("Birth", by_text((_birth_text(r), r) for r in course.birth), "birth")
    feeding = by_text((_feeding_text(r), r) for r in course.breast_feeding)
    yield from where_told("Breast-feeding", feeding, "breast_feeding")
    yield from where_told("Exposures", [_exposure(vocabulary, e) for e in course.exposures], "exposures")
    yield fact("Pain began", "onset", times_of(course.onset, missing("onset")), "onset")
    first_seen = times_of(course.first_visit, missing("first_visit"))
    yield fact("First visit", "first_visit", first_seen, "first-visit")
    at_diagnosis = [report for report in course.fractures if not report.new]
    yield fact("Fractures", "fractures", fracture_lists(at_diagnosis, missing("fractures")), "fractures")
    for label, entries in _treatments(site, course, missing).items():
        yield fact(label, "treatments", entries, "dose", "treatment-start", "treatment-end")
    if course.treatments and course.purpose:
        yield fact("Purpose", None, [PlacedText(course.purpose)])
    also_done = list(map(PlacedText, co_intervention_texts(vocabulary, course)))
    missing_measures = PlacedText(missing("co_interventions"))
    yield fact("Other measures", "co_interventions", also_done or [missing_measures])
    before = "Pain before treatment" if course.treatments else "Pain at presentation"
    yield from where_told(before, _pain(course, before=True), "outcomes")
    pain = _pain(course, before=False) or [PlacedText(missing("pain"))]
    yield fact("Pain afterwards", "pain", pain, "pain")
    yield fact("New fractures", "new_fractures", _new_fractures(course, missing), "recurrence")
    for kind, label in OUTCOMES.items():
        yield from where_told(label, _outcomes(course, kind), "outcomes")
    later = [PlacedText(_statement_text(said), via=_via(said)) for said in course.later_pregnancies]
    yield from where_told("Later pregnancies", later, "later_pregnancies")


def _with_publications(site: SiteData, entry: PlacedText) -> PlacedText:
    """Return an entry that names the publication in which it was read at second hand."""
    where = "; ".join(filter(None, (entry.where, second_hand(site.dataset, entry.via))))
    return replace(entry, where=where)


def purpose_text(course: Course) -> str:
    """Return 'treat' or 'prevent': what a bone drug was given to do with fractures; empty where unknown."""
    return {"treatment": "treat", "prevention": "prevent", None: ""}[course.purpose]


def co_intervention_texts(vocabulary: Vocabulary, course: Course) -> Iterator[str]:
    """Yield 'a corset and calcium carbonate 1,200 mg a day', then 'recommended: stopping breast-feeding'."""
    for advised, label in ((False, ""), (True, "recommended: ")):
        measures = [measure for measure in course.co_interventions if measure.advised is advised]
        if measures:
            texts = dict.fromkeys(_measure_text(vocabulary, measure) for measure in measures)
            yield f"{label}{join_words(list(texts))}"


def _measure_text(vocabulary: Vocabulary, measure: CoIntervention) -> str:
    substance = vocabulary.substances.get(measure.substance or "")
    if substance:
        dose = f" {dose_text(measure.dose, substance)}" if measure.dose else ""
        text = f"{substance.name}{dose}"
    elif measure.kind in _TOLD_IN_WORDS:
        text = lower_first(measure.what.rstrip("."))
    else:
        text = CO_INTERVENTIONS[measure.kind]
    return f"{text} for {measure.lasted}" if measure.lasted else text


def supplement_names(vocabulary: Vocabulary, course: Course) -> list[str]:
    """Return the names of the calcium and vitamin D that were given beside other things."""
    names = (
        vocabulary.substances[measure.substance].name if measure.substance else measure.kind
        for measure in course.co_interventions
        if supplement_class(vocabulary, measure)
    )
    return list(dict.fromkeys(names))


def drug_text(vocabulary: Vocabulary, treatment: Treatment) -> str:
    """Return 'teriparatide 20 µg a day', or the procedure; the name alone where no dose is known."""
    substance = vocabulary.substances.get(treatment.substance or "")
    name = substance.name if substance else treatment.procedure or ""
    return f"{name} {dose_text(treatment.dose, substance)}" if treatment.dose else name


def _ages(course: Course, missing: str) -> tuple[PlacedText, ...]:
    ages = ((status_text(r) if r.years is None else f"{r.years} years", r) for r in course.age)
    return by_text(ages, missing)


def _deliveries(course: Course, missing: str) -> tuple[PlacedText, ...]:
    return by_text(((delivery_text(r), r) for r in course.delivery), missing)


def delivery_text(report: OrderReport) -> str:
    """Return 'first (gravida 1, para 0)'."""
    order = ordinal(report.order) if report.order is not None else ""
    numbers = (("gravida", report.gravida), ("para", report.para))
    parity = ", ".join(f"{name} {amount}" for name, amount in numbers if amount is not None)
    return f"{order} ({parity})" if order and parity else order or parity or status_text(report)


def _birth_text(report: BirthReport) -> str:
    """Return 'caesarean, two children, after 36 weeks of pregnancy'."""
    parts = (
        report.mode or "",
        "stillbirth" if report.stillborn else "",
        count(report.children, "child", "children") if report.children is not None else "",
        f"after {report.gestation} of pregnancy" if report.gestation else "",
    )
    return ", ".join(filter(None, parts)) or status_text(report)


def _feeding_text(report: BreastFeedingReport) -> str:
    """Return 'yes, for 5 months, until 5 months after delivery'."""
    parts = (
        {True: "yes", False: "no", None: ""}[report.fed],
        f"for {report.lasted}" if report.lasted else "",
        f"until {time_text(report.until)}" if report.until else "",
    )
    return ", ".join(filter(None, parts)) or status_text(report)


def _exposure(vocabulary: Vocabulary, exposure: Exposure) -> PlacedText:
    """Return 'Enoxaparin in the pregnancy, begun at 12 weeks of gestation: 40 mg a day, for 8 months'."""
    substance = vocabulary.substances.get(exposure.substance or "")
    parts = (
        dose_text(exposure.dose, substance) if exposure.dose else "",
        f"for {exposure.lasted}" if exposure.lasted else "",
    )
    details = ", ".join(filter(None, parts))
    begun = f", begun {time_text(exposure.time)}" if exposure.time else ""
    what = f"{exposure.what.rstrip('.')}{begun}"
    return PlacedText(": ".join(filter(None, (what, details))), via=_via(exposure))


def _treatments(
    site: SiteData, course: Course, missing: Callable[[CourseFact], str]
) -> Mapping[str, list[PlacedText]]:
    """Return what was given, by the name of each treatment; one that was given again is with the first.

    Without any it says whether the source reports that none was given.
    """
    if said := course.no_bone_drug:
        none = PlacedText("No bone drug (the source says so)" if said.stated else "None listed by the source")
        return {"Bone drug": [none, PlacedText(said.what, locator_text(site.dataset, said))]}
    if not course.treatments:
        return {"Bone drug": [PlacedText(missing("treatments"))]}
    facts: dict[str, list[PlacedText]] = {}
    for treatment in course.treatments:
        label = treatment_name(site.dataset.vocabulary, treatment)
        facts.setdefault(label, []).extend(_treatment(site, course, treatment, missing))
    return facts


def _treatment(
    site: SiteData, course: Course, treatment: Treatment, missing: Callable[[CourseFact], str]
) -> Iterator[PlacedText]:
    """Yield what a treatment was, when it began and ended, how long it lasted and why it ended."""
    yield PlacedText(_treatment_text(site, treatment, missing("dose")), locator_text(site.dataset, treatment))
    if treatment.start or not treatment.follows:
        yield from _labelled("began", times_of(treatment.start, missing("treatments")))
    if treatment.follows and (earlier := course.treatment(treatment.follows)):
        yield PlacedText(f"followed {lower_first(treatment_name(site.dataset.vocabulary, earlier))}")
    if treatment.end:
        yield from _labelled("ended", times_of(treatment.end, missing("duration")))
    if treatment.duration or not (treatment.end or _is_single_dose(treatment)):
        yield PlacedText(f"lasted: {treatment.duration or missing('duration')}")
    if treatment.stopped_because:
        yield PlacedText(f"ended because: {lower_first(treatment.stopped_because.rstrip('.'))}")
    if treatment.note:
        yield PlacedText(treatment.note)


def _is_single_dose(treatment: Treatment) -> bool:
    return treatment.dose is not None and treatment.dose.schedule == "once"


def _labelled(label: str, entries: Iterable[PlacedText]) -> Iterator[PlacedText]:
    return (replace(entry, text=f"{label}: {entry.text}") for entry in entries)


def _treatment_text(site: SiteData, treatment: Treatment, missing: str) -> str:
    """Return 'menatetrenone (vitamin K2, MK-4): 45 mg (45,000 µg) a day, by mouth'."""
    substance = site.dataset.vocabulary.substances.get(treatment.substance or "")
    route = f", {treatment.route}" if treatment.route and treatment.route != "other" else ""
    if substance is None:
        return f"{treatment.procedure}{route}"
    synonyms = f" ({', '.join(substance.synonyms)})" if substance.synonyms else ""
    dose = dose_text(treatment.dose, substance) if treatment.dose else f"dose {missing}"
    return f"{substance.name}{synonyms}: {dose}{route}"


def _new_fractures(course: Course, missing: Callable[[CourseFact], str]) -> list[PlacedText]:
    """Return the fractures that came during follow-up, and what is said of new ones, or of none."""
    dated = (
        (f"{fracture_text(report)}{f', {time_text(report.time)}' if report.time else ''}", report)
        for report in course.fractures
        if report.new
    )
    reported = [*by_text(dated), *_outcomes(course, "fracture")]
    return reported or [PlacedText(missing("new_fractures"))]


def _pain(course: Course, *, before: bool) -> list[PlacedText]:
    """Return what is reported of pain before the first bone drug, or of pain after it."""
    return [
        PlacedText(_outcome_text(outcome), via=_via(outcome))
        for outcome in course.outcomes
        if outcome.kind == "pain" and is_before_treatment(course, outcome) is before
    ]


def _outcomes(course: Course, *kinds: str) -> list[PlacedText]:
    return [
        PlacedText(_outcome_text(outcome), via=_via(outcome))
        for outcome in course.outcomes
        if outcome.kind in kinds
    ]


def _outcome_text(outcome: Outcome) -> str:
    """Return 'Pain was strong: 10 (visual analogue scale, 0 to 10), 2 months after delivery'."""
    amount = ""
    if outcome.value is not None:
        unit = f" {outcome.unit}" if outcome.unit else ""
        scale = f" ({outcome.scale})" if outcome.scale else ""
        amount = f": {number(outcome.value)}{unit}{scale}"
    return f"{outcome.says.rstrip('.')}{amount}{f', {time_text(outcome.time)}' if outcome.time else ''}"


def _statement_text(said: Statement) -> str:
    return f"{said.what.rstrip('.')}{f', {time_text(said.time)}' if said.time else ''}"


def _via(located: Located) -> tuple[str, ...]:
    return (located.via,) if located.via else ()
