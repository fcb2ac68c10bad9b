"""A battery of bad files: each gives a message that is enough to mend it, at the right place."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from k2evidence.load import DataError, load_dataset
from k2evidence.load.yaml_source import Problem

from .test_build import run

CASE = "cases/tsuchie-2012-case-1.yml"
NEW = "cases/new-case.yml"
Edit = Callable[[str, str, str], None]


def problems(data: Path) -> tuple[Problem, ...]:
    """Return every problem of the data."""
    with pytest.raises(DataError) as caught:
        load_dataset(data)
    return caught.value.problems


FIRST_VALUE = "value: 0.71\n"
ONSET = "time: 4 weeks after delivery"
LEVELS = "levels: [T8, T10, T12, L1]"


@pytest.mark.parametrize(
    ("old", "new", "code", "message", "fix"),
    [
        ("    label: First", "\tlabel: First", "yaml", "indented with a tab", "spaces"),
        ("    label: First", "   label: First", "yaml", "indentation", "line this field up"),
        ("    label: First", "      label: First", "yaml", "indented further", "line it up"),
        ("sex: female", "sex:female", "yaml", "'sex:female'", "a colon, a space"),
        ("sex: female", "sex female", "yaml", "'sex female'", "a colon, a space"),
        ("label: Case 1", "label: Case: 1", "yaml", "holds ': '", "quotes"),
        ("label: Case 1", 'label: "Case 1', "yaml", "quotation mark", "close it"),
        ("sex: female", "sex: female\n---", "two-documents", "more than one document", "---"),
        ("sex: female", "sex: female\nsex: male", "duplicate-key", "line 5", "keep one"),
        ("sex: female", "sex: female\ncolour: red", "unknown-field", "no such field", "allowed: courses"),
        ("sex: female", "Sex: female", "unknown-field", "no such field", "did you mean 'sex'?"),
        ("analyte: bmd", "analite: bmd", "unknown-field", "no such field", "did you mean 'analyte'?"),
        ("sex: female\n", "", "missing", "is missing", "`sex: female`"),
        ("years: 30", "years: [30]", "whole-number", "a list", "e.g. 31"),
        ("years: 30", "years: 30 years", "whole-number", "'30 years'", "did you mean '30'?"),
        (FIRST_VALUE, "value: 0,71\n", "number", "'0,71'", "0.71"),
        (FIRST_VALUE, "value: 1:30\n", "number", "'1:30'", "decimal point"),
        (FIRST_VALUE, "value: NO\n", "number", "'NO'", "decimal point"),
        (FIRST_VALUE, "value: 2020-01-02\n", "number", "'2020-01-02'", "decimal point"),
        (FIRST_VALUE, "value: ０.７１\n", "number", "'０.７１'", "ASCII digits, an ASCII minus"),
        (FIRST_VALUE, "value: −0.71\n", "number", "'−0.71'", "-0.71"),
        (FIRST_VALUE, "value: N.A.\n", "number", "'N.A.'", "status: not-available"),
        (FIRST_VALUE, "value:\n", "empty", "nothing stands here", "e.g. 0.714"),
        ("sex: female", "sex: NO", "not-allowed", "'NO'", "allowed: female, male, not reported"),
        ("unit_printed: g/cm2", "unit_printed: g/cm²", "unknown-unit", "'g/cm²'", "did you mean 'g/cm2'?"),
        ("unit_printed: g/cm2", "unit_printed: G/CM2", "unknown-unit", "'G/CM2'", "did you mean 'g/cm2'?"),
        (ONSET, "time: 3 months before pregnancy", "time", "before pregnancy'", "months before delivery"),
        (ONSET, "time: -3 months after delivery", "time", "'-3 months", "'3 months before delivery'"),
        (
            ONSET,
            "time: 3 months postpartum",
            "time",
            "postpartum'",
            "did you mean '3 months after delivery'?",
        ),
        (ONSET, "time: ３ months after delivery", "time", "'３ months", "did you mean '3 months after"),
        (ONSET, "time: 4 weeks after onset", "circular", "onset is told from onset", "remove one"),
        (LEVELS, "levels: [T13]", "vertebra", "'T13'", "T1 to T12 or L1 to L5"),
        (LEVELS, "levels: [Th12]", "vertebra", "'Th12'", "did you mean 'T12'?"),
        (LEVELS, "levels: T8", "list-expected", "'T8'", "'- '"),
        (
            "paper: tsuchie-2012",
            "paper: tsuchie-2021",
            "unknown-paper",
            "2021'",
            "did you mean 'tsuchie-2012'?",
        ),
        ("id: tsuchie-2012-case-1", "id: Tsuchie-2012-Case-1", "id", "'Tsuchie", "'tsuchie-2012-case-1'?"),
        (
            "dose: 45 mg/day",
            "dose: 1,200mg daily",
            "quantity",
            "'1,200mg daily'",
            "did you mean '1200 mg/day'?",
        ),
    ],
)
def test_one_mistake_is_one_message_that_is_enough(
    data: Path, edit: Edit, old: str, new: str, code: str, message: str, fix: str
) -> None:
    """One problem, on the line of the mistake, that names what was found and how to mend it."""
    line = (data / CASE).read_text(encoding="utf-8").split(old)[0].count("\n") + 1
    edit(CASE, old, new)
    [problem] = problems(data)
    assert problem.code == code
    assert message in problem.message
    assert fix in problem.fix
    assert problem.file == f"data/{CASE}"
    # A missing field is told where its record begins; a broken line where the reader stumbles.
    assert code == "missing" or abs(problem.line - line) <= 1 or "quotation" in problem.message


def test_mistakes_of_every_kind_in_one_file_are_told_at_once(data: Path, edit: Edit) -> None:
    """A misspelt field hides neither an unknown unit, nor a missing paper, nor a bad number."""
    for old, new in (
        ("sex: female", "Sex: female"),
        ("unit_printed: g/cm2", "unit_printed: g/cm²"),
        ("paper: tsuchie-2012\n", "paper: tsuchi-2012\n"),
        (FIRST_VALUE, "value: 0,71\n"),
        ("analyte: bap", "analyte: bab"),
        ("dose: 45 mg/day", "dose: 45 mg/dai"),
    ):
        edit(CASE, old, new)
    assert sorted(problem.code for problem in problems(data)) == [
        "number",
        "unknown-analyte",
        "unknown-field",
        "unknown-paper",
        "unknown-unit",
        "unknown-unit",
    ]


def copied(data: Path, name: str, old: str, new: str) -> None:
    """Write a copy of the first case under another name."""
    text = (data / CASE).read_text(encoding="utf-8")
    (data / name).write_text(text.replace(old, new, 1), encoding="utf-8")


BOMB = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda data: (data / NEW).write_text(""), "empty-file"),
    "comments": (lambda data: (data / NEW).write_text("# nothing\n"), "empty-file"),
    "a list": (lambda data: (data / NEW).write_text("- a\n"), "fields-expected"),
    "text": (lambda data: (data / NEW).write_text("hello\n"), "fields-expected"),
    "UTF-16": (lambda data: (data / NEW).write_bytes("id: x\n".encode("utf-16")), "encoding"),
    "not UTF-8": (lambda data: (data / NEW).write_bytes(b"id: \xff\n"), "encoding"),
    "NUL": (lambda data: (data / NEW).write_bytes(b"id: \x00\n"), "yaml"),
    "100 MB": (lambda data: os.truncate(touched(data / NEW), 100_000_000), "too-large"),
    "tag": (lambda data: (data / NEW).write_text("id: !!python/object:os.system x\n"), "tag"),
    "bomb": (lambda data: (data / NEW).write_text(BOMB), "alias"),
    "merge key": (lambda data: (data / NEW).write_text("a: &a {b: 1}\nc:\n  <<: *a\n"), "alias"),
    "deep": (lambda data: (data / NEW).write_text("[" * 100_000), "too-deep"),
    "deep lines": (
        lambda data: (data / NEW).write_text("".join(f"{' ' * n}a:\n" for n in range(300))),
        "too-deep",
    ),
    "link": (lambda data: (data / NEW).symlink_to(data / CASE), "not-a-file"),
    "link to nothing": (lambda data: (data / NEW).symlink_to("nowhere"), "not-a-file"),
    "link to a folder": (lambda data: (data / "cases" / "more").symlink_to(data), "unknown-file"),
    "folder": (lambda data: (data / NEW).mkdir(), "not-a-file"),
    "pipe": (lambda data: os.mkfifo(data / NEW), "not-a-file"),
    "no folder": (lambda data: (data / "claims").rename(data.parent / "claims"), "not-a-file"),
    "hidden": (lambda data: copied(data, "cases/.case.yml", "", ""), "unknown-file"),
    ".yaml": (lambda data: copied(data, "cases/case.yaml", "", ""), "unknown-file"),
    "too deep a folder": (
        lambda data: (
            (data / "cases" / "more").mkdir(),
            copied(data, "cases/more/case.yml", "", ""),
        ),
        "unknown-file",
    ),
    "a record among schemas": (lambda data: copied(data, "schema/case.yml", "", ""), "unknown-file"),
    "same id": (lambda data: copied(data, "cases/case-two.yml", "", ""), "id-is-not-file-name"),
    "another case": (
        lambda data: copied(data, "cases/Tsuchie-2012-case-1.yml", "", ""),
        "id-is-not-file-name",
    ),
    "the id of a paper": (
        lambda data: copied(data, "cases/tsuchie-2012.yml", "id: tsuchie-2012-case-1", "id: tsuchie-2012"),
        "duplicate-id",
    ),
    "the address of an index": (
        lambda data: copied(data, "cases/index.yml", "id: tsuchie-2012-case-1", "id: index"),
        "reserved-id",
    ),
}


def touched(path: Path) -> Path:
    """Make an empty file."""
    path.touch()
    return path


@pytest.mark.parametrize("kind", FILES)
def test_a_bad_file_is_told_and_never_dropped(data: Path, kind: str) -> None:
    """Whatever stands in the folder is read or reported."""
    spoil, code = FILES[kind]
    spoil(data)
    found = problems(data)
    assert code in {problem.code for problem in found}
    assert all(problem.message and problem.fix for problem in found)


def test_other_systems_files_are_read(data: Path) -> None:
    """A byte-order mark and Windows line ends change nothing."""
    path = data / CASE
    before = load_dataset(data).cases
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert load_dataset(data).cases == before


def test_an_editors_own_files_are_left_alone(data: Path) -> None:
    """A lock, a swap file and a folder's settings are no records."""
    (data / "cases" / ".#case.yml").symlink_to("nobody@nowhere")
    (data / "cases" / ".case.yml.swp").write_text("x")
    (data / ".DS_Store").write_text("x")
    load_dataset(data)


def test_what_a_terminal_would_obey_is_not_repeated(data: Path) -> None:
    """Escapes and line ends in names and values do not reach the terminal."""
    (data / NEW).write_text('id: "x\\e[31m"\n"a\\e[2J\\nb": "c\\r"\n')
    for problem in problems(data):
        assert all(sign.isprintable() for sign in f"{problem.field}{problem.message}{problem.fix}")


def test_two_reviews_cannot_replace_each_other(data: Path, edit: Edit) -> None:
    """A circle of references is told at each of its links."""
    edit("studies/mott-2019.yml", "reading:", "superseded_by: cockayne-2006\nreading:")
    path = data / "studies" / "cockayne-2006.yml"
    text = path.read_text(encoding="utf-8")
    if "superseded_by:" not in text:
        path.write_text(text.replace("reading:", "superseded_by: mott-2019\nreading:", 1), encoding="utf-8")
    assert {(problem.code, problem.field) for problem in problems(data)} == {("circular", "superseded_by")}


@pytest.mark.parametrize("command", ["check", "site"])
@pytest.mark.parametrize("kind", ["bomb", "deep", "link", "folder", "not UTF-8", "100 MB"])
def test_the_command_ends_with_status_1_and_no_traceback(project: Path, kind: str, command: str) -> None:
    """What was built before stays; nothing half-written is left."""
    FILES[kind][0](project / "data")
    earlier = project / "site" / "index.html"
    earlier.parent.mkdir()
    earlier.write_text("earlier")
    done = run(command, root=project)
    assert done.returncode == 1
    assert "nothing was built" in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    assert earlier.read_text() == "earlier"
    assert [path.name for path in project.iterdir() if "site" in path.name] == ["site"]
