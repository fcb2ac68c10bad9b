"""A folder is replaced whole or not at all."""

from contextlib import suppress
from pathlib import Path
from threading import Barrier, Thread

import pytest
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
