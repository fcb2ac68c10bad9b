"""Keeps the files of the last preview for the next, which writes over them.

MkDocs empties its folder before each build. Some file systems take a hundred times as long to create a file
after many were deleted as to write over one; and a download stays until its next version is written.
"""

import shutil
from collections.abc import Container
from pathlib import Path


def set_aside(site: Path) -> None:
    """Move the folder of the preview out of the way."""
    if site.is_dir():
        site.rename(_aside(site))


def put_back(site: Path) -> None:
    """Move the folder back, if it is out of the way."""
    if _aside(site).is_dir():
        shutil.rmtree(site, ignore_errors=True)
        _aside(site).rename(site)


def remove_others(site: Path, wanted: Container[str]) -> None:
    """Remove the files whose path is not wanted any more."""
    for path in list(site.rglob("*")):
        if path.is_file() and path.relative_to(site).as_posix() not in wanted:
            path.unlink()


def _aside(site: Path) -> Path:
    return site.with_name(f"{site.name}-aside")
