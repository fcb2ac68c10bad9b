"""What the outside world gives to a build: versions, addresses, prose, and when each file last changed."""

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

T = TypeVar("T")


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
        """The day of it."""
        return self.when[:10]


@dataclass(frozen=True, slots=True)
class ProsePage:
    """A page written by hand: where it stands in `docs/`, and what it says of itself."""

    uri: str
    title: str
    description: str
    reviewed: str | None


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
    """Computes everything anew."""

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
    """What the outside world gives to a build: passed in, never read at import."""

    version: str
    """Version of the site."""
    changelog: str
    """Text of the changelog, Markdown."""
    site_url: str = ""
    """Address of the published site, with a final slash; empty while it is not assigned."""
    repository_url: str = ""
    """Address of the repository; empty while it is not known."""
    site_name: str = "K2 Evidence"
    """What the site is called."""
    description: str = ""
    """What it is, in a sentence."""
    contributors: str = "K2 Evidence contributors"
    """Who is cited as its author."""
    licence: str = "https://creativecommons.org/licenses/by/4.0/"
    """Address of the licence of text and data."""
    frozen: bool = False
    """Whether this is the copy of a released version, which stays as it is."""
    written: tuple[ProsePage, ...] = ()
    """The pages written by hand."""
    history: Mapping[str, Revision] | None = None
    """When each file last changed, by its path in the repository; None where that is not known."""
    cache: Cache = field(default=NoCache(), repr=False, compare=False)
    """The cache of slow functions; without one, everything is computed anew."""

    @property
    def address(self) -> str:
        """Where this build stands, with a final slash; empty while no address is assigned."""
        return f"{self.site_url}v/{self.version}/" if self.site_url and self.frozen else self.site_url


def load_context(root: Path, environment: Mapping[str, str]) -> BuildContext:
    """Read what the outside world gives to a build.

    `K2_SITE_URL` and `K2_REPOSITORY_URL` may be unset; then no address is invented.
    """
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    return BuildContext(
        version=project["version"],
        changelog=(root / "CHANGELOG.md").read_text(encoding="utf-8"),
        site_name=citation["title"],
        description=" ".join(citation["abstract"].split()),
        contributors=citation["authors"][0]["name"],
        site_url=_folder(environment.get("K2_SITE_URL", "")),
        repository_url=_folder(environment.get("K2_REPOSITORY_URL", "")),
        written=tuple(_written_pages(root / "docs")),
        history=read_history(root),
    )


def _folder(address: str) -> str:
    return f"{address.rstrip('/')}/" if address else ""


def _written_pages(docs: Path) -> Iterator[ProsePage]:
    """Yield the pages written by hand: title, description and, where it is noted, the last review."""
    for path in sorted((*docs.rglob("*.md"), *docs.rglob("*.ipynb"))):
        uri = path.relative_to(docs).as_posix()
        text = path.read_text(encoding="utf-8")
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
    """Return the commit that last changed each file, by its path; None where that cannot be told.

    It cannot where there is no git, where the folder is not the top of a repository, and where the
    history was not fetched whole.
    """

    watched = ("--", "data", "docs", "scripts", "CHANGELOG.md")

    def git(*arguments: str) -> str | None:
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

    where = git("rev-parse", "--show-prefix", "--is-shallow-repository")
    if where is None or where.split() != ["false"]:  # the prefix of the top is empty
        return None
    times = "--date=format-local:%Y-%m-%dT%H:%M:%SZ"
    told = git("log", "--format=%x00%H %cd", times, "--name-only", "--no-renames", *watched)
    changed = git("status", "--porcelain", "-z", "--untracked-files=all", *watched)
    if told is None or changed is None:
        return None
    pending = {entry[3:] for entry in changed.split("\0") if entry}
    history: dict[str, Revision] = {}
    for commit in told.split("\0")[1:]:
        head, *paths = commit.split("\n")
        name, when = head.split()
        for path in filter(None, paths):
            history.setdefault(path, Revision(name, when, path in pending))
    return history | {path: Revision("", "", True) for path in pending - history.keys()}
