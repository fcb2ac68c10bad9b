"""Documents, workflows, versions and the lock agree with the project."""

import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from k2evidence.cli import make_parser

from .conftest import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(name: str) -> str:
    """Return a file of the project."""
    return (ROOT / name).read_text(encoding="utf-8")


DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "Makefile",
    "docs/maintaining.md",
    "docs/scaling.md",
    "scripts/k2evidence/render/templates/contributing.md.jinja",
    *(f".github/workflows/{path.name}" for path in WORKFLOWS),
)
"""What tells people and machines which commands to run."""


def targets() -> set[str]:
    """Return the targets of the Makefile that a person runs."""
    return set(re.findall(r"^([a-z-]+):", read("Makefile"), re.MULTILINE)) - {"help"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_documented_target_of_make_exists(name: str) -> None:
    """In a sentence, in a block of commands, or in a workflow."""
    documented = set(re.findall(r"(?:`|^|\"|run: )\s*make ([a-z-]+)", read(name), re.MULTILINE))
    assert documented <= targets()


def test_help_lists_every_target() -> None:
    """`make` alone prints it."""
    assert set(re.findall(r'echo "make ([a-z-]+) ', read("Makefile"))) == targets()


def build_commands(text: str) -> list[list[str]]:
    """Return the arguments of each call of `build.py` in a text."""
    text = text.replace("\\\n", " ")
    calls = re.findall(r"(?:scripts/|`)build\.py ((?:[^`\n;>#]|#(?! ))*)", text)
    return [shlex.split(arguments, comments=True) for arguments in calls]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_documented_command_of_the_build_script_parses(name: str) -> None:
    """With the options and arguments that it has there."""
    for arguments in build_commands(read(name)):
        parsed = make_parser().parse_args(arguments)
        assert callable(parsed.command), arguments


def test_the_documents_name_most_commands_of_the_build_script() -> None:
    """So the test above reads what is there."""
    named = {arguments[0] for name in DOCUMENTS for arguments in build_commands(read(name))}
    assert {"site", "serve", "check", "render", "new-paper", "new-case", "reconcile", "publish"} <= named


def test_one_version_everywhere() -> None:
    """Project, citation file and changelog agree on the version."""
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert yaml.safe_load(read("CITATION.cff"))["version"] == version
    assert f"## {version}" in read("CHANGELOG.md")


def test_the_lock_names_no_host_and_no_path() -> None:
    """Every package is pinned with hashes, wherever it is fetched from."""
    lock = read("requirements.lock")
    assert "://" not in lock
    assert "/" not in re.sub(r"^#.*$", "", lock, flags=re.MULTILINE)
    requirements = re.findall(r"^[a-z0-9].*?==", lock, re.MULTILINE | re.IGNORECASE)
    assert len(requirements) == len(re.findall(r"^\S+==\S+.*\\$", lock, re.MULTILINE))


def test_the_lock_holds_what_the_project_asks_for() -> None:
    """`make lock` was run after the last change of a version, by a person or by Dependabot."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    required = (*project["dependencies"], *project["optional-dependencies"]["dev"])
    pins = {re.sub(r"\[.*\]", "", pin).lower().replace("_", "-") for pin in required}
    locked = set(re.findall(r"^(\S+==[^\s;]+)", read("requirements.lock"), re.MULTILINE))
    assert pins <= locked


def test_ci_runs_make_test_and_nothing_else() -> None:
    """One way to test, here and there."""
    commands = [line for line in read(".ci/run").splitlines() if "make" in line]
    assert commands == ["exec make test"]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_and_permissions_least(path: object) -> None:
    """Every action by commit, no permission by default, no credentials kept."""
    text = path.read_text(encoding="utf-8")  # type: ignore[attr-defined]
    workflow = yaml.safe_load(text)
    assert workflow["permissions"] == {}
    for used in re.findall(r"uses: (\S+)", text):
        assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used), used
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_workflows_are_safe() -> None:
    """Zizmor, at its strictest that is meant for owners, finds nothing in workflows and Dependabot's file."""
    tool = Path(sys.executable).parent / "zizmor"
    command = [tool, "--offline", "--persona=pedantic", "--no-progress", ROOT / ".github"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("schema", "paths"),
    [("vendor.github-workflows", WORKFLOWS), ("vendor.dependabot", [ROOT / ".github/dependabot.yml"])],
    ids=["workflows", "dependabot"],
)
def test_workflows_have_the_form_that_github_reads(schema: str, paths: list[Path]) -> None:
    """Checked against the published schemas, which the tool ships."""
    tool = Path(sys.executable).parent / "check-jsonschema"
    command = [tool, "--builtin-schema", schema, *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_job_that_may_write_runs_nothing_of_the_repository() -> None:
    """Installed packages and the project's own code never hold a right to write."""
    for path in WORKFLOWS:
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items():
            if "write" in {right for kind, right in job["permissions"].items() if kind != "pages"}:
                text = str(job["steps"])
                assert "actions/checkout" not in text, (path.name, name)
                assert "make " not in text, (path.name, name)
