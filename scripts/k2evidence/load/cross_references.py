"""Records against each other: every id that one names exists, and none is given twice."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel

from k2evidence.load.dataset import Dataset
from k2evidence.load.reader import nearest
from k2evidence.load.yaml_source import Loc
from k2evidence.model.base import PHASES, Record, Specimen
from k2evidence.model.cases import Case, Course, Measurement
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.judgements import Background, Claims, Evidence, OutcomeSummary
from k2evidence.model.papers import Appraisal, Paper
from k2evidence.model.placeholders import CASE_PHRASES, course_phrases, placeholders, study_phrases
from k2evidence.model.releases import Addresses, Amendment
from k2evidence.model.scalars.refusals import shown
from k2evidence.model.searches import Search
from k2evidence.model.studies import RESERVED, Study, StudyOutcome
from k2evidence.model.vocabulary import Analytes, ReferenceRanges, Thresholds, Units

Issue = tuple[Loc, ErrorCode, str, str]
"""Where in a document, a stable code, what is wrong, what to do."""
Issues = Iterator[Issue]


@dataclass(frozen=True)
class References:
    """Checks that every id a record names exists, and that none is given twice."""

    dataset: Dataset
    unread: frozenset[str]
    """Stems of files that have a problem of their own; a reference to one is not a second."""

    def of(self, record: Record) -> Issues:
        """Yield everything that a record names and does not exist, or names twice."""
        checks: dict[type[Record], Callable[[Any], Issues]] = {
            Paper: self._paper,
            Case: self._case,
            Appraisal: self._appraisal,
            Study: self._study,
            Background: self._background,
            OutcomeSummary: self._summary,
            Claims: self._claims,
            Addresses: self._addresses,
            Amendment: self._amendment,
            Search: lambda _: iter(()),  # it names no other record
        }
        yield from checks.get(type(record), self._vocabulary_list)(record)

    def links(self, record: Record) -> Issues:
        """Yield links of a record to hosts that did not issue what they show."""
        yield from self._links([], record)

    def _paper(self, paper: Paper) -> Issues:
        """Yield what a paper names and does not exist."""
        yield from self._address("papers", paper.id)
        for i, analyte in enumerate(paper.outcomes_promised):
            yield from self._known(
                ["outcomes_promised", i], "analyte", analyte, self.dataset.vocabulary.analytes
            )
        for i, figure in enumerate(paper.figures):
            yield from self._known(["figures", i, "case"], "case", figure.case, self.dataset.cases)

    def _appraisal(self, appraisal: Appraisal) -> Issues:
        """Yield tools and items that do not exist, and items without an answer."""
        tools = self.dataset.vocabulary.tools
        yield from self._known(["id"], "paper", appraisal.id, self.dataset.papers)
        for i, answers in enumerate(appraisal.answers):
            yield from self._known(["answers", i, "tool"], "tool", answers.tool, tools)
            if answers.tool in tools:
                asked = [item.item for item in tools[answers.tool].items]
                given = [item.item for item in answers.items]
                if sorted(given) != asked:
                    yield (
                        ["answers", i, "items"],
                        ErrorCode.ITEMS_UNANSWERED,
                        f"items {given} are answered; the tool asks {asked}",
                        "answer each item of the tool once",
                    )

    def _case(self, case: Case) -> Issues:
        """Yield what a case names and does not exist."""
        yield from self._address("cases", case.id)
        yield from self._known(["paper"], "paper", case.paper, self.dataset.papers)
        yield from unique(["courses"], [course.id for course in case.courses])
        courses = {course.id: course for course in case.courses}
        earlier_than = {
            course.id: {told.course for told in course.earlier if told.course in courses}
            for course in case.courses
        }
        for i, course in enumerate(case.courses):
            yield from self._course(["courses", i], course)
            for j, told in enumerate(course.earlier):
                if course.id in _reached(earlier_than, told.course):
                    yield circular(
                        ["courses", i, "earlier", j, "course"], f"{told.course} is told from {course.id}"
                    )
            for j, earlier in enumerate(course.earlier):
                yield from self._known(
                    ["courses", i, "earlier", j, "course"], "course", earlier.course, courses
                )

    def _course(self, at: list[str | int], course: Course) -> Issues:
        vocabulary = self.dataset.vocabulary
        given = course.treatment
        yield from self._known(
            [*at, "treatment", "substance"], "substance", given.substance, vocabulary.substances
        )
        yield from self._unit([*at, "treatment", "dose"], given.dose.unit)
        for i, measure in enumerate(course.co_interventions):
            here = [*at, "co_interventions", i]
            if measure.substance:
                yield from self._known(
                    [*here, "substance"], "substance", measure.substance, vocabulary.substances
                )
            if measure.dose:
                yield from self._unit([*here, "dose"], measure.dose.unit)
        for i, measurement in enumerate(course.measurements):
            here = [*at, "measurements", i]
            yield from self._form(here, measurement.analyte, measurement.specimen)
            yield from self._reports(here, measurement)
        yield from unique(
            [*at, "measurements"],
            [" in ".join(filter(None, (m.analyte, m.specimen))) for m in course.measurements],
        )
        for i, finding in enumerate(course.findings):
            if finding.feature:
                here = [*at, "findings", i, "feature"]
                yield from self._known(here, "feature", finding.feature, vocabulary.features)
        for name, origin in _CLOCKS.items():
            for i, told in enumerate(getattr(course, name)):
                if told.time and told.time.origin == origin:
                    yield circular([*at, name, i, "time"], f"{origin} is told from {origin}")
        phrases = course_phrases(course, vocabulary)
        for i, paragraph in enumerate(course.story):
            for name in placeholders(paragraph):
                yield from self._known([*at, "story", i], "name in braces", name, phrases)

    def _reports(self, at: list[str | int], measurement: Measurement) -> Issues:
        try:
            form = self.dataset.vocabulary.form(measurement.analyte, measurement.specimen)
        except KeyError:
            return  # reported as an unknown analyte or specimen
        for phase in PHASES:
            for j, report in enumerate(measurement.at(phase)):
                if report.unit_printed:
                    yield from self._unit([*at, phase, j, "unit_printed"], report.unit_printed)
                if report.value is not None and form.unit is None:
                    yield (
                        [*at, phase, j, "value"],
                        ErrorCode.SPECIMEN_NEEDED,
                        "a value stands here, but no specimen is named",
                        "say in `specimen` whether it was measured in serum or in urine",
                    )

    def _vocabulary_list(self, record: Record) -> Issues:
        """Yield what a list of the vocabulary names and does not exist, or names twice."""
        vocabulary = self.dataset.vocabulary
        for name in type(record).model_fields:
            yield from unique([name], [item.id for item in getattr(record, name)])
        if isinstance(record, Units):
            spellings = [s for unit in record.units for s in (unit.id, *unit.printed_as)]
            yield from unique(["units"], spellings)
        if isinstance(record, Analytes):
            for i, analyte in enumerate(record.analytes):
                if analyte.site:
                    yield from self._known(["analytes", i, "site"], "site", analyte.site, vocabulary.sites)
                for j, form in enumerate(analyte.forms):
                    here: list[str | int] = ["analytes", i, "forms", j]
                    if form.unit:
                        yield from self._known([*here, "unit"], "unit", form.unit, vocabulary.units)
                    for k, other in enumerate(form.reads_printed):
                        yield from self._unit([*here, "reads_printed", k, "printed"], other.printed)
        if isinstance(record, Thresholds):
            for i, threshold in enumerate(record.thresholds):
                for j, name in enumerate(threshold.analytes):
                    yield from self._known(
                        ["thresholds", i, "analytes", j], "analyte", name, vocabulary.analytes
                    )
        if isinstance(record, ReferenceRanges):
            for i, reference in enumerate(record.reference_ranges):
                here = ["reference_ranges", i]
                yield from self._form(here, reference.analyte, reference.specimen)
                yield from self._unit([*here, "unit"], reference.unit)

    def _study(self, study: Study) -> Issues:
        """Yield arms, studies and units that do not exist, and names given twice."""
        arms = {arm.name: arm for arm in study.arms}
        yield from unique(["arms"], [arm.name for arm in study.arms])
        names: dict[str, Loc] = {}
        for loc, name in _item_names(study):
            if name in names:
                yield (
                    loc,
                    ErrorCode.DUPLICATE_ID,
                    f"{shown(name)} names two things",
                    "rename one of them",
                )
            names[name] = loc
        yield from self._address("studies", study.id)
        for i, arm in enumerate(study.arms):
            if arm.dose:
                yield from self._unit(["arms", i, "dose"], arm.dose.unit)
        for i, outcome in enumerate(study.outcomes):
            here: list[str | int] = ["outcomes", i]
            if outcome.unit:
                yield from self._unit([*here, "unit"], outcome.unit)
            for j, result in enumerate(outcome.results):
                if result.arm is not None:
                    yield from self._known([*here, "results", j, "arm"], "arm", result.arm, arms)
            for j, estimate in enumerate(outcome.estimates):
                if estimate.unit:
                    yield from self._unit([*here, "estimates", j, "unit"], estimate.unit)
            yield from _check_chart_exclusion(here, study, outcome)
        for i, name in enumerate(study.includes):
            yield from self._known(["includes", i], "study", name, self.dataset.studies)
        if study.superseded_by:
            yield from self._known(["superseded_by"], "study", study.superseded_by, self.dataset.studies)
        for i, name in enumerate(study.includes):
            if self._has_cycle(study.id, name, lambda found: found.includes):
                yield circular(["includes", i], f"{name} includes {study.id}")
        if study.superseded_by and self._has_cycle(
            study.id, study.superseded_by, lambda found: filter(None, [found.superseded_by])
        ):
            yield circular(["superseded_by"], f"{study.superseded_by} is superseded by {study.id}")

    def _has_cycle(self, start: str, name: str, steps: Callable[[Study], Iterable[str]]) -> bool:
        """Say whether following names from a study leads back to where it started."""
        asked, seen = [name], set[str]()
        while asked:
            at = asked.pop()
            if at == start:
                return True
            if at not in seen and at in self.dataset.studies:
                seen.add(at)
                asked.extend(steps(self.dataset.studies[at]))
        return False

    def _address(self, folder: str, name: str) -> Issues:
        """Yield an id that belongs to a page of the site, or to a record of another folder."""
        section = "cases" if folder == "cases" else "evidence"
        if name == "index" or (section == "evidence" and name in RESERVED):
            yield (
                ["id"],
                ErrorCode.RESERVED_ID,
                f"the address {section}/{name}/ is a page of its own",
                "choose another id, and name the file like it",
            )
        for other in ("papers", "cases", "studies"):
            if other != folder and name in getattr(self.dataset, other):
                yield (
                    ["id"],
                    ErrorCode.DUPLICATE_ID,
                    f"data/{other}/{name}.yml has the same id",
                    "choose another id for one of them, and name its file like it",
                )

    def _background(self, background: Background) -> Issues:
        """Yield claims, studies and items that do not exist."""
        yield from self._known(["id"], "paper", background.id, self.dataset.papers)
        paper = self.dataset.papers.get(background.id)
        claims = {claim.id: claim for claim in paper.claims if claim.id} if paper else {}
        yield from unique(["points"], [point.id for point in background.points])
        for i, point in enumerate(background.points):
            here: list[str | int] = ["points", i]
            for j, name in enumerate(point.claims):
                if paper:
                    yield from self._known([*here, "claims", j], "claim", name, claims)
            yield from self._evidence([*here, "evidence"], point.evidence)
        for i, reference in enumerate(background.references):
            if reference.study:
                yield from self._known(
                    ["references", i, "study"], "study", reference.study, self.dataset.studies
                )

    def _summary(self, summary: OutcomeSummary) -> Issues:
        """Yield evidence that a row of the summary of findings may not rest on."""
        for name, side in (("cases", summary.cases), ("controlled", summary.controlled)):
            yield from self._evidence([name, "rests_on"], side.rests_on)
            yield from self._phrases([name, "says"], side.says, side.rests_on)
            for i, step in enumerate(side.steps):
                yield from self._evidence([name, "steps", i, "rests_on"], step.rests_on)
            yield from self._phrases([name, "people"], side.people, side.rests_on)

    def _claims(self, claims: Claims) -> Issues:
        """Yield evidence that a claim may not rest on."""
        yield from unique(["claims"], [claim.id for claim in claims.claims])
        for i, claim in enumerate(claims.claims):
            yield from self._evidence(["claims", i, "rests_on"], claim.rests_on)
            yield from self._phrases(["claims", i, "says"], claim.says, claim.rests_on)

    def _addresses(self, addresses: Addresses) -> Issues:
        """Yield released pages of records that are gone, and redirects that lead nowhere."""
        moved = {redirect.old for redirect in addresses.redirects}
        yield from unique(
            ["released"], [address for release in addresses.released for address in release.addresses]
        )
        yield from unique(["redirects"], [redirect.old for redirect in addresses.redirects])
        for i, release in enumerate(addresses.released):
            for j, address in enumerate(release.addresses):
                if address not in moved and not self._answers(address):
                    yield (
                        ["released", i, "addresses", j],
                        ErrorCode.ADDRESS_GONE,
                        f"{address} was released in version {release.version} and answers no more",
                        "give the record its old id back, or say where it went: under `redirects`, "
                        f"- {{old: {address}, new: the address of the page that took its place}}",
                    )
        for i, redirect in enumerate(addresses.redirects):
            if self._answers(redirect.old) and _record_of(redirect.old):
                yield (
                    ["redirects", i, "old"],
                    ErrorCode.REDIRECT_HIDES_PAGE,
                    f"{redirect.old} is a page",
                    "remove the redirect, or rename the record",
                )
            if redirect.new in moved or not self._answers(redirect.new):
                yield (
                    ["redirects", i, "new"],
                    ErrorCode.REDIRECT_TO_NOWHERE,
                    f"{redirect.new} is not a page that stands",
                    "name the address where the page stands now",
                )

    def _amendment(self, amendment: Amendment) -> Issues:
        """Yield pages that do not exist."""
        moved = {redirect.old for redirect in self.dataset.addresses.redirects}
        for i, address in enumerate(amendment.pages):
            if address not in moved and not self._answers(address):
                yield (
                    ["pages", i],
                    ErrorCode.UNKNOWN_PAGE,
                    f"{address} is not a page of this site",
                    "write the address of a page, from the first slash",
                )

    def _answers(self, address: str) -> bool:
        """Say whether the record behind an address exists; other addresses are checked once built."""
        if (found := _record_of(address)) is None:
            return True
        folder, name = found
        if name in self.unread:
            return True
        records: Mapping[str, object] = self.dataset.cases
        if folder == "evidence":
            records = {**self.dataset.studies, **self.dataset.papers, **dict.fromkeys(RESERVED)}
        return name in records

    def _evidence(self, at: list[str | int], refs: Evidence) -> Issues:
        """Yield references that name nothing, or something that no longer stands."""
        dataset = self.dataset
        records = {**dataset.studies, **dataset.papers, **dataset.cases}
        for i, ref in enumerate(refs):
            name, _, item = ref.partition("/")
            yield from self._known([*at, i], "record", name, records)
            record = records.get(name)
            if isinstance(record, Study) and item:
                yield from self._known([*at, i], "item", item, dict(record.items()))
            elif record is not None and item:
                yield (
                    [*at, i], ErrorCode.UNKNOWN_ITEM, f"{name} has no items to name", f"write {name}",
                )  # fmt: skip
            if isinstance(record, Study | Paper) and record.integrity.status in ("retracted", "concern"):
                yield (
                    [*at, i],
                    ErrorCode.EVIDENCE_FELL,
                    f"{shown(name)} is marked as {record.integrity.status}, so nothing may rest on it",
                    "rest the sentence on other evidence, or remove it",
                )

    def _phrases(self, loc: Loc, text: str, refs: Evidence) -> Issues:
        """Yield names in braces without a meaning, and numbers about cases that are not named."""
        named = {ref.partition("/")[0] for ref in refs}
        for name in placeholders(text):
            yield from self._known(loc, "name in braces", name, self._figures)
            if name in CASE_PHRASES and not named & {*self.dataset.papers, *self.dataset.cases}:
                yield (
                    loc,
                    ErrorCode.CASES_NOT_NAMED,
                    f"{{{name}}} tells something about cases, but no paper and no case is named",
                    "name the paper of the cases, or a case, in `rests_on`; only those are counted",
                )

    @cached_property
    def _figures(self) -> Mapping[str, str]:
        return {**CASE_PHRASES, **study_phrases(self.dataset.studies)}

    def _links(self, at: list[str | int], value: object) -> Issues:
        if isinstance(value, BaseModel):
            for name in type(value).model_fields:
                yield from self._links([*at, name], getattr(value, name))
        elif isinstance(value, tuple):
            for i, item in enumerate(value):
                yield from self._links([*at, i], item)
        elif isinstance(value, str) and value.startswith(("https://", "http://")):
            host = urlsplit(value).hostname or ""
            if host not in self.dataset.vocabulary.hosts:
                yield (
                    at,
                    ErrorCode.UNKNOWN_HOST,
                    f"the link goes to {shown(host)}, which is not known to have issued the page",
                    "link the DOI, PubMed, PMC or the issuer's own page; a host that issues what it shows "
                    "is added to data/vocabulary/hosts.yml; without a stable address leave the link out",
                )

    def _known(self, loc: Loc, kind: str, name: str, known: Mapping[str, object]) -> Issues:
        if name not in known and name not in self.unread:
            code = ErrorCode(f"unknown-{kind.replace(' ', '-')}")
            yield loc, code, f"unknown {kind} {shown(name)}", nearest(name, known)

    def _unit(self, loc: Loc, spelling: str) -> Issues:
        try:
            self.dataset.vocabulary.unit(spelling)
        except KeyError:
            units = self.dataset.vocabulary.units.values()
            spellings = [s for unit in units for s in (unit.id, *unit.printed_as)]
            yield (
                loc,
                ErrorCode.UNKNOWN_UNIT,
                f"unknown unit {shown(spelling)}",
                f"{nearest(spelling, spellings)}; a new spelling is added to `printed_as` in "
                "data/vocabulary/units.yml",
            )

    def _form(self, loc: Loc, analyte: str, specimen: Specimen | None) -> Issues:
        analytes = self.dataset.vocabulary.analytes
        if analyte not in analytes:
            yield from self._known([*loc, "analyte"], "analyte", analyte, analytes)
            return
        specimens = [form.specimen for form in analytes[analyte].forms]
        if specimen not in specimens:
            named = " or ".join(f"'specimen: {name}'" for name in specimens if name)
            yield (
                [*loc, "specimen"],
                ErrorCode.UNKNOWN_SPECIMEN,
                f"{analyte} is not measured in {specimen or 'no specimen'}",
                f"write {named}" if named else "remove `specimen`",
            )


def circular(loc: Loc, said: str) -> Issue:
    """Return the complaint about a reference that leads back to where it stands."""
    return (
        loc,
        ErrorCode.CIRCULAR,
        f"this leads back to itself: {said}",
        "remove one of the two references; only one can be right",
    )


def _reached(graph: Mapping[str, set[str]], start: str) -> set[str]:
    """Return everything that following references from a name leads to, itself included."""
    seen: set[str] = set()
    asked = [start]
    while asked:
        name = asked.pop()
        if name not in seen:
            seen.add(name)
            asked.extend(graph.get(name, ()))
    return seen


_CLOCKS = {"onset": "onset", "first_visit": "first visit", "treatment_start": "start of treatment"}
"""The clock that the time of each of these events starts."""


def unique(loc: list[str | int], names: Sequence[str]) -> Issues:
    """Yield every name of a list that stands in it more than once."""
    for name, times in Counter(names).items():
        if times > 1:
            last = len(names) - 1 - names[::-1].index(name)
            at = [*loc, last] if last < len(names) else loc
            yield at, ErrorCode.DUPLICATE_ID, f"{shown(name)} stands {times} times", "keep one of them"


def _record_of(address: str) -> tuple[str, str] | None:
    """Return the folder and the id of the record whose page, or file beside it, an address names."""
    match = re.match(r"/(cases|evidence)/([^/]+)/", address) or re.fullmatch(
        r"/data/(phenopackets)/([^/]+)\.json", address
    )
    return (match[1], match[2]) if match else None


def _item_names(study: Study) -> Iterator[tuple[Loc, str]]:
    """Yield the id of every part of a study, with its place."""
    for i, outcome in enumerate(study.outcomes):
        yield ["outcomes", i, "id"], outcome.id
        for j, result in enumerate(outcome.results):
            if result.id:
                yield ["outcomes", i, "results", j, "id"], result.id
        for j, estimate in enumerate(outcome.estimates):
            if estimate.id:
                yield ["outcomes", i, "estimates", j, "id"], estimate.id
    for i, fact in enumerate(study.facts):
        yield ["facts", i, "id"], fact.id


def _check_chart_exclusion(at: list[str | int], study: Study, outcome: StudyOutcome) -> Issues:
    """Yield a lumbar gain after pregnancy that the recovery picture neither draws nor explains."""
    care = {arm.name for arm in study.arms if arm.care}
    to_months_after_delivery = [
        result.months is not None and result.arm in care for result in outcome.results
    ]
    if not study.is_recovery(outcome):
        return
    if not outcome.not_drawn and not all(to_months_after_delivery):
        yield (
            [*at, "results"],
            ErrorCode.RECOVERY_UNPLACED,
            "a change of lumbar bone density after pregnancy lacks its `months` or its arm's `care`",
            "give both, so that the recovery picture can draw it, or say in `not_drawn` why it cannot",
        )
    elif outcome.not_drawn and any(to_months_after_delivery):
        yield (
            [*at, "not_drawn"],
            ErrorCode.RECOVERY_UNPLACED,
            "`not_drawn` stands beside results that have `months`",
            "remove `not_drawn`, or the months",
        )
