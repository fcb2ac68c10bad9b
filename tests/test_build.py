"""The commands of the build script: exit status, help, messages, and what `site` and `render` write."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from k2evidence.load.build_context import load_context
from k2evidence.publish.disk_cache import open_cache
from k2evidence.publish.release_archive import contents
from k2evidence.site import build_site
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


def script(*arguments: str, folder: Path = ROOT) -> Finished:
    """Run the build script as a process of its own in the folder of a project."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "build.py"), *arguments],
        cwd=folder,
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
    """Without our hooks, every page but the notebooks comes out byte for byte."""
    tree = Path(shutil.copytree(rendered, tmp_path / "tree"))
    settings = tree / "mkdocs.yml"
    settings.write_text(settings.read_text().replace("execute: true", "execute: false"))
    build(load_config(str(settings), strict=True))

    def pages(site: Path) -> dict[str, bytes]:
        return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*.html")}

    plain, ours = pages(tree / "site"), pages(corpus_site)
    assert plain.keys() == ours.keys()
    different = [name for name in ours if plain[name] != ours[name] and not name.startswith("notebooks/")]
    assert different == []


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
    assert "not yet assigned" in (corpus_site / "cite/index.html").read_text()
    assert "not yet assigned" not in (project / "site/cite/index.html").read_text()


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
