"""JSON Schemas of the data files, made from the models, for editors and for other programs."""

import json
from collections.abc import Iterator

from evidence.load import FOLDERS, SINGLE, VOCABULARY


def render_schemas() -> Iterator[tuple[str, str]]:
    """Yield the file name and text of each schema under `data/schema/`."""
    for name, model in {**FOLDERS, **VOCABULARY, **SINGLE}.items():
        schema = model.model_json_schema()
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        yield f"{name}.json", json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
