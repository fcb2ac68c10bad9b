"""New records are begun from a few answers; nothing is overwritten."""

import argparse
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from k2evidence.audit.validation import load_and_validate
from k2evidence.curate import commands as curate
from k2evidence.curate.csl import CslError, paper_fields, record_of, study_fields
from k2evidence.curate.drafts import draft_case, draft_paper, draft_study
from k2evidence.load import DataError, load_vocabulary

from .test_build import run


@pytest.mark.parametrize(
    "record",
    [
        {"title": "x", "author": "nobody", "issued": "2012", "page": 5, "volume": [], "DOI": 7},
        {"title": ["x"], "author": [None, 3, {"given": [], "family": {}}], "issued": {"date-parts": []}},
        {"title": "x", "issued": {"date-parts": [["y", 0]]}, "container-title": [None], "type": {}},
        {"title": "x\u202e\x00y" * 5000, "issued": {"date-parts": [[None]]}, "issue": True},
        {"title": "=1+1 {x}", "author": [{"given": "<script>", "family": "'\"#: -"}]},
    ],
)
def test_whatever_a_record_holds_a_draft_can_be_checked(data: Path, record: dict[str, object]) -> None:
    """Fields of a wrong kind are left out; what is written is YAML that the check reads."""
    try:
        usable = record_of(record)
    except CslError:
        return
    (data / "papers" / "new.yml").write_text(draft_paper({"id": "new", **paper_fields(usable)}))
    (data / "studies" / "new-too.yml").write_text(draft_study({"id": "new-too", **study_fields(usable)}))
    with pytest.raises(DataError) as caught:
        load_and_validate(data)
    assert {problem.code for problem in caught.value.problems} <= {"empty", "missing"}


def test_a_case_is_begun_whole_and_valid(project: Path) -> None:
    """With a few flags the draft loads; every field of a case is explained in it."""
    done = run(
        "new-case", "--paper", "tsuchie-2012", "--label", "Case 5", "--sex", "female", "--age", "30",
        "--delivery", "1", "--dose", "45 mg/day", "--fractures", "T12, L1", "--locator", "page 1",
        "--course", "First delivery", "--course", "Second delivery", root=project,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    path = project / "data/cases/tsuchie-2012-case-5.yml"
    text = path.read_text(encoding="utf-8")
    case = load_and_validate(project / "data").dataset.cases["tsuchie-2012-case-5"]
    assert [course.id for course in case.courses] == ["first-delivery", "second-delivery"]
    assert case.courses[0].fractures[0].levels == ("T12", "L1")
    for name in ("history", "measurements", "co_interventions", "our_reading", "first_visit"):
        assert f"# {name}:" in text


def test_nothing_is_overwritten(project: Path) -> None:
    """A file that is there stays, byte for byte."""
    path = project / "data/cases/tsuchie-2012-case-1.yml"
    before = path.read_bytes()
    done = run("new-case", "--paper", "tsuchie-2012", "--label", "Case 1", root=project)
    assert (done.returncode, path.read_bytes()) == (1, before)
    assert "data/cases/tsuchie-2012-case-1.yml exists; nothing was written" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["new-case", "--label", "Case 1"], "--paper is needed"),
        (["new-case", "--paper", "tsuchi-2012", "--label", "x"], "did you mean 'tsuchie-2012'?"),
        (["new-case", "--paper", "tsuchie-2012", "--label", "x", "--fractures", "T13"], "not a vertebra"),
        (
            ["new-case", "--paper", "tsuchie-2012", "--label", "x", "--onset", "3 months"],
            "a time with its clock",
        ),
        (["new-case", "--paper", "tsuchie-2012", "--label", "x", "--id", "../x"], "is not an id"),
        (["new-paper"], "--id is needed"),
        (["new-paper", "--id", "Not An Id"], "did you mean 'not-an-id'?"),
        (["new-paper", "--id", "a-2020", "--doi", "none"], "is not a DOI"),
        (["new-study", "--id", "a-2020", "--csl", "nowhere.json"], "cannot be read"),
    ],
)
def test_a_bad_answer_writes_nothing(project: Path, arguments: list[str], told: str) -> None:
    """What is wrong is said as the check would say it; status 1, no file, no traceback."""
    before = sorted((project / "data").rglob("*"))
    done = run(*arguments, root=project)
    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted((project / "data").rglob("*")) == before


def test_questions_are_asked_at_a_terminal(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong answer is explained and asked again; an empty one leaves the field open."""
    answers = iter(["Not An Id", "asked-2020"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    options = argparse.Namespace(
        id=None, doi=None, csl=None, offline=True, crossref="", title="T", journal="J", year="2020"
    )
    curate.new_paper(data, options)
    assert "did you mean 'not-an-id'?" in capsys.readouterr().out
    assert "title: T\n" in (data / "papers/asked-2020.yml").read_text(encoding="utf-8")


def test_the_least_draft_names_only_what_is_missing(data: Path) -> None:
    """A draft without any answer has problems of one kind: nothing stands there yet."""
    (data / "cases" / "new.yml").write_text(
        draft_case({"id": "new", "paper": "tsuchie-2012"}, load_vocabulary(data)), encoding="utf-8"
    )
    with pytest.raises(DataError) as caught:
        load_and_validate(data)
    assert {problem.code for problem in caught.value.problems} == {"empty"}


def test_watching_answers_a_save(project: Path) -> None:
    """The first check, then one after each save: a mistake is told, and so is its end."""
    process = subprocess.Popen(
        [sys.executable, "scripts/build.py", "check", "--watch"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines: list[str] = []

    def read() -> None:
        assert process.stdout is not None
        for line in process.stdout:
            lines.append(line)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()

    def wait_for(text: str, times: int = 1) -> None:
        deadline = time.monotonic() + 60
        while "".join(lines).count(text) < times:
            assert time.monotonic() < deadline, lines
            time.sleep(0.02)

    try:
        wait_for("Watching data/")
        case = project / "data/cases/tsuchie-2012-case-1.yml"
        original = case.read_text(encoding="utf-8")
        case.write_text(original.replace("sex: female", "sex: femal"), encoding="utf-8")
        wait_for("did you mean 'female'?")
        case.write_text(original, encoding="utf-8")
        wait_for("No problems", 2)
    finally:
        process.terminate()
        process.wait(10)
        reader.join(10)
        process.stdout.close()
