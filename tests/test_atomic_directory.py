"""A folder is replaced whole or not at all."""

import errno
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Barrier, Thread
from types import FrameType, SimpleNamespace

import pytest
from k2evidence.publish import atomic_directory as module
from k2evidence.publish.atomic_directory import OLD_SUFFIX, TEMP_PREFIX, BuildError, atomic_directory


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A folder that was built before."""
    folder = tmp_path / "parent" / "site"
    folder.mkdir(parents=True)
    (folder / "a").write_text("previous")
    return folder


def interrupt(target: Path) -> None:
    """Begin to replace a folder, and stop in the middle."""
    with suppress(KeyboardInterrupt), atomic_directory(target) as folder:
        (folder / "a").write_text("half")
        raise KeyboardInterrupt


def names(folder: Path) -> list[str]:
    """Return the names in a folder, in their order."""
    return sorted(path.name for path in folder.iterdir())


def test_the_new_folder_replaces_the_old_one(target: Path) -> None:
    """With its files alone, and readable by others."""
    with atomic_directory(target) as folder:
        (folder / "b").write_text("new")
        assert names(target) == ["a"]
    assert names(target) == ["b"]
    assert names(target.parent) == ["site"]
    assert target.stat().st_mode & 0o777 == 0o755


def test_a_web_server_can_read_what_was_built_under_a_strict_umask(target: Path) -> None:
    """It runs as another user; nothing else is allowed to it."""
    before = os.umask(0o077)
    try:
        with atomic_directory(target) as folder:
            (folder / "sub").mkdir()
            (folder / "sub" / "page").write_text("new")
    finally:
        os.umask(before)
    modes = {path.name: path.stat().st_mode & 0o777 for path in target.rglob("*")}
    assert modes == {"sub": 0o755, "page": 0o644}


def test_an_interrupted_build_leaves_the_old_folder(target: Path) -> None:
    """And nothing of its own beside it."""
    interrupt(target)
    assert (target / "a").read_text() == "previous"
    assert names(target.parent) == ["site"]


def test_a_kill_between_the_two_steps_of_the_swap_is_repaired(target: Path) -> None:
    """The next run puts the old folder back, even if that run fails."""
    target.rename(target.with_name(f".site{TEMP_PREFIX}x{OLD_SUFFIX}"))
    interrupt(target)
    assert (target / "a").read_text() == "previous"
    assert names(target.parent) == ["site"]


def test_folders_of_killed_runs_are_removed(target: Path) -> None:
    """By the next run."""
    leftover = target.with_name(f".site{TEMP_PREFIX}x")
    leftover.mkdir()
    with atomic_directory(target):
        assert not leftover.exists()


def test_two_builds_at_once_do_not_mix(target: Path) -> None:
    """Each has a folder of its own; the one that ends later replaces the other whole."""
    both = Barrier(2)

    def build(name: str) -> None:
        with atomic_directory(target) as folder:
            (folder / "a").write_text(name)
            both.wait(timeout=60)
            (folder / "b").write_text(name)

    threads = [Thread(target=build, args=(name,)) for name in ("one", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (target / "a").read_text() == (target / "b").read_text() != "previous"
    assert names(target.parent) == ["site"]


def test_a_target_that_cannot_be_written_is_a_build_error(tmp_path: Path) -> None:
    """The message says what to do."""
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(BuildError, match="make room, or allow writing there"),
        atomic_directory(tmp_path / "file" / "site"),
    ):
        pass


@contextmanager
def ending(number: int) -> Iterator[None]:
    """Let a signal end the program as the commands do: by an exception."""

    def stop(number: int, _: FrameType | None) -> None:
        raise SystemExit(128 + number)

    previous = signal.signal(number, stop)
    try:
        yield
    finally:
        signal.signal(number, previous)


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
@pytest.mark.parametrize("step", ["mkdtemp", "_swap", "rmtree"])
def test_a_signal_waits_for_a_step_that_would_leave_something(
    target: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: signal.Signals
) -> None:
    """While a folder is made, swapped or removed: one site is there, whole, and nothing beside it."""
    owner = {"mkdtemp": module.tempfile, "_swap": module, "rmtree": module.shutil}[step]
    original = getattr(owner, step)

    def interrupted(*arguments: object, **named: object) -> object:
        signal.raise_signal(number)
        return original(*arguments, **named)

    monkeypatch.setattr(owner, step, interrupted)
    with ending(number), pytest.raises(SystemExit) as stop, atomic_directory(target) as folder:
        (folder / "a").write_text("new")
    assert stop.value.code == 128 + number
    assert names(target.parent) == ["site"]
    assert (target / "a").read_text() == ("previous" if step == "mkdtemp" else "new")


@pytest.mark.parametrize("full", ["site", "temporary"])
def test_the_message_names_the_disk_that_is_full(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    """That of the site or that of temporary files: the system's error names no file."""
    temporary = tmp_path / "temporary"
    monkeypatch.setattr(module.tempfile, "gettempdir", lambda: str(temporary))
    place = {"site": target, "temporary": temporary}[full]
    on_full = {"site": target.parent, "temporary": temporary}[full]
    free = {on_full: 0}
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free.get(folder, 10**9)))
    with pytest.raises(BuildError) as reported, atomic_directory(target):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert str(reported.value).startswith(f"No space left on device: {place}\n    make room there; ")


def test_a_file_that_cannot_be_read_is_not_a_folder_to_write(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The remedy allows what was tried."""
    page = tmp_path / "about.md"
    page.write_text("")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may read everything
    with pytest.raises(BuildError, match=f"allow reading it: chmod a\\+r {page}"), atomic_directory(target):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(page))
