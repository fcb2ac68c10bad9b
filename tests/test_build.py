"""The commands of the build script: exit status, help, messages, and what `site` and `render` write."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from dataclasses import replace
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest
from k2evidence.cli import main
from k2evidence.load.build_context import build_date, load_context
from k2evidence.publish.disk_cache import open_cache
from k2evidence.publish.release_archive import contents
from k2evidence.publish.site_folder import write_tree
from k2evidence.render.site_file import SiteFile
from k2evidence.site import SiteBuild, build_site
from mkdocs.commands.build import build
from mkdocs.config import load_config

from .conftest import ROOT, Cli, Finished, Once, make_project

CASE = "cases/tsuchie-2012-case-1/index.html"
MISTAKE = (
    "data/cases/tsuchie-2012-case-1.yml:5:6: sex: 'femal' is not allowed here\n"
    "    did you mean 'female'? allowed: female, male, not reported\n"
    "    not-allowed: /contributing/errors/#not-allowed\n"
    "1 problem in 1 file; nothing was built.\n"
)


def script(*arguments: str, folder: Path = ROOT, **environment: str) -> Finished:
    """Run the build script as a process of its own in the folder of a project."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "build.py"), *arguments],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Finished(done.returncode, done.stdout, done.stderr)


def misspell_sex(project: Path) -> None:
    """Put one mistake into a case of a project."""
    case = project / "data/cases/tsuchie-2012-case-1.yml"
    case.write_text(case.read_text().replace("sex: female", "sex: femal"))


def write_previous_site(project: Path) -> Path:
    """Write what stands for an earlier build; return its page."""
    page = project / "site" / "index.html"
    page.parent.mkdir()
    page.write_text("previous")
    return page


@pytest.mark.parametrize("command", ["cli", "script"])
def test_check_prints_one_line_about_good_data(cli: Cli, command: str) -> None:
    """Status 0, in this process and as a script."""
    done = cli("check") if command == "cli" else script("check")
    assert (done.status, done.stderr) == (0, "")
    assert re.fullmatch(r"No problems: papers \d+, cases \d+, courses \d+.*\n", done.stdout)


def test_check_counts_the_records(cli: Cli, project: Path) -> None:
    """The line names how many papers, cases and courses there are."""
    assert cli("check", project=project).stdout.startswith("No problems: papers 3, cases 10, courses 14")


@pytest.mark.parametrize("command", ["cli", "script"])
def test_check_lists_problems_and_fails(cli: Cli, project: Path, command: str) -> None:
    """Status 1, every problem on standard error, no traceback."""
    misspell_sex(project)
    done = cli("check", project=project) if command == "cli" else script("check", folder=project)
    assert (done.status, done.stderr) == (1, MISTAKE)


@pytest.mark.parametrize("arguments", [[], ["sit"], ["render"]])
def test_a_wrong_command_is_status_2(cli: Cli, arguments: list[str]) -> None:
    """Usage is explained."""
    done = cli(*arguments)
    assert done.status == 2
    assert "usage:" in done.stderr


def test_a_folder_that_is_no_project_is_status_2(cli: Cli, tmp_path: Path) -> None:
    """The message says how to name the folder."""
    done = cli("check", project=tmp_path)
    assert done.status == 2
    assert "--project FOLDER" in done.stderr


@pytest.mark.parametrize("name", ["pyproject.toml", "CITATION.cff", "CHANGELOG.md"])
def test_a_project_without_one_of_its_files_is_reported_so(cli: Cli, project: Path, name: str) -> None:
    """One message that names the file and the remedy."""
    (project / name).unlink()
    done = cli("check", project=project)
    assert (done.status, done.stdout) == (1, "")
    assert re.fullmatch(rf"\S+/{name} is missing\. .* --project FOLDER\.\n", done.stderr)


@pytest.mark.parametrize(
    ("name", "text", "reported"),
    [
        ("pyproject.toml", "[project", "cannot be read: "),
        ("pyproject.toml", "[tool]\n", "lacks what the site needs of it: 'project'"),
        ("CITATION.cff", "a: [", "cannot be read: "),
        ("CITATION.cff", "title: x\n", "lacks what the site needs of it: 'abstract'"),
        ("CITATION.cff", "", "lacks what the site needs of it"),
        ("docs/about.md", b"\xff", "is not in UTF-8"),
        ("docs/notebooks/table-1.ipynb", "{", "cannot be read: "),
    ],
)
def test_a_file_of_the_project_that_cannot_be_used_is_named(
    cli: Cli, project: Path, name: str, text: str | bytes, reported: str
) -> None:
    """With what is wrong, and no traceback."""
    (project / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    done = cli("check", project=project)
    assert done.status == 1
    assert f"/{name} {reported}" in done.stderr


@pytest.mark.parametrize("value", ["abc", "-5", "1.5", "٣", "4294967296", "99999999999999"])
def test_a_date_of_a_build_that_is_none_is_reported(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    """Before anything is built, with the variable, its value and the remedy."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", value)
    done = cli("site", "--skip-notebooks", project=project)
    assert done.status == 1
    assert done.stderr.startswith(f"SOURCE_DATE_EPOCH is {value!r}; ")
    assert "unset SOURCE_DATE_EPOCH" in done.stderr
    assert not (project / "site").exists()


@pytest.mark.parametrize(
    ("environment", "date"),
    [({"SOURCE_DATE_EPOCH": "0"}, 0), ({"SOURCE_DATE_EPOCH": " 4294967295 "}, 4294967295), ({}, 0)],
)
def test_the_date_of_a_build_is_reported_or_that_of_the_last_commit(
    tmp_path: Path, environment: dict[str, str], date: int
) -> None:
    """0 where there is neither."""
    assert build_date(tmp_path, environment) == date


def test_a_build_without_git_has_a_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """That git is not installed is no error."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert build_date(ROOT, {}) == 0


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=["told to Python", "of the locale"],
)
def test_a_terminal_that_knows_only_ascii_gets_plain_characters(
    project: Path, environment: dict[str, str]
) -> None:
    """Dots for an ellipsis, the number of a letter that it does not know, and no exception."""
    misspell_sex(project)
    case = project / "data/cases/tsuchie-2012-case-1.yml"
    case.write_text(case.read_text().replace("sex: femal", "sex: fémal"))
    done = script("check", folder=project, **environment)
    assert (done.status, done.stdout) == (1, "")
    assert "'f\\xe9mal' is not allowed here" in done.stderr
    assert "Traceback" not in done.stderr


def test_plain_characters_be_for_the_punctuation_of_messages() -> None:
    """What has none is reported by its number."""
    printed = BytesIO()
    with TextIOWrapper(printed, encoding="ascii") as stream, redirect_stdout(stream):
        with suppress(SystemExit):
            main(["--help"])
        print("Building pages … “a” – b’s é 骨", flush=True)
        assert printed.getvalue().endswith(b'Building pages ... "a" - b\'s \\xe9 \\u9aa8\n')


@pytest.mark.parametrize("level", ["1", "2"])
def test_python_without_docstrings_is_refused_in_one_line(project: Path, level: str) -> None:
    """The pages are made of them; without assertions alone, everything works."""
    done = script("check", folder=project, PYTHONOPTIMIZE=level)
    if level == "1":
        assert (done.status, done.stderr) == (0, "")
    else:
        assert (done.status, done.stdout, done.stderr.count("\n")) == (2, "", 1)
        assert "env -u PYTHONOPTIMIZE" in done.stderr


def test_help_names_every_command(cli: Cli) -> None:
    """Each command says in one line what it does."""
    shown = cli("--help").stdout
    for command in (
        "check",
        "render",
        "site",
        "serve",
        "schema",
        "addresses",
        "reviewed",
        "release",
        "publish",
        "watch",
        "links",
        "new-paper",
        "new-case",
        "new-study",
        "reconcile",
    ):
        assert re.search(rf"^    {command}(  |$)", shown, re.MULTILINE), command


def test_bad_data_builds_nothing(cli: Cli, project: Path) -> None:
    """The previous site stays as it was."""
    previous = write_previous_site(project)
    misspell_sex(project)
    done = cli("site", project=project)
    assert (done.status, done.stderr) == (1, MISTAKE)
    assert previous.read_text() == "previous"
    assert [path.name for path in project.glob("*site*")] == ["site"]


@pytest.mark.build
def test_a_generated_file_never_replaces_one_written_by_hand(cli: Cli, project: Path) -> None:
    """`site` and `render` refuse a page that is written by hand in the place of a generated one."""
    (project / "docs/cases").mkdir()
    (project / "docs/cases/tsuchie-2012-case-1.md").write_text("# By hand\n")
    for command in (["site", "--skip-notebooks"], ["render", str(project / "tree")]):
        done = cli(*command, project=project)
        assert done.status == 1
        assert "docs/cases/tsuchie-2012-case-1.md is written by hand" in done.stderr


@pytest.fixture(scope="session")
def rendered(once: Once, cli: Cli) -> Path:
    """The Markdown tree of the corpus as `render` writes it; a test that changes it takes a copy."""

    def make(folder: Path) -> None:
        done = cli("render", str(folder / "tree"), project=make_project(folder / "project"))
        assert (done.status, done.stderr) == (0, "")

    return once("rendered", make) / "tree"


@pytest.mark.build
def test_render_writes_the_files_of_build_site(rendered: Path) -> None:
    """The tree on disk holds the bytes that `build_site` returns."""
    project = rendered.parent / "project"
    context = replace(load_context(project, {}), cache=open_cache(project))
    for file in build_site(project / "data", context).files:
        assert (rendered / "docs" / file.uri).read_bytes() == file.bytes, file.uri


def test_the_rendered_tree_builds_the_same_pages_under_plain_mkdocs(
    rendered: Path, corpus_site: Path, tmp_path: Path
) -> None:
    """Without our hooks every page but the notebooks comes out byte for byte, less links at headings."""
    tree = Path(shutil.copytree(rendered, tmp_path / "tree"))
    settings = tree / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("execute: true", "execute: false"))
    build(load_config(str(settings), strict=True))

    def pages(site: Path) -> dict[str, bytes]:
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.html")}

    plain, ours = pages(tree / "site"), pages(corpus_site)
    assert plain.keys() == ours.keys()
    links = re.compile(rb'<a class="k2-anchor"[^>]*></a>')
    pairs = {name: (plain[name], links.sub(b"", page)) for name, page in ours.items()}
    different = [name for name, (one, other) in pairs.items() if one != other and "notebooks/" not in name]
    assert different == []


def test_render_takes_nothing_of_the_permissions_of_a_project(project: Path, tmp_path: Path) -> None:
    """What it copies from a checkout that nobody may write can be written, and replaced by the next run."""
    for path in (*(project / "docs").rglob("*"), project / "docs"):
        path.chmod(0o555 if path.is_dir() else 0o444)
    built = SiteBuild(
        (SiteFile("index.md", "# Home\n"), SiteFile("cases/x.md", "# X\n")), {}, {}, frozen=False
    )
    try:
        write_tree(project, tmp_path / "tree", built)
    finally:
        for path in (project / "docs", *(project / "docs").rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
    locked = [path for path in (tmp_path / "tree").rglob("*") if not path.stat().st_mode & 0o200]
    assert locked == []
    assert contents(tmp_path / "tree" / "theme") == contents(project / "scripts" / "theme")


def test_render_refuses_a_folder_that_it_did_not_write(cli: Cli, tmp_path: Path) -> None:
    """Status 2, and what is in the folder stays."""
    (tmp_path / "mine.txt").write_text("mine")
    assert cli("render", str(tmp_path)).status == 2
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.mark.build
def test_render_replaces_a_tree_that_it_wrote(cli: Cli, rendered: Path, tmp_path: Path) -> None:
    """A page that is gone comes back, and one of a previous version goes."""
    tree = Path(shutil.copytree(rendered, tmp_path / "tree"))
    (tree / "docs/index.md").unlink()
    (tree / "docs/of-a-previous-version.md").write_text("previous")
    assert cli("render", str(tree), project=rendered.parent / "project").status == 0
    assert contents(tree) == contents(rendered)


def test_addresses_are_passed_in_and_never_invented(
    cli: Cli, project: Path, corpus_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With addresses pages link to their file and name their place; without them they do not."""
    monkeypatch.setenv("K2_SITE_URL", "https://example.org/k2")
    monkeypatch.setenv("K2_REPOSITORY_URL", "https://example.org/repo")
    done = cli("site", "--skip-notebooks", project=project)
    assert (done.status, done.stderr) == (0, "")
    with_addresses, without = ((site / CASE).read_text() for site in (project / "site", corpus_site))
    case = "https://example.org/k2/cases/tsuchie-2012-case-1/"
    file = "https://example.org/repo/edit/main/data/cases/tsuchie-2012-case-1.yml"
    assert f'<link rel="canonical" href="{case}">' in with_addresses
    assert f'<a href="{file}">Edit this page</a>' in with_addresses
    assert "canonical" not in without
    assert "Edit this page" not in without
    assert "no public address" in (corpus_site / "cite/index.html").read_text()
    assert "no public address" not in (project / "site/cite/index.html").read_text()


def test_settings_that_mkdocs_refuses_stop_the_build(
    cli: Cli, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is MkDocs' own, and the environment is as it was before."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    settings = project / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("  - redirects", "  - no-such-plugin"))
    previous = write_previous_site(project)
    done = cli("site", project=project)
    assert done.status == 1
    assert "no-such-plugin" in done.stderr
    assert previous.read_text() == "previous"
    assert "SOURCE_DATE_EPOCH" not in os.environ


@pytest.mark.build
def test_a_build_from_the_cache_equals_one_without(cli: Cli, project: Path) -> None:
    """After an edit of a value, of words and of an id, byte for byte, search index included."""
    cases = project / "data" / "cases"
    for path in (project / "data").rglob("*.yml"):
        path.write_text(path.read_text(encoding="utf-8").replace("example-2020-case-2", "example-2020-twins"))
    (cases / "example-2020-case-2.yml").rename(cases / "example-2020-twins.yml")
    case = cases / "tsuchie-2012-case-1.yml"
    text = case.read_text(encoding="utf-8").replace("value: 0.749", "value: 0.748")
    case.write_text(text.replace("what: Corset.", "what: A corset, as it was called."), encoding="utf-8")
    assert cli("site", "--skip-notebooks", project=project).status == 0
    cached = contents(project / "site")
    (project / ".cache" / "build").unlink()
    assert cli("site", "--skip-notebooks", project=project).status == 0
    assert contents(project / "site") == cached
    assert (project / ".cache" / "build").is_dir()
