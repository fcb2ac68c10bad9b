"""YAML is read as text with places; what must not be in it is refused, never run, never a hang."""

from pathlib import Path

import pytest
from k2evidence.load.problems import field_path
from k2evidence.load.yaml_builder import MAX_DEPTH
from k2evidence.load.yaml_source import MAX_BYTES, SourceError, read_document


def read(folder: Path, content: str | bytes) -> object:
    """Return the data of a file with this content."""
    path = folder / "x.yml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_document(path, "x.yml").data


def codes(folder: Path, content: str | bytes) -> list[str]:
    """Return the codes of the problems that a file with this content has."""
    with pytest.raises(SourceError) as caught:
        read(folder, content)
    return [problem.code for problem in caught.value.problems]


def test_every_scalar_stays_text(tmp_path: Path) -> None:
    """0.70, NO, a date and a number of base sixty stay what was written."""
    content = "a: 0.70\nb: NO\nc: 2020-01-02\nd: 1:30\ne: [~, 0x1]\n"
    expected = {"a": "0.70", "b": "NO", "c": "2020-01-02", "d": "1:30", "e": ["~", "0x1"]}
    assert read(tmp_path, content) == expected


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    """Files from other systems are read as they are meant."""
    assert read(tmp_path, b"\xef\xbb\xbfa: 1\r\nb: 2\r\n") == {"a": "1", "b": "2"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty-file"),
        ("# nothing\n", "empty-file"),
        ("a: 1\na: 2\n", "duplicate-key"),
        ("a: !!python/object:os.system x\n", "tag"),
        ("a: !secret x\n", "tag"),
        ("a: &x 1\nb: *x\n", "alias"),
        ("a: 1\n---\nb: 2\n", "two-documents"),
        ("a:\n\tb: 1\n", "yaml"),
        ("a: 1\n  b: 2\n", "yaml"),
        ("a: b: c\n", "yaml"),
        ("a: 'x\n", "yaml"),
        ("a: \x01\n", "yaml"),
        ("[a, b]: 1\n", "key"),
        (b"a: \xff\n", "encoding"),
        ("a" * (MAX_BYTES + 1), "too-large"),
    ],
)
def test_what_must_not_be_there_is_refused(tmp_path: Path, content: str | bytes, code: str) -> None:
    """Each kind of bad file has its own message."""
    assert codes(tmp_path, content) == [code]


@pytest.mark.parametrize("opener", ["[", "- ", "? ", "{a: "])
def test_deep_nesting_is_refused_without_a_crash(tmp_path: Path, opener: str) -> None:
    """A hundred thousand levels end in a message, not in a broken process."""
    assert codes(tmp_path, opener * 100_000)[0] in ("too-deep", "key")


def test_an_alias_bomb_is_not_expanded(tmp_path: Path) -> None:
    """Ten aliases of ten aliases are refused where they stand."""
    bomb = "a0: &a0 [x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)
    )
    assert set(codes(tmp_path, bomb)) == {"alias"}


def test_every_problem_of_a_file_is_found_at_its_place(tmp_path: Path) -> None:
    """One reading lists all problems, each with its line, column and field."""
    content = "a:\n  - b: 1\n    b: 2\n  - !x c\n"
    with pytest.raises(SourceError) as caught:
        read(tmp_path, content)
    places = [(p.line, p.column, p.field) for p in caught.value.problems]
    assert places == [(3, 5, "a[0].b"), (4, 5, "a[1]")]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
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


def test_the_deepest_allowed_nesting_is_read(tmp_path: Path) -> None:
    """The bound leaves room for every record."""
    depth = MAX_DEPTH - 1
    assert read(tmp_path, "[" * depth + "x" + "]" * depth)


def test_a_path_is_written_as_people_write_it() -> None:
    """Positions stand in brackets."""
    assert field_path(["courses", 0, "age", 1, "years"]) == "courses[0].age[1].years"
