"""Whatever stops a build, the previous site stays whole: with real processes."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from k2evidence.publish.atomic_directory import atomic_directory

from .conftest import ROOT

pytestmark = pytest.mark.build

CAP_DAC_OVERRIDE = 1
PR_CAPBSET_DROP = 24
TIMEOUT_SECONDS = 120
"""Seconds after which a test gives up; not a measure of speed."""
PAUSE = """
import pathlib, time

def on_page_context(context, page, config, **_):
    if page.url == "cases/tsuchie-2012-case-1/":
        pathlib.Path("paused").touch()
        time.sleep(600)
    return context
"""
"""A hook that stops a build in its middle: some pages are written, others not."""

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def previous(project: Path) -> Path:
    """A project with a site that was built before."""
    (project / "site").mkdir()
    (project / "site" / "index.html").write_text("previous")
    return project


@pytest.fixture
def start(previous: Path, tmp_path: Path) -> Iterator[Start]:
    """Start `build.py site` in a process group of its own, which ends with the test."""
    started: list[subprocess.Popen[str]] = []
    (tmp_path / "temporary").mkdir()

    def run(before: Callable[[], object] = lambda: None) -> subprocess.Popen[str]:
        def prepare() -> None:
            # What starts the tests in the background lets them, and all they start, ignore these.
            for number in (signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            before()

        process = subprocess.Popen(
            [sys.executable, str(ROOT / "scripts" / "build.py"), "site", "--skip-notebooks"],
            cwd=previous,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=os.environ | {"TMPDIR": str(tmp_path / "temporary")},
            preexec_fn=prepare,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


@pytest.fixture
def paused(previous: Path, start: Start) -> subprocess.Popen[str]:
    """A build in its middle."""
    hooks = previous / "scripts" / "mkdocs_hooks.py"
    hooks.write_text(hooks.read_text() + PAUSE)
    process = start()
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not (previous / "paused").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert list(previous.glob(".site*/index.html"))
    return process


def is_whole(project: Path) -> bool:
    """Return whether the previous site is there, and nothing else."""
    names = [path.relative_to(project / "site").as_posix() for path in (project / "site").rglob("*")]
    return names == ["index.html"] and (project / "site/index.html").read_text() == "previous"


def temporary_folders(project: Path) -> list[str]:
    """Return the names of folders that a build made beside the site."""
    return sorted(path.name for path in project.glob(".site*"))


@pytest.mark.parametrize(
    "number",
    [signal.SIGTERM, signal.SIGINT, signal.SIGHUP],
    ids=["terminated", "interrupted", "terminal closed"],
)
def test_a_build_that_gets_a_signal_cleans_up(
    previous: Path, tmp_path: Path, paused: subprocess.Popen[str], number: signal.Signals
) -> None:
    """The previous site stays, nothing of the new one does, and the status names the signal."""
    paused.send_signal(number)
    _, errors = paused.communicate(timeout=TIMEOUT_SECONDS)
    assert (paused.returncode, "Traceback" in errors) == (128 + number, False)
    assert is_whole(previous)
    assert temporary_folders(previous) == []
    assert [path.name for path in (tmp_path / "temporary").glob("k2-evidence-*")] == []


def test_an_interrupt_while_the_program_is_imported_is_one_line(tmp_path: Path) -> None:
    """In the first second there is no traceback; a library stands for one that takes long to import."""
    imported = tmp_path / "imported"
    slow = f"import pathlib, time\npathlib.Path({str(imported)!r}).touch()\ntime.sleep(600)\n"
    (tmp_path / "pydantic_core.py").write_text(slow)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "scripts" / "build.py"), "site"],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + TIMEOUT_SECONDS
    while not imported.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=TIMEOUT_SECONDS) == (
        "",
        "Stopped. What was built before is as it was.\n",
    )
    assert process.returncode == 128 + signal.SIGINT


def test_a_build_that_is_killed_leaves_the_previous_site(
    previous: Path, paused: subprocess.Popen[str]
) -> None:
    """What it could not clean up the next build does."""
    paused.kill()
    paused.wait()
    assert is_whole(previous)
    assert len(temporary_folders(previous)) == 1
    with atomic_directory(previous / "site") as folder:
        assert temporary_folders(previous) == [folder.name]
    assert temporary_folders(previous) == []


def test_a_full_disk_leaves_the_previous_site(previous: Path, start: Start) -> None:
    """No file may grow beyond 300 kB: the build stops, says why, and leaves nothing."""
    process = start(before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000)))
    errors = process.communicate(timeout=TIMEOUT_SECONDS)[1]
    assert process.returncode == 1, errors
    assert "the earlier site/ was left as it was" in errors
    assert "Traceback" not in errors
    assert is_whole(previous)
    assert temporary_folders(previous) == []


def without_override() -> None:
    """Take from root the right to write where permissions forbid it; others never had it."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)


def test_a_folder_that_cannot_be_written_leaves_the_previous_site(previous: Path, start: Start) -> None:
    """The message names what to allow."""
    previous.chmod(0o555)
    try:
        process = start(before=without_override)
        errors = process.communicate(timeout=TIMEOUT_SECONDS)[1]
    finally:
        previous.chmod(0o755)
    assert process.returncode == 1
    assert errors.startswith("Permission denied: ")
    assert "allow writing there" in errors
    assert is_whole(previous)
