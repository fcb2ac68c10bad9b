"""Reads `data/` into a `Dataset`, or reports every problem at once.

Bad data is an error and stops the build; a source that contradicts itself is a result and
does not. The only stage that reads records.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from evidence.load.context import load_context
from evidence.load.reader import FOLDERS, SINGLE, VOCABULARY, Reader
from evidence.load.references import References
from evidence.model import Dataset, Vocabulary
from evidence.yaml_source import Problem

__all__ = ["FOLDERS", "SINGLE", "VOCABULARY", "DataError", "load_context", "load_dataset"]


class DataError(Exception):
    """The data cannot be used; carries every problem, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        files = len({problem.file for problem in self.problems})
        summary = f"{_count(len(self.problems), 'problem')} in {_count(files, 'file')}"
        super().__init__("\n".join([*map(str, self.problems), f"{summary}; nothing was built."]))


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
    problems.extend(reader.strangers())
    if not all(lists.values()):
        raise DataError(problems)
    records: Any = {
        folder: {entry.record.id: entry.record for entry in entries} for folder, entries in folders.items()
    }
    entries = [entry for found in folders.values() for entry in found]
    dataset = Dataset(
        **records,
        vocabulary=_vocabulary({name: entry.record for name, entry in lists.items() if entry}),
        addresses=lists["addresses"].record,
        documents={entry.document.file: entry.document for entry in entries},
    )
    check = References(dataset, unread=frozenset(Path(problem.file).stem for problem in problems))
    for entry in (*lists.values(), *entries):
        if entry:
            found = check.of(entry.record)
            problems.extend(entry.document.problem(*complaint) for complaint in found)
    if problems:
        raise DataError(problems)
    return dataset


def _vocabulary(lists: Mapping[str, Any]) -> Vocabulary:
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


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
