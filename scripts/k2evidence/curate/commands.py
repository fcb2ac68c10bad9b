"""What curators do at a terminal: check, watch, begin a record, reconcile two transcriptions.

The edge of the program: reads, asks, fetches and writes. What is written is made by pure functions
of the package.
"""

import argparse
import re
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from k2evidence.audit.validation import load_and_validate
from k2evidence.curate.crossref import fetch_record, read_record
from k2evidence.curate.csl import paper_fields, study_fields
from k2evidence.curate.drafts import as_lines, draft_case, draft_paper, draft_study
from k2evidence.curate.errors import CuratorError
from k2evidence.curate.reconcile import reconcile
from k2evidence.load import DataError, load_vocabulary
from k2evidence.load.problem_reports import FORMATS
from k2evidence.load.spelling import suggest
from k2evidence.load.yaml_builder import DISAGREEMENT
from k2evidence.load.yaml_source import SourceError, read_document
from k2evidence.model.scalars.free_text import check_text
from k2evidence.model.scalars.identifiers import parse_doi, parse_id, parse_vertebra, slug
from k2evidence.model.scalars.numbers import parse_quantity, parse_whole
from k2evidence.model.scalars.refusals import shown
from k2evidence.model.scalars.times import parse_time

SETTLE = 0.1
"""Seconds without another event after which a save counts as finished."""


def check(data: Path, form: str, site_url: str) -> int:
    """Say what is wrong with the data; return the exit status.

    For a program all of it goes to standard output, for a person problems go to standard error.
    """
    start = time.perf_counter()
    try:
        dataset = load_and_validate(data).dataset
    except DataError as error:
        told = FORMATS[form](error.problems, site_url)
        print(told, file=sys.stderr if form == "text" else sys.stdout, flush=True)
        return 1
    if form != "text":
        print(FORMATS[form]((), site_url), flush=True)
        return 0
    courses = sum(1 for _ in dataset.courses())
    print(
        f"No problems: papers {len(dataset.papers)}, cases {len(dataset.cases)}, "
        f"courses {courses} ({time.perf_counter() - start:.2f} s).",
        flush=True,
    )
    return 0


def watch(folder: Path, act: Callable[[], object]) -> None:
    """Act now and after every change below a folder, until interrupted."""
    from watchdog.events import FileSystemEvent, FileSystemEventHandler
    from watchdog.observers import Observer

    changed = threading.Event()

    class Bell(FileSystemEventHandler):
        def on_any_event(self, event: FileSystemEvent) -> None:
            # Reading a file is an event too, and checking reads all of them.
            if event.event_type not in ("opened", "closed_no_write"):
                changed.set()

    observer = Observer()
    observer.schedule(Bell(), str(folder), recursive=True)
    observer.start()
    try:
        act()
        print(f"Watching {folder.name}/ …", flush=True)
        while True:
            changed.wait()
            while changed.is_set():
                changed.clear()
                time.sleep(SETTLE)
            print(f"\n{time.strftime('%H:%M:%S')}", flush=True)
            act()
    except KeyboardInterrupt:
        pass
    finally:
        observer.stop()
        observer.join()


def new_paper(data: Path, options: argparse.Namespace) -> None:
    """Begin a paper of data/papers/."""
    record = _bibliography(options)
    known = paper_fields(record) if record else {}
    known |= {"doi": options.doi} if options.doi else {}
    known |= _said(options, "title", "journal", "year")
    name = _ask(options, "id", "Id of the paper (family name and year, e.g. tsuchie-2012)", parse_id)
    _write(data / "papers" / f"{name}.yml", draft_paper({"id": name, **known}))


def new_case(data: Path, options: argparse.Namespace) -> None:
    """Begin a case of data/cases/, with its courses."""
    vocabulary = load_vocabulary(data)
    papers = sorted(path.stem for path in (data / "papers").glob("*.yml"))
    paper = _ask(options, "paper", f"Paper ({', '.join(papers)})", parse_id)
    if paper not in papers:
        raise CuratorError(
            f"There is no paper {shown(paper)}: {suggest(paper, papers)}. Begin it: new-paper."
        )
    label = _ask(options, "label", "What the paper calls the patient (e.g. Case 1)", check_text)
    name = _use(options.id, parse_id, "--id") if options.id else f"{paper}-{slug(label)}"
    asked = (
        ("sex", "Sex (female, male, not reported)", None),
        ("age", "Age in years at the course", parse_whole),
        ("delivery", "Which delivery it follows (1 for the first)", parse_whole),
        ("onset", "Onset, e.g. 4 weeks after delivery", parse_time),
        ("start", "Start of vitamin K2, e.g. 3 months after delivery", parse_time),
        ("dose", "Dose, e.g. 45 mg/day", parse_quantity),
        ("fractures", "Fractured vertebrae, e.g. T6, T8, T12", None),
        ("locator", "Where in the paper, e.g. Case 1, paragraph 1", check_text),
    )
    said = {key: _maybe(options, key, question, parse) for key, question, parse in asked}
    levels = [parse_level(level) for level in re.split(r"[,\s]+", said["fractures"] or "") if level]
    locator = said["locator"] or ""
    place = {"reported_in": "text", "locator": locator} if locator else {"reported_in": "text"}
    course = {
        "label": "First delivery",
        "purpose": "treatment",
        "age": [{**place, "years": said["age"]} if said["age"] else place],
        "delivery": [{**place, "order": said["delivery"]} if said["delivery"] else place],
        "treatment": {
            **({"locator": locator} if locator else {}),
            "substance": options.substance,
            **({"dose": said["dose"]} if said["dose"] else {}),
            "duration": "not reported",
        },
    }
    for key, field in (("onset", "onset"), ("start", "treatment_start")):
        if said[key]:
            course[field] = [{**place, "time": said[key]}]
    if levels:
        course["fractures"] = [{**place, "levels": levels}]
    labels = options.course or ["First delivery"]
    courses = [{"id": slug(label), **course, "label": label} for label in labels]
    known: dict[str, Any] = {"id": name, "paper": paper, "label": label, "courses": courses}
    known |= {"sex": said["sex"]} if said["sex"] else {}
    _write(data / "cases" / f"{name}.yml", draft_case(known, vocabulary))


def new_study(data: Path, options: argparse.Namespace) -> None:
    """Begin a study of data/studies/."""
    record = _bibliography(options)
    known = study_fields(record) if record else {}
    known |= {"doi": options.doi} if options.doi else {}
    name = _ask(options, "id", "Id of the study (family name and year, e.g. shiraki-2000)", parse_id)
    label = name.replace("-", " ").title()
    known |= {"label": label}
    for key, question in (
        ("label", f"What readers call it [{label}]"),
        ("design", "Design, e.g. randomised trial"),
        ("population", "Who was studied, e.g. postmenopausal women with osteoporosis"),
    ):
        if said := _maybe(options, key, question, None):
            known[key] = said
    known |= {"topics": options.topic} if options.topic else {}
    _write(data / "studies" / f"{name}.yml", draft_study({"id": name, **known}))


def compare(first: Path, second: Path, agreed: Path | None) -> int:
    """Say on what two transcriptions of a case agree; write one file of both if asked.

    Returns 0 when they agree in everything, 1 when something is to be settled.
    """
    documents = []
    for path in (first, second):
        try:
            documents.append(read_document(path, path.as_posix()))
        except SourceError as error:
            raise DataError(error.problems) from None
    for path, document in zip((first, second), documents, strict=True):
        if not isinstance(document.data, dict):
            raise CuratorError(f"{path} is not a case: it holds no fields.")
    found = reconcile(*(document.data for document in documents))
    for pair in found.pairs:
        if pair.agrees:
            print(f"  same       {pair.path}: {shown_value(pair.first)}")
    for pair in found.disagreements:
        print(f"  DIFFERENT  {pair.path}: {shown_value(pair.first)} or {shown_value(pair.second)}")
    print(f"Agreement: {found.rate}. Own words, notes and locators are not compared.")
    if agreed:
        head = (
            "# yaml-language-server: $schema=../schema/cases.json",
            f"# From two transcriptions, which agreed on {found.rate}. Where they did not, both values stand",
            f"# behind {DISAGREEMENT}: look each up in the paper, then take the mark away.",
        )
        merged = {**found.merged, "extraction": {"times": "twice"}}
        lines = (line for name, value in merged.items() for line in as_lines(name, value))
        _write(agreed, "\n".join((*head, *lines, "")))
    return 1 if found.disagreements else 0


def shown_value(value: str | None) -> str:
    """Return a transcribed value as the list shows it."""
    return "nothing" if value is None else shown(value)


def _bibliography(options: argparse.Namespace) -> Mapping[str, Any] | None:
    if options.csl:
        return read_record(options.csl)
    if options.doi:
        bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:)", "", options.doi.strip(), flags=re.IGNORECASE)
        options.doi = _use(bare, parse_doi, "--doi")
        return None if options.offline else fetch_record(options.doi, options.crossref)
    return None


def _said(options: argparse.Namespace, *names: str) -> dict[str, str]:
    return {name: value for name in names if (value := getattr(options, name))}


def _use(value: str, parse: Callable[[str], object], name: str) -> str:
    """Return a value as it is written in data, once its parser has taken it."""
    try:
        return str(parse(value))
    except PydanticCustomError as error:
        context = error.context or {}
        raise CuratorError(f"{name}: {context['message']}; {context['fix']}") from None


def parse_level(text: str) -> str:
    """Return a vertebra, or raise CuratorError."""
    return _use(text, parse_vertebra, "--fractures")


def _ask(options: argparse.Namespace, name: str, question: str, parse: Callable[[str], object]) -> str:
    """Return a flag, or the answer to a question at a terminal; one of the two is needed."""
    value = _maybe(options, name, question, parse)
    if value is None:
        raise CuratorError(f"--{name} is needed: {question}.")
    return value


def _maybe(
    options: argparse.Namespace, name: str, question: str, parse: Callable[[str], object] | None
) -> str | None:
    value = getattr(options, name)
    if value is not None:
        return _use(value, parse, f"--{name}") if parse else str(value)
    while sys.stdin.isatty():
        value = input(f"{question}: ").strip()
        if not value:
            return None
        try:
            return _use(value, parse, name) if parse else value
        except CuratorError as error:
            print(error)
    return None


def _write(path: Path, text: str) -> None:
    """Write a new file; what is there already stays as it is."""
    name = "/".join(path.parts[-3:])
    try:
        with path.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise CuratorError(f"{name} exists; nothing was written. Choose another id, or edit it.") from None
    except OSError as error:
        raise CuratorError(f"{name} cannot be written: {(error.strerror or '').lower()}.") from None
    print(f"{name} written. Fill it in, then run: make check")
