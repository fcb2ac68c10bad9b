"""Fixtures of several tests: the corpus and the real data, a project to break, built sites, a browser.

Most tests run on the corpus in `tests/data/`, which no new record changes; the real data is built once.
Commands run in this process. What takes long to build is built by the first process that needs it, for all.
"""

import fcntl
import functools
import http.server
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Protocol

import pytest
from bs4 import BeautifulSoup
from k2evidence.cli import main
from k2evidence.load import load_dataset
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.publish.disk_cache import open_cache
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

pytest_plugins = ("tests.browser",)

ROOT = Path(__file__).parent.parent
CORPUS = Path(__file__).parent / "data"
CACHE = ROOT / ".cache" / "build"
"""The disk cache, which every project of a test shares."""
PROJECT_FILES = (
    "mkdocs.yml",
    "pyproject.toml",
    "README.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE",
    "LICENSE-data",
    "docs",
    "scripts/theme",
    "scripts/mkdocs_hooks.py",
    ".github/ISSUE_TEMPLATE",
)
"""What a project has besides its data and the program."""
CONTEXT = BuildContext(version="0.1.0", changelog="# Changelog\n", cache=open_cache(ROOT))
GIT = ("git", "-c", "user.name=test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")

Edit = Callable[[str, str, str], None]
Once = Callable[[str, Callable[[Path], object]], Path]


@dataclass(frozen=True)
class Finished:
    """What a command gave back."""

    status: object
    stdout: str
    stderr: str


class Cli(Protocol):
    """Runs a command of `build.py` for a project; the default is the repository itself."""

    def __call__(self, *arguments: str, project: Path = ROOT) -> Finished:
        """Return its exit status and output."""
        ...


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the golden files be written anew when their change was read and meant."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark and order the tests by the fixtures that they take.

    One worker has all tests of the browser, and builds the site for them; one has those of the files of the
    real data. The second build for the test of reproducibility begins early, as it takes long; tests that
    only read the site come last, when it is there.
    """
    for item in items:
        fixtures = _fixtures(item)
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
        elif "files" in fixtures:
            item.add_marker(pytest.mark.xdist_group("files"))
        if fixtures & {"site", "corpus_site"}:
            item.add_marker(pytest.mark.build)
        if getattr(config.option, "loadgroup", False):
            _append_group(item)
    items.sort(key=_place)


def _append_group(item: pytest.Item) -> None:
    """Append the group of a test to its id, from which the scheduler of `--dist loadgroup` reads it.

    pytest-xdist 3.8 does so itself, but without effect under pytest 9.2:
    https://github.com/pytest-dev/pytest-xdist/issues/1386
    """
    if mark := item.get_closest_marker("xdist_group"):
        item._id = type(item.id).parse(f"{item.nodeid}@{mark.args[0]}")


def _place(item: pytest.Item) -> int:
    fixtures = _fixtures(item)
    return 0 if "rebuilt_site" in fixtures else 2 if "site" in fixtures else 1


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make a folder once for all workers of this run, when the first of them needs it.

    Other workers wait. No test may change what is in it. After a failure the next worker tries again.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make_once(name: str, make: Callable[[Path], object]) -> Path:
        folder = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                unfinished = shared / f"{name}.unfinished"
                shutil.rmtree(unfinished, ignore_errors=True)
                unfinished.mkdir()
                make(unfinished)
                unfinished.rename(folder)
        return folder

    return make_once


# The corpus ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The frozen corpus; a test that changes it takes `corpus_data`."""
    return CORPUS


@pytest.fixture(scope="session")
def corpus_dataset() -> Dataset:
    """The corpus, loaded."""
    return load_dataset(CORPUS)


@pytest.fixture(scope="session")
def corpus_files() -> dict[str, SiteFile]:
    """Every generated file of the corpus, by its place among the sources."""
    return {file.uri: file for file in build_site(CORPUS, CONTEXT).files}


@pytest.fixture
def corpus_data(tmp_path: Path) -> Path:
    """A copy of the corpus that a test may break."""
    return Path(shutil.copytree(CORPUS, tmp_path / "data"))


@pytest.fixture
def edit(corpus_data: Path) -> Edit:
    """Replace a text in a file of the copied corpus, where it is first; it must be there."""

    def replace(name: str, old: str, new: str) -> None:
        path = corpus_data / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} is not in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture(scope="session")
def cli() -> Cli:
    """Run a command of `build.py` in this process."""

    def run(*arguments: str, project: Path = ROOT) -> Finished:
        with redirect_stdout(StringIO()) as stdout, redirect_stderr(StringIO()) as stderr:
            try:
                status: object = main(["--project", str(project), *arguments])
            except SystemExit as stop:
                status = stop.code
        return Finished(status, stdout.getvalue(), stderr.getvalue())

    return run


def make_project(folder: Path, data: Path = CORPUS) -> Path:
    """Make a project with a copy of some data, the program, and the cache of the repository."""
    for name in PROJECT_FILES:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)
    shutil.copytree(data, folder / "data")
    (folder / "scripts" / "k2evidence").symlink_to(ROOT / "scripts" / "k2evidence")
    share_cache(folder)
    return folder


def share_cache(project: Path) -> None:
    """Let the builds of a project use the cache of the repository."""
    CACHE.mkdir(parents=True, exist_ok=True)
    (project / ".cache").mkdir()
    (project / ".cache" / "build").symlink_to(CACHE)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with the corpus as its data, which a test may edit and break."""
    return make_project(tmp_path / "project")


@pytest.fixture(scope="session")
def corpus_site(once: Once, cli: Cli) -> Path:
    """The site of the corpus; its notebooks are not run."""

    def make(folder: Path) -> None:
        done = cli("site", "--skip-notebooks", project=make_project(folder / "project"))
        assert (done.status, done.stderr) == (0, "")

    return once("corpus-site", make) / "project" / "site"


@pytest.fixture(scope="session")
def corpus_soups(corpus_site: Path) -> Mapping[str, BeautifulSoup]:
    """Every page of the site of the corpus, parsed; only to be read."""
    return parse_pages(corpus_site)


# The real data ------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The real data, loaded."""
    return load_dataset(ROOT / "data")


@pytest.fixture(scope="session")
def files() -> dict[str, SiteFile]:
    """Every generated file of the real data, by its place among the sources."""
    return {file.uri: file for file in build_site(ROOT / "data", CONTEXT).files}


@pytest.fixture(scope="session")
def commit(once: Once) -> Path:
    """A repository with one commit that holds the repository as it is here."""

    def make(folder: Path) -> None:
        ignored = shutil.ignore_patterns(".venv", ".git", "site", "dist", ".*cache", "__pycache__")
        project = Path(shutil.copytree(ROOT, folder / "k2", ignore=ignored))
        for command in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "All of it"]):
            subprocess.run([*GIT, *command], cwd=project, check=True)

    return once("commit", make) / "k2"


@pytest.fixture(scope="session")
def site(once: Once, commit: Path) -> Path:
    """The site as it is published, from a commit: notebooks run, search index included."""

    def make(folder: Path) -> None:
        project = folder / "k2"
        subprocess.run([*GIT, "clone", "-q", str(commit), str(project)], check=True)
        share_cache(project)
        build_commit(project, TZ="Pacific/Kiritimati", PYTHONHASHSEED="1", LC_ALL="C.UTF-8")

    return once("site", make) / "k2" / "site"


def build_commit(project: Path, **environment: str) -> None:
    """Build the site of a clone with the program in it, in another process."""
    done = subprocess.run(
        [sys.executable, "scripts/build.py", "site"],
        cwd=project,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def parse_pages(site: Path) -> Mapping[str, BeautifulSoup]:
    """Return every page of a built site, parsed, by its place in the site."""
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(path.read_bytes(), "lxml", from_encoding="utf-8")
        for path in sorted(site.rglob("*.html"))
    }


@pytest.fixture(scope="session")
def soups(site: Path) -> Mapping[str, BeautifulSoup]:
    """Every page of the built site, parsed; only to be read."""
    return parse_pages(site)


# The browser --------------------------------------------------------------------------------------


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A static file server that keeps its log to itself."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve(folder: Path, kind: type[QuietHandler] = QuietHandler) -> Iterator[str]:
    """Serve a folder on a free port while a test uses its address."""
    handler = functools.partial(kind, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address at which the built site is served, under a sub-path as many hosts do."""
    for host in serve(site.parent):
        yield f"{host}{site.name}/"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser: the system's Chromium, or the one that the driver brought."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh reader."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """The page of a fresh reader."""
    return context.new_page()
