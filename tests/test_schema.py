"""The JSON Schemas are those of the models, and every data file is valid against its own."""

import json
from functools import lru_cache
from pathlib import Path

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


@lru_cache
def validator(name: str) -> Draft202012Validator:
    """Return the validator of a schema of the repository, which must itself be valid."""
    schema = json.loads((ROOT / "data" / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@lru_cache
def editor_loader() -> type[yaml.SafeLoader]:
    """Return a loader of YAML 1.2, in which a date is text, as editors read it."""
    resolvers = {
        first: [(tag, rule) for tag, rule in rules if not tag.endswith("timestamp")]
        for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    return type("EditorLoader", (yaml.SafeLoader,), {"yaml_implicit_resolvers": resolvers})


def test_the_schemas_in_the_repository_are_current() -> None:
    """Running `make schema` would change no schema."""
    for name, text in render_schemas():
        assert (ROOT / "data" / "schema" / name).read_text(encoding="utf-8") == text, name


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_file_is_valid_in_an_editor(path: Path) -> None:
    """The first line of each file names its schema, and the file is valid against it."""
    text = path.read_text(encoding="utf-8")
    name = schema_of(path)
    assert text.startswith(f"# yaml-language-server: $schema=../schema/{name}.json\n")
    content = yaml.load(text, Loader=editor_loader())
    assert list(validator(name).iter_errors(content)) == []


@pytest.mark.parametrize(("name", "text"), list(render_schemas()), ids=lambda value: value[:20])
def test_every_field_has_a_description_and_a_valid_example(name: str, text: str) -> None:
    """An editor shows the meaning of each field, and an example that it finds valid."""
    schema = json.loads(text)
    definitions = schema.get("$defs", {})
    for inner, part in {name: schema, **definitions}.items():
        for field, value in part["properties"].items():
            assert value.get("description"), f"{inner}.{field}"
            assert len(value["examples"]) == 1, f"{inner}.{field}"
            errors = Draft202012Validator({**value, "$defs": definitions}).iter_errors(value["examples"][0])
            assert list(errors) == [], f"{inner}.{field}"
