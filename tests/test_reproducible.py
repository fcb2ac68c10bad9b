"""The same commit gives the same bytes, wherever and whenever it is built."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from k2evidence.publish import atomic_directory as build

from .conftest import ROOT, Once

GIT = ["git", "-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
ANOTHER_DAY = """
import datetime, time_machine
time_machine.travel(datetime.datetime(2031, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)).start()
"""


def built(project: Path, **environment: str) -> dict[str, str]:
    """Build the site of a project, notebooks run; return the hash of each of its files."""
    done = subprocess.run(
        [sys.executable, str(project / "scripts" / "build.py"), "site"],
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"} | environment,
    )
    assert done.returncode == 0, done.stderr
    return hashes(project)


def hashes(project: Path) -> dict[str, str]:
    """Return the hash of each file of the site of a project."""
    return {
        path.relative_to(project / "site").as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (project / "site").rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def commit(once: Once) -> Path:
    """A repository with one commit that holds the project as it is, and its site."""

    def make(folder: Path) -> None:
        ignored = shutil.ignore_patterns(".venv", ".git", "site", ".*_cache", ".cache", "__pycache__")
        project = Path(shutil.copytree(ROOT, folder / "k2", ignore=ignored))
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "All of it"]):
            subprocess.run([*GIT, *command], cwd=project, check=True)
        built(project, TZ="Pacific/Kiritimati", PYTHONHASHSEED="1", LC_ALL="C.UTF-8")

    return once("commit", make) / "k2"


def test_the_same_commit_gives_the_same_bytes(commit: Path, tmp_path: Path) -> None:
    """In another folder, time zone, language, order of hashes, and years later."""
    clone = tmp_path / "another folder" / "ä k2"
    subprocess.run([*GIT, "clone", "-q", str(commit), str(clone)], check=True)
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "sitecustomize.py").write_text(ANOTHER_DAY)
    here = hashes(commit)
    there = built(
        clone,
        TZ="America/Los_Angeles",
        PYTHONHASHSEED="2",
        LC_ALL="C",
        PYTHONPATH=str(tmp_path / "later"),
    )
    assert len(here) > 300
    assert {name for name in here if here[name] != there.get(name)} == set()
    assert here.keys() == there.keys()


def test_the_manifest_holds_every_file_of_the_site(commit: Path) -> None:
    """Any `sha256sum` can check it, and nothing is left out but itself."""
    manifest = (commit / "site" / build.MANIFEST).read_text(encoding="utf-8")
    told = {name: digest for digest, name in (line.split("  ", 1) for line in manifest.splitlines())}
    assert told == {name: digest for name, digest in hashes(commit).items() if name != build.MANIFEST}
    assert list(told) == sorted(told)
