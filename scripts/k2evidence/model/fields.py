"""What each field of the data model is: meaning, type, unit, example, required or not.

Read from the models themselves, so that messages, schemas, drafts and the field reference
cannot say anything else.
"""

import types
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, WithJsonSchema
from pydantic.fields import FieldInfo

from k2evidence.model import scalars
from k2evidence.model.examples import EXAMPLES, NEEDED

TYPES: dict[str, str] = {
    "Number": "number",
    "Whole": "whole number",
    "Boolean": "true or false",
    "Text": "text",
    "Prose": "text without numbers",
    "Id": "id",
    "Vertebra": "vertebra",
    "Date": "date, or part of one",
    "Link": "web address",
    "Doi": "DOI",
    "Pmcid": "number of PubMed Central",
    "Pmid": "number of PubMed",
    "Ref": "record, or item of one",
    "Address": "address of this site",
    "TimeField": "time with its clock",
    "RangeField": "range",
    "QuantityField": "amount with its unit",
}
"""What each type of `scalars` is called."""
UNITS: dict[tuple[str, str], str] = {
    ("Report", "value"): "that of `unit_printed`",
    ("Report", "range"): "that of `unit_printed`",
    ("Report", "t_score"): "standard deviations",
    ("AgeReport", "years"): "completed years",
    ("Statistic", "value"): "that of `unit`",
    ("Statistic", "range"): "that of `unit`",
    ("Result", "months"): "months",
    ("Estimate", "value"): "that of `unit`; ratios have none",
    ("Estimate", "low"): "that of `unit`; ratios have none",
    ("Estimate", "high"): "that of `unit`; ratios have none",
    **{
        ("Result", name): "that of the outcome"
        for name in ("value", "range", "before", "before_spread", "spread", "low", "high")
    },
    ("Result", "events"): "people, or events",
    ("Result", "people"): "people",
    ("Arm", "people"): "people",
    ("Arm", "analysed"): "people",
    ("Study", "people"): "people",
    ("Study", "completed"): "people",
}
"""The unit of each number that has one, by model and field."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of one model."""

    model: str
    name: str
    meaning: str
    kind: str
    unit: str
    required: bool
    many: bool
    allowed: tuple[str, ...]
    inner: type[BaseModel] | None
    """The model of the fields below it, or None."""
    example: Any
    """A valid value as YAML reads it: text, a list, or a group of fields."""

    @property
    def example_text(self) -> str:
        """The example on one line, as YAML writes it."""
        return _flow(self.example)

    @property
    def is_short(self) -> bool:
        """Say whether the example fits on a line with other text."""
        return len(self.example_text) <= 80


@lru_cache(maxsize=256)
def fields_of(model: type[BaseModel]) -> tuple[Field, ...]:
    """Return the fields of a model, in their order."""
    return tuple(_field(model, name, info) for name, info in model.model_fields.items())


def models_below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a model and every model inside it once, outer before inner."""
    seen: dict[type[BaseModel], None] = {}

    def walk(found: type[BaseModel]) -> None:
        if found not in seen:
            seen[found] = None
            for field in fields_of(found):
                if field.inner:
                    walk(field.inner)

    walk(model)
    yield from seen


def lists_of(holder: type) -> dict[str, type[BaseModel]]:
    """Return the model of the records that each list of a `Dataset` or a `Vocabulary` holds."""
    found = {name: _inner(hint) for name, hint in get_type_hints(holder).items()}
    return {name: model for name, model in found.items() if model}


def model_at(model: type[BaseModel], loc: Sequence[str | int]) -> type[BaseModel]:
    """Return the model of the record at a path, as the annotations of the fields say."""
    for step in loc:
        if isinstance(step, str) and step in model.model_fields:
            model = _inner(model.model_fields[step].annotation) or model
    return model


def field_at(model: type[BaseModel], loc: Sequence[str | int]) -> Field:
    """Return the field at a path; positions in a list do not count."""
    names = [step for step in loc if isinstance(step, str)]
    owner = model_at(model, names[:-1])
    return next(field for field in fields_of(owner) if field.name == names[-1])


def required_example(model: type[BaseModel]) -> dict[str, Any]:
    """Return the required fields of a model, each with a valid example."""
    return {
        name: _example(model, name, info)
        for name, info in model.model_fields.items()
        if info.is_required() or (model.__name__, name) in NEEDED
    }


def _field(model: type[BaseModel], name: str, info: FieldInfo) -> Field:
    annotation, metadata = info.annotation, info.metadata
    allowed = _allowed(annotation)
    inner = _inner(annotation)
    return Field(
        model=model.__name__,
        name=name,
        meaning=" ".join((info.description or "").split()),
        kind=_kind(annotation, metadata, allowed, inner),
        unit=UNITS.get((model.__name__, name), ""),
        required=info.is_required(),
        many=_is_many(annotation),
        allowed=allowed,
        inner=inner,
        example=_example(model, name, info),
    )


def _kind(annotation: Any, metadata: Sequence[Any], allowed: Sequence[str], inner: object) -> str:
    many = _is_many(annotation)
    if inner is not None:
        return "list of groups of fields" if many else "group of fields"
    if allowed:
        return "list of words" if many else "one word of a list"
    name = TYPES[_scalar(annotation, metadata)]
    return f"list: {name}" if many else name


def _scalar(annotation: Any, metadata: Sequence[Any]) -> str:
    """Return the name in `scalars` of the type that a field, or an item of it, has."""
    for name in TYPES:
        alias = getattr(scalars, name)
        parts = get_args(alias)
        if annotation == alias or (annotation == parts[0] and list(parts[1:]) == list(metadata)):
            return name
    for part in get_args(annotation):
        if part not in (type(None), Ellipsis):
            return _scalar(part, ())
    raise TypeError(f"no field may be of type {annotation}")


def _example(model: type[BaseModel], name: str, info: FieldInfo) -> Any:
    annotation = info.annotation
    owners = (owner.__name__ for owner in model.__mro__)
    given = next((found for owner in owners if (found := EXAMPLES.get(owner, {}).get(name))), None)
    inner = _inner(annotation)
    if given is not None:
        example: Any = given
    elif inner is not None:
        example = required_example(inner)
    elif allowed := _allowed(annotation):
        example = allowed[0]
    else:
        kind = getattr(scalars, _scalar(annotation, info.metadata))
        schema = next(part for part in get_args(kind) if isinstance(part, WithJsonSchema)).json_schema
        assert schema is not None
        example = schema["examples"][0]
        example = str(example).lower() if isinstance(example, bool) else str(example)
    return [example] if _is_many(annotation) and not isinstance(example, list) else example


def _is_many(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _is_many(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return any(_is_many(part) for part in get_args(annotation))
    return get_origin(annotation) is tuple


def _inner(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, alone, in a list or as an option."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_inner, get_args(annotation))), None)


def _allowed(annotation: Any) -> tuple[str, ...]:
    if get_origin(annotation) is Literal:
        return tuple(map(str, get_args(annotation)))
    if get_origin(annotation) is Annotated:
        return _allowed(get_args(annotation)[0])
    return next(filter(None, map(_allowed, get_args(annotation))), ())


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_flow(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return quoted(str(value))


def quoted(text: str) -> str:
    """Return text as YAML writes it on one line, in quotes only where it needs them."""
    plain = text and text[0].isalnum() and not any(sign in text for sign in ",[]{}#:&*!|>'\"%@`\\\n")
    return text if plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
