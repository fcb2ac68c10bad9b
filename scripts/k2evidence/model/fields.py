"""Reads from the models what each field is: meaning, type, unit, example, required or not.

Messages, schemas, drafts, issue forms and the field reference show what is here, so none of them can
differ from the models.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from k2evidence.model.base import TrailingFields
from k2evidence.model.markers import Example, MeasuredIn, Usual
from k2evidence.model.scalars.field_type import FieldType
from k2evidence.model.yaml_flow import flow_style

Marker = TypeVar("Marker")


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
    placeholder: Any
    """The same shape with names in angle brackets: it says how a value is written, and is none."""

    @property
    def example_text(self) -> str:
        """The example on one line, as YAML writes it."""
        return flow_style(self.example)

    @property
    def placeholder_text(self) -> str:
        """The placeholder on one line, as a person reads it."""
        return flow_style(self.placeholder, quote=False)


@lru_cache(maxsize=256)
def fields_of(model: type[BaseModel]) -> tuple[Field, ...]:
    """Return the fields of a model, in their order."""
    trailing = {
        name for base in model.__mro__[1:] if issubclass(base, TrailingFields) for name in base.model_fields
    }
    ordered = sorted(model.model_fields.items(), key=lambda item: item[0] in trailing)
    return tuple(_field(model, name, info) for name, info in ordered)


def models_below(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """Yield a model and every model inside it once, outer before inner."""
    yield from _walk(model, set())


def _walk(model: type[BaseModel], seen: set[type[BaseModel]]) -> Iterator[type[BaseModel]]:
    if model in seen:
        return
    seen.add(model)
    yield model
    for field in fields_of(model):
        if field.inner:
            yield from _walk(field.inner, seen)


def lists_of(holder: type) -> dict[str, type[BaseModel]]:
    """Return the model of the records that each list of a `Dataset` or a `Vocabulary` holds."""
    models = {name: _inner(hint) for name, hint in get_type_hints(holder).items()}
    return {name: model for name, model in models.items() if model}


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
    """Return the required and the usual fields of a model, each with a valid example."""
    return {
        name: _example(info)
        for name, info in model.model_fields.items()
        if info.is_required() or _marker(info, Usual) is not None
    }


def required_placeholder(model: type[BaseModel]) -> dict[str, Any]:
    """Return the required and the usual fields of a model, each with its placeholder."""
    return {name: _placeholder(model.model_fields[name]) for name in required_example(model)}


def _field(model: type[BaseModel], name: str, info: FieldInfo) -> Field:
    measured_in = _marker(info, MeasuredIn)
    return Field(
        model=model.__name__,
        name=name,
        meaning=" ".join((info.description or "").split()),
        kind=_kind(info),
        unit=measured_in.unit if measured_in else "",
        required=info.is_required(),
        many=_is_many(info.annotation),
        allowed=_allowed(info.annotation),
        inner=_inner(info.annotation),
        example=_example(info),
        placeholder=_placeholder(info),
    )


def _kind(info: FieldInfo) -> str:
    many = _is_many(info.annotation)
    if _inner(info.annotation):
        return "list of groups of fields" if many else "group of fields"
    if _allowed(info.annotation):
        return "list of words" if many else "one word of a list"
    name = _field_type(info).name
    return f"list: {name}" if many else name


def _example(info: FieldInfo) -> Any:
    item = _example_of_item(info)
    return [item] if _is_many(info.annotation) else item


def _placeholder(info: FieldInfo) -> Any:
    item: Any
    if inner := _inner(info.annotation):
        item = required_placeholder(inner)
    elif allowed := _allowed(info.annotation):
        item = f"<{' / '.join(allowed)}>"
    else:
        item = _field_type(info).placeholder
    return [item] if _is_many(info.annotation) else item


def _example_of_item(info: FieldInfo) -> Any:
    if example := _marker(info, Example):
        return example.text
    if inner := _inner(info.annotation):
        return required_example(inner)
    if allowed := _allowed(info.annotation):
        return allowed[0]
    return _field_type(info).json_schema["examples"][0]


def _field_type(info: FieldInfo) -> FieldType:
    field_type = _marker(info, FieldType)
    if field_type is None:
        raise TypeError(f"the type of a field lacks a FieldType: {info.annotation}")
    return field_type


def _marker(info: FieldInfo, kind: type[Marker]) -> Marker | None:
    """Return the marker of a kind that a field has, or else the one that its type has."""
    parts = (*info.metadata, *_parts(info.annotation))
    return next((part for part in parts if isinstance(part, kind)), None)


def _is_many(annotation: Any) -> bool:
    return any(get_origin(part) is tuple for part in _parts(annotation))


def _inner(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, alone, in a list or as an option."""
    models = (part for part in _parts(annotation) if isinstance(part, type) and issubclass(part, BaseModel))
    return next(models, None)


def _allowed(annotation: Any) -> tuple[str, ...]:
    literals = (part for part in _parts(annotation) if get_origin(part) is Literal)
    return tuple(map(str, get_args(next(literals, None))))


def _parts(annotation: Any) -> Iterator[Any]:
    """Yield an annotation and everything inside it: types, allowed words and markers."""
    yield annotation
    for part in get_args(annotation):
        yield from _parts(part)
