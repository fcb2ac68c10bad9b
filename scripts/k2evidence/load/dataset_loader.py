"""Reads `data/` into a `Dataset`, or reports every problem at once.

Bad data is an error and stops the build; a source that contradicts itself is a result of the audit
and does not.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from k2evidence.load.cross_references import Lookup, check_links, check_references
from k2evidence.load.cross_references.anchors import SAFETY_TOPICS
from k2evidence.load.cross_references.future_dates import check_dates, may_hold_future
from k2evidence.load.cross_references.releases import check_amendment, check_redirects
from k2evidence.load.data_files import (
    FOLDERS,
    OPTIONAL,
    SINGLE,
    VOCABULARY,
    missing_claims,
    unexpected_files,
)
from k2evidence.load.dataset import Dataset
from k2evidence.load.emptied_folders import emptied_folders
from k2evidence.load.partial import NOT_CAUSED_BY_EXAMPLES
from k2evidence.load.problem_reports import as_text
from k2evidence.load.problems import Issues, Problem, whole_file_problem
from k2evidence.load.reader import LoadedRecord, Reader
from k2evidence.load.site_addresses import SiteAddresses, prose_addresses
from k2evidence.load.yaml_source import Document
from k2evidence.model.base import Record
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.vocabulary import Vocabulary


class DataError(Exception):
    """The data cannot be used; carries every problem, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(as_text(self.problems))


def load_dataset(data_dir: Path, today: str | None = None) -> Dataset:
    """Read every record under `data_dir`, whose dates are not after today, where that is known.

    Raises DataError with every problem of every file.
    """
    _refuse_other_than_folder(data_dir)
    reader = Reader(data_dir)
    lists = _read_vocabulary(reader)
    single = {
        name: reader.read(path, model)
        for name, model in SINGLE.items()
        if (path := data_dir / f"{name}.yml").exists() or name not in OPTIONAL
    }
    folders: dict[str, list[Any]] = {name: reader.read_folder(name, model) for name, model in FOLDERS.items()}
    reader.problems.extend(unexpected_files(data_dir))
    reader.problems.extend(missing_claims(data_dir))
    unlisted = {f"{data_dir.name}/{folder}" for folder in FOLDERS} & {p.file for p in reader.problems}
    if unlisted or not (all(lists.values()) and all(single.values())):
        raise DataError(reader.problems)  # nothing can be looked up without them
    dataset = _dataset(lists, single, folders)
    if emptied := tuple(emptied_folders(dataset, data_dir)):
        raise DataError((*reader.problems, *emptied))
    entries = [*lists.values(), *single.values(), *chain.from_iterable(folders.values())]
    problems = [*reader.problems, *_reference_problems(dataset, entries, reader, today)]
    if problems:
        raise DataError(problems)
    return dataset


def check_built_addresses(dataset: Dataset, built: frozenset[str], *, prose_known: bool) -> None:
    """Check what the records say of addresses against those that were built, from the first slash.

    Raises DataError with the redirects and the amendments that only now prove wrong.
    """
    lookup = Lookup(dataset, frozenset(), frozenset() if prose_known else None, built)
    issues = {"data/addresses.yml": check_redirects(dataset.addresses, lookup)} | {
        f"data/amendments/{amendment.id}.yml": check_amendment(amendment, lookup)
        for amendment in dataset.amendments.values()
    }
    problems = [dataset.documents[file].problem(*issue) for file, found in issues.items() for issue in found]
    if problems:
        raise DataError(problems)


def asks_made_site(dataset: Dataset, prose: frozenset[str]) -> bool:
    """Say whether a record names what is known only once pages are made: a part of one, or a file beside it.

    `prose` are the addresses of the pages written by hand.
    """
    addresses = SiteAddresses(dataset, prose=prose)
    parts = (
        claim.see.partition("#") for part in dataset.claims.values() for claim in part.claims if claim.see
    )
    named = (
        *(address for redirect in dataset.addresses.redirects for address in (redirect.old, redirect.new)),
        *(address for amendment in dataset.amendments.values() for address in amendment.pages),
    )
    topics = {fact.about for study in dataset.studies.values() if study.usable for fact in study.facts}
    safety = {anchor for anchor, topic in SAFETY_TOPICS.items() if topic in topics}
    return any(mark and not (page == "safety/" and anchor in safety) for page, mark, anchor in parts) or any(
        addresses.find(address) is None for address in named
    )


def _refuse_other_than_folder(data_dir: Path) -> None:
    """Raise DataError where there is no folder to read."""
    if not data_dir.is_dir():
        message, fix = "this folder is missing", "run this where the project is, or put the folder back"
        if data_dir.exists():
            message, fix = "this is not a folder", "put the folder with the records here"
        raise DataError([whole_file_problem(data_dir.name, ErrorCode.NOT_A_FILE, message, fix)])


def load_vocabulary(data_dir: Path) -> Vocabulary:
    """Read the vocabulary alone.

    Raises DataError with every problem of its files.
    """
    reader = Reader(data_dir)
    lists = _read_vocabulary(reader)
    if reader.problems:
        raise DataError(reader.problems)
    return _vocabulary(lists)


Loaded = Mapping[str, LoadedRecord[Any] | None]
"""The record of each file by its name without the ending; None where it cannot be read."""


def _read_vocabulary(reader: Reader) -> Loaded:
    folder = reader.data_dir / "vocabulary"
    return {name: reader.read(folder / f"{name}.yml", model) for name, model in VOCABULARY.items()}


def _vocabulary(lists: Loaded) -> Vocabulary:
    """Return the vocabulary that its files hold; none of them may be None."""
    records = {name: entry.record for name, entry in lists.items() if entry}
    return Vocabulary(
        analytes={item.id: item for item in records["analytes"].analytes},
        units={item.id: item for item in records["units"].units},
        dose_units={item.id: item for item in records["units"].dose_units},
        sites={item.id: item for item in records["sites"].sites},
        reference_ranges=records["reference-ranges"].reference_ranges,
        thresholds=records["thresholds"].thresholds,
        plausible_changes=records["plausible-changes"].plausible_changes,
        substances={item.id: item for item in records["substances"].substances},
        features={item.id: item for item in records["features"].features},
        tools={item.id: item for item in records["appraisal-tools"].tools},
        terms=records["glossary"].terms,
        hosts={item.id: item for item in records["hosts"].hosts},
        search_names=records["search-names"].search_names,
    )


def _dataset(lists: Loaded, single: Loaded, folders: Mapping[str, Sequence[LoadedRecord[Any]]]) -> Dataset:
    """Return the dataset of what could be read; the references in it are not checked yet."""
    documents = {f"data/vocabulary/{name}.yml": entry.document for name, entry in lists.items() if entry}
    documents |= {f"data/{name}.yml": entry.document for name, entry in single.items() if entry}
    for folder, entries in folders.items():
        documents |= {f"data/{folder}/{entry.record.id}.yml": entry.document for entry in entries}
    records: Any = {
        folder: {entry.record.id: entry.record for entry in entries} for folder, entries in folders.items()
    }
    records |= {name: entry.record for name, entry in single.items() if entry}
    return Dataset(**records, vocabulary=_vocabulary(lists), documents=documents)


def _reference_problems(
    dataset: Dataset, entries: Iterable[LoadedRecord[Any] | None], reader: Reader, today: str | None
) -> Iterator[Problem]:
    """Yield the problems of records that name each other, also in records with problems of their own."""
    unread = frozenset(Path(problem.file).stem for problem in reader.problems)
    lookup = Lookup(dataset, unread, prose_addresses(reader.data_dir.parent / "docs"))
    for entry in filter(None, entries):
        for issue in _issues(entry.document, entry.record, lookup):
            yield entry.document.problem(*issue)
        if today and may_hold_future(entry.document.text, today):
            yield from (entry.document.problem(*issue) for issue in check_dates(entry.record, today))
    for partial in reader.partial_records:
        for issue in _issues(partial.document, partial.record, lookup):
            if issue.code in NOT_CAUSED_BY_EXAMPLES and partial.is_from_file(issue.loc):
                yield partial.document.problem(*issue)


def _issues(document: Document, record: Record, lookup: Lookup) -> Issues:
    """Yield what is wrong with the references of a record, and with its links."""
    yield from check_references(record, lookup)
    # Most records have no link, which their text shows at a glance; an escape could spell one.
    if "http" in document.text or "\\" in document.text:
        yield from check_links(record, lookup)
