"""Publishes built sites as a branch of a git repository.

The branch holds the newest site at its root and every released version below `v/`, unchanged since its
release. A git push moves the branch at once or not at all, so a publication that fails leaves what was
published, and of two at the same time one is refused.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from k2evidence.publish.release_archive import contents


class PublishingError(Exception):
    """Nothing was published; the message says why."""


def publish_branch(repository: str, branch: str, site: Path, frozen: Mapping[str, Path], message: str) -> str:
    """Make the site the newest one of a branch, and add released versions to it; return the new commit.

    `frozen` leads from the number of a version to its folder. Raises PublishingError where a version
    is there already with other content, or where git refuses.
    """
    with tempfile.TemporaryDirectory(prefix="k2-evidence-") as folder:
        tree = Path(folder) / "tree"
        if _git(folder, "ls-remote", "--heads", repository, f"refs/heads/{branch}"):
            _git(folder, "clone", "--quiet", "--depth=1", f"--branch={branch}", repository, str(tree))
        else:
            _git(folder, "init", "--quiet", f"--initial-branch={branch}", str(tree))
            _git(str(tree), "remote", "add", "origin", repository)
        for path in tree.iterdir():
            if path.name not in (".git", "v"):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(site, tree, dirs_exist_ok=True)
        (tree / ".nojekyll").touch()  # a host that runs Jekyll would leave out some files
        for version, copy in frozen.items():
            _add_version(tree / "v" / version, copy)
        _git(str(tree), "add", "--all", "--force")
        if _git(str(tree), "status", "--porcelain"):
            _git(str(tree), *_author(), "commit", "--quiet", f"--message={message}")
            _git(str(tree), "push", "--quiet", "origin", f"HEAD:refs/heads/{branch}")
        return _git(str(tree), "rev-parse", "HEAD")


def _add_version(place: Path, copy: Path) -> None:
    if not place.exists():
        shutil.copytree(copy, place)
    elif contents(place) != contents(copy):
        raise PublishingError(
            f"Version {place.name} is published already, with other content. A released version never "
            "changes: release the next one. Nothing was published."
        )


def _author() -> tuple[str, ...]:
    """Return who commits where the environment does not say it: a name that is no person's."""
    if os.environ.get("GIT_AUTHOR_NAME"):
        return ()
    return ("-c", "user.name=K2 Evidence", "-c", "user.email=noreply@example.org")


def _git(folder: str, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise PublishingError(f"git refused: {done.stderr.strip()}\nNothing was published.")
    return done.stdout.strip()
