"""The build script: its exit status, its help, and that a failure leaves what was built."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from k2evidence.load.build_context import load_context
from k2evidence.publish import atomic_directory as build
from k2evidence.publish.release_archive import contents
from k2evidence.site import build_site

from .conftest import QUICK, ROOT


def run(*arguments: str, root: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the build script of a project folder."""
    return subprocess.run(
        [sys.executable, str(root / "scripts" / "build.py"), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment,
    )


def test_check_is_quiet_about_good_data() -> None:
    """Status 0 and one line."""
    done = run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("No problems: papers 1, cases 4, courses 5")


def test_check_lists_problems_and_fails(project: Path) -> None:
    """Status 1, every problem on standard error, no traceback."""
    case = project / "data/cases/tsuchie-2012-case-1.yml"
    case.write_text(case.read_text().replace("sex: female", "sex: femal"))
    done = run("check", root=project)
    assert done.returncode == 1
    assert done.stderr == (
        "data/cases/tsuchie-2012-case-1.yml:5:6: sex: 'femal' is not allowed here\n"
        "    did you mean 'female'? allowed: female, male, not reported\n"
        "    not-allowed: /contributing/errors/#not-allowed\n"
        "1 problem in 1 file; nothing was built.\n"
    )


@pytest.mark.parametrize("arguments", [[], ["sit"], ["render"]])
def test_a_wrong_command_is_status_2(arguments: list[str]) -> None:
    """Usage is explained."""
    done = run(*arguments)
    assert done.returncode == 2
    assert "usage:" in done.stderr


def test_help_teaches_every_command() -> None:
    """Each command says in one line what it does."""
    said = run("--help").stdout
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
        assert re.search(rf"^    {command}(  |$)", said, re.MULTILINE), command


def test_a_failed_build_leaves_the_earlier_site(project: Path) -> None:
    """Bad data builds nothing, and what was there stays as it was."""
    earlier = project / "site" / "index.html"
    earlier.parent.mkdir()
    earlier.write_text("earlier")
    case = project / "data/cases/tsuchie-2012-case-1.yml"
    case.write_text(case.read_text().replace("label: Case 1", "label: Case 1\nlabel: Case 2"))
    done = run("site", root=project)
    assert done.returncode == 1
    assert "duplicate" not in done.stdout
    assert "already stands on line 4" in done.stderr
    assert earlier.read_text() == "earlier"
    assert sorted(path.name for path in project.iterdir() if "site" in path.name) == ["site"]


def test_a_page_with_a_broken_link_fails_the_build(project: Path) -> None:
    """Strictness reaches the pages written by hand; the earlier site stays."""
    about = project / "docs/about.md"
    about.write_text(about.read_text() + "\n[nowhere](nowhere.md)\n")
    earlier = project / "site" / "index.html"
    earlier.parent.mkdir()
    earlier.write_text("earlier")
    done = run("site", root=project, **QUICK)
    assert done.returncode == 1
    assert "nowhere.md" in done.stderr
    assert "Traceback" not in done.stderr
    assert earlier.read_text() == "earlier"


def test_render_writes_the_bytes_that_the_hook_gives(rendered: Path) -> None:
    """The tree on disk and the files in memory are the same."""
    files = {file.uri: file for file in build_site(ROOT / "data", load_context(ROOT, os.environ)).files}
    for uri, file in files.items():
        assert (rendered / "docs" / uri).read_bytes() == file.bytes, uri


def test_the_rendered_tree_builds_under_plain_mkdocs(tmp_path: Path, rendered: Path, site: Path) -> None:
    """Without our hook, the same pages come out."""
    out = Path(shutil.copytree(rendered, tmp_path / "tree"))
    made = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", str(out / "mkdocs.yml")],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},  # notebooks run, as the tree says
    )
    assert made.returncode == 0, made.stderr

    def pages(folder: Path) -> set[str]:
        return {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}

    assert pages(out / "site") == pages(site)
    page = "cases/tsuchie-2012-case-1/index.html"
    assert (out / "site" / page).read_text() == (site / page).read_text()


def test_addresses_are_passed_in_and_never_invented(tmp_path: Path, site: Path) -> None:
    """With addresses pages link to their file and name their place; without them they do not."""
    made = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ
        | QUICK
        | {
            "K2_SITE_URL": "https://example.org/k2",
            "K2_REPOSITORY_URL": "https://example.org/repo",
        },
    )
    assert made.returncode == 0, made.stderr
    page = "cases/tsuchie-2012-case-1/index.html"
    with_addresses, without = (tmp_path / page).read_text(), (site / page).read_text()
    case = "https://example.org/k2/cases/tsuchie-2012-case-1/"
    file = "https://example.org/repo/edit/main/data/cases/tsuchie-2012-case-1.yml"
    assert f'<link rel="canonical" href="{case}">' in with_addresses
    assert f'<a href="{file}">Edit this page</a>' in with_addresses
    assert "canonical" not in without
    assert "Edit this page" not in without
    assert "not yet assigned" in (site / "cite/index.html").read_text()
    assert "not yet assigned" not in (tmp_path / "cite/index.html").read_text()


def test_render_never_overwrites_what_it_did_not_write(tmp_path: Path, rendered: Path) -> None:
    """A folder of somebody else is refused; its own is renewed."""
    (tmp_path / "mine.txt").write_text("mine")
    assert run("render", str(tmp_path)).returncode == 2
    assert (tmp_path / "mine.txt").read_text() == "mine"
    out = Path(shutil.copytree(rendered, tmp_path / "tree"))
    (out / "docs" / "index.md").unlink()
    (out / "docs" / "of-an-earlier-version.md").write_text("earlier")
    assert run("render", str(out)).returncode == 0
    assert contents(out) == contents(rendered)


def test_an_interrupted_swap_keeps_the_earlier_folder(tmp_path: Path) -> None:
    """When the work inside fails, the target is untouched and nothing is left beside it."""
    target = tmp_path / "site"
    target.mkdir()
    (target / "a").write_text("earlier")

    def fail() -> None:
        with build.atomic_directory(target) as folder:
            (folder / "a").write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["site"]
    assert (target / "a").read_text() == "earlier"
