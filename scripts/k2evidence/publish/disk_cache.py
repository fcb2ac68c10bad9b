"""A disk cache for slow pure functions, such as those that draw charts."""

import hashlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.metadata import distributions
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
MAX_AGE_SECONDS = 7 * 24 * 3600
"""How long an entry stays that no build reads."""


@dataclass(frozen=True, slots=True)
class DiskCache:
    """Stores results by function, program, library versions and the value of the input.

    An input needs a `repr` that shows its whole value. A folder that cannot be written stores nothing.
    """

    folder: Path
    package: Path = field(default=Path(__file__).parent.parent)
    """The program, whose source is part of every key."""

    def call(self, function: Callable[[T], bytes], value: T) -> bytes:
        """Return `function(value)`, from the cache where it is there."""
        return self._results(function, [value], lambda missing: [function(one) for one in missing])[0]

    def call_batch(
        self, function: Callable[[Sequence[T]], Sequence[bytes]], values: Sequence[T]
    ) -> Sequence[bytes]:
        """Return `function(values)`; the function gets only those values that the cache does not have."""
        return self._results(function, values, function)

    def prune(self, now: float | None = None) -> None:
        """Remove the entries that no build has read for a week."""
        oldest = (time.time() if now is None else now) - MAX_AGE_SECONDS
        with suppress(OSError):
            for path in self.folder.iterdir():
                if path.stat().st_mtime < oldest:
                    path.unlink()

    def _results(
        self,
        function: Callable[..., object],
        values: Sequence[T],
        compute: Callable[[Sequence[T]], Sequence[bytes]],
    ) -> list[bytes]:
        paths = [self._path(function, value) for value in values]
        results = [_read(path) for path in paths]
        missing = [index for index, result in enumerate(results) if result is None]
        computed = compute([values[index] for index in missing]) if missing else ()
        for index, result in zip(missing, computed, strict=True):
            results[index] = result
            _write(paths[index], result)
        return [result for result in results if result is not None]

    def _path(self, function: Callable[..., object], value: object) -> Path:
        name = f"{function.__module__}.{function.__qualname__}"
        parts = (_program(self.package), name, repr(value))
        return self.folder / hashlib.sha256("\n".join(parts).encode()).hexdigest()


def open_cache(root: Path) -> DiskCache:
    """Return the cache of a project."""
    return DiskCache(root / ".cache" / "build")


@lru_cache
def _program(package: Path) -> str:
    """Return a hash of the program's source and of the versions of Python and all libraries."""
    versions = sorted(f"{found.name} {found.version}" for found in distributions())
    digest = hashlib.sha256("\n".join([sys.version, *versions]).encode())
    for path in sorted(package.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _read(path: Path) -> bytes | None:
    """Return an entry without its checksum; None where there is none, or a damaged one."""
    with suppress(OSError):
        content = path.read_bytes()
        os.utime(path)
        if hashlib.sha256(content[32:]).digest() == content[:32]:
            return content[32:]
    return None


def _write(path: Path, content: bytes) -> None:
    """Write an entry whole or not at all."""
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(hashlib.sha256(content).digest() + content)
        temporary.replace(path)
