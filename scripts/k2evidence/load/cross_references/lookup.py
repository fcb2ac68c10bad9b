"""What the checks of every kind of record share: looking a name up, and reporting one that is missing."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from k2evidence.load.dataset import Dataset
from k2evidence.load.problems import Issue, Issues, Loc
from k2evidence.load.site_addresses import SiteAddresses
from k2evidence.load.spelling import suggest
from k2evidence.model.base import Specimen
from k2evidence.model.cases import Case
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.judgements import Evidence
from k2evidence.model.papers import Paper
from k2evidence.model.placeholders import CASE_PHRASES, placeholders, study_phrases
from k2evidence.model.scalars.doses import Dose
from k2evidence.model.scalars.refusals import plain, shown
from k2evidence.model.studies import RESERVED, Study
from k2evidence.model.vocabulary import AnalyteForm, Vocabulary


@dataclass(frozen=True)
class Lookup:
    """Looks up the names in records, and yields an issue for each that is not there."""

    dataset: Dataset
    unread: frozenset[str]
    """Stems of files that have a problem of their own; a reference to one is not a second problem."""
    prose: frozenset[str] | None = None
    """The addresses of the pages written by hand; None where they are not known."""
    built: frozenset[str] | None = None
    """Every address of the site, once it is built."""

    @property
    def vocabulary(self) -> Vocabulary:
        """The small lists that records refer to."""
        return self.dataset.vocabulary

    def check_name(self, loc: Loc, code: ErrorCode, name: str, known: Mapping[str, object]) -> Issues:
        """Yield a name, or `record/item`, that is not known; `code` begins with `unknown-`."""
        if name not in known and name.partition("/")[0] not in self.unread:
            kind = code.removeprefix("unknown-").replace("-", " ")
            yield Issue(loc, code, f"unknown {kind} {shown(name)}", suggest(name, known))

    def check_unit(self, loc: Loc, spelling: str, form: AnalyteForm | None = None) -> Issues:
        """Yield a spelling of a unit that the vocabulary does not know.

        What is suggested measures the same thing as the unit of `form`, or is the same word otherwise
        spelled: a unit of another dimension would change what the value means.
        """
        units = self.vocabulary.units
        try:
            self.vocabulary.unit(spelling)
        except KeyError:
            same = {units[form.unit].dimension} if form and form.unit and form.unit in units else set()
            spellings = [s for unit in units.values() for s in (unit.id, *unit.printed_as)]
            alike = [s for s in spellings if _letters(s) == _letters(spelling)]
            related = [s for u in units.values() if u.dimension in same for s in (u.id, *u.printed_as)]
            hint = f"did you mean '{alike[0]}'? " if alike else ""
            known = f"known for this analyte: {', '.join(related)}; " if related else ""
            yield Issue(
                loc,
                ErrorCode.UNKNOWN_UNIT,
                f"unknown unit {shown(spelling)}",
                f"{hint}{known}a unit that the source really prints is added to data/vocabulary/units.yml: "
                "as another spelling in `printed_as` only where it means the very same, else as a new one",
            )

    def check_dose(self, loc: Loc, dose: Dose) -> Issues:
        """Yield a unit of a dose that the vocabulary does not know."""
        try:
            self.vocabulary.dose_unit(dose.unit)
        except KeyError:
            units = self.vocabulary.dose_units.values()
            spellings = [s for unit in units for s in (unit.id, *unit.printed_as)]
            alike = [s for s in spellings if _letters(s) == _letters(dose.unit)]
            hint = f"did you mean '{alike[0]}'? " if alike else ""
            yield Issue(
                loc,
                ErrorCode.UNKNOWN_UNIT,
                f"unknown unit of a dose {shown(dose.unit)}",
                f"{hint}known: {', '.join(spellings)}; how often it is given is behind the unit. A "
                "unit that the source really prints is added to `dose_units` in data/vocabulary/units.yml: "
                "as another spelling in `printed_as` only where it means the very same unit, else as a new "
                "one",
            )

    def check_form(self, loc: Loc, analyte: str, specimen: Specimen | None) -> Issues:
        """Yield an analyte that the vocabulary does not know, or does not know in this specimen."""
        analytes = self.vocabulary.analytes
        if analyte not in analytes:
            yield from self.check_name([*loc, "analyte"], ErrorCode.UNKNOWN_ANALYTE, analyte, analytes)
            return
        specimens = [form.specimen for form in analytes[analyte].forms]
        if specimen not in specimens:
            named = " or ".join(f"'specimen: {name}'" for name in specimens if name)
            yield Issue(
                [*loc, "specimen"],
                ErrorCode.UNKNOWN_SPECIMEN,
                f"{analyte} is not measured in {specimen}"
                if specimen
                else f"{analyte} is measured in a specimen, and none is named",
                f"write {named}" if named else "remove `specimen`",
            )

    def check_record_id(self, folder: str, record_id: str) -> Issues:
        """Yield an id that belongs to a page of the site, or to a record of another folder."""
        section = "cases" if folder == "cases" else "evidence"
        if record_id in ("index", "page") or (section == "evidence" and record_id in RESERVED):
            yield Issue(
                ["id"],
                ErrorCode.RESERVED_ID,
                f"the address {section}/{record_id}/ is a page of its own",
                "choose another id, and name the file like it",
            )
        for other in ("papers", "cases", "studies"):
            if other != folder and record_id in getattr(self.dataset, other):
                yield Issue(
                    ["id"],
                    ErrorCode.DUPLICATE_ID,
                    f"data/{other}/{record_id}.yml has the same id",
                    "choose another id for one of them, and name its file like it",
                )

    def check_patient(self, case: Case) -> Issues:
        """Yield the label of a case that an earlier case of its paper has too: one patient, one record."""
        first, *_ = self._cases_by_label.get((case.paper, _letters(case.label)), [case.id])
        if first != case.id:
            yield Issue(
                ["label"],
                ErrorCode.DUPLICATE_CASE,
                f"data/cases/{first}.yml is {shown(case.label)} of the same paper",
                "keep one of the two records, or write the label that the paper prints for this patient",
            )

    @cached_property
    def _cases_by_label(self) -> Mapping[tuple[str, str], list[str]]:
        """The ids of the cases of each paper and label."""
        places: dict[tuple[str, str], list[str]] = {}
        for case in self.dataset.cases.values():
            places.setdefault((case.paper, _letters(case.label)), []).append(case.id)
        return places

    def check_publication(self, folder: str, record: Paper | Study) -> Issues:
        """Yield what another record of the same publication has too: one publication, one record.

        That is a number, a link, or the title and the year; two records that each have a DOI of their own
        are two publications all the same.
        """
        own = f"data/{folder}/{record.id}.yml"
        for kind, key in _identity(record):
            first, other = self._publications_by_identity.get((kind, key), (own, record))
            have_own_dois = record.doi and other.doi and record.doi.lower() != other.doi.lower()
            if first != own and not (kind in ("title", "link") and have_own_dois):
                yield Issue(
                    [kind],
                    ErrorCode.DUPLICATE_PUBLICATION,
                    f"{first} is a record of the same publication",
                    f"keep one of the two; a case of it can say `paper: {PurePath(first).stem}`",
                )
                return

    @cached_property
    def _publications_by_identity(self) -> Mapping[tuple[str, str], tuple[str, Paper | Study]]:
        """The first record with each identity, and its file; the studies come before the papers."""
        places: dict[tuple[str, str], tuple[str, Paper | Study]] = {}
        for folder, records in (("studies", self.dataset.studies), ("papers", self.dataset.papers)):
            for record in records.values():
                for identity in _identity(record):
                    places.setdefault(identity, (f"data/{folder}/{record.id}.yml", record))
        return places

    def check_evidence(self, loc: Loc, refs: Evidence) -> Issues:
        """Yield references to evidence that does not exist, may not be rested on, or is named twice."""
        yield from check_unique(loc, refs)
        for i, ref in enumerate(refs):
            yield from self._check_reference([*loc, i], ref)

    def _check_reference(self, loc: Loc, ref: str) -> Issues:
        name, _, item = ref.partition("/")
        yield from self.check_name(loc, ErrorCode.UNKNOWN_RECORD, name, self._evidence)
        record = self._evidence.get(name)
        if isinstance(record, Study) and item:
            yield from self.check_name(loc, ErrorCode.UNKNOWN_ITEM, item, dict(record.items()))
        elif record is not None and item:
            yield Issue(loc, ErrorCode.UNKNOWN_ITEM, f"{name} has no items to name", f"write {name}")
        if record is not None and (fallen := self.fallen(name)):
            yield Issue(
                loc,
                ErrorCode.EVIDENCE_FELL,
                f"{shown(name)} is {fallen}, so nothing may rest on it",
                "take it out of the list, and say no more than what is left shows; where nothing is left, "
                "remove the sentence",
            )

    def fallen(self, name: str) -> str:
        """Return why nothing may rest on a study, paper or case, e.g. 'marked as retracted'; empty if it may.

        A case falls with the publication that reports it. What was read of a case may be in another
        publication than its own.
        """
        record = self._evidence.get(name)
        is_case = isinstance(record, Case)
        publication = self.dataset.publications.get(record.paper) if isinstance(record, Case) else record
        if not isinstance(publication, Study | Paper):
            return ""
        where = f"a case of {publication.id}, which is " if is_case else ""
        if publication.integrity.status in ("retracted", "concern"):
            return f"{where}marked as {publication.integrity.status}"
        if isinstance(publication, Study) and publication.not_usable:
            return f"{where}marked as `not_usable`"
        if publication.reading.extent == "not read" and not is_case:
            return "marked as 'not read'"
        return ""

    def check_placeholders(self, loc: Loc, text: str, refs: Evidence) -> Issues:
        """Yield placeholders without a meaning, and numbers about cases that `refs` does not name."""
        named = {ref.partition("/")[0] for ref in refs}
        for name in placeholders(text):
            yield from self.check_name(loc, ErrorCode.UNKNOWN_NAME_IN_BRACES, name, self._phrases)
            if name in CASE_PHRASES and not named & {
                *self.dataset.case_reports,
                *self.dataset.cases,
                *self.unread,
            }:
                yield Issue(
                    loc,
                    ErrorCode.CASES_NOT_NAMED,
                    f"{{{name}}} says something about cases, but no paper and no case is named",
                    "name the paper of the cases, or a case, in `rests_on`; only those are counted",
                )

    @cached_property
    def _evidence(self) -> Mapping[str, Study | Paper | Case]:
        return {**self.dataset.studies, **self.dataset.papers, **self.dataset.cases}

    @cached_property
    def _phrases(self) -> Mapping[str, str]:
        return {**CASE_PHRASES, **study_phrases(self.dataset.studies)}

    @cached_property
    def addresses(self) -> SiteAddresses:
        """What the site answers at."""
        return SiteAddresses(self.dataset, self.unread, self.prose, self.built)

    def answers(self, address: str) -> bool:
        """Return whether it is certain that an address answers."""
        return self.addresses.find(address) is True

    def may_answer(self, address: str) -> bool:
        """Return whether an address answers, or may: some are known only once the site is built."""
        return self.addresses.find(address) is not False


def check_unique(loc: Loc, names: Sequence[str]) -> Issues:
    """Yield every name that a list holds more than once, at its last place in the list."""
    for name, times in Counter(names).items():
        if times > 1:
            last = len(names) - 1 - names[::-1].index(name)
            yield Issue(
                [*loc, last],
                ErrorCode.DUPLICATE_ID,
                f"{shown(name)} occurs {times} times",
                "keep one of them",
            )


def quoted(names: Iterable[str]) -> str:
    """Return names as a message offers them: "'a' or 'b'"."""
    return " or ".join(f"'{name}'" for name in names)


def circular(loc: Loc, chain: str) -> Issue:
    """Return the issue of a reference that leads back to where it begins."""
    return Issue(
        loc,
        ErrorCode.CIRCULAR,
        f"this leads back to itself: {chain}",
        "remove one of the two references; only one can be right",
    )


def reachable(start: str, references: Callable[[str], Iterable[str]]) -> set[str]:
    """Return every name that following references from a name leads to, itself included."""
    seen: set[str] = set()
    pending = [start]
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending.extend(references(name))
    return seen


def _identity(record: Paper | Study) -> Iterator[tuple[str, str]]:
    """Yield the fields of a publication that no other one shares, each with its value as it is compared."""
    for kind in ("doi", "pmid", "pmcid", "link"):
        if value := getattr(record, kind):
            yield kind, value.lower()
    if record.title and record.year and not (isinstance(record, Study) and record.title_ours):
        yield "title", f"{record.year} {re.sub(r'[^a-z0-9]', '', plain(record.title).casefold())}"


def _letters(spelling: str) -> str:
    """Return a spelling without what two ways to print one unit differ in: case, spaces, raised digits."""
    return re.sub(r"[\s.^]", "", plain(spelling)).casefold()
