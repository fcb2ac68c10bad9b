"""The preview shows an edit, says what is wrong with it, and recovers."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from .conftest import CORPUS, ROOT, make_project

pytestmark = [pytest.mark.build, pytest.mark.xdist_group("preview")]  # one server for all tests

TIMEOUT_SECONDS = 120
"""Seconds after which a test gives up; not a measure of speed."""
CASE = "cases/tsuchie-2012-case-1/"


@dataclass(frozen=True)
class Preview:
    """A running preview of a project."""

    address: str
    project: Path
    log: Path
    process: subprocess.Popen[bytes]

    @property
    def case(self) -> Path:
        """The file of the case that tests edit."""
        return self.project / "data/cases/tsuchie-2012-case-1.yml"

    def read(self, place: str) -> str:
        """Return the text at an address of the site."""
        with urllib.request.urlopen(f"{self.address}{place}", timeout=TIMEOUT_SECONDS) as answer:
            text: str = answer.read().decode()
            return text

    def wait_for(self, place: str, pattern: str) -> None:
        """Wait until a page holds a text."""
        deadline = time.monotonic() + TIMEOUT_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                if re.search(pattern, self.read(place), re.DOTALL):
                    return
            except (urllib.error.URLError, ConnectionError):
                pass  # it does not answer yet, or builds this page just now
            time.sleep(0.05)
        pytest.fail(f"{pattern!r} did not appear at {place}; the log says:\n{self.log.read_text()}")


@contextmanager
def serving(project: Path, temporary: Path) -> Iterator[Preview]:
    """Serve a preview on a free port, with a folder for temporary files."""
    temporary.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    log = project.parent / "log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "scripts" / "build.py"), "serve", "--address", address],
            cwd=project,
            stdout=stream,
            stderr=stream,
            env=os.environ | {"PYTHONUNBUFFERED": "1", "TMPDIR": str(temporary)},
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        try:
            yield Preview(f"http://{address}/", project, log, process)
        finally:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of the corpus."""
    folder = tmp_path_factory.mktemp("preview")
    with serving(make_project(folder / "project"), folder / "temporary") as running:
        running.wait_for(CASE, r"0\.749")
        yield running
        assert "Traceback" not in running.log.read_text()


def change(preview: Preview, old: str, new: str) -> None:
    """Write the case as the corpus has it, but for one text."""
    original = (CORPUS / "cases/tsuchie-2012-case-1.yml").read_text()
    assert old in original
    preview.case.write_text(original.replace(old, new))


def test_an_edit_of_a_value_shows_on_every_page_that_has_it(preview: Preview) -> None:
    """The page of the case, those about all cases, and the tables."""
    change(preview, "value: 0.749", "value: 0.763")
    for place in (CASE, "compare/", "recovery/", "data/measurements.csv"):
        preview.wait_for(place, r"0\.763|\+6\.9|106\.9")


def test_a_mistake_is_named_on_every_page(preview: Preview) -> None:
    """With its place and its remedy, above the last good page; the next good save shows the site again."""
    change(preview, "what: Corset.", "what: Corset one.")
    preview.wait_for(CASE, "Corset one")
    change(preview, "value: 0.749", "value: 0,749")
    preview.wait_for(
        CASE, r"k2-problems.*case-1\.yml:\d+:\d+.*is not a number.*write a decimal point: 0\.749"
    )
    preview.wait_for("about/", "k2-problems")
    assert "Corset one" in preview.read(CASE)
    assert re.search(r"case-1\.yml:\d+:\d+: courses\[0\]", preview.log.read_text())
    change(preview, "what: Corset.", "what: Corset two.")
    preview.wait_for(CASE, "Corset two")
    assert "k2-problems" not in preview.read(CASE)


def test_an_edit_of_prose_shows(preview: Preview) -> None:
    """On a page that is written by hand."""
    about = preview.project / "docs/about.md"
    about.write_text(f"{about.read_text()}\nOne sentence more.\n")
    preview.wait_for("about/", "One sentence more")


def test_a_new_record_gets_its_page(preview: Preview) -> None:
    """And its place in the list."""
    studies = preview.project / "data/studies"
    text = (studies / "example-review.yml").read_text().replace("example-review", "example-news")
    (studies / "example-news.yml").write_text(text)
    preview.wait_for("evidence/example-news/", "<h1")
    preview.wait_for("evidence/", "example-news/")


def test_the_search_index_follows_an_edit(preview: Preview) -> None:
    """It is written after the pages."""
    preview.wait_for("pagefind/pagefind.js", ".")
    preview.wait_for("pagefind/pagefind-entry.json", '"hash"')
    before = preview.read("pagefind/pagefind-entry.json")
    change(preview, "what: Corset.", "what: Corset for the search.")
    preview.wait_for("pagefind/pagefind-entry.json", f'^(?!{re.escape(before)}).*"hash"')


@pytest.mark.parametrize(
    "place",
    ["nowhere/", "../nowhere", f"{CASE}none.png", "assets/", "data/measurements.csv/", "/etc/hostname"],
)
def test_what_is_not_in_the_site_is_not_found(preview: Preview, place: str) -> None:
    """Neither a page nor a folder without one, nor a file of the machine."""
    with pytest.raises(urllib.error.HTTPError, match="404"):
        preview.read(place)


def test_the_preview_starts_with_a_mistake_and_stops_cleanly(tmp_path: Path) -> None:
    """The home page and the record's own address name the mistake until the data is good."""
    project = make_project(tmp_path / "project")
    case = project / "data/cases/tsuchie-2012-case-1.yml"
    original = case.read_text()
    case.write_text(original.replace("sex: female", "sex: <b>femal"))
    with serving(project, tmp_path / "temporary") as preview:
        preview.wait_for("", "k2-problems.*allowed: female")
        preview.wait_for(CASE, "k2-problems.*&lt;b&gt;femal")
        case.write_text(original)
        preview.wait_for(CASE, r"0\.749")
        preview.process.send_signal(signal.SIGINT)
        preview.process.wait(TIMEOUT_SECONDS)
        assert "Traceback" not in preview.log.read_text()
    assert [path.name for path in (tmp_path / "temporary").iterdir() if "pagefind" not in path.name] == []
