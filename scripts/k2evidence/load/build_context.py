"""The context of a build: versions, addresses, prose pages, the git history of files, and the cache."""

import json
import os
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol, TypeVar

import yaml

from k2evidence.load.cross_references.future_dates import latest_day

WATCHED = ("--", "data", "docs", "scripts", "CHANGELOG.md")
"""Arguments of git that name the files whose history pages show."""

BUILD_DATE = "SOURCE_DATE_EPOCH"
"""The environment variable with the date of a build: https://reproducible-builds.org/specs/source-date-epoch/."""
LATEST_DATE = 2**32 - 1
"""The latest date of a build, in seconds since 1970: compressed files hold no later one."""

T = TypeVar("T")


class ProjectError(Exception):
    """A file of the project, or a variable of the environment, cannot be used: which, why, and what to do."""


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
    """A cache of slow pure functions; an input needs a `repr` that shows its whole value."""

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
    built: str = "1970-01-01T00:00:00Z"
    """When it is built, in UTC: as `SOURCE_DATE_EPOCH` says, else the last commit, else the start of 1970."""
    today: str | None = None
    """The latest day that a record can name, as `latest_day` has it; None where no date of a build is known:
    then nothing counts as in the future."""
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
    def version_label(self) -> str:
        """The version as a reference says it: '0.1.0 (unreleased)' where the changelog says so."""
        heading = re.search(rf"^## {re.escape(self.version)}\b(.*)$", self.changelog, re.MULTILINE)
        unreleased = heading and "not released" in heading[1] and not self.frozen
        return f"{self.version} (unreleased)" if unreleased else self.version

    @property
    def address(self) -> str:
        """The address of this build, with a final slash; empty while none is assigned."""
        return f"{self.site_url}v/{self.version}/" if self.site_url and self.frozen else self.site_url


def load_context(root: Path, environment: Mapping[str, str]) -> BuildContext:
    """Read the context of a build from the project in `root` and from the environment.

    `K2_SITE_URL` and `K2_REPOSITORY_URL` may be unset; then no address is invented. Raises ProjectError.
    """
    with _needed(root, "pyproject.toml") as text:
        version = str(tomllib.loads(text)["project"]["version"])
    with _needed(root, "CITATION.cff") as text:
        citation = yaml.safe_load(text)
        name, abstract, author = citation["title"], citation["abstract"], citation["authors"][0]["name"]
    with _needed(root, "CHANGELOG.md") as text:
        changelog = text
    seconds = build_date(root, environment)
    built = _timestamp(seconds)
    return BuildContext(
        version=version,
        changelog=changelog,
        built=built,
        today=latest_day(datetime.now(UTC), built) if seconds else None,
        site_name=name,
        description=" ".join(abstract.split()),
        contributors=author,
        site_url=site_url(environment),
        repository_url=_folder(environment.get("K2_REPOSITORY_URL", "")),
        prose_pages=tuple(_prose_pages(root / "docs")),
        history=read_history(root),
    )


@contextmanager
def _needed(root: Path, name: str) -> Iterator[str]:
    """Yield the text of a file of the project; raises ProjectError where it, or a part of it, is missing."""
    path = root / name
    try:
        yield path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ProjectError(
            f"{path} is missing. The project is the folder of a clone: run this there, or name it: "
            "--project FOLDER."
        ) from None
    except IsADirectoryError:
        raise ProjectError(f"{path} is a folder. Put the file in its place: every build reads it.") from None
    except PermissionError:
        raise ProjectError(f"{path} cannot be read. Allow it: chmod a+r {path}") from None
    except UnicodeDecodeError:
        raise ProjectError(f"{path} is not in UTF-8. Save it in that encoding.") from None
    except (OSError, json.JSONDecodeError, tomllib.TOMLDecodeError, yaml.YAMLError) as error:
        raise ProjectError(f"{path} cannot be read: {error}") from None
    except (LookupError, TypeError) as error:
        raise ProjectError(
            f"{path} lacks what the site needs of it: {error}. Compare it with its last commit."
        ) from None


def build_date(root: Path, environment: Mapping[str, str]) -> int:
    """Return the date of a build in seconds since 1970: of the environment, or else of the last commit.

    Two builds of one commit have the same dates. Without either it is 0. Raises ProjectError.
    """
    reported = environment.get(BUILD_DATE, "").strip()
    if not reported:
        return int((_git(root, "log", "-1", "--format=%ct") or "").strip() or 0)
    if not re.fullmatch(r"[0-9]{1,10}", reported) or int(reported) > LATEST_DATE:
        raise ProjectError(
            f"{BUILD_DATE} is {reported[:40]!r}; the date of a build is in whole seconds since 1970, from 0 "
            f"to {LATEST_DATE}. Correct it, or take the date of the last commit: unset {BUILD_DATE}"
        )
    return int(reported)


def _timestamp(seconds: int) -> str:
    """Return seconds since 1970 as a timestamp in UTC, e.g. '2026-11-27T00:00:00Z'."""
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def site_url(environment: Mapping[str, str]) -> str:
    """Return the address of the published site, with a final slash; empty while it is not assigned."""
    return _folder(environment.get("K2_SITE_URL", ""))


def _folder(address: str) -> str:
    return f"{address.rstrip('/')}/" if address else ""


def _prose_pages(docs: Path) -> Iterator[ProsePage]:
    """Yield the pages written by hand, Markdown and notebooks, by path. Raises ProjectError."""
    for path in sorted((*docs.rglob("*.md"), *docs.rglob("*.ipynb"))):
        uri = path.relative_to(docs).as_posix()
        front: dict[str, Any] = {}
        with _needed(docs, uri) as text:
            if path.suffix == ".ipynb":
                notebook = json.loads(text)
                front = notebook["metadata"].get("k2_evidence", {})
                text = "".join(notebook["cells"][0]["source"])
            elif match := re.match(r"---\n(.*?)\n---\n", text, re.DOTALL):
                front = yaml.safe_load(match[1])
        title = re.search(r"^# (.+?)(?: \{ #.*)?$", text, re.MULTILINE)
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
