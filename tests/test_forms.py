"""The issue forms ask for the data's own fields, in their own words."""

from typing import Any

import pytest
import yaml
from k2evidence.curate.issue_forms import FORMS, render_forms
from k2evidence.model.fields import fields_of

from .conftest import ROOT

FOLDER = ROOT / ".github" / "ISSUE_TEMPLATE"
KINDS = {"markdown", "input", "textarea", "dropdown"}


def test_the_forms_in_the_repository_are_current() -> None:
    """`make schema` was run after the last change of a model; no form stands there besides."""
    rendered = dict(render_forms())
    assert {path.name for path in FOLDER.glob("*.yml")} - {"config.yml"} == set(rendered)
    for name, text in rendered.items():
        assert (FOLDER / name).read_text(encoding="utf-8") == text, name


@pytest.mark.parametrize(("name", "text"), list(render_forms()), ids=[form.file for form in FORMS])
def test_a_form_is_what_github_accepts(name: str, text: str) -> None:
    """Known kinds of elements, unique ids and labels, choices that differ."""
    form: dict[str, Any] = yaml.safe_load(text)
    assert {"name", "description", "body"} <= set(form), name
    asked = [element for element in form["body"] if element["type"] != "markdown"]
    assert {element["type"] for element in form["body"]} <= KINDS
    assert len({element["id"] for element in asked}) == len(asked)
    assert len({element["attributes"]["label"] for element in asked}) == len(asked)
    for element in asked:
        options = element["attributes"].get("options", [])
        assert len(set(options)) == len(options)
        assert all(isinstance(option, str) for option in options)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.file)
def test_names_help_and_choices_are_those_of_the_models(form: Any) -> None:
    """Label, help and choices of each element are the field's name, meaning and allowed words."""
    text = dict(render_forms())[form.file]
    elements = {element.get("id"): element["attributes"] for element in yaml.safe_load(text)["body"]}
    for model, name, _ in form.fields:
        [field] = [field for field in fields_of(model) if field.name == name]
        shown = elements[name]
        assert (shown["label"], shown["description"]) == (name, field.meaning)
        assert shown.get("options", []) == list(field.allowed)
