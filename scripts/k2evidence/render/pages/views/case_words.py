"""The sentences that say who a case is, what was given, and how far it can be trusted.

Vitamin K2 is named only where it was given; other drugs by their own names; a patient whose sex is not
known to be female is called the patient.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from k2evidence.derive.changes import Change
from k2evidence.derive.missing import Unsaid, unsaid
from k2evidence.derive.time_axis import to_months_after_delivery
from k2evidence.derive.timelines import treatment_name
from k2evidence.load.dataset import Dataset, Publication
from k2evidence.model.cases import Case, Course, FractureReport, Measurement, measurement_key
from k2evidence.model.text import (
    count,
    direction,
    dose_text,
    first_fitting,
    join_words,
    level_ranges,
    lower_first,
    number,
    ordinal,
    rounded,
    sentence,
    signed,
)
from k2evidence.model.vocabulary import AnalyteForm, Vocabulary
from k2evidence.render.pages.site_data import SiteData
from k2evidence.render.pages.views.facts import drug_text, purpose_text, supplement_names
from k2evidence.render.pages.views.measurements import (
    NOT_KNOWN_BEFORE,
    changes_since_first,
    printed_changes,
    since_first_text,
    visit_time,
)
from k2evidence.render.pages.views.outcome_line import density_outcomes, outcomes_beside_density
from k2evidence.render.pages.views.reports import bone_text, status_text, unsaid_text
from k2evidence.render.site_file import MOST_DESCRIBED

_SPINE = re.compile(r"vertebra|spin", re.IGNORECASE)
"""Words of a source that speak of the spine."""
NOT_WHOLE = {
    "abstract": "Only the abstract was read: what is missing here may be in the paper.",
    "excerpt": "Only an excerpt was read: what is missing here may be in the rest of the source.",
    "not read": "The source itself was not read: what is here is from other accounts of it.",
}
"""What a reader must know of a source that was not read whole, by what was read."""


class Pronouns(NamedTuple):
    """How a sentence speaks of a patient."""

    subject: str
    object: str
    possessive: str


def pronouns(case: Case) -> Pronouns:
    """Return 'she, her, her' for a woman, else 'the patient'."""
    if case.sex == "female":
        return Pronouns("she", "her", "her")
    return Pronouns("the patient", "the patient", "the")


def reading_text(paper: Publication) -> str:
    """Return what was not read of a source; empty where it was read whole."""
    if paper.reading.is_whole:
        return ""
    note = f" {sentence(paper.reading.note)}" if paper.reading.note else ""
    return f"{NOT_WHOLE[paper.reading.extent]}{note}"


def case_who(dataset: Dataset, case: Case) -> str:
    """Return 'a woman treated at 23 and again at 25', or 'a 33-year-old woman, pregnant again at 35'."""
    person = {"female": "woman", "male": "man", "not reported": "person"}[case.sex]
    first, *later = case.courses
    age = _age(first)
    paper = dataset.publications[case.paper]
    who = f"a {age}-year-old {person}" if age else f"a {person} ({_age_in_words(paper, first)})"
    if not later:
        return who
    again = "treated again" if all(course.treatments for course in later) else "pregnant again"
    ages = [known for course in later if (known := _age(course))]
    if not ages:
        return f"{who}, {again} later"
    if set(ages) == {age}:
        return f"{who}, {again} at the same age"
    if age and all(course.treatments for course in case.courses):
        return f"a {person} treated at {age} and again at {join_words(ages)}"
    return f"{who}, {again} at {join_words(ages)}"


def _age(course: Course) -> str:
    return next((str(report.years) for report in course.age if report.years is not None), "")


def _age_in_words(paper: Publication, course: Course) -> str:
    """Return 'called “middle-aged”', or how the age is missing."""
    words = next((report.printed for report in course.age if report.printed), None)
    return f"called “{words}”" if words else f"age {unsaid_text(paper, course, 'age')}"


def given_names(vocabulary: Vocabulary, courses: Sequence[Course]) -> list[str]:
    """Return the names of everything that was given in some courses: 'vitamin K2', 'teriparatide'."""
    treatments = [treatment for course in courses for treatment in course.treatments]
    return list(dict.fromkeys(lower_first(treatment_name(vocabulary, treatment)) for treatment in treatments))


def case_description(site: SiteData, case: Case, short_name: str) -> str:
    """Return who a case is, which fractures there were and what was given, as far as it fits."""
    dataset = site.dataset
    who = case_who(dataset, case)
    names = given_names(dataset.vocabulary, case.courses)
    label = f"{case.label} ({short_name})"
    if names == ["vitamin K2"] and all(course.treatments for course in case.courses):
        given = f"{label}: {who}, given vitamin K2"
        disease = " for pregnancy-associated osteoporosis"
        return first_fitting(
            (f"{given}{disease}.", f"{given}.", f"{label}, given vitamin K2."), MOST_DESCRIBED
        )
    fractures = next((text for course in case.courses if (text := fractures_text(course))), "")
    comma = "," if len(case.courses) > 1 else ""
    with_fractures = f"{comma} with {fractures}" if fractures else ""
    given = _given_in_all(dataset, case, names)
    return first_fitting(
        (f"{label}: {who}{with_fractures}; {given}.", f"{label}: {who}; {given}.", f"{label}: {who}."),
        MOST_DESCRIBED,
    )


def _given_in_all(dataset: Dataset, case: Case, names: Sequence[str]) -> str:
    if names:
        return f"given {join_words(list(names))}"
    said = [course.no_bone_drug for course in case.courses if course.no_bone_drug]
    if said:
        stated = all(one.stated for one in said)
        return "given no bone drug, as the source says" if stated else "the source lists no bone drug"
    missing = unsaid(dataset.publications[case.paper], case.courses[0], "treatments")
    return "no bone drug reported" if missing == "not reported" else "no bone drug named in the part read"


def certainty_reason(site: SiteData, case: Case) -> str:
    """Return why little can be inferred from one case, and what cannot be inferred."""
    advised = {measure.advised for course in case.courses for measure in course.co_interventions}
    measures = "other measures" if False in advised else "other measures recommended" if advised else ""
    also = f", and {measures} at the same time" if measures else ""
    names = given_names(site.dataset.vocabulary, case.courses)
    if len(names) > 1:
        what = f"The separate effects of {join_words(names)}"
    elif names:
        what = f"The effect of {names[0]}"
    elif any(course.no_bone_drug for course in case.courses):
        what = "Whether a bone drug would have made a difference"
    else:
        what = "Whether a bone drug made a difference"
    alone = f"One patient without a comparison group{also}."
    return f"{alone} {what} cannot be inferred from this case."


def course_lede(site: SiteData, case: Case, course: Course) -> str:
    """Return what was given why, which fractures there were, what followed, and what bone density did."""
    vocabulary = site.dataset.vocabulary
    missing = unsaid(site.dataset.publications[case.paper], course, "treatments")
    fractures = fractures_text(course)
    sentences = [_given_sentence(vocabulary, case, course, missing)]
    if fractures and not (course.treatments and course.purpose):
        sentences.append(sentence(f"{pronouns(case).subject} had {fractures}"))
    density = list(_density_sentences(site, case, course))
    return " ".join((*sentences, *map(sentence, _followed(site, case, course)), *density))


def _followed(site: SiteData, case: Case, course: Course) -> Iterator[str]:
    """Yield the outcomes beside bone density; where nothing at all followed, how that is missing."""
    said = list(outcomes_beside_density(site, case, course))
    yield from said
    if not (said or course.outcomes or density_outcomes(site, case, course)):
        is_read = unsaid(site.dataset.publications[case.paper], course, "outcomes") == "not reported"
        yield "The source reports no outcome" if is_read else "The part that was read reports no outcome"


def _given_sentence(vocabulary: Vocabulary, case: Case, course: Course, missing: Unsaid) -> str:
    """Return 'After her first delivery she was given teriparatide, 20 µg a day, to treat fractures of T7.'"""
    she = pronouns(case).subject
    when = _when_given(case, course)
    if course.treatments:
        return sentence(f"{when} {she} was {_given_text(vocabulary, course)}{_purpose(course)}")
    if course.no_bone_drug and course.no_bone_drug.stated:
        return sentence(f"{when} {she} was given no bone drug, as the source says")
    after = f" {lower_first(when)}" if when else ""
    if course.no_bone_drug:
        supplements = join_words(supplement_names(vocabulary, course))
        listed = f"{supplements} and no bone drug" if supplements else "no bone drug"
        return sentence(f"the source lists {listed}{after}")
    source = "source" if missing == "not reported" else "part that was read"
    return sentence(f"the {source} does not say whether {she} was given a bone drug{after}")


def _when_given(case: Case, course: Course) -> str:
    """Return 'After her first delivery'; empty where it is not known which delivery it was."""
    order = next((report.order for report in course.delivery if report.order), None)
    if order is None:
        return ""
    starts = [report.time for t in course.treatments for report in t.start if report.time]
    months = [way.value for time in starts for way in to_months_after_delivery(course, time)]
    when = "Around" if months and min(months) < 0 else "After"
    return f"{when} {pronouns(case).possessive} {ordinal(order)} delivery"


def _given_text(vocabulary: Vocabulary, course: Course) -> str:
    """Return 'given menatetrenone, 45 mg (45,000 µg) a day', or all that was given, with the doses."""
    verb = "treated with" if any(treatment.procedure for treatment in course.treatments) else "given"
    if len(course.treatments) > 1:
        all_given = dict.fromkeys(drug_text(vocabulary, treatment) for treatment in course.treatments)
        return f"{verb} {join_words(list(all_given))}"
    treatment = course.treatments[0]
    substance = vocabulary.substances.get(treatment.substance or "")
    name = substance.name if substance else treatment.procedure or ""
    return f"{verb} {name}{f', {dose_text(treatment.dose, substance)}' if treatment.dose else ''}"


def _purpose(course: Course) -> str:
    if course.purpose == "treatment":
        return f", to treat {fractures_text(course) or 'fractures'}"
    return f", to {purpose_text(course)} fractures" if course.purpose else ""


def fractures_text(course: Course) -> str:
    """Return 'fractures of T7, T11 to L1 and the sacrum', 'six fractures' or 'fractures (“several”)'.

    It is what led to the diagnosis, by every place that reports it; empty where nothing is known. A number of
    vertebrae is left out where as many are listed, and words for them where vertebrae are listed or counted.
    """
    reports = [report for report in course.fractures if not report.new]
    levels = [level for level in course.levels if any(level in report.levels for report in reports)]
    counted = [report.number for report in reports if report.number is not None and not report.bone]
    words = list(dict.fromkeys(text for report in reports if (text := _unlisted(report))))
    bones = _bones(reports)
    texts = [f"{count(r.number, 'fracture')} of the {bone_text(r)}" for r in reports if r.bone and r.number]
    if max(counted, default=0) > len(levels):
        known = f", of them {join_words(level_ranges(levels))}," if levels else ""
        texts.insert(0, f"{_either(counted)}{known}")
        levels = []
    elif bones and not levels:
        texts = [*(text for text in words if _SPINE.search(text)), *texts]
    if named := [*level_ranges(levels), *bones]:
        is_one = len(levels) + len(bones) == 1 and not named[0].endswith("ribs")
        texts.append(f"{'a fracture' if is_one else 'fractures'} of {join_words(named)}")
    return join_words(list(dict.fromkeys(texts))).rstrip(",") or next(iter(words), "")


def _either(amounts: Sequence[int]) -> str:
    """Return 'one fracture', or 'four or six fractures' where two places count differently."""
    different = sorted(set(amounts))
    *others, most = different
    return " or ".join([*map(count, others), count(most, "fracture")])


def _bones(reports: Sequence[FractureReport]) -> list[str]:
    """Return each bone that is named without a number: 'the sacrum', and 'four ribs' for four of them."""
    texts = dict.fromkeys(bone_text(report) for report in reports if report.bone and report.number is None)
    ribs = [text for text in texts if text.endswith(" rib")]
    if len(ribs) < 2:
        return [f"the {text}" for text in texts]
    return [*(f"the {text}" for text in texts if text not in ribs), count(len(ribs), "rib")]


def _unlisted(report: FractureReport) -> str:
    """Return how a report reads that lists no fracture; empty where it says nothing."""
    if report.status == "none":
        return "no fracture"
    if report.status != "qualitative" or not (report.printed or report.in_our_words):
        return ""
    return f"fractures ({status_text(report)})"


def _density_sentences(site: SiteData, case: Case, course: Course) -> Iterator[str]:
    """Yield what each bone density did, every printed version of it, and what has no second value."""
    vocabulary = site.dataset.vocabulary
    changed: list[str] = []
    disagreed: list[str] = []
    printed: list[str] = []
    others: dict[str, list[str]] = {}
    for measurement in course.measurements:
        if vocabulary.analytes[measurement.analyte].group != "bone density":
            continue
        form = vocabulary.form(measurement.analyte, measurement.specimen)
        name = lower_first(form.name)
        derived = [f"{name} {did}" for did in _density_changes(site, case, course, measurement, form)]
        derived += [f"{name} {did}" for did in _since_first(site, case, course, measurement, form)]
        by_source = list(_changes_by_source(measurement))
        if disagreement := _disagreement(site.changes.of_last_visit(case, course, measurement)):
            disagreed.append(f"for {name}, {disagreement}")
        elif derived:
            changed.extend(derived)
        elif by_source:
            printed.append(
                f"{name}{'' if printed else ' changed'} by {', then '.join(dict.fromkeys(by_source))}"
            )
        else:
            others.setdefault(_why_no_change(site, case, measurement), []).append(name)
    if changed:
        yield sentence(join_words(changed))
    yield from map(sentence, disagreed)
    if printed:
        yield sentence(f"{join_words(printed)}, as the source prints it")
    for why, names in others.items():
        yield sentence(f"{join_words(names)}: {why}")


def _changes_by_source(measurement: Measurement) -> Iterator[str]:
    """Yield the changes that a source prints, each with its time: '+14 % (12 months after delivery)'."""
    for visit, report in measurement.reports():
        when = visit_time(visit, "")
        dated = any(other.time or other.time_words for other in visit.reports)
        yield from (f"{text} ({when})" if dated else text for text in printed_changes(report))


def _why_no_change(site: SiteData, case: Case, measurement: Measurement) -> str:
    """Return why no change of a density is in a lede."""
    numbers = sum(any(report.has_number for report in visit.reports) for visit in measurement.visits)
    if numbers > 1:
        return "no change can be derived"
    if not numbers and any(report.qualifier or report.printed for _, report in measurement.reports()):
        return "reported in words only"
    is_whole = site.dataset.publications[case.paper].reading.is_whole
    return f"no {'second ' if numbers else ''}value{'' if is_whole else ' in the part that was read'}"


def _density_changes(
    site: SiteData, case: Case, course: Course, measurement: Measurement, form: AnalyteForm
) -> Iterator[str]:
    """Yield 'rose from 0.714 to 0.749 g/cm2 (+4.9 %)' for each change, or all later visits in turn."""
    key = measurement_key(case, course, measurement)
    chosen = [change for change in site.changes.by_measurement.get(key, ()) if change.chosen]
    later = list(dict.fromkeys(change.visits for change in chosen))
    if 1 < len(later) == len(chosen):
        steps = [f"{number(c.after.value)} ({_percent(c)})" for c in chosen]
        yield f"went from {number(chosen[0].before.value)} {form.unit} to {', then '.join(steps)}"
        return
    last_changes = site.changes.of_last_visit(case, course, measurement)
    for change in last_changes:
        verb = direction(Decimal(0), change.absolute.value)
        basis = f", by the {change.basis}" if len(last_changes) > 1 else ""
        last = f" at the last of {count(len(later))} later scans" if len(later) > 1 else ""
        yield (
            f"{verb} from {number(change.before.value)} to {number(change.after.value)} "
            f"{form.unit}{last} ({_percent(change)}{basis})"
        )


def _since_first(
    site: SiteData, case: Case, course: Course, measurement: Measurement, form: AnalyteForm
) -> Iterator[str]:
    """Yield 'rose from 0.503 to 0.850 g/cm2 (+69.0 % since the first scan; …)' for the last such scan."""
    for change in changes_since_first(site, case, course, measurement)[-1:]:
        verb = direction(change.before, change.after)
        ends = f"from {number(change.before)} to {number(change.after)} {form.unit}"
        yield f"{verb} {ends} ({since_first_text(site, measurement, change)}; {NOT_KNOWN_BEFORE})"


def _disagreement(changes: Sequence[Change]) -> str:
    """Return "text and table disagree: +5.6 % or −1.9 %" for a rise and a fall; else nothing."""
    if len({change.absolute.value > 0 for change in changes}) < 2:
        return ""
    places = join_words([change.basis for change in changes])
    return f"{places} disagree: {join_words([_percent(change) for change in changes], 'or')}"


def _percent(change: Change) -> str:
    return f"{signed(rounded(change.percent.value))} %"
