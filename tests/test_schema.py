"""The JSON Schemas say the same as the models, and every data file names its own."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from k2evidence.curate.json_schemas import render_schemas

from .conftest import ROOT

FILES = sorted((ROOT / "data").glob("*/*.yml"))


def schema_of(path: Path) -> str:
    """Return the name of the schema that a data file must follow."""
    folder = path.parent.name
    return path.stem if folder == "vocabulary" else folder


def test_the_schemas_in_the_repository_are_current() -> None:
    """`make schema` was run after the last change of a model."""
    for name, text in render_schemas():
        assert (ROOT / "data" / "schema" / name).read_text(encoding="utf-8") == text, name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_editors_check_every_file(path: Path) -> None:
    """Each file names its schema in its first line, and passes it as an editor reads it."""
    text = path.read_text(encoding="utf-8")
    name = f"{schema_of(path)}.json"
    assert text.startswith(f"# yaml-language-server: $schema=../schema/{name}\n")
    schema = json.loads((ROOT / "data" / "schema" / name).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    # Editors read YAML 1.2, where a date stays text.
    loader = type("Loader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": _resolvers()})
    assert list(Draft202012Validator(schema).iter_errors(yaml.load(text, Loader=loader))) == []


def _resolvers() -> dict[str, Any]:
    return {
        first: [(tag, rule) for tag, rule in rules if not tag.endswith("timestamp")]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


@pytest.mark.parametrize(("name", "text"), list(render_schemas()), ids=lambda value: value[:20])
def test_every_field_is_explained_and_has_a_valid_example(name: str, text: str) -> None:
    """An editor shows what each field means, and offers an example that it accepts itself."""
    schema = json.loads(text)
    definitions = schema.get("$defs", {})
    for inner, part in {name: schema, **definitions}.items():
        for field, value in part["properties"].items():
            assert value.get("description"), f"{inner}.{field}"
            assert len(value["examples"]) == 1, f"{inner}.{field}"
            found = Draft202012Validator({**value, "$defs": definitions}).iter_errors(value["examples"][0])
            assert list(found) == [], f"{inner}.{field}"
