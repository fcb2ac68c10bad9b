"""Replaces a folder whole or not at all, whatever happens meanwhile."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TEMP_PREFIX = ".building-"
"""Part of the name of a folder that is being built beside its target."""
OLD_SUFFIX = "-old"
"""End of the name of a previous target that was moved out of the way."""


class BuildError(Exception):
    """The site could not be built; what was built before is untouched."""


@contextmanager
def atomic_directory(target: Path) -> Iterator[Path]:
    """Yield a temporary folder beside the target that replaces it if the block succeeds, else is removed.

    Folders that a killed run left are removed, and a previous target that it had moved is restored. Two
    runs at once each have their own folder; the later swap wins whole. Raises BuildError when the
    target cannot be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with _locked(target.parent):
            _remove_leftovers(target)
            new = Path(tempfile.mkdtemp(prefix=f".{target.name}{TEMP_PREFIX}", dir=target.parent))
            lock = _lock(new)
        try:
            yield new
            new.chmod(0o755)
            with _locked(target.parent):
                _swap(new, target)
        finally:
            shutil.rmtree(new, ignore_errors=True)
            _unlock(lock)
    except OSError as error:
        place = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else target
        is_source = not (place in (target, target.parent) or TEMP_PREFIX in str(place))
        remedy = "allow reading it" if is_source else "make room, or allow writing there"
        raise BuildError(
            f"{error.strerror or error}: {place}\n"
            f"    {remedy}; the earlier {target.name}/ was left as it was."
        ) from None


def _swap(new: Path, target: Path) -> None:
    old = new.with_name(f"{new.name}{OLD_SUFFIX}")
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _remove_leftovers(target: Path) -> None:
    """Remove the temporary folders of killed runs; a folder that is locked is still in use."""
    for leftover in target.parent.glob(f".{target.name}{TEMP_PREFIX}*"):
        if leftover.name.endswith(OLD_SUFFIX) and not target.exists():
            leftover.rename(target)  # killed between the two steps of the swap
            continue
        with suppress(BlockingIOError):
            lock = _lock(leftover, wait=False)
            shutil.rmtree(leftover, ignore_errors=True)
            _unlock(lock)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    descriptor = _lock(folder)
    try:
        yield
    finally:
        _unlock(descriptor)


def _lock(folder: Path, *, wait: bool = True) -> int:
    """Lock a folder for this process; return a file descriptor, whose closing unlocks it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _unlock(descriptor: int) -> None:
    os.close(descriptor)
