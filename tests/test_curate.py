"""Commands of curators begin new records, overwrite nothing and check after every save."""

import argparse
import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from k2evidence.audit.validation import load_and_validate
from k2evidence.curate.check import watch
from k2evidence.curate.csl import CslError, paper_fields, record_of, study_fields
from k2evidence.curate.drafts import draft_case, draft_paper, draft_study
from k2evidence.curate.new_records import new_paper
from k2evidence.load import DataError, load_vocabulary

from .conftest import Cli

NEW_CASE = ("new-case", "--paper", "tsuchie-2012", "--label")


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers questions, whatever the tests run in."""
    monkeypatch.setattr("sys.stdin", StringIO())


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
def test_a_draft_from_any_bibliographic_record_is_readable(
    corpus_data: Path, record: dict[str, object]
) -> None:
    """Whatever a record holds, its drafts only lack values, or the record is refused."""
    try:
        usable = record_of(record)
    except CslError:
        return
    paper, study = paper_fields(usable), study_fields(usable)
    (corpus_data / "papers" / "new.yml").write_text(draft_paper({"id": "new", **paper}))
    (corpus_data / "studies" / "new-too.yml").write_text(draft_study({"id": "new-too", **study}))
    with pytest.raises(DataError) as caught:
        load_and_validate(corpus_data)
    assert {problem.code for problem in caught.value.problems} <= {"empty", "missing"}


def test_a_case_begun_with_flags_is_valid(project: Path, cli: Cli) -> None:
    """The draft of a case with a few flags loads, and its comments explain every other field."""
    done = cli(
        *NEW_CASE, "Case 5", "--sex", "female", "--age", "30", "--delivery", "1", "--dose", "45 mg/day",
        "--fractures", "T12, L1", "--locator", "page 1", "--course", "First delivery",
        "--course", "Second delivery", project=project,
    )  # fmt: skip
    assert (done.status, done.stderr) == (0, "")
    text = (project / "data/cases/tsuchie-2012-case-5.yml").read_text(encoding="utf-8")
    case = load_and_validate(project / "data").dataset.cases["tsuchie-2012-case-5"]
    assert [course.id for course in case.courses] == ["first-delivery", "second-delivery"]
    assert case.courses[0].fractures[0].levels == ("T12", "L1")
    for name in ("history", "measurements", "co_interventions", "our_reading", "first_visit"):
        assert f"# {name}:" in text


def test_no_file_is_overwritten(project: Path, cli: Cli) -> None:
    """A new record of an id that exists is refused, and the file stays as it is."""
    path = project / "data/cases/tsuchie-2012-case-1.yml"
    before = path.read_bytes()
    done = cli(*NEW_CASE, "Case 1", project=project)
    assert (done.status, path.read_bytes()) == (1, before)
    assert "data/cases/tsuchie-2012-case-1.yml exists; nothing was written" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["new-case", "--label", "Case 1"], "--paper is needed"),
        (["new-case", "--paper", "tsuchi-2012", "--label", "x"], "did you mean 'tsuchie-2012'?"),
        ([*NEW_CASE, "x", "--fractures", "T13"], "not a vertebra"),
        ([*NEW_CASE, "x", "--onset", "3 months"], "a time with its clock"),
        ([*NEW_CASE, "x", "--id", "../x"], "is not an id"),
        (["new-paper"], "--id is needed"),
        (["new-paper", "--id", "Not An Id"], "did you mean 'not-an-id'?"),
        (["new-paper", "--id", "a-2020", "--doi", "none"], "is not a DOI"),
        (["new-study", "--id", "a-2020", "--csl", "nowhere.json"], "cannot be read"),
    ],
)
def test_a_bad_flag_is_a_message_and_writes_nothing(
    project: Path, cli: Cli, arguments: list[str], message: str
) -> None:
    """A flag that the check would refuse ends in its message and status 1, without a new file."""
    before = sorted((project / "data").rglob("*"))
    done = cli(*arguments, project=project)
    assert done.status == 1
    assert message in done.stderr
    assert sorted((project / "data").rglob("*")) == before


def test_a_question_is_repeated_until_its_answer_is_valid(
    corpus_data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """At a terminal a bad answer is explained, and the next one is written to the file."""
    answers = iter(["Not An Id", "asked-2020"])
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    options = argparse.Namespace(
        id=None, doi=None, csl=None, offline=True, crossref="", title="T", journal="J", year="2020"
    )
    new_paper(corpus_data, options)
    assert "did you mean 'not-an-id'?" in capsys.readouterr().out
    assert "title: T\n" in (corpus_data / "papers/asked-2020.yml").read_text(encoding="utf-8")


def test_a_draft_without_values_only_lacks_values(corpus_data: Path) -> None:
    """Every problem of an unfilled draft is an empty field."""
    text = draft_case({"id": "new", "paper": "tsuchie-2012"}, load_vocabulary(corpus_data))
    (corpus_data / "cases" / "new.yml").write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_and_validate(corpus_data)
    assert {problem.code for problem in caught.value.problems} == {"empty"}


def test_watching_repeats_the_action_after_every_save(tmp_path: Path) -> None:
    """The action runs at once and again after each save, until it is interrupted."""
    path = tmp_path / "case.yml"
    path.write_text("first", encoding="utf-8")
    contents: list[str] = []

    def action() -> None:
        contents.append(path.read_text(encoding="utf-8"))
        if len(contents) == 3:
            raise KeyboardInterrupt
        path.write_text("second" if len(contents) == 1 else "third", encoding="utf-8")

    watcher = threading.Thread(target=watch, args=(tmp_path, action), daemon=True)
    watcher.start()
    watcher.join(60)
    assert contents == ["first", "second", "third"]


def test_the_watched_folder_is_that_of_the_data(
    project: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`check --watch` checks the data after every change below its folder."""
    watched: list[tuple[Path, object]] = []

    def watch_once(folder: Path, action: Callable[[], object]) -> None:
        watched.append((folder, action()))

    monkeypatch.setattr("k2evidence.cli.watch_folder", watch_once)
    done = cli("check", "--watch", project=project)
    assert (done.status, watched) == (0, [(project / "data", 0)])
    assert done.stdout.startswith("No problems: ")
