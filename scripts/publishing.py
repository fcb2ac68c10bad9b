"""Puts what was built where readers find it: one archive for a release, one branch for the web.

The branch holds the newest site at its root and every released version below `v/`, unchanged since its
release. A git push moves the branch at once or not at all, so a publication that fails leaves what was
published, and of two at the same time one is refused.
"""

import hashlib
import os
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

ARCHIVED = ("README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "LICENSE-data", "data")
"""What an archive holds besides the site."""


class PublishingError(Exception):
    """Nothing was published, or archived; the message says why."""


def write_archive(path: Path, root: Path, site: Path, moment: int) -> None:
    """Write the site, the data and their licences as one zip file with a list of checksums inside.

    The same files and the same moment (seconds since 1970) give the same bytes.
    """
    members = {f"site/{name}": content for name, content in contents(site).items()}
    for name in ARCHIVED:
        source = root / name
        inside = contents(source) if source.is_dir() else {"": source.read_bytes()}
        members |= {f"{name}/{inner}".rstrip("/"): content for inner, content in inside.items()}
    members["SHA256SUMS"] = checksums(members).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(members):
            archive.writestr(_entry(f"{path.stem}/{name}", moment), members[name])


def checksums(files: Mapping[str, bytes]) -> str:
    """Return a list as `sha256sum --check` reads it: one line a file, in the order of names."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files))


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return what each file below a folder holds, by its path there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def publish(repository: str, branch: str, site: Path, frozen: Mapping[str, Path], message: str) -> str:
    """Make the site the newest one of a branch, and add released versions to it; return the new commit.

    `frozen` leads from the number of a version to its folder. Raises PublishingError where a version
    stands there already with other content, or where git refuses.
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


def _entry(name: str, moment: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, time.gmtime(max(moment, 315_532_800))[:6])  # zip counts from 1980
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o644 << 16
    return entry


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
