"""Views that several pages share: what a value, a time or a course looks like to a reader."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from k2evidence.audit.finding import KINDS, AffectedValue, Finding, Rule
from k2evidence.derive.certainty import Ratings
from k2evidence.derive.changes import Change, Changes, Verdict
from k2evidence.derive.phrases import Phrases
from k2evidence.derive.recovery import Recovery
from k2evidence.derive.timelines import Timelines
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.model.base import Phase, Specimen
from k2evidence.model.cases import (
    Case,
    Course,
    FractureReport,
    Measurement,
    PlacedReport,
    Report,
    ReportKey,
    TimeReport,
    keyed_reports,
)
from k2evidence.model.judgements import CERTAINTIES, Certainty
from k2evidence.model.papers import Paper
from k2evidence.model.text import dose_text, join_words, number, ordinal, rounded, sentence, signed
from k2evidence.model.vocabulary import Analyte, AnalyteForm
from k2evidence.render.charts.picture import Picture
from k2evidence.render.site_file import url_path

MISSING = {"not-available": "not available", "dash": "not applicable", "": "not reported"}
"""How each state of a missing value reads; the empty key is what no place mentions."""

QUALIFIERS = {
    "high": "called high",
    "low": "called low",
    "normal": "called normal",
    "improved": "called improved",
    "suppressed": "called suppressed",
    "no-change": "called unchanged",
    "mild-decline": "called mildly low",
    "osteoporosis": "called osteoporosis",
}
"""How each word that a source uses for a value reads on a page."""

CO_INTERVENTIONS = {
    "weaning": "stopping breast-feeding",
    "corset": "a corset",
    "calcium": "calcium",
    "analgesic": "painkillers",
    "other": "something else",
}
"""How each kind of co-intervention reads in a sentence."""

VERDICTS: Mapping[Verdict, str] = {
    "exceeds": "exceeds error",
    "within-error": "within error",
    "cannot-judge": "cannot be judged",
}
"""How each verdict reads on a page."""

SIGNS = {"contradiction": "≠", "imprecision": "≈", "plausibility": "?", "gap": "–"}
"""The sign of each kind of finding."""

FormKey = tuple[str, Specimen | None]


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference range as a page shows it."""

    low: Decimal
    high: Decimal
    text: str
    source: str
    url: str = ""


@dataclass(frozen=True)
class SiteData:
    """What every page may draw on."""

    dataset: Dataset
    changes: Changes
    timelines: Timelines
    recovery: Recovery
    ratings: Ratings
    phrases: Phrases
    findings: tuple[Finding, ...]
    rules: tuple[Rule, ...]
    pictures: Mapping[str, Picture]
    """The site-wide charts by their ids."""
    context: BuildContext

    @cached_property
    def printed_ranges(self) -> Mapping[tuple[str, FormKey], Reference]:
        """The reference ranges that papers print themselves; the first place counts."""
        ranges: dict[tuple[str, FormKey], Reference] = {}
        for case, course in self.dataset.courses():
            for measurement in course.measurements:
                for _, report in measurement.reports():
                    if report.range:
                        key = case.paper, (measurement.analyte, measurement.specimen)
                        ranges.setdefault(key, _printed(report))
        return ranges

    @cached_property
    def findings_by_value(self) -> Mapping[AffectedValue, tuple[Finding, ...]]:
        """The findings that touch each report or fact."""
        findings_by_value: dict[AffectedValue, list[Finding]] = {}
        for finding in self.findings:
            for touch in finding.affects:
                findings_by_value.setdefault(touch, []).append(finding)
        return {touch: tuple(found) for touch, found in findings_by_value.items()}

    @cached_property
    def findings_of(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings that concern each case."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            for case in finding.case_ids:
                found.setdefault(case, []).append(finding)
        return {case: tuple(own) for case, own in found.items()}

    @cached_property
    def findings_on(self) -> Mapping[str, tuple[Finding, ...]]:
        """The findings on each paper."""
        found: dict[str, list[Finding]] = {}
        for finding in self.findings:
            found.setdefault(finding.paper_id, []).append(finding)
        return {paper: tuple(own) for paper, own in found.items()}

    @cached_property
    def drawn(self) -> frozenset[str]:
        """The records that the recovery picture draws."""
        return frozenset(point.record_id for point in self.recovery.points)

    @cached_property
    def main_papers(self) -> tuple[Paper, ...]:
        """The papers of the first batch, which pages about all papers name; others stand with their cases."""
        return self.dataset.page_groups[0].papers

    @cached_property
    def page_group_of(self) -> Mapping[str, int]:
        """The number of the batch that each paper stands in, from 1."""
        return {
            paper.id: number
            for number, group in enumerate(self.dataset.page_groups, 1)
            for paper in group.papers
        }

    @cached_property
    def lowest_certainty(self) -> Certainty:
        """The lowest level of the summary of findings: that of the answer as a whole."""
        levels = {rating.level for rating in self.ratings.values()}
        return next((level for level in CERTAINTIES if level in levels), CERTAINTIES[0])

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each rule."""
        return {rule.id: rule.title for rule in self.rules}


PagedList = Literal["cases", "compare", "audit"]
"""The lists that go on over pages, a batch of papers on each."""


def paged(kind: PagedList, number: int) -> str:
    """Return the place among the sources of a page that shows one batch of papers."""
    first = {"cases": "cases/index.md", "compare": "compare.md", "audit": "audit.md"}
    return first[kind] if number == 1 else f"{kind}/page/{number}.md"


def pager(site: SiteData, kind: PagedList, number: int) -> dict[str, Any] | None:
    """Return the way to the other batches; None where there is one batch."""
    last = len(site.dataset.page_groups)
    if last == 1:
        return None
    steps = {"First": 1, "Previous": number - 1, "Next": number + 1, "Last": last}
    return {
        "number": number,
        "last": last,
        "papers": [short_name(paper) for paper in site.dataset.page_groups[number - 1].papers],
        "steps": [
            {"name": name, "address": url_path(paged(kind, to))}
            for name, to in steps.items()
            if 1 <= to <= last and to != number
        ],
    }


def finding_marks(site: SiteData, affects: Iterable[AffectedValue]) -> dict[str, Any] | None:
    """Return the mark that stands beside a value: what does not fit, most severe first."""
    found = dict.fromkeys(finding for touch in affects for finding in site.findings_by_value.get(touch, ()))
    ranked = sorted(found, key=lambda finding: KINDS.index(finding.kind))
    if not ranked:
        return None
    worst = ranked[0].kind
    others = f" and {len(ranked) - 1} more" if len(ranked) > 1 else ""
    return {
        "kind": worst,
        "sign": SIGNS[worst],
        "label": f"{worst}{others}",
        "links": [
            {"id": finding.finding_id, "kind": finding.kind, "title": site.titles[finding.rule]}
            for finding in ranked
        ],
    }


def finding_view(site: SiteData, finding: Finding) -> dict[str, Any]:
    """Return a finding as a page explains it, with the answers that were given to it."""
    paper = site.dataset.papers[finding.paper_id]
    return {
        "finding": finding,
        "title": site.titles[finding.rule],
        "sign": SIGNS[finding.kind],
        "cases": [
            {"id": case, "label": site.dataset.case_label(site.dataset.cases[case])}
            for case in finding.case_ids
        ],
        "answers": [answer for answer in paper.answers if answer.finding == finding.finding_id],
    }


def _printed(report: Report) -> Reference:
    return _reference(report.range, f"printed in {report.locator}")


def _reference(range_: Any, source: str, url: str = "") -> Reference:
    return Reference(range_.low, range_.high, f"{range_.low}–{range_.high}", source, url)


def reference_for(site: SiteData, case: Case, measurement: Measurement) -> Reference | None:
    """Return the range to show: the paper's own, else the preferred one of a laboratory."""
    for _, report in measurement.reports():
        if report.range:
            return _printed(report)
    form = measurement.analyte, measurement.specimen
    if printed := site.printed_ranges.get((case.paper, form)):
        return printed
    for reference in site.dataset.vocabulary.reference_ranges:
        if (reference.analyte, reference.specimen) == form:
            source = f"not in the paper; {reference.source.title}: {reference.group}"
            return _reference(reference.range, source, reference.source.url or "")
    return None


def form_of(site: SiteData, measurement: Measurement) -> tuple[Analyte, AnalyteForm]:
    """Return what was measured, and its form in the specimen at hand."""
    vocabulary = site.dataset.vocabulary
    return (
        vocabulary.analytes[measurement.analyte],
        vocabulary.form(measurement.analyte, measurement.specimen),
    )


def places_of(reports: Iterable[PlacedReport]) -> str:
    """Return 'text and table' for reports from those places."""
    return join_words(list(dict.fromkeys(report.reported_in for report in reports)))


def status_text(report: PlacedReport) -> str:
    """Return how the state of a missing value reads."""
    return MISSING[report.status] if report.status in MISSING else MISSING[""]


def times_of(reports: Sequence[TimeReport]) -> list[dict[str, str]]:
    """Return each different time that is told, with the places that tell it so."""
    by_time: dict[str, list[PlacedReport]] = {}
    for report in reports:
        by_time.setdefault(str(report.time) if report.time else status_text(report), []).append(report)
    return [{"text": time, "where": places_of(same)} for time, same in by_time.items()] or [
        {"text": MISSING[""], "where": ""}
    ]


def fracture_lists(reports: Sequence[FractureReport]) -> list[dict[str, str]]:
    """Return each different list of vertebrae, with the places that give it."""
    by_levels: dict[str, list[PlacedReport]] = {}
    for report in reports:
        by_levels.setdefault(", ".join(report.levels) or status_text(report), []).append(report)
    return [{"text": levels, "where": places_of(same)} for levels, same in by_levels.items()] or [
        {"text": MISSING[""], "where": ""}
    ]


def co_intervention_text(site: SiteData, course: Course) -> str:
    """Return 'stopping breast-feeding, a corset and calcium carbonate 1,200 mg a day'."""
    said = []
    for measure in course.co_interventions:
        substance = site.dataset.vocabulary.substances.get(measure.substance or "")
        if substance and measure.dose:
            said.append(f"{substance.name} {dose_text(measure.dose, substance)}")
        else:
            said.append(CO_INTERVENTIONS[measure.kind])
    return join_words(said) or MISSING[""]


def percents(changes: Sequence[Change]) -> str:
    """Return each chosen percent change, e.g. '+5.6 % or −1.9 %'; empty where there is none."""
    chosen = [change for change in changes if change.chosen]
    return " or ".join(f"{signed(rounded(change.percent.value))} %" for change in chosen)


def change_sentence(site: SiteData, case: Case, course: Course) -> str:
    """Say what bone density did, every printed version of it, and what has no second value."""
    said, absent = [], []
    for measurement in course.measurements:
        analyte, form = form_of(site, measurement)
        if analyte.group != "bone density":
            continue
        name = form.name[0].lower() + form.name[1:]
        changes = [
            change
            for change in site.changes.of(case.id, course.id, measurement.analyte, measurement.specimen)
            if change.chosen
        ]
        if not changes:
            absent.append(name)
        for change in changes:
            verb = "rose" if change.absolute.value > 0 else "fell"
            verb = verb if change.absolute.value else "stayed"
            said.append(
                f"{name} {verb} from {change.before.value} to {change.after.value} {form.unit} "
                f"({signed(rounded(change.percent.value))} %"
                + (f", by the {change.basis})" if len(changes) > 1 else ")")
            )
    parts = [sentence(join_words(said))] if said else []
    if absent:
        parts.append(sentence(f"{join_words(absent)}: no second value"))
    return " ".join(parts)


def measurement_row(site: SiteData, case: Case, course: Course, measurement: Measurement) -> dict[str, Any]:
    """Return one measurement of one course: both ends, change, reference range."""
    analyte, form = form_of(site, measurement)
    changes = site.changes.of(case.id, course.id, measurement.analyte, measurement.specimen)
    reference = reference_for(site, case, measurement)
    return {
        "name": form.name,
        "unit": form.unit or "",
        "pairs": [_pair(measurement, change) for change in changes if change.chosen],
        "before": _cells(site, case, course, measurement, "before"),
        "after": _cells(site, case, course, measurement, "after"),
        "changes": [
            {
                "absolute": signed(change.absolute.value),
                "percent": signed(rounded(change.percent.value)),
                "basis": change.basis,
                "verdict": _verdict_text(change),
            }
            for change in changes
            if change.chosen
        ],
        "others": [
            {
                "percent": signed(rounded(change.percent.value)),
                "basis": change.basis,
                "before": number(change.before.value),
                "after": number(change.after.value),
            }
            for change in changes
            if not change.chosen
        ],
        "marks": finding_marks(site, [key for key, _ in keyed_reports(case, course, measurement)]),
        "reference": reference,
        "has_t_scores": analyte.group == "bone density",
    }


def _verdict_text(change: Change) -> str:
    """Say how a change stands against what is error, under every threshold that is known."""
    judged = change.judgements
    sized = [judgement for judgement in judged if judgement.threshold.value is not None]
    if not sized:
        return "no threshold known"
    amounts = Counter(judgement.verdict for judgement in sized)
    parts = [f"{words} under {amounts[verdict]}" for verdict, words in VERDICTS.items() if amounts[verdict]]
    of = f" of {len(sized)} thresholds" if len(parts) == 1 else f"; {len(sized)} thresholds"
    scanner = "; scanner unknown" if len(sized) < len(judged) else ""
    return f"{', '.join(parts)}{of}{scanner}"


def _pair(measurement: Measurement, change: Change) -> dict[str, str]:
    """Return a change in one line, with when its two values were measured."""
    ends: tuple[tuple[Phase, Report], ...] = (("before", change.before), ("after", change.after))
    when = [
        str(report.time or _other_time(measurement, phase) or "time not reported") for phase, report in ends
    ]
    return {
        "before": number(change.before.value),
        "after": number(change.after.value),
        "percent": signed(rounded(change.percent.value)),
        "when": " → ".join(when),
        "basis": change.basis,
        "verdict": _verdict_text(change),
    }


def _cells(
    site: SiteData, case: Case, course: Course, measurement: Measurement, phase: Phase
) -> list[dict[str, Any]]:
    """Return the reports to show for one end: those used, else why there is none."""
    used: list[tuple[ReportKey, Report]] = []
    other: list[Report] = []
    keys: list[ReportKey] = []
    for key, report in keyed_reports(case, course, measurement, (phase,)):
        keys.append(key)
        if key in site.changes.chosen:
            used.append((key, report))
        else:
            other.append(report)
    if not used:
        words = [report for report in other if report.status != "reported"] or other
        qualifier = next((report.qualifier for report in words if report.qualifier), None)
        states = [status_text(report) for report in words if report.status in MISSING]
        return [
            {
                "text": QUALIFIERS[qualifier] if qualifier else (states or [MISSING[""]])[0],
                "missing": True,
                "t_score": None,
                "when": "",
                "where": places_of(words),
                "marks": finding_marks(site, keys),
            }
        ]
    hidden = [key for key in keys if key not in {used_key for used_key, _ in used}]
    return [
        {
            "text": number(report.value),
            "missing": False,
            "t_score": report.t_score,
            "when": str(report.time or _other_time(measurement, phase) or "time not reported"),
            "where": report.reported_in,
            "marks": finding_marks(site, (key, *(hidden if position == 0 else ()))),
        }
        for position, (key, report) in enumerate(used)
    ]


def _other_time(measurement: Measurement, phase: Phase) -> str:
    """Return the time that another place tells for the same value, saying so."""
    times = [r for r in measurement.at(phase) if r.time]
    return f"{times[0].time} (by the {times[0].reported_in})" if times else ""


def anchor_prefix(site: SiteData, paper_id: str) -> str:
    """Return what sets the anchors of a paper apart from those of the first paper; its own have none."""
    return "" if paper_id == site.main_papers[0].id else f"{paper_id}-"


def short_name(paper: Paper) -> str:
    """Return 'Tsuchie et al. 2012'."""
    others = " et al." if len(paper.authors) > 2 else ""
    named = paper.authors[:1] if others else paper.authors
    return f"{' and '.join(author.family for author in named)}{others} {paper.year}"


def paper_view(paper: Paper) -> dict[str, Any]:
    """Return a paper as it is cited: authors, short name and link."""
    names = [f"{author.family} {_initials(author.given)}" for author in paper.authors]
    return {
        "paper": paper,
        "short": short_name(paper),
        "authors": ", ".join(names),
        "link": f"https://doi.org/{paper.doi}",
    }


def _initials(given: str) -> str:
    return "".join(part[0] for part in re.split(r"[\s-]+", given) if part)


def facts_of(site: SiteData, case: Case, course: Course) -> list[dict[str, Any]]:
    """Return the facts of a course at a glance, the same ones for every course."""
    given = course.treatment
    substance = site.dataset.vocabulary.substances[given.substance]
    called = substance.name
    if substance.synonyms:
        called += f" ({', '.join(substance.synonyms)})"

    def fact(label: str, items: list[dict[str, str]], name: str = "") -> dict[str, Any]:
        marks = finding_marks(site, [(case.id, course.id, name)]) if name else None
        return {"label": label, "entries": items, "marks": marks}

    def plain(text: str, where: str = "") -> list[dict[str, str]]:
        return [{"text": text, "where": where}]

    def outcome(kind: str) -> list[dict[str, str]]:
        return [
            {
                "text": f"{said.what.rstrip('.')}{f', {said.time}' if said.time else ''}",
                "where": "",
            }
            for said in course.outcomes
            if said.kind == kind
        ] or plain(MISSING[""])

    return [
        fact("Age", plain(f"{course.age[0].years} years", places_of(course.age)), "age"),
        fact("Delivery", plain(ordinal(course.delivery[0].order), places_of(course.delivery))),
        fact("Pain began", times_of(course.onset), "onset"),
        fact("First seen by the authors", times_of(course.first_visit), "first-visit"),
        fact("Fractured vertebrae", fracture_lists(course.fractures), "fractures"),
        fact("Vitamin K2", plain(f"{called}: {dose_text(given.dose, substance)}")),
        fact("Given to", plain("treat" if course.purpose == "treatment" else "prevent")),
        fact("Vitamin K2 began", times_of(course.treatment_start), "treatment-start"),
        fact("Vitamin K2 lasted", plain(given.duration), "treatment-end"),
        fact("Also done", plain(co_intervention_text(site, course))),
        fact("Back pain afterwards", outcome("pain"), "pain"),
        fact("Recurrence", outcome("recurrence"), "recurrence"),
    ]
