"""Replaces a folder whole or not at all, whatever happens meanwhile."""

import errno
import fcntl
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TEMP_PREFIX = ".building-"
"""Part of the name of a folder that is being built beside its target."""
OLD_SUFFIX = "-old"
"""End of the name of a previous target that was moved out of the way."""
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""Signals that ask a program to stop: Ctrl-C, a service that ends, a terminal that is closed."""


class BuildError(Exception):
    """The site could not be built; what was built before is untouched."""


@contextmanager
def atomic_directory(target: Path) -> Iterator[Path]:
    """Yield a temporary folder beside the target that replaces it if the block succeeds, else is removed.

    Folders that a killed run left are removed, and a previous target that it had moved is restored. Two
    runs at once each have their own folder; the later swap wins whole. Everybody can
    read what is in it. A signal to stop that arrives while folders are made, swapped or removed takes
    effect afterwards. Raises BuildError when the target cannot be written.
    """
    new: Path | None = None
    lock: int | None = None
    try:
        with _as_build_error(target):
            with _signals_deferred():
                target.parent.mkdir(parents=True, exist_ok=True)
                with _locked(target.parent):
                    _remove_leftovers(target)
                    new = Path(tempfile.mkdtemp(prefix=f".{target.name}{TEMP_PREFIX}", dir=target.parent))
                    lock = _lock(new)
            yield new
            _let_all_read(new)
            with _signals_deferred(), _locked(target.parent):
                _swap(new, target)
    finally:
        with _signals_deferred():
            if new:
                shutil.rmtree(new, ignore_errors=True)
            if lock is not None:
                _unlock(lock)


@contextmanager
def _as_build_error(target: Path) -> Iterator[None]:
    """Tell an error of the operating system as a BuildError: which place, and what to do there."""
    try:
        yield
    except OSError as error:
        place = Path(os.fsdecode(error.filename)) if error.filename else _written(target, error)
        raise BuildError(
            f"{error.strerror or error}: {place}\n"
            f"    {_remedy(error, place)}; the earlier {target.name}/ was left as it was."
        ) from None


def _written(target: Path, error: OSError) -> Path:
    """Return the target; where a disk is full, the fuller one of its disk and that of temporary files."""
    if error.errno not in _FULL:
        return target
    folders = (target.parent, Path(tempfile.gettempdir()))
    full = min(folders, key=lambda folder: shutil.disk_usage(folder).free)
    return target if full == target.parent else full


_FULL = (errno.ENOSPC, errno.EDQUOT)


def _remedy(error: OSError, place: Path) -> str:
    if error.errno in _FULL:
        return "make room there"
    if isinstance(error, PermissionError) and place.exists() and not os.access(place, os.R_OK):
        return f"allow reading it: chmod a+r {place}"
    return "make room, or allow writing there"


@contextmanager
def _signals_deferred() -> Iterator[None]:
    """Let the signals whose handlers end the program wait until the block is done.

    Only the main thread runs handlers, so others have nothing to do.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    handlers = {number: signal.getsignal(number) for number in STOPPING}
    ours = [number for number, handler in handlers.items() if callable(handler)]
    for number in ours:
        signal.signal(number, lambda number, _: arrived.append(number))
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, handlers[number])
        for arrival in arrived[:1]:
            signal.raise_signal(arrival)


def _let_all_read(folder: Path) -> None:
    """Let everybody read what is published, whatever the umask: a web server runs as another user."""
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)


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
