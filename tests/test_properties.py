"""Property tests: any valid case survives a round trip; any change of a file is valid or reported."""

import copy
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from k2evidence.curate.drafts import as_lines
from k2evidence.curate.reconcile import reconcile
from k2evidence.load import DataError, load_dataset
from k2evidence.load.dataset import Dataset
from k2evidence.load.problems import Problem
from k2evidence.load.reader import Reader
from k2evidence.model.base import Record
from k2evidence.model.cases import Case
from k2evidence.model.fields import fields_of, lists_of, models_below, required_example
from k2evidence.model.scalars.characters import INVISIBLE
from k2evidence.model.vocabulary import Vocabulary
from pydantic import BaseModel, ValidationError

from .conftest import CORPUS

QUICK = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
CASES = [
    yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for path in sorted((CORPUS / "cases").glob("tsuchie-*.yml"))
]
MODELS = sorted(
    {
        inner
        for model in (*lists_of(Dataset).values(), *lists_of(Vocabulary).values())
        for inner in models_below(model)
    },
    key=lambda model: model.__name__,
)
ODD = [
    "",
    " ",
    "~",
    "NO",
    "0,7",
    "1:30",
    "２",
    "−1",
    "T13",
    "{x}",
    "{{x}}",
    "=1",
    "#",
    "- a",
    "a: b",
    "\t",
    "x" * 5000,
]

letters = st.characters(codec="utf-8", categories=["L"]).filter(
    lambda letter: unicodedata.is_normalized("NFC", letter) and not INVISIBLE.match(letter)
)
words = st.text(letters, min_size=1, max_size=12).map(lambda word: unicodedata.normalize("NFC", word))
numbers = st.decimals(min_value=0, max_value=999, places=3, allow_nan=False).map(str)
scores = st.decimals(min_value=0, max_value=30, places=2, allow_nan=False).map(str)
times = st.builds(
    "{} {} {} {}".format,
    st.integers(0, 40),
    st.sampled_from(["days", "weeks", "months", "years"]),
    st.sampled_from(["after", "before"]),
    st.sampled_from(["delivery", "first visit", "start of treatment", "end of teriparatide", "onset"]),
)
vertebrae = st.lists(st.sampled_from(["T6", "T12", "L1", "L5"]), min_size=1, max_size=4, unique=True)
reports = st.fixed_dictionaries(
    {
        "reported_in": st.sampled_from(["table", "text", "figure"]),
        "value": numbers,
        "unit_printed": st.just("g/cm2"),
        "locator": words,
    },
    optional={
        "time": times,
        "t_score": scores.map("-{}".format),
        "mark": st.sampled_from("abc"),
        "note": words,
    },
)
visits = st.fixed_dictionaries(
    {"reports": st.lists(reports, min_size=1, max_size=2)},
    optional={"label": st.sampled_from(["before", "after"])},
)
treatments = st.fixed_dictionaries(
    {
        "id": st.sampled_from(["menatetrenone", "teriparatide"]),
        "substance": st.sampled_from(["menatetrenone", "teriparatide"]),
        "locator": words,
    },
    optional={
        "dose": st.builds(
            "{} {}".format,
            st.integers(1, 90),
            st.sampled_from(["mg", "mg/day", "mg every 6 months", "ug once", "U 2 times/week"]),
        ),
        "duration": words,
    },
)
courses = st.fixed_dictionaries(
    {
        "label": words,
    },
    optional={
        "purpose": st.sampled_from(["treatment", "prevention"]),
        "age": st.just([{"reported_in": "text", "years": "30", "locator": "p"}]),
        "delivery": st.just([{"reported_in": "text", "order": "1", "locator": "p"}]),
        "treatments": st.lists(treatments, max_size=3),
        "fractures": st.lists(
            st.fixed_dictionaries({"reported_in": st.just("text"), "levels": vertebrae, "locator": words}),
            max_size=2,
        ),
        "measurements": st.lists(visits, max_size=3).map(
            lambda visits: [{"analyte": "bmd-lumbar-spine", "visits": visits}] if visits else []
        ),
        "our_reading": st.lists(words, max_size=2),
    },
)
cases = st.fixed_dictionaries(
    {
        "paper": st.just("tsuchie-2012"),
        "label": words,
        "sex": st.sampled_from(["female", "male", "not reported"]),
        "courses": st.lists(courses, min_size=1, max_size=2).map(
            lambda courses: [{"id": f"course-{n}", **course} for n, course in enumerate(courses)]
        ),
    }
)


def as_yaml(case: dict[str, Any]) -> str:
    """Return a case as the text of a file."""
    return "\n".join(line for name, value in case.items() for line in as_lines(name, value)) + "\n"


def as_text(record: Any) -> Any:
    """Return a record as YAML read it: text, lists and the fields that were given."""
    if isinstance(record, Record):
        named = {name: getattr(record, name) for name in record.model_fields_set}
        return {name: as_text(value) for name, value in named.items()}
    if isinstance(record, tuple):
        return [as_text(item) for item in record]
    return str(record).lower() if isinstance(record, bool) else str(record)


def normalised(text: Any) -> Any:
    """Return a case with its times in the notation of the data: '1 month', not '1 months'."""
    if isinstance(text, dict):
        return {name: normalised(value) for name, value in text.items()}
    if isinstance(text, list):
        return [normalised(value) for value in text]
    parts = str(text).split(" ", 2)
    if len(parts) == 3 and parts[0].isdigit() and parts[1].rstrip("s") in ("day", "week", "month", "year"):
        side = "after" if parts[0] == "0" else parts[2].split(" ")[0]
        rest = parts[2].split(" ", 1)[1]
        return f"{parts[0]} {parts[1].rstrip('s')}{'' if parts[0] == '1' else 's'} {side} {rest}"
    return text


@QUICK
@given(case=cases)
def test_a_valid_case_survives_a_round_trip(tmp_path: Path, case: dict[str, Any]) -> None:
    """Every digit, name and time of a written case is read back, and agrees with the case."""
    folder = tmp_path / "data"
    (folder / "cases").mkdir(parents=True, exist_ok=True)
    path = folder / "cases" / "new.yml"
    case = {"id": "new", **case}
    path.write_text(as_yaml(case), encoding="utf-8")
    problems: list[Problem] = []
    entry = Reader(folder, problems).read(path, Case)
    assert problems == []
    assert entry is not None
    again = as_text(entry.record)
    assert again == normalised(case)
    assert reconcile(normalised(case), again).disagreements == ()


def paths_in(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of everything below a value."""
    paths = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in items:
        paths += paths_in(inner, (*path, step))
    return paths


@st.composite
def changed_cases(draw: st.DrawFn) -> dict[str, Any]:
    """Return a case with one to three changes."""
    case = copy.deepcopy(draw(st.sampled_from(CASES)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(paths_in(case)))
        holder = case
        for step in path[:-1]:
            holder = holder[step]
        last = path[-1]
        match draw(st.sampled_from(["remove", "odd", "rename", "double", "list", "group", "swap"])):
            case "remove":
                del holder[last]
            case "odd":
                holder[last] = draw(st.sampled_from(ODD))
            case "rename" if isinstance(last, str):
                holder[f"{last}x"] = holder.pop(last)
            case "double" if isinstance(last, int):
                holder.append(copy.deepcopy(holder[last]))
            case "list":
                holder[last] = [holder[last]]
            case "group":
                holder[last] = {"x": holder[last]}
            case "swap":
                holder[last] = draw(words)
    return dict(case)


def quoted_yaml(value: Any) -> str:
    """Return data as YAML that keeps every text as it is."""
    return yaml.dump(value, Dumper=yaml.SafeDumper, allow_unicode=True, default_style='"', sort_keys=False)


@QUICK
@given(case=changed_cases())
def test_a_changed_case_is_valid_or_reported(corpus_data: Path, case: dict[str, Any]) -> None:
    """A change ends in no exception but problems, each with a place, a message and a fix."""
    path = corpus_data / "cases" / "tsuchie-2012-case-1.yml"
    original = path.read_text(encoding="utf-8")
    case = {**case, "id": "tsuchie-2012-case-1"} if "id" in case else case
    path.write_text(quoted_yaml(case), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").count("\n") + 1
    problems = problems_of(corpus_data)
    path.write_text(original, encoding="utf-8")
    for problem in problems:
        assert (problem.message != "", problem.fix != "", problem.code != "") == (True, True, True)
        assert problem.line >= 1
        assert not problem.file.endswith("case-1.yml") or problem.line <= lines


def problems_of(data: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the data; an error without a problem fails the test."""
    try:
        load_dataset(data)
    except DataError as error:
        return error.problems or pytest.fail("an error must name a problem")
    return ()


@QUICK
@given(content=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_a_file_of_any_bytes_is_reported(corpus_data: Path, content: bytes) -> None:
    """Whatever bytes a file of a case holds, its problems name the file."""
    path = corpus_data / "cases" / "any.yml"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        load_dataset(corpus_data)
    assert {problem.file for problem in caught.value.problems} == {"data/cases/any.yml"}


def test_every_example_is_valid_on_its_own() -> None:
    """Each example that schemas and the field reference show is a valid value of its field."""
    paired = {
        "spread",
        "spread_is",
        "before_spread",
        "low",
        "high",
        "value",
        "unit",
        "scale",
        "status",
        "procedure",
    }
    for model in MODELS:
        for field in fields_of(model):
            if field.name not in paired:
                model.model_validate(required_example(model) | {field.name: field.example})


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_placeholder_is_a_value(model: type[BaseModel]) -> None:
    """What drafts, forms and messages show in the place of a value is refused as one, and holds no number."""
    for field in fields_of(model):
        if field.inner is None:
            with pytest.raises(ValidationError):
                model.model_validate(required_example(model) | {field.name: field.placeholder})
        if field.inner is None and not field.allowed:
            assert not re.search(r"\d", field.placeholder_text)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_field_takes_what_programs_run_or_nobody_sees(model: type[BaseModel]) -> None:
    """Neither a formula nor invisible, turned, decomposed or endless text is a value of any field."""
    bad = (
        "=1+1",
        "−2+3+cmd|' /C calc'!A0",
        "\u00a0@SUM(A1)",
        "A\u202eB",
        "A\ufffe",
        "A\u3164",
        "e\u0301",
        "A" * 4001,
    )
    for field in fields_of(model):
        for text in bad if field.inner is None else ():
            with pytest.raises(ValidationError):
                model.model_validate(required_example(model) | {field.name: [text] if field.many else text})
