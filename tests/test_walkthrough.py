"""The walkthrough on the page Contributing works as it is written, from an empty start to a page."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, ROOT

FOLDER = ROOT / "scripts/k2evidence/render/templates/walkthrough"


def blocks(page: str, language: str) -> list[str]:
    """Return the blocks of a language on the page, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def run(project: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the page in a copy of the project."""
    words = shlex.split(command.replace("\\\n", " "))
    if words == ["make", "check"]:  # which runs this, in an environment of its own
        words = [".venv/bin/python", "scripts/build.py", "check"]
    assert words[0] == ".venv/bin/python", command
    return subprocess.run(
        [sys.executable, *words[1:]],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )


def test_every_step_of_the_walkthrough_works(project: Path, files: dict[str, SiteFile]) -> None:
    """The commands and the files of the page, run and saved as it says, give a case with its page."""
    page = str(files["contributing.md"].content)
    steps = page.split("{ #walkthrough }")[1].split("\n## ")[0]
    new_paper, new_case, check, reconcile = blocks(steps, "sh")
    [record] = blocks(steps, "json")
    [finished] = blocks(steps, "yaml")
    (project / "practice.json").write_text(record, encoding="utf-8")
    begun = run(project, new_paper)
    assert (begun.returncode, begun.stderr) == (0, "")
    begun = run(project, new_case)
    assert (begun.returncode, begun.stderr) == (0, "")
    case = project / "data/cases/practice-2012-case-4.yml"
    assert run(project, check).stdout.startswith("No problems: papers 2, cases 5, courses 6")  # a valid start
    assert "# first_visit:" in case.read_text(encoding="utf-8")
    case.write_text(finished, encoding="utf-8")
    assert run(project, check).stdout.startswith("No problems: papers 2, cases 5, courses 6")
    compared = run(project, reconcile)
    assert compared.returncode == 1  # the site's own file holds more
    assert re.search(r"Agreement: \d+ of \d+ values", compared.stdout)
    wrong = [
        line for line in compared.stdout.splitlines() if "DIFFERENT" in line and "nothing or" not in line
    ]
    assert wrong == []  # what the walkthrough holds, the site's own file holds too
    site = {file.uri: str(file.content) for file in build_site(project / "data", CONTEXT).files}
    shown = site["cases/practice-2012-case-4.md"]
    assert "T6, T8 and T12" in shown
    assert "0.901" in shown


def test_the_other_commands_of_the_page_work(project: Path, files: dict[str, SiteFile]) -> None:
    """A study is begun and loads at once."""
    page = str(files["contributing.md"].content)
    [command] = [block for block in blocks(page, "sh") if "new-study" in block]
    assert run(project, command).returncode == 0
    assert run(project, "make check").returncode == 0


def test_the_page_shows_the_files_that_are_kept(files: dict[str, SiteFile]) -> None:
    """Nothing is escaped or lost between the file and the page."""
    page = str(files["contributing.md"].content)
    for path in sorted(FOLDER.iterdir()):
        assert path.read_text(encoding="utf-8").strip() in page, path.name
