"""Reads `data/` into a `Dataset`, or reports every problem at once.

Bad data is an error and stops the build; a source that contradicts itself is a result and
does not. The only stage that reads records.
"""

from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from k2evidence.load.build_context import load_context
from k2evidence.load.cross_references import Issues, References
from k2evidence.load.dataset import Dataset
from k2evidence.load.partial import NOT_CAUSED
from k2evidence.load.problem_reports import as_text
from k2evidence.load.reader import FOLDERS, SINGLE, VOCABULARY, Reader, nearest
from k2evidence.load.yaml_source import Document, Problem
from k2evidence.model.base import Record
from k2evidence.model.vocabulary import Vocabulary

__all__ = [
    "FOLDERS",
    "SINGLE",
    "VOCABULARY",
    "DataError",
    "load_context",
    "load_dataset",
    "load_vocabulary",
    "nearest",
]


class DataError(Exception):
    """The data cannot be used; carries every problem, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__(as_text(self.problems))


def load_dataset(data_dir: Path) -> Dataset:
    """Read every record under `data_dir`.

    Raises DataError with every problem of every file.
    """
    problems: list[Problem] = []
    reader = Reader(data_dir, problems)
    lists: dict[str, Any] = {
        name: reader.read(data_dir / "vocabulary" / f"{name}.yml", model)
        for name, model in VOCABULARY.items()
    }
    lists |= {name: reader.read(data_dir / f"{name}.yml", model) for name, model in SINGLE.items()}
    folders: dict[str, list[Any]] = {name: reader.read_folder(name, model) for name, model in FOLDERS.items()}
    problems.extend(reader.unexpected_files())
    if not all(lists.values()):
        raise DataError(problems)
    records: Any = {
        folder: {entry.record.id: entry.record for entry in entries} for folder, entries in folders.items()
    }
    entries = [entry for found in folders.values() for entry in found]
    dataset = Dataset(
        **records,
        vocabulary=_vocabulary(*(lists[name].record for name in VOCABULARY)),
        addresses=lists["addresses"].record,
        documents={f"data/vocabulary/{name}.yml": lists[name].document for name in VOCABULARY}
        | {
            f"data/{folder}/{entry.record.id}.yml": entry.document
            for folder, entries in folders.items()
            for entry in entries
        },
    )
    check = References(dataset, unread=frozenset(Path(problem.file).stem for problem in problems))
    for entry in (*lists.values(), *entries):
        if entry:
            found = chain(check.of(entry.record), _links(check, entry.document, entry.record))
            problems.extend(entry.document.problem(*complaint) for complaint in found)
    for rest in reader.rests:
        problems.extend(
            rest.document.problem(*complaint)
            for complaint in chain(check.of(rest.record), _links(check, rest.document, rest.record))
            if complaint[1] in NOT_CAUSED and rest.wrote(complaint[0])
        )
    if problems:
        raise DataError(problems)
    return dataset


def _links(check: References, document: Document, record: Record) -> Issues:
    """Yield what is wrong with the links of a record; most have none, which its text shows at a glance."""
    may_link = "http" in document.text or "\\" in document.text  # an escape could spell it
    return check.links(record) if may_link else iter(())


def load_vocabulary(data_dir: Path) -> Vocabulary:
    """Read the vocabulary alone; raises DataError with its problems."""
    problems: list[Problem] = []
    reader = Reader(data_dir, problems)
    lists = {
        name: reader.read(data_dir / "vocabulary" / f"{name}.yml", model)
        for name, model in VOCABULARY.items()
    }
    if problems:
        raise DataError(problems)
    return _vocabulary(*(entry.record for entry in lists.values() if entry))


def _vocabulary(*records: Any) -> Vocabulary:
    """Return the vocabulary of its files, in the order of `VOCABULARY`."""
    lists = dict(zip(VOCABULARY, records, strict=True))
    return Vocabulary(
        analytes={item.id: item for item in lists["analytes"].analytes},
        units={item.id: item for item in lists["units"].units},
        sites={item.id: item for item in lists["sites"].sites},
        reference_ranges=lists["reference-ranges"].reference_ranges,
        thresholds=lists["thresholds"].thresholds,
        substances={item.id: item for item in lists["substances"].substances},
        features={item.id: item for item in lists["features"].features},
        tools={item.id: item for item in lists["appraisal-tools"].tools},
        terms=lists["glossary"].terms,
        hosts={item.id: item for item in lists["hosts"].hosts},
    )
