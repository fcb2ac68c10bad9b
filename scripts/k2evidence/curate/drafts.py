"""Drafts of new records: every field with its meaning, and the known values filled in.

A draft holds no value that nobody gave. An unknown optional field is a comment with a placeholder, which
the check refuses as a value; an unknown required field is empty, so that the check reports it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from k2evidence.model.cases import Case
from k2evidence.model.fields import Field, fields_of
from k2evidence.model.papers import Paper
from k2evidence.model.studies import Study
from k2evidence.model.vocabulary import Vocabulary
from k2evidence.model.yaml_flow import quoted

Values = Mapping[str, Any]
"""What is known of a record: text, lists and groups of fields, by the names of the model."""


def draft_paper(values: Values) -> str:
    """Return the text of a file of `data/papers/`."""
    integrity = {"status": "current", "note": "Notices were not searched for."}
    return _draft("papers", Paper, {"integrity": integrity, **values}, "One source paper")


def draft_case(values: Values, vocabulary: Vocabulary) -> str:
    """Return the text of a file of `data/cases/`, with a place for every analyte."""
    text = _draft("cases", Case, values, "One patient of one paper")
    known = [
        f"#     {analyte.id}{f' (specimen: {form.specimen})' if form.specimen else ''}: {form.unit}"
        for analyte in vocabulary.analytes.values()
        for form in analyte.forms
        if form.unit
    ]
    notes = (
        "# A cell that says N.A. has `status: not-available` and `printed: N.A.`, a dash has `status: dash`",
        '# and `printed: "-"`; what the paper never mentions is left out. Where only an abstract was read,',
        "# what it lacks is left out too: the site then says that it was not seen.",
        "# Analytes, and the unit that this site uses; `unit_printed` is what the paper prints:",
        *known,
    )
    return text + "\n".join(("", *notes, ""))


def draft_study(values: Values) -> str:
    """Return the text of a file of `data/studies/`."""
    what = "One trial, review, cohort or other publication"
    return _draft("studies", Study, {"integrity": {"status": "current"}, **values}, what)


def _draft(folder: str, model: type[BaseModel], values: Values, what: str) -> str:
    head = (
        f"# yaml-language-server: $schema=../schema/{folder}.json",
        f"# {what}. `make check` says what is missing. Lines that begin with # are not read:",
        "# where the source reports it, take the # away and write what it prints in the place of "
        "<…>; delete the",
        "# rest. Write digits as printed.",
    )
    return "\n".join((*head, *_fields(model, values, "", set()), ""))


def _fields(model: type[BaseModel], values: Values, indent: str, explained: set[str]) -> Iterator[str]:
    """Yield the lines of a group of fields; `explained` holds the meanings in the lines above."""
    for field in fields_of(model):
        if field.meaning not in explained:
            explained.add(field.meaning)
            yield from _comment(field, indent)
        if field.name in values:
            yield from _filled(field, values[field.name], indent, explained)
        elif field.required and field.inner is None:
            yield f"{indent}{field.name}:"
        elif field.required:
            yield from _filled(field, [{}] if field.many else {}, indent, explained)
        else:
            yield from (f"{indent}# {line}" for line in as_lines(field.name, field.placeholder))
            yield from (f"{indent}#   {line}" for line in _further_fields(field))


def _further_fields(field: Field) -> Iterator[str]:
    """Yield the names of the optional fields that the placeholder of a group, and of those in it, lacks."""
    shown: Any = field.placeholder[0] if field.many else field.placeholder
    if field.inner is None:
        return
    further = [inner.name for inner in fields_of(field.inner) if inner.name not in shown]
    if further:
        yield f"also in {field.name}, where reported: {', '.join(further)}"
    for inner in fields_of(field.inner):
        if inner.inner and inner.name in shown:
            yield from _further_fields(inner)


def _comment(field: Field, indent: str) -> Iterator[str]:
    """Yield the meaning of a field, its allowed words and its unit; an id of a file needs none."""
    if field.name == "id" and not indent:
        return
    text = field.meaning.rstrip(".")
    if field.allowed:
        text += f". One of: {', '.join(field.allowed)}"
    if field.unit:
        text += f". Unit: {field.unit}"
    yield f"{indent}# {text}. {'Required.' if field.required else 'Optional.'}"


def _filled(field: Field, value: Any, indent: str, explained: set[str]) -> Iterator[str]:
    """Yield the lines of a field with a value; the fields of the first item of a list are explained."""
    if field.inner is None:
        yield from as_lines(field.name, value, indent)
        return
    yield f"{indent}{field.name}:"
    inner = f"{indent}  "
    if not field.many:
        yield from _fields(field.inner, value, inner, explained)
        return
    for position, item in enumerate(value):
        if position == 0:
            yield from _as_item(_fields(field.inner, item, f"{inner}  ", explained), inner)
        else:
            yield from _plain_item(item, inner)


def _as_item(lines: Iterator[str], indent: str) -> Iterator[str]:
    """Yield the lines of an item of a list, with its dash before the first line that is no comment."""
    dash = "- "
    for line in lines:
        if dash and not line.lstrip().startswith("#"):
            line = f"{indent}{dash}{line[len(indent) + 2 :]}"
            dash = ""
        yield line


def _plain_item(item: Values, indent: str) -> Iterator[str]:
    """Yield the lines of an item of a list without comments."""
    lines = (line for name, value in item.items() for line in as_lines(name, value, f"{indent}  "))
    yield from _as_item(lines, indent)


def as_lines(name: str, value: Any, indent: str = "") -> Iterator[str]:
    """Yield a field as YAML, with what is below it."""
    if isinstance(value, Mapping):
        yield f"{indent}{name}:"
        for key, inner in value.items():
            yield from as_lines(key, inner, f"{indent}  ")
    elif isinstance(value, Sequence) and not isinstance(value, str):
        if all(isinstance(item, str) for item in value):
            yield f"{indent}{name}: [{', '.join(quoted(item) for item in value)}]"
            return
        yield f"{indent}{name}:"
        for item in value:
            yield from _plain_item(item, f"{indent}  ")
    else:
        yield f"{indent}{name}: {quoted(str(value))}"
