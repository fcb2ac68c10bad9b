"""Whatever stops a build, the site that was there stays whole: with real processes."""

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
from k2evidence.publish import atomic_directory as build
from k2evidence.publish.release_archive import contents

from .conftest import QUICK

CAP_DAC_OVERRIDE = 1
PR_CAPBSET_DROP = 24


@pytest.fixture
def earlier(project: Path) -> Path:
    """A project with a site that was built before."""
    site = project / "site"
    site.mkdir()
    (site / "index.html").write_text("earlier")
    return project


@pytest.fixture
def start(earlier: Path, tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start a command of the build script in a group of its own, and end the group at last."""
    started: list[subprocess.Popen[str]] = []
    (tmp_path / "temporary").mkdir()

    def run(*arguments: str, before: Callable[[], object] = lambda: None) -> subprocess.Popen[str]:
        def prepare() -> None:
            # A shell that starts the tests in the background lets them, and all they start, ignore it.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            before()

        process = subprocess.Popen(
            [sys.executable, str(earlier / "scripts" / "build.py"), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env=os.environ | QUICK | {"TMPDIR": str(tmp_path / "temporary")},
            preexec_fn=prepare,
        )
        started.append(process)
        return process

    yield run
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def is_whole(project: Path) -> bool:
    """Say whether the earlier site is there, and nothing else of it."""
    found = [path.relative_to(project / "site").as_posix() for path in (project / "site").rglob("*")]
    return found == ["index.html"] and (project / "site/index.html").read_text() == "earlier"


def beside(project: Path) -> list[str]:
    """Return the names of folders that a build made beside the site."""
    return sorted(path.name for path in project.glob(".site*"))


def wait_for_pages(project: Path, process: subprocess.Popen[str]) -> None:
    """Wait until a build is in its middle: some pages are written, and it still runs."""
    while not list(project.glob(".site*/cases/*/index.html")):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    assert process.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["terminated", "interrupted"])
def test_a_build_that_is_told_to_stop_clears_up(
    earlier: Path, tmp_path: Path, start: Callable[..., subprocess.Popen[str]], number: signal.Signals
) -> None:
    """In the middle of its work: the earlier site stays, nothing of the new one does."""
    process = start("site")
    wait_for_pages(earlier, process)
    process.send_signal(number)
    process.communicate(timeout=60)
    assert process.returncode not in (0, None)
    assert is_whole(earlier)
    assert beside(earlier) == []
    assert [path.name for path in (tmp_path / "temporary").glob("k2-evidence-*")] == []


def test_a_build_that_is_killed_leaves_the_earlier_site(
    earlier: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """What it could not clear up is cleared by the next build."""
    process = start("site")
    wait_for_pages(earlier, process)
    process.kill()
    process.wait()
    assert is_whole(earlier)
    assert len(beside(earlier)) == 1
    with build.atomic_directory(earlier / "site") as folder:
        assert beside(earlier) == [folder.name]
        (folder / "index.html").write_text("later")
    assert beside(earlier) == []
    assert (earlier / "site/index.html").read_text() == "later"


def test_a_kill_between_the_two_steps_of_the_swap_is_mended(tmp_path: Path) -> None:
    """The earlier folder is put back by the next run, even if that run fails."""
    moved = tmp_path / f".site{build.TEMP_PREFIX}x{build.OLD_SUFFIX}"
    moved.mkdir()
    (moved / "index.html").write_text("earlier")

    def fail() -> None:
        with build.atomic_directory(tmp_path / "site"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (tmp_path / "site/index.html").read_text() == "earlier"
    assert beside(tmp_path) == []


def test_a_full_disk_leaves_the_earlier_site(
    earlier: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """No file may grow beyond 300 kB: the build stops, says why, and leaves nothing."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))

    process = start("site", before=limit)
    said = process.communicate()[1]
    assert process.returncode == 1, said
    assert "the earlier site/ was left as it was" in said
    assert "Traceback" not in said
    assert is_whole(earlier)
    assert beside(earlier) == []


def without_override() -> None:
    """Take from root the right to write where permissions forbid it; others never had it."""
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)


def test_a_folder_that_cannot_be_written_leaves_the_earlier_site(
    earlier: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """The message names what to allow."""
    earlier.chmod(0o555)
    try:
        process = start("site", before=without_override)
        said = process.communicate()[1]
    finally:
        earlier.chmod(0o755)
    assert process.returncode == 1
    assert said.startswith("Permission denied: ")
    assert "allow writing there" in said
    assert is_whole(earlier)


def test_two_builds_at_once_do_not_mix(
    earlier: Path, tmp_path: Path, start: Callable[..., subprocess.Popen[str]]
) -> None:
    """Both end well; what stands there is one whole tree, and nothing is left beside it."""
    out = tmp_path / "tree"
    both = [start("render", str(out)) for _ in range(2)]
    assert [(process.communicate()[1], process.returncode) for process in both] == [("", 0), ("", 0)]
    assert [path.name for path in tmp_path.glob(".tree*")] == []
    alone = start("render", str(tmp_path / "alone"))
    alone.communicate()
    assert contents(out) == contents(tmp_path / "alone")
