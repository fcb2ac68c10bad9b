"""Files to records: every file of the data folder is read, and every problem noted."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from evidence.model import (
    Addresses,
    Amendment,
    Analytes,
    Appraisal,
    AppraisalTools,
    Background,
    Case,
    Claims,
    Features,
    Glossary,
    Hosts,
    OutcomeSummary,
    Paper,
    Record,
    ReferenceRanges,
    Search,
    Sites,
    Study,
    Substances,
    Thresholds,
    Units,
)
from evidence.scalars import shown
from evidence.yaml_source import MAX_PROBLEMS, Document, Loc, Problem, SourceError, read_document

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

T = TypeVar("T", bound=Record)


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """A record with the document that it came from."""

    document: Document
    record: T


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads files into records and notes what cannot be read."""

    data_dir: Path
    problems: list[Problem]

    def read(self, path: Path, model: type[T]) -> Entry[T] | None:
        """Return one record, or None after noting why there is none."""
        name = path.relative_to(self.data_dir.parent).as_posix()
        try:
            document = read_document(path, name)
            return Entry(document, model.model_validate(document.data))
        except SourceError as error:
            self.problems.extend(error.problems)
        except ValidationError as error:
            details = error.errors(include_url=False)[:MAX_PROBLEMS]
            self.problems.extend(
                translate(document, model, detail)
                for detail in details
                if not follows_from_another(detail, details)
            )
        return None

    def read_folder(self, folder: str, model: type[T]) -> list[Entry[T]]:
        """Return the records of a folder in the order of their names."""
        found = []
        for path in sorted((self.data_dir / folder).glob("*.yml")):
            entry = self.read(path, model)
            if entry is None:
                continue
            record_id = getattr(entry.record, "id", None)
            if record_id != path.stem:
                self.problems.append(
                    entry.document.problem(
                        ["id"],
                        "id-is-not-file-name",
                        f"the id is {shown(record_id)}, but the file is {shown(path.name)}",
                        f"write 'id: {path.stem}', or rename the file to {record_id}.yml",
                    )
                )
            found.append(entry)
        return found

    def strangers(self) -> Iterator[Problem]:
        """Yield a problem for every file that nothing reads, so that none is dropped silently."""
        for path in sorted(self.data_dir.rglob("*")):
            name = path.relative_to(self.data_dir)
            folder = name.parts[0]
            if path.is_dir() and not path.is_symlink() and path.suffix != ".yml":
                continue
            if any(part.startswith(".") for part in name.parts) or folder == "schema":
                continue
            is_record = folder in FOLDERS or (folder == "vocabulary" and path.stem in VOCABULARY)
            if len(name.parts) == 2 and path.suffix == ".yml" and is_record:
                continue
            if len(name.parts) == 1 and path.suffix == ".yml" and path.stem in SINGLE:
                continue
            folders = ", ".join(f"data/{folder}/" for folder in (*FOLDERS, "vocabulary"))
            yield Problem(
                f"{self.data_dir.name}/{name.as_posix()}",
                1,
                1,
                "",
                "unknown-file",
                "nothing reads this file",
                f"records end in .yml and stand in {folders}; move, rename or remove it",
            )


def follows_from_another(detail: Any, details: Sequence[Any]) -> bool:
    """Say whether a list only seems too short because an item of it has a problem of its own."""
    depth = len(detail["loc"])
    return detail["type"] == "too_short" and any(
        other["loc"][:depth] == detail["loc"] for other in details if other is not detail
    )


def translate(document: Document, model: type[Record], detail: Any) -> Problem:
    """Turn one of pydantic's errors into a problem that a curator can mend."""
    loc, kind, given = detail["loc"], detail["type"], detail["input"]
    context = detail.get("ctx", {})
    if "fix" in context:
        return document.problem(loc, kind, context["message"], context["fix"])
    if kind == "missing":
        field = model_at(model, loc[:-1]).model_fields[loc[-1]]
        meaning = " ".join((field.description or "").split())
        return document.problem(loc, kind, "this field is missing", f"add it: {meaning}")
    if kind == "extra_forbidden":
        fields = model_at(model, loc[:-1]).model_fields
        return document.problem(
            loc, "unknown-field", "there is no such field here", nearest(loc[-1], fields), key=True
        )
    if kind == "literal_error":
        allowed = context["expected"]
        names = [name.strip(" '") for name in allowed.replace(" or ", ", ").split(",")]
        return document.problem(
            loc, "not-allowed", f"{shown(given)} is not allowed here", nearest(str(given), names)
        )
    if kind in ("tuple_type", "list_type"):
        return document.problem(loc, "list-expected", "a list is expected here", "begin each item with '- '")
    if kind in ("model_type", "model_attributes_type", "dict_type"):
        fields = model_at(model, loc).model_fields
        required = ", ".join(name for name, field in fields.items() if field.is_required())
        return document.problem(
            loc,
            "fields-expected",
            f"{shown(given)} stands where fields are expected",
            f"write one field a line; required: {required}",
        )
    if kind == "string_type":
        return document.problem(
            loc, "text-expected", f"{shown(given)} stands where text is expected", "write text"
        )
    if kind == "too_short":
        return document.problem(loc, "empty", "the list is empty", "give at least one item")
    return document.problem(loc, kind, detail["msg"], "correct the value")


def model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """Return the model of the record at a path, as the annotations of the fields say."""
    for step in loc:
        if isinstance(step, str) and step in model.model_fields:
            model = model_in(model.model_fields[step].annotation) or model
    return model


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, alone, in a list or as an option."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(model_in, get_args(annotation))), None)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return how to mend an unknown name: the nearest spelling, or what there is."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return f"did you mean '{close[0]}'?"
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "")
    return f"write one of: {listed}" if names else "none is known here"
