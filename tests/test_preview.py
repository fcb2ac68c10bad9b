"""The preview shows an edit, says what is wrong with it, and recovers."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from on_request import Late
from synthetic import write_cases

TIMEOUT_SECONDS = 60
"""Seconds after which a test gives up; not a measure of speed."""


@pytest.fixture
def preview(project: Path) -> Iterator[tuple[str, Path]]:
    """A running preview of a copy of the project."""
    yield from serving(project)


def serving(project: Path) -> Iterator[tuple[str, Path]]:
    """Yield the address of a running preview, and where it writes what it says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    log = project.parent / "log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "scripts/build.py", "serve", "--address", address],
            cwd=project,
            stdout=stream,
            stderr=stream,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        try:
            yield f"http://{address}/", log
        finally:
            process.terminate()
            process.wait(10)


def read(address: str) -> str:
    """Return what stands at an address."""
    with urllib.request.urlopen(address, timeout=TIMEOUT_SECONDS) as answer:
        text: str = answer.read().decode()
        return text


def menu(page: str) -> str:
    """Return the title and the menu of a page."""
    found = re.search(r"<title>.*?</title>", page), re.search(r"(?s)<header.*</header>", page)
    return " ".join(part[0] for part in found if part)


def wait_for(address: str, pattern: str) -> None:
    """Wait until a page holds a text."""
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while time.monotonic() < deadline:
        try:
            if re.search(pattern, read(address)):
                return
        except (urllib.error.URLError, ConnectionError):
            pass
        time.sleep(0.05)
    pytest.fail(f"{pattern!r} did not appear at {address}")


def test_an_edit_shows_and_a_mistake_recovers(project: Path, preview: tuple[str, Path]) -> None:
    """A changed value appears; a broken file is named with its line; the next save is shown."""
    address, log = preview
    page = f"{address}cases/tsuchie-2012-case-1/"
    case = project / "data/cases/tsuchie-2012-case-1.yml"
    original = case.read_text()
    wait_for(page, "0.749")
    case.write_text(original.replace("value: 0.749", "value: 0.755"))
    wait_for(page, "0.755")
    case.write_text(original.replace("value: 0.749", "value: 0,755"))
    # The mistake is told on every page, with its place and its remedy; the page below stays.
    wait_for(page, r"(?s)k2-problems.*case-1\.yml:\d+:\d+.*is not a number.*write a decimal point: 0\.755")
    wait_for(page, "0.755")
    wait_for(f"{address}about/", "k2-problems")
    assert "Traceback" not in log.read_text()
    case.write_text(original.replace("value: 0.749", "value: 0.761"))
    wait_for(page, "0.761")
    assert "k2-problems" not in read(page)
    # The search index, the tables and what lies beside a page are made when they are asked for.
    for name in ("pagefind/pagefind.js", "data/measurements.csv", "cases/tsuchie-2012-case-1/record.json"):
        with urllib.request.urlopen(f"{address}{name}", timeout=TIMEOUT_SECONDS) as answer:
            assert answer.status == 200
    nothing = ("pagefind/none.js", "cases/tsuchie-2012-case-1/none.png", "nowhere/", "../nowhere")
    folders = ("assets/", "pagefind/", "data/phenopackets/", "data/measurements.csv/", "/etc/hostname")
    for name in (*nothing, *folders):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{address}{name}", timeout=TIMEOUT_SECONDS)
    assert re.search(r"case-1\.yml:\d+:\d+: courses\[0\]", log.read_text())


def test_the_preview_starts_with_a_mistake_in_the_data(project: Path) -> None:
    """The home page and the bad record's own address tell it; the next save shows the site."""
    case = project / "data/cases/tsuchie-2012-case-1.yml"
    original = case.read_text()
    case.write_text(original.replace("sex: female", "sex: <b>femal"))
    for address, log in serving(project):
        wait_for(address, "(?s)k2-problems.*did you mean|k2-problems.*allowed: female")
        page = f"{address}cases/tsuchie-2012-case-1/"
        wait_for(page, "(?s)k2-problems.*&lt;b&gt;femal")
        case.write_text(original)
        wait_for(page, "0.749")
        assert "Traceback" not in log.read_text()


class Working:
    """Stands for what a build left to do: notes what it is asked to make."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def make(self, path: str) -> None:
        """Make anything that is asked for."""
        self.asked.append(path)


def test_a_request_that_waited_for_a_build_gets_the_page_of_that_build() -> None:
    """What an earlier build made for it is not told."""
    late, earlier, later = Late(), Working(), Working()
    late.end()  # a build that failed before it began
    late.begin()
    late.end(earlier)
    closed = []

    class Body(list[bytes]):
        def close(self) -> None:
            closed.append(bytes(self[0]))

    def application(_: object, start: Callable[[str, object], None]) -> list[bytes]:
        start("200 OK", [])
        if later.asked:
            return Body([b"later"])
        late.begin()
        late.end(later)
        return Body([b"earlier"])

    said: list[tuple[str, object]] = []
    answer = late.answering(application, "/k2/")
    body = answer({"PATH_INFO": "/k2/cases/x/"}, lambda *told: said.append(told))
    assert (said, body, closed) == ([("200 OK", [])], [b"later"], [b"earlier"])
    assert earlier.asked == later.asked == ["cases/x/"]


def test_an_edit_of_a_value_builds_nothing_and_changes_every_page_that_shows_it(
    project: Path, preview: tuple[str, Path]
) -> None:
    """The page of the case, those about all cases, the tables and the index; another edit is built."""
    address, log = preview
    case = project / "data/cases/tsuchie-2012-case-1.yml"
    places = ("cases/tsuchie-2012-case-1/", "compare/", "recovery/", "data/measurements.csv", "assets/k2.css")
    for place in places:
        wait_for(f"{address}{place}", ".")
    index = read(f"{address}pagefind/pagefind-entry.json")
    menus = [menu(read(f"{address}{place}")) for place in places[:3]]
    case.write_text(case.read_text().replace("value: 0.749", "value: 0.763"))
    for place in places[:-1]:
        wait_for(f"{address}{place}", r"0\.763|\+6\.9")
    assert "<h1" in read(address)
    assert [menu(read(f"{address}{place}")) for place in places[:3]] == menus
    assert "aria-current" in menus[1]
    assert read(f"{address}pagefind/pagefind-entry.json") != index
    assert log.read_text().count("Building documentation") == 1
    about = project / "docs/about.md"
    about.write_text(f"{about.read_text()}\nOne sentence more.\n")
    wait_for(f"{address}about/", "One sentence more")
    assert log.read_text().count("Building documentation") == 2


def test_a_case_more_is_built(project: Path, preview: tuple[str, Path]) -> None:
    """What pages there are is told to MkDocs."""
    address, log = preview
    wait_for(f"{address}cases/", "<h1")
    write_cases(project / "data", 0, 1)
    (added,) = (path.stem for path in (project / "data/cases").glob("synthetic-*"))
    wait_for(f"{address}cases/{added}/", "<h1")
    assert log.read_text().count("Building documentation") >= 2
    assert "Traceback" not in log.read_text()


def test_nothing_is_made_for_a_request_after_a_build_that_failed() -> None:
    """What is missing is told so."""
    late = Late()
    late.begin()
    late.end()

    def application(_: object, start: Callable[[str, object], None]) -> list[bytes]:
        start("404 Not Found", [])
        return [b"none"]

    said: list[tuple[str, object]] = []
    answer = late.answering(application, "/")({"PATH_INFO": "/x/"}, lambda *told: said.append(told))
    assert (said, answer) == ([("404 Not Found", [])], [b"none"])
