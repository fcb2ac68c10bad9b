"""Commands of curators begin new records, overwrite nothing and check after every save."""

import threading
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from k2evidence.audit.validation import load_and_validate
from k2evidence.cli import make_parser
from k2evidence.curate.check import watch
from k2evidence.curate.csl import CslError, paper_fields, record_of, study_fields
from k2evidence.curate.drafts import draft_case, draft_paper, draft_study
from k2evidence.curate.new_records import new_paper
from k2evidence.load import DataError, load_dataset, load_vocabulary

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
    assert {problem.code for problem in caught.value.problems} <= {"empty", "missing", "paper-name"}


def test_a_case_begun_with_flags_is_valid(project: Path, cli: Cli) -> None:
    """The draft of a case with a few flags loads, and its comments explain every other field."""
    done = cli(
        *NEW_CASE, "Case 5", "--sex", "female", "--age", "30", "--delivery", "1",
        "--treatment", "menatetrenone:45 mg/day", "--treatment", "teriparatide",
        "--treatment", "teriparatide", "--fractures", "T12, L1", "--locator", "page 1",
        "--reported-in", "text", "--course", "First delivery", "--course", "Second delivery",
        project=project,
    )  # fmt: skip
    assert (done.status, done.stderr) == (0, "")
    assert "Left to fill in" not in done.stdout
    text = (project / "data/cases/tsuchie-2012-case-5.yml").read_text(encoding="utf-8")
    case = load_and_validate(project / "data").dataset.cases["tsuchie-2012-case-5"]
    assert [course.id for course in case.courses] == ["first-delivery", "second-delivery"]
    assert case.courses[0].fractures[0].levels == ("T12", "L1")
    given = {treatment.id: str(treatment.dose) for treatment in case.courses[0].treatments}
    assert given == {"menatetrenone": "45 mg/day", "teriparatide": "None", "teriparatide-2": "None"}
    for name in ("history", "measurements", "co_interventions", "our_reading", "first_visit"):
        assert f"# {name}:" in text


def test_a_case_holds_nothing_that_the_command_was_not_reported(project: Path, cli: Cli) -> None:
    """Without a flag there is no delivery, no drug, no purpose, no duration; what must be given is listed."""
    done = cli(*NEW_CASE, "Case 5", "--age", "30", project=project)
    assert done.status == 0
    left = [line.split(": ")[1] for line in done.stdout.splitlines() if line.startswith("  line")]
    assert sorted(left) == ["courses[0].age[0].locator", "courses[0].age[0].reported_in", "sex"]
    text = (project / "data/cases/tsuchie-2012-case-5.yml").read_text(encoding="utf-8")
    values = [
        line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")
    ]
    assert values == [
        "id: tsuchie-2012-case-5",
        "paper: tsuchie-2012",
        "label: Case 5",
        "sex:",
        "courses:",
        "- id: course-1",
        "label: The course",
        "age:",
        "- locator:",
        "reported_in:",
        "years: 30",
    ]


def test_the_course_is_named_after_a_delivery_that_is_reported(project: Path, cli: Cli) -> None:
    """`--delivery` names the course; the patient may be one that a study reports, and without any drug."""
    done = cli(
        "new-case", "--paper", "nomura-romosozumab", "--label", "The patient", "--sex", "female",
        "--delivery", "2", "--no-bone-drug", "--reported-in", "text", "--locator", "Abstract",
        project=project,
    )  # fmt: skip
    assert (done.status, done.stderr) == (0, "")
    [course] = load_dataset(project / "data").cases["nomura-romosozumab-the-patient"].courses
    assert (course.id, course.label, course.treatments) == ("second-delivery", "Second delivery", ())
    assert course.no_bone_drug is not None
    assert course.no_bone_drug.what == "The source says that no bone drug was given."


def test_every_bad_flag_is_reported_at_once(project: Path, cli: Cli) -> None:
    """One run says all that is wrong, and every substance that there is."""
    done = cli(
        "new-case", "--paper", "tsuchi-2012", "--label", "x", "--sex", "femal", "--age", "thirty",
        "--delivery", "not reported", "--onset", "3 months", "--treatment", "teriparatid:20 ug/day",
        "--treatment", "calcitonin:200 UI/day", "--fractures", "T5,T13", "--reported-in", "abstract",
        "--no-bone-drug", project=project,
    )  # fmt: skip
    assert done.status == 1
    problems = done.stderr.splitlines()
    assert [problem.partition(":")[0] for problem in problems] == [
        "--paper",
        "--sex",
        "--reported-in",
        "--age",
        "--delivery",
        "--onset",
        "--fractures",
        "--treatment",
        "--treatment",
    ]
    substances = load_vocabulary(project / "data").substances
    assert "did you mean 'teriparatide'?" in problems[-2]
    assert all(substance in problems[-2] for substance in substances)
    assert "unknown unit of a dose 'UI'" in problems[-1]


def test_a_paper_holds_nothing_that_the_command_was_not_reported(project: Path, cli: Cli) -> None:
    """A poster without a DOI and without authors is recorded as far as it was seen, and is valid."""
    done = cli(
        "new-paper", "--id", "congress-2019", "--label", "Congress 2019", "--year", "2019",
        "--article-type", "poster", "--read", "excerpt", project=project,
    )  # fmt: skip
    assert (done.status, done.stderr) == (0, "")
    assert "Left to fill in" not in done.stdout
    paper = load_dataset(project / "data").papers["congress-2019"]
    seen = {"id", "label", "article_type", "year", "reading", "integrity"}
    assert paper.model_fields_set == seen
    assert (paper.title, paper.authors, paper.doi, paper.reading.extent) == (None, (), None, "excerpt")


def test_what_is_left_of_a_paper_is_listed(project: Path, cli: Cli) -> None:
    """A paper begun without any flag but its id lacks what the check then asks for."""
    done = cli("new-paper", "--id", "new-2020", "--author", "Sample, A.", project=project)
    left = [line.split(": ")[1] for line in done.stdout.splitlines() if line.startswith("  line")]
    assert sorted(left)[:2] == ["article_type", "reading.extent"]
    assert "the paper has no first author and year" in done.stdout


@pytest.mark.parametrize(
    "flags",
    [
        ["--doi", "10.3109/03009734.2012.676573"],
        ["--doi", "https://doi.org/10.3109/03009734.2012.676573", "--offline"],
        ["--doi", "10.1007/S00198-019-04949-0", "--offline"],
        ["--pmid", "999999999"],
        ["--pmcid", "PMC999999999"],
    ],
)
@pytest.mark.parametrize("command", ["new-paper", "new-study"])
def test_a_publication_is_recorded_once(project: Path, cli: Cli, command: str, flags: list[str]) -> None:
    """A number that is in a paper or a study is refused, with the record that has it."""
    before = sorted((project / "data").rglob("*"))
    done = cli(command, "--id", "again-2020", *flags, project=project)
    assert done.status == 1
    assert "is already in data/" in done.stderr
    assert "new-case --paper " in done.stderr
    assert sorted((project / "data").rglob("*")) == before


@pytest.mark.parametrize(
    "words", ["not verified", "Not verified.", "unknown", "n/a", "N/A", "not seen", "?", "none"]
)
@pytest.mark.parametrize("flag", ["--title", "--journal", "--author", "--doi", "--label"])
def test_no_words_be_in_the_place_of_a_name(project: Path, cli: Cli, flag: str, words: str) -> None:
    """What was not seen is left out: nobody is to cite an author called not verified."""
    done = cli("new-paper", "--id", "new-2020", flag, words, "--offline", project=project)
    assert done.status == 1
    assert done.stderr.startswith(f"{flag}: ")


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
        ([*NEW_CASE, "x", "--treatment", "teriparatide", "--no-bone-drug"], "give one of the two"),
        ([*NEW_CASE, "x", "--treatment", "teriparatide:20"], "is not a dose"),
        ([*NEW_CASE, "x", "--start", "3 months after delivery"], "give one --treatment"),
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
    options = make_parser().parse_args(["new-paper", "--title", "T", "--read", "abstract", "--offline"])
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
