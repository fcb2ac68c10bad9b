"""Two transcriptions are compared value by value, and no disagreement can be overlooked."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from k2evidence.curate.drafts import as_lines
from k2evidence.curate.reconcile import reconcile
from k2evidence.load import DataError, load_dataset

from .conftest import Cli

CASE = "tsuchie-2012-case-4"


def read(text: str) -> Any:
    """Return YAML as text, as the loader reads it."""
    return yaml.load(text, Loader=yaml.BaseLoader)


@pytest.fixture
def text(corpus: Path) -> str:
    """The file of a case."""
    return (corpus / "cases" / f"{CASE}.yml").read_text(encoding="utf-8")


def test_a_case_agrees_with_itself(text: str) -> None:
    """Two equal transcriptions agree in every value, and merge into the same case."""
    result = reconcile(read(text), read(text))
    assert result.disagreements == ()
    assert len(result.pairs) > 100
    assert result.rate == f"{len(result.pairs)} of {len(result.pairs)} values (100 %)"
    assert result.merged == read(text)


def test_each_different_value_is_a_disagreement(text: str) -> None:
    """A digit, a lost zero, a unit, a vertebra or a missing value differs; words and locators do not."""
    other = (
        text.replace("value: 0.901", "value: 0.910")
        .replace("value: 0.90\n", "value: 0.9\n")
        .replace("unit_printed: pg/mL", "unit_printed: pg/L")
        .replace(
            "levels: [T6, T8, T12], method: radiograph and MRI",
            "levels: [T6, T8], method: radiograph and MRI",
        )
        .replace("                t_score: -0.8\n", "")
        .replace("what: Healthy before.", "what: In good health.")
        .replace("locator: Case 4, paragraph 2", "locator: Case 4, second paragraph")
    )
    differences = {(pair.first, pair.second) for pair in reconcile(read(text), read(other)).disagreements}
    assert differences == {
        ("0.901", "0.910"),
        ("0.90", "0.9"),
        ("pg/mL", "pg/L"),
        ("T6, T8, T12", "T6, T8"),
        ("-0.8", None),
    }


def test_the_order_of_measurements_does_not_matter(text: str) -> None:
    """Lists with the same items in another order agree."""
    first, second = read(text), read(text)
    second["courses"][0]["measurements"].reverse()
    assert reconcile(first, second).disagreements == ()


def test_visits_are_matched_by_their_time_and_label(text: str) -> None:
    """Two people may write the visits in another order, and only one of them may note the label."""
    first, second = read(text), read(text)
    for measurement in second["courses"][0]["measurements"]:
        measurement["visits"].reverse()
    assert reconcile(first, second).disagreements == ()
    visits = second["courses"][0]["measurements"][0]["visits"]
    labels = [visit.pop("label") for visit in visits]
    differences = {(pair.first, pair.second) for pair in reconcile(first, second).disagreements}
    assert differences == {(label, None) for label in labels}


def test_a_visit_that_only_one_person_saw_is_a_disagreement_in_each_value(text: str) -> None:
    """A visit without a partner is not compared with another one."""
    first, second = read(text), read(text)
    [*_, later] = second["courses"][0]["measurements"][0]["visits"]
    second["courses"][0]["measurements"][0]["visits"] = [later]
    result = reconcile(first, second)
    assert {pair.second for pair in result.disagreements} == {None}


def test_the_ids_of_courses_and_treatments_do_not_matter(text: str) -> None:
    """Who names a course or a treatment otherwise, and counts from that name, wrote the same facts."""
    other = (
        text.replace("id: first-delivery", "id: course-1")
        .replace("id: menatetrenone", "id: k2")
        .replace("start of treatment", "start of k2")
    )
    assert reconcile(read(text), read(other)).disagreements == ()
    assert reconcile(read(other), read(text)).disagreements == ()


def test_treatments_are_matched_by_their_substance(text: str) -> None:
    """Treatments in another order, with other ids and another dose, differ in the dose alone."""
    one, two = read(text), read(text)
    given = [{"id": name, "substance": name, "locator": "p"} for name in ("teriparatide", "denosumab")]
    one["courses"][0]["treatments"] = [*given, {"id": "k", "substance": "menatetrenone", "locator": "p"}]
    two["courses"][0]["treatments"] = [
        {"id": "d", "substance": "denosumab", "dose": "60 mg every 6 months", "locator": "p"},
        {"id": "t", "substance": "teriparatide", "locator": "p"},
        {"id": "m", "substance": "menatetrenone", "locator": "p"},
    ]
    one["courses"][0]["onset"][0]["time"] = "2 years before start of teriparatide"
    two["courses"][0]["onset"][0]["time"] = "2 years before start of t"
    differences = [(pair.first, pair.second) for pair in reconcile(one, two).disagreements]
    assert differences == [(None, "60 mg every 6 months")]


def test_a_merged_file_loads_only_when_every_disagreement_is_settled(corpus_data: Path, text: str) -> None:
    """Each mark is a problem of its own, in a number as in free text, and without marks the case loads."""
    other = text.replace("value: 0.901", "value: 0.910").replace("by: a local clinic", "by: a hospital", 1)
    other = other.replace("printed: N.A.", "printed: n.a.").replace(
        "purpose: treatment", "purpose: prevention"
    )
    result = reconcile(read(text), read(other))
    merged = "\n".join(line for name, value in result.merged.items() for line in as_lines(name, value))
    path = corpus_data / "cases" / f"{CASE}.yml"
    path.write_text(merged, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_dataset(corpus_data)
    problems = [problem for problem in caught.value.problems if problem.code == "disagreement"]
    assert len(problems) == len(result.disagreements)
    assert "0.901 or 0.910" in "".join(problem.message for problem in problems)
    for pair in result.disagreements:
        both = f"{pair.first or 'nothing'} or {pair.second or 'nothing'}"
        merged = merged.replace(f'"DISAGREEMENT: {both}"', str(pair.first))
    path.write_text(merged, encoding="utf-8")
    assert CASE in load_dataset(corpus_data).cases


def test_the_command_prints_every_pair_and_writes_a_new_file(tmp_path: Path, cli: Cli, text: str) -> None:
    """The exit status is 1 while a disagreement is to be settled, and an existing file is kept."""
    first, second, merged = tmp_path / "a.yml", tmp_path / "b.yml", tmp_path / "merged.yml"
    first.write_text(text, encoding="utf-8")
    second.write_text(text.replace("value: 0.901", "value: 0.910"), encoding="utf-8")
    done = cli("reconcile", str(first), str(second), "--write", str(merged))
    assert done.status == 1
    assert (
        "DIFFERENT  courses[0].measurements[0].visits[0].reports[1].value: '0.901' or '0.910'" in done.stdout
    )
    before = merged.read_text(encoding="utf-8")
    assert "times: twice" in before
    again = cli("reconcile", str(first), str(first), "--write", str(merged))
    assert (again.status, merged.read_text(encoding="utf-8")) == (1, before)
    assert "exists; nothing was written" in again.stderr
    assert cli("reconcile", str(first), str(first)).status == 0


@pytest.mark.parametrize("content", ["", "- a\n", "hello\n", "a: [\n", "a: 1\na: 2\n"])
def test_a_file_that_is_no_case_is_a_message(tmp_path: Path, cli: Cli, text: str, content: str) -> None:
    """A file that is missing, no YAML or no group of fields ends in a message and status 1."""
    first, second = tmp_path / "a.yml", tmp_path / "b.yml"
    first.write_text(text, encoding="utf-8")
    second.write_text(content, encoding="utf-8")
    for pair in ((first, second), (second, first), (first, tmp_path / "none.yml")):
        done = cli("reconcile", *map(str, pair))
        assert done.status == 1
        assert done.stderr
