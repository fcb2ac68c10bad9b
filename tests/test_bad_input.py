"""Bad data is refused: each mistake is one problem with its place, what was found and the remedy."""

from pathlib import Path

import pytest
from k2evidence.audit.validation import load_and_validate
from k2evidence.load import DataError, load_dataset
from k2evidence.load.problems import Problem

from .conftest import Cli, Edit
from .mistakes import BAD_FILES, CASE, MISTAKES, NEW, REVIEW, Mistake


def problems(data: Path) -> tuple[Problem, ...]:
    """Return every problem of the data."""
    with pytest.raises(DataError) as caught:
        load_and_validate(data)
    return caught.value.problems


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: str(mistake.code))
def test_a_mistake_is_one_problem_that_is_enough_to_mend_it(corpus_data: Path, mistake: Mistake) -> None:
    """The problem names the file, the line, the field, what was found and what to write."""
    line = mistake.make(corpus_data)
    [problem] = problems(corpus_data)
    assert (problem.file, problem.code, problem.field) == (
        f"data/{mistake.file}",
        mistake.code,
        mistake.field,
    )
    assert mistake.message in problem.message
    assert mistake.fix in problem.fix
    assert mistake.lines is None or problem.line == line + mistake.lines


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_reported_and_never_skipped(corpus_data: Path, kind: str) -> None:
    """Every file below the data folder is read or reported."""
    spoil, code = BAD_FILES[kind]
    spoil(corpus_data)
    found = problems(corpus_data)
    assert code in {problem.code for problem in found}
    assert all(problem.message and problem.fix for problem in found)


def test_a_byte_order_mark_and_windows_line_ends_change_nothing(corpus_data: Path) -> None:
    """Files from other systems are read as they are meant."""
    path = corpus_data / CASE
    before = load_dataset(corpus_data).cases
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_dataset(corpus_data).cases == before


def test_files_of_editors_and_systems_are_no_problem(corpus_data: Path) -> None:
    """A lock, a swap file and the settings of a folder are not records."""
    (corpus_data / "cases" / ".#case.yml").symlink_to("nobody@nowhere")
    (corpus_data / "cases" / ".case.yml.swp").write_text("x")
    (corpus_data / ".DS_Store").write_text("x")
    load_dataset(corpus_data)


def test_a_message_holds_no_control_characters(corpus_data: Path) -> None:
    """Escape sequences and line ends in names and values do not reach the terminal."""
    (corpus_data / NEW).write_text('id: "x\\e[31m"\n"a\\e[2J\\nb": "c\\r"\n')
    for problem in problems(corpus_data):
        assert all(sign.isprintable() for sign in f"{problem.field}{problem.message}{problem.fix}")


def test_two_reviews_cannot_replace_each_other(corpus_data: Path, edit: Edit) -> None:
    """A circle of references is reported at each of its links."""
    edit(REVIEW, "reading:", "superseded_by: jiang-2014\nreading:")
    edit("studies/jiang-2014.yml", "reading:", "superseded_by: mott-2019\nreading:")
    found = {(problem.file, problem.code, problem.field) for problem in problems(corpus_data)}
    assert found == {
        ("data/studies/mott-2019.yml", "circular", "superseded_by"),
        ("data/studies/jiang-2014.yml", "circular", "superseded_by"),
    }


@pytest.mark.parametrize("command", ["check", "site"])
@pytest.mark.parametrize("kind", ["alias bomb", "deep list", "link", "folder", "not UTF-8", "100 MB"])
def test_a_command_on_bad_data_ends_with_status_1(project: Path, cli: Cli, kind: str, command: str) -> None:
    """The site that was built before stays, and nothing half-written is left."""
    BAD_FILES[kind][0](project / "data")
    page = project / "site" / "index.html"
    page.parent.mkdir()
    page.write_text("earlier")
    done = cli(command, project=project)
    assert done.status == 1
    assert "nothing was built" in done.stderr
    assert page.read_text() == "earlier"
    assert [path.name for path in project.iterdir() if "site" in path.name] == ["site"]


CHAIN = """id: chain
paper: tsuchie-2012
label: The patient
sex: female
courses:
  - id: course-1
    label: The course
    treatments:
"""


@pytest.mark.parametrize(
    ("number", "amounts", "message"),
    [
        (3, ["100 years"], "lies 200 years from the event"),
        (10, ["1 month", "2 months", "3 months"], "is dated in more than 200 ways"),
    ],
)
def test_times_that_count_from_each_other_are_bounded(
    corpus_data: Path, number: int, amounts: list[str], message: str
) -> None:
    """A chain of clocks leads neither thousands of years away nor to more ways than can be listed."""
    text = CHAIN
    for n in range(number):
        clock = f"start of drug-{n - 1}" if n else "delivery"
        starts = ", ".join(
            f"{{reported_in: text, time: {amount} after {clock}, locator: p}}" for amount in amounts
        )
        text += f"      - {{id: drug-{n}, substance: teriparatide, locator: p, start: [{starts}]}}\n"
    (corpus_data / "cases" / "chain.yml").write_text(text, encoding="utf-8")
    [problem] = problems(corpus_data)
    assert message in problem.message


def test_two_events_cannot_date_each_other_alone(corpus_data: Path) -> None:
    """A visit dated from a treatment, and the treatment from the visit, have no time; one problem says so."""
    place = "reported_in: text, locator: p, time: 1 month"
    treatment = (
        f"      - {{id: pth, substance: teriparatide, locator: p, start: [{{{place} after first visit}}]}}\n"
    )
    visit = f"    first_visit: [{{{place} before start of pth}}]\n"
    (corpus_data / "cases" / "chain.yml").write_text(f"{CHAIN}{treatment}{visit}", encoding="utf-8")
    [problem] = problems(corpus_data)
    assert (problem.code, problem.field) == ("circular", "courses[0].first_visit[0].time")


def test_names_that_look_alike_are_code_point_differences(corpus_data: Path, edit: Edit) -> None:
    """The message names the characters that a reader cannot tell from each other."""
    edit("studies/shiraki-2000.yml", "{arm: menatetrenone, at: 6", "{arm: m\u0435natetrenone, at: 6")
    [problem] = problems(corpus_data)
    assert "did you mean 'menatetrenone' (U+0435 is where U+0065 belongs)?" in problem.fix


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        (REVIEW, "low: 0.56, high: 0.97", "low: -0.56, high: 0.97", "out-of-bounds"),
        (REVIEW, "value: 0.74, low: 0.56", "value: 0, low: 0.56", "impossible"),
        ("studies/shiraki-2000.yml", "spread: 0.7, spread_is", "spread: -0.7, spread_is", "out-of-bounds"),
        ("studies/shiraki-2000.yml", "spread: 0.7", "before_spread: 1, spread: 1",
         "spread-incomplete"),
        ("studies/shiraki-2000.yml", "{arm: menatetrenone, at: 6",
         "{low: 5, high: 1, arm: menatetrenone, at: 6", "interval-order"),
        ("studies/shiraki-2000.yml", "{arm: menatetrenone, at: 6", "{low: 5, arm: menatetrenone, at: 6",
         "interval-incomplete"),
        ("studies/shiraki-2000.yml", "{arm: menatetrenone, at: 6", "{months: -12, arm: menatetrenone, at: 6",
         "out-of-bounds"),
        ("studies/shiraki-2000.yml", "{arm: menatetrenone, at: 6",
         "{events: 500, people: 3, arm: menatetrenone, at: 6", "impossible"),
        ("studies/shiraki-2000.yml", "year: 2000", "year: 0", "out-of-bounds"),
        ("studies/shiraki-2000.yml", "year: 2000", "year: 999999", "out-of-bounds"),
        ("studies/shiraki-2000.yml", "people: 241", "people: 241\ncompleted: 999999", "impossible"),
        (CASE, "order: 1", "order: 0", "out-of-bounds"),
        (CASE, "t_score: -", "t_score: -9", "out-of-bounds"),
        ("vocabulary/sites.yml", "sd: 0.", "sd: -0.", "out-of-bounds"),
        ("vocabulary/units.yml", "factor: 0.000000000001", "factor: 0", "out-of-bounds"),
        (CASE, "label: Case 1", "label: 'https://[is this an address'", "unknown-host"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(
    corpus_data: Path, edit: Edit, file: str, old: str, new: str, code: str
) -> None:
    """In results, estimates, publications, measurements and the vocabulary alike."""
    edit(file, old, new)
    assert {problem.code for problem in problems(corpus_data)} == {code}
