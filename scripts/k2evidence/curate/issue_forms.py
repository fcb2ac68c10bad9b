"""Forms for people without a text editor: GitHub issue forms that ask for the data's own fields.

https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel

from k2evidence.model.base import Located
from k2evidence.model.cases import Case, Course, Treatment
from k2evidence.model.fields import Field, fields_of
from k2evidence.model.papers import Paper
from k2evidence.model.studies import Study, StudyReading

Asked = tuple[type[BaseModel], str, bool]
"""A field of a model, and whether the form needs it."""


@dataclass(frozen=True, slots=True)
class Form:
    """One issue form: its file, how it introduces itself, and what it asks."""

    file: str
    name: str
    description: str
    intro: str
    asked: Sequence[Asked]
    words: Sequence[tuple[str, str, str]] = ()
    """What it asks besides: id, label and help."""


FORMS = (
    Form(
        "new-case.yml",
        "New case",
        "A published patient with pregnancy-associated osteoporosis who was given vitamin K2",
        "Write what the paper prints, digit by digit, and where: table, text or figure, and the paragraph. "
        "Leave a box empty where the paper tells nothing. Only published patients: nothing about yourself, "
        "and nothing about a patient of yours.",
        (
            (Paper, "doi", True),
            (Case, "label", True),
            (Case, "sex", False),
            (Course, "purpose", False),
            (Course, "age", True),
            (Course, "delivery", False),
            (Course, "onset", False),
            (Course, "first_visit", False),
            (Course, "treatment_start", False),
            (Treatment, "substance", True),
            (Treatment, "dose", True),
            (Treatment, "duration", False),
            (Course, "fractures", False),
            (Course, "measurements", False),
            (Course, "co_interventions", False),
            (Course, "outcomes", False),
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
            ("stands", "what stands there", "The value or the sentence as this site shows it."),
            ("should", "what should stand there", "What the source prints, digit by digit."),
        ),
    ),
)
"""Every form of the repository."""


def render_forms() -> Iterator[tuple[str, str]]:
    """Yield the file name and text of each form under `.github/ISSUE_TEMPLATE/`."""
    for form in FORMS:
        words = [_words(*said) for said in form.words]
        fields = [_element(_field(model, name), needed) for model, name, needed in form.asked]
        body = "\n".join(line for element in (*words, *fields) for line in element)
        yield (
            form.file,
            "# Made by `make schema` from the data's own fields; do not edit.\n"
            f"name: {json.dumps(form.name)}\n"
            f"description: {json.dumps(form.description)}\n"
            f"title: {json.dumps(f'{form.name}: ')}\n"
            "body:\n"
            "  - type: markdown\n"
            "    attributes:\n"
            f"      value: {json.dumps(form.intro)}\n"
            f"{body}\n",
        )


def _field(model: type[BaseModel], name: str) -> Field:
    return next(field for field in fields_of(model) if field.name == name)


def _element(field: Field, needed: bool) -> Iterator[str]:
    kind = "dropdown" if field.allowed else "textarea" if field.many or field.inner else "input"
    yield f"  - type: {kind}"
    yield f"    id: {field.name}"
    yield "    attributes:"
    yield f"      label: {json.dumps(field.name)}"
    yield f"      description: {json.dumps(field.meaning, ensure_ascii=False)}"
    if field.allowed:
        if field.many:
            yield "      multiple: true"
        yield "      options:"
        yield from (f"        - {json.dumps(word)}" for word in field.allowed)
    else:
        yield f"      placeholder: {json.dumps(f'e.g. {field.example_text}', ensure_ascii=False)}"
    yield "    validations:"
    yield f"      required: {str(needed).lower()}"


def _words(name: str, label: str, help_: str) -> Iterator[str]:
    yield "  - type: textarea"
    yield f"    id: {name}"
    yield "    attributes:"
    yield f"      label: {json.dumps(label)}"
    yield f"      description: {json.dumps(help_)}"
    yield "    validations:"
    yield "      required: true"
