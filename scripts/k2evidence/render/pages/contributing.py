"""How to contribute: the guide with every field of the data, and every kind of error explained."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel

from k2evidence.load.dataset import Dataset
from k2evidence.load.error_explanations import GROUPS
from k2evidence.model.cases import Case
from k2evidence.model.fields import Field, fields_of, lists_of, models_below
from k2evidence.model.papers import Paper
from k2evidence.model.releases import Addresses
from k2evidence.model.studies import Study
from k2evidence.model.vocabulary import Vocabulary
from k2evidence.render.pages.rendering import render_page, with_code
from k2evidence.render.pages.views import SiteData
from k2evidence.render.site_file import SiteFile

TEMPLATES = Path("scripts/evidence/templates")
FIRST = (Case, Paper, Study)
"""What is added most often stands first in the field reference."""


def contributing_page(site: SiteData) -> SiteFile:
    """Return the guide for curators, with the field reference."""
    vocabulary = site.dataset.vocabulary
    return render_page(
        site.context,
        "contributing.md",
        "contributing.md.jinja",
        title="Contributing",
        description="How to correct a value, and how to add a case, a paper or a study: commands, rules and "
        "every field.",
        kind="Page",
        origin=TEMPLATES / "contributing.md.jinja",
        records=_record_views(),
        analytes=[
            {"id": analyte.id, "name": form.name, "specimen": form.specimen or "", "unit": form.unit}
            for analyte in vocabulary.analytes.values()
            for form in analyte.forms
            if form.unit
        ],
        substances=list(vocabulary.substances.values()),
    )


def errors_page(site: SiteData) -> SiteFile:
    """Return the page that explains every code of a problem."""
    return render_page(
        site.context,
        "contributing/errors.md",
        "errors.md.jinja",
        title="Errors",
        description="Every message of the check: what it means, and how to mend it.",
        kind="Page",
        origin=TEMPLATES / "errors.md.jinja",
        groups=GROUPS,
    )


def _record_views() -> list[dict[str, Any]]:
    """Return each kind of record with the groups of fields inside it; a group is told once."""
    kinds = {
        model: f"data/{name}.yml" if model is Addresses else f"data/{name}/"
        for name, model in lists_of(Dataset).items()
    }
    kinds |= dict.fromkeys(lists_of(Vocabulary).values(), "data/vocabulary/")
    order = sorted(kinds, key=lambda model: FIRST.index(model) if model in FIRST else len(FIRST))
    told: set[type[BaseModel]] = set()
    views = []
    for kind in order:
        groups = [model for model in models_below(kind) if model not in told]
        told.update(groups)
        views.append(
            {
                "name": kind.__name__,
                "folder": kinds[kind],
                "groups": [_group_view(model) for model in groups],
            }
        )
    return views


def _group_view(model: type[BaseModel]) -> dict[str, Any]:
    return {
        "name": model.__name__,
        "anchor": anchor(model),
        "meaning": with_code(" ".join((model.__doc__ or "").split())),
        "fields": [_field_view(field) for field in fields_of(model)],
    }


def _field_view(field: Field) -> dict[str, Any]:
    return {
        "field": field,
        "meaning": with_code(field.meaning),
        "inner": anchor(field.inner) if field.inner else "",
        "inner_name": field.inner.__name__ if field.inner else "",
        "example": "" if field.inner else f"{field.name}: {field.example_text}",
    }


def anchor(model: type[BaseModel]) -> str:
    """Return the anchor of a group of fields: `field-fracture-report`."""
    words = "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in model.__name__)
    return f"field{words}"
