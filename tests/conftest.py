"""What several tests share: the real data, a copy to break, a built site and a browser.

Tests run in several processes. What takes long to build is built by the first that needs it, for all.
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
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from k2evidence.load import load_dataset
from k2evidence.load.build_context import BuildContext
from k2evidence.load.dataset import Dataset
from k2evidence.publish.disk_cache import open_cache
from k2evidence.render.site_file import SiteFile
from k2evidence.site import build_site
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

pytest_plugins = ("tests.browser",)

ROOT = Path(__file__).parent.parent
Edit = Callable[[str, str, str], None]
Once = Callable[[str, Callable[[Path], object]], Path]
QUICK = {"NO_MKDOCS_2_WARNING": "1", "K2_EXECUTE_NOTEBOOKS": "false"}
"""Environment of a build in a test that does not look at what notebooks print."""
CONTEXT = BuildContext(version="0.1.0", changelog="# Changelog\n", cache=open_cache(ROOT))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the golden files be written anew when their change was read and meant."""
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Make a folder the first time that any process of this run asks for it, for all of them.

    The others wait. Nobody may change what is in it. A making that failed is tried again.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def made(name: str, make: Callable[[Path], object]) -> Path:
        folder = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not folder.exists():
                begun = shared / f"{name}.begun"
                shutil.rmtree(begun, ignore_errors=True)
                begun.mkdir()
                make(begun)
                begun.rename(folder)
        return folder

    return made


@pytest.fixture(scope="session")
def dataset() -> Dataset:
    """The real data, loaded."""
    return load_dataset(ROOT / "data")


@pytest.fixture(scope="session")
def files() -> dict[str, SiteFile]:
    """Every generated file of the real data, by address."""
    return {file.uri: file for file in build_site(ROOT / "data", CONTEXT).files}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the real data that a test may break."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture
def edit(data: Path) -> Edit:
    """Replace a text that must stand in a file of the copied data, the first time it does."""

    def replace(name: str, old: str, new: str) -> None:
        path = data / name
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace


@pytest.fixture
def project(tmp_path: Path, site: Path) -> Path:
    """A copy of the project that a test may edit and break, with what a build of it has kept."""
    ignored = shutil.ignore_patterns(".venv", ".git", "site", ".*cache", "tests", "__pycache__")
    copy = Path(shutil.copytree(ROOT, tmp_path / "project", ignore=ignored))
    shutil.copytree(ROOT / ".cache" / "build", copy / ".cache" / "build")
    return copy


@pytest.fixture(scope="session")
def site(once: Once) -> Path:
    """The site as it is published, notebook and search index included."""

    def make(folder: Path) -> None:
        made = subprocess.run(
            [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder / "site")],
            cwd=ROOT,
            env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert made.returncode == 0, made.stderr

    return once("built", make) / "site"


@pytest.fixture(scope="session")
def soups(site: Path) -> Mapping[str, BeautifulSoup]:
    """Every page of the built site, parsed; to be read alone."""
    return {
        path.relative_to(site).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        for path in sorted(site.rglob("*.html"))
    }


@pytest.fixture(scope="session")
def rendered(once: Once) -> Path:
    """The Markdown tree of the project as `render` writes it; a test that changes it takes a copy."""

    def make(folder: Path) -> None:
        command = [sys.executable, str(ROOT / "scripts" / "build.py"), "render", str(folder / "tree")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")

    return once("rendered", make) / "tree"


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """A static file server that keeps its log to itself."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def serve(folder: Path, kind: type[QuietHandler]) -> Iterator[str]:
    """Serve a folder on a free port while a test uses its address."""
    handler = functools.partial(kind, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The address at which the built site is served, under a sub-path as many hosts do."""
    for host in serve(site.parent, QuietHandler):
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
