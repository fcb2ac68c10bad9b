"""Commands that begin a paper, a case or a study from flags, answers and a bibliographic record."""

import argparse
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from k2evidence.curate.answers import Parser, given_flags, optional_answer, parsed, required_answer
from k2evidence.curate.crossref import fetch_record, read_record
from k2evidence.curate.csl import paper_fields, study_fields
from k2evidence.curate.drafts import draft_case, draft_paper, draft_study
from k2evidence.curate.errors import CuratorError
from k2evidence.curate.new_file import write_new_file
from k2evidence.load import load_vocabulary
from k2evidence.load.spelling import suggest
from k2evidence.model.scalars.free_text import check_text
from k2evidence.model.scalars.identifiers import bare_doi, parse_doi, parse_id, parse_vertebra, slug
from k2evidence.model.scalars.numbers import parse_quantity, parse_whole
from k2evidence.model.scalars.refusals import shown
from k2evidence.model.scalars.times import parse_time

FIRST_COURSE = "First delivery"
"""The label of a course that nobody gave one."""


def new_paper(data: Path, options: argparse.Namespace) -> None:
    """Begin a paper of data/papers/."""
    known = _bibliography(options, paper_fields) | given_flags(options, "title", "journal", "year")
    question = "Id of the paper (family name and year, e.g. tsuchie-2012)"
    name = required_answer(options, "id", question, parse_id)
    write_new_file(data / "papers" / f"{name}.yml", draft_paper({"id": name, **known}))


def new_study(data: Path, options: argparse.Namespace) -> None:
    """Begin a study of data/studies/."""
    known = _bibliography(options, study_fields)
    question = "Id of the study (family name and year, e.g. shiraki-2000)"
    name = required_answer(options, "id", question, parse_id)
    known["label"] = name.replace("-", " ").title()
    for field, question in (
        ("label", f"What readers call it [{known['label']}]"),
        ("design", "Design, e.g. randomised trial"),
        ("population", "Who was studied, e.g. postmenopausal women with osteoporosis"),
    ):
        known |= _known({field: optional_answer(options, field, question)})
    known |= _known({"topics": options.topic})
    write_new_file(data / "studies" / f"{name}.yml", draft_study({"id": name, **known}))


def new_case(data: Path, options: argparse.Namespace) -> None:
    """Begin a case of data/cases/, with its courses."""
    vocabulary = load_vocabulary(data)
    paper = _existing_paper(data, options)
    label = required_answer(options, "label", "What the paper calls the patient (e.g. Case 1)", check_text)
    name = parsed(options.id, parse_id, "--id") if options.id else f"{paper}-{slug(label)}"
    sex = optional_answer(options, "sex", "Sex (female, male, not reported)")
    course = _course(options)
    courses = [{"id": slug(label), **course, "label": label} for label in options.course or [FIRST_COURSE]]
    case = {"id": name, "paper": paper, "label": label, "courses": courses, "sex": sex}
    write_new_file(data / "cases" / f"{name}.yml", draft_case(_known(case), vocabulary))


def _existing_paper(data: Path, options: argparse.Namespace) -> str:
    """Return the id of a paper of the data; raises CuratorError when there is none of that id."""
    papers = sorted(path.stem for path in (data / "papers").glob("*.yml"))
    paper = required_answer(options, "paper", f"Paper ({', '.join(papers)})", parse_id)
    if paper not in papers:
        raise CuratorError(
            f"There is no paper {shown(paper)}: {suggest(paper, papers)}. Begin it: new-paper."
        )
    return paper


def _course(options: argparse.Namespace) -> dict[str, Any]:
    """Return the fields of a course as far as flags or answers give them."""

    def answer(name: str, question: str, parse: Parser = str) -> str | None:
        return optional_answer(options, name, question, parse)

    age = answer("age", "Age in years at the course", parse_whole)
    delivery = answer("delivery", "Which delivery it follows (1 for the first)", parse_whole)
    onset = answer("onset", "Onset, e.g. 4 weeks after delivery", parse_time)
    start = answer("start", "Start of vitamin K2, e.g. 3 months after delivery", parse_time)
    dose = answer("dose", "Dose, e.g. 45 mg/day", parse_quantity)
    fractures = answer("fractures", "Fractured vertebrae, e.g. T6, T8, T12")
    locator = answer("locator", "Where in the paper, e.g. Case 1, paragraph 1", check_text)
    levels = [
        parsed(level, parse_vertebra, "--fractures") for level in re.findall(r"[^,\s]+", fractures or "")
    ]
    place = _known({"reported_in": "text", "locator": locator})
    treatment = {"locator": locator, "substance": options.substance, "dose": dose, "duration": "not reported"}
    return _known(
        {
            "label": FIRST_COURSE,
            "purpose": "treatment",
            "age": [place | _known({"years": age})],
            "delivery": [place | _known({"order": delivery})],
            "treatment": _known(treatment),
            "onset": onset and [place | {"time": onset}],
            "treatment_start": start and [place | {"time": start}],
            "fractures": levels and [place | {"levels": levels}],
        }
    )


def _bibliography(
    options: argparse.Namespace, fields_of: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return the fields that a record in a file or at Crossref holds, and the DOI if one was given."""
    if options.csl:
        return fields_of(read_record(options.csl)) | given_flags(options, "doi")
    if not options.doi:
        return {}
    doi = parsed(bare_doi(options.doi.strip()), parse_doi, "--doi")
    fields = {} if options.offline else fields_of(fetch_record(doi, options.crossref))
    return fields | {"doi": doi}


def _known(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value}
