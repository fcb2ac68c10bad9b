"""Turns the errors of pydantic into problems that a curator can mend."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

from k2evidence.load.problems import Issue, Loc, Problem
from k2evidence.load.spelling import closest, list_names, suggest
from k2evidence.load.yaml_source import Document
from k2evidence.model.base import Record
from k2evidence.model.error_codes import ErrorCode
from k2evidence.model.fields import Field, field_at, model_at, required_example
from k2evidence.model.scalars.refusals import shown

MOST_MISSPELT = 1000
"""How many unknown fields of one group are compared with the missing ones; no model has so many."""


def root_causes(model: type[Record], details: Sequence[ErrorDetails]) -> Iterator[ErrorDetails]:
    """Yield the errors that do not follow from another.

    A list seems too short because an item of it has a problem of its own; a field seems missing
    because its name is misspelt.
    """
    # How many errors lie below each path.
    below = Counter(loc[:n] for detail in details if (loc := detail["loc"]) for n in range(1, len(loc)))
    misspelt = _misspelt(model, details)
    for detail in details:
        if detail["type"] == "too_short" and below[detail["loc"]]:
            continue
        if detail["type"] == "missing" and detail["loc"] in misspelt:
            continue
        yield detail


def _misspelt(model: type[Record], details: Sequence[ErrorDetails]) -> set[tuple[Any, ...]]:
    """Return the paths of the missing fields that an unknown field beside them seems to mean."""
    lacking = {detail["loc"][:-1] for detail in details if detail["type"] == "missing"}
    unknown: dict[tuple[int | str, ...], list[str]] = {}
    for detail in details:
        holder = detail["loc"][:-1]
        if detail["type"] == "extra_forbidden" and detail["loc"] and holder in lacking:
            unknown.setdefault(holder, []).append(str(detail["loc"][-1]))
    return {
        (*holder, closest(name, list(model_at(model, holder).model_fields)))
        for holder, names in unknown.items()
        for name in names[:MOST_MISSPELT]
    }


def unexplained(document: Document, detail: ErrorDetails) -> Problem:
    """Return a problem without its remedy, which would take minutes to find for thousands of them."""
    fix = "mend the problems above first"
    return document.problem(detail["loc"], ErrorCode.NOT_ALLOWED, detail["msg"], fix)


def translate(document: Document, model: type[Record], detail: ErrorDetails) -> Problem:
    """Return the problem that an error of pydantic stands for, with its place and its remedy."""
    kind, loc = detail["type"], detail["loc"]
    # An unknown field is marked at its name, every other problem at the value.
    at_name = kind == "extra_forbidden"
    if detail["input"] == "" and kind not in ("missing", "extra_forbidden") and loc:
        return document.problem(*_empty(model, loc, ""))
    context = detail.get("ctx", {})
    if "fix" in context:  # raised by `refuse`
        return document.problem(loc, ErrorCode(kind), context["message"], context["fix"])
    if kind in _ISSUES:
        return document.problem(*_ISSUES[kind](model, loc, detail["input"]), key=at_name)
    return document.problem(loc, ErrorCode.NOT_ALLOWED, detail["msg"], "correct the value")


def _empty(model: type[Record], loc: Loc, value: object) -> Issue:
    field = field_at(model, loc)
    leave_out = "" if field.required else "; or leave the field out where the source reports nothing"
    fix = f"write {_notation(field)}, in quotes if it begins with #{leave_out}"
    return Issue(loc, ErrorCode.EMPTY, "nothing is here", fix)


def _missing(model: type[Record], loc: Loc, value: object) -> Issue:
    field = field_at(model, loc)
    meaning = f"{field.meaning[:1].lower()}{field.meaning[1:]}".rstrip(".")
    fix = f"add `{field.name}`: {_notation(field)} ({meaning})"
    return Issue(loc, ErrorCode.MISSING, "this field is missing", fix)


def _notation(field: Field) -> str:
    """Return what is written into a field, without an example: one could be taken for the fact itself."""
    if field.inner:
        below = ", ".join(required_example(field.inner))
        return f"a list, each item with {below}" if field.many else f"fields: {below}"
    if field.allowed:
        return f"one of {list_names(field.allowed)}"
    return field.placeholder_text


def _unknown_field(model: type[Record], loc: Loc, value: object) -> Issue:
    fields = model_at(model, loc[:-1]).model_fields
    return Issue(loc, ErrorCode.UNKNOWN_FIELD, "there is no such field here", suggest(str(loc[-1]), fields))


def _not_allowed(model: type[Record], loc: Loc, value: object) -> Issue:
    fix = suggest(value, field_at(model, loc).allowed)
    return Issue(loc, ErrorCode.NOT_ALLOWED, f"{shown(value)} is not allowed here", fix)


def _list_expected(model: type[Record], loc: Loc, value: object) -> Issue:
    field = field_at(model, loc)
    text = f"; or all in brackets: `{field.name}: [{field.placeholder[0]}]`" if field.inner is None else ""
    return Issue(
        loc,
        ErrorCode.LIST_EXPECTED,
        f"{shown(value)} is where a list is expected",
        f"begin each item with '- '{text}; leave the field out where there is nothing to list",
    )


def _fields_expected(model: type[Record], loc: Loc, value: object) -> Issue:
    required = ", ".join(required_example(model_at(model, loc))) or "none"
    return Issue(
        loc,
        ErrorCode.FIELDS_EXPECTED,
        f"{shown(value)} is where fields are expected",
        f"write one field a line; required: {required}",
    )


def _text_expected(model: type[Record], loc: Loc, value: object) -> Issue:
    return Issue(
        loc,
        ErrorCode.TEXT_EXPECTED,
        f"{shown(value)} is where text is expected",
        f"write {field_at(model, loc).placeholder_text} on this line",
    )


def _empty_list(model: type[Record], loc: Loc, value: object) -> Issue:
    return Issue(loc, ErrorCode.EMPTY_LIST, "the list is empty", "give at least one item")


def _long_list(model: type[Record], loc: Loc, value: object) -> Issue:
    length = len(value) if isinstance(value, list) else 0
    return Issue(
        loc,
        ErrorCode.TOO_LONG,
        f"the list has {length:,} items, more than one patient can have",
        "keep those that the source reports of this patient here",
    )


_ISSUES: Mapping[str, Callable[[type[Record], Loc, object], Issue]] = {
    "missing": _missing,
    "extra_forbidden": _unknown_field,
    "literal_error": _not_allowed,
    "tuple_type": _list_expected,
    "list_type": _list_expected,
    "model_type": _fields_expected,
    "model_attributes_type": _fields_expected,
    "dict_type": _fields_expected,
    "string_type": _text_expected,
    "too_short": _empty_list,
    "too_long": _long_list,
}
"""How each type of error that a model raises reads for a curator."""
