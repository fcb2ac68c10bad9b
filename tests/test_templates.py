"""A template and the view of its page name the same fields."""

import dataclasses
from collections.abc import Iterator

import jinja2
import pytest
from jinja2 import nodes
from k2evidence.render.pages.rendering import TEMPLATES
from k2evidence.site import build_site

from .conftest import CONTEXT, CORPUS


def page_attributes(name: str) -> Iterator[str]:
    """Yield every `page.x` of a template and of the templates that it names."""
    syntax = jinja2.Environment().parse((TEMPLATES / name).read_text(encoding="utf-8"))
    for attribute in syntax.find_all(nodes.Getattr):
        if isinstance(attribute.node, nodes.Name) and attribute.node.name == "page":
            yield attribute.attr
    for constant in syntax.find_all(nodes.Const):
        if str(constant.value).endswith(".jinja"):
            yield from page_attributes(constant.value)


def test_a_template_uses_every_field_of_its_view_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """A field that was renamed or is no longer shown is found in every branch, also where none renders."""
    views: dict[str, type] = {}
    render = jinja2.Template.render

    def recorded(template: jinja2.Template, **values: object) -> str:
        if "page" in values:
            views[str(template.name)] = type(values["page"])
        return render(template, **values)

    monkeypatch.setattr(jinja2.Template, "render", recorded)
    build_site(CORPUS, CONTEXT)
    assert views
    for name, view in views.items():
        fields = {field.name for field in dataclasses.fields(view)}
        assert set(page_attributes(name)) == fields, name
