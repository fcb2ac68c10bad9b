"""The walkthrough on the page Contributing works as written, from a new paper to the page of its case."""

import re
import shlex
from io import StringIO
from pathlib import Path

import pytest
from k2evidence.load import load_dataset
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site

from .conftest import CONTEXT, ROOT, Cli, Finished

FOLDER = ROOT / "scripts/k2evidence/render/templates/walkthrough"


@pytest.fixture
def page(corpus_files: dict[str, SiteFile]) -> str:
    """The Markdown of the page Contributing."""
    return str(corpus_files["contributing.md"].content)


@pytest.fixture
def in_project(project: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project, in whose folder commands run; nobody answers questions."""
    monkeypatch.chdir(project)
    monkeypatch.setattr("sys.stdin", StringIO())
    return project


def code_blocks(page: str, language: str) -> list[str]:
    """Return the code blocks of a language on the page, in their order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def run(cli: Cli, project: Path, command: str) -> Finished:
    """Run a command of the page in a project; `make check` runs the check."""
    if command.strip() == "make check":
        return cli("check", project=project)
    python, script, *arguments = shlex.split(command.replace("\\\n", " "))
    assert (python, script) == (".venv/bin/python", "scripts/build.py")
    return cli(*arguments, project=project)


def test_every_step_of_the_walkthrough_works(in_project: Path, page: str, cli: Cli) -> None:
    """The commands and files of the page, in their order, give a valid case with its page."""
    before = load_dataset(in_project / "data")
    valid = f"No problems: papers {len(before.papers) + 1}, cases {len(before.cases) + 1}, "
    steps = page.split("{ #walkthrough }")[1].split("\n## ")[0]
    new_paper, new_case, check, reconcile = code_blocks(steps, "sh")
    [record] = code_blocks(steps, "json")
    [finished] = code_blocks(steps, "yaml")
    (in_project / "practice.json").write_text(record, encoding="utf-8")
    for command in (new_paper, new_case):
        done = run(cli, in_project, command)
        assert (done.status, done.stderr) == (0, "")
    case = in_project / "data/cases/practice-2012-case-4.yml"
    assert run(cli, in_project, check).stdout.startswith(valid)  # a draft is valid already
    assert "# first_visit:" in case.read_text(encoding="utf-8")
    case.write_text(finished, encoding="utf-8")
    assert run(cli, in_project, check).stdout.startswith(valid)
    compared = run(cli, in_project, reconcile)
    assert compared.status == 1  # the case of the data holds more than the practice
    assert re.search(r"Agreement: \d+ of \d+ values", compared.stdout)
    different = [line for line in compared.stdout.splitlines() if "DIFFERENT" in line]
    assert [line for line in different if "nothing or" not in line] == []  # but nothing else
    site = {file.uri: str(file.content) for file in build_site(in_project / "data", CONTEXT).files}
    case_page = site["cases/practice-2012-case-4.md"]
    assert "T6, T8 and T12" in case_page
    assert "0.901" in case_page


def test_the_example_of_a_published_case_passes_the_check(in_project: Path, cli: Cli) -> None:
    """The made-up paper and case load as they are on the page, with every scan, drug and fracture."""
    for name, folder in (("made-up-2020", "papers"), ("made-up-2020-the-patient", "cases")):
        text = (FOLDER / f"{name}.yml").read_text(encoding="utf-8")
        (in_project / "data" / folder / f"{name}.yml").write_text(text, encoding="utf-8")
    done = run(cli, in_project, "make check")
    assert (done.status, done.stderr) == (0, "")
    [course] = load_dataset(in_project / "data").cases["made-up-2020-the-patient"].courses
    assert [len(measurement.visits) for measurement in course.measurements] == [3, 1]
    assert [treatment.id for treatment in course.treatments] == ["teriparatide", "zoledronic-acid"]
    assert (course.delivery, course.treatments[1].dose) == ((), None)


def test_the_command_for_a_study_works(in_project: Path, page: str, cli: Cli) -> None:
    """The command of the page that begins a study writes a valid one."""
    [command] = [block for block in code_blocks(page, "sh") if "new-study" in block]
    assert run(cli, in_project, command).status == 0
    assert run(cli, in_project, "make check").status == 0


def test_the_page_shows_the_files_of_the_walkthrough(page: str) -> None:
    """Each file of the walkthrough is on the page as it is, with nothing escaped."""
    for path in sorted(FOLDER.iterdir()):
        assert path.read_text(encoding="utf-8").strip() in page, path.name
