"""Two transcriptions are compared value by value, and disagreements cannot be overlooked."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from k2evidence.curate.drafts import as_lines
from k2evidence.curate.reconcile import reconcile
from k2evidence.load import DataError, load_dataset

from .conftest import ROOT
from .test_build import run

CASE = "tsuchie-2012-case-4"


def read(text: str) -> Any:
    """Return YAML as text, as the loader reads it."""
    return yaml.load(text, Loader=yaml.BaseLoader)


@pytest.fixture
def text() -> str:
    """The file of a case."""
    return (ROOT / "data" / "cases" / f"{CASE}.yml").read_text(encoding="utf-8")


def test_a_case_agrees_with_itself(text: str) -> None:
    """Every value is the same, and the merged record is the case."""
    found = reconcile(read(text), read(text))
    assert found.disagreements == ()
    assert len(found.pairs) > 100
    assert found.rate == f"{len(found.pairs)} of {len(found.pairs)} values (100 %)"
    assert found.merged == read(text)


def test_each_difference_is_one_pair(text: str) -> None:
    """A digit, a lost zero, a unit, a vertebra and a missing value differ; words and locators do not."""
    other = (
        text.replace("value: 0.901", "value: 0.910")
        .replace("value: 0.90\n", "value: 0.9\n")
        .replace("unit_printed: pg/mL", "unit_printed: pg/L")
        .replace(
            "levels: [T6, T8, T12], method: radiograph and MRI",
            "levels: [T6, T8], method: radiograph and MRI",
        )
        .replace("            t_score: -0.8\n", "")
        .replace("what: Healthy before.", "what: In good health.")
        .replace("locator: Case 4, paragraph 2", "locator: Case 4, second paragraph")
    )
    found = {(pair.first, pair.second) for pair in reconcile(read(text), read(other)).disagreements}
    assert found == {
        ("0.901", "0.910"),
        ("0.90", "0.9"),
        ("pg/mL", "pg/L"),
        ("T6, T8, T12", "T6, T8"),
        ("-0.8", None),
    }


def test_the_order_of_measurements_does_not_matter(text: str) -> None:
    """A curator who begins with calcium wrote the same."""
    first, second = read(text), read(text)
    second["courses"][0]["measurements"].reverse()
    assert reconcile(first, second).disagreements == ()


def test_the_agreed_file_does_not_load_until_every_difference_is_settled(data: Path, text: str) -> None:
    """Each mark is a problem of its own, in a number as in free text; settled, it loads."""
    other = text.replace("value: 0.901", "value: 0.910").replace("by: a local clinic", "by: a hospital", 1)
    other = other.replace("printed: N.A.", "printed: n.a.").replace(
        "purpose: treatment", "purpose: prevention"
    )
    found = reconcile(read(text), read(other))
    agreed = "\n".join(line for name, value in found.merged.items() for line in as_lines(name, value))
    path = data / "cases" / f"{CASE}.yml"
    path.write_text(agreed, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    told = [problem for problem in caught.value.problems if problem.code == "disagreement"]
    assert len(told) == len(found.disagreements)
    assert "0.901 or 0.910" in "".join(problem.message for problem in told)
    for pair in found.disagreements:
        told_both = f"{pair.first or 'nothing'} or {pair.second or 'nothing'}"
        agreed = agreed.replace(f'"DISAGREEMENT: {told_both}"', str(pair.first))
    path.write_text(agreed, encoding="utf-8")
    assert CASE in load_dataset(data).cases


def test_the_command_lists_counts_and_never_overwrites(tmp_path: Path, text: str) -> None:
    """Status 1 while something is to be settled; a file that is there stays."""
    first, second, agreed = tmp_path / "a.yml", tmp_path / "b.yml", tmp_path / "agreed.yml"
    first.write_text(text, encoding="utf-8")
    second.write_text(text.replace("value: 0.901", "value: 0.910"), encoding="utf-8")
    done = run("reconcile", str(first), str(second), "--write", str(agreed))
    assert done.returncode == 1
    assert "DIFFERENT  courses[0].measurements[0].before[1].value: '0.901' or '0.910'" in done.stdout
    assert "times: twice" in agreed.read_text(encoding="utf-8")
    before = agreed.read_text(encoding="utf-8")
    again = run("reconcile", str(first), str(first), "--write", str(agreed))
    assert (again.returncode, agreed.read_text(encoding="utf-8")) == (1, before)
    assert "exists; nothing was written" in again.stderr
    assert run("reconcile", str(first), str(first)).returncode == 0


@pytest.mark.parametrize("content", ["", "- a\n", "hello\n", "a: [\n", "a: 1\na: 2\n"])
def test_what_is_no_case_is_a_message(tmp_path: Path, text: str, content: str) -> None:
    """Bad files end in a message and status 1."""
    first, second = tmp_path / "a.yml", tmp_path / "b.yml"
    first.write_text(text, encoding="utf-8")
    second.write_text(content, encoding="utf-8")
    for pair in ((first, second), (second, first), (first, tmp_path / "none.yml")):
        done = run("reconcile", *map(str, pair))
        assert done.returncode == 1
        assert done.stderr
        assert "Traceback" not in done.stderr
