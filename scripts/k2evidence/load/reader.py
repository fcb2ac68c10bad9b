"""Reads files into records, and collects the problems of those that cannot be read."""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from k2evidence.load.data_files import FolderError, record_files
from k2evidence.load.partial import PartialRecord, parse_partial
from k2evidence.load.problems import Issue, Problem, printable
from k2evidence.load.translate import root_causes, translate, unexplained
from k2evidence.load.yaml_source import Document, SourceError, parse_document, read_text
from k2evidence.model.base import Record
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.scalars.identifiers import parse_id
from k2evidence.model.scalars.refusals import shown

MOST_EXPLAINED = 1000
"""How many problems of one file are explained; any others are listed without a remedy."""

T = TypeVar("T", bound=Record)


@dataclass(frozen=True, slots=True)
class LoadedRecord(Generic[T]):
    """A record with the document that it came from."""

    document: Document
    record: T


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the records of a data folder, and collects what cannot be read."""

    data_dir: Path
    problems: list[Problem] = field(default_factory=list)
    partial_records: list[PartialRecord] = field(default_factory=list)
    """What could be read of records that have problems."""

    def read(self, path: Path, model: type[T]) -> LoadedRecord[T] | None:
        """Return the record of a file, or None after adding its problems."""
        name = printable(path.relative_to(self.data_dir.parent).as_posix())
        try:
            text = read_text(path, name)
            return _load(model, name, text)
        except SourceError as error:
            self.problems.extend(error.problems)
        except ValidationError as error:
            self._add_problems(parse_document(text, name), model, error)
        return None

    def _add_problems(self, document: Document, model: type[Record], error: ValidationError) -> None:
        """Add the problems of a record that its model refuses, and keep what could be read of it."""
        details = error.errors(include_url=False)
        causes = root_causes(model, details)
        self.problems.extend(translate(document, model, detail) for detail in islice(causes, MOST_EXPLAINED))
        self.problems.extend(unexplained(document, detail) for detail in causes)
        partial, later_details = parse_partial(document, model, details)
        self.problems.extend(translate(document, model, detail) for detail in later_details)
        if partial:
            self.partial_records.append(partial)

    def read_folder(self, folder: str, model: type[T]) -> list[LoadedRecord[T]]:
        """Return the records of a folder in the order of their names."""
        try:
            paths = record_files(self.data_dir, folder)
        except FolderError as error:
            self.problems.append(error.problem)
            return []
        return [entry for path in paths if (entry := self._read_named(path, model))]

    def _read_named(self, path: Path, model: type[T]) -> LoadedRecord[T] | None:
        """Return the record of a file, after adding a problem where its id is not the file's name."""
        entry = self.read(path, model)
        record_id = getattr(entry.record, "id", None) if entry else None
        if entry and record_id != path.stem:
            self.problems.append(entry.document.problem(*_id_is_not_file_name(record_id, path)))
        return entry


@lru_cache(maxsize=20_000)
def _load(model: type[T], name: str, text: str) -> LoadedRecord[T]:
    """Return the record that a text holds; a text that was read before is not read again.

    Raises SourceError or ValidationError.
    """
    document = parse_document(text, name)
    record = model.model_validate(document.data)
    # The record holds the data; of thousands of records a second copy would cost memory.
    return LoadedRecord(replace(document, data=None), record)


def _id_is_not_file_name(record_id: object, path: Path) -> Issue:
    fix = f"rename the file to {record_id}.yml"
    if _is_id(path.stem):
        fix = f"write 'id: {path.stem}', or {fix}"
    message = f"the id is {shown(record_id)}, but the file is {shown(path.name)}"
    return Issue(["id"], ErrorCode.ID_IS_NOT_FILE_NAME, message, fix)


def _is_id(text: str) -> bool:
    try:
        parse_id(text)
    except ValueError:
        return False
    return True
