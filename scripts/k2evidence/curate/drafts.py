"""New records to fill in: every field with its meaning, what is known already in its place.

A draft is as valid as what is known allows. Optional fields stand as comments with an example;
required ones that are not known stand empty, and the check asks for them.
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
    asked = {
        "article_type": "not verified",
        "affiliation": "not verified",
        "volume": "not verified",
        "pages": "not verified",
        "issue": {"says": "not verified"},
        "licence": {"says": "not verified"},
        "conflicts": "Not looked for yet.",
        "ethics": "Not looked for yet.",
        "funding": "Not looked for yet.",
        "reading": {"extent": "not read", "note": "Say how much was read, and what was missing."},
        "integrity": {"status": "current", "note": "Notices were not looked for yet."},
    }
    return _file("papers", Paper, {**asked, **values}, "One source paper")


def draft_case(values: Values, vocabulary: Vocabulary) -> str:
    """Return the text of a file of `data/cases/`, with a place for every analyte."""
    text = _file("cases", Case, values, "One patient of one paper")
    known = [
        f"#     {analyte.id}{f' (specimen: {form.specimen})' if form.specimen else ''}: {form.unit}"
        for analyte in vocabulary.analytes.values()
        for form in analyte.forms
        if form.unit
    ]
    notes = (
        "# A cell that says N.A. has `status: not-available` and `printed: N.A.`, a dash has `status: dash`",
        '# and `printed: "-"`; what the paper never mentions is left out.',
        "# Analytes, and the unit that this site uses; `unit_printed` is what the paper prints:",
        *known,
    )
    return text + "\n".join(("", *notes, ""))


def draft_study(values: Values) -> str:
    """Return the text of a file of `data/studies/`."""
    asked = {
        "reading": {"extent": "not read", "confidence": "low"},
        "integrity": {"status": "current"},
    }
    return _file("studies", Study, {**asked, **values}, "One trial, review, cohort or other publication")


def _file(folder: str, model: type[BaseModel], values: Values, what: str) -> str:
    head = (
        f"# yaml-language-server: $schema=../schema/{folder}.json",
        f"# {what}. `make check` tells what is missing. Lines that begin with # are not read:",
        "# take the # away where the source tells it, and delete the rest. Write digits as printed.",
    )
    return "\n".join((*head, *_fields(model, values, "", set()), ""))


def _fields(model: type[BaseModel], values: Values, indent: str, told: set[str]) -> Iterator[str]:
    """Yield the lines of a group of fields; `told` holds the meanings that stand above already."""
    for field in fields_of(model):
        if field.meaning not in told:
            told.add(field.meaning)
            yield from _comment(field, indent)
        if field.name in values:
            yield from _given(field, values[field.name], indent, told)
        elif field.required and field.inner is None:
            yield f"{indent}{field.name}:"
        elif field.required:
            yield from _given(field, [{}] if field.many else {}, indent, told)
        else:
            yield from (f"{indent}# {line}" for line in as_lines(field.name, field.example, ""))


def _comment(field: Field, indent: str) -> Iterator[str]:
    if field.name == "id" and not indent:
        return
    said = field.meaning.rstrip(".")
    if field.allowed:
        said += f". One of: {', '.join(field.allowed)}"
    if field.unit:
        said += f". Unit: {field.unit}"
    yield f"{indent}# {said}. {'Required.' if field.required else 'Optional.'}"


def _given(field: Field, value: Any, indent: str, told: set[str]) -> Iterator[str]:
    if field.inner is None:
        yield from (f"{indent}{line}" for line in as_lines(field.name, value, ""))
        return
    yield f"{indent}{field.name}:"
    inner = f"{indent}  "
    if not field.many:
        yield from _fields(field.inner, value, inner, told)
        return
    for number, item in enumerate(value):
        deep = f"{inner}  "
        if number:  # the comments stand once
            yield from _plain_item(item, inner)
            continue
        dash = True
        for line in _fields(field.inner, item, deep, told):
            if dash and not line.lstrip().startswith("#"):
                dash = False
                line = f"{inner}- {line[len(deep) :]}"
            yield line


def _plain_item(item: Values, indent: str) -> Iterator[str]:
    lines = [line for name, value in item.items() for line in as_lines(name, value, "")]
    for number, line in enumerate(lines):
        yield f"{indent}{'  ' if number else '- '}{line}"


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
