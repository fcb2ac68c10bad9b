"""YAML is read as text with places; tags, aliases, duplicate keys and excesses are refused."""

from pathlib import Path

import pytest
from k2evidence.load.problems import Problem, field_path
from k2evidence.load.yaml_builder import MAX_DEPTH
from k2evidence.load.yaml_source import MAX_BYTES, SourceError, read_document
from k2evidence.model.error_codes import ErrorCode

from .mistakes import ALIAS_BOMB


def read(folder: Path, content: str | bytes) -> object:
    """Return the data of a file with this content."""
    path = folder / "x.yml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_document(path, "x.yml").data


def problems(folder: Path, content: str | bytes) -> tuple[Problem, ...]:
    """Return the problems of a file with this content."""
    with pytest.raises(SourceError) as caught:
        read(folder, content)
    return caught.value.problems


def test_every_scalar_stays_text(tmp_path: Path) -> None:
    """0.70, NO, a date and a number of base sixty stay what was written."""
    content = "a: 0.70\nb: NO\nc: 2020-01-02\nd: 1:30\ne: [~, 0x1]\n"
    expected = {"a": "0.70", "b": "NO", "c": "2020-01-02", "d": "1:30", "e": ["~", "0x1"]}
    assert read(tmp_path, content) == expected


def test_a_byte_order_mark_and_windows_line_ends_are_no_text(tmp_path: Path) -> None:
    """Files from other systems give the same values."""
    assert read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n") == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", ErrorCode.EMPTY_FILE),
        ("# nothing\n", ErrorCode.EMPTY_FILE),
        ("a: 1\na: 2\n", ErrorCode.DUPLICATE_KEY),
        ("a: !!python/object:os.system x\n", ErrorCode.TAG),
        ("a: !secret x\n", ErrorCode.TAG),
        ("a: &x 1\nb: *x\n", ErrorCode.ALIAS),
        ("a: 1\n---\nb: 2\n", ErrorCode.TWO_DOCUMENTS),
        ("a:\n\tb: 1\n", ErrorCode.YAML),
        ("a: 1\n  b: 2\n", ErrorCode.YAML),
        ("a: b: c\n", ErrorCode.YAML),
        ("a: 'x\n", ErrorCode.YAML),
        ("a: \x01\n", ErrorCode.YAML),
        ("[a, b]: 1\n", ErrorCode.KEY),
        (b"a: \xff\n", ErrorCode.ENCODING),
        ("a" * (MAX_BYTES + 1), ErrorCode.TOO_LARGE),
    ],
)
def test_what_is_no_plain_yaml_is_one_problem(tmp_path: Path, content: str | bytes, code: ErrorCode) -> None:
    """Each kind has its own code."""
    assert [problem.code for problem in problems(tmp_path, content)] == [code]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a: [1, 2\nb: 3\n", "the bracket or brace that opens on line 1 does not end as it should"),
        ("a: {b: 1\nc: 2\n", "the bracket or brace that opens on line 1 does not end as it should"),
        ("a: @b\n", "a tab or a reserved character is where a value begins"),
        ("a: - b\n", "a '-' is where a value is expected"),
        ("a: 'x\n", "the quotation mark that opens on line 1 is never closed"),
        ("a: \x01\n", "the invisible character U+0001 may not be in YAML"),
    ],
)
def test_a_syntax_error_is_explained_in_plain_words(tmp_path: Path, content: str, message: str) -> None:
    """The words of the parser do not reach a curator."""
    [problem] = problems(tmp_path, content)
    assert problem.message == message


@pytest.mark.parametrize("opener", ["[", "- ", "? ", "{a: "])
def test_deep_nesting_is_refused_without_a_crash(tmp_path: Path, opener: str) -> None:
    """A hundred thousand levels are a problem, not the end of the process."""
    first = problems(tmp_path, opener * 100_000)[0]
    assert first.code in (ErrorCode.TOO_DEEP, ErrorCode.KEY)


def test_the_deepest_allowed_nesting_is_read(tmp_path: Path) -> None:
    """The bound leaves room for every record."""
    depth = MAX_DEPTH - 1
    assert read(tmp_path, "[" * depth + "x" + "]" * depth)


def test_an_alias_bomb_is_not_expanded(tmp_path: Path) -> None:
    """Each alias is refused where it stands."""
    assert {problem.code for problem in problems(tmp_path, ALIAS_BOMB)} == {ErrorCode.ALIAS}


def test_every_problem_of_a_file_has_its_place(tmp_path: Path) -> None:
    """One reading finds all problems, each with its line, column and field."""
    found = problems(tmp_path, "a:\n  - b: 1\n    b: 2\n  - !x c\n")
    places = [(problem.line, problem.column, problem.field) for problem in found]
    assert places == [(3, 5, "a[0].b"), (4, 5, "a[1]")]


def test_a_symbolic_link_is_not_followed(tmp_path: Path) -> None:
    """A file that points elsewhere is not read."""
    (tmp_path / "real.yml").write_text("a: 1\n")
    (tmp_path / "link.yml").symlink_to(tmp_path / "real.yml")
    with pytest.raises(SourceError, match="problems"):
        read_document(tmp_path / "link.yml", "link.yml")


def test_a_folder_named_like_a_file_is_refused(tmp_path: Path) -> None:
    """A folder is not a record."""
    (tmp_path / "x.yml").mkdir()
    with pytest.raises(SourceError):
        read_document(tmp_path / "x.yml", "x.yml")


def test_a_field_path_has_positions_in_brackets() -> None:
    """It reads as people write it."""
    assert field_path(["courses", 0, "age", 1, "years"]) == "courses[0].age[1].years"
