"""Documents, workflows, versions and the lock agree with the project."""

import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

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
"""What distinguishes people and machines which commands to run."""


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


LOCKS = {"requirements.lock": ("install", "dev"), "requirements-site.lock": ("install",)}
"""What is installed, with the extras in it: for all that is done here, and to build what is published."""


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_names_no_host_and_no_path(name: str) -> None:
    """Every package is pinned with hashes, wherever it is fetched from."""
    lock = read(name)
    assert "://" not in lock
    assert "/" not in re.sub(r"^#.*$", "", lock, flags=re.MULTILINE)
    requirements = re.findall(r"^[a-z0-9].*?==", lock, re.MULTILINE | re.IGNORECASE)
    assert len(requirements) == len(re.findall(r"^\S+==\S+.*\\$", lock, re.MULTILINE))


def test_set_up_reports_the_errors_of_pip_alone() -> None:
    """No notice of a newer pip, and no warning about the settings of a machine; a wrong hash is an error."""
    calls = re.findall(r"-m pip install (.+)", read("Makefile"))
    assert [call for call in calls if not call.startswith("-qq --disable-pip-version-check ")] == []
    assert calls


def pins(lines: Iterable[str]) -> set[str]:
    """Return names and versions of packages, without their extras."""
    return {re.sub(r"\[.*\]", "", line).lower().replace("_", "-") for line in lines}


def locked(name: str) -> set[str]:
    """Return names and versions of the packages of a lock."""
    return set(re.findall(r"^(\S+==[^\s;]+)", read(name), re.MULTILINE))


@pytest.mark.parametrize("name", LOCKS)
def test_the_lock_holds_what_the_project_asks_for(name: str) -> None:
    """`make lock` was run after the last change of a version, by a person or by Dependabot."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    assert pins(project["dependencies"]) <= locked(name)
    assert {extra for extra in extras if pins(extras[extra]) <= locked(name)} == set(LOCKS[name])


def test_what_is_published_is_built_from_the_versions_that_are_tested() -> None:
    """Its lock is a part of that of the tests, package by package, with the same hashes."""

    def packages(name: str) -> set[str]:
        text = re.sub(r"^ *#.*\n", "", read(name), flags=re.MULTILINE)
        return set(re.split(r"\n(?=\S)", text.strip()))

    assert packages("requirements-site.lock") < packages("requirements.lock")


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


def jobs() -> dict[str, dict[str, Any]]:
    """Return every job of the workflows by its file and name."""
    return {
        f"{path.stem}/{name}": job
        for path in WORKFLOWS
        for name, job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items()
    }


def commands(job: dict[str, Any]) -> str:
    """Return what a job runs."""
    return "\n".join(step.get("run", "") for step in job["steps"])


def test_what_is_published_is_built_apart_from_the_tests() -> None:
    """In a job of its own, after theirs: without their packages, their browser and their cache."""
    building = {name: job for name, job in jobs().items() if "make site" in commands(job)}
    assert {"publish/build", "release/build", "check/site", "links/check"} == set(building)
    for name, job in building.items():
        assert "make site LOCK=requirements-site.lock" in commands(job), name
        assert "make test" not in commands(job), name
        assert not any("cache" in str(step) for step in job["steps"]), name
    assert {jobs()[f"{name}/build"]["needs"] for name in ("publish", "release")} == {"test"}


def test_a_release_waits_for_the_rules_of_its_environment() -> None:
    """Whoever may push a tag may not release by that alone."""
    released = [job for job in jobs().values() if "gh release create" in commands(job)]
    assert [job["environment"] for job in released] == ["release"]


def test_every_version_of_python_is_tested_and_its_site_compared() -> None:
    """From the oldest that the project takes; the README names them."""
    checks = {name: job for name, job in jobs().items() if name.startswith("check/")}
    versions = checks["check/test"]["strategy"]["matrix"]["python"]
    assert checks["check/site"]["strategy"]["matrix"]["python"] == versions
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert project["requires-python"] == f">={versions[0]}"
    assert f'"$(ls sums-*/SHA256SUMS | wc -l)" = {len(versions)}' in commands(checks["check/same-bytes"])
    named = f"Python {', '.join(versions[:-1])} and {versions[-1]}"
    assert named in " ".join(read("README.md").split())
    assert named in " ".join(read("docs/maintaining.md").split())
