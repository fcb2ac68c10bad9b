"""Keeps what was made from one build to the next, by a hash of everything that it is made from."""

import gc
import hashlib
import io
import os
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path

from evidence.results import key_of, remember

KEPT = ".cache/kept"
"""Where in a project is kept what records and charts became."""
KEPT_FOR = 7 * 24 * 3600
"""How long something stays that no build uses, in seconds."""


@dataclass(frozen=True, slots=True)
class Store:
    """Keeps files in a folder, by the hash of what they were made from.

    A folder that cannot be written keeps nothing.
    """

    folder: Path
    program: str
    """A hash of the program, its templates and its libraries."""

    def path(self, key: str) -> Path:
        """Return where the files of a key are kept."""
        name = hashlib.sha256(f"{self.program} {key}".encode()).hexdigest()
        return self.folder / f"{name}.zip"

    def holds(self, key: str) -> bool:
        """Say whether the files of a key are kept."""
        return self.path(key).exists()

    def get(self, key: str) -> Mapping[str, bytes] | None:
        """Return the files of a key; None where they are not kept whole."""
        path = self.path(key)
        try:
            with zipfile.ZipFile(path) as kept:  # checks the sum of every member that it reads
                files = {name: kept.read(name) for name in kept.namelist()}
            os.utime(path)
        except (OSError, zipfile.BadZipFile, EOFError):
            return None
        return files

    def put(self, key: str, files: Mapping[str, bytes]) -> None:
        """Keep the files of a key: whole or not at all."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as kept:
            for name, content in files.items():
                kept.writestr(zipfile.ZipInfo(name), content)
        path = self.path(key)
        aside = path.with_suffix(f".{os.getpid()}")
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(stream.getvalue())
            aside.replace(path)

    def remember(self, kind: str, told: str, make: Callable[[], bytes]) -> bytes:
        """Return what is made of a kind from a text; made where neither this process nor another has."""

        def kept() -> bytes:
            key = key_of(kind, told)
            files = self.get(key)
            if files is None:
                files = {kind: make()}
                self.put(key, files)
            return files[kind]

        return remember(kind, told, kept)


def store_of(root: Path, kind: str = "") -> Store:
    """Return what keeps the files of a project from one build to the next, for builds of one kind."""
    return Store(root / KEPT, f"{program_hash(root)}{kind}")


@contextmanager
def here_to_stay() -> Iterator[None]:
    """Spare what is made meanwhile, such as all records, from the search for what nothing refers to any more.

    Python searches the more often the more there is, and again and again in vain.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def clear(folder: Path, now: float) -> None:
    """Remove from a folder what no build has used for long."""
    with suppress(OSError):
        for path in folder.iterdir():
            if now - path.stat().st_mtime > KEPT_FOR:
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def program_hash(root: Path) -> str:
    """Return a hash of everything that makes pages besides the data: code, theme, settings, libraries."""
    parts = [sys.version, *sorted(f"{found.name} {found.version}" for found in distributions())]
    digest = hashlib.sha256("\n".join(parts).encode())
    for path in sorted((*(root / "scripts").rglob("*"), root / "mkdocs.yml")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(f"\n{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()
