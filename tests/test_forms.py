"""The issue forms ask for fields of the data, with their names, meanings and allowed words."""

from typing import Any

import pytest
import yaml
from k2evidence.curate.issue_forms import FORMS, render_forms
from k2evidence.model.fields import fields_of

from .conftest import ROOT

FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
TYPES = {"markdown", "input", "textarea", "dropdown"}


def test_the_forms_in_the_repository_are_current() -> None:
    """Running `make schema` would change no issue form and add none."""
    rendered = dict(render_forms())
    assert {path.name for path in FOLDER.glob("*.yml")} - {"config.yml"} == set(rendered)
    for name, text in rendered.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, name


@pytest.mark.parametrize(("name", "text"), list(render_forms()), ids=[form.file for form in FORMS])
def test_a_form_follows_the_schema_of_github(name: str, text: str) -> None:
    """Each form has elements of known types with unique ids, labels and options."""
    form: dict[str, Any] = yaml.safe_load(text)
    assert {"name", "description", "body"} <= set(form), name
    inputs = [element for element in form["body"] if element["type"] != "markdown"]
    assert {element["type"] for element in form["body"]} <= TYPES
    assert len({element["id"] for element in inputs}) == len(inputs)
    assert len({element["attributes"]["label"] for element in inputs}) == len(inputs)
    for element in inputs:
        options = element["attributes"].get("options", [])
        assert len(set(options)) == len(options)
        assert all(isinstance(option, str) for option in options)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.file)
def test_labels_descriptions_and_options_are_those_of_the_models(form: Any) -> None:
    """Each element has the name, the meaning and the allowed words of its field."""
    text = dict(render_forms())[form.file]
    elements = {element.get("id"): element["attributes"] for element in yaml.safe_load(text)["body"]}
    for model, name, _ in form.fields:
        [field] = [field for field in fields_of(model) if field.name == name]
        attributes = elements[name]
        assert (attributes["label"], attributes["description"]) == (name, field.meaning)
        assert attributes.get("options", []) == list(field.allowed)
