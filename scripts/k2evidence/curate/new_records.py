"""Commands that begin a paper, a case or a study from flags, answers and a bibliographic record.

They write what they were given and nothing else; then they list what is left to fill in.
"""

import argparse
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

from k2evidence.curate.answers import Answers, Parser, word_of
from k2evidence.curate.crossref import fetch_record, read_record
from k2evidence.curate.csl import paper_fields, study_fields
from k2evidence.curate.drafts import draft_case, draft_paper, draft_study
from k2evidence.curate.errors import CuratorError
from k2evidence.curate.new_file import write_new_file
from k2evidence.curate.publications import publication_ids, refuse_known
from k2evidence.load import DataError, load_dataset, load_vocabulary
from k2evidence.load.cross_references import Lookup
from k2evidence.load.dataset import Dataset
from k2evidence.load.spelling import suggest
from k2evidence.model.base import Extent, Place
from k2evidence.model.cases import Sex
from k2evidence.model.scalars.doses import parse_dose
from k2evidence.model.scalars.free_text import check_seen, check_text
from k2evidence.model.scalars.identifiers import (
    bare_doi,
    parse_doi,
    parse_id,
    parse_link,
    parse_pmcid,
    parse_pmid,
    parse_vertebra,
    slug,
)
from k2evidence.model.scalars.numbers import parse_whole
from k2evidence.model.scalars.refusals import shown
from k2evidence.model.scalars.times import parse_time
from k2evidence.model.studies import Confidence, Design, Population, Topic
from k2evidence.model.text import ordinal
from k2evidence.model.vocabulary import Vocabulary

EXTENTS = get_args(Extent)
READ = f"How much of it was read ({', '.join(EXTENTS)})"
NO_BONE_DRUG = "The source says that no bone drug was given."


def new_paper(data: Path, options: argparse.Namespace) -> None:
    """Begin a paper of data/papers/."""
    answers = Answers(options)
    name = answers.required("id", "Id of the paper (family name and year, e.g. tsuchie-2012)", parse_id)
    extent = answers.optional("read", READ, word_of(EXTENTS))
    reported = _reported(
        {
            "label": answers.flag("label", check_seen),
            "title": answers.flag("title", check_seen),
            "article_type": answers.flag("article_type", check_seen),
            "authors": [
                _reported(dict(zip(("family", "given"), re.split(r",\s*", author, maxsplit=1), strict=False)))
                for author in answers.flags("author", check_seen, options.author or ())
            ],
            "journal": answers.flag("journal", check_seen),
            "year": answers.flag("year", parse_whole),
            "link": answers.flag("link", parse_link),
        }
    )
    known = _bibliography(data, answers, paper_fields) | reported
    reading = {"reading": _reported({"extent": extent})}
    _write(data, "papers", name, draft_paper({"id": name, **known, **reading}))


def new_study(data: Path, options: argparse.Namespace) -> None:
    """Begin a study of data/studies/."""
    answers = Answers(options)
    name = answers.required("id", "Id of the study (family name and year, e.g. shiraki-2000)", parse_id)
    extent = answers.optional("read", READ, word_of(EXTENTS))
    confidence = answers.flag("confidence", word_of(get_args(Confidence)))
    reported = {
        "label": answers.optional("label", "What readers call it: family name and year", check_seen),
        "design": answers.optional("design", "Design", word_of(get_args(Design))),
        "population": answers.optional("population", "Who was studied", word_of(get_args(Population))),
        "topics": answers.flags("topic", word_of(get_args(Topic)), options.topic or ()),
    }
    known = _bibliography(data, answers, study_fields) | _reported(reported)
    reading = {"reading": _reported({"extent": extent, "confidence": confidence})}
    _write(data, "studies", name, draft_study({"id": name, **known, **reading}))


def new_case(data: Path, options: argparse.Namespace) -> None:
    """Begin a case of data/cases/, with its courses."""
    vocabulary = load_vocabulary(data)
    answers = Answers(options)
    paper = answers.required("paper", "Id of the paper, or of the study, that reports her", _known_id(data))
    label = answers.required(
        "label", "What the paper calls the patient (e.g. Case 1), or The patient", check_text
    )
    name = answers.flag("id", parse_id) or f"{paper}-{slug(label)}"
    sex = answers.optional("sex", f"Sex ({', '.join(get_args(Sex))})", word_of(get_args(Sex)))
    course = _course(answers, vocabulary)
    answers.finish()
    first = options.course or [_label_of(course)]
    courses = [{"id": slug(first[0]) if options.course else _id_of(course), "label": first[0], **course}]
    courses += [{"id": slug(label), "label": label} for label in first[1:]]
    case = _reported({"id": name, "paper": paper, "label": label, "courses": courses, "sex": sex})
    _write(data, "cases", name, draft_case(case, vocabulary))


def _known_id(data: Path) -> Parser:
    """Return a parser of the id of a paper or a study that exists."""
    known = publication_ids(data)

    def parse(value: str) -> str:
        if parse_id(value) in known:
            return value
        raise CuratorError(
            f"there is no paper and no study {shown(value)}; {suggest(value, known)}. Begin it: new-paper"
        )

    return parse


def _course(answers: Answers, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return the fields of the first course as far as flags or answers give them."""
    options = answers.options
    place = _reported(
        {
            "reported_in": answers.optional(
                "reported_in", f"Where it is ({', '.join(get_args(Place))})", word_of(get_args(Place))
            ),
            "locator": answers.optional(
                "locator", "Where in the paper, e.g. Case 1, paragraph 1", check_text
            ),
        }
    )
    age = answers.optional("age", "Age in years at the course", parse_whole)
    delivery = answers.optional(
        "delivery", "Which delivery it follows, if reported (1 for the first)", parse_whole
    )
    onset = answers.optional("onset", "Onset: so long after, or before, what", parse_time)
    visit = answers.optional("first_visit", "First visit: so long after, or before, what", parse_time)
    levels = answers.flags("fractures", parse_vertebra, re.findall(r"[^,\s]+", options.fractures or ""))
    return _reported(
        {
            "age": age and [place | {"years": age}],
            "delivery": delivery and [place | {"order": delivery}],
            "onset": onset and [place | {"time": onset}],
            "first_visit": visit and [place | {"time": visit}],
            "fractures": levels and [place | {"levels": levels}],
            **_given(answers, vocabulary, place),
        }
    )


def _given(answers: Answers, vocabulary: Vocabulary, place: Mapping[str, str]) -> dict[str, Any]:
    """Return the treatments of a course, or the statement that there was none, as far as flags give them."""
    options = answers.options
    located = {name: place[name] for name in ("locator",) if name in place}
    given = answers.flags("treatment", _known_treatment(vocabulary), options.treatment or ())
    start = answers.flag("start", parse_time)
    if given and options.no_bone_drug:
        answers.problems.append("--no-bone-drug: it contradicts --treatment; give one of the two")
    if start and len(given) != 1:
        answers.problems.append(
            "--start: it is that of one treatment; give one --treatment, and write the start of any others "
            "into the file"
        )
    if options.no_bone_drug:
        return {"no_bone_drug": {"what": NO_BONE_DRUG, "stated": "true", **located}}
    treatments: list[dict[str, Any]] = []
    for text in given:
        substance, _, dose = text.partition(":")
        earlier = sum(other["substance"] == substance for other in treatments)
        treatments.append(
            _reported(
                {
                    "id": f"{substance}-{earlier + 1}" if earlier else substance,
                    "substance": substance,
                    "dose": dose,
                    "start": start and [{**place, "time": start}],
                }
            )
            | located
        )
    return {"treatments": treatments}


def _known_treatment(vocabulary: Vocabulary) -> Parser:
    """Return a parser of SUBSTANCE or SUBSTANCE:DOSE, as the vocabulary knows them."""
    substances = sorted(vocabulary.substances)
    lookup = Lookup(Dataset({}, {}, vocabulary), frozenset())

    def parse(value: str) -> str:
        substance, separator, written = (part.strip() for part in value.partition(":"))
        if substance not in substances:
            try:
                word_of(substances)(substance)
            except CuratorError as error:
                raise CuratorError(
                    f"{error}; another one is added to data/vocabulary/substances.yml first"
                ) from None
        if not separator:
            return substance
        dose = parse_dose(written)
        for issue in lookup.check_dose([], dose):
            raise CuratorError(f"{issue.message}; {issue.fix}")
        return f"{substance}:{dose}"

    return parse


def _label_of(course: Mapping[str, Any]) -> str:
    """Return the label of a course: after its delivery where that is reported."""
    if "delivery" in course:
        return f"{ordinal(int(course['delivery'][0]['order']))} delivery".capitalize()
    return "The course"


def _id_of(course: Mapping[str, Any]) -> str:
    return slug(_label_of(course)) if "delivery" in course else "course-1"


def _bibliography(
    data: Path, answers: Answers, fields_of: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return what a record in a file or at Crossref holds, and the numbers that were given.

    Raises CuratorError for a wrong flag, and for a publication that has a record already.
    """
    options = answers.options
    numbers = {
        "doi": answers.flag("doi", lambda doi: parse_doi(bare_doi(doi.strip()))),
        "pmid": answers.flag("pmid", parse_pmid),
        "pmcid": answers.flag("pmcid", parse_pmcid),
    }
    answers.finish()
    reported = _reported(numbers)
    refuse_known(data, reported)
    fields: dict[str, Any] = {}
    if options.csl:
        fields = fields_of(read_record(options.csl))
    elif "doi" in reported and not options.offline:
        fields = fields_of(fetch_record(reported["doi"], options.crossref))
    refuse_known(data, fields)
    return fields | reported


def _write(data: Path, folder: str, name: str, text: str) -> None:
    """Write a new record, and print what is left to fill in."""
    write_new_file(data / folder / f"{name}.yml", text)
    try:
        load_dataset(data)
    except DataError as error:
        own = [problem for problem in error.problems if problem.file == f"data/{folder}/{name}.yml"]
        if own:
            print("Left to fill in:")
        for problem in own:
            field = f"{problem.field}: " if problem.field else ""
            print(f"  line {problem.line}: {field}{problem.message}; {problem.fix}")


def _reported(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that have a value."""
    return {name: value for name, value in fields.items() if value}
