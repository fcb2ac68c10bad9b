"""Files to records: every file of the data folder is read, and every problem noted."""

import difflib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from k2evidence.load.partial import PartialRecord, parse_partial
from k2evidence.load.yaml_source import Document, Problem, SourceError, clean, parse_document, read_text
from k2evidence.model.base import Record
from k2evidence.model.cases import Case
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.fields import field_at, model_at, required_example
from k2evidence.model.judgements import Background, Claims, OutcomeSummary
from k2evidence.model.papers import Appraisal, Paper
from k2evidence.model.releases import Addresses, Amendment
from k2evidence.model.scalars.identifiers import parse_id
from k2evidence.model.scalars.refusals import plain, shown
from k2evidence.model.searches import Search
from k2evidence.model.studies import Study
from k2evidence.model.vocabulary import (
    Analytes,
    AppraisalTools,
    Features,
    Glossary,
    Hosts,
    ReferenceRanges,
    Sites,
    Substances,
    Thresholds,
    Units,
)

VOCABULARY: Mapping[str, type[Record]] = {
    "analytes": Analytes,
    "units": Units,
    "sites": Sites,
    "reference-ranges": ReferenceRanges,
    "thresholds": Thresholds,
    "substances": Substances,
    "features": Features,
    "appraisal-tools": AppraisalTools,
    "glossary": Glossary,
    "hosts": Hosts,
}
"""Each file of `data/vocabulary/` and the model that it fills."""

FOLDERS: Mapping[str, type[Record]] = {
    "papers": Paper,
    "cases": Case,
    "appraisals": Appraisal,
    "studies": Study,
    "background": Background,
    "summaries": OutcomeSummary,
    "claims": Claims,
    "amendments": Amendment,
    "searches": Search,
}
"""Each folder of records, one file a record, and its model; a folder is a field of `Dataset`."""

SINGLE: Mapping[str, type[Record]] = {"addresses": Addresses}
"""Each file that stands in `data/` itself, and its model; a file is a field of `Dataset`."""

EXPLAINED = 1000
"""How many problems of one file are explained; any others are counted."""

T = TypeVar("T", bound=Record)


@dataclass(frozen=True, slots=True)
class LoadedRecord(Generic[T]):
    """A record with the document that it came from."""

    document: Document
    record: T


@lru_cache(maxsize=20_000)
def _entry(model: type[T], name: str, text: str) -> LoadedRecord[T]:
    """Return the record that a text holds; one that a build or a preview has read is not read again.

    Raises SourceError or ValidationError.
    """
    document = parse_document(text, name)
    record = model.model_validate(document.data)
    return LoadedRecord(
        replace(document, data=None), record
    )  # the record holds it; thousands held twice weigh


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files into records and notes what cannot be read."""

    data_dir: Path
    problems: list[Problem]
    rests: list[PartialRecord] = field(default_factory=list)
    """What could be read of records that have problems."""

    def read(self, path: Path, model: type[T]) -> LoadedRecord[T] | None:
        """Return one record, or None after noting why there is none."""
        name = clean(path.relative_to(self.data_dir.parent).as_posix())
        try:
            text = read_text(path, name)
            return _entry(model, name, text)
        except SourceError as error:
            self.problems.extend(error.problems)
        except ValidationError as error:
            document = parse_document(text, name)
            details = error.errors(include_url=False)
            told = root_causes(model, details)
            self.problems.extend(translate(document, model, detail) for detail in islice(told, EXPLAINED))
            self.problems.extend(counted(document, detail) for detail in told)
            rest, more = parse_partial(document, model, details)
            self.problems.extend(translate(document, model, detail) for detail in more)
            if rest:
                self.rests.append(rest)
        return None

    def read_folder(self, folder: str, model: type[T]) -> list[LoadedRecord[T]]:
        """Return the records of a folder in the order of their names."""
        found = []
        for path in self._files(folder):
            entry = self.read(path, model)
            if entry is None:
                continue
            record_id = getattr(entry.record, "id", None)
            if record_id != path.stem:
                fix = f"rename the file to {record_id}.yml"
                if as_id(path.stem):
                    fix = f"write 'id: {path.stem}', or {fix}"
                self.problems.append(
                    entry.document.problem(
                        ["id"],
                        ErrorCode.ID_IS_NOT_FILE_NAME,
                        f"the id is {shown(record_id)}, but the file is {shown(path.name)}",
                        fix,
                    )
                )
            found.append(entry)
        return found

    def _files(self, folder: str) -> list[Path]:
        """Return the records of a folder; one that cannot be listed is a problem, not an empty one."""
        place = self.data_dir / folder
        name = f"{self.data_dir.name}/{folder}"
        found, fix = "this folder is missing", "put it back, even if it holds no record"
        try:
            if place.is_symlink():
                found, fix = "this is a link to a folder", "put the folder itself here, not a link to it"
            elif place.is_dir():
                return [
                    place / item
                    for item in sorted(os.listdir(place))  # noqa: PTH208  # names, not paths: half the time
                    if item.endswith(".yml") and not item.startswith(".")
                ]
            elif place.exists():
                found, fix = "this is not a folder", "put a folder with the records here"
        except OSError as error:
            found = f"the folder cannot be read: {(error.strerror or 'the system refuses').lower()}"
            fix = f"allow everybody to read it, e.g. with: chmod a+rx {name}"
            self.problems.append(Problem(name, 1, 1, "", ErrorCode.UNREADABLE, found, fix))
            return []
        self.problems.append(Problem(name, 1, 1, "", ErrorCode.NOT_A_FILE, found, fix))
        return []

    def unexpected_files(self) -> Iterator[Problem]:
        """Yield a problem for every file that nothing reads, so that none is dropped silently."""
        unlistable: list[OSError] = []
        for place, folders, files in os.walk(self.data_dir, onerror=unlistable.append):
            folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
            links = [folder for folder in folders if (Path(place) / folder).is_symlink()]
            for item in sorted((*files, *links)):
                yield from self._stranger((Path(place) / item).relative_to(self.data_dir))
        for error in unlistable:
            path = Path(error.filename)
            name = path.relative_to(self.data_dir.parent).as_posix()
            if path.parent != self.data_dir or path.name not in FOLDERS:
                found = f"the folder cannot be read: {(error.strerror or 'the system refuses').lower()}"
                fix = f"allow everybody to read it, e.g. with: chmod a+rx {name}"
                yield Problem(name, 1, 1, "", ErrorCode.UNREADABLE, found, fix)

    def _stranger(self, name: Path) -> Iterator[Problem]:
        if len(name.parts) == 1 and name.name in FOLDERS:
            return  # already told to be no folder
        hidden, is_yaml = name.name.startswith("."), name.suffix.lower() in (".yml", ".yaml")
        if hidden and (not is_yaml or name.name.startswith(".#")):  # an editor's or a system's own file
            return
        folder = name.parts[0]
        if folder == "schema" and name.suffix == ".json":
            return
        is_record = folder in FOLDERS or (folder == "vocabulary" and name.stem in VOCABULARY)
        if len(name.parts) == 2 and name.suffix == ".yml" and is_record and not hidden:
            return
        if len(name.parts) == 1 and name.suffix == ".yml" and name.stem in SINGLE and not hidden:
            return
        folders = ", ".join(f"data/{folder}/" for folder in (*FOLDERS, "vocabulary"))
        fix = f"records end in .yml and stand in {folders}; move, rename or remove it"
        if folder in FOLDERS and len(name.parts) == 2 and is_yaml:
            fix = f"rename it to {name.stem.lstrip('.')}.yml"
        yield Problem(
            f"{self.data_dir.name}/{name.as_posix()}",
            1,
            1,
            "",
            ErrorCode.UNKNOWN_FILE,
            "nothing reads this file",
            fix,
        )


def as_id(text: str) -> str:
    """Return the text if it may be an id, else nothing."""
    try:
        return parse_id(text)
    except ValueError:
        return ""


def root_causes(model: type[Record], details: Sequence[Any]) -> Iterator[Any]:
    """Yield the errors that do not follow from another.

    A list seems too short because an item of it has a problem of its own; a field seems missing
    because its name is misspelt.
    """
    spans = Counter(loc[:n] for detail in details if (loc := detail["loc"]) for n in range(1, len(loc)))
    lacking = {detail["loc"][:-1] for detail in details if detail["type"] == "missing"}
    unknown: dict[Any, list[str]] = {}
    for detail in details:
        if detail["type"] == "extra_forbidden" and (loc := detail["loc"]) and (holder := loc[:-1]) in lacking:
            unknown.setdefault(holder, []).append(loc[-1])
    meant = {
        (*holder, closest(name, list(model_at(model, holder).model_fields)))
        for holder, names in unknown.items()
        for name in names[:EXPLAINED]  # no model has so many fields that could be misspelt
    }
    for detail in details:
        if detail["type"] == "too_short" and spans[detail["loc"]]:
            continue
        if detail["type"] == "missing" and detail["loc"] in meant:
            continue
        yield detail


def counted(document: Document, detail: Any) -> Problem:
    """Return a problem past all that a reader will read: looking for its remedy would take minutes."""
    return document.problem(
        detail["loc"], ErrorCode.NOT_ALLOWED, detail["msg"], "mend the problems above first"
    )


def translate(document: Document, model: type[Record], detail: Any) -> Problem:
    """Turn one of pydantic's errors into a problem that a curator can mend."""
    loc, kind, given = detail["loc"], detail["type"], detail["input"]
    context = detail.get("ctx", {})
    if given == "" and kind not in ("missing", "extra_forbidden") and loc:
        empty = field_at(model, loc)
        example = f", e.g. {empty.example_text}" if empty.is_short else ""
        leave = "" if empty.required else "; or leave the field out"
        return document.problem(
            loc,
            ErrorCode.EMPTY,
            "nothing stands here",
            f"write a value, in quotes if it begins with #{example}{leave}",
        )
    if "fix" in context:
        return document.problem(loc, ErrorCode(kind), context["message"], context["fix"])
    if kind == "missing":
        lacking = field_at(model, loc)
        meaning = f"{lacking.meaning[:1].lower()}{lacking.meaning[1:]}".rstrip(".")
        allowed = f"; one of {listed(lacking.allowed)}" if lacking.allowed else ""
        example = f", e.g. `{lacking.name}: {lacking.example_text}`" if lacking.is_short else ""
        return document.problem(
            loc, ErrorCode.MISSING, "this field is missing", f"add it{example} ({meaning}{allowed})"
        )
    if kind == "extra_forbidden":
        fields = model_at(model, loc[:-1]).model_fields
        return document.problem(
            loc,
            ErrorCode.UNKNOWN_FIELD,
            "there is no such field here",
            nearest(str(loc[-1]), fields),
            key=True,
        )
    if kind == "literal_error":
        return document.problem(
            loc,
            ErrorCode.NOT_ALLOWED,
            f"{shown(given)} is not allowed here",
            nearest(given, field_at(model, loc).allowed),
        )
    if kind in ("tuple_type", "list_type"):
        example = field_at(model, loc).example
        first = f", e.g. - {example[0]}" if isinstance(example, list) and isinstance(example[0], str) else ""
        return document.problem(
            loc,
            ErrorCode.LIST_EXPECTED,
            f"{shown(given)} stands where a list is expected",
            f"begin each item with '- '{first}; leave the field out where there is nothing to list",
        )
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        inner = model_at(model, loc)
        return document.problem(
            loc,
            ErrorCode.FIELDS_EXPECTED,
            f"{shown(given)} stands where fields are expected",
            f"write one field a line; required: {', '.join(required_example(inner)) or 'none'}",
        )
    if kind == "string_type":
        return document.problem(
            loc,
            ErrorCode.TEXT_EXPECTED,
            f"{shown(given)} stands where text is expected",
            f"write text on this line, e.g. {field_at(model, loc).example_text}",
        )
    if kind == "too_short":
        return document.problem(loc, ErrorCode.EMPTY_LIST, "the list is empty", "give at least one item")
    return document.problem(loc, ErrorCode.NOT_ALLOWED, detail["msg"], "correct the value")


def nearest(name: object, known: Iterable[str]) -> str:
    """Return how to mend an unknown name: the nearest spelling, and what is allowed."""
    names = sorted(known)
    if not names:
        return "none is known here"
    close = closest(name, names)
    hint = f"did you mean '{close}'? " if close else ""
    return f"{hint}allowed: {listed(names)}"


def closest(name: object, names: Sequence[str]) -> str | None:
    """Return the nearest spelling of a name, or None; case and width do not count."""
    written = plain(name).casefold()
    if not 0 < len(written) <= 60:
        return None
    folded = {plain(known).casefold(): known for known in names}
    found = difflib.get_close_matches(written, folded, n=1, cutoff=0.65)
    return folded[found[0]] if found else None


def listed(names: Sequence[str]) -> str:
    """Return the names, bounded."""
    return ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
