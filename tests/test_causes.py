"""The cause of a problem is reported and not its consequences; without some data the site is whole."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from k2evidence.audit.validation import load_and_validate
from k2evidence.load import DataError
from k2evidence.load.build_context import ProjectError, load_context
from k2evidence.load.data_files import PAGE_OF_CLAIMS
from k2evidence.site import build_site

from .conftest import CONTEXT, CORPUS, Cli, Edit

RECORDS = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("[!v]*/*.yml"))


def problems(data: Path) -> list[tuple[str, str, str]]:
    """Return the file, the code and the message of every problem of some data."""
    with pytest.raises(DataError) as caught:
        load_and_validate(data)
    return [(problem.file, str(problem.code), problem.message) for problem in caught.value.problems]


def files(data: Path) -> list[str]:
    """Return the file of every problem of some data."""
    return [file for file, _, _ in problems(data)]


def empty(*folders: str) -> Callable[[Path], None]:
    """Return a function that takes every record out of some folders of the data."""

    def remove(data: Path) -> None:
        for folder in folders:
            for path in (data / folder).glob("*.yml"):
                path.unlink()

    return remove


def link(data: Path) -> None:
    """Put a link in the place of the folder of cases."""
    (data / "cases").rename(data.parent / "elsewhere")
    (data / "cases").symlink_to(data.parent / "elsewhere")


@pytest.mark.parametrize("name", RECORDS)
@pytest.mark.parametrize("added", ["extra: x\n", 'extra: "\n'], ids=["unknown field", "no YAML"])
def test_a_record_that_cannot_be_read_is_the_only_problem(corpus_data: Path, name: str, added: str) -> None:
    """Nothing that names it, counts it or rests on it is called wrong beside it."""
    path = corpus_data / name
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    assert files(corpus_data) == [f"data/{name}"]


def test_a_bad_date_in_a_paper_is_one_problem(corpus_data: Path, edit: Edit) -> None:
    """Its cases, and the claims about them, are silent."""
    edit("papers/tsuchie-2012.yml", "accepted: 2012-03-12", "accepted: 2012-13-45")
    [(file, code, _)] = problems(corpus_data)
    assert (file, code) == ("data/papers/tsuchie-2012.yml", "date")


@pytest.mark.parametrize("folder", ["cases", "papers", "studies"])
def test_a_folder_that_lost_its_records_is_named_alone(corpus_data: Path, folder: str) -> None:
    """Not the hundred references into it."""
    empty(folder)(corpus_data)
    assert files(corpus_data) == [f"data/{folder}"]


@pytest.mark.parametrize("spoil", [link, lambda data: shutil.rmtree(data / "cases")], ids=["link", "missing"])
def test_a_folder_that_cannot_be_listed_is_named_alone(
    corpus_data: Path, spoil: Callable[[Path], None]
) -> None:
    """It is no empty folder, and what names its records is not wrong."""
    spoil(corpus_data)
    assert files(corpus_data) == ["data/cases"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda data: None, "this folder is missing"),
        (lambda data: data.write_text("x"), "this is not a folder"),
    ],
)
def test_a_missing_data_folder_asks_for_no_permission(
    tmp_path: Path, make: Callable[[Path], object], message: str
) -> None:
    """One problem says what is there, or that nothing is."""
    make(tmp_path / "data")
    assert problems(tmp_path / "data") == [("data", "not-a-file", message)]


def test_half_of_a_pair_of_escapes_is_reported_as_it_is(corpus_data: Path, edit: Edit) -> None:
    """JSON writes a rare character as two escapes, which YAML does not know."""
    edit("cases/tsuchie-2012-case-1.yml", "label: Case 1", 'label: "Case 1 \\uD83D\\uDE00"')
    [(_, _, message)] = problems(corpus_data)
    assert "the escape after the backslash is no character" in message


def test_another_escape_is_reported_as_it_is(corpus_data: Path, edit: Edit) -> None:
    """The quotation is closed."""
    edit("cases/tsuchie-2012-case-1.yml", "label: Case 1", 'label: "Case \\q"')
    [(_, _, message)] = problems(corpus_data)
    assert "an escape that YAML does not know" in message


@pytest.mark.parametrize("name", ["docs/about.md", "CITATION.cff", "CHANGELOG.md"])
@pytest.mark.parametrize("command", ["site", "check"])
def test_a_file_of_the_project_that_cannot_be_read_is_named(
    project: Path, cli: Cli, name: str, command: str
) -> None:
    """It is a matter of reading; neither room on a disk nor writing is asked for."""
    (project / name).unlink()
    (project / name).mkdir()
    (project / name / "x").touch()
    done = cli(command, project=project)
    assert done.status == 1
    assert f"{name} is a folder." in done.stderr


def test_a_file_that_may_not_be_read_says_so(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The remedy is a permission to read."""
    real = Path.read_text

    def refuse(self: Path, *args: str, **kwargs: str) -> str:
        if self.name == "about.md":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(ProjectError, match=r"docs/about\.md cannot be read\. Allow it: chmod a\+r"):
        load_context(project, {})


# Parts of the data that are away -------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGE_OF_CLAIMS)
def test_the_claims_of_a_page_are_asked_for(corpus_data: Path, name: str) -> None:
    """The message says which page needs the file."""
    (corpus_data / f"claims/{name}.yml").unlink()
    [(file, code, message)] = problems(corpus_data)
    assert (file, code) == (f"data/claims/{name}.yml", "not-a-file")
    assert f"the {PAGE_OF_CLAIMS[name]} shows its claims" in message


def without_vitamin_k2(data: Path) -> None:
    """Give every patient another drug."""
    for path in (data / "cases").glob("*.yml"):
        text = path.read_text(encoding="utf-8").replace("substance: menatetrenone", "substance: teriparatide")
        path.write_text(text, encoding="utf-8")


def studies_alone(data: Path) -> None:
    """Begin a registry with studies."""
    empty("cases", "papers", "appraisals", "background", "summaries", "amendments", "searches")(data)
    (data / "addresses.yml").write_text("released: []\n", encoding="utf-8")
    for name in PAGE_OF_CLAIMS:
        claim = "  - {id: a, asks: What?, says: Nothing is known., rests_on: [mott-2019]}"
        text = f"id: {name}\ntitle: A title\nclaims:\n{claim}\n"
        (data / f"claims/{name}.yml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("take", "folders"),
    [
        (without_vitamin_k2, ["data/cases"]),
        (studies_alone, ["data/cases", "data/summaries"]),
        (empty("summaries"), ["data/summaries"]),
    ],
)
def test_a_site_without_its_subject_is_refused(
    corpus_data: Path, take: Callable[[Path], None], folders: list[str]
) -> None:
    """No sentence is written about nobody, and no certainty without a judgement."""
    take(corpus_data)
    assert [(file, code) for file, code, _ in problems(corpus_data)] == [
        (folder, "nothing-to-show") for folder in folders
    ]


def no_items(name: str, field: str) -> Callable[[Path], None]:
    """Return a function that empties a list of the vocabulary."""

    def take(data: Path) -> None:
        (data / f"vocabulary/{name}.yml").write_text(f"{field}: []\n", encoding="utf-8")

    return take


HALF_EMPTY = re.compile(
    r"<tbody>\s*</tbody>|<(ul|dl|dd|caption)[^>]*>\s*</\1>|^## [^\n]*\s*(?=^## |\Z)", re.MULTILINE
)
"""A table, a list or a section that holds nothing."""


@pytest.mark.build
@pytest.mark.parametrize(
    "take",
    [
        pytest.param(empty("appraisals"), id="appraisals"),
        pytest.param(empty("background"), id="background"),
        pytest.param(empty("amendments"), id="amendments"),
        pytest.param(empty("searches"), id="searches"),
        pytest.param(no_items("glossary", "terms"), id="glossary"),
        pytest.param(no_items("thresholds", "thresholds"), id="thresholds"),
        pytest.param(no_items("reference-ranges", "reference_ranges"), id="reference ranges"),
    ],
)
def test_a_site_without_a_part_of_its_data_has_no_half_empty_page(
    corpus_data: Path, take: Callable[[Path], None]
) -> None:
    """A section that would hold nothing is left out, or says so."""
    take(corpus_data)
    built = build_site(corpus_data, CONTEXT)
    found = {file.uri: HALF_EMPTY.findall(str(file.content)) for file in built.files if file.page}
    assert {uri: parts for uri, parts in found.items() if parts} == {}


@pytest.mark.build
def test_a_bone_density_without_its_site_is_built(corpus_data: Path, edit: Edit) -> None:
    """Which vertebrae were scanned is not known then, so no fracture is found among them."""
    edit("vocabulary/analytes.yml", "    site: lumbar-spine\n", "")
    assert build_site(corpus_data, CONTEXT).files
