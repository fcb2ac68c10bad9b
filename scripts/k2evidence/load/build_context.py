"""The context of a build: versions, addresses, prose pages, the git history of files, and the cache."""

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml

WATCHED = ("--", "data", "docs", "scripts", "CHANGELOG.md")
"""Arguments of git that name the files whose history pages show."""

T = TypeVar("T")


class ContextError(Exception):
    """A file of the project, besides its data, that cannot be read; says which, why, and what to do."""


@dataclass(frozen=True, slots=True)
class Revision:
    """The commit that last changed a file, and when; `pending` where a change is not committed.

    A file that no commit holds yet has an empty commit and time.
    """

    commit: str
    when: str
    """UTC, as 2026-11-24T17:02:28Z."""
    pending: bool = False

    @property
    def day(self) -> str:
        """The date without the time."""
        return self.when[:10]


@dataclass(frozen=True, slots=True)
class ProsePage:
    """A page written by hand: its path below `docs/`, and its title and front matter."""

    uri: str
    title: str
    description: str
    reviewed: str | None
    """The date of the last review, where the front matter has one."""


class Cache(Protocol):
    """A cache of slow pure functions; an input needs a `repr` that tells its whole value."""

    def call(self, function: Callable[[T], bytes], value: T) -> bytes:
        """Return `function(value)`."""
        ...

    def call_batch(
        self, function: Callable[[Sequence[T]], Sequence[bytes]], values: Sequence[T]
    ) -> Sequence[bytes]:
        """Return `function(values)`; the function may get fewer values, those without a cached result."""
        ...


class NoCache:
    """A cache that holds nothing: every call computes anew."""

    def call(self, function: Callable[[T], bytes], value: T) -> bytes:
        """Return `function(value)`."""
        return function(value)

    def call_batch(
        self, function: Callable[[Sequence[T]], Sequence[bytes]], values: Sequence[T]
    ) -> Sequence[bytes]:
        """Return `function(values)`."""
        return function(values)


@dataclass(frozen=True, slots=True)
class BuildContext:
    """What a build needs besides the data: passed in, never read at import."""

    version: str
    """Version of the site."""
    changelog: str
    """Text of the changelog, Markdown."""
    site_url: str = ""
    """Address of the published site, with a final slash; empty while it is not assigned."""
    repository_url: str = ""
    """Address of the repository; empty while it is not known."""
    site_name: str = "K2 Evidence"
    """Name of the site."""
    description: str = ""
    """What the site is, in a sentence."""
    contributors: str = "K2 Evidence contributors"
    """Who is cited as the author of the site."""
    licence: str = "https://creativecommons.org/licenses/by/4.0/"
    """Address of the licence of text and data."""
    frozen: bool = False
    """Whether this is the copy of a released version, which stays as it is."""
    prose_pages: tuple[ProsePage, ...] = ()
    """The pages written by hand."""
    history: Mapping[str, Revision] | None = None
    """When each file last changed, by its path in the repository; None where that is not known."""
    cache: Cache = field(default=NoCache(), repr=False, compare=False)
    """The cache of slow functions; without one, everything is computed anew."""

    @property
    def address(self) -> str:
        """The address of this build, with a final slash; empty while none is assigned."""
        return f"{self.site_url}v/{self.version}/" if self.site_url and self.frozen else self.site_url


def load_context(root: Path, environment: Mapping[str, str]) -> BuildContext:
    """Read the context of a build from the project in `root` and from the environment.

    `K2_SITE_URL` and `K2_REPOSITORY_URL` may be unset; then no address is invented. Raises ContextError where
    a file cannot be read.
    """
    project = tomllib.loads(_read(root, "pyproject.toml"))["project"]
    citation = yaml.safe_load(_read(root, "CITATION.cff"))
    return BuildContext(
        version=project["version"],
        changelog=_read(root, "CHANGELOG.md"),
        site_name=citation["title"],
        description=" ".join(citation["abstract"].split()),
        contributors=citation["authors"][0]["name"],
        site_url=_folder(environment.get("K2_SITE_URL", "")),
        repository_url=_folder(environment.get("K2_REPOSITORY_URL", "")),
        prose_pages=tuple(_prose_pages(root)),
        history=read_history(root),
    )


def _folder(address: str) -> str:
    return f"{address.rstrip('/')}/" if address else ""


def _read(root: Path, name: str) -> str:
    """Return the text of a file of the project; `name` is its path from the root.

    Raises ContextError.
    """
    try:
        return (root / name).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContextError(f"{name} is missing. Put it back: every build reads it.") from None
    except IsADirectoryError:
        raise ContextError(f"{name} is a folder. Put the file in its place: every build reads it.") from None
    except UnicodeDecodeError:
        raise ContextError(f"{name} is not UTF-8. Save it again with the encoding UTF-8.") from None
    except OSError as error:
        reason = (error.strerror or "the system refuses").lower()
        raise ContextError(
            f"{name} cannot be read: {reason}. Allow reading it, e.g. with: chmod a+r {name}"
        ) from None


def _prose_pages(root: Path) -> Iterator[ProsePage]:
    """Yield the pages written by hand, Markdown and notebooks, by path.

    Raises ContextError.
    """
    docs = root / "docs"
    for path in sorted((*docs.rglob("*.md"), *docs.rglob("*.ipynb"))):
        uri = path.relative_to(docs).as_posix()
        text = _read(root, path.relative_to(root).as_posix())
        front: dict[str, Any] = {}
        if path.suffix == ".ipynb":
            notebook = json.loads(text)
            front = notebook["metadata"].get("k2_evidence", {})
            text = "".join(notebook["cells"][0]["source"])
        elif match := re.match(r"---\n(.*?)\n---\n", text, re.DOTALL):
            front = yaml.safe_load(match[1])
        title = re.search(r"^# (.+)$", text, re.MULTILINE)
        yield ProsePage(
            uri,
            title=title[1] if title else path.stem,
            description=str(front.get("description", "")),
            reviewed=str(front["reviewed"]) if "reviewed" in front else None,
        )


def read_history(root: Path) -> Mapping[str, Revision] | None:
    """Return the commit that last changed each file, by its path; None where the history is not known.

    It is not where there is no git, where `root` is not the top of a repository, and where the
    repository is a shallow clone.
    """
    position = _git(root, "rev-parse", "--show-prefix", "--is-shallow-repository")
    if position is None or position.split() != ["false"]:  # the prefix of the top is empty
        return None
    times = "--date=format-local:%Y-%m-%dT%H:%M:%SZ"
    log = _git(root, "log", "--format=%x00%H %cd", times, "--name-only", "--no-renames", *WATCHED)
    status = _git(root, "status", "--porcelain", "-z", "--untracked-files=all", *WATCHED)
    if log is None or status is None:
        return None
    pending = {entry[3:] for entry in status.split("\0") if entry}
    history: dict[str, Revision] = {}
    for entry in log.split("\0")[1:]:  # the newest commit first
        head, *paths = entry.split("\n")
        commit, when = head.split()
        for path in filter(None, paths):
            history.setdefault(path, Revision(commit, when, path in pending))
    return history | {path: Revision("", "", True) for path in pending - history.keys()}


def _git(root: Path, *arguments: str) -> str | None:
    """Return what git prints in UTC; None where there is no git, or where it fails."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotePath=false", *arguments],
            cwd=root,
            env=os.environ | {"TZ": "UTC"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
