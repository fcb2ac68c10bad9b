"""Forms for people without a text editor: GitHub issue forms that ask for the data's own fields.

https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from pydantic import BaseModel

from k2evidence.model.base import Located, Reading
from k2evidence.model.cases import Case, Course
from k2evidence.model.fields import Field, fields_of
from k2evidence.model.papers import Paper
from k2evidence.model.scalars.free_text import MAX_TEXT
from k2evidence.model.studies import Study, StudyReading

FormField = tuple[type[BaseModel], str, bool]
"""A field of a model, and whether the form needs it."""


@dataclass(frozen=True, slots=True)
class Form:
    """One issue form: its file, its heading, and the fields of the data that it asks for."""

    file: str
    name: str
    description: str
    intro: str
    fields: Sequence[FormField]
    questions: Sequence[tuple[str, str, str]] = ()
    """What it asks besides: id, label and help."""


FORMS = (
    Form(
        "new-case.yml",
        "New case",
        "A published patient with pregnancy- or lactation-associated osteoporosis, whatever she was given",
        "Write what the paper prints, digit by digit, and where: table, text or figure, and the paragraph. "
        "Leave a box empty where the paper reports nothing, or where that part was not read; a grey <…> "
        "shows how a value is written. Name the paper by its DOI or PubMed number, or else by authors, "
        "title, journal and year. Only published patients: nothing about yourself, and nothing about a "
        "patient of yours.",
        (
            (Reading, "extent", True),
            (Reading, "note", False),
            (Paper, "doi", False),
            (Paper, "pmid", False),
            (Paper, "link", False),
            (Paper, "authors", False),
            (Paper, "title", False),
            (Paper, "journal", False),
            (Paper, "year", False),
            (Paper, "article_type", True),
            (Case, "label", True),
            (Case, "sex", True),
            (Case, "history", False),
            (Course, "age", False),
            (Course, "delivery", False),
            (Course, "birth", False),
            (Course, "breast_feeding", False),
            (Course, "exposures", False),
            (Course, "onset", False),
            (Course, "first_visit", False),
            (Course, "treatments", False),
            (Course, "no_bone_drug", False),
            (Course, "purpose", False),
            (Course, "fractures", False),
            (Course, "measurements", False),
            (Course, "co_interventions", False),
            (Course, "findings", False),
            (Course, "outcomes", False),
            (Course, "later_pregnancies", False),
        ),
    ),
    Form(
        "new-study.yml",
        "New study",
        "A trial, review, cohort, guideline or label that belongs on this site",
        "Write only what you have read, and say how much that was.",
        (
            (Study, "doi", False),
            (Study, "link", False),
            (Study, "title", True),
            (Study, "design", True),
            (Study, "population", True),
            (Study, "topics", True),
            (Study, "people", False),
            (Study, "arms", False),
            (Study, "outcomes", False),
            (Study, "funding", False),
            (StudyReading, "extent", True),
        ),
    ),
    Form(
        "correction.yml",
        "Correction",
        "A value or a sentence of this site that is wrong",
        "A correction needs the place in the source that shows it. Thank you for looking.",
        ((Located, "locator", True),),
        (
            ("page", "page", "The address of the page, or the name of the file in data/."),
            ("shown", "what is there", "The value or the sentence as this site shows it."),
            ("should", "what should be there", "What the source prints, digit by digit."),
        ),
    ),
)
"""Every form of the repository."""


def render_forms() -> Iterator[tuple[str, str]]:
    """Yield the file name and text of each form under `.github/ISSUE_TEMPLATE/`."""
    for form in FORMS:
        text = yaml.safe_dump(_form(form), sort_keys=False, allow_unicode=True, width=MAX_TEXT)
        yield form.file, f"# Made by `make schema` from the data's own fields; do not edit.\n{text}"


def _form(form: Form) -> dict[str, Any]:
    intro = {"type": "markdown", "attributes": {"value": form.intro}}
    questions = [_question(*question) for question in form.questions]
    fields = [_element(_field(model, name), needed) for model, name, needed in form.fields]
    return {
        "name": form.name,
        "description": form.description,
        "title": f"{form.name}: ",
        "body": [intro, *questions, *fields],
    }


def _field(model: type[BaseModel], name: str) -> Field:
    return next(field for field in fields_of(model) if field.name == name)


def _element(field: Field, needed: bool) -> dict[str, Any]:
    """Return a drop-down list of allowed words, a large box for several values, or else one line."""
    attributes: dict[str, Any] = {"label": field.name, "description": field.meaning}
    if field.allowed:
        attributes |= {"multiple": True} if field.many else {}
        attributes["options"] = list(field.allowed)
    else:
        attributes["placeholder"] = field.placeholder_text
    return {
        "type": "dropdown" if field.allowed else "textarea" if field.many or field.inner else "input",
        "id": field.name,
        "attributes": attributes,
        "validations": {"required": needed},
    }


def _question(name: str, label: str, help_: str) -> dict[str, Any]:
    return {
        "type": "textarea",
        "id": name,
        "attributes": {"label": label, "description": help_},
        "validations": {"required": True},
    }
