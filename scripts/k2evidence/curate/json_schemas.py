"""JSON Schemas of the data files, made from the models, for editors and for other programs."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from k2evidence.load import FOLDERS, SINGLE, VOCABULARY
from k2evidence.model.fields import fields_of, models_below


def render_schemas() -> Iterator[tuple[str, str]]:
    """Yield the file name and text of each schema under `data/schema/`."""
    for name, model in {**FOLDERS, **VOCABULARY, **SINGLE}.items():
        schema = model.model_json_schema()
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        parts = {model.__name__: schema, **schema.get("$defs", {})}
        for inner in models_below(model):
            _add_examples(inner, parts[inner.__name__])
        yield f"{name}.json", json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _add_examples(model: type[BaseModel], schema: dict[str, Any]) -> None:
    """Give every field an example, which editors offer."""
    for field in fields_of(model):
        schema["properties"][field.name]["examples"] = [as_editors_read(field.example)]


def as_editors_read(value: Any) -> Any:
    """Return a value as a YAML 1.2 editor types it: digits are a number, true is a boolean."""
    if isinstance(value, dict):
        return {name: as_editors_read(item) for name, item in value.items()}
    if isinstance(value, list):
        return [as_editors_read(item) for item in value]
    if value in ("true", "false"):
        return value == "true"
    if isinstance(value, str):
        for kind in (int, float):
            try:
                number = kind(value)
            except ValueError:
                continue
            if str(number) == value:  # 0.70 would lose its zero
                return number
    return value
