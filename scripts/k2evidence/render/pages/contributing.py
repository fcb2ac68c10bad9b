"""How to contribute: the guide with every field of the data, and every kind of error explained."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from pydantic import BaseModel

from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.load.error_explanations import GROUPS, Explanation
from k2evidence.model.cases import Case
from k2evidence.model.fields import Field, fields_of, lists_of, models_below
from k2evidence.model.papers import Paper
from k2evidence.model.releases import Addresses
from k2evidence.model.studies import Study
from k2evidence.model.vocabulary import Substance, Vocabulary
from k2evidence.render.pages.rendering import render_page, with_code
from k2evidence.render.site_file import SiteFile

TEMPLATES = Path("scripts/k2evidence/render/templates")
FIRST = (Case, Paper, Study)
"""What is added most often comes first in the field reference."""


@dataclass(frozen=True, slots=True)
class AnalyteRow:
    """A form of an analyte that can be measured."""

    id: str
    name: str
    specimen: str
    unit: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field of the data; `inner` is the anchor of the group of fields below it, or empty."""

    field: Field
    meaning: Markup
    inner: str
    inner_name: str
    example: str


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """The fields of one model."""

    name: str
    anchor: str
    meaning: Markup
    fields: tuple[FieldRow, ...]


@dataclass(frozen=True, slots=True)
class RecordKind:
    """A kind of record, the folder or file that holds it, and its groups of fields."""

    name: str
    folder: str
    groups: tuple[FieldGroup, ...]


@dataclass(frozen=True, slots=True)
class ContributingPage:
    """The guide for curators."""

    records: tuple[RecordKind, ...]
    analytes: tuple[AnalyteRow, ...]
    substances: tuple[Substance, ...]


@dataclass(frozen=True, slots=True)
class ErrorsPage:
    """Every error code of the check, in groups with a title."""

    groups: tuple[tuple[str, tuple[Explanation, ...]], ...]


def contributing_page(vocabulary: Vocabulary, context: BuildContext) -> SiteFile:
    """Return the guide for curators, with the field reference."""
    return render_page(
        context,
        "contributing.md",
        "contributing.md.jinja",
        title="Contributing",
        description="How to correct a value, and how to add a case, a paper or a study: commands, rules and "
        "every field.",
        kind="Page",
        searchable=False,
        origin=TEMPLATES / "contributing.md.jinja",
        view=ContributingPage(
            records=tuple(_record_kinds()),
            analytes=tuple(
                AnalyteRow(
                    analyte.id, form.name if form.specimen else analyte.name, form.specimen or "", form.unit
                )
                for analyte in vocabulary.analytes.values()
                for form in analyte.forms
                if form.unit
            ),
            substances=tuple(vocabulary.substances.values()),
        ),
    )


def errors_page(context: BuildContext) -> SiteFile:
    """Return the page that explains every error code of the check."""
    return render_page(
        context,
        "contributing/errors.md",
        "errors.md.jinja",
        title="Validation messages",
        description="What each message of the data check means, and how to correct what it found.",
        kind="Page",
        searchable=False,
        origin=TEMPLATES / "errors.md.jinja",
        view=ErrorsPage(GROUPS),
    )


def _record_kinds() -> Iterator[RecordKind]:
    """Yield each kind of record with its groups of fields; one that several kinds have is listed once."""
    folders = {
        model: f"data/{name}.yml" if model is Addresses else f"data/{name}/"
        for name, model in lists_of(Dataset).items()
    }
    folders |= dict.fromkeys(lists_of(Vocabulary).values(), "data/vocabulary/")
    listed: set[type[BaseModel]] = set()
    for kind in sorted(folders, key=lambda model: FIRST.index(model) if model in FIRST else len(FIRST)):
        groups = [model for model in models_below(kind) if model not in listed]
        listed.update(groups)
        yield RecordKind(kind.__name__, folders[kind], tuple(map(_field_group, groups)))


def _field_group(model: type[BaseModel]) -> FieldGroup:
    return FieldGroup(
        name=model.__name__,
        anchor=anchor(model),
        meaning=with_code(" ".join((model.__doc__ or "").split())),
        fields=tuple(map(_field_row, fields_of(model))),
    )


def _field_row(field: Field) -> FieldRow:
    return FieldRow(
        field=field,
        meaning=with_code(field.meaning),
        inner=anchor(field.inner) if field.inner else "",
        inner_name=field.inner.__name__ if field.inner else "",
        example="" if field.inner else f"{field.name}: {field.example_text}",
    )


def anchor(model: type[BaseModel]) -> str:
    """Return the anchor of a group of fields: `field-fracture-report`."""
    words = "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in model.__name__)
    return f"field{words}"
